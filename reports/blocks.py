"""The blocks of a paper's text that are printed at marks: paragraphs and tables in the restricted HTML."""

from django.utils.html import escape


def paragraph(text) -> str:
    return f"<p>{escape(text.strip())}</p>"


def written(text) -> str:
    """A paragraph a line, as the official typed them."""
    return "".join(map(paragraph, filter(str.strip, text.splitlines())))


def table(head, rows, named=1) -> str:
    """A table whose head is repeated on every page; "" of no rows. The column `named` heads its row."""
    if not rows:
        return ""
    labels = "".join(_head_cell(label, width) for label, width in head)
    body = "".join(f"<tr>{''.join(_cells(row, named))}</tr>" for row in rows)
    return f"<table><thead><tr>{labels}</tr></thead><tbody>{body}</tbody></table>"


def _head_cell(label, width) -> str:
    lines = "<br>".join(map(escape, label.split("\n")))
    return f'<th data-colwidth="{width}"><p style="text-align: center">{lines}</p></th>'


def _cells(row, named):
    for column, text in enumerate(row):
        if column == named:
            yield f"<th><p>{escape(text)}</p></th>"
        else:
            # What a share was divided of stands below it in one piece: "68,2%" and "(1.705/2.500)".
            lines = "<br>(".join(escape(part) for part in text.split(" ("))
            yield f'<td><p style="text-align: center">{lines}</p></td>'
