"""Figures, reports and words for a review that are still to be sent or taken in."""

from django.db.models import Count, Q
from django.utils.text import capfirst

from indicators.figures import unfilled
from indicators.periods import month_of, month_to_fill
from organizations.models import Unit
from organizations.permissions import Permission, can, headed_units, own_units
from reports.models import Filing, ReviewContribution, Round
from wardportal import dates
from wardportal.actions.action import MOST, Action, joined, quoted
from wardportal.addresses import address


def figures(user):
    """Figures of the last month that the units which `user` heads have not entered; a query a unit."""
    period = month_to_fill()
    units = headed_units(user)
    awaited = Filing.objects.awaited().filter(unit__in=units, round__in=Round.objects.of_period(period))
    asked = set(awaited.values_list("unit_id", flat=True))
    for unit in units:
        count = unfilled(unit, month_of(period)).count() if can(user, Permission.FIGURE_ENTER, unit) else 0
        # Where the month's report is still to be sent, its figures are entered with it.
        if count and unit.pk not in asked:
            yield Action(
                title=f"Nhập số liệu {period.label}",
                context=joined(unit.short_name, f"còn {count} chỉ số"),
                due_text="Hằng tháng",
                action="Nhập số liệu",
                url=address("indicators:unit_month", period.slug, unit.pk),
            )


def filings(user):
    """Reports that the units which `user` heads have still to send."""
    own = headed_units(user)
    for filing in Filing.objects.awaited().filter(unit__in=own).for_list()[:MOST]:
        is_returned = filing.state == Filing.State.RETURNED
        heading = filing.round.heading
        yield Action(
            title=f"Bị trả lại: {heading[:1].lower()}{heading[1:]}" if is_returned else heading,
            context=joined(
                filing.unit.short_name,
                quoted(filing.reason) if is_returned else "",
                "đang ghi dở" if filing.draft else "",
            ),
            due_on=filing.due_on,
            action="Sửa, gửi lại" if is_returned else "Ghi báo cáo",
            url=_filing_form(filing),
            rank_on=dates.today() if is_returned else None,
        )


def _filing_form(filing):
    """Where a branch writes; a ward body first sees what others sent it."""
    if filing.unit.level == Unit.Level.NEIGHBOURHOOD:
        return address("reports:filing_write", filing.pk)
    return filing.get_absolute_url()


def filings_to_take_in(user):
    """Reports that were sent to the units whose posts `user` holds, round by round."""
    own = own_units(user, Permission.REPORT_COLLECT)
    rounds = Round.objects.visible_to(user).collecting().filter(filings__receiver__in=own)
    waiting = Count("filings", filter=Q(filings__state=Filing.State.SUBMITTED, filings__receiver__in=own))
    for round_ in rounds.annotate(waiting=waiting).filter(waiting__gt=0).for_list()[:MOST]:
        yield Action(
            title=f"{round_.waiting} báo cáo chờ nhận: {round_}",
            due_text="Đã gửi",
            action="Xem, nhận",
            url=round_.get_absolute_url(),
        )


def review_words(user):
    """What the units that `user` heads have still to say for a review."""
    for contribution in ReviewContribution.objects.maybe_actionable(user)[:MOST]:
        review = contribution.review
        yield Action(
            title=f"Góp ý kiến cho {review.get_kind_display()} {review.plan_codes}",
            context=joined(contribution.unit.short_name, capfirst(review.span_words)),
            due_on=review.words_due_on,
            action="Góp ý",
            url=contribution.get_absolute_url(),
        )
