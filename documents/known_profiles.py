"""The formats that sources give, each with the days on which it governed: what every ward begins with.

Rules: 01-document-formats.md §1.1 (which rule when), §1.2–1.7 (the figures). A figure that no source gives
for its family is borrowed from a sister family and named in the layout's `unsure`.
"""

from dataclasses import fields, replace
from datetime import date
from typing import NamedTuple

from documents.models import FormatProfile
from documents.profiles import PaperLayout, TextStyle

# Figures that the rule leaves open, so that they cannot be wrong.
OURS = {"head_left_percent", "unsure"}
STYLES = frozenset(each.name for each in fields(PaperLayout) if isinstance(each.default, TextStyle))
GAPS = frozenset(
    {"page_number_pt", "line_spacing_pt", "paragraph_gap_pt", "indent_mm", "signature_gap_lines"}
)
ALL = frozenset(each.name for each in fields(PaperLayout) if each.name not in OURS)
# Neither the Party's tables nor those of NĐ 30, as we know them, say how these are set.
MARKS_UNSURE = frozenset({"draft", "internal", "point", "table"})
PARTY_UNSURE = MARKS_UNSURE | {"annex_label", "annex_title", "annex_of", "address"}


class KnownProfile(NamedTuple):
    """One row: a rule, its family, the days from and to which it governs (None: still), and its figures."""

    family: str
    name: str
    rule: str
    valid_from: date
    valid_to: date | None
    layout: PaperLayout


# HD 36 and HD 05 (01 §1.2).
PARTY = PaperLayout(unsure=PARTY_UNSURE)
# As far as it is known (01 §1.3); the sizes and gaps are those of HD 36.
PARTY_2004 = replace(
    PARTY,
    margin_top_mm=25,
    margin_bottom_mm=25,
    margin_left_mm=35,
    margin_right_mm=15,
    unsure=STYLES | GAPS,
)

# NĐ 30/2020/NĐ-CP, Phụ lục I (01 §1.4).
STATE = PaperLayout(
    head_left_percent=45,
    heading="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    motto="Độc lập - Tự do - Hạnh phúc",
    issuer_mark="",
    issuer_rule_percent=40,
    number_prefix="Số: ",
    title=TextStyle(12, bold=True, caps=True),
    motto_text=TextStyle(13, bold=True),
    superior=TextStyle(12, caps=True),
    issuer=TextStyle(12, bold=True, caps=True),
    number=TextStyle(13),
    place_date=TextStyle(13, italic=True),
    abstract_mark="",
    abstract_rule_percent=40,
    letter_prefix="V/v ",
    type_name=TextStyle(14, bold=True, caps=True),
    letter_abstract=TextStyle(12),
    line_spacing_pt=0,
    line_spacing_times=1.15,
    end_mark="./.",
    basis_prefix="",
    section_label="I.",
    subsection_label="1.",
    basis=TextStyle(14, italic=True),
    collective_mark="TM. ",
    deputy_mark="KT. ",
    by_order_mark="TL. ",
    authorized_mark="TUQ. ",
    archive_prefix="Lưu: VT, ",
    post=TextStyle(14, bold=True, caps=True),
    recipients_label=TextStyle(12, bold=True, italic=True),
    recipients=TextStyle(11),
    minutes_left="Thư ký",
    minutes_right="Chủ tọa",
    minutes_has_place_date=True,
    is_annex_numbered_anew=True,
    is_urgency_boxed=True,
    # Whether minutes bear place and date no source says.
    unsure=MARKS_UNSURE | {"address", "minutes_has_place_date", "page_number_edge_mm", "signature_gap_lines"},
)
# Of TT 01/2011/TT-BNV only the place of the page number is known (01 §1.1).
STATE_2011 = replace(STATE, page_number_place="bottom-right", unsure=ALL - {"heading", "motto"})
# QĐ 207/QĐ-MTTW-BTT: its own figures were not found, so those of NĐ 30 stand in (01 §1.1, §1.5, §1.7).
SEEN_ON_FRONT_PAPERS = {
    "heading",
    "motto",
    "has_heading_rule",
    "issuer_mark",
    "issuer_rule_percent",
    "number_prefix",
    "collective_mark",
    "archive_prefix",
    "end_mark",
}
FRONT = replace(STATE, unsure=ALL - SEEN_ON_FRONT_PAPERS)
FRONT_2013 = replace(STATE_2011, unsure=ALL - SEEN_ON_FRONT_PAPERS)
# HD 29-HD/TWĐTN-VP (01 §1.6, §1.7): its marks are known, its sizes are not.
YOUTH = replace(
    STATE,
    head_left_percent=46,
    heading="ĐOÀN TNCS HỒ CHÍ MINH",
    motto="",
    issuer_mark="***",
    issuer_rule_percent=0,
    abstract_mark="----------",
    abstract_rule_percent=0,
    archive_prefix="Lưu ",
    unsure=ALL
    - {
        "heading",
        "motto",
        "issuer_mark",
        "number_prefix",
        "abstract_mark",
        "collective_mark",
        "deputy_mark",
        "end_mark",
        "archive_prefix",
    },
)
# On the national heading; of the rest practice shows nothing but the numbers (01 §1.6).
ON_NATIONAL_HEADING = replace(STATE, unsure=ALL - {"heading", "motto"})
KNOWN_M_HEADING = replace(STATE, unsure=ALL)

