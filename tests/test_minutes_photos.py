"""Photos of the board and of sheets written by hand, beside the notes of a meeting."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from documents import uploads
from meetings.models import Minutes, MinutesPhoto
from tests.reading import png, text_of


@pytest.fixture
def url(seminar):
    return reverse("meetings:minutes_photos", args=[seminar.pk])


@pytest.fixture
def client(client_of, officer):
    return client_of(officer)


def send(client, url, *contents):
    files = [SimpleUploadedFile(f"anh-{n}.png", content) for n, content in enumerate(contents)]
    return client.post(url, {"photos": files}, follow=True)


def test_a_photo_is_kept_small_and_shown_beside_the_minutes(client, url, seminar):
    page = send(client, url, png(3000, 2000))
    assert "Đã kèm 1 ảnh." in text_of(page)
    (photo,) = seminar.photos.all()
    answer = client.get(photo.get_absolute_url())
    with Image.open(io.BytesIO(answer.getvalue())) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1600, 1067))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert photo.thumbnail_url in text_of(client.get(reverse("meetings:minutes_read", args=[seminar.pk])))
    # The same photo twice is one.
    send(client, url, png(3000, 2000))
    assert seminar.photos.count() == 1


def test_a_photo_is_taken_away_with_its_files(client, url, seminar, django_capture_on_commit_callbacks):
    send(client, url, png())
    photo = seminar.photos.get()
    names = [photo.file.name, photo.thumbnail.name]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("meetings:minutes_photo_remove", args=[seminar.pk, photo.key]))
    assert not MinutesPhoto.objects.exists()
    assert not any(photo.file.storage.exists(name) for name in names)


def test_signed_minutes_take_no_photo_and_lose_none(client, url, seminar, officer):
    send(client, url, png())
    Minutes.objects.create(
        meeting=seminar,
        taker_signed_at=timezone.now(),
        taker_signed_by=officer,
        chair_signed_at=timezone.now(),
        chair_signed_by=officer,
    )
    assert "Kèm ảnh</button>" not in text_of(client.get(url))
    assert "Biên bản đã ký" in text_of(send(client, url, png(50, 50)))
    photo = seminar.photos.get()
    page = client.post(reverse("meetings:minutes_photo_remove", args=[seminar.pk, photo.key]), follow=True)
    assert "Biên bản đã ký" in text_of(page)
    assert seminar.photos.count() == 1


def test_too_many_photos_are_refused_before_any_is_kept(client, url, seminar, monkeypatch):
    monkeypatch.setattr(MinutesPhoto, "MOST", 1)
    page = text_of(send(client, url, png(50, 50), png(60, 60)))
    assert "Một cuộc họp có nhiều nhất 1 ảnh" in page
    assert not seminar.photos.exists()


def test_what_is_no_photo_or_too_large_is_refused_by_name(client, url, seminar, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_PICTURE", 100)
    page = text_of(send(client, url, b"khong phai anh", png(400, 400)))
    assert "“anh-0.png”" in page
    assert "“anh-1.png”" in page
    assert "Chưa chọn ảnh nào." in text_of(client.post(url, {}))
    assert not seminar.photos.exists()
