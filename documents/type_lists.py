"""The kinds of papers with their abbreviations, family by family, and who may issue which: undated data.

Rules: 01-document-formats.md §1.10 (the lists), §1.5 and §1.6 (numbers seen on papers). The first rows of
DocumentType are made of these lists; afterwards the rows of the ward count. Families are the values of
Unit.FormatFamily as plain text, so that nothing of Django is needed to read a number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """Where a rule counts it: among its types, among the lesser papers, or among the certified copies."""

    TYPE = "type"
    PAPER = "paper"
    COPY = "copy"


@dataclass(frozen=True)
class TypeEntry:
    """One kind of paper in one family.

    `abbreviation` is as printed in the symbol ("CTr"), "" where the kind has none. `shape` is a value of
    documents.paper.Shape; `address_word` stands before the addressees, "" where the paper addresses nobody.
    `unsure`: no rule that was read lays the abbreviation down for this family (KNOWN-M or KNOWN-L in §1.10),
    so the ward checks it.
    """

    name: str
    abbreviation: str
    kind: Kind = Kind.TYPE
    shape: str = "ordinary"
    address_word: str = ""
    unsure: bool = False


SUBMISSION = TypeEntry("Tờ trình", "TTr", address_word="Kính gửi")
PARTY_SUBMISSION = replace(SUBMISSION, address_word="Kính trình")
LETTER = TypeEntry("Công văn", "", shape="letter", address_word="Kính gửi")
LETTER_WITH_ABBREVIATION = replace(LETTER, abbreviation="CV")
MINUTES = TypeEntry("Biên bản", "BB", shape="minutes")
INVITATION = TypeEntry("Giấy mời", "GM", kind=Kind.PAPER, address_word="Kính gửi")


def _unsure(entries: Iterable[TypeEntry], but: Iterable[str] = ()) -> tuple[TypeEntry, ...]:
    """The entries with their abbreviations marked as not laid down, `but` those seen on papers."""
    return tuple(
        replace(entry, unsure=bool(entry.abbreviation) and entry.abbreviation not in but) for entry in entries
    )


# QĐ 399-QĐ/TW, Điều 5–7: 25 types and 8 papers. Quyết định and Quy định share QĐ, so their series too.
PARTY_TYPES = (
    TypeEntry("Cương lĩnh chính trị", ""),
    TypeEntry("Điều lệ Đảng", ""),
    TypeEntry("Chiến lược", "CL", unsure=True),
    TypeEntry("Nghị quyết", "NQ"),
    TypeEntry("Quyết định", "QĐ"),
    TypeEntry("Chỉ thị", "CT"),
    TypeEntry("Kết luận", "KL"),
    TypeEntry("Quy chế", "QC"),
    TypeEntry("Quy định", "QĐ"),
    TypeEntry("Thông tri", "TT"),
    TypeEntry("Hướng dẫn", "HD"),
    TypeEntry("Thông báo", "TB"),
    TypeEntry("Thông cáo", "TC", unsure=True),
    TypeEntry("Tuyên bố", "TBo", unsure=True),
    TypeEntry("Lời kêu gọi", "LKG", unsure=True),
    TypeEntry("Báo cáo", "BC"),
    TypeEntry("Kế hoạch", "KH"),
    TypeEntry("Quy hoạch", "QH", unsure=True),
    TypeEntry("Chương trình", "CTr"),
    TypeEntry("Đề án", "ĐA"),
    TypeEntry("Phương án", "PA"),
    TypeEntry("Dự án", "DA", unsure=True),
    PARTY_SUBMISSION,
    LETTER_WITH_ABBREVIATION,
    MINUTES,
)
PARTY_PAPERS = _unsure(
    (
        TypeEntry("Giấy giới thiệu", "GGT", kind=Kind.PAPER),
        TypeEntry("Giấy chứng nhận", "GCN", kind=Kind.PAPER),
        TypeEntry("Giấy đi đường", "GĐĐ", kind=Kind.PAPER),
        TypeEntry("Giấy nghỉ phép", "GNP", kind=Kind.PAPER),
        INVITATION,
        TypeEntry("Phiếu chuyển", "PC", kind=Kind.PAPER),
        TypeEntry("Phiếu gửi", "PG", kind=Kind.PAPER),
        TypeEntry("Thư công", "", kind=Kind.PAPER),
    )
)

# NĐ 30/2020/NĐ-CP, Phụ lục III: 27 types and 3 copies; the official letter has no abbreviation.
ADMINISTRATIVE_TYPES = (
    TypeEntry("Nghị quyết", "NQ"),
    TypeEntry("Quyết định", "QĐ"),
    TypeEntry("Chỉ thị", "CT"),
    TypeEntry("Quy chế", "QC"),
    TypeEntry("Quy định", "QyĐ"),
    TypeEntry("Thông cáo", "TC"),
    TypeEntry("Thông báo", "TB"),
    TypeEntry("Hướng dẫn", "HD"),
    TypeEntry("Chương trình", "CTr"),
    TypeEntry("Kế hoạch", "KH"),
    TypeEntry("Phương án", "PA"),
    TypeEntry("Đề án", "ĐA"),
    TypeEntry("Dự án", "DA"),
    TypeEntry("Báo cáo", "BC"),
    MINUTES,
    SUBMISSION,
    TypeEntry("Hợp đồng", "HĐ"),
    TypeEntry("Công điện", "CĐ"),
    TypeEntry("Bản ghi nhớ", "BGN"),
    TypeEntry("Bản thỏa thuận", "BTT"),
    TypeEntry("Giấy ủy quyền", "GUQ"),
    replace(INVITATION, kind=Kind.TYPE),
    TypeEntry("Giấy giới thiệu", "GGT"),
    TypeEntry("Giấy nghỉ phép", "GNP"),
    TypeEntry("Phiếu gửi", "PG"),
    TypeEntry("Phiếu chuyển", "PC"),
    TypeEntry("Phiếu báo", "PB"),
    LETTER,
)
ADMINISTRATIVE_COPIES = (
    TypeEntry("Bản sao y", "SY", kind=Kind.COPY),
    TypeEntry("Bản trích sao", "TrS", kind=Kind.COPY),
    TypeEntry("Bản sao lục", "SL", kind=Kind.COPY),
)
ADMINISTRATIVE = ADMINISTRATIVE_TYPES + ADMINISTRATIVE_COPIES

# QĐ 207/QĐ-MTTW-BTT counts 25 types and 5 papers, but its list was not found: this is the working list of
# §1.10, sure only where a paper of the Front bears the abbreviation (§1.5).
FRONT = _unsure(
    (
        TypeEntry("Nghị quyết", "NQ"),
        TypeEntry("Quyết định", "QĐ"),
        TypeEntry("Kết luận", "KL"),
        TypeEntry("Quy chế", "QC"),
        TypeEntry("Quy định", "QyĐ"),
        TypeEntry("Hướng dẫn", "HD"),
        TypeEntry("Thông báo", "TB"),
        TypeEntry("Thông tri", "TT"),
        TypeEntry("Báo cáo", "BC"),
        TypeEntry("Kế hoạch", "KH"),
        TypeEntry("Chương trình", "CTr"),
        TypeEntry("Đề án", "ĐA"),
        TypeEntry("Phương án", "PA"),
        SUBMISSION,
        LETTER,
        MINUTES,
        TypeEntry("Lời kêu gọi", "LKG"),
        TypeEntry("Tuyên bố", "TBo"),
        INVITATION,
        TypeEntry("Giấy giới thiệu", "GGT", kind=Kind.PAPER),
        TypeEntry("Phiếu chuyển", "PC", kind=Kind.PAPER),
        TypeEntry("Phiếu gửi", "PG", kind=Kind.PAPER),
    ),
    but=("NQ", "QĐ", "HD", "BC", "KH", "TTr", "BB"),
)

# The list of QĐ 367-QĐ/TWĐTN-VP was not found: the Party's, without what only the Party has.
YOUTH = _unsure(
    (
        entry
        for entry in PARTY_TYPES + PARTY_PAPERS
        if entry.name not in ("Cương lĩnh chính trị", "Điều lệ Đảng")
    ),
    but=("KH", "HD", "QĐ"),
)

# The kinds of each family in the order of its rule; no name twice in a family. Union, women, farmers and
# veterans write as NĐ 30 does, sure only where a paper of theirs bears the abbreviation (§1.1, §1.6).
TYPES: dict[str, tuple[TypeEntry, ...]] = {
    "party": PARTY_TYPES + PARTY_PAPERS,
    "administrative": ADMINISTRATIVE,
    "front": FRONT,
    "youth": YOUTH,
    "union": _unsure(ADMINISTRATIVE, but=("KH", "QĐ")),
    "women": _unsure(ADMINISTRATIVE, but=("HD",)),
    "farmers": _unsure(ADMINISTRATIVE, but=("KH",)),
    # The veterans' letters do name their type: 464/CV-CCB.
    "veterans": _unsure(
        (LETTER_WITH_ABBREVIATION if entry is LETTER else entry for entry in ADMINISTRATIVE), but=("CV",)
    ),
}

# Seen on papers, but the abbreviation of no kind above: "chương trình hành động", an old spelling of the
# Party's Quy định (§1.10), and the decree among the state papers that are cited.
OTHER_ABBREVIATIONS = ("CTrHĐ", "QĐi", "NĐ")

# QĐ 399-QĐ/TW, Điều 11 and 13: the types that the bodies of a base-level Party organisation may issue, by
# name. No Chỉ thị and no Thông tri at base level. The 8 papers are not limited there. A ward committee since
# 2026 stands one level above (Điều 10, whose list was not found): what it may issue is the ward's own data.
PARTY_COMMITTEE = frozenset(
    (
        "Nghị quyết",
        "Quyết định",
        "Kết luận",
        "Quy chế",
        "Quy định",
        "Thông báo",
        "Báo cáo",
        "Kế hoạch",
        "Quy hoạch",
        "Chương trình",
        "Đề án",
        "Phương án",
        "Dự án",
        "Tờ trình",
        "Công văn",
        "Biên bản",
    )
)
PARTY_STANDING = (PARTY_COMMITTEE | {"Hướng dẫn"}) - {"Quy chế"}
PARTY_CELL = PARTY_COMMITTEE - {"Quy định", "Hướng dẫn"}
