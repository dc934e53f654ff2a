"""A job from the order to the file: its lease, its outcomes."""

import errno
import threading
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.urls import reverse
from django.utils import timezone

from documents import jobs
from documents.jobs import RenderError, sweep_lost_jobs
from documents.models import RenderJob
from tests import factories
from wardportal.beat import MOST_WAITING, PatientScheduler
from wardportal.celery import app

State = RenderJob.State
PDF = b"%PDF-1.7 bao cao"


@pytest.fixture
def rung(monkeypatch):
    """The names and arguments of the tasks that were rung for, once their transactions are committed."""
    calls = []
    monkeypatch.setattr(
        "documents.models.jobs.current_app.send_task", lambda name, args: calls.append((name, args))
    )
    return calls


def silent_for(job, seconds):
    """As if the worker that holds the job had said nothing for so long."""
    RenderJob.objects.filter(pk=job.pk).update(
        lease_until=timezone.now() - timedelta(seconds=seconds - project.RENDER_LEASE_SECONDS)
    )
    job.refresh_from_db()


def files_of(job):
    folder = FileSystemStorage().path(f"jobs/{job.locality_id}")
    try:
        return sorted(FileSystemStorage().listdir(folder)[1])
    except FileNotFoundError:
        return []


def content_of(job):
    with job.open_file() as file:
        return file.read()


# --- The lease ------------------------------------------------------------------------------------


def test_only_one_worker_takes_a_job(job):
    other = RenderJob.objects.get(pk=job.pk)

    assert job.take()
    assert not other.take()

    job.refresh_from_db()
    assert (job.state, job.attempts, job.percent) == (State.RUNNING, 1, 0)
    assert job.started_at is not None


def test_a_silent_workers_job_may_be_taken_by_another(job):
    job.take()
    silent_for(job, 100)
    other = RenderJob.objects.get(pk=job.pk)

    assert other.take()

    assert other.attempts == 2
    assert not job.keep()
    assert not job.progress(50, "dàn trang")
    assert not job.finish(PDF)
    assert files_of(job) == []
    assert other.finish(PDF)
    assert files_of(job) == [f"{other.lease_token}.pdf"]


def test_a_worker_that_is_overtaken_while_it_takes_a_job_has_not_taken_it(job, monkeypatch):
    other = RenderJob.objects.get(pk=job.pk)
    refresh = RenderJob.refresh_from_db

    def slow(self, **options):
        if self is job:
            RenderJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
            assert other.take()
        refresh(self, **options)

    monkeypatch.setattr(RenderJob, "refresh_from_db", slow)

    assert not job.take()
    assert other.keep()


def test_a_job_that_is_wiped_while_a_worker_takes_it_is_not_taken(job, monkeypatch):
    refresh = RenderJob.refresh_from_db

    def wiped(self, **options):
        RenderJob.objects.all().delete()
        refresh(self, **options)

    monkeypatch.setattr(RenderJob, "refresh_from_db", wiped)

    assert not job.take()


def test_a_workers_progress_renews_its_lease(job):
    job.take()
    silent_for(job, 100)

    assert job.progress(40, "dàn trang, trang 2")

    job.refresh_from_db()
    assert (job.percent, job.step) == (40, "dàn trang, trang 2")
    assert job.lease_until > timezone.now()


def test_a_finished_job_has_its_file_and_its_time(job):
    job.take()

    assert job.finish(PDF)

    job.refresh_from_db()
    assert (job.state, job.percent, job.step, job.lease_until) == (State.DONE, 100, "", None)
    assert content_of(job) == PDF
    assert job.seconds >= 0


def test_a_full_disk_leaves_no_half_file(job, monkeypatch):
    def half(self, name, content):
        with self.open(name, "wb") as file:
            file.write(b"%PDF")
        raise OSError(errno.ENOSPC, "No space left on device")

    job.take()
    FileSystemStorage().save(f"jobs/{job.locality_id}/x", ContentFile(PDF))
    monkeypatch.setattr(FileSystemStorage, "_save", half)

    with pytest.raises(OSError, match="No space left"):
        job.finish(PDF)

    assert files_of(job) == ["x"]


