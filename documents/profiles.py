"""The figures of the official paper: margins, sizes, gaps and marks, as data with a date.

Rules: the component table and the older layouts of 01-document-formats.md §1.1–1.3. A correction of a figure
is a change of data (FormatProfile.layout), not of the template.
"""

# ruff: noqa: RUF009 – `figure` makes a field, as `dataclasses.field` does, and no shared default.

from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum

from django.utils.safestring import SafeString, mark_safe

from wardportal.numbers import office_number

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210, 297
PAGE_NUMBER_PLACES = {"top-center": "giữa, lề trên", "bottom-right": "bên phải, lề dưới"}
# "Single" spacing of Times New Roman (and of Tinos, which has its metrics), in times the type's size.
NATURAL_LINE = 1.149
# So much of a page's height a picture may take: its caption stays with it.
TALLEST_PICTURE = 0.9


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


def figure(default, label, group):
    """A field of PaperLayout with the name and the group under which an administrator finds it."""
    return field(default=default, metadata={"label": label, "group": group})


class Group(StrEnum):
    """The parts of the paper, in the order in which its form asks for their figures."""

    PAGE = "Trang giấy"
    HEAD = "Phần đầu"
    NAME = "Tên loại và trích yếu"
    BODY = "Nội dung"
    SIGNING = "Ký và nơi nhận"
    MINUTES = "Biên bản"
    ANNEX = "Phụ lục"
    MARKS = "Dấu chỉ"


