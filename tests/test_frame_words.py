"""The words around a paper's text: the mark of its end, lists, lines of names. Nothing is rendered."""

from dataclasses import replace

import pytest

from documents import content
from documents.known_profiles import PARTY, STATE
from documents.paper import ended
from documents.printing import balanced
from tests.test_paper_pdf import paper_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("thực hiện", ".", "thực hiện."),
        ("thực hiện.", ".", "thực hiện."),
        ("thực hiện.", "./.", "thực hiện./."),
        ("thực hiện./.", "./.", "thực hiện./."),
        ("thực hiện./.", ".", "thực hiện."),
        ("thực hiện;", ".", "thực hiện."),
        ("Cảm ơn!", ".", "Cảm ơn!"),
        ("thực hiện", "", "thực hiện"),
        ("nêu gương, v.v...", ".", "nêu gương, v.v..."),
        ("“người tốt, việc tốt.”", ".", "“người tốt, việc tốt.”"),
        ("“người tốt, việc tốt”", ".", "“người tốt, việc tốt”."),
    ],
)
def test_the_mark_of_the_end_stands_once(text, mark, expected):
    before = (content.Paragraph((content.Run("Trước"),)),)

    blocks = ended((*before, content.Paragraph((content.Run("Đề nghị "), content.Run(text)))), mark)

    assert blocks == (
        *before,
        content.Paragraph((content.Run("Đề nghị "), content.Run(expected))),
    )


def test_the_mark_of_the_end_stands_behind_the_last_item_of_a_list():
    item = (content.Paragraph((content.Run("Các chi bộ;"),)),)

    blocks = ended((content.List((item, item)),), "./.")

    last = (content.Paragraph((content.Run("Các chi bộ./."),)),)
    assert blocks == (content.List((item, last)),)


def test_the_mark_of_the_end_stands_on_the_line_behind_a_raised_figure():
    area = content.Run("2", raised="sup")

    (paragraph,) = ended((content.Paragraph((content.Run("100 m"), area)),), "./.")

    assert paragraph.runs == (content.Run("100 m"), area, content.Run("./."))


def test_nothing_is_put_behind_a_table():
    table = content.Table((), ())

    assert ended((table,), "./.") == (table,)


def test_lists_of_the_frame_are_written_in_the_offices_way():
    paper = paper_of(
        "administrative",
        "letter",
        recipients=("- Như trên;", "- Cấp trên (để b/c);"),
        basis=("Căn cứ Luật A;", "Căn cứ Luật B."),
    )

    assert paper.recipient_lines == ("- Như trên;", "- Cấp trên (để b/c);", "- Lưu: VT, VP.")
    assert paper.basis_lines == ("Căn cứ Luật A;", "Căn cứ Luật B.")
    assert replace(paper, layout=PARTY).basis_lines == ("- Căn cứ Luật A;", "- Căn cứ Luật B.")


def test_lines_are_as_few_as_fit_and_as_long_as_one_another():
    lines = balanced("Ủy ban MTTQ Việt Nam phường Chánh Hiệp", STATE.superior, 66)

    assert lines == ["Ủy ban MTTQ Việt Nam", "phường Chánh Hiệp"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ủy ban MTTQ Việt Nam Phường 6", ["Ủy ban MTTQ", "Việt Nam Phường 6"]),
        ("Đoàn TNCS Hồ Chí Minh Phường 6", ["Đoàn TNCS", "Hồ Chí Minh Phường 6"]),
        ("Ban công tác Mặt trận Khu phố 3", ["Ban công tác", "Mặt trận Khu phố 3"]),
    ],
)
def test_no_line_ends_within_a_name(text, lines):
    assert balanced(text, STATE.superior, 57) == lines
