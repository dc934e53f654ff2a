"""Số liệu hoạt động trong kỳ: what the registers of the ward say of a span of time, as plain rows.

A row leads to the register it was counted from.
"""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from activities.membership import gathering_rows
from activities.models import Difficulty, Gathering
from reports.results import last_day
from wardportal.numbers import office_number


@dataclass(frozen=True)
class ActivityRow:
    """One figure: what was counted, in words how much, and the page where it can be looked up."""

    subject: str
    label: str
    figure: str
    url: str


def activity_rows(locality, span) -> list[ActivityRow]:
    """The rows of all registers of `locality` within `span` (anything with starts_on and ends_on)."""
    return [*_gatherings(locality, span), *_members(locality, span), *_difficulties(locality, span)]


def _gatherings(locality, span):
    """The forms of gathering, founded within the span and active on its last day."""
    days = (span.starts_on, last_day(span))
    own = Gathering.objects.filter(locality=locality)
    url = reverse("activities:gathering_list")
    founded, active = own.filter(founded_on__range=days).count(), own.active(days[1]).count()
    yield ActivityRow("Hình thức tập hợp", "Thành lập trong kỳ", office_number(founded), url)
    yield ActivityRow("Hình thức tập hợp", "Hoạt động đến cuối kỳ", office_number(active), url)


def _members(locality, span):
    """Members of all lines together, as far as the ward counts them."""
    *_, ward = gathering_rows(locality, span)
    url = reverse("activities:membership")
    for label, amount in [
        ("Kết nạp mới trong kỳ", ward.joined),
        ("Giảm trong kỳ", ward.left),
        ("Tổng số đến cuối kỳ", ward.total),
        ("Tỷ lệ tập hợp (đã tập hợp/tổng số)", ward.rate),
    ]:
        if amount is not None:
            yield ActivityRow("Đoàn viên, hội viên", label, amount.words, url)


def _difficulties(locality, span):
    days = (span.starts_on, last_day(span))
    counts = Difficulty.objects.filter(locality=locality).aggregate(
        raised=Count("pk", filter=Q(raised_on__range=days)),
        answered=Count("pk", filter=Q(answered_on__range=days)),
        solved=Count("pk", filter=Q(state=Difficulty.State.SOLVED, ended_on__range=days)),
        waiting=Count("pk", filter=Q(raised_on__lte=days[1]) & _unanswered_by(days[1])),
    )
    url = reverse("activities:difficulty_list")
    for name, label in [
        ("raised", "Nêu trong kỳ"),
        ("answered", "Được trả lời trong kỳ"),
        ("solved", "Đơn vị xác nhận đã gỡ xong trong kỳ"),
        ("waiting", "Còn chờ trả lời đến cuối kỳ"),
    ]:
        yield ActivityRow("Khó khăn, vướng mắc", label, office_number(counts[name]), url)


def _unanswered_by(day) -> Q:
    return Q(answered_on=None) | Q(answered_on__gt=day)
