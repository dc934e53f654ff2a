"""Meetings one is called to, their minutes, and what they concluded and nobody was given yet."""

from meetings.models import Attendance, Conclusion, Meeting, PublishedWeek
from wardportal import dates
from wardportal.actions.action import MOST, Action, joined, waited
from wardportal.addresses import address


def invitations(user):
    """Meetings to come to which `user` is called and has not answered; called under two posts, once."""
    called = Attendance.objects.unanswered(user).select_related("meeting", "unit")
    weeks = PublishedWeek.objects.filter(
        locality_id=user.locality_id, monday__gte=dates.monday_of(dates.today())
    )
    published = set(weeks.values_list("monday", flat=True))
    for one in {one.meeting_id: one for one in called[:MOST]}.values():
        meeting = one.meeting
        stands_for_letter = dates.monday_of(meeting.held_on) in published
        yield Action(
            title=f"Được mời dự: {meeting.title}",
            context=joined(
                ", ".join(filter(None, [meeting.hour, dates.weekday_date(meeting.held_on)])),
                meeting.place,
                "lịch tuần đã công bố, thay giấy mời" if stands_for_letter else "",
            ),
            due_text=f"Họp ngày {dates.short_date(meeting.held_on)}",
            action="Trả lời",
            url=address("meetings:invitation_reply", one.pk),
            rank_on=meeting.held_on,
        )


def minutes(user):
    """Minutes that `user` takes and has not signed, where their kind says by when."""
    if user.person_id is None:
        return
    taken = (
        Meeting.objects.visible_to(user)
        .to_be_held()
        .filter(
            minute_taker_person=user.person_id,
            kind__report_within_days__isnull=False,
            starts_at__date__lte=dates.today(),
        )
    )
    unsigned = taken.exclude(minutes__taker_signed_at__isnull=False).select_related("kind")
    for meeting in unsigned.order_by("starts_at", "pk")[:MOST]:
        yield Action(
            title=f"Hoàn thành, ký biên bản: {meeting.title}",
            context=f"{meeting.kind_name} ngày {dates.short_date(meeting.held_on)}",
            due_on=meeting.minutes_due_on,
            action="Đọc, ký",
            url=address("meetings:minutes_read", meeting.pk),
        )


def unassigned_conclusions(user):
    conclusions = Conclusion.objects.visible_to(user).unassigned().select_related("meeting")
    for conclusion in conclusions.order_by("meeting__starts_at", "order", "pk")[:MOST]:
        meeting = conclusion.meeting
        yield Action(
            title=f"Giao nhiệm vụ từ giải pháp {conclusion.order}",
            context=f"{meeting.kind_name} {dates.short_date(meeting.held_on)}: “{conclusion.text}”",
            due_text=waited(meeting.held_on),
            action="Giao nhiệm vụ",
            url=address("meetings:conclusion_assign", conclusion.pk),
        )
