"""Whatever was typed, pasted or uploaded, cut down to the restricted HTML of documents.content.

Two steps: nh3 leaves no script, style sheet, event or foreign address; then the tree is written anew in the
few elements a paper has, so that what Word and Google Docs leave behind is gone and bold is still bold.
"""

import re
from collections import Counter
from dataclasses import dataclass

import nh3
from django.utils.html import escape
from lxml import html as lxml_html

from wardportal.text import nfc

LONGEST = 2_000_000  # characters: five hundred pages
DEEPEST = 60  # elements in one another
# As typed, before repair: repairing takes a time that grows with the square of the depth.
DEEPEST_TYPED = 2000
MOST_START = 9999  # where a numbered list may begin
WIDEST_UPRIGHT = 12  # columns; more are narrower than 12 mm on an upright page

PICTURE = re.compile(r"(?:hinh:|/van-ban/hinh/)(?P<key>[a-z0-9]{1,40})/?")
# Elements that hold other blocks, or text; they themselves are not kept.
CONTAINERS = {"div", "section", "article", "main", "header", "footer", "blockquote", "center", "body", "pre"}
CONTAINERS |= {"dl", "dt", "dd", "aside", "address"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
INLINE = {"b", "strong", "i", "em", "u", "ins", "sup", "sub", "span", "font", "br"}
TABLE = {"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"}
KEPT = CONTAINERS | set(HEADINGS) | INLINE | TABLE | {"p", "ul", "ol", "li", "figure", "figcaption", "img"}
ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "applet",
    "svg",
    "math",
    "video",
    "audio",
}
# A form runs, but the words in it are the writer's.
DROPPED = (ACTIVE - {"form", "input", "button"}) | {"style", "title", "xml", "noscript", "template", "select"}
# What a writer has taken back, in Word's own marks of changes or by a line through it.
STRUCK = {"del", "s", "strike"}
STRUCK_TAG = re.compile(r"<(?:del|s|strike)\b", re.I)
UNSEEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden)")
STRUCK_STYLE = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*line-through")
STYLES = {
    "text-align",
    "font-weight",
    "font-style",
    "text-decoration",
    "text-decoration-line",
    "vertical-align",
    # Not kept: what they hide must not come back as text.
    "display",
    "visibility",
    "mso-hide",
}
ATTRIBUTES = {
    "*": {"style", "align", "class"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "data-colwidth"},
    "th": {"colspan", "rowspan", "data-colwidth"},
}
TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*?(/?)>", re.I)
VOID = {"br", "img", "col", "hr", "input", "embed"}
# HTML lets these end without saying so: unclosed, they do not stand in one another.
SELF_ENDING = {"p", "li", "td", "th", "tr", "dt", "dd", "tbody", "thead", "tfoot", "colgroup", "body"}
TAG_NAME = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.I)
# What XML cannot hold, and signs that turn the direction of the text around.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
WORD_BULLET = re.compile(r"^(?:<[^>]*>)*\s*[·•§▪oØü\uf0b7\uf0a7\uf0d8\uf0fc](?:&nbsp;|\s)+")


@dataclass(frozen=True)
class Cleaned:
    """What may be stored, and sentences in Vietnamese about what was left out or should be looked at."""

    html: str
    notes: tuple[str, ...] = ()


