"""HTML to an official PDF: the only import of WeasyPrint, made by workers alone.

The web process never imports this module: WeasyPrint takes about a second and 60 MB to load.
"""

import io
import logging
import re
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from PIL import Image, ImageOps
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.jobs import RenderError

FONT_FACES = (
    ("Regular", 400, "normal"),
    ("Bold", 700, "normal"),
    ("Italic", 400, "italic"),
    ("BoldItalic", 700, "italic"),
)
# The boxes of forms, which Tinos lacks.
SYMBOLS = "vendor/symbols/NotoSansSymbols2-Regular.ttf"
# No "..", no "%": a name in the static folder and nothing cleverer.
STATIC_NAME = re.compile(r"static:((?:[\w-]+/)*[\w-]+(?:\.[\w-]+)+)", re.ASCII)
# Of a drawing for Word.
DOTS_PER_INCH = 200


def render_pdf(
    html: str,
    *,
    pictures: Mapping[str, bytes] | None = None,
    on_progress: Callable[[int, str], object] | None = None,
) -> bytes:
    """A tagged PDF/A-3a of `html`: a whole page with `lang` and `<title>` (documents.printing.paper_html).

    Static files are named "static:vendor/seal.png"; `pictures` are those named "picture:<ASCII key>".
    Nothing else is fetched: any other address, a file that is missing and a picture that cannot be read raise
    RenderError with a Vietnamese sentence. The same input gives the same bytes: the file's identifier is made
    from its content, and its dates are only those in the HTML.

    `on_progress(percent, step)` is told how far it is, in whole percent and Vietnamese words.
    """
    fonts, sheet = _house_style()
    fetcher = PaperFetcher(pictures or {})
    with _watched(on_progress):
        return _written(html, fetcher, fonts, sheet)


def drawn(svg: str) -> bytes:
    """A drawing as a PNG 160 mm wide, in the paper's own type: older versions of Word show no SVG."""
    sheet = "@page { size: 160mm 250mm; margin: 0; } svg { width: 100%; height: auto; }"
    content = render_pdf(
        f'<html lang="vi"><head><title>Hình</title><style>{sheet}</style></head>'
        f'<body class="paper">{svg}</body></html>'
    )
    with pdfium.PdfDocument(content) as document:
        picture = document[0].render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
    # The page is longer than any drawing: what is white below it goes.
    inked = ImageOps.invert(picture).getbbox()
    stored = io.BytesIO()
    picture.crop((0, 0, picture.width, inked[3] if inked else 1)).save(stored, "PNG")
    return stored.getvalue()


def warm_up() -> None:
    """Load what the first paper of a process would wait for: fonts, style sheet, the text engine."""
    render_pdf(
        '<html lang="vi"><title>Giấy</title><body><p>Đảng <b>ủy</b></p></body></html>',
        on_progress=lambda *_: None,
    )


def _written(html, fetcher, fonts, sheet) -> bytes:
    try:
        # With a base no relative address is passed over in silence: the fetcher sees and refuses it.
        page = HTML(string=html, base_url="paper:", url_fetcher=fetcher)
        # WeasyPrint sets the text of an SVG picture in the machine's sans-serif, whatever the CSS says.
        for svg in page.etree_element.iter("{http://www.w3.org/2000/svg}svg"):
            svg.attrib.setdefault("font-family", "Tinos")
        # WeasyPrint numbers every list from 1.
        for numbered in page.etree_element.iter("ol"):
            if start := numbered.get("start"):
                numbered.set("style", f"counter-reset: list-item {int(start) - 1}")
        content = page.write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a", finisher=_tell_scopes
        )
    except FatalURLFetchingError as error:
        raise RenderError(fetcher.refusal) from error
    # Inside an SVG picture WeasyPrint swallows even a fatal error.
    if fetcher.refusal:
        raise RenderError(fetcher.refusal)
    return content


