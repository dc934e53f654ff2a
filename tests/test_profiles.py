"""The figures of papers as data: what is known, what is refused, and the style sheet made of them."""

import re
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from documents import known_profiles
from documents.known_profiles import KNOWN_PROFILES, PARTY, PARTY_2004, STATE, STATE_2011, YOUTH
from documents.models import FormatProfile
from documents.profiles import Group, PaperLayout, TextStyle
from organizations.models import Unit

pytestmark = pytest.mark.once


@pytest.mark.parametrize("family", Unit.FormatFamily.values)
def test_the_profiles_of_a_family_follow_one_another_without_a_gap(family):
    known = [each for each in KNOWN_PROFILES if each.family == family]

    ends = [each.valid_to for each in known]
    assert ends[-1] is None
    assert [each.valid_from - timedelta(days=1) for each in known[1:]] == ends[:-1]


def test_the_profiles_govern_from_the_days_the_sources_give():
    days = {each.name: (each.valid_from, each.valid_to) for each in KNOWN_PROFILES}

    assert days == {
        "HD 11-HD/VPTW": (date(2004, 5, 28), date(2018, 4, 2)),
        "HD 36-HD/VPTW": (date(2018, 4, 3), date(2026, 5, 26)),
        "HD 05-HD/VPTW": (date(2026, 5, 27), None),
        "TT 01/2011/TT-BNV": (date(2011, 1, 1), date(2020, 3, 4)),
        "NĐ 30/2020/NĐ-CP": (date(2020, 3, 5), None),
        "HD 91/HD-MTTW-BTT": (date(2013, 4, 8), date(2025, 8, 28)),
        "QĐ 207/QĐ-MTTW-BTT": (date(2025, 8, 29), None),
        "HD 29-HD/TWĐTN-VP": (date(2013, 10, 29), None),
        "QĐ 1013, 1014/QĐ-TLĐ": (date(2011, 8, 19), date(2024, 5, 13)),
        "QĐ 933/QĐ-TLĐ": (date(2024, 5, 14), None),
        "Theo lệ: Hội Liên hiệp Phụ nữ": (date(2011, 1, 1), None),
        "Theo lệ: Hội Nông dân": (date(2011, 1, 1), None),
        "Theo lệ: Hội Cựu chiến binh": (date(2011, 1, 1), None),
    }


def test_hd_11_has_its_own_margins_and_says_which_figures_it_borrows():
    layout = PARTY_2004

    assert (layout.margin_top_mm, layout.margin_bottom_mm, layout.margin_left_mm, layout.margin_right_mm) == (
        25,
        25,
        35,
        15,
    )
    assert {"title", "body", "line_spacing_pt"} <= layout.unsure
    assert not {"margin_left_mm", "page_number_edge_mm", "heading"} & layout.unsure
    margins = {"margin_top_mm": 20, "margin_bottom_mm": 20, "margin_left_mm": 30}
    assert replace(layout, **margins, unsure=PARTY.unsure) == PARTY


def test_the_partys_components_are_those_of_the_table():
    styles = {name: getattr(PARTY, name) for name in ("title", "issuer", "post", "letter_abstract", "number")}

    assert styles == {
        "title": TextStyle(15, bold=True, caps=True),
        "issuer": TextStyle(14, bold=True, caps=True),
        "post": TextStyle(14, caps=True),
        "letter_abstract": TextStyle(12, italic=True),
        "number": TextStyle(14),
    }
    assert (PARTY.issuer_mark, PARTY.abstract_mark, PARTY.end_mark, PARTY.number_prefix) == (
        "*",
        "-----",
        ".",
        "Số ",
    )


def test_administrative_papers_have_their_own_marks():
    marks = ("motto", "number_prefix", "letter_prefix", "end_mark", "collective_mark", "archive_prefix")

    assert {name: getattr(STATE, name) for name in marks} == {
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "number_prefix": "Số: ",
        "letter_prefix": "V/v ",
        "end_mark": "./.",
        "collective_mark": "TM. ",
        "archive_prefix": "Lưu: VT, ",
    }
    assert STATE.post.bold
    assert (STATE.page_number_place, STATE_2011.page_number_place) == ("top-center", "bottom-right")
    assert (YOUTH.heading, YOUTH.issuer_mark, YOUTH.abstract_mark) == (
        "ĐOÀN TNCS HỒ CHÍ MINH",
        "***",
        "----------",
    )


def test_a_layout_says_how_many_of_its_figures_have_no_source():
    notes = [replace(PARTY, unsure=frozenset(names)).unsure_note for names in ((), ("title", "body"))]

    assert notes == ["", "2 số đo của thể thức này chưa rõ nguồn, cần đối chiếu với văn bản quy định."]