# Where the day on which a rule began is not known, the first day of its year, and the rule's text says so.
DAY_UNKNOWN = "; chưa rõ ngày bắt đầu áp dụng"
OFFICE_OF_PARTY = "của Văn phòng Trung ương Đảng"

KNOWN_PROFILES = (
    KnownProfile(
        "party",
        "HD 11-HD/VPTW",
        f"Hướng dẫn 11-HD/VPTW, ngày 28/5/2004 {OFFICE_OF_PARTY}",
        date(2004, 5, 28),
        date(2018, 4, 2),
        PARTY_2004,
    ),
    KnownProfile(
        "party",
        "HD 36-HD/VPTW",
        f"Hướng dẫn 36-HD/VPTW, ngày 03/4/2018 {OFFICE_OF_PARTY}",
        date(2018, 4, 3),
        date(2026, 5, 26),
        PARTY,
    ),
    KnownProfile(
        "party",
        "HD 05-HD/VPTW",
        f"Hướng dẫn 05-HD/VPTW, ngày 27/5/2026 {OFFICE_OF_PARTY}",
        date(2026, 5, 27),
        None,
        PARTY,
    ),
    KnownProfile(
        "administrative",
        "TT 01/2011/TT-BNV",
        f"Thông tư 01/2011/TT-BNV{DAY_UNKNOWN}",
        date(2011, 1, 1),
        date(2020, 3, 4),
        STATE_2011,
    ),
    KnownProfile(
        "administrative",
        "NĐ 30/2020/NĐ-CP",
        "Nghị định 30/2020/NĐ-CP, Phụ lục I",
        date(2020, 3, 5),
        None,
        STATE,
    ),
    KnownProfile(
        "front",
        "HD 91/HD-MTTW-BTT",
        "Hướng dẫn 91/HD-MTTW-BTT, theo Thông tư 01/2011/TT-BNV",
        date(2013, 4, 8),
        date(2025, 8, 28),
        FRONT_2013,
    ),
    KnownProfile(
        "front",
        "QĐ 207/QĐ-MTTW-BTT",
        "Quyết định 207/QĐ-MTTW-BTT; số đo tạm theo Nghị định 30/2020/NĐ-CP",
        date(2025, 8, 29),
        None,
        FRONT,
    ),
    KnownProfile(
        "youth",
        "HD 29-HD/TWĐTN-VP",
        "Quy định 367-QĐ/TWĐTN-VP và Hướng dẫn 29-HD/TWĐTN-VP; số đo tạm theo Nghị định 30/2020/NĐ-CP",
        date(2013, 10, 29),
        None,
        YOUTH,
    ),
    KnownProfile(
        "union",
        "QĐ 1013, 1014/QĐ-TLĐ",
        "Quyết định 1013/QĐ-TLĐ và 1014/QĐ-TLĐ; số đo tạm theo Nghị định 30/2020/NĐ-CP",
        date(2011, 8, 19),
        date(2024, 5, 13),
        ON_NATIONAL_HEADING,
    ),
    KnownProfile(
        "union",
        "QĐ 933/QĐ-TLĐ",
        "Quyết định 933/QĐ-TLĐ; số đo tạm theo Nghị định 30/2020/NĐ-CP",
        date(2024, 5, 14),
        None,
        ON_NATIONAL_HEADING,
    ),
    *(
        KnownProfile(
            family,
            f"Theo lệ: {who}",
            f"Chưa tìm thấy văn bản quy định của {who}; số đo tạm theo Nghị định 30/2020/NĐ-CP",
            date(2011, 1, 1),
            None,
            layout,
        )
        for family, who, layout in (
            ("women", "Hội Liên hiệp Phụ nữ", ON_NATIONAL_HEADING),
            ("farmers", "Hội Nông dân", KNOWN_M_HEADING),
            ("veterans", "Hội Cựu chiến binh", KNOWN_M_HEADING),
        )
    ),
)


def install() -> None:
    """Add the common profiles that are missing; one that is there stays as it was corrected."""
    for known in KNOWN_PROFILES:
        FormatProfile.objects.get_or_create(
            locality=None,
            family=known.family,
            valid_from=known.valid_from,
            defaults={
                "name": known.name,
                "rule": known.rule,
                "valid_to": known.valid_to,
                "layout": known.layout.to_json(),
            },
        )
