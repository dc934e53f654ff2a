import io
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from django.core.exceptions import ValidationError
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from PIL import Image

from documents.old_papers import Found, OldPaper, read_docx
from documents.uploads import BROKEN

pytestmark = pytest.mark.once


def put(paragraph, text, *, font="", bold=False, italic=False, align=None):
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if font:
        run.font.name = font
    paragraph.alignment = align
    return paragraph


def cell(table, column, lines, font=""):
    """Fill one cell of a head or a signature; lines beginning with "!" are bold."""
    place = table.cell(0, column)
    for number, line in enumerate(lines):
        paragraph = place.paragraphs[0] if not number else place.add_paragraph()
        put(paragraph, line.lstrip("!"), bold=line.startswith("!"), font=font, align=ALIGN.CENTER)


def data_of(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def at(text, value=None):
    return Found(text if value is None else value, text)


# --- A plan of the Party, 2016, with its head in a table ------------------------------------------


@pytest.fixture(scope="module")
def party():
    document = docx.Document()
    head = document.add_table(1, 2)
    cell(head, 0, ["ĐẢNG BỘ QUẬN 3", "!ĐẢNG ỦY PHƯỜNG 6", "*", "Số 19 - KH/ĐU"])
    cell(head, 1, ["!ĐẢNG CỘNG SẢN VIỆT NAM", "", "Phường 6, ngày 25 tháng 4 năm 2016"])
    put(document.add_paragraph(), "KẾ HOẠCH", bold=True, align=ALIGN.CENTER)
    put(document.add_paragraph(), "thực hiện Chương trình số 12-CTr/QU", bold=True, align=ALIGN.CENTER)
    put(document.add_paragraph(), "về nếp sống văn minh đô thị", bold=True, align=ALIGN.CENTER)
    put(document.add_paragraph(), "-----", align=ALIGN.CENTER)
    document.add_paragraph("- Căn cứ Chương trình số 12-CTr/QU, ngày 05/02/2016 của Quận ủy;")
    document.add_paragraph("Căn cứ tình hình của phường,")
    document.add_paragraph("Đảng ủy phường xây dựng kế hoạch như sau:")
    put(document.add_paragraph(), "I- MỤC ĐÍCH", bold=True)
    put(document.add_paragraph(), "1- Yêu cầu", bold=True)
    paragraph = document.add_paragraph("Làm ")
    put(paragraph, "tốt", bold=True)
    put(paragraph, " và ")
    put(paragraph, "<đúng>", italic=True)
    document.add_paragraph("- Khu phố 1;")
    document.add_paragraph("- Khu phố 2.")
    document.add_paragraph("Một", style="List Number")
    table = document.add_table(2, 3)
    for number, text in enumerate(["Việc", "Ai", "Khi nào"]):
        put(table.cell(0, number).paragraphs[0], text, bold=True)
    table.cell(1, 0).merge(table.cell(1, 1)).text = "Chung"
    table.cell(1, 2).text = "Quý II"
    signing = document.add_table(1, 2)
    cell(signing, 0, ["Nơi nhận:", "- Ban Thường vụ Quận ủy;", "- Các chi bộ;", "- Lưu Đảng ủy."])
    cell(signing, 1, ["!T/M ĐẢNG ỦY", "BÍ THƯ", "", "(đã ký)", "", "!Nguyễn Văn An"])
    return read_docx(data_of(document))


def test_head_of_a_party_plan_is_recognized(party):
    assert (party.family, party.number, party.place, party.date) == (
        at("ĐẢNG CỘNG SẢN VIỆT NAM", "party"),
        at("Số 19 - KH/ĐU", "19-KH/ĐU"),
        at("Phường 6, ngày 25 tháng 4 năm 2016", "Phường 6"),
        at("Phường 6, ngày 25 tháng 4 năm 2016", "2016-04-25"),
    )
    assert party.superior == at("ĐẢNG BỘ QUẬN 3", ("ĐẢNG BỘ QUẬN 3",))
    assert party.issuer == at("ĐẢNG ỦY PHƯỜNG 6", ("ĐẢNG ỦY PHƯỜNG 6",))


def test_title_and_basis_of_a_party_plan_are_recognized(party):
    lines = "thực hiện Chương trình số 12-CTr/QU", "về nếp sống văn minh đô thị"
    basis = (
        "Căn cứ Chương trình số 12-CTr/QU, ngày 05/02/2016 của Quận ủy;",
        "Căn cứ tình hình của phường,",
    )

    assert party.type_name == at("KẾ HOẠCH", "Kế hoạch")
    assert party.abstract == Found(" ".join(lines), "\n".join(lines))
    assert party.basis == Found(basis, f"- {basis[0]}\n{basis[1]}")


def test_signature_and_recipients_of_a_party_plan_are_recognized(party):
    assert (party.authority, party.post, party.signer) == (
        at("T/M ĐẢNG ỦY"),
        at("BÍ THƯ"),
        at("Nguyễn Văn An"),
    )
    assert party.recipients == Found(
        ("Ban Thường vụ Quận ủy", "Các chi bộ"), "- Ban Thường vụ Quận ủy;\n- Các chi bộ;"
    )
    assert party.archive == at("- Lưu Đảng ủy.", "Lưu Đảng ủy")


def test_text_of_a_party_plan_becomes_restricted_html(party):
    assert party.body_html == (
        "<p>Đảng ủy phường xây dựng kế hoạch như sau:</p>"
        "<h2>I- MỤC ĐÍCH</h2><h3>1- Yêu cầu</h3>"
        "<p>Làm <strong>tốt</strong> và <em>&lt;đúng&gt;</em></p>"
        "<ul><li><p>Khu phố 1;</p></li><li><p>Khu phố 2.</p></li></ul>"
        "<ol><li><p>Một</p></li></ol>"
        "<table><tbody><tr><th><p><strong>Việc</strong></p></th><th><p><strong>Ai</strong></p></th>"
        "<th><p><strong>Khi nào</strong></p></th></tr>"
        '<tr><td colspan="2"><p>Chung</p></td><td><p>Quý II</p></td></tr></tbody></table>'
    )
    assert (party.annex_html, party.notes, party.conversions) == ("", (), ())


# --- A letter of the Front, with tabs ------------------------------------------------------------


@pytest.fixture(scope="module")
def letter():
    document = docx.Document()
    for left, right in [
        ("ỦY BAN MTTQ VIỆT NAM PHƯỜNG 6", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("!BAN THƯỜNG TRỰC", "!Độc lập - Tự do - Hạnh phúc"),
        ("Số: 249/MTTQ-BTT", "Phường 6, ngày 31 tháng 2 năm 2017"),
    ]:
        paragraph = put(document.add_paragraph(), left.lstrip("!"), bold=left.startswith("!"))
        put(paragraph, "\t" + right.lstrip("!"), bold=right.startswith("!"))
    document.add_paragraph("V/v vận động Quỹ “Vì người nghèo”")
    put(document.add_paragraph(), "Kính gửi: Các Ban Công tác Mặt trận", align=ALIGN.CENTER)
    document.add_paragraph("Đề nghị các ban thực hiện./.")
    picture = io.BytesIO()
    Image.new("RGB", (5, 5)).save(picture, "PNG")
    document.add_picture(picture)
    put(document.add_paragraph("Nơi nhận:\t"), "TM. BAN THƯỜNG TRỰC", bold=True)
    put(document.add_paragraph("- Như trên;\t"), "CHỦ TỊCH", bold=True)
    document.add_paragraph("- Lưu: VT, MTTQ.")
    put(document.add_paragraph("\t"), "", bold=True)
    put(document.add_paragraph("\t"), "Trần Thị Bé", bold=True)
    document.add_paragraph("PHỤ LỤC")
    return read_docx(data_of(document))


def test_letter_with_tabs_is_recognized(letter):
    date_line = "Phường 6, ngày 31 tháng 2 năm 2017"

    assert letter.number == at("Số: 249/MTTQ-BTT", "249/MTTQ-BTT")
    assert letter.superior == at("ỦY BAN MTTQ VIỆT NAM PHƯỜNG 6", ("ỦY BAN MTTQ VIỆT NAM PHƯỜNG 6",))
    assert letter.issuer == at("BAN THƯỜNG TRỰC", ("BAN THƯỜNG TRỰC",))
    assert (letter.place, letter.type_name) == (at(date_line, "Phường 6"), None)
    assert letter.abstract == at("V/v vận động Quỹ “Vì người nghèo”")
    assert (letter.authority, letter.post) == (at("TM. BAN THƯỜNG TRỰC"), at("CHỦ TỊCH"))
    assert letter.recipients == at("- Như trên;", ("Như trên",))
    assert letter.archive == at("- Lưu: VT, MTTQ.", "Lưu: VT, MTTQ")


def test_letter_keeps_its_text_and_what_stands_behind_the_signature(letter):
    assert letter.addressees == Found(("Các Ban Công tác Mặt trận",), "Kính gửi: Các Ban Công tác Mặt trận")
    assert letter.body_html == "<p>Đề nghị các ban thực hiện./.</p>"
    assert letter.signer == at("Trần Thị Bé")
    assert letter.annex_html == "<p>PHỤ LỤC</p>"


def test_impossible_date_and_picture_are_noted_not_guessed(letter):
    assert letter.date is None
    assert letter.notes == (
        "Dòng “Phường 6, ngày 31 tháng 2 năm 2017” ghi một ngày không có thật. Hãy xem lại ngày văn bản.",
        "Văn bản có 1 hình chưa được đưa vào nội dung. Hãy chèn lại hình nếu cần.",
        "Phần sau chữ ký được tách riêng. Hãy xem có phải phụ lục không.",
    )


# --- Old fonts ------------------------------------------------------------------------------------


def test_vni_plan_is_read_by_the_font_of_its_style():
    document = docx.Document()
    document.styles["Normal"].font.name = "VNI-Times"
    head = document.add_table(1, 2)
    cell(head, 0, ["ÑAÛNG BOÄ QUAÄN 3", "!ÑAÛNG UÛY PHÖÔØNG 6", "Soá 25-KH/ÑU"])
    cell(head, 1, ["!ÑAÛNG COÄNG SAÛN VIEÄT NAM", "Phöôøng 6, ngaøy 05 thaùng 02 naêm 2016"])
    put(document.add_paragraph(), "KEÁ HOAÏCH", bold=True, align=ALIGN.CENTER)
    put(document.add_paragraph(), "veà nhaø ôû", bold=True, align=ALIGN.CENTER)
    # Word cuts words wherever it was saved; a letter and its sign may be apart.
    paragraph = document.add_paragraph("Vie")
    paragraph.add_run("ät Nam")

    paper = read_docx(data_of(document))

    assert paper.number == at("Số 25-KH/ĐU", "25-KH/ĐU")
    assert paper.date == at("Phường 6, ngày 05 tháng 02 năm 2016", "2016-02-05")
    assert paper.issuer == at("ĐẢNG ỦY PHƯỜNG 6", ("ĐẢNG ỦY PHƯỜNG 6",))
    assert (paper.type_name, paper.abstract) == (at("KẾ HOẠCH", "Kế hoạch"), at("về nhà ở"))
    assert (paper.body_html, paper.notes) == ("<p>Việt Nam</p>", ())
    assert paper.conversions[0] == ("ÑAÛNG BOÄ QUAÄN 3", "ĐẢNG BỘ QUẬN 3")
    assert paper.conversions[-1] == ("Vieät Nam", "Việt Nam")


def test_tcvn3_plan_is_read_by_the_fonts_of_its_runs():
    document = docx.Document()
    head = document.add_table(1, 2)
    cell(head, 0, ["!§¶ng ñy ph\u00adêng 6"], font=".VnTimeH")
    put(head.cell(0, 0).add_paragraph(), "Sè 07-KH/§U", font=".VnTime")
    cell(head, 1, ["!§¶ng céng s¶n ViÖt Nam"], font=".VnTimeH")
    put(
        head.cell(0, 1).add_paragraph(),
        "Ph\u00adêng 6, ngµy 27 th¸ng 5 n¨m 2005",
        font=".VnTime",
        italic=True,
    )
    put(document.add_paragraph(), "KÕ ho¹ch", font=".VnTimeH", bold=True, align=ALIGN.CENTER)
    put(document.add_paragraph(), "vÒ nhµ ë", font=".VnTime", bold=True, align=ALIGN.CENTER)
    put(document.add_paragraph(), "Thùc hiÖn NghÞ quyÕt.", font=".VnTime")

    paper = read_docx(data_of(document))

    assert (paper.number, paper.issuer, paper.superior) == (
        at("Số 07-KH/ĐU", "07-KH/ĐU"),
        at("ĐẢNG ỦY PHƯỜNG 6", ("ĐẢNG ỦY PHƯỜNG 6",)),
        None,
    )
    assert paper.date == at("Phường 6, ngày 27 tháng 5 năm 2005", "2005-05-27")
    assert (paper.type_name, paper.abstract) == (at("KẾ HOẠCH", "Kế hoạch"), at("về nhà ở"))
    assert paper.body_html == "<p>Thực hiện Nghị quyết.</p>"


def test_old_text_in_a_font_that_does_not_tell_is_only_noted():
    document = docx.Document()
    document.add_paragraph("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam")

    paper = read_docx(data_of(document))

    assert paper == OldPaper(
        body_html="<p>Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam</p>",
        notes=(
            "Chữ có vẻ theo bảng mã VNI-Windows nhưng phông chữ không nói rõ, nên chưa chuyển. "
            "Hãy đặt đúng phông VNI hoặc .VnTime cho đoạn ấy trong Word rồi tải lên lại.",
        ),
    )


# --- What is not a paper --------------------------------------------------------------------------


def test_nothing_is_recognized_in_mere_text():
    document = docx.Document()
    document.add_paragraph("Hôm nay trời đẹp, theo Kế hoạch số 19-KH/ĐU ngày 25 tháng 4 năm 2016.")
    document.add_heading("Một tiêu đề", 1)
    document.add_paragraph("Số người dự: 20 người.")

    assert read_docx(data_of(document)) == OldPaper(
        body_html="<p>Hôm nay trời đẹp, theo Kế hoạch số 19-KH/ĐU ngày 25 tháng 4 năm 2016.</p>"
        "<h2>Một tiêu đề</h2><p>Số người dự: 20 người.</p>"
    )


def test_draft_has_no_number():
    document = docx.Document()
    head = document.add_table(1, 2)
    cell(head, 0, ["!ĐẢNG ỦY PHƯỜNG 6", "Số      -KH/ĐU"])
    cell(head, 1, ["!ĐẢNG CỘNG SẢN VIỆT NAM", "Phường 6, ngày      tháng 4 năm 2016"])

    paper = read_docx(data_of(document))

    assert (paper.number, paper.date) == (None, None)
    assert paper.issuer == at("ĐẢNG ỦY PHƯỜNG 6", ("ĐẢNG ỦY PHƯỜNG 6",))


def test_odd_number_is_kept_as_written():
    document = docx.Document()
    document.add_paragraph("Số: 364/CV.BCH")
    put(document.add_paragraph(), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)

    assert read_docx(data_of(document)).number == at("Số: 364/CV.BCH", "364/CV.BCH")


def test_rows_that_are_merged_downwards_keep_their_height():
    document = docx.Document()
    table = document.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Hai dòng"
    for number in range(3):
        table.cell(number, 1).text = str(number)
    table.cell(2, 0).text = "Cuối"

    assert read_docx(data_of(document)).body_html == (
        '<table><tbody><tr><td rowspan="2"><p>Hai dòng</p></td><td><p>0</p></td></tr>'
        "<tr><td><p>1</p></td></tr><tr><td><p>Cuối</p></td><td><p>2</p></td></tr></tbody></table>"
    )


def test_deleted_words_stay_deleted():
    document = docx.Document()
    paragraph = document.add_paragraph("Giữ ")
    gone = paragraph.add_run("bỏ")._r
    deleted = paragraph._p.makeelement(qn("w:del"), {})
    paragraph._p.replace(gone, deleted)
    deleted.append(gone)

    assert read_docx(data_of(document)).body_html == "<p>Giữ</p>"


def with_part(name, content):
    """A real Word file with one part replaced."""
    buffer = io.BytesIO()
    document = io.BytesIO(data_of(docx.Document()))
    with ZipFile(document) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return buffer.getvalue()


def test_hostile_and_broken_files_are_refused():
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    with pytest.raises(ValidationError, match="Tệp này có khai báo XML"):
        read_docx(with_part("word/document.xml", laughs))
    with pytest.raises(ValidationError, match="Tệp này bung ra quá lớn"):
        read_docx(with_part("word/document.xml", bytes(20 * 1024 * 1024)))
    with pytest.raises(ValidationError) as caught:
        read_docx(with_part("word/document.xml", b"<w:document"))
    assert caught.value.message == BROKEN
    with pytest.raises(ValidationError, match="Tệp này không phải tệp Word"):
        read_docx(b"%PDF-1.7")


# --- Minutes and letters --------------------------------------------------------------------------


def minutes_of(left, right):
    document = docx.Document()
    head = document.add_table(1, 2)
    cell(head, 0, ["ĐẢNG BỘ PHƯỜNG 6", "!CHI BỘ KHU PHỐ 3", "*", "Số 04-BB/CB"])
    cell(head, 1, ["!ĐẢNG CỘNG SẢN VIỆT NAM"])
    put(document.add_paragraph(), "BIÊN BẢN", bold=True, align=ALIGN.CENTER)
    put(document.add_paragraph(), "họp chi bộ tháng 8", bold=True, align=ALIGN.CENTER)
    document.add_paragraph("Thư ký: đồng chí Lê Thị Bích Đào.")
    signing = document.add_table(1, 2)
    cell(signing, 0, left)
    cell(signing, 1, right)
    return read_docx(data_of(document))


@pytest.mark.parametrize(
    ("left", "right"),
    [("!NGƯỜI GHI BIÊN BẢN", "!CHỦ TRÌ HỘI NGHỊ"), ("!THƯ KÝ", "!CHỦ TỌA")],
)
def test_both_signatures_of_minutes_are_recognized(left, right):
    paper = minutes_of([left, "", "!Lê Thị Bích Đào"], [right, "", "(đã ký)", "!Trần Văn Hòa"])

    assert (paper.secretary, paper.signer) == (at("Lê Thị Bích Đào"), at("Trần Văn Hòa"))
    assert paper.body_html == "<p>Thư ký: đồng chí Lê Thị Bích Đào.</p>"


def test_signature_of_minutes_without_a_name_is_not_guessed():
    paper = minutes_of(["!THƯ KÝ", "", "(đã ký)"], ["!CHỦ TỌA", "BÍ THƯ", "", "!Trần Văn Hòa"])

    assert (paper.secretary, paper.signer, paper.post) == (None, at("Trần Văn Hòa"), None)


@pytest.mark.parametrize(
    ("lines", "bodies"),
    [
        (["Kính gửi: Quận ủy."], ("Quận ủy",)),
        (
            ["Kính trình:", "- Ban Thường vụ;", "- Thường trực Đảng ủy."],
            ("Ban Thường vụ", "Thường trực Đảng ủy"),
        ),
        (["Kính gửi:"], None),
    ],
)
def test_addressees_of_a_letter_are_recognized(lines, bodies):
    document = docx.Document()
    head = document.add_table(1, 2)
    cell(head, 0, ["!ĐẢNG ỦY PHƯỜNG 6", "*", "Số 12-CV/ĐU"])
    cell(head, 1, ["!ĐẢNG CỘNG SẢN VIỆT NAM", "Phường 6, ngày 18 tháng 8 năm 2017"])
    for line in lines:
        document.add_paragraph(line)
    document.add_paragraph("Đảng ủy phường báo cáo như sau.")

    paper = read_docx(data_of(document))

    assert paper.addressees == (bodies and Found(bodies, "\n".join(lines)))
    kept = "" if bodies else f"<p>{lines[0]}</p>"
    assert paper.body_html == f"{kept}<p>Đảng ủy phường báo cáo như sau.</p>"
