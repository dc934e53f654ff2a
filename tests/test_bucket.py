"""The files in an object store: who may have them, what becomes of them, and what is said when it is away."""

import http.client
import io
import os
import subprocess
import sys
from datetime import date
from urllib.parse import urlsplit

import pdfplumber
import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents import jobs, ordering
from documents.models import Attachment, RenderJob
from documents.ordering import Face
from organizations.models import Person
from tests import factories
from tests.reading import png
from tests.servers import free_port
from tests.stores import object_store, store_client
from tests.test_health import health
from wardportal import backups

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def store():
    with object_store() as told:
        yield told


@pytest.fixture
def bucket(store, settings):
    """`bucket()` are the files in the portal's store, {name: content}, as the store itself tells."""
    client, name = store_client(store), store["FILES_BUCKET"]
    put_files_in(settings, store)

    def told():
        listed = client.list_objects_v2(Bucket=name).get("Contents", [])
        return {it["Key"]: client.get_object(Bucket=name, Key=it["Key"])["Body"].read() for it in listed}

    yield told
    for key in told():
        client.delete_object(Bucket=name, Key=key)
    assert not settings.MEDIA_ROOT.exists()


def put_files_in(settings, store):
    options = {
        "bucket_name": store["FILES_BUCKET"],
        "endpoint_url": store["FILES_ENDPOINT"],
        "region_name": store["FILES_REGION"],
        "access_key": store["FILES_KEY"],
        "secret_key": store["FILES_SECRET"],
    }
    here = {"BACKEND": "wardportal.bucket.Bucket", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": here}


@pytest.fixture
def no_answer(store, settings):
    """The store is a server on a port where nobody listens."""
    put_files_in(settings, {**store, "FILES_ENDPOINT": f"http://127.0.0.1:{free_port()}"})


@pytest.fixture
def paper(ward, formats):
    """A draft of the Party committee."""
    return factories.DocumentFactory(
        issuer=ward.party,
        is_draft=True,
        abstract="Nâng cao chất lượng sinh hoạt chi bộ",
        signer_post="Bí thư",
        signer_name="Nguyễn Văn A",
        issued_on=date(2017, 9, 18),
    )


def show_picture(paper):
    picture = factories.AttachmentFactory(document=paper)
    paper.body = f'<p>Các chi bộ thực hiện.</p><figure><img src="hinh:{picture.key}" alt="Đại biểu"></figure>'
    paper.save()


def content_of(answer):
    return b"".join(answer.streaming_content)


# --- Who has them -------------------------------------------------------------------------------------


def test_file_put_beside_a_paper_is_given_to_whom_the_paper_is_shown(
    bucket, office, client_of, leader, stranger, anonymous, plan, django_capture_on_commit_callbacks
):
    scan = png()
    upload = SimpleUploadedFile("bản ký.png", scan)
    sent = {"kind": "scan", "upload": upload, "is_free_of_secrets": "on"}
    office.post(reverse("documents:attachment_add", args=[plan.document.pk]), sent)
    kept = Attachment.objects.get()
    url = kept.get_absolute_url()

    given = office.get(url)

    assert bucket() == {kept.file.name: scan}
    assert (content_of(given), given["Content-Length"]) == (scan, str(len(scan)))
    assert given["Content-Disposition"].startswith("attachment; ")
    assert client_of(stranger).get(url).status_code == 404
    assert anonymous.get(url).status_code == 302

    with django_capture_on_commit_callbacks(execute=True):
        client_of(leader).post(reverse("documents:attachment_delete", args=[kept.key]))
    assert bucket() == {}


def test_store_gives_nothing_to_who_asks_it_without_the_portals_key(bucket, store):
    name = default_storage.save("attachments/1/abc", ContentFile(b"noi dung"))

    with pytest.raises(ValueError, match="no address of its own"):
        default_storage.url(name)
    connection = http.client.HTTPConnection(urlsplit(store["FILES_ENDPOINT"]).netloc)
    connection.request("GET", f"/{store['FILES_BUCKET']}/{name}")
    answer = connection.getresponse()
    told = answer.read()
    connection.close()

    assert answer.status == 403
    assert b"noi dung" not in told


# --- What becomes of them -----------------------------------------------------------------------------


def test_paper_is_rendered_from_the_store_into_the_store(bucket, office, officer, paper):
    show_picture(paper)
    job = ordering.order(paper, Face.PDF, by=officer)

    jobs.render_document(job.pk)

    job.refresh_from_db()
    assert (job.state, job.reason) == (RenderJob.State.DONE, "")
    pdf = content_of(office.get(reverse("documents:document_pdf", args=[paper.pk])))
    assert bucket()[job.file.name] == pdf
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        assert "Các chi bộ thực hiện" in opened.pages[0].extract_text()
        assert len(opened.pages[0].images) == 1


def test_name_that_is_taken_is_never_written_over(bucket):
    first = default_storage.save("jobs/1/a.pdf", ContentFile(b"first"))
    second = default_storage.save("jobs/1/a.pdf", ContentFile(b"second"))

    assert first != second
    assert bucket() == {first: b"first", second: b"second"}


def test_file_that_is_gone_from_the_store_is_said_to_be(bucket, office, plan):
    kept = factories.AttachmentFactory(document=plan.document, kind="scan")
    default_storage.delete(kept.file.name)

    answer = office.get(kept.get_absolute_url())

    assert (answer.status_code, answer.context["attachment"]) == (404, kept)


def test_backup_holds_the_files_of_the_store_and_gives_them_back(bucket, transactional_db, tmp_path):
    factories.PersonFactory(full_name="Phạm Thị Mai")
    large = b"\xff\xd8anh" * 2_000_000  # sent in parts
    default_storage.save("meetings/1/Ảnh sinh hoạt (1).jpg", ContentFile(large))
    default_storage.save("attachments/1/abc", ContentFile(b"noi dung"))
    before = bucket()
    done = backups.backup(tmp_path / "a.zip")
    Person.objects.all().delete()
    default_storage.delete("attachments/1/abc")
    default_storage.delete("meetings/1/Ảnh sinh hoạt (1).jpg")
    default_storage.save("attachments/1/abc", ContentFile(b"another"))

    backups.restore(tmp_path / "a.zip", replace=True)

    assert done.files == 2
    assert bucket() == before
    assert Person.objects.get().full_name == "Phạm Thị Mai"


def test_files_move_from_a_folder_to_the_store_with_a_backup(store, settings, transactional_db, tmp_path):
    factories.PersonFactory()
    default_storage.save("attachments/1/abc", ContentFile(b"noi dung"))
    backups.backup(tmp_path / "a.zip")

    put_files_in(settings, store)
    backups.restore(tmp_path / "a.zip", replace=True)

    with default_storage.open("attachments/1/abc") as file:
        assert file.read() == b"noi dung"
    default_storage.delete("attachments/1/abc")


def test_portal_without_a_bucket_never_loads_boto3(tmp_path):
    code = (
        "import django, sys; django.setup(); import wardportal.urls, wardportal.beat, reports.jobs; "
        "from django.core.files.storage import default_storage as files; files.exists('a'); "
        "print('boto3' in sys.modules, 'storages' in sys.modules)"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "wardportal.settings",
    }

    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout == "False False\n"


# --- When it is away ----------------------------------------------------------------------------------


def test_health_names_a_store_that_does_not_answer(no_answer, anonymous):
    assert health(anonymous) == (503, {"database": "ok", "queue": "ok", "storage": "down"})


def test_job_whose_file_the_store_does_not_take_says_so(no_answer, paper, officer):
    paper.body = "<p>Các chi bộ thực hiện.</p>"
    paper.save()
    job = ordering.order(paper, Face.PDF, by=officer)

    jobs.render_document(job.pk)

    job.refresh_from_db()
    assert (job.state, job.reason) == (
        RenderJob.State.FAILED,
        "Không ghi được tệp (kho tệp không trả lời). Hãy báo người quản trị xem chỗ lưu tệp.",
    )


def test_a_store_that_is_away_is_told_as_a_portal_that_is(request, client_of, officer, plan):
    kept = factories.AttachmentFactory(document=plan.document, kind="scan")
    request.getfixturevalue("no_answer")
    client = client_of(officer)
    client.raise_request_exception = False

    answer = client.get(kept.get_absolute_url())

    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert "Cổng tạm ngừng ít phút" in answer.content.decode()


def test_backup_without_the_store_is_no_backup(no_answer, transactional_db, tmp_path):
    factories.PersonFactory()

    with pytest.raises(CommandError, match="kho tệp không trả lời"):
        call_command("backup", str(tmp_path / "a.zip"))
    assert list(tmp_path.glob("*.zip")) == []


def test_bucket_that_is_not_there_is_not_taken_for_an_empty_one(store, settings, transactional_db, tmp_path):
    factories.PersonFactory()
    put_files_in(settings, {**store, "FILES_BUCKET": "nobodys"})

    with pytest.raises(OSError, match="kho tệp từ chối"):
        default_storage.save("attachments/1/abc", ContentFile(b"noi dung"))
    with pytest.raises(CommandError, match="kho tệp từ chối"):
        call_command("backup", str(tmp_path / "a.zip"))