@dataclass(frozen=True)
class PaperLayout:
    """Every figure of an official paper on A4; as built, those of HD 36 and HD 05 of the Party (01 §1.2).

    Where the rule leaves a choice (14–15 pt, 18–22 pt) the figure is ours. `unsure` names the figures that no
    source gives for this layout. A mark, a word or a rule that a family does not have is empty or 0.
    """

    margin_top_mm: float = figure(20, "lề trên (mm)", Group.PAGE)
    margin_bottom_mm: float = figure(20, "lề dưới (mm)", Group.PAGE)
    margin_left_mm: float = figure(30, "lề trái (mm)", Group.PAGE)
    margin_right_mm: float = figure(15, "lề phải (mm)", Group.PAGE)
    # From the edge to the type, as a word processor measures "header (footer) from edge".
    page_number_edge_mm: float = figure(10, "số trang cách mép giấy (mm)", Group.PAGE)
    page_number_pt: float = figure(14, "cỡ số trang (pt)", Group.PAGE)
    # One of PAGE_NUMBER_PLACES.
    page_number_place: str = figure("top-center", "chỗ của số trang", Group.PAGE)

    # The left part of the head, in hundredths of the width between the margins.
    head_left_percent: float = figure(46, "bề rộng phần trái (%)", Group.HEAD)
    heading: str = figure("ĐẢNG CỘNG SẢN VIỆT NAM", "tiêu đề bên phải", Group.HEAD)
    # "Độc lập - Tự do - Hạnh phúc"; the rule stands under the last line of the heading, as long as it.
    motto: str = figure("", "tiêu ngữ", Group.HEAD)
    has_heading_rule: bool = figure(True, "có đường kẻ dưới tiêu đề, dài bằng dòng chữ", Group.HEAD)
    issuer_mark: str = figure("*", "dấu dưới tên cơ quan ban hành", Group.HEAD)
    # In hundredths of the issuer's last line.
    issuer_rule_percent: float = figure(0, "đường kẻ dưới tên cơ quan (% độ dài dòng chữ)", Group.HEAD)
    number_prefix: str = figure("Số ", "chữ trước số", Group.HEAD)
    title: TextStyle = figure(TextStyle(15, bold=True, caps=True), "tiêu đề (quốc hiệu)", Group.HEAD)
    motto_text: TextStyle = figure(TextStyle(14, bold=True), "tiêu ngữ", Group.HEAD)
    superior: TextStyle = figure(TextStyle(14, caps=True), "cơ quan cấp trên", Group.HEAD)
    issuer: TextStyle = figure(TextStyle(14, bold=True, caps=True), "cơ quan ban hành", Group.HEAD)
    number: TextStyle = figure(TextStyle(14), "số và ký hiệu", Group.HEAD)
    place_date: TextStyle = figure(TextStyle(14, italic=True), "địa danh, ngày", Group.HEAD)

    abstract_mark: str = figure("-----", "dấu dưới trích yếu", Group.NAME)
    # In hundredths of the abstract's last line.
    abstract_rule_percent: float = figure(0, "đường kẻ dưới trích yếu (% độ dài dòng chữ)", Group.NAME)
    letter_prefix: str = figure("về việc ", "chữ trước trích yếu công văn", Group.NAME)
    type_name: TextStyle = figure(TextStyle(16, bold=True, caps=True), "tên loại văn bản", Group.NAME)
    abstract: TextStyle = figure(TextStyle(14, bold=True), "trích yếu", Group.NAME)
    letter_abstract: TextStyle = figure(TextStyle(12, italic=True), "trích yếu công văn", Group.NAME)

    # Exactly so many points; 0: `line_spacing_times` the natural height of a line, as Word counts them.
    line_spacing_pt: float = figure(18, "giãn dòng chính xác (pt; 0 là theo số lần)", Group.BODY)
    line_spacing_times: float = figure(1, "giãn dòng theo số lần", Group.BODY)
    paragraph_gap_pt: float = figure(6, "khoảng cách giữa các đoạn (pt)", Group.BODY)
    indent_mm: float = figure(10, "thụt đầu dòng (mm)", Group.BODY)
    end_mark: str = figure(".", "dấu kết thúc nội dung", Group.BODY)
    basis_prefix: str = figure("- ", "dấu đầu dòng căn cứ", Group.BODY)
    basis_end: str = figure(".", "dấu cuối dòng căn cứ sau cùng", Group.BODY)
    # How sections are numbered, from the widest to the narrowest: I, 1 and a stand for the count.
    section_label: str = figure("I-", "đánh số mục", Group.BODY)
    subsection_label: str = figure("1-", "đánh số tiểu mục", Group.BODY)
    point_label: str = figure("a)", "đánh số điểm", Group.BODY)
    address: TextStyle = figure(TextStyle(14), "kính gửi, kính trình", Group.BODY)
    basis: TextStyle = figure(TextStyle(14), "căn cứ ban hành", Group.BODY)
    body: TextStyle = figure(TextStyle(14), "nội dung", Group.BODY)
    section: TextStyle = figure(TextStyle(14, bold=True, caps=True), "tên phần, chương, mục", Group.BODY)
    subsection: TextStyle = figure(TextStyle(14, bold=True), "tên tiểu mục, điều", Group.BODY)
    point: TextStyle = figure(TextStyle(14, italic=True), "tên điểm", Group.BODY)
    table: TextStyle = figure(TextStyle(12), "chữ trong bảng", Group.BODY)

    signature_gap_lines: int = figure(4, "số dòng trống để ký", Group.SIGNING)
    # Before the body, office or person signed for; what follows is set in capitals by `authority`.
    collective_mark: str = figure("T/M ", "thay mặt tập thể", Group.SIGNING)
    deputy_mark: str = figure("K/T ", "ký thay", Group.SIGNING)
    by_order_mark: str = figure("T/L ", "thừa lệnh", Group.SIGNING)
    authorized_mark: str = figure("T/U ", "thừa ủy quyền", Group.SIGNING)
    acting_mark: str = figure("Q. ", "quyền", Group.SIGNING)
    archive_prefix: str = figure("Lưu ", "chữ trước nơi lưu", Group.SIGNING)
    authority: TextStyle = figure(TextStyle(14, bold=True, caps=True), "quyền hạn ký", Group.SIGNING)
    post: TextStyle = figure(TextStyle(14, caps=True), "chức vụ", Group.SIGNING)
    signer: TextStyle = figure(TextStyle(14, bold=True), "họ tên người ký", Group.SIGNING)
    recipients_label: TextStyle = figure(TextStyle(14, underline=True), "chữ “Nơi nhận:”", Group.SIGNING)
    recipients: TextStyle = figure(TextStyle(12), "danh sách nơi nhận", Group.SIGNING)

    minutes_left: str = figure("Người ghi biên bản", "bên trái", Group.MINUTES)
    minutes_right: str = figure("Chủ trì hội nghị", "bên phải", Group.MINUTES)
    minutes_has_place_date: bool = figure(False, "biên bản có dòng địa danh, ngày", Group.MINUTES)

    annex_word: str = figure("Phụ lục", "chữ “phụ lục”", Group.ANNEX)
    is_annex_numbered_anew: bool = figure(False, "mỗi phụ lục đánh số trang riêng", Group.ANNEX)
    annex_label: TextStyle = figure(TextStyle(14, bold=True), "chữ “Phụ lục I”", Group.ANNEX)
    annex_title: TextStyle = figure(TextStyle(14, bold=True, caps=True), "tên phụ lục", Group.ANNEX)
    annex_of: TextStyle = figure(TextStyle(14, italic=True), "dòng “(Kèm theo …)”", Group.ANNEX)

    draft_word: str = figure("Dự thảo", "chữ trên bản dự thảo", Group.MARKS)
    internal_word: str = figure("Lưu hành nội bộ", "chữ trên bản lưu hành nội bộ", Group.MARKS)
    is_urgency_boxed: bool = figure(False, "dấu khẩn có khung", Group.MARKS)
    urgency: TextStyle = figure(TextStyle(14, bold=True, caps=True), "dấu chỉ mức độ khẩn", Group.MARKS)
    draft: TextStyle = figure(TextStyle(14, bold=True, caps=True), "dấu dự thảo", Group.MARKS)
    internal: TextStyle = figure(TextStyle(14, bold=True, caps=True), "dấu chỉ phạm vi lưu hành", Group.MARKS)

    unsure: frozenset[str] = field(default_factory=frozenset)

    @property
    def labels(self) -> tuple[str, str, str]:
        """How sections are numbered, from the widest to the narrowest: ("I-", "1-", "a)")."""
        return self.section_label, self.subsection_label, self.point_label

    @property
    def line_css(self) -> str:
        """The height of a line of the body as CSS, in points or as a multiple of the type's size."""
        if self.line_spacing_pt:
            return f"{self.line_spacing_pt:g}pt"
        return f"{self.line_spacing_times * NATURAL_LINE:g}em"

    def tallest_picture_mm(self, *, is_landscape=False) -> float:
        """How high a picture may be: its caption stays on the page with it."""
        height = PAGE_WIDTH_MM if is_landscape else PAGE_HEIGHT_MM
        return round((height - self.margin_top_mm - self.margin_bottom_mm) * TALLEST_PICTURE, 1)

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
        known = {each.name: each for each in fields(cls)}
        unsure = data.get("unsure", ())
        if unknown := (set(data) | set(unsure)) - set(known):
            raise ValueError(f"Thể thức không có số đo “{min(unknown)}”.")
        figures = {
            name: _checked(known[name], value, getattr(usual, name))
            for name, value in data.items()
            if name != "unsure"
        }
        figures["unsure"] = frozenset(unsure)
        return replace(usual, **figures)

    @property
    def unsure_note(self) -> str:
        """What a reader of a draft should know about the figures; empty where all of them have a source."""
        if not self.unsure:
            return ""
        return f"{len(self.unsure)} số đo của thể thức này chưa rõ nguồn, cần đối chiếu với văn bản quy định."

    def page_css(self) -> SafeString:
        """The sheets: size, margins and page number (from page 2); wide annexes lie on their side."""
        number = (
            f"@{self.page_number_place} {{ content: counter(page); font-size: {self.page_number_pt:g}pt;"
            f" {PAGE_NUMBER_CSS[self.page_number_place].format(edge=self.page_number_edge_mm)} }}"
        )
        no_number = f"@{self.page_number_place} {{ content: none; }}"
        anew = (
            f"@page :nth(1 of {name}) {{ counter-reset: page 1; {no_number} }}"
            for name in (("paper-annex", "paper-landscape") if self.is_annex_numbered_anew else ())
        )
        # Safe: numbers that passed _checked, and words of this module.
        return mark_safe(  # noqa: S308
            f"@page {{ size: {PAGE_WIDTH_MM}mm {PAGE_HEIGHT_MM}mm;"
            f" margin: {self.margin_top_mm:g}mm {self.margin_right_mm:g}mm"
            f" {self.margin_bottom_mm:g}mm {self.margin_left_mm:g}mm; {number} }}\n"
            f"@page :first {{ {no_number} }}\n"
            f"@page paper-landscape {{ size: {PAGE_HEIGHT_MM}mm {PAGE_WIDTH_MM}mm; }}\n" + "\n".join(anew)
        )

    def screen_css(self) -> SafeString:
        """The figures as custom properties and one rule a component, none of them outside `.paper`."""
        lengths = {
            "line": self.line_css,
            # Around the text lines are single where the text is spaced by times, as NĐ 30's own models are.
            "frame-line": self.line_css if self.line_spacing_pt else f"{NATURAL_LINE:g}",
            "gap": f"{self.paragraph_gap_pt:g}pt",
            "indent": f"{self.indent_mm:g}mm",
            "signature-gap": f"{self.signature_gap_lines}",
            "head-left": f"{self.head_left_percent:g}%",
            "issuer-rule": f"{self.issuer_rule_percent:g}%",
            "abstract-rule": f"{self.abstract_rule_percent:g}%",
            "margin-top": f"{self.margin_top_mm:g}mm",
            "margin-right": f"{self.margin_right_mm:g}mm",
            "margin-bottom": f"{self.margin_bottom_mm:g}mm",
            "margin-left": f"{self.margin_left_mm:g}mm",
            "picture-height": f"{self.tallest_picture_mm():g}mm",
            "wide-picture-height": f"{self.tallest_picture_mm(is_landscape=True):g}mm",
        }
        figures = " ".join(f"--paper-{name}: {value};" for name, value in lengths.items())
        components = (
            f"{ALSO_SET.get(each.name, '')}.paper .paper-{each.name.replace('_', '-')}"
            f" {{ {getattr(self, each.name).css()} }}"
            for each in fields(self)
            if isinstance(each.default, TextStyle)
        )
        return mark_safe("\n".join((f".paper {{ {figures} }}", *components)))  # noqa: S308 – as above

    def css(self) -> SafeString:
        """The layout as CSS beside print.css: the sheets and the components."""
        return mark_safe(f"{self.page_css()}\n{self.screen_css()}")  # noqa: S308 – both are safe


