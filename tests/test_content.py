"""The text of a paper: what comes in is cut down to the restricted form, and read into blocks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.content import (
    Cell,
    Figure,
    Heading,
    List,
    Paragraph,
    Run,
    Table,
    clean,
    is_wide,
    parse,
)
from documents.content_pictures import keys_in
from documents.content_writing import to_html, to_text
from documents.heading_numbers import renumbered

pytestmark = pytest.mark.once

FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal{color:red}</style></head>
<body lang=VI><!--StartFragment--><p class=MsoNormal align=center style='text-align:center;mso-bidi-font:x'>
<b style='mso-bidi-font-weight:normal'><span style='font-size:14.0pt'>I- MỤC ĐÍCH<o:p></o:p></span></b></p>
<p class=MsoListParagraph style='mso-list:l0 level1'>·&nbsp;&nbsp; Một <i>việc</i></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoTableGrid border=1><tr style='height:1pt'><td width=10><p class=MsoNormal>TT</p></td>
<td><p class=MsoNormal>Nội dung</p></td></tr></table><!--EndFragment--></body></html>"""
FROM_DOCS = """<b style="font-weight:normal;" id="docs-internal-guid">
<p dir="ltr"><span style="font-weight:700">Đậm</span>
<span style="font-style:italic;text-decoration:underline">nghiêng</span></p></b>"""
FROM_EDITOR = (
    '<h2>I- Mục</h2><p style="text-align: center">Giữa <strong>đậm</strong></p>'
    '<ol start="3"><li><p>ba</p><ul><li><p>con</p></li></ul></li></ol>'
    '<table><tbody><tr><th data-colwidth="100"><p>TT</p></th><th data-colwidth="300"><p>Việc</p></th></tr>'
    '<tr><td colspan="2"><p>Chung</p></td></tr></tbody></table>'
    '<figure><img src="hinh:ab12" alt="Tọa đàm"><figcaption>Hình 1</figcaption></figure>'
)


def test_words_litter_goes_and_its_words_stay():
    assert clean(FROM_WORD).html == (
        '<p style="text-align: center"><strong>I- MỤC ĐÍCH</strong></p><p>- Một <em>việc</em></p>'
        "<table><tbody><tr><td><p>TT</p></td><td><p>Nội dung</p></td></tr></tbody></table>"
    )
    assert clean(FROM_WORD).notes == ()


def test_google_docs_bold_is_bold_and_its_wrapper_is_not():
    assert clean(FROM_DOCS).html == "<p><strong>Đậm</strong> <em><u>nghiêng</u></em></p>"


def test_what_the_editor_writes_comes_back_unchanged():
    assert clean(FROM_EDITOR).html == FROM_EDITOR


@pytest.mark.parametrize(
    ("dirty", "html", "note"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>", "Đã bỏ 1 đoạn mã hoặc thành phần chạy được"),
        ('<p onclick="x()">a</p>', "<p>a</p>", "Đã bỏ 1 đoạn mã hoặc thành phần chạy được"),
        ('<p>a<iframe src="//x"></iframe></p>', "<p>a</p>", "Đã bỏ 1 đoạn mã hoặc thành phần chạy được"),
        ('<p>a</p><img src="https://x/y.png">', "<p>a</p>", "Đã bỏ 1 hình lấy từ nơi khác"),
        ('<p>a <img src="data:image/png;base64,AA=="></p>', "<p>a</p>", "Đã bỏ 1 hình lấy từ nơi khác"),
        ('<p>a</p><img src="file:///etc/passwd">', "<p>a</p>", "Đã bỏ 1 hình lấy từ nơi khác"),
        (
            '<p>a<del cite="mailto:A" datetime="2017">b</del></p>',
            "<p>a</p>",
            "Đã bỏ 1 đoạn chữ bị gạch ngang",
        ),
        ("<p>a<s>b</s> c<strike>d</strike></p>", "<p>a c</p>", "Đã bỏ 2 đoạn chữ bị gạch ngang"),
        (
            "<p>a<span style='text-decoration: line-through'>b</span></p>",
            "<p>a</p>",
            "Đã bỏ 1 đoạn chữ bị gạch ngang",
        ),
        ("<p>a<span style='display:none;mso-hide:all'>b</span> c</p>", "<p>a c</p>", "Đã bỏ 1 đoạn chữ ẩn"),
        ("<p style='mso-hide:all'>b</p><p>a</p>", "<p>a</p>", "Đã bỏ 1 đoạn chữ ẩn"),
        ('<p>a</p><div style="VISIBILITY:HIDDEN">b</div>', "<p>a</p>", "Đã bỏ 1 đoạn chữ ẩn"),
        (f"<table><tr>{'<td>a</td>' * 13}</tr></table>", None, "Có 1 bảng quá nhiều cột"),
        ("<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>", None, "Đã chuyển 1 bảng"),
    ],
)
def test_what_is_left_out_is_told(dirty, html, note):
    cleaned = clean(dirty)

    assert html is None or cleaned.html == html
    assert [told.startswith(note) for told in cleaned.notes] == [True]


