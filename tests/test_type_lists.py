from collections import Counter

import pytest

from documents import type_lists
from documents.paper import Shape
from documents.type_lists import ADMINISTRATIVE_TYPES, PARTY_PAPERS, PARTY_TYPES, TYPES, Kind, TypeEntry
from organizations.models import Unit

pytestmark = pytest.mark.once

FAMILIES = sorted(TYPES)


def abbreviations(family):
    return {entry.name: entry.abbreviation for entry in TYPES[family]}


def unsure(family):
    return {entry.abbreviation for entry in TYPES[family] if entry.unsure}


def entry(family, name):
    (found,) = (each for each in TYPES[family] if each.name == name)
    return found


def test_every_family_of_units_has_its_list():
    assert sorted(Unit.FormatFamily.values) == FAMILIES


def test_the_party_has_25_types_and_8_papers():
    assert (len(PARTY_TYPES), len(PARTY_PAPERS)) == (25, 8)
    assert TYPES["party"] == PARTY_TYPES + PARTY_PAPERS
    assert Counter(each.kind for each in TYPES["party"]) == {Kind.TYPE: 25, Kind.PAPER: 8}


def test_decree_30_has_27_abbreviations_a_letter_without_one_and_3_copies():
    assert sum(bool(each.abbreviation) for each in ADMINISTRATIVE_TYPES) == 27
    assert [each.name for each in ADMINISTRATIVE_TYPES if not each.abbreviation] == ["Công văn"]
    copies = [each.abbreviation for each in TYPES["administrative"] if each.kind is Kind.COPY]
    assert copies == ["SY", "TrS", "SL"]
    assert len(TYPES["administrative"]) == 31


@pytest.mark.parametrize(
    ("family", "count"), [("front", 22), ("youth", 31), ("union", 31), ("women", 31), ("farmers", 31)]
)
def test_the_other_lists_have_their_length(family, count):
    assert len(TYPES[family]) == count


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_names_each_kind_once(family):
    names = [each.name for each in TYPES[family]]

    assert names == list(dict.fromkeys(names))


def shared(family):
    """The abbreviations that several kinds of a family have, with their kinds."""
    by_abbreviation = {}
    for each in TYPES[family]:
        by_abbreviation.setdefault(each.abbreviation, []).append(each.name)
    return {
        abbreviation: names for abbreviation, names in by_abbreviation.items() if abbreviation and names[1:]
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_only_decision_and_regulation_share_an_abbreviation_where_the_party_leads(family):
    expected = {"QĐ": ["Quyết định", "Quy định"]} if family in ("party", "youth") else {}

    assert shared(family) == expected


def test_a_regulation_is_told_from_a_decision_by_decree_30():
    assert abbreviations("party")["Quy định"] == "QĐ"
    assert abbreviations("administrative")["Quy định"] == "QyĐ"
    assert abbreviations("front")["Quy định"] == "QyĐ"


@pytest.mark.parametrize(
    ("family", "letter"),
    [
        ("party", "CV"),
        ("youth", "CV"),
        ("veterans", "CV"),
        ("administrative", ""),
        ("front", ""),
        ("union", ""),
        ("women", ""),
        ("farmers", ""),
    ],
)
def test_an_official_letter_addresses_somebody(family, letter):
    assert entry(family, "Công văn") == TypeEntry(
        "Công văn", letter, shape="letter", address_word="Kính gửi",
        unsure=family == "youth",
    )  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_the_frame_of_a_paper_follows_its_kind(family):
    shapes = {each.name: Shape(each.shape) for each in TYPES[family]}
    special = {name: shape for name, shape in shapes.items() if shape is not Shape.ORDINARY}

    assert special == {"Công văn": Shape.LETTER, "Biên bản": Shape.MINUTES}


@pytest.mark.parametrize("family", FAMILIES)
def test_three_kinds_address_somebody_and_the_party_submits_with_kinh_trinh(family):
    words = {each.name: each.address_word for each in TYPES[family] if each.address_word}

    assert words == {
        "Tờ trình": "Kính trình" if family in ("party", "youth") else "Kính gửi",
        "Công văn": "Kính gửi",
        "Giấy mời": "Kính gửi",
    }


def test_unsure_are_the_abbreviations_no_rule_lays_down():
    papers = {"GGT", "GCN", "GĐĐ", "GNP", "GM", "PC", "PG"}

    assert unsure("party") == {"CL", "TC", "TBo", "LKG", "QH", "DA"} | papers
    assert unsure("administrative") == set()
    assert {each for each in abbreviations("front").values() if each} - unsure("front") == {
        "NQ", "QĐ", "HD", "BC", "KH", "TTr", "BB"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("family", "seen"),
    [
        ("youth", {"KH", "HD", "QĐ"}),
        ("union", {"KH", "QĐ"}),
        ("women", {"HD"}),
        ("farmers", {"KH"}),
        ("veterans", {"CV"}),
    ],
)
def test_a_borrowed_list_is_sure_only_of_what_was_seen_on_papers(family, seen):
    assert set(abbreviations(family).values()) - {""} - unsure(family) == seen


def test_the_youth_union_lacks_only_what_the_party_alone_has():
    missing = abbreviations("party").keys() - abbreviations("youth").keys()

    assert missing == {"Cương lĩnh chính trị", "Điều lệ Đảng"}


def test_who_may_issue_what_at_base_level():
    committee = type_lists.PARTY_COMMITTEE

    assert len(committee) == 16
    assert {each.name for each in PARTY_TYPES} - committee == {
        "Cương lĩnh chính trị",
        "Điều lệ Đảng",
        "Chiến lược",
        "Chỉ thị",
        "Thông tri",
        "Hướng dẫn",
        "Thông cáo",
        "Tuyên bố",
        "Lời kêu gọi",
    }
    assert type_lists.PARTY_STANDING ^ committee == {"Hướng dẫn", "Quy chế"}
    assert "Hướng dẫn" in type_lists.PARTY_STANDING
    assert committee - type_lists.PARTY_CELL == {"Quy định"}
    assert committee > type_lists.PARTY_CELL
    assert committee | type_lists.PARTY_STANDING <= {each.name for each in PARTY_TYPES}


def test_an_abbreviation_is_spelled_alike_in_every_family():
    spelled = {each.abbreviation for entries in TYPES.values() for each in entries} | {
        *type_lists.OTHER_ABBREVIATIONS
    }

    assert len({each.upper() for each in spelled}) == len(spelled)
