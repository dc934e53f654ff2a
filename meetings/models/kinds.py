"""Kinds of meetings as data: how one is usually divided, how its minutes look, who may call it."""

from django.core.exceptions import ValidationError
from django.db import models

from meetings import scoring
from organizations.models import Unit
from organizations.own_copies import OwnCopies, OwnCopiesQuerySet, common_row, owner, told_apart
from wardportal.addresses import address


class MeetingKindQuerySet(OwnCopiesQuerySet):
    def for_list(self):
        return self.order_by("order", "name", "pk")


class MeetingKind(OwnCopies, models.Model):
    """Một loại hội nghị: nội dung thường có, mẫu biên bản, ai được tổ chức."""

    class Callers(models.TextChoices):
        ANY = "any", "mọi đơn vị"
        WARD = "ward", "Đảng ủy, Mặt trận, tổ chức cấp phường"
        BRANCH = "branch", "chi bộ, ban, chi đoàn, chi hội"

    class MinutesForm(models.TextChoices):
        STATE = "state", "Nghị định 30 (thư ký, chủ tọa)"
        PARTY = "party", "của Đảng (người ghi biên bản, chủ trì)"
        FRONT_BOARD = "front_board", "Ban công tác Mặt trận"
        CELL = "cell", "sinh hoạt chi bộ"

    locality = owner("meeting_kinds")
    origin = common_row()
    name = models.CharField("tên loại", max_length=60)
    callers = models.CharField("ai tổ chức", max_length=10, choices=Callers, default=Callers.ANY)
    # Code of the `organizations.Line` whose units alone hold it; empty: any.
    line_code = models.CharField("chỉ hệ tổ chức", max_length=30, blank=True)
    minutes_form = models.CharField(
        "mẫu biên bản", max_length=12, choices=MinutesForm, default=MinutesForm.STATE
    )
    # The working session of the standing leadership: it gathers what is open by itself.
    gathers_open_matters = models.BooleanField("tự gom khó khăn, việc chưa xong", default=False)
    agenda = models.TextField("nội dung thường có", blank=True, help_text="Mỗi dòng một nội dung.")
    score_criteria = models.TextField(
        "tiêu chí tự chấm",
        blank=True,
        help_text="Mỗi dòng: số điểm tối đa | tiêu chí. Để trống: không tự chấm.",
    )
    score_grades = models.TextField(
        "xếp loại", blank=True, help_text="Mỗi dòng, từ cao xuống: từ bao nhiêu điểm | xếp loại gì."
    )
    report_within_days = models.PositiveSmallIntegerField(
        "biên bản phải xong trong, số ngày", null=True, blank=True, help_text="Để trống: không đặt hạn."
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    WRITTEN = ["name", "callers", "line_code", "minutes_form", "gathers_open_matters", "agenda"]
    WRITTEN += ["score_criteria", "score_grades", "report_within_days"]

    objects = MeetingKindQuerySet.as_manager()

    class Meta:
        verbose_name = "loại hội nghị"
        verbose_name_plural = "loại hội nghị"
        constraints = told_apart("meeting_kind", "loại hội nghị", short="loại")

    def __str__(self):
        return self.name

    def clean(self):
        for field in ("score_criteria", "score_grades"):
            try:
                scoring.lines_of(getattr(self, field))
            except ValidationError as wrong:
                raise ValidationError({field: wrong.messages}) from wrong

    @property
    def has_figures(self):
        """Whether a meeting of this kind tells figures of itself: a score, or who of a cell was there."""
        return bool(self.score_criteria) or self.minutes_form == self.MinutesForm.CELL

    def get_absolute_url(self):
        return address("meetings:kind_edit", self.pk)

    @property
    def agenda_lines(self) -> list[str]:
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]

    def may_be_called_by(self, unit) -> bool:
        """Whether `unit` (with its line) holds meetings of this kind."""
        is_branch = unit.level == Unit.Level.NEIGHBOURHOOD
        if self.callers == self.Callers.WARD and is_branch:
            return False
        if self.callers == self.Callers.BRANCH and not is_branch:
            return False
        return not self.line_code or unit.line.code == self.line_code
