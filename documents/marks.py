"""Places in a paper's text where something structured is printed: "[[nhiệm vụ]]", a paragraph of its own.

What is printed there (`Document.inserts`) is written by the app that owns it; a paper knows the marks alone.
"""

import re

from lxml import html as lxml_html

from wardportal.text import nfc

MARK = re.compile(r"\[\[\s*([^\[\]<>]{1,40}?)\s*\]\]")


def expanded(html: str, inserts: dict[str, str]) -> str:
    """The restricted HTML with what `inserts` ({mark: restricted HTML}) has for its marks.

    A mark with nothing behind it stays as it was typed: on the draft's page one sees it.
    """
    if "[[" not in html:
        return html
    return "".join(inserts.get(mark) or block for mark, block in _blocks(html))


def missing(html: str, inserts: dict[str, str]) -> list[str]:
    """Why marks in the text would be printed as they stand: sentences for the page."""
    if "[[" not in html:
        return []
    blocks = _blocks(html)
    loose = dict.fromkeys(name for mark, block in blocks if not mark for name in MARK.findall(block))
    empty = dict.fromkeys(mark for mark, _ in blocks if mark and not inserts.get(mark))
    sentences = [
        f"Chỗ đánh dấu “[[{name}]]” phải đứng riêng một đoạn, không nằm trong bảng." for name in loose
    ]
    if empty:
        told = ", ".join(f"“[[{mark}]]”" for mark in empty)
        sentences.append(f"Chỗ {told} chưa có gì để in. Hãy ghi {', '.join(empty)}, hoặc xóa chỗ ấy.")
    return sentences


def _blocks(html) -> list[tuple[str, str]]:
    """[(mark or "", HTML)] of the blocks of the text, in order; only a paragraph's own mark counts."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    return [(_mark(block), lxml_html.tostring(block, encoding="unicode")) for block in tree]


def _mark(block) -> str:
    found = MARK.fullmatch(nfc(block.text_content())) if block.tag == "p" else None
    return found[1].lower() if found else ""
