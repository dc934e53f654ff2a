"""Who was called to a meeting, who answered, and who came: unit by unit and post by post."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from meetings.models.meetings import Meeting
from organizations.audit import record
from organizations.doers import doer
from organizations.models import Person, Post, PostHolding, Unit
from wardportal import dates


class AttendanceQuerySet(models.QuerySet):
    def for_page(self):
        return self.select_related("unit__line", "unit__neighbourhood", "person")

    def unanswered(self, user):
        """Invitations of `user` to meetings to come that wait for an answer, the next one first.

        Who takes the chair or the minutes is not asked whether they come.
        """
        asked = self.exclude(
            Q(meeting__chair_person=user.person_id) | Q(meeting__minute_taker_person=user.person_id)
        )
        waiting = asked.filter(
            person__isnull=False,
            person_id=user.person_id,
            reply=Attendance.Reply.NONE,
            presence=Attendance.Presence.EXPECTED,
            meeting__cancelled_at=None,
            meeting__starts_at__date__gte=dates.today(),
        )
        return waiting.order_by("meeting__starts_at", "pk")


class Attendance(models.Model):
    """Một người được mời, dự hoặc vắng, với đơn vị và chức vụ của ngày hôm ấy."""

    class Presence(models.TextChoices):
        PRESENT = "present", "có mặt"
        EXCUSED = "excused", "vắng có lý do"
        ABSENT = "absent", "vắng không lý do"
        PROXY = "proxy", "dự thay"
        GUEST = "guest", "khách mời"
        EXPECTED = "expected", "chưa điểm danh"

    class Reply(models.TextChoices):
        NONE = "", "chưa trả lời"
        COMING = "coming", "sẽ dự"
        DECLINED = "declined", "không dự được"
        SUBSTITUTE = "substitute", "cử người dự thay"

    CAME = [Presence.PRESENT, Presence.PROXY, Presence.GUEST]

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendances", verbose_name="hội nghị"
    )
    # Empty for a guest from elsewhere.
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="đơn vị",
    )
    post_name = models.CharField("chức vụ", max_length=200)
    # The name as it was that day; the link to the person is only for finding one's own meetings.
    person_name = models.CharField("họ và tên", max_length=100, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="người dự",
    )
    presence = models.CharField("có mặt", max_length=10, choices=Presence, default=Presence.PRESENT)
    reason = models.CharField("lý do vắng", max_length=200, blank=True)
    is_guest = models.BooleanField("khách mời", default=False)
    reply = models.CharField("trả lời", max_length=10, choices=Reply, blank=True, default=Reply.NONE)
    substitute_name = models.CharField("người dự thay", max_length=200, blank=True)
    marked_at = models.DateTimeField("điểm danh lúc", null=True, editable=False)
    # Empty where the person checked in at the door.
    marked_by = doer(
        "người điểm danh", "marked_attendances", on_delete=models.SET_NULL, null=True, editable=False
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "người dự"
        verbose_name_plural = "thành phần dự"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "unit", "post_name", "person"],
                name="attendee_once_under_a_post",
                violation_error_message="Người này đã được mời với chức vụ ấy.",
            )
        ]

    def __str__(self):
        return f"{self.post_name} – {self.unit}" if self.unit else self.post_name

    @property
    def locality_id(self):
        return self.meeting.locality_id

    @property
    def came(self):
        return self.presence in self.CAME

    @transaction.atomic
    def answer(self, *, by, reply, reason="", substitute_name=""):
        """What the person called says: coming, not and why, or who comes instead; under all their posts."""
        Meeting.objects.select_for_update().get(pk=self.meeting_id)
        self.refresh_from_db()
        if self.meeting.is_cancelled:
            raise ValidationError("Hội nghị đã hoãn nên không cần trả lời.")
        if self.presence != self.Presence.EXPECTED:
            raise ValidationError("Người này đã được điểm danh nên không trả lời giấy mời được nữa.")
        if reply == self.Reply.DECLINED and not reason.strip():
            raise ValidationError("Hãy ghi lý do không dự được.")
        if reply == self.Reply.SUBSTITUTE and not substitute_name.strip():
            raise ValidationError("Hãy ghi họ tên, chức vụ người dự thay.")
        self.reply = reply
        self.reason = reason.strip() if reply == self.Reply.DECLINED else ""
        self.substitute_name = substitute_name.strip() if reply == self.Reply.SUBSTITUTE else ""
        answered = {name: getattr(self, name) for name in ("reply", "reason", "substitute_name")}
        same = Q(pk=self.pk)
        if self.person_id:
            same |= Q(person=self.person_id, presence=self.Presence.EXPECTED)
        self.meeting.attendances.filter(same).update(**answered)
        told = {"trả lời": self.get_reply_display(), "người được mời": str(self)}
        record(by=by, action="trả lời giấy mời", target=self.meeting, after=told)

    @transaction.atomic
    def mark(self, presence, *, by, reason="", substitute_name=""):
        """Tick whether the person came; the same person under another post is ticked alike."""
        if presence not in self.Presence.values:
            raise ValidationError("Không có cách điểm danh này.")
        Meeting.objects.select_for_update().get(pk=self.meeting_id).require_open()
        if presence == self.Presence.EXCUSED and not (reason.strip() or self.reason):
            raise ValidationError("Vắng có lý do thì ghi lý do, vài chữ.")
        if presence == self.Presence.PROXY and not (substitute_name.strip() or self.substitute_name):
            raise ValidationError("Dự thay thì ghi họ tên người dự thay.")
        same = self.meeting.attendances.filter(pk=self.pk)
        if self.person_id:
            same = self.meeting.attendances.filter(person_id=self.person_id)
        for row in same:
            row.presence = presence
            row.reason = (reason.strip() or row.reason) if presence == self.Presence.EXCUSED else ""
            if substitute_name.strip():
                row.substitute_name = substitute_name.strip()
            row.marked_at, row.marked_by = timezone.now(), by
            row.save(update_fields=["presence", "reason", "substitute_name", "marked_at", "marked_by"])
        self.refresh_from_db()

    @classmethod
    @transaction.atomic
    def invite(cls, meeting, posts, *, by) -> int:
        """Call the holders of `posts` on the meeting's day; how many came onto the list.

        A post nobody holds is called by its name. Who is on the list with that post stays as they are.
        """
        Meeting.objects.select_for_update().get(pk=meeting.pk).require_open()
        known = {(it.unit_id, it.post_name, it.person_id) for it in meeting.attendances.all()}
        holdings = PostHolding.objects.current(meeting.held_on).filter(post__in=posts)
        held = {}
        for holding in holdings.select_related("person").order_by("person__sort_key", "pk"):
            held.setdefault(holding.post_id, []).append(holding.person)
        order = meeting.attendances.count()
        made = []
        for post in posts:
            for person in held.get(post.pk, [None]):
                if (post.unit_id, post.name, person and person.pk) in known:
                    continue
                order += 1
                made.append(
                    cls(
                        meeting=meeting,
                        unit=post.unit,
                        post_name=post.name,
                        person=person,
                        person_name=person.full_name if person else "",
                        presence=cls.Presence.EXPECTED,
                        order=order,
                    )
                )
        cls.objects.bulk_create(made)
        if made:
            told = {"thêm": [f"{it.person_name or 'chưa rõ tên'} ({it})" for it in made]}
            record(by=by, action="mời dự hội nghị", target=meeting, after=told)
        return len(made)

    @classmethod
    @transaction.atomic
    def invite_guests(cls, meeting, guests, *, by) -> int:
        """Call people who hold no post in the ward, given as (name, post); how many are new on the list."""
        Meeting.objects.select_for_update().get(pk=meeting.pk).require_open()
        known = set(meeting.attendances.filter(unit=None).values_list("person_name", "post_name"))
        order = meeting.attendances.count()
        new = [guest for guest in dict.fromkeys(guests) if guest not in known]
        made = [
            cls(
                meeting=meeting,
                post_name=post_name,
                person_name=name,
                is_guest=True,
                presence=cls.Presence.EXPECTED,
                order=order + place,
            )
            for place, (name, post_name) in enumerate(new, start=1)
        ]
        cls.objects.bulk_create(made)
        if made:
            told = {"thêm khách": [f"{guest.person_name} ({guest.post_name})" for guest in made]}
            record(by=by, action="mời dự hội nghị", target=meeting, after=told)
        return len(made)

    @classmethod
    @transaction.atomic
    def invite_like(cls, meeting, other, *, by) -> int:
        """Call to `meeting` whom `other` called: who holds the posts then, and its guests; how many."""
        rows = list(other.attendances.order_by("order", "pk"))
        posts = {
            (post.unit_id, post.name): post
            for post in Post.objects.filter(unit__in={row.unit_id for row in rows if row.unit_id})
        }
        wanted = [posts[key] for row in rows if (key := (row.unit_id, row.post_name)) in posts]
        guests = [(row.person_name, row.post_name) for row in rows if row.unit_id is None]
        count = cls.invite(meeting, list(dict.fromkeys(wanted)), by=by)
        return count + cls.invite_guests(meeting, guests, by=by)

    @transaction.atomic
    def drop(self, *, by):
        """Take the person off the list, as long as nobody has said whether they came."""
        Meeting.objects.select_for_update().get(pk=self.meeting_id).require_open()
        if self.presence != self.Presence.EXPECTED:
            raise ValidationError("Người đã điểm danh thì không bỏ khỏi danh sách được.")
        told = {"bỏ": f"{self.person_name or 'chưa rõ tên'} ({self})"}
        record(by=by, action="bỏ khỏi danh sách mời", target=self.meeting, before=told)
        self.delete()


class CheckIn(models.Model):
    """Mã tự điểm danh ở cửa: mở từ lúc nào đến lúc nào; mỗi người một lần."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="check_in", verbose_name="hội nghị"
    )
    token = models.CharField(max_length=43, unique=True, editable=False)
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)
    opened_by = doer("người mở", "opened_check_ins")
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    closed_by = doer("người đóng", "closed_check_ins", null=True, blank=True)

    class Meta:
        verbose_name = "mã điểm danh"
        verbose_name_plural = "mã điểm danh"

    def __str__(self):
        return f"Mã điểm danh của {self.meeting}"

    @property
    def is_open(self):
        """While nobody closed it, and only on the meeting's own day."""
        return self.closed_at is None and self.meeting.held_on == dates.today()

    @classmethod
    @transaction.atomic
    def open_for(cls, meeting, *, by) -> "CheckIn":
        """A new secret address; what was photographed before leads nowhere any more."""
        if meeting.held_on != dates.today():
            raise ValidationError("Chỉ mở tự điểm danh trong ngày họp.")
        check_in, _ = cls.objects.update_or_create(
            meeting=meeting,
            defaults={
                "token": secrets.token_urlsafe(32),
                "opened_at": timezone.now(),
                "opened_by": by,
                "closed_at": None,
                "closed_by": None,
            },
        )
        record(by=by, action="mở tự điểm danh", target=meeting)
        return check_in

    @transaction.atomic
    def close(self, *, by):
        self.closed_at, self.closed_by = timezone.now(), by
        self.save(update_fields=["closed_at", "closed_by"])
        record(by=by, action="đóng tự điểm danh", target=self.meeting)

    @transaction.atomic
    def take(self, user) -> list[Attendance]:
        """Who `user` is on the list, now present; ValidationError in a sentence where that cannot be."""
        if not CheckIn.objects.select_for_update().get(pk=self.pk).is_open:
            raise ValidationError("Đã hết giờ tự điểm danh. Hãy gặp người ghi biên bản để điểm danh.")
        mine = list(self.meeting.attendances.filter(person__isnull=False, person=user.person_id))
        if not mine:
            raise ValidationError(
                "Đồng chí không có trong danh sách mời. Hãy gặp người ghi biên bản để được thêm vào."
            )
        if all(row.came for row in mine):
            raise ValidationError("Đồng chí đã điểm danh rồi, không cần làm lại.")
        mine[0].mark(Attendance.Presence.PRESENT, by=None)
        record(by=user, action="tự điểm danh", target=self.meeting, after={"người dự": str(mine[0])})
        return mine