# Where in its margin the page number stands: {edge} millimetres between the edge of the sheet and the type.
PAGE_NUMBER_CSS = {
    "top-center": "vertical-align: top; padding-top: {edge:g}mm;",
    "bottom-right": "vertical-align: bottom; padding-bottom: {edge:g}mm;",
}
# Elements of the body that are set as a component without bearing its class.
ALSO_SET = {
    "body": ".paper, ",
    "section": ".paper .paper-text h2, ",
    "subsection": ".paper .paper-text h3, ",
    "point": ".paper .paper-text h4, ",
    "table": ".paper .paper-text table, ",
}
# What still can be printed on a sheet, by the ending of the figure's name, and where it differs by its name.
LIMITS = {
    "margin_top_mm": (5, 60),
    "margin_bottom_mm": (5, 60),
    "margin_left_mm": (5, 60),
    "margin_right_mm": (5, 60),
    "head_left_percent": (25, 75),
    "line_spacing_pt": (0, 60),
    "line_spacing_times": (0.8, 3),
    "paragraph_gap_pt": (0, 40),
    "signature_gap_lines": (0, 10),
    "mm": (0, 60),
    "pt": (6, 40),
    "percent": (0, 100),
}
LONGEST_WORDS = 80


def _limits(name) -> tuple[float, float]:
    return LIMITS.get(name) or LIMITS[name.rpartition("_")[2]]