def _tell_scopes(document, _pdf) -> None:
    """Say of each header cell what it heads: WeasyPrint names the headers of a cell, but not their scope."""
    for sheet in document.pages:
        for box in sheet._page_box.descendants():  # noqa: SLF001 – no public way leads to the cells
            tag = getattr(box, "mark", None)
            if tag is not None and box.element_tag == "th":
                tag["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"


@contextmanager
def _watched(on_progress):
    """Pass on what WeasyPrint says of its progress, which it says to a logger alone."""
    if on_progress is None:
        yield
        return
    listener = _ProgressListener(on_progress)
    logger = logging.getLogger("weasyprint.progress")
    level, propagates = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = propagates


class _ProgressListener(logging.Handler):
    """Reads "Step 5 - Creating layout - Page 3"."""

    STEP = re.compile(r"Step (\d) - .*?(?: - Page (\d+))?")
    # How far the work is when the step begins (measured on reports of 4 to 60 pages), and its name.
    STEPS = {
        1: (0, "đọc văn bản"),
        2: (5, "đọc kiểu chữ"),
        3: (10, "đặt kiểu chữ"),
        4: (20, "dựng khung văn bản"),
        5: (30, "dàn trang"),
        6: (75, "ghi tệp PDF"),
        7: (90, "ghi tệp PDF"),
    }

    def __init__(self, on_progress):
        super().__init__()
        self._on_progress = on_progress

    def emit(self, record):
        match = self.STEP.fullmatch(record.getMessage())
        if match is None or int(match[1]) not in self.STEPS:
            return
        percent, words = self.STEPS[int(match[1])]
        self._on_progress(percent, f"{words}, trang {match[2]}" if match[2] else words)


class PaperFetcher(URLFetcher):
    """Knows the project's own static files and the pictures of one paper, and no network and no disk.

    `refusal` is the Vietnamese reason why something was not fetched; one is enough to end the rendering.
    """

    def __init__(self, pictures: Mapping[str, bytes]):
        super().__init__(fail_on_errors=True)
        self._pictures = pictures
        self.refusal = ""

    def fetch(self, url, headers=None):
        try:
            return URLFetcherResponse(url, self._content(url))
        except ValueError as error:
            self.refusal = str(error)
            raise

    def _content(self, url: str) -> bytes:
        if name := STATIC_NAME.fullmatch(url):
            return _static_bytes(name[1])
        key = url.removeprefix("picture:")
        if key != url and key in self._pictures:
            return _readable(key, self._pictures[key])
        raise ValueError(f"Văn bản dẫn tới “{url[:200]}”, là nơi máy in không được lấy tệp.")


def _static_bytes(name: str) -> bytes:
    try:
        if path := finders.find(name):
            return Path(path).read_bytes()
    except (SuspiciousFileOperation, OSError) as error:
        raise ValueError(f"Không đọc được tệp “{name}” của phần mềm.") from error
    raise ValueError(f"Không tìm thấy tệp “{name}” của phần mềm.")


def _readable(key: str, content: bytes) -> bytes:
    """The picture as it is, if it is one: WeasyPrint would leave out a broken one in silence."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"Không đọc được hình “{key}” trong văn bản.") from error
    return content


@cache
def _house_style() -> tuple[FontConfiguration, CSS]:
    """The fonts and the style sheet of every paper, once a process: parsed anew, fonts leak memory."""
    fonts = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: Tinos; src: url("static:vendor/tinos/Tinos-{face}.ttf");'
        f" font-weight: {weight}; font-style: {style}; }}"
        for face, weight, style in FONT_FACES
    )
    faces += f'@font-face {{ font-family: "Noto Sans Symbols 2"; src: url("static:{SYMBOLS}"); }}'
    rules = _static_bytes("print.css").decode()
    return fonts, CSS(string=faces + rules, font_config=fonts, url_fetcher=PaperFetcher({}))
