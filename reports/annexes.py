"""The annexes of a ward body's report: figures by khu phố, tasks, solutions, registers, charts."""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.text import capfirst

from activities.models import Supervision
from meetings.models import Attendance, Meeting
from organizations.models import Neighbourhood
from reports import paper
from reports.blocks import paragraph, table
from reports.consolidation import Consolidation
from reports.quarterly import issued_plans, plan_quarter
from reports.results import last_day
from reports.trend import eight_quarters
from wardportal import dates
from wardportal.dates import PeriodKind
from wardportal.numbers import percent


@dataclass(frozen=True)
class ReportAnnex:
    """One annex: its title, its text in the restricted HTML, the mark where a draft prints it."""

    mark: str
    title: str
    html: str
    is_landscape: bool = False


def of(unit, period, whole: Consolidation) -> tuple[list[ReportAnnex], dict]:
    """(annexes, {key of a drawing: SVG}); the Party committee's has everything, the others their figures."""
    drawings = {}
    by_place = _by_place(unit, whole)
    found = [("số liệu theo khu phố", f"Số liệu {period.label} theo khu phố", by_place)]
    if unit.format_family == unit.FormatFamily.PARTY:
        quarters = [
            (plan, plan_quarter(plan, period))
            for plan in issued_plans().filter(document__issuer=unit).order_by("document__issued_on", "pk")
            if plan.is_reported_in(period)
        ]
        ward = unit.locality
        found += [
            ("tiến độ nhiệm vụ", "Tiến độ nhiệm vụ theo khu phố", _tasks(quarters, drawings)),
            ("giải pháp và thực hiện", "Giải pháp đã thống nhất, tình hình thực hiện", _solutions(quarters)),
            ("khó khăn và trả lời", "Khó khăn, vướng mắc và trả lời", _difficulties(quarters)),
            ("giám sát, phản biện", "Giám sát, phản biện, góp ý", _supervisions(ward, period)),
            ("hội nghị và người dự", "Hội nghị và số người dự", _attendance(ward, period)),
            ("diễn biến tám quý", "Diễn biến tám quý", _trend(unit, period, drawings)),
        ]
    annexes = [ReportAnnex(mark, title, html, is_landscape=html is by_place) for mark, title, html in found]
    return annexes, drawings


def _by_place(unit, whole) -> str:
    """Indicators × khu phố: each total beside the eight it is made of; the ward's own bodies last."""
    places = list(Neighbourhood.objects.filter(locality=unit.locality).current().order_by("order", "pk"))
    width = 176 // max(len(places), 1)
    head = [("Chỉ số", 44), *((place.short_name, width) for place in places), ("Cộng", 30)]
    rows = [
        (
            f"{row.name}{f', {row.measure}' if row.measure else ''}",
            *(row.places.get(place.name, "–") for place in places),
            row.words,
        )
        for row in whole.figures
    ]
    return table(head, rows, named=0) or paragraph("Không có chỉ số nào phải báo cáo.")


def _tasks(quarters, drawings) -> str:
    parts = []
    for plan, quarter in quarters:
        key = f"chart{plan.pk}"
        drawings[key] = paper.chart(quarter, key)
        head = [("TT", 11), ("Nơi thực hiện", 69), ("Đã xong/\nđược giao", 30)]
        head += [("Tỷ lệ", 25), ("Quá hạn", 25)]
        rows = [
            (
                str(order),
                place.name,
                f"{place.tally.progress.done}/{place.tally.progress.total}",
                percent(place.tally.progress.percent) if place.tally.progress.total else "–",
                str(place.tally.late),
            )
            for order, place in enumerate(quarter.places, start=1)
        ]
        parts.append(f"<h3>{escape(quarter.short_citation)}</h3>")
        parts.append(
            f'<figure><img src="hinh:{key}" alt="Tỷ lệ hoàn thành theo {escape(quarter.place_word)}">'
            "<figcaption>Số lượt đã hoàn thành trên số lượt được giao</figcaption></figure>"
            f"{table(head, rows)}"
        )
    return "".join(parts) or paragraph("Trong kỳ không có kế hoạch nào đang thực hiện.")


