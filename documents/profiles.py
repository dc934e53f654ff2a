"""The figures of the official paper: margins, sizes, gaps and marks, as data with a date.

Rules: the component table and the older layouts of 01-document-formats.md §1.1–1.3. A correction of a figure
is a change of data (FormatProfile.layout), not of the template.
"""

import math
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date

from django.utils.safestring import SafeString, mark_safe

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210, 297


@dataclass(frozen=True)
class TextStyle:
    """How one component is set: size in points, and its face."""

    size_pt: float
    bold: bool = False
    italic: bool = False
    caps: bool = False
    underline: bool = False

    def css(self) -> str:
        return (
            f"font-size: {self.size_pt:g}pt;"
            f" font-weight: {700 if self.bold else 400};"
            f" font-style: {'italic' if self.italic else 'normal'};"
            f" text-transform: {'uppercase' if self.caps else 'none'};"
            f" text-decoration: {'underline' if self.underline else 'none'};"
        )


@dataclass(frozen=True)
class PaperLayout:
    """Every figure of a Party paper on A4, portrait; as built, those of HD 36 and HD 05 (01 §1.2).

    Where the rule leaves a choice (14–15 pt, 18–22 pt) the figure is ours. `unsure` names the figures that no
    source gives for this layout.
    """

    margin_top_mm: float = 20
    margin_bottom_mm: float = 20
    margin_left_mm: float = 30
    margin_right_mm: float = 15
    # From the edge to the top of the type, as a word processor measures "header from edge".
    page_number_top_mm: float = 10
    page_number_pt: float = 14

    line_spacing_pt: float = 18
    paragraph_gap_pt: float = 6
    indent_mm: float = 10
    signature_gap_lines: int = 4
    # The left part of the head, in hundredths of the width.
    head_left_percent: float = 46

    heading: str = "ĐẢNG CỘNG SẢN VIỆT NAM"
    issuer_mark: str = "*"
    abstract_mark: str = "-----"
    number_prefix: str = "Số "
    end_mark: str = "."
    archive_prefix: str = "Lưu "

    title: TextStyle = TextStyle(15, bold=True, caps=True)
    superior: TextStyle = TextStyle(14, caps=True)
    issuer: TextStyle = TextStyle(14, bold=True, caps=True)
    number: TextStyle = TextStyle(14)
    place_date: TextStyle = TextStyle(14, italic=True)
    type_name: TextStyle = TextStyle(16, bold=True, caps=True)
    abstract: TextStyle = TextStyle(14, bold=True)
    body: TextStyle = TextStyle(14)
    section: TextStyle = TextStyle(14, bold=True, caps=True)
    subsection: TextStyle = TextStyle(14, bold=True)
    table: TextStyle = TextStyle(12)
    authority: TextStyle = TextStyle(14, bold=True, caps=True)
    post: TextStyle = TextStyle(14, caps=True)
    signer: TextStyle = TextStyle(14, bold=True)
    recipients_label: TextStyle = TextStyle(14, underline=True)
    recipients: TextStyle = TextStyle(12)

    unsure: frozenset[str] = field(default_factory=frozenset)

    def to_json(self) -> dict:
        """The layout as data for JSON: lengths are numbers, text styles objects, `unsure` a sorted list."""
        return {**asdict(self), "unsure": sorted(self.unsure)}

    @classmethod
    def from_json(cls, data: dict) -> "PaperLayout":
        """The layout out of `to_json()` data; figures that are left out keep their usual value.

        Raises ValueError with a Vietnamese message for an unknown name, or a figure that is none: this is
        data people edit, and it ends up in a style sheet.
        """
        usual = cls()
        names = {each.name for each in fields(cls)}
        if unknown := (set(data) | set(data.get("unsure", ()))) - names:
            raise ValueError(f"Thể thức không có số đo “{min(unknown)}”.")
        figures = {name: _checked(name, value, getattr(usual, name)) for name, value in data.items()}
        return replace(usual, **figures)

    @property
    def unsure_note(self) -> str:
        """What a reader of a draft should know about the figures; empty where all of them have a source."""
        if not self.unsure:
            return ""
        return (
            f"{len(self.unsure)} cỡ chữ, khoảng cách của thể thức này chưa rõ nguồn, tạm theo HD 36-HD/VPTW."
        )

    def css(self) -> SafeString:
        """The layout as CSS beside print.css: the page, and one rule a component (`.paper-<name>`)."""
        page = (
            f"@page {{ size: {PAGE_WIDTH_MM}mm {PAGE_HEIGHT_MM}mm;"
            f" margin: {self.margin_top_mm:g}mm {self.margin_right_mm:g}mm"
            f" {self.margin_bottom_mm:g}mm {self.margin_left_mm:g}mm;"
            f" @top-center {{ font-size: {self.page_number_pt:g}pt;"
            f" padding-top: {self.page_number_top_mm:g}mm; }} }}"
        )
        lengths = (
            f".paper {{ --line: {self.line_spacing_pt:g}pt; --gap: {self.paragraph_gap_pt:g}pt;"
            f" --indent: {self.indent_mm:g}mm; --signature-gap: {self.signature_gap_lines};"
            f" --head-left: {self.head_left_percent:g}%; }}"
        )
        components = (
            f".paper-{each.name.replace('_', '-')} {{ {getattr(self, each.name).css()} }}"
            for each in fields(self)
            if isinstance(each.default, TextStyle)
        )
        # Safe: numbers that passed _checked, and words of this module.
        return mark_safe("\n".join((page, lengths, *components)))  # noqa: S308


