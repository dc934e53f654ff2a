"""The quarter's report as a Party paper: the page that is printed, and the order to print it."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from documents.composing import issuer_lines, superior_lines
from documents.heading_numbers import renumbered
from documents.models import RenderJob
from documents.number_symbol import NumberSymbol
from documents.ordering import RENDERERS, Face
from documents.paper import Paper, blank_place_date
from documents.printing import paper_html
from reports.chart import Bar, bar_chart
from reports.quarterly import plan_quarter
from wardportal import dates
from wardportal.text import MISSING

TASK_NAME = "reports.jobs.render_plan_quarter"
TASKS = {Face.PDF: TASK_NAME, Face.DOCX: "reports.jobs.render_plan_quarter_word"}


def order(plan, period, *, by, face=Face.PDF) -> RenderJob:
    """The job that gives this report as it is today: the one there is for the same paper, else a new one."""
    quarter = plan_quarter(plan, period)
    return RenderJob.order(
        by=by,
        content_hash=content_hash(quarter_html(plan, quarter), face),
        title=quarter.title[:300],
        task_name=TASKS[face],
        params={"plan": plan.pk, "period": period.slug},
        source_url=reverse("reports:plan_report", args=[period.slug, plan.pk]),
        filename=filename(quarter, face),
    )


def finished(plan, period, face=Face.PDF) -> RenderJob | None:
    """The job whose file is this report as it is today, if it was rendered already."""
    digest = content_hash(quarter_html(plan, plan_quarter(plan, period)), face)
    return RenderJob.objects.filter(
        locality_id=plan.locality_id, content_hash=digest, state=RenderJob.State.DONE
    ).first()


def is_stale(job, plan, quarter) -> bool:
    """Whether this report, ordered now, would be another paper than the finished one of `job`."""
    try:
        return job.content_hash != content_hash(quarter_html(plan, quarter))
    except ValidationError:  # no layout is in force: nothing can be ordered to compare with
        return False


def filename(quarter, face=Face.PDF) -> str:
    """ "Báo cáo quý III-2017 – Kế hoạch 19-KH-ĐU.pdf": no sign in it that a disk would refuse."""
    return f"Báo cáo {quarter.period.label} – {quarter.short_citation}.{face}".replace("/", "-")


def content_hash(html, face=Face.PDF) -> str:
    """One digest for one file: its page (data, layout, template, chart), style sheet and renderer."""
    style_sheet = Path(finders.find("print.css")).read_bytes()
    parts = [html.encode(), style_sheet, f"{face} {version(RENDERERS[face])}".encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def quarter_html(plan, quarter) -> str:
    """The page that is printed; raises ValidationError where no format profile is in force."""
    return paper_html(quarter_paper(plan, quarter), drawings(quarter))


def drawings(quarter) -> dict[str, SafeString]:
    """The figures of the report's text: {key: SVG}."""
    return {"chart": chart(quarter)}


def chart(quarter, key="") -> SafeString:
    """`key` tells the charts of one paper apart."""
    return bar_chart(_chart_title(quarter), _bars(quarter), key)


def _chart_title(quarter):
    return f"Tỷ lệ lượt việc đã hoàn thành theo {quarter.place_word}"


def _bars(quarter):
    return [
        Bar(place.name, place.tally.progress.done, place.tally.late, place.tally.progress.total)
        for place in quarter.places
    ]


def blanks(plan) -> list[str]:
    """What the paper leaves to be written by hand before it is signed."""
    left = ["số văn bản", "ngày ban hành", "chức vụ và họ tên người ký"]
    return [*left, "tên cấp trên"] if MISSING in plan.document.locality.superior_name else left


def unsure_note(plan) -> str:
    """Which figures of the layout nobody has confirmed; empty where all are, or no layout is in force."""
    try:
        return plan.document.layout_on(dates.today()).unsure_note
    except ValidationError:
        return ""


def quarter_paper(plan, quarter) -> Paper:
    """Ready to be signed: number and day are left to be written, and so are post and name of who signs.

    Its figures are those of `drawings`. Raises ValidationError where no format profile is in force.
    """
    document = plan.document
    issuer, locality, today = document.issuer, document.locality, dates.today()
    layout = document.layout_on(today)
    number = NumberSymbol(None, "", "BC", issuer.symbol, issuer.format_family)
    return Paper(
        layout=layout,
        title=quarter.title,
        superior=superior_lines(issuer, locality),
        issuer=issuer_lines(issuer),
        number=number.printed(layout.number_prefix),
        place_date=blank_place_date(locality.place_name, today),
        type_name="Báo cáo",
        abstract=quarter.title.removeprefix("Báo cáo "),
        body_html=_body_html(quarter, layout),
        recipients=_recipients(issuer, locality, quarter),
        archive=f"{layout.archive_prefix}{issuer.paper_archive or issuer.short_name}",
        authority=f"{layout.collective_mark}{_signing_body(issuer)}",
        is_sample=quarter.is_sample,
    )


def _signing_body(issuer) -> str:
    """For whom the report is signed: of a committee its standing part, as its papers name it."""
    if issuer.format_family == issuer.FormatFamily.PARTY:
        return "Ban Thường vụ"
    return issuer_lines(issuer)[-1]


def _body_html(quarter, layout) -> str:
    figures = "; ".join(f"{bar.name}: {bar.figure}" for bar in _bars(quarter))
    words = f"{_chart_title(quarter)}. {figures}"
    html = render_to_string("print/quarterly_report.html", {"quarter": quarter, "chart_words": words})
    return renumbered(html, layout.labels)


def _recipients(issuer, locality, quarter) -> tuple[str, ...]:
    """The superior, then those who got work by this plan; the branches in one line."""
    superior = issuer.parent.name if issuer.parent else locality.superior_name
    bodies = dict.fromkeys(part.unit_short for part in quarter.ward.tally.parts)
    given = sum(place.is_given for place in quarter.places)
    branches = [f"Các đơn vị được giao nhiệm vụ ở {given} {quarter.place_word}"] if given else []
    return (f"{superior} (để báo cáo)", *bodies, *branches)
