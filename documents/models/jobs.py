"""The jobs that render papers: the row is the truth, the queue only a doorbell."""

import logging
import secrets
from datetime import timedelta
from pathlib import PurePath

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from documents.models.papers import Document
from organizations.doers import doer
from organizations.models import Locality, Unit
from organizations.permissions import Permission, can, can_somewhere, working_units
from wardportal.addresses import address

logger = logging.getLogger(__name__)


class RenderJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Jobs of one's locality; those of a paper only for whom the paper, or its draft, is there."""
        # Asked for each job: beside an "or" PostgreSQL would read all papers of the city first.
        of_paper = Q(Exists(Document.objects.visible_to(user).filter(pk=OuterRef("document"))))
        if not can_somewhere(user, Permission.PLAN_READ_DRAFT):
            # What was rendered of a draft stays a draft, also when the paper was issued since.
            of_paper &= Q(is_draft=False) | Q(document__issuer__in=[unit.pk for unit in working_units(user)])
        return self.filter(Q(document=None) | of_paper, self._of_units(user), locality_id=user.locality_id)

    @staticmethod
    def _of_units(user):
        """What some units wrote is for these, for those above them, and for who reads all reports."""
        if can(user, Permission.REPORT_READ):
            return Q()
        shown = RenderJob.units.through.objects.values("renderjob")
        own = [unit.pk for unit in user.units]
        return ~Q(pk__in=shown) | Q(pk__in=shown.filter(Q(unit__in=own) | Q(unit__parent__in=own)))

    def lost(self, now=None):
        """Jobs whose worker fell silent, and jobs whose doorbell was never heard."""
        now = now or timezone.now()
        return self.filter(
            Q(state=RenderJob.State.RUNNING, lease_until__lt=now)
            | Q(
                state=RenderJob.State.QUEUED,
                rung_at__lt=now - timedelta(seconds=settings.RENDER_LEASE_SECONDS),
            )
        )

    def for_list(self):
        return self.select_related("ordered_by__person").order_by("-ordered_at", "-pk")


def job_path(job, filename):
    return f"jobs/{job.locality_id}/{filename}"


