"""The blocks of a paper's text written out: as markup for page and PDF, and as words alone."""

from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.content import Block, Figure, Heading, List, Paragraph, Table, parse

CLASSES = {2: "paper-section", 3: "paper-subsection", 4: "paper-point"}


def to_html(blocks: tuple[Block, ...], *, drawings: Mapping[str, str] | None = None) -> SafeString:
    """The blocks as the markup print.css knows.

    A figure whose key is in `drawings` is that markup, else an img `picture:<key>`. A column's share of the
    width is a class, `paper-col-w<whole percent>`: the portal's pages allow no style attributes.
    """
    # Safe: every text is escaped, the rest is written here; drawings are the portal's own.
    return mark_safe("".join(_written(block, drawings or {}) for block in blocks))  # noqa: S308


def _written(block, drawings) -> str:
    match block:
        case Heading():
            return f'<h{block.level} class="{CLASSES[block.level]}">{_text(block.runs)}</h{block.level}>'
        case Paragraph():
            return f"<p{_class(block.align)}>{_text(block.runs)}</p>"
        case List():
            return _written_list(block, drawings)
        case Table():
            return _written_table(block)
        case Figure():
            return _written_figure(block, drawings)


def _class(align) -> str:
    return f' class="paper-{align}"' if align else ""


def _written_list(block, drawings) -> str:
    items = "".join(f"<li>{''.join(_written(each, drawings) for each in item)}</li>" for item in block.items)
    if not block.is_numbered:
        return f"<ul>{items}</ul>"
    start = f' start="{block.start}"' if block.start != 1 else ""
    return f"<ol{start}>{items}</ol>"


def _written_table(table) -> str:
    columns = "".join(f'<col class="paper-col-w{max(round(width * 100), 1)}">' for width in table.widths)
    parts = [
        f"<caption>{_text(table.caption)}</caption>" if table.caption else "",
        f"<colgroup>{columns}</colgroup>" if columns else "",
        f"<thead>{''.join(_written_row(row, 'col') for row in table.head)}</thead>" if table.head else "",
        f"<tbody>{''.join(_written_row(row, 'row') for row in table.rows)}</tbody>",
    ]
    return f'<table class="paper-table">{"".join(parts)}</table>'


def _written_row(row, scope) -> str:
    return f"<tr>{''.join(_written_cell(cell, scope) for cell in row)}</tr>"


def _written_cell(cell, scope) -> str:
    tag = "th" if cell.is_header or scope == "col" else "td"
    attributes = f' scope="{scope}"' if tag == "th" else ""
    for name in ("colspan", "rowspan"):
        if (span := getattr(cell, name)) > 1:
            attributes += f' {name}="{span}"'
    lines = "<br>".join(_text(paragraph) for paragraph in cell.paragraphs)
    return f"<{tag}{attributes}{_class(cell.align)}>{lines}</{tag}>"


def _written_figure(figure, drawings) -> str:
    picture = drawings.get(figure.key) or f'<img src="picture:{figure.key}" alt="{escape(figure.alt)}">'
    caption = f"<figcaption>{_text(figure.caption)}</figcaption>" if figure.caption else ""
    return f"<figure>{picture}{caption}</figure>"


def _text(runs) -> str:
    return "".join(_faced(run) for run in runs)


def _faced(run) -> str:
    text = str(escape(run.text)).replace("\n", "<br>")
    for tag, is_on in (
        (run.raised, run.raised),
        ("u", run.underline),
        ("em", run.italic),
        ("strong", run.bold),
    ):
        if is_on:
            text = f"<{tag}>{text}</{tag}>"
    return text


def to_text(html: str) -> str:
    """The words of restricted HTML alone, a line a paragraph, cells of a row with " | " between them."""
    return "\n".join(line for block in parse(html) for line in _lines(block))


def _lines(block):
    match block:
        case Heading() | Paragraph():
            yield _plain(block.runs)
        case List():
            yield from _list_lines(block)
        case Table():
            rows = [(cell.paragraphs for cell in row) for row in block.head + block.rows]
            yield from [_plain(block.caption)] * bool(block.caption)
            yield from (" | ".join(" ".join(map(_plain, cell)) for cell in row) for row in rows)
        case Figure():
            yield from [_plain(block.caption)] * bool(block.caption)


def _list_lines(block):
    for count, item in enumerate(block.items, start=block.start):
        first, *others = [line for each in item for line in _lines(each)]
        yield f"{count}. {first}" if block.is_numbered else f"- {first}"
        yield from others


def _plain(runs) -> str:
    return "".join(run.text for run in runs)
