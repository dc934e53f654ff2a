"""Where something structured is printed in a paper: marks in its text, and what stands behind them."""

import pytest

from documents import marks
from documents.composing import compose
from documents.profiles import PaperLayout
from tests import factories

TABLE = "<table><tbody><tr><td><p>Một</p></td></tr></tbody></table>"


@pytest.mark.parametrize(
    "mark",
    [
        "<p>[[nhiệm vụ]]</p>",
        "<p>[[ Nhiệm vụ ]]</p>",
        "<p><strong>[[nhiệm vụ]]</strong></p>",
        '<p style="text-align: center">[[nhiệm vụ]]</p>',
    ],
)
def test_a_mark_of_its_own_gives_way_to_what_stands_behind_it(mark):
    html = f"<p>Trước &amp; sau.</p>{mark}<h2>Cuối</h2>"

    assert marks.expanded(html, {"nhiệm vụ": TABLE}) == f"<p>Trước &amp; sau.</p>{TABLE}<h2>Cuối</h2>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>[[khác]]</p>",
        "<p>Xem [[nhiệm vụ]] sau.</p>",
        "<ul><li><p>[[nhiệm vụ]]</p></li></ul>",
        "<p>Hết.</p>",
    ],
)
def test_other_text_stays_as_it_was_typed(html):
    assert marks.expanded(html, {"nhiệm vụ": TABLE}) == html


def test_marks_that_would_be_printed_as_they_stand_are_told_once():
    html = "<p>[[chỉ tiêu]]</p><p>[[chỉ tiêu]]</p><p>Xem [[nhiệm vụ]].</p><p>[[nhiệm vụ]]</p>"

    assert marks.missing(html, {"nhiệm vụ": TABLE}) == [
        "Chỗ đánh dấu “[[nhiệm vụ]]” phải đứng riêng một đoạn, không nằm trong bảng.",
        "Chỗ “[[chỉ tiêu]]” chưa có gì để in. Hãy ghi chỉ tiêu, hoặc xóa chỗ ấy.",
    ]
    assert marks.missing("<p>[[nhiệm vụ]]</p>", {"nhiệm vụ": TABLE}) == []
    assert marks.missing("<p>Không có chỗ nào.</p>", {}) == []


def test_paper_and_annexes_are_composed_with_what_stands_behind_the_marks(ward, today):
    document = factories.DocumentFactory(
        issuer=ward.party, is_draft=True, body="<p>[[nhiệm vụ]]</p>", inserts={"nhiệm vụ": TABLE}
    )
    annex = factories.DocumentAnnexFactory(document=document, body="<p>[[nhiệm vụ]]</p>")

    paper = compose(document, PaperLayout(), annexes=[annex], today=today)

    assert (paper.body_html, paper.annexes[0].body_html) == (TABLE, TABLE)


def test_paper_tells_marks_and_what_its_rows_lack(ward, formats):
    document = factories.DocumentFactory(
        issuer=ward.party,
        is_draft=True,
        body="<p>[[nhiệm vụ]]</p>",
        signer_post="Bí thư",
        signer_name="Phạm Thị Mai",
        insert_gaps=["Chưa có nhiệm vụ."],
    )

    assert document.missing_for(None) == [
        "Chỗ “[[nhiệm vụ]]” chưa có gì để in. Hãy ghi nhiệm vụ, hoặc xóa chỗ ấy.",
        "Chưa có nhiệm vụ.",
    ]


def test_saving_the_text_keeps_what_was_put_behind_the_marks_meanwhile(ward, officer):
    document = factories.DocumentFactory(issuer=ward.party, is_draft=True, body="<p>[[nhiệm vụ]]</p>")
    type(document).objects.update(inserts={"nhiệm vụ": TABLE}, insert_gaps=["Thiếu."])

    document.write(by=officer)

    document.refresh_from_db()
    assert (document.inserts, document.insert_gaps) == ({"nhiệm vụ": TABLE}, ["Thiếu."])