def clean(html: str) -> Cleaned:
    """Whatever was typed, pasted or uploaded, cut down to the restricted HTML; idempotent.

    Text without any element comes back as paragraphs, a line each. Raises ValueError with a Vietnamese
    sentence for text that is too long or nested too deep to be a paper.
    """
    if len(html) > LONGEST:
        raise ValueError("Nội dung dài quá 2 triệu ký tự. Hãy tách thành nhiều phụ lục.")
    html = UNSEEN.sub("", html)
    if "<" not in html:
        lines = (nfc(line) for line in html.splitlines())
        return Cleaned("".join(f"<p>{escape(line)}</p>" for line in lines if line))
    bare = _without_comments(html)
    _refuse_deep(_typed_depth(bare), DEEPEST_TYPED)
    found = Counter()
    _count_active(bare, found)
    safe = nh3.clean(
        html,
        tags=KEPT,
        clean_content_tags=DROPPED | STRUCK,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute_filter(found),
        filter_style_properties=STYLES,
        url_schemes={"hinh"},
        link_rel=None,
    )
    _refuse_deep(_depth(safe), DEEPEST)
    tree = lxml_html.fragment_fromstring(safe, create_parent="div")
    _drop_unseen(tree, found)
    written = _Writer(found).blocks(tree)
    return Cleaned(written, _notes(found))


def _refuse_deep(depth, most):
    if depth > most:
        raise ValueError("Nội dung lồng vào nhau quá nhiều lớp. Hãy dán lại dưới dạng chữ không định dạng.")


def _without_comments(html) -> str:
    first, *others = html.split("<!--")
    return first + "".join(other.partition("-->")[2] for other in others)


def _typed_depth(html) -> int:
    """How deep the elements stand in one another at most, each taken at its word."""
    depth = deepest = 0
    nesting = (KEPT | DROPPED | ACTIVE | {"a"}) - VOID - SELF_ENDING
    for closing, tag in TAG_NAME.findall(html):
        if tag.lower() in nesting:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _count_active(html, found):
    for tag in ACTIVE - {"svg", "math"}:
        found["active"] += len(re.findall(rf"<{tag}\b", html, re.I))
    found["active"] += len(re.findall(r"<[a-z][^<>]*\son[a-z]+\s*=", html, re.I))
    found["pictures"] += len(re.findall(r"<svg\b", html, re.I))
    found["struck"] += len(STRUCK_TAG.findall(html))


def _drop_unseen(tree, found):
    """Take hidden and struck-out text out of the tree."""
    for node in tree.xpath(".//*[@style]"):
        style = node.get("style").lower()
        kind = "hidden" if UNSEEN_STYLE.search(style) else "struck" if STRUCK_STYLE.search(style) else ""
        if not kind:
            continue
        if node.text_content().strip():
            found[kind] += 1
        node.drop_tree()


def _attribute_filter(found):
    def keep(tag, name, value):
        if tag == "img" and name == "src":
            if picture := PICTURE.fullmatch(value):
                return f"hinh:{picture['key']}"
            return None
        # Style sheets know no capitals, and the filter of styles does.
        return value.lower() if name == "style" else value

    return keep


def _depth(html) -> int:
    depth = deepest = 0
    for closing, tag, closed in TAG.findall(html):
        if tag in VOID or closed:
            continue
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest


def _notes(found) -> tuple[str, ...]:
    sentences = {
        "pictures": "Đã bỏ {} hình lấy từ nơi khác; hãy tải hình lên cổng rồi chèn vào.",
        "in_cell": "Đã bỏ {} hình nằm trong ô của bảng; hãy đặt hình ra ngoài bảng.",
        "active": "Đã bỏ {} đoạn mã hoặc thành phần chạy được trong nội dung dán vào.",
        "struck": "Đã bỏ {} đoạn chữ bị gạch ngang hoặc đã xóa; cần giữ đoạn nào thì gõ lại.",
        "hidden": "Đã bỏ {} đoạn chữ ẩn; cần giữ đoạn nào thì gõ lại.",
        "nested": "Đã chuyển {} bảng nằm trong bảng khác thành chữ.",
        "wide": "Có {} bảng quá nhiều cột so với khổ giấy đứng; hãy chuyển sang phụ lục khổ ngang.",
    }
    return tuple(words.format(found[name]) for name, words in sentences.items() if found[name])