@pytest.fixture
def no_closing(monkeypatch):
    """A database that goes away between storing the file and closing the job."""
    before = RenderJob._held

    def held(self):
        rows = before(self)
        update = rows.update

        def only_failing(**fields):
            if "file" in fields:
                raise DatabaseError("the server closed the connection unexpectedly")
            return update(**fields)

        rows.update = only_failing
        return rows

    monkeypatch.setattr(RenderJob, "_held", held)


def test_a_job_that_could_not_be_closed_leaves_no_file(job, no_closing):
    jobs.run(job.pk, lambda job, tell: PDF)

    job.refresh_from_db()
    assert job.state == State.FAILED
    assert files_of(job) == []


def test_a_silent_workers_file_is_removed_by_who_takes_the_job(job):
    job.take()
    job.file.storage.save(job._path_of(job.lease_token), ContentFile(PDF))
    silent_for(job, 100)

    assert RenderJob.objects.get(pk=job.pk).take()

    assert files_of(job) == []


def test_a_file_that_cannot_be_removed_does_not_hold_up_the_job(job, monkeypatch, caplog):
    def refuse(self, name):
        raise OSError(errno.EROFS, "Read-only file system")

    job.take()
    monkeypatch.setattr(FileSystemStorage, "delete", refuse)

    assert job.fail("Hỏng.")

    assert [record.message for record in caplog.records] == [
        f"the file of a lost attempt at job {job.pk} stays"
    ]


# --- The sweeper ----------------------------------------------------------------------------------


def test_a_lost_job_is_rung_for_again(job, rung, django_capture_on_commit_callbacks):
    job.take()
    silent_for(job, 100)

    with django_capture_on_commit_callbacks(execute=True):
        sweep_lost_jobs()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 1)
    assert rung == [(job.task_name, [job.pk])]


def test_a_job_at_work_and_a_fresh_order_are_left_alone(job, rung, django_capture_on_commit_callbacks):
    working = factories.RenderJobFactory(locality=job.locality)
    working.take()

    with django_capture_on_commit_callbacks(execute=True):
        sweep_lost_jobs()

    assert rung == []


def test_an_order_whose_bell_nobody_heard_is_rung_for_again(job, rung, django_capture_on_commit_callbacks):
    RenderJob.objects.update(rung_at=timezone.now() - timedelta(seconds=project.RENDER_LEASE_SECONDS + 1))

    with django_capture_on_commit_callbacks(execute=True):
        sweep_lost_jobs()
        sweep_lost_jobs()  # has just been rung for

    assert rung == [(job.task_name, [job.pk])]


def test_a_job_that_was_lost_three_times_fails_with_its_reason(job, rung):
    for _ in range(3):
        job.take()
        silent_for(job, 100)
        sweep_lost_jobs()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, 3)
    assert job.reason.startswith("Máy kết xuất đã dừng giữa chừng 3 lần.")


def test_an_order_that_no_worker_knows_fails_after_an_hour_of_calls(
    job, rung, django_capture_on_commit_callbacks
):
    for _ in range(RenderJob.MAX_RINGS + 1):
        RenderJob.objects.update(rung_at=timezone.now() - timedelta(seconds=project.RENDER_LEASE_SECONDS + 1))
        with django_capture_on_commit_callbacks(execute=True):
            sweep_lost_jobs()

    job.refresh_from_db()
    assert len(rung) == RenderJob.MAX_RINGS
    assert (job.state, job.attempts) == (State.FAILED, 0)
    assert job.reason == (
        "Đã gọi 60 lần mà không máy kết xuất nào nhận việc này. "
        "Hãy bấm “Thử lại”; nếu vẫn không được, báo người quản trị của phường."
    )