@pytest.mark.parametrize("known", KNOWN_PROFILES, ids=lambda known: known.name)
def test_a_known_layout_survives_json(known):
    assert PaperLayout.from_json(known.layout.to_json()) == known.layout


def test_a_layout_of_few_figures_keeps_the_usual_ones():
    assert PaperLayout.from_json({"body": {"size_pt": 15}}) == PaperLayout(body=TextStyle(15))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"margin_left": 30}, "Thể thức không có số đo “margin_left”."),
        ({"unsure": ["colour"]}, "Thể thức không có số đo “colour”."),
        ({"margin_left_mm": "30mm"}, "Số đo “lề trái (mm)” của thể thức phải là một số từ 5 đến 60."),
        ({"margin_left_mm": -1}, "Số đo “lề trái (mm)” của thể thức phải là một số từ 5 đến 60."),
        ({"margin_left_mm": 61}, "Số đo “lề trái (mm)” của thể thức phải là một số từ 5 đến 60."),
        ({"margin_left_mm": float("nan")}, "Số đo “lề trái (mm)” của thể thức phải là một số từ 5 đến 60."),
        ({"margin_left_mm": True}, "Số đo “lề trái (mm)” của thể thức phải là một số từ 5 đến 60."),
        (
            {"line_spacing_times": 0.5},
            "Số đo “giãn dòng theo số lần” của thể thức phải là một số từ 0,8 đến 3.",
        ),
        ({"signature_gap_lines": 2.5}, "Số đo “số dòng trống để ký” của thể thức phải là số nguyên."),
        ({"title": 15}, "Kiểu chữ “tiêu đề (quốc hiệu)” của thể thức không hợp lệ."),
        ({"title": {"colour": "red"}}, "Kiểu chữ “tiêu đề (quốc hiệu)” của thể thức không hợp lệ."),
        ({"title": {"bold": 1}}, "Kiểu chữ “tiêu đề (quốc hiệu)” của thể thức không hợp lệ."),
        (
            {"title": {"size_pt": "15pt; } body { display: none"}},
            "Số đo “tiêu đề (quốc hiệu): cỡ (pt)” của thể thức phải là một số từ 6 đến 40.",
        ),
        ({"heading": 1}, "“tiêu đề bên phải” của thể thức phải là một dòng chữ, dài nhất 80 ký tự."),
        ({"heading": "a\nb"}, "“tiêu đề bên phải” của thể thức phải là một dòng chữ, dài nhất 80 ký tự."),
        (
            {"page_number_place": "top-left"},
            "“chỗ của số trang” của thể thức phải là “giữa, lề trên” hoặc “bên phải, lề dưới”.",
        ),
        (
            {"has_heading_rule": 1},
            "“có đường kẻ dưới tiêu đề, dài bằng dòng chữ” của thể thức phải là có hoặc không.",
        ),
    ],
)
def test_a_layout_refuses_what_no_paper_can_bear(data, reason):
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        PaperLayout.from_json(data)


def test_every_figure_has_a_name_and_a_group():
    named = [each.name for each in fields(PaperLayout) if each.metadata.get("group") in set(Group)]

    assert named == [each.name for each in fields(PaperLayout) if each.name != "unsure"]


def test_every_component_of_a_layout_has_its_rule_in_the_style_sheet():
    css = STATE.screen_css()

    rules = {
        each.name: f".paper .paper-{each.name.replace('_', '-')} {{ {getattr(STATE, each.name).css()} }}"
        in css
        for each in fields(STATE)
        if isinstance(each.default, TextStyle)
    }

    assert rules == dict.fromkeys(rules, True)


def test_the_screen_gets_nothing_that_reaches_beyond_the_paper():
    selectors = [
        selector.strip()
        for rule in STATE.screen_css().splitlines()
        for selector in rule.partition("{")[0].split(",")
    ]

    assert {selector.split(" ")[0] for selector in selectors} == {".paper"}


@pytest.mark.django_db
def test_every_ward_begins_with_the_known_profiles_and_keeps_its_corrections():
    known_profiles.install()
    corrected = FormatProfile.objects.get(name="NĐ 30/2020/NĐ-CP", locality=None)
    corrected.layout["margin_left_mm"] = 33
    corrected.save()

    known_profiles.install()

    kept = FormatProfile.objects.in_force("administrative", date(2021, 1, 1))
    assert FormatProfile.objects.filter(locality=None).count() == len(KNOWN_PROFILES)
    assert (kept, kept.paper_layout.margin_left_mm) == (corrected, 33)