def _checked(name, value, usual):
    """`value` in the type of `usual`, or ValueError."""
    if isinstance(usual, TextStyle):
        known = {each.name for each in fields(TextStyle)}
        if not isinstance(value, dict) or not set(value) <= known:
            raise ValueError(f"Kiểu chữ “{name}” của thể thức không hợp lệ.")
        return replace(
            usual, **{key: _checked(name, item, getattr(usual, key)) for key, item in value.items()}
        )
    if isinstance(usual, frozenset):
        return frozenset(value)
    if isinstance(usual, bool | str):
        if type(value) is not type(usual):
            raise ValueError(f"Số đo “{name}” của thể thức không hợp lệ.")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ValueError(f"Số đo “{name}” của thể thức phải là một số không âm.")
    return value


def sizes_and_gaps() -> frozenset[str]:
    """What HD 11 as we know it does not give: all but margins, marks and the place of the page number."""
    styles = {each.name for each in fields(PaperLayout) if isinstance(each.default, TextStyle)}
    return frozenset(
        styles | {"page_number_pt", "line_spacing_pt", "paragraph_gap_pt", "indent_mm", "signature_gap_lines"}
    )


# The Party's layouts by their dates (01 §1.1): a paper of 2017 is printed again as it was in 2017.
PARTY_PROFILES = (
    {
        "family": "party",
        "name": "HD 11-HD/VPTW",
        "rule": "Hướng dẫn 11-HD/VPTW, ngày 28/5/2004 của Văn phòng Trung ương Đảng",
        "valid_from": date(2004, 5, 28),
        "valid_to": date(2018, 4, 2),
        "layout": PaperLayout(
            margin_top_mm=25,
            margin_bottom_mm=25,
            margin_left_mm=35,
            margin_right_mm=15,
            unsure=sizes_and_gaps(),
        ).to_json(),
    },
    {
        "family": "party",
        "name": "HD 36-HD/VPTW",
        "rule": "Hướng dẫn 36-HD/VPTW, ngày 03/4/2018 của Văn phòng Trung ương Đảng",
        "valid_from": date(2018, 4, 3),
        "valid_to": date(2026, 5, 26),
        "layout": PaperLayout().to_json(),
    },
    {
        "family": "party",
        "name": "HD 05-HD/VPTW",
        "rule": "Hướng dẫn 05-HD/VPTW, ngày 27/5/2026 của Văn phòng Trung ương Đảng",
        "valid_from": date(2026, 5, 27),
        "valid_to": None,
        "layout": PaperLayout().to_json(),
    },
)
