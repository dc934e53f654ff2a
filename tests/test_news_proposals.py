"""What a branch proposes for the news page: taken up by the editors, with photos, published with them."""

import pytest
from django.urls import reverse

from meetings.models import NewsItem
from reports.installing import NEWS
from reports.models import Filing
from tests import factories
from tests.reading import text_of

PROPOSALS = reverse("reports:news_proposals")
TEXT = "Chi hội ra quân dọn hẻm 120. Có 35 chị tham gia."


@pytest.fixture
def editor(ward):
    return factories.UserFactory(unit=ward.front, role="editor")


@pytest.fixture
def proposed(filing, women_kp3):
    round_ = filing.round
    round_.sections = [*round_.sections, {**round_.sections[-1], "key": NEWS, "title": "Đề xuất đăng tin"}]
    round_.save()
    filing = Filing.objects.get(pk=filing.pk)
    filing.submit({"tinh-hinh": "Chuyện nội bộ của chi hội.", NEWS: TEXT}, by=women_kp3)
    return filing


@pytest.fixture
def photo(assignment, women_kp3):
    entry = assignment.report(by=women_kp3, percent=40, text="Đã làm")
    return factories.EvidenceFactory(entry=entry)


def test_editors_see_what_was_proposed_and_nothing_else_of_the_report(proposed, client_of, editor):
    page = text_of(client_of(editor).get(PROPOSALS))
    assert "dọn hẻm 120" in page
    assert "Chuyện nội bộ" not in page
    assert PROPOSALS in text_of(client_of(editor).get(reverse("meetings:news_list")))


def test_a_proposal_becomes_one_item_that_is_published_with_its_photos(
    proposed, photo, client_of, editor, client
):
    editing = client_of(editor)
    begin = reverse("reports:news_begin", args=[proposed.pk])
    edit = editing.post(begin).url
    item = NewsItem.objects.get()
    assert (item.title, item.unit) == ("Chi hội ra quân dọn hẻm 120", proposed.unit)
    # Taken up once.
    assert editing.post(begin).status_code == 404
    assert "dọn hẻm 120" not in text_of(editing.get(PROPOSALS))

    assert photo.thumbnail_url in text_of(editing.get(edit))
    typed = {"version": item.version, "title": item.title, "text": item.text, "pictures": [photo.pk]}
    editing.post(edit, typed)
    there = reverse("meetings:news_photo", args=[item.pk, photo.key])
    assert client.get(there).status_code == 404
    editing.post(reverse("meetings:news_publish", args=[item.pk]), {"viec": "dang"})
    assert there in text_of(client.get(item.get_absolute_url()))
    answer = client.get(there)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue().startswith(b"\xff\xd8")
    # Taken off, it is gone for strangers, its photos too.
    editing.post(reverse("meetings:news_publish", args=[item.pk]), {"viec": "go"})
    assert client.get(there).status_code == 404


@pytest.mark.parametrize("whose", ["another ward", "a plan that is still a draft"])
def test_a_photo_that_one_may_not_see_cannot_be_put_in(whose, proposed, draft_plan, client_of, editor):
    editing = client_of(editor)
    edit = editing.post(reverse("reports:news_begin", args=[proposed.pk])).url
    strange = factories.EvidenceFactory()
    if whose != "another ward":
        given = factories.AssignmentFactory(task=draft_plan.tasks.get(), unit=proposed.unit)
        strange = factories.EvidenceFactory(entry=factories.ProgressEntryFactory(assignment=given))
        assert strange.thumbnail_url not in text_of(editing.get(edit))
    item = NewsItem.objects.get()
    typed = {"version": item.version, "title": item.title, "text": item.text, "pictures": [strange.pk]}
    editing.post(edit, typed)
    assert not item.pictures.exists()