def test_the_calls_are_counted_anew_once_a_worker_had_the_job(job, rung):
    RenderJob.objects.update(rings=RenderJob.MAX_RINGS)
    job.take()
    silent_for(job, 100)

    sweep_lost_jobs()

    job.refresh_from_db()
    assert (job.state, job.rings) == (State.QUEUED, 1)


def test_two_sweepers_ring_once(job, rung):
    RenderJob.objects.update(rung_at=timezone.now() - timedelta(hours=1))
    one, two = RenderJob.objects.get(), RenderJob.objects.get()

    one.requeue()
    two.requeue()

    job.refresh_from_db()
    assert job.rings == 1


def taken_messages():
    with app.connection_for_write() as broker, broker.channel() as channel:
        waiting = channel.queue_declare("celery").message_count
        channel.queue_purge("celery")
    return waiting


def test_beat_rings_no_more_while_nobody_listens(tmp_path):
    beat = PatientScheduler(app, lazy=True, schedule_filename=str(tmp_path / "schedule"))
    entry = beat.Entry("sweep", "documents.jobs.sweep_lost_jobs", schedule=timedelta(seconds=15), app=app)
    taken_messages()

    for _ in range(MOST_WAITING + 3):
        beat.apply_async(entry, advance=False)

    assert taken_messages() == MOST_WAITING


@pytest.mark.django_db(transaction=True)
def test_an_order_stands_where_the_broker_cannot_be_reached(client_of, officer, failed_job, lost_broker):
    answer = client_of(officer).post(reverse("documents:job_retry", args=[failed_job.pk]))

    again = RenderJob.objects.exclude(pk=failed_job.pk).get()
    assert (answer.status_code, answer.url) == (302, again.get_absolute_url())
    assert again.state == State.QUEUED


@pytest.mark.django_db(transaction=True)
def test_a_sweep_without_a_broker_goes_on_to_the_next_job(lost_broker, caplog):
    factories.RenderJobFactory()
    factories.RenderJobFactory()
    RenderJob.objects.update(rung_at=timezone.now() - timedelta(hours=1))

    sweep_lost_jobs()

    # Both are left to a later sweep, which finds them as the first one did.
    assert list(RenderJob.objects.values_list("state", "rings")) == [(State.QUEUED, 1)] * 2
    assert len(caplog.records) == 2


def test_what_a_dead_worker_stored_is_removed(job, rung):
    job.take()
    # It died after storing and before closing the row.
    job.file.storage.save(job._path_of(job.lease_token), ContentFile(PDF))
    silent_for(job, 100)

    sweep_lost_jobs()

    assert files_of(job) == []


# --- The outcomes of a run ------------------------------------------------------------------------


def test_a_run_ends_with_the_file(job):
    told = []

    def render(job, tell):
        tell(30, "dàn trang")
        told.append(RenderJob.objects.get(pk=job.pk).percent)
        return PDF

    jobs.run(job.pk, render)

    job.refresh_from_db()
    assert (job.state, told) == (State.DONE, [30])
    assert content_of(job) == PDF


def test_a_second_run_of_the_same_job_renders_nothing(done_job):
    jobs.run(done_job.pk, lambda job, tell: pytest.fail("rendered twice"))


def test_a_refused_paper_fails_with_its_own_sentence(job):
    def render(job, tell):
        raise RenderError("Không đọc được hình “dấu” trong văn bản.")

    jobs.run(job.pk, render)

    job.refresh_from_db()
    assert (job.state, job.reason) == (State.FAILED, "Không đọc được hình “dấu” trong văn bản.")
    assert job.lease_until is None


@pytest.mark.parametrize("error", [ZeroDivisionError(), OSError(errno.ENOENT, "No such file or directory")])
def test_an_error_ends_the_job_with_a_sentence_and_a_line_in_the_log(job, error, caplog):
    def render(job, tell):
        raise error

    jobs.run(job.pk, render)

    job.refresh_from_db()
    name = type(error).__name__
    assert (job.state, job.reason) == (
        State.FAILED,
        f"Lỗi khi kết xuất ({name}). Hãy thử lại; nếu vẫn lỗi, báo người quản trị.",
    )
    assert [record.exc_info[1] for record in caplog.records] == [error]


