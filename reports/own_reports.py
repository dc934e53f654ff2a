"""A ward body's own report as a numbered paper: headings with marks, words and figures printed at them.

Words and figures follow what is written and gathered until the paper is submitted (ADR 17, as ADR 16 for
reviews); from then on the paper is what it is.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import escape
from django.utils.text import capfirst

from documents import precedents
from documents.heading_numbers import renumbered
from documents.models import Document, DocumentAnnex, DocumentType
from organizations.audit import record
from reports import annexes
from reports.blocks import paragraph, table, written
from reports.consolidation import Consolidation, for_receiver
from reports.models import Filing
from reports.wording import in_text, sentence
from wardportal import dates
from wardportal.text import fold

TYPE_NAME = "Báo cáo"
FIGURES, MISSING_UNITS, ADJUSTMENTS = "số liệu tổng hợp", "tình hình gửi báo cáo", "điều chỉnh kỳ trước"
DRAFT_PREFIX = "loi_"
# documents.marks takes no longer ones.
LONGEST_MARK = 40


def current_words(filing) -> dict[str, str]:
    """{key of a section: text}: what is being written, else what was sent last."""
    typed = {
        name.removeprefix(DRAFT_PREFIX): text
        for name, text in filing.draft.items()
        if name.startswith(DRAFT_PREFIX)
    }
    return typed or filing.words


def adopted(written_text, unit, words) -> str:
    """`written_text` with the unit's words behind it, once; "- Chi hội …: …"."""
    plain = " ".join(words.split())
    if not plain or fold(plain).rstrip(".") in fold(written_text):
        return written_text
    return f"{written_text.rstrip()}\n- {unit}: {sentence(plain)}".lstrip()


def put_all_in(words, whole) -> str:
    """Put the words of all units under every heading that is still empty; what was done."""
    empty = [key for key, text in words.items() if not text.strip()]
    filled = [key for key in empty if put_in(words, whole, key, "") and words[key]]
    return f"Đã đưa lời của các đơn vị vào {len(filled)} mục còn trống; xem và sửa lại từng mục."


def put_in(words, whole, key, filing) -> str:
    """Put the words of one filing (its pk; "": of all) under that heading; what was done."""
    section = next((it for it in whole.sections if it.key == key), None)
    if section is None or key not in words:
        return "Không có lời nào để đưa vào."
    added = []
    for said in section.said:
        text = adopted(words[key], said.whose, said.text)
        if filing in {"", str(said.filing_pk)} and text != words[key]:
            words[key], added = text, [*added, said.whose]
    return f"Đã đưa vào lời của {'; '.join(added)}." if added else "Lời này đã có trong báo cáo."


@transaction.atomic
def begin(filing, *, by) -> Document:
    """The draft of the paper, with its headings, words and figures; the one there is already, if any."""
    stored = Filing.objects.select_for_update().get(pk=filing.pk)
    if stored.document_id is not None:
        return stored.document
    document = unsaved(filing)
    precedents.take_over(document)
    if not document.recipients:
        document.recipients = f"{filing.receiver.name} (để báo cáo)"
    document.write(by=by)
    filing.document = document
    filing.save(update_fields=["document"])
    extra, _ = annexes.of(filing.unit, filing.period, for_receiver(filing.unit, filing.period))
    for it in extra:
        body = f"<p>[[{it.mark}]]</p>"
        DocumentAnnex(document=document, title=it.title, body=body, is_landscape=it.is_landscape).write(by=by)
    refresh(filing)
    record(by=by, action="lập văn bản báo cáo", target=filing, after={"văn bản": str(document)})
    return document


@transaction.atomic
def refresh(filing) -> bool:
    """Print words and figures as they are now, while the paper is open; whether anything had changed."""
    # Under a lock: nobody submits or issues the paper between looking and printing.
    document = Document.objects.select_for_update().get(pk=filing.document_id)
    if not document.is_open:
        return False
    whole = for_receiver(filing.unit, filing.period)
    extra, drawings = annexes.of(filing.unit, filing.period, whole)
    inserts = printed(filing, whole) | {it.mark: it.html for it in extra}
    if inserts == document.inserts and drawings == document.drawings:
        return False
    Document.objects.filter(pk=document.pk).update(inserts=inserts, drawings=drawings, insert_gaps=[])
    return True