class RenderJob(models.Model):
    """Một lần kết xuất giấy tờ: hàng đợi chỉ là chuông gọi, dòng này mới là sự thật."""

    MAX_ATTEMPTS = 3
    # About an hour of calls, each when a lease has passed in silence. Only a worker that runs makes them: an
    # order of Friday evening waits for Monday's worker.
    MAX_RINGS = 60

    class State(models.TextChoices):
        QUEUED = "queued", "đang chờ"
        RUNNING = "running", "đang làm"
        DONE = "done", "đã xong"
        FAILED = "failed", "không thành"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="render_jobs", verbose_name="địa phương"
    )
    # Where it is the file of one of the papers: who may not see the paper sees no job of it.
    document = models.ForeignKey(
        Document,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="render_jobs",
        verbose_name="văn bản",
    )
    is_draft = models.BooleanField("bản dự thảo", default=False, editable=False)
    # Where it holds what units sent upward: nobody else's business. None: for the whole ward.
    units = models.ManyToManyField(
        Unit, editable=False, related_name="render_jobs", verbose_name="đơn vị được xem"
    )
    title = models.CharField("tên giấy tờ", max_length=300)
    # The upper app's thin Celery task and what it is to render: documents does not know reports.
    task_name = models.CharField(max_length=100, editable=False)
    params = models.JSONField(default=dict, editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    source_url = models.CharField("trang của giấy tờ", max_length=200, blank=True)
    filename = models.CharField("tên tệp", max_length=150)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.QUEUED)
    percent = models.PositiveSmallIntegerField("phần trăm", default=0)
    step = models.CharField("bước", max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    ordered_by = doer("người yêu cầu", "render_jobs", on_delete=models.SET_NULL, null=True)
    ordered_at = models.DateTimeField("lúc yêu cầu", default=timezone.now)
    rung_at = models.DateTimeField(default=timezone.now, editable=False)
    # How often the sweeper has rung since a worker last had the job.
    rings = models.PositiveSmallIntegerField(default=0, editable=False)
    started_at = models.DateTimeField("lúc bắt đầu", null=True, blank=True)
    finished_at = models.DateTimeField("lúc xong", null=True, blank=True)
    file = models.FileField("tệp", upload_to=job_path, max_length=250, blank=True)
    reason = models.TextField("lý do không thành", blank=True)

    objects = RenderJobQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt kết xuất"
        verbose_name_plural = "lượt kết xuất"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False) & ~Q(file=""),
                name="done_job_has_its_file",
                violation_error_message="Lượt kết xuất đã xong phải có tệp.",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""),
                name="failed_job_has_its_reason",
                violation_error_message="Lượt kết xuất không thành phải có lý do.",
            ),
            # Two orders of the same paper at the same moment share one job.
            models.UniqueConstraint(
                fields=["locality", "content_hash"],
                condition=Q(state__in=["queued", "running", "done"]),
                name="one_live_job_per_content",
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="render_job_lease")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("documents:job_detail", self.pk)

    @property
    def is_unfinished(self):
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def is_word(self):
        return self.filename.endswith(".docx")

    @property
    def seconds(self):
        """How long the successful attempt took, in seconds; None before it is done."""
        if self.state != self.State.DONE:
            return None
        return (self.finished_at - self.started_at).total_seconds()

    @classmethod
    def order(cls, *, by, content_hash, locality_id=None, units=(), **fields):
        """The job for this content: one that is queued, running or done already, else a new one.

        `by` None: the portal itself, for the ward `locality_id`. `units`: those whose own it is, where it is
        not for the whole ward.
        """
        with transaction.atomic():
            job, made = cls.objects.exclude(state=cls.State.FAILED).get_or_create(
                locality_id=by.locality_id if by else locality_id,
                content_hash=content_hash,
                defaults={"state": cls.State.QUEUED, "ordered_by": by, **fields},
            )
            if made:
                job.units.set(units)
                job.ring()
        return job

    def ring(self):
        """Call a worker once the transaction is committed; a call that is lost is repeated by the sweeper.

        Robust: what is committed stands, whether or not the broker can be reached.
        """
        job_id, task_name = self.pk, self.task_name
        transaction.on_commit(lambda: current_app.send_task(task_name, args=[job_id]), robust=True)

    def take(self) -> bool:
        """Take the job for this worker; False where another has it or it is finished already."""
        now, token, last_token = timezone.now(), secrets.token_hex(16), self.lease_token
        free = RenderJob.objects.filter(
            Q(state=self.State.QUEUED) | Q(state=self.State.RUNNING, lease_until__lt=now), pk=self.pk
        )
        taken = free.update(
            state=self.State.RUNNING,
            lease_token=token,
            lease_until=now + timedelta(seconds=settings.RENDER_LEASE_SECONDS),
            attempts=F("attempts") + 1,
            rings=0,
            started_at=now,
            percent=0,
            step="",
        )
        if not taken:
            return False
        try:
            self.refresh_from_db(from_queryset=RenderJob.objects.filter(lease_token=token))
        except RenderJob.DoesNotExist:  # wiped, or so slow that another has it already
            return False
        self._discard(last_token)
        return True

    def _held(self):
        """The row, if this worker still holds it: another worker's take() changes the token."""
        return RenderJob.objects.filter(pk=self.pk, state=self.State.RUNNING, lease_token=self.lease_token)

    def keep(self) -> bool:
        """Renew the lease; False where it was lost to another worker."""
        until = timezone.now() + timedelta(seconds=settings.RENDER_LEASE_SECONDS)
        return bool(self._held().update(lease_until=until))

    def progress(self, percent, step) -> bool:
        until = timezone.now() + timedelta(seconds=settings.RENDER_LEASE_SECONDS)
        return bool(self._held().update(percent=percent, step=step, lease_until=until))

    def finish(self, content: bytes) -> bool:
        """Store the file and close the job; False (and no file left) where another worker took it over.

        A file whose row could not be closed is removed by fail(), or by whoever takes the job next.
        """
        try:
            name = self.file.storage.save(self._path_of(self.lease_token), ContentFile(content))
        except OSError:
            self._discard(self.lease_token)  # the part that still found room on the disk
            raise
        won = self._held().update(
            state=self.State.DONE,
            percent=100,
            step="",
            finished_at=timezone.now(),
            lease_until=None,
            reason="",
            file=name,
        )
        if not won:
            self._discard(self.lease_token)
        return bool(won)

    def _path_of(self, lease_token):
        """Where the worker with that token stores the file: two workers never write to the same place."""
        return job_path(self, f"{lease_token}{PurePath(self.filename).suffix}")

    def _discard(self, lease_token):
        """Remove the file that an attempt stored without closing the job, if there is one."""
        if not lease_token:
            return
        try:
            self.file.storage.delete(self._path_of(lease_token))
        except OSError:  # the file is never served; what the job has come to matters more
            logger.warning("the file of a lost attempt at job %s stays", self.pk, exc_info=True)

    def fail(self, reason) -> bool:
        failed = self._held().update(
            state=self.State.FAILED, reason=reason, finished_at=timezone.now(), lease_until=None
        )
        if failed:
            self._discard(self.lease_token)
        return bool(failed)

    def requeue(self):
        """Give a lost job to another worker, or end it as failed when that was tried too often."""
        still = RenderJob.objects.filter(
            pk=self.pk, state=self.state, lease_until=self.lease_until, rung_at=self.rung_at
        )
        now = timezone.now()
        if reason := self._hopeless():
            is_mine = still.update(state=self.State.FAILED, reason=reason, finished_at=now, lease_until=None)
        else:
            is_mine = still.update(
                state=self.State.QUEUED, rung_at=now, rings=F("rings") + 1, lease_until=None
            )
            if is_mine:
                self.ring()
        if is_mine:
            self._discard(self.lease_token)

    def _hopeless(self) -> str:
        """Why a lost job is not tried again; empty where it is."""
        if self.state == self.State.RUNNING and self.attempts >= self.MAX_ATTEMPTS:
            what = f"Máy kết xuất đã dừng giữa chừng {self.attempts} lần."
        elif self.state == self.State.QUEUED and self.rings >= self.MAX_RINGS:
            what = f"Đã gọi {self.rings} lần mà không máy kết xuất nào nhận việc này."
        else:
            return ""
        return f"{what} Hãy bấm “Thử lại”; nếu vẫn không được, báo người quản trị của phường."

    def open_file(self):
        """The finished file, open for reading; None where it is gone from the store: then the job says so."""
        try:
            return self.file.open("rb")
        except FileNotFoundError:
            RenderJob.objects.filter(pk=self.pk, state=self.State.DONE).update(
                state=self.State.FAILED,
                percent=0,
                reason="Tệp đã lập không còn trong kho tệp của máy chủ. Hãy bấm “Thử lại” để lập lại.",
            )
            return None

    def detach(self):
        """What is rendered differs from what was ordered: nobody is given this file for that content."""
        self._held().update(content_hash=f"job-{self.pk}")

    @property
    def is_waiting_long(self):
        """Whether no worker has taken the job for a minute: the portal's worker may be down."""
        return self.state == self.State.QUEUED and self.ordered_at < timezone.now() - timedelta(minutes=1)

    def may_retry(self, user) -> bool:
        """Who sees a paper may have it printed; the reports are the business of who orders them."""
        return self.document_id is not None or can(user, Permission.REPORT_ORDER)

    def retry(self, *, by):
        """Order a failed job once more, in the name of who asks; the live job if there is one meanwhile."""
        return RenderJob.order(
            by=by,
            units=self.units.all(),
            content_hash=self.content_hash,
            document_id=self.document_id,
            is_draft=self.is_draft,
            title=self.title,
            task_name=self.task_name,
            params=self.params,
            source_url=self.source_url,
            filename=self.filename,
        )