def _solutions(quarters) -> str:
    lines, seen = [], set()
    for _, quarter in quarters:
        for meeting in quarter.meetings:
            if meeting.pk in seen:
                continue
            seen.add(meeting.pk)
            lines.append(f"{meeting.kind} ngày {dates.short_date(meeting.held_on)}: {meeting.title}")
            for conclusion in meeting.conclusions:
                tasks = "; ".join(
                    f"{task.title} ({task.lead_unit}, {percent(task.progress.percent)})"
                    for task in conclusion.follow_up
                )
                state = conclusion.outcome.label
                told = f"{conclusion.order}- {conclusion.text} Tình hình: {state}"
                lines.append(f"{told}; {tasks}." if tasks else f"{told}.")
    return "".join(map(paragraph, lines)) or paragraph("Đến hết kỳ chưa có giải pháp nào được thống nhất.")


def _difficulties(quarters) -> str:
    found = {it.pk: it for _, quarter in quarters for it in quarter.difficulties}
    head = [("TT", 11), ("Khó khăn, vướng mắc", 75), ("Đơn vị", 34), ("Trả lời", 40)]
    rows = [
        (
            str(order),
            " ".join(filter(None, [it.text, it.proposal])),
            it.unit,
            it.answer or it.waiting,
        )
        for order, it in enumerate(found.values(), start=1)
    ]
    return table(head, rows) or paragraph("Trong kỳ không có khó khăn nào được nêu.")


def _supervisions(locality, period) -> str:
    held = Supervision.objects.filter(
        locality=locality, held_on__range=(period.starts_on, last_day(period))
    ).select_related("lead_unit", "subject_unit")
    head = [("TT", 11), ("Nội dung", 70), ("Chủ trì", 40), ("Ngày", 39)]
    rows = [
        (
            str(order),
            f"{capfirst(it.get_kind_display())}: {it.title}",
            it.lead_unit.short_name,
            dates.short_date(it.held_on),
        )
        for order, it in enumerate(held.order_by("held_on", "pk"), start=1)
    ]
    return table(head, rows) or paragraph("Trong kỳ chưa ghi cuộc giám sát, phản biện, góp ý nào.")


def _attendance(locality, period) -> str:
    """The ward's own meetings of the period with how many were asked and came."""
    held = (
        Meeting.objects.filter(locality=locality, host_unit__level="ward")
        .to_be_held()
        .held_between(period.starts_on, last_day(period))
        .prefetch_related("attendances")
    )
    head = [("TT", 11), ("Hội nghị", 89), ("Ngày", 30), ("Có mặt/\nđược mời", 30)]
    rows = []
    for order, meeting in enumerate(held, start=1):
        roll = meeting.attendances.all()
        came = sum(it.presence in Attendance.CAME for it in roll)
        count = f"{came}/{len(roll)}" if roll else "–"
        title = f"{meeting.kind_name}: {meeting.title}"
        rows.append((str(order), title, dates.short_date(meeting.held_on), count))
    return table(head, rows) or paragraph("Trong kỳ chưa ghi hội nghị nào.")


def _trend(unit, period, drawings) -> str:
    """How the members, or whatever the ward counts, went over eight quarters: a chart and its table."""
    if period.kind != PeriodKind.QUARTER:
        return paragraph("Diễn biến tám quý chỉ in trong báo cáo quý.")
    parts = []
    for indicator, chart, rows in eight_quarters(unit.locality, period):
        key = f"trend{indicator.pk}"
        drawings[key] = chart
        head = [("Quý", 60), (f"{indicator.measure_unit or 'Số liệu'}", 50), ("Đơn vị đã có số", 50)]
        parts.append(
            f"<h3>{escape(indicator.name)}</h3>"
            f'<figure><img src="hinh:{key}" alt="{escape(indicator.name)} qua tám quý"></figure>'
            f"{table(head, rows, named=0)}"
        )
    return "".join(parts) or paragraph("Chưa có số liệu nào qua các quý.")