class _Writer:
    """Writes a tree in the restricted form; counts in `found` what it leaves out."""

    def __init__(self, found):
        self._found = found

    def blocks(self, node) -> str:
        """The children of `node` as blocks; text between them becomes paragraphs."""
        written, loose = [], [self._words(node.text)]

        def flush():
            if text := _trimmed("".join(loose)):
                written.append(f"<p>{text}</p>")
            loose.clear()

        for child in node:
            if child.tag in INLINE and not self._holds_blocks(child):
                loose.append(self._inline_of(child))
            else:
                flush()
                written.append(self._block(child))
            loose.append(self._words(child.tail))
        flush()
        return "".join(written)

    def _holds_blocks(self, node):
        return any(child.tag not in INLINE for child in node.iterdescendants())

    def _block(self, node) -> str:
        if node.tag in HEADINGS:
            return self._around(HEADINGS[node.tag], node)
        if node.tag == "p" and not self._holds_blocks(node):
            return self._paragraph(node)
        if node.tag in {"ul", "ol"}:
            return self._list(node)
        if node.tag == "table":
            return self._table(node)
        if node.tag in {"img", "figure"}:
            return self._figure(node)
        return self.blocks(node)

    def _paragraph(self, node) -> str:
        text = _trimmed(self._inside(node))
        if "MsoListParagraph" in node.get("class", ""):
            text = WORD_BULLET.sub("- ", text)
        return f"<p{_aligned(node)}>{text}</p>" if text else ""

    def _around(self, tag, node) -> str:
        text = _trimmed(self._inside(node))
        return f"<{tag}>{text}</{tag}>" if text else ""

    def _list(self, node) -> str:
        items = "".join(f"<li>{inside}</li>" for each in node if (inside := self.blocks(each)))
        start = node.get("start", "1")
        first = (
            f' start="{int(start)}"'
            if node.tag == "ol" and start.isdecimal() and 1 < int(start[:9]) <= MOST_START
            else ""
        )
        return f"<{node.tag}{first}>{items}</{node.tag}>" if items else ""

    def _figure(self, node) -> str:
        pictures = [node] if node.tag == "img" else list(node.iter("img"))
        caption = node.find("figcaption") if node.tag == "figure" else None
        words = _trimmed(self._inside(caption)) if caption is not None else ""
        written = []
        for picture in pictures:
            if not picture.get("src"):
                self._found["pictures"] += 1
                continue
            below = f"<figcaption>{words}</figcaption>" if words else ""
            alt = escape(nfc(picture.get("alt", "")))
            written.append(f'<figure><img src="{picture.get("src")}" alt="{alt}">{below}</figure>')
        if not pictures:
            return self.blocks(node)
        return "".join(written) or (f"<p>{words}</p>" if words else "")

    # --- Tables

    def _table(self, node) -> str:
        rows = [row for row in node.iter("tr") if next(row.iterancestors("table")) is node]
        head = [row for row in rows if row.getparent().tag == "thead"]
        body = [row for row in rows if row.getparent().tag != "thead"]
        if any(sum(_span(cell, "colspan") for cell in row) > WIDEST_UPRIGHT for row in rows):
            self._found["wide"] += 1
        caption = node.find("caption")
        parts = [self._around("caption", caption) if caption is not None else ""]
        for tag, some in (("thead", head), ("tbody", body)):
            written = "".join(self._row(row) for row in some)
            parts.append(f"<{tag}>{written}</{tag}>" if written else "")
        return f"<table>{''.join(parts)}</table>" if any(parts[1:]) else ""

    def _row(self, row) -> str:
        cells = "".join(self._cell(cell) for cell in row if cell.tag in {"td", "th"})
        return f"<tr>{cells}</tr>" if cells else ""

    def _cell(self, cell) -> str:
        for inner in list(cell.iter("table")):
            self._found["nested"] += 1
            _as_words(inner)
        spans = "".join(
            f' {name}="{_span(cell, name)}"' for name in ("colspan", "rowspan") if _span(cell, name) > 1
        )
        width = cell.get("data-colwidth", "")
        if re.fullmatch(r"\d{1,4}(?:,\d{1,4})*", width):
            spans += f' data-colwidth="{width}"'
        self._drop_pictures(cell)
        inside = self.blocks(cell)
        return f"<{cell.tag}{spans}{_aligned(cell)}>{inside}</{cell.tag}>"

    def _drop_pictures(self, cell):
        """A cell holds words alone; a picture would be stored and never printed."""
        for picture in list(cell.iter("img")):
            self._found["in_cell" if picture.get("src") else "pictures"] += 1
            picture.drop_tag()

    # --- Words

    def _inside(self, node) -> str:
        parts = [self._words(node.text)]
        for child in node:
            parts += [self._inline_of(child), self._words(child.tail)]
        return "".join(parts)

    def _inline_of(self, node) -> str:
        if node.tag == "br":
            return "<br>"
        if node.tag == "img":
            self._found["pictures"] += 1
            return ""
        inside = self._inside(node)
        for tag in _faces(node) if inside.strip() else ():
            inside = f"<{tag}>{inside}</{tag}>"
        return inside

    def _words(self, text) -> str:
        return str(escape(_one_spelling(text))) if text else ""


