"""One unit's report as a paper: in the layout of its family, with words by section and its figures.

A version keeps the paper it was printed on (FilingVersion.paper): units may be renamed, layouts corrected.
"""

from django.core.exceptions import ValidationError
from django.utils.html import escape

from documents.composing import issuer_lines, superior_lines
from documents.heading_numbers import renumbered
from documents.models import FormatProfile, RenderJob
from documents.number_symbol import NumberSymbol
from documents.ordering import Face
from documents.paper import Paper, blank_place_date
from documents.printing import paper_html
from organizations.models import PostHolding
from reports.blocks import paragraph, table, written
from reports.paper import content_hash

TASKS = {Face.PDF: "reports.jobs.render_filing", Face.DOCX: "reports.jobs.render_filing_word"}


def compose(filing, version) -> Paper:
    """The paper of `version`; raises ValidationError where no layout is in force for the unit."""
    unit, locality = filing.unit, filing.unit.locality
    day = filing.first_sent_on
    layout = FormatProfile.objects.layout_of(unit, day)
    head = _head(unit, day)
    number = NumberSymbol(None, "", "BC", unit.symbol, unit.format_family)
    return Paper(
        layout=layout,
        title=f"{filing}"[:250],
        superior=superior_lines(unit, locality),
        issuer=issuer_lines(unit),
        number=number.printed(layout.number_prefix),
        place_date=blank_place_date(locality.place_name, day),
        type_name="Báo cáo",
        abstract=filing.round.matter,
        body_html=renumbered(body(filing.round.sections, version, filing.period), layout.labels),
        recipients=(f"{filing.receiver.name} (để báo cáo)",),
        archive=f"{layout.archive_prefix}{unit.paper_archive or unit.short_name}",
        authority=_authority(unit, layout),
        post=head.post.name if head else "",
        signer=head.person.full_name if head else "",
        is_sample=filing.is_sample,
    )


def of_version(filing, version) -> Paper:
    """The paper as it was kept, else as it would be printed now."""
    return Paper.from_json(version.paper) if version.paper else compose(filing, version)


def kept(filing, version) -> dict:
    """What a version keeps of its paper; nothing where no layout is in force yet."""
    try:
        return compose(filing, version).to_json()
    except ValidationError:
        return {}


def body(sections, version, period) -> str:
    """Words under their headings, empty sections left out, then the figures as a table."""
    parts, group = [], None
    for section in sections:
        text = version.words.get(section["key"], "").strip()
        if not text:
            continue
        own_group = section.get("group", "")
        if own_group and own_group != group:
            parts.append(f"<h2>{escape(own_group)}</h2>")
        group = own_group
        level = "h3" if own_group else "h2"
        parts.append(f"<{level}>{escape(section['title'])}</{level}>{written(text)}")
    head = [("TT", 12), ("Chỉ số", 88), ("Số liệu", 60)]
    rows = [
        (str(order), f"{it['name']}{_measured(it)}", f"{it['words']}{_noted(it)}")
        for order, it in enumerate(version.figures, start=1)
    ]
    if rows:
        parts.append(f"<h2>Số liệu {escape(period.label)}</h2>{table(head, rows)}")
    return "".join(parts) or paragraph("Không có nội dung.")


def _measured(figure) -> str:
    return f", {figure['measure']}" if figure["measure"] else ""


def _noted(figure) -> str:
    return f" ({figure['note']})" if figure["note"] else ""


def _authority(unit, layout) -> str:
    """For whom it is signed: a board and a cell as a body, the others by their head alone (05-reports.md)."""
    if unit.format_family not in {unit.FormatFamily.PARTY, unit.FormatFamily.FRONT}:
        return ""
    name = unit.name
    if unit.neighbourhood:
        name = name.replace(unit.neighbourhood.name, "").strip()
    return f"{layout.collective_mark}{name}"


def _head(unit, day):
    """Who held the leading post on `day`; None where nobody is known."""
    holdings = PostHolding.objects.filter(post__unit=unit).current(day).select_related("post", "person")
    return holdings.order_by("post__order", "pk").first()


def order(filing, *, by, face=Face.PDF) -> RenderJob:
    """The job that gives the last version's file: the one there is already, else a new one."""
    version = last_version(filing)
    paper = of_version(filing, version)
    return RenderJob.order(
        by=by,
        locality_id=filing.locality_id,
        units=[filing.unit, filing.receiver],
        content_hash=content_hash(paper_html(paper), face),
        title=f"{paper.title} (bản {version.number})"[:300],
        task_name=TASKS[face],
        params={"version": version.pk},
        source_url=filing.get_absolute_url(),
        filename=f"{paper.title[:140]}.{face}".replace("/", "-"),
    )


def finished(filing, face=Face.PDF) -> RenderJob | None:
    paper = of_version(filing, last_version(filing))
    digest = content_hash(paper_html(paper), face)
    done = RenderJob.objects.filter(locality_id=filing.locality_id, state=RenderJob.State.DONE)
    return done.filter(content_hash=digest).first()


def last_version(filing):
    version = filing.versions.order_by("-number").first()
    if version is None:
        raise ValidationError("Đơn vị chưa gửi báo cáo này nên chưa có gì để in.")
    return version
