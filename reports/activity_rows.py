"""Số liệu hoạt động trong kỳ: what the registers of the ward say of a span of time, as plain rows.

A row leads to the register it was counted from.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from activities.membership import gathering_rows
from activities.models import Difficulty, Gathering, Guidance, Opinion, Recommendation, Supervision
from reports.results import last_day
from wardportal.addresses import address
from wardportal.numbers import office_number

SUPERVISION = "Giám sát, phản biện, góp ý"


@dataclass(frozen=True)
class ActivityRow:
    """One figure: what was counted, in words how much, and the page where it can be looked up."""

    subject: str
    label: str
    figure: str
    url: str


def activity_rows(locality, span) -> list[ActivityRow]:
    """The rows of all registers of `locality` within `span` (anything with starts_on and ends_on)."""
    registers = [_guidance, _gatherings, _members, _difficulties, _supervisions, _recommendations, _opinions]
    return [row for register in registers for row in register(locality, span)]


def _guidance(locality, span):
    """What the ward's organizations sent their branches, and how often a branch said it got it."""
    sent = Guidance.objects.filter(locality=locality, sent_on__range=_days(span))
    counts = sent.aggregate(
        sent=Count("pk", distinct=True),
        asked=Count("receipts"),
        received=Count("receipts", filter=Q(receipts__received_at__isnull=False)),
    )
    url = address("activities:guidance_list")
    yield ActivityRow("Định hướng hoạt động", "Đã gửi trong kỳ", office_number(counts["sent"]), url)
    told = f"{office_number(counts['received'])}/{office_number(counts['asked'])}"
    yield ActivityRow("Định hướng hoạt động", "Lượt đơn vị xác nhận đã nhận/được gửi", told, url)


def _gatherings(locality, span):
    """The forms of gathering, founded within the span and active on its last day."""
    days = _days(span)
    own = Gathering.objects.filter(locality=locality)
    url = address("activities:gathering_list")
    founded, active = own.filter(founded_on__range=days).count(), own.active(days[1]).count()
    yield ActivityRow("Hình thức tập hợp", "Thành lập trong kỳ", office_number(founded), url)
    yield ActivityRow("Hình thức tập hợp", "Hoạt động đến cuối kỳ", office_number(active), url)


def _members(locality, span):
    """Members of all lines together, as far as the ward counts them."""
    *_, ward = gathering_rows(locality, span)
    url = address("activities:membership")
    for label, amount in [
        ("Kết nạp mới trong kỳ", ward.joined),
        ("Giảm trong kỳ", ward.left),
        ("Tổng số đến cuối kỳ", ward.total),
        ("Tỷ lệ tập hợp (đã tập hợp/tổng số)", ward.rate),
    ]:
        if amount is not None:
            yield ActivityRow("Đoàn viên, hội viên", label, amount.words, url)


def _difficulties(locality, span):
    days = _days(span)
    counts = Difficulty.objects.filter(locality=locality).aggregate(
        raised=Count("pk", filter=Q(raised_on__range=days)),
        answered=Count("pk", filter=Q(answered_on__range=days)),
        solved=Count("pk", filter=Q(state=Difficulty.State.SOLVED, ended_on__range=days)),
        waiting=Count("pk", filter=Q(raised_on__lte=days[1]) & _not_by(days[1], "answered_on")),
    )
    url = address("activities:difficulty_list")
    for name, label in [
        ("raised", "Nêu trong kỳ"),
        ("answered", "Được trả lời trong kỳ"),
        ("solved", "Đơn vị xác nhận đã gỡ xong trong kỳ"),
        ("waiting", "Còn chờ trả lời đến cuối kỳ"),
    ]:
        yield ActivityRow("Khó khăn, vướng mắc", label, office_number(counts[name]), url)


def _supervisions(locality, span):
    """Sessions of each kind that were held within the span."""
    held = Supervision.objects.filter(locality=locality, held_on__range=_days(span))
    counts = dict(held.order_by().values_list("kind").annotate(Count("pk")))
    url = address("activities:supervision_list")
    for kind in Supervision.Kind:
        yield ActivityRow(SUPERVISION, f"Cuộc {kind.label}", office_number(counts.get(kind.value, 0)), url)


def _recommendations(locality, span):
    """Recommendations of those sessions, and what had been replied to them by the last day."""
    days = _days(span)
    replied = Q(replied_on__lte=days[1])
    counts = Recommendation.objects.filter(
        supervision__locality=locality, supervision__held_on__range=days
    ).aggregate(
        given=Count("pk"),
        accepted=Count("pk", filter=replied & Q(state=Recommendation.State.ACCEPTED)),
        explained=Count("pk", filter=replied & Q(state=Recommendation.State.EXPLAINED)),
        overdue=Count("pk", filter=_not_by(days[1], "replied_on") & Q(due_on__lt=days[1])),
    )
    url = address("activities:recommendation_list")
    for name, label in [
        ("given", "Kiến nghị đã nêu"),
        ("accepted", "Kiến nghị được tiếp thu"),
        ("explained", "Kiến nghị được giải trình"),
        ("overdue", "Kiến nghị quá hạn trả lời"),
    ]:
        yield ActivityRow(SUPERVISION, label, office_number(counts[name]), url)


def _opinions(locality, span):
    """What people raised within the span, how often, and how much of it is handled by its last day."""
    days = _days(span)
    counts = Opinion.objects.filter(locality=locality, noted_on__range=days).aggregate(
        noted=Count("pk"),
        times=Sum("times", default=0),
        handled=Count("pk", filter=Q(handled_on__lte=days[1])),
    )
    url = address("activities:opinion_list")
    noted = f"{office_number(counts['noted'])}/{office_number(counts['times'])}"
    yield ActivityRow("Dư luận xã hội", "Điều người dân phản ánh/lượt phản ánh", noted, url)
    yield ActivityRow("Dư luận xã hội", "Đã được giải quyết", office_number(counts["handled"]), url)


def _days(span):
    """From its first day to the day a report of it stands on."""
    return span.starts_on, last_day(span)


def _not_by(day, field) -> Q:
    """Not done by that day, `field` being the day on which it was."""
    return Q(**{field: None}) | Q(**{f"{field}__gt": day})