def unsaved(filing) -> Document:
    """The paper with its headings, not stored; raises ValidationError where the unit issues no reports."""
    issuer = filing.unit
    doc_type = DocumentType.objects.allowed_to(issuer).filter(name=TYPE_NAME).first()
    if doc_type is None:
        raise ValidationError(
            f"{issuer} không ban hành thể loại {TYPE_NAME}. Hãy nhờ người quản trị thêm thể loại ở trang "
            "“Sổ số”."
        )
    document = Document(
        locality=issuer.locality,
        issuer=issuer,
        doc_type=doc_type,
        symbol=issuer.symbol,
        is_sample=filing.is_sample,
        abstract=filing.round.matter,
    )
    document.body = _outline(filing, document)
    return document


def _outline(filing, document) -> str:
    """What the paper begins with, in the restricted HTML: every heading with its mark."""
    who = capfirst(in_text(document))
    parts = [f"<p>{escape(who)} báo cáo tình hình, kết quả hoạt động {filing.period.label} như sau:</p>"]
    marks, group = marks_of(filing.round.sections), None
    for section in filing.round.sections:
        own_group = section.get("group", "")
        if own_group and own_group != group:
            parts.append(f"<h2>{escape(own_group)}</h2>")
        level = "h3" if own_group else "h2"
        parts.append(f"<{level}>{escape(section['title'])}</{level}><p>[[{marks[section['key']]}]]</p>")
        group = own_group
    more = (FIGURES, ADJUSTMENTS, MISSING_UNITS)
    parts += [f"<h2>{escape(capfirst(mark))}</h2><p>[[{mark}]]</p>" for mark in more]
    parts.append(f"<p>Trên đây là báo cáo {filing.period.label} của {escape(who)}.</p>")
    html = "".join(parts)
    try:
        return renumbered(html, document.layout_on(dates.today()).labels)
    except ValidationError:  # no layout is in force yet: the clerk numbers them when there is
        return html


def marks_of(sections) -> dict[str, str]:
    """{key: the mark under which its words are printed}: its title, as far as a mark may be long."""
    marks = {}
    for number, section in enumerate(sections, start=1):
        words = section["title"].lower().replace("[", "").replace("]", "")
        mark = words if len(words) <= LONGEST_MARK else words[: LONGEST_MARK - 4].rsplit(" ", 1)[0]
        marks[section["key"]] = f"{mark} {number}" if mark in marks.values() else mark
    return marks


def printed(filing, whole: Consolidation) -> dict[str, str]:
    """{mark: restricted HTML}; a section without words has nothing behind its mark."""
    words = current_words(filing)
    marks = marks_of(filing.round.sections)
    return {
        **{mark: written(words.get(key, "")) for key, mark in marks.items()},
        FIGURES: _figures(whole),
        ADJUSTMENTS: _adjustments(whole),
        MISSING_UNITS: _sending(whole),
    }


def _figures(whole) -> str:
    head = [
        ("TT", 10),
        ("Chỉ số", 58),
        ("Kỳ này", 30),
        ("Kỳ trước", 27),
        ("Từ đầu năm", 35),
    ]
    rows = [
        (str(order), f"{row.name}{_measured(row)}{_gaps(row)}", row.words, row.previous, row.cumulative)
        for order, row in enumerate(whole.figures, start=1)
    ]
    return table(head, rows) or paragraph("Không có chỉ số nào phải báo cáo.")


def _measured(row) -> str:
    return f" ({row.measure})" if row.measure else ""


def _gaps(row) -> str:
    return f" – {row.reported}/{row.total} đơn vị đã có số" if row.reported < row.total else ""


def _adjustments(whole) -> str:
    lines = [
        f"- {it.unit}, {it.period}: {it.indicator} từ {it.before} thành {it.after}; lý do: "
        f"{sentence(it.reason)}"
        for it in whole.adjustments
    ]
    return "".join(map(paragraph, lines)) or paragraph("Không có.")


def _sending(whole) -> str:
    """Who was asked and has not sent, round by round: never passed over in silence."""
    lines = [f"- {it.name}: {it.line}." for it in whole.standings]
    return "".join(map(paragraph, lines)) or paragraph("Không có đơn vị nào phải báo cáo.")