@pytest.mark.parametrize(
    "attack",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<p style="background:url(https://x)">x</p>',
        "<style>@import 'https://x'</style><p>x</p>",
        "<svg><script>alert(1)</script></svg><p>x</p>",
        "<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mtext></math><p>x</p>",
        '<p>x</p><object data="https://x"></object><link rel=stylesheet href="https://x">',
    ],
)
def test_an_attack_leaves_its_word_alone(attack):
    assert clean(attack).html in {"<p>x</p>"}


def test_text_without_elements_is_a_paragraph_a_line():
    assert clean("Một & hai\n\n  ba ").html == "<p>Một &amp; hai</p><p>ba</p>"
    assert parse("Một\nhai") == (Paragraph((Run("Một"),)), Paragraph((Run("hai"),)))
    assert parse("") == ()


def test_decomposed_letters_are_stored_composed():
    assert clean("<p>Đa\u0309ng u\u0309y</p>").html == "<p>Đảng ủy</p>"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("x" * 2_000_001, "Nội dung dài quá 2 triệu ký tự"), ("<div>" * 10_000 + "x", "Nội dung lồng vào nhau")],
)
def test_what_cannot_be_a_paper_is_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        clean(text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>", "<h1>", "<"]
        ),
        max_size=25,
    ).map(lambda parts: [*parts, "chữ &amp; <br><img src=hinh:a1>", *reversed(parts)])
)
def test_cleaning_again_changes_nothing(parts):
    once = clean("".join(parts))

    again = clean(once.html)

    assert again.html == once.html
    assert not any(note.startswith("Đã") for note in again.notes)


def test_blocks_of_what_the_editor_writes():
    assert parse(FROM_EDITOR) == (
        Heading(2, (Run("I- Mục"),)),
        Paragraph((Run("Giữa "), Run("đậm", bold=True)), "center"),
        List(((Paragraph((Run("ba"),)), List(((Paragraph((Run("con"),)),),))),), is_numbered=True, start=3),
        Table(
            head=((Cell(((Run("TT"),),), is_header=True), Cell(((Run("Việc"),),), is_header=True)),),
            rows=((Cell(((Run("Chung"),),), colspan=2),),),
            widths=(0.25, 0.75),
        ),
        Figure("ab12", "Tọa đàm", (Run("Hình 1"),)),
    )


def test_the_markup_of_the_paper():
    assert to_html(parse(FROM_EDITOR)) == (
        '<h2 class="paper-section">I- Mục</h2><p class="paper-center">Giữa <strong>đậm</strong></p>'
        '<ol start="3"><li><p>ba</p><ul><li><p>con</p></li></ul></li></ol>'
        '<table class="paper-table">'
        '<colgroup><col class="paper-col-w25"><col class="paper-col-w75"></colgroup>'
        '<thead><tr><th scope="col">TT</th><th scope="col">Việc</th></tr></thead>'
        '<tbody><tr><td colspan="2">Chung</td></tr></tbody></table>'
        '<figure><img src="picture:ab12" alt="Tọa đàm"><figcaption>Hình 1</figcaption></figure>'
    )
    assert "<svg>" in to_html(parse(FROM_EDITOR), drawings={"ab12": "<svg></svg>"})
    assert to_html((Paragraph((Run("<b> & "),)),)) == "<p>&lt;b&gt; &amp; </p>"


def test_the_words_alone():
    assert to_text(FROM_EDITOR) == "I- Mục\nGiữa đậm\n3. ba\n- con\nTT | Việc\nChung\nHình 1"
    assert keys_in(clean(FROM_EDITOR).html) == {"ab12"}