def test_a_full_disk_ends_the_job_with_its_own_sentence(job, monkeypatch, caplog):
    full = OSError(errno.ENOSPC, "No space left on device")

    def refuse(self, name, content):
        raise full

    monkeypatch.setattr(FileSystemStorage, "_save", refuse)

    jobs.run(job.pk, lambda job, tell: PDF)

    job.refresh_from_db()
    assert (job.state, job.reason) == (
        State.FAILED,
        "Máy chủ hết chỗ ghi tệp nên chưa lập được. "
        "Hãy báo người quản trị dọn đĩa máy chủ, rồi bấm “Thử lại”.",
    )
    assert [record.exc_info[1] for record in caplog.records] == [full]


def test_a_database_that_goes_away_leaves_the_job_to_the_next_worker(job):
    def render(job, tell):
        raise OperationalError("the connection is lost")

    jobs.run(job.pk, render)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.reason) == (State.RUNNING, 1, "")
    assert list(RenderJob.objects.lost(job.lease_until + timedelta(seconds=1))) == [job]


def test_a_job_that_was_wiped_is_nobodys_work(job):
    RenderJob.objects.all().delete()

    jobs.run(job.pk, lambda job, tell: pytest.fail("rendered for nobody"))


def test_a_run_stops_when_another_worker_has_the_job(job):
    def render(job, tell):
        silent_for(job, 100)
        assert RenderJob.objects.get(pk=job.pk).take()
        tell(50, "dàn trang")
        pytest.fail("went on after the lease was lost")

    jobs.run(job.pk, render)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.percent) == (State.RUNNING, 2, 0)


@pytest.mark.django_db(transaction=True)
def test_a_slow_rendering_keeps_its_lease(settings):
    settings.RENDER_LEASE_SECONDS = 1
    job = factories.RenderJobFactory()
    renewed = threading.Event()

    def render(job, tell):
        first = job.lease_until
        while not renewed.wait(0.05):
            if RenderJob.objects.get(pk=job.pk).lease_until > first:
                renewed.set()
        return PDF

    jobs.run(job.pk, render)

    job.refresh_from_db()
    assert job.state == State.DONE


@pytest.mark.parametrize("error", [DatabaseError("database is locked"), InterfaceError("connection closed")])
def test_a_database_that_is_away_for_a_moment_does_not_stop_the_renewing(
    job, error, settings, monkeypatch, caplog
):
    settings.RENDER_LEASE_SECONDS = 0.03
    answers = iter([error, True, True])
    enough = threading.Event()

    def keep(self):
        answer = next(answers, None)
        if answer is None:
            enough.set()
        if isinstance(answer, Exception):
            raise answer

    monkeypatch.setattr(RenderJob, "keep", keep)

    with jobs._kept(job):
        assert enough.wait(5)

    assert [record.message for record in caplog.records] == [f"the lease of job {job.pk} was not renewed"]


# --- Two orders of one paper ------------------------------------------------------------------------


def test_the_database_allows_one_live_job_for_one_content(job):
    with pytest.raises(IntegrityError):
        factories.RenderJobFactory(locality=job.locality, content_hash=job.content_hash)


def test_a_failed_job_leaves_room_for_the_next(failed_job, leader, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        again = failed_job.retry(by=leader)
        same = failed_job.retry(by=leader)

    assert again == same
    assert (again.state, again.attempts, again.ordered_by) == (State.QUEUED, 0, leader)
    assert (again.content_hash, again.title, again.filename) == (
        failed_job.content_hash,
        failed_job.title,
        failed_job.filename,
    )
    assert rung == [(failed_job.task_name, [again.pk])]


def test_a_job_whose_data_changed_is_given_to_nobody_for_the_old_content(job, officer):
    before = job.content_hash
    job.take()
    job.detach()
    job.finish(PDF)

    again = RenderJob.order(by=officer, content_hash=before, title="Báo cáo", task_name="x", filename="b.pdf")

    assert again != job
