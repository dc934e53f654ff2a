"""Difficulties to answer, guidance to tick, recommendations without a reply."""

from django.utils.text import capfirst

from activities.models import Difficulty, GuidanceReceipt, Recommendation
from meetings.models import Meeting
from organizations.permissions import Permission, can
from wardportal import dates
from wardportal.actions.action import MOST, Action, joined, quoted, short
from wardportal.addresses import address


def difficulties(user):
    """What waits for the user's answer, the agenda of the next session, and answers to be judged."""
    yield from _to_answer(user)
    yield from _session(user)
    for difficulty in Difficulty.objects.visible_to(user).unconfirmed(user).for_list()[:MOST]:
        yield Action(
            title=f"Khó khăn đã có trả lời: {short(difficulty.text)}",
            context=joined(difficulty.unit.short_name, quoted(difficulty.answer)),
            due_text=f"Trả lời {dates.short_date(difficulty.answered_on)}",
            action="Đã gỡ xong chưa?",
            url=address("activities:difficulty_confirm", difficulty.pk),
        )


def _session(user):
    """One line for all of the agenda, for who answers in the session; it leads to the session once called."""
    if not can(user, Permission.DIFFICULTY_ANSWER):
        return
    waiting = list(Difficulty.objects.visible_to(user).for_session()[:MOST])
    session = Meeting.objects.visible_to(user).next_session()
    if waiting:
        list_url = f"{address('activities:difficulty_list')}?state=session"
        yield Action(
            title=f"Phiên làm việc tới: {len(waiting)} khó khăn chờ Thường trực bàn",
            context=f"Chờ lâu nhất: {waiting[0].days_waited} ngày",
            due_text=f"Phiên {dates.short_date(session.held_on)}" if session else "Chờ phiên làm việc",
            action="Xem chương trình" if session else "Xem",
            url=f"{session.get_absolute_url()}#chuong-trinh" if session else list_url,
        )


def _to_answer(user):
    for difficulty in Difficulty.objects.visible_to(user).awaiting(user).for_list()[:MOST]:
        yield Action(
            title=f"Trả lời khó khăn của {difficulty.unit.name}",
            context=quoted(difficulty.text),
            due_text=capfirst(difficulty.waiting),
            action="Trả lời",
            url=address("activities:difficulty_answer", difficulty.pk),
        )


def guidance(user):
    for receipt in GuidanceReceipt.objects.not_received(user)[:MOST]:
        guidance = receipt.guidance
        yield Action(
            title=f"Định hướng {guidance.period}: {guidance.title}",
            context=joined(guidance.issuer.name, receipt.unit.short_name),
            due_text=f"Gửi {dates.short_date(guidance.sent_on)}",
            action="Nhận" if receipt.read_at else "Xem và nhận",
            url=guidance.get_absolute_url(),
        )


def replies(user):
    """Recommendations of the own unit's supervisions whose reply is overdue."""
    for recommendation in Recommendation.objects.visible_to(user).overdue_for(user)[:MOST]:
        yield Action(
            title=f"Chưa có trả lời kiến nghị: {short(recommendation.text)}",
            context=joined(recommendation.addressee, recommendation.supervision.title),
            due_on=recommendation.due_on,
            action="Ghi trả lời",
            url=address("activities:recommendation_reply", recommendation.pk),
        )