def test_a_table_too_wide_for_an_upright_page():
    narrow, wide = (parse(f"<table><tr>{'<td>1</td>' * n}</tr></table>")[0] for n in (12, 13))

    assert (is_wide(narrow), is_wide(wide)) == (False, True)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("I-", "1-", "a)"), ["I- Một", "1- x", "2- y", "a) z", "II- Hai", "1- t"]),
        (("I.", "1.", "a)"), ["I. Một", "1. x", "2. y", "a) z", "II. Hai", "1. t"]),
    ],
)
def test_headings_are_numbered_anew(labels, expected):
    html = "<h2>II. Một</h2><h3>x</h3><h3>7) y</h3><h4>c- z</h4><h2>Hai</h2><h3>t</h3>"

    assert [line.text for block in parse(renumbered(html, labels)) for line in block.runs] == expected
    assert renumbered(renumbered(html, labels), labels) == renumbered(html, labels)


def test_an_article_keeps_its_own_name_and_the_levels_below_begin_anew():
    html = "<h2>I- Một</h2><h3>1- x</h3><h2>Điều 3. Hai</h2><h3>5- y</h3>"

    assert to_text(renumbered(html, ("I-", "1-", "a)"))) == "I- Một\n1- x\nĐiều 3. Hai\n1- y"


@pytest.mark.parametrize(
    ("typed", "numbered"),
    [
        ("19-KH/ĐU được triển khai", "I- 19-KH/ĐU được triển khai"),
        ("1.000 hộ nghèo", "I- 1.000 hộ nghèo"),
        ("19/5: kỷ niệm", "I- 19/5: kỷ niệm"),
        ("C. Mác và Ph. Ăng-ghen", "I- C. Mác và Ph. Ăng-ghen"),
        ("V.I. Lê-nin", "I- V.I. Lê-nin"),
        ("X-quang", "I- X-quang"),
        ("Điều kiện thực hiện", "I- Điều kiện thực hiện"),
        ("Chương trình hành động", "I- Chương trình hành động"),
        ("Phần mềm dùng chung", "I- Phần mềm dùng chung"),
        ("II-TÌNH HÌNH", "I- TÌNH HÌNH"),
        ("II – Tình hình", "I- Tình hình"),
        ("- Tình hình", "I- Tình hình"),
        ("1.1. Tình hình", "I- Tình hình"),
        ("<strong>II-</strong> Tình hình", "I- Tình hình"),
        ("Chương II Quy định", "Chương II Quy định"),
        ("Phần thứ nhất", "Phần thứ nhất"),
    ],
)
def test_numbering_takes_a_label_and_no_word_for_a_label(typed, numbered):
    assert to_text(renumbered(f"<h2>{typed}</h2>", ("I-", "1-", "a)"))) == numbered


@pytest.mark.parametrize(
    ("html", "length"),
    [
        ("<p>" + "<" * 100_000, 400_007),
        ("<p>a" + "<br>" * 100_000 + "b</p>", 400_009),
        ("<!--" * 100_000, 0),
        ("<p " + " on" * 100_000, 0),
    ],
)
def test_a_hostile_text_takes_no_longer_than_its_length(html, length):
    assert len(clean(html).html) == length


def test_unclosed_elements_without_end_are_refused_before_they_are_repaired():
    with pytest.raises(ValueError, match="Nội dung lồng vào nhau"):
        clean("<div>" * 300_000)


def test_signs_nobody_can_see_are_not_stored():
    assert clean("<p>a\x01b&#1;c\u202ed\ud800</p>").html == "<p>abcd</p>"
    assert parse("a\x01b") == (Paragraph((Run("ab"),)),)


def test_words_of_a_form_and_below_a_foreign_picture_stay():
    assert clean("<form><p>Ý kiến</p></form>").html == "<p>Ý kiến</p>"
    assert (
        clean('<figure><img src="https://x/y"><figcaption>Hình 1</figcaption></figure>').html
        == "<p>Hình 1</p>"
    )
    assert clean("<dl><dt>Một</dt><dd>hai</dd></dl>").html == "<p>Một</p><p>hai</p>"


def test_a_script_in_a_comment_is_no_script():
    assert clean("<!-- <script>x</script> --><p>a</p>").notes == ()


def test_a_picture_in_a_cell_is_told_and_one_in_a_list_is_known():
    cleaned = clean('<table><tr><td>a<img src="hinh:a1"></td></tr></table>')

    assert cleaned.html == "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>"
    assert cleaned.notes == ("Đã bỏ 1 hình nằm trong ô của bảng; hãy đặt hình ra ngoài bảng.",)
    assert keys_in(clean('<ul><li>a<img src="hinh:b2"></li></ul>').html) == {"b2"}