def _checked(each, value, usual):
    """`value` in the type of `usual`, or ValueError; `each` is the dataclass field."""
    label = each.metadata["label"]
    if isinstance(usual, TextStyle):
        return _checked_style(label, value, usual)
    if isinstance(usual, bool):
        if not isinstance(value, bool):
            raise ValueError(f"“{label}” của thể thức phải là có hoặc không.")
        return value
    if isinstance(usual, str):
        return _checked_words(each.name, label, value)
    number = _checked_number(label, value, *_limits(each.name))
    if isinstance(usual, int) and each.type in {int, "int"} and number != int(number):
        raise ValueError(f"Số đo “{label}” của thể thức phải là số nguyên.")
    return number


def _checked_style(label, value, usual) -> TextStyle:
    known = {each.name for each in fields(TextStyle)}
    if not isinstance(value, dict) or not set(value) <= known:
        raise ValueError(f"Kiểu chữ “{label}” của thể thức không hợp lệ.")
    faces = {name: face for name, face in value.items() if name != "size_pt"}
    if not all(isinstance(face, bool) for face in faces.values()):
        raise ValueError(f"Kiểu chữ “{label}” của thể thức không hợp lệ.")
    size = _checked_number(f"{label}: cỡ (pt)", value.get("size_pt", usual.size_pt), *LIMITS["pt"])
    return replace(usual, size_pt=size, **faces)


def _checked_words(name, label, value) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_WORDS or not value.isprintable():
        raise ValueError(f"“{label}” của thể thức phải là một dòng chữ, dài nhất {LONGEST_WORDS} ký tự.")
    if name == "page_number_place" and value not in PAGE_NUMBER_PLACES:
        places = " hoặc ".join(f"“{words}”" for words in PAGE_NUMBER_PLACES.values())
        raise ValueError(f"“{label}” của thể thức phải là {places}.")
    return value


def _checked_number(label, value, low, high):
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(
            f"Số đo “{label}” của thể thức phải là một số từ {office_number(low)} đến {office_number(high)}."
        )
    return value