def _one_spelling(text) -> str:
    """Composed letters and plain spaces; the spaces at the ends stay, a neighbour may need them."""
    spaced = re.sub(r"\s+", " ", UNSEEN.sub("", text))
    return f"{' ' * spaced.startswith(' ')}{nfc(spaced)}{' ' * (spaced.endswith(' ') and spaced != ' ')}"


def _trimmed(text) -> str:
    """Without the spaces and breaks at the ends; empty where no word is left."""
    text = re.sub(r"^(?:\s|<br>)+", "", text).rstrip()
    # Not by an expression: searching for an end takes a time that grows with the square of the breaks inside.
    while text.endswith("<br>"):
        text = text[: -len("<br>")].rstrip()
    return text if re.sub(r"<[^>]*>|\s", "", text) else ""


def _faces(node) -> list[str]:
    """The elements that stand for how `node` sets its text, from the inside out."""
    style = {
        name.strip(): value.strip().lower()
        for name, _, value in (part.partition(":") for part in node.get("style", "").split(";"))
    }
    weight = style.get("font-weight", "bold" if node.tag in {"b", "strong"} else "")
    faces = [
        (node.tag if node.tag in {"sup", "sub"} else _raised(style), True),
        (
            "u",
            node.tag in {"u", "ins"}
            or "underline" in style.get("text-decoration", "")
            or "underline" in style.get("text-decoration-line", ""),
        ),
        ("em", style.get("font-style", "italic" if node.tag in {"i", "em"} else "") == "italic"),
        ("strong", weight in {"bold", "bolder"} or (weight.isdecimal() and int(weight) >= 600)),
    ]
    return [tag for tag, is_on in faces if tag and is_on]


def _raised(style) -> str:
    return {"super": "sup", "sub": "sub"}.get(style.get("vertical-align", ""), "")


def _aligned(node) -> str:
    found = re.search(r"text-align:\s*(left|center|right)", node.get("style", ""))
    align = found[1] if found else node.get("align", "").lower()
    return f' style="text-align: {align}"' if align in {"left", "center", "right"} else ""


def _span(cell, name) -> int:
    value = cell.get(name, "1")
    return min(max(int(value), 1), 100) if value.isdecimal() and len(value) < 5 else 1


def _as_words(table):
    """A table within a cell as one line of text a row."""
    lines = [" | ".join(" ".join(cell.itertext()).strip() for cell in row) for row in table.iter("tr")]
    table.clear(keep_tail=True)
    table.tag = "div"
    for line in lines:
        paragraph = lxml_html.HtmlElement(line)
        paragraph.tag = "p"
        table.append(paragraph)
