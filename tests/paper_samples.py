"""Papers of every shape, with every kind of block, for the tests of their faces."""

import io

from PIL import Image

from documents.docx import render_docx
from documents.known_profiles import FRONT, PARTY, STATE, YOUTH
from documents.paper import Annex, Paper, Shape

LONG = (
    "Tuyên truyền sâu rộng trong cán bộ, đảng viên và Nhân dân về mục đích, ý nghĩa của phong trào; nêu gương"
    " người tốt, việc tốt, phê phán những việc làm chưa đúng, gắn với nhiệm vụ chính trị của từng chi bộ"
)
ROWS = "".join(
    f"<tr><td><p>{n}</p></td><td><p>Việc thứ {n}</p></td><td><p>Quý I</p></td></tr>" for n in range(1, 4)
)
TABLE = (
    '<table><caption>Bảng phân công</caption><thead><tr><th rowspan="2" data-colwidth="60"><p>TT</p></th>'
    '<th colspan="2" data-colwidth="340,200"><p>Công việc</p></th></tr>'
    f"<tr><th><p>Nội dung</p></th><th><p>Thời gian</p></th></tr></thead><tbody>{ROWS}</tbody></table>"
)
BODY = (
    f"<h2>I- Mục đích, yêu cầu</h2><p>Quán triệt <strong>sâu sắc</strong> <em>chỉ thị</em>. {LONG}.</p>"
    f"<h3>1- Yêu cầu</h3><ul><li><p>Sát thực tế</p><ul><li><p>Khu phố 1</p></li></ul></li></ul>"
    f"<ol><li><p>Bước một</p></li><li><p>Bước hai</p></li></ol><h4>a) Phân công</h4>{TABLE}"
    f"<p>{LONG}.</p><p>Đề nghị các chi bộ thực hiện</p>"
)
FIGURE = '<figure><img src="hinh:bieudo" alt="Biểu đồ ba cột"><figcaption>Tiến độ</figcaption></figure>'


def picture(width=1600, height=400, format_name="PNG") -> bytes:
    store = io.BytesIO()
    Image.new("RGB", (width, height), "#0a6").save(store, format_name)
    return store.getvalue()


def paper(layout=PARTY, **told) -> Paper:
    usual = {
        "layout": layout,
        "title": "Kế hoạch số 19-KH/ĐU về việc học tập",
        "superior": ("Đảng bộ quận 10",),
        "issuer": ("Đảng ủy Phường 6",),
        "number": f"{layout.number_prefix}19-KH/ĐU",
        "place_date": "Phường 6, ngày 25 tháng 4 năm 2016",
        "type_name": "Kế hoạch",
        "abstract": "về việc học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh trong Đảng bộ",
        "basis": ("Căn cứ Chỉ thị 05-CT/TW, ngày 15/5/2016", "Căn cứ Chương trình 12-CTr/QU"),
        "body_html": BODY,
        "recipients": ("Quận ủy (để báo cáo)", "Các chi bộ"),
        "archive": f"{layout.archive_prefix}Đảng ủy",
        "authority": f"{layout.collective_mark}Đảng ủy",
        "post": "Phó Bí thư",
        "signer": "Nguyễn Văn A",
    }
    return Paper(**{**usual, **told})


# What a superior sends down, as a ward's plan makes it concrete.
PROGRAMME = paper(
    superior=("Đảng bộ thành phố",),
    issuer=("Ban Chấp hành Đảng bộ quận",),
    number="Số 31-CTr/QU",
    place_date="Quận 10, ngày 14 tháng 9 năm 2017",
    type_name="Chương trình",
    abstract="nâng cao chất lượng sinh hoạt của Ban công tác Mặt trận và các chi hội ở khu phố",
    basis=("Căn cứ Chương trình số 12-CTr/QU, ngày 17/02/2016 của Ban Chấp hành Đảng bộ quận",),
    body_html="<h2>I- Nhiệm vụ</h2><p>Các đảng ủy phường xây dựng kế hoạch trước ngày 30/9/2017.</p>",
    recipients=("Các đảng ủy phường",),
    authority="T/M BAN CHẤP HÀNH",
    post="PHÓ BÍ THƯ",
    signer="Trần Văn Bình",
)


def annex(label="Phụ lục I", **told) -> Annex:
    return Annex(
        label, "Danh mục nhiệm vụ", "(Kèm theo Kế hoạch số 19-KH/ĐU)", f"<p>{LONG}.</p>{TABLE}", **told
    )


SAMPLES = {
    "party": paper(
        body_html=BODY + FIGURE + "<p>Hết</p>", annexes=(annex(is_landscape=True), annex("Phụ lục II"))
    ),
    "letter": paper(
        FRONT,
        shape=Shape.LETTER,
        superior=("Ủy ban MTTQ Việt Nam Phường 6",),
        issuer=("Ban Thường trực",),
        type_name="",
        abstract="Về việc phối hợp tổ chức Ngày hội",
        addressees=("Chi bộ khu phố 1", "Hội Liên hiệp Phụ nữ phường"),
        urgency="Khẩn",
        is_internal=True,
    ),
    "minutes": paper(
        shape=Shape.MINUTES, type_name="Biên bản", place_date="", secretary="Trần Thị B", is_sample=True
    ),
    "submission": paper(
        YOUTH,
        type_name="Tờ trình",
        addressees=("Đảng ủy Phường 6",),
        address_word="Kính trình",
        is_draft=True,
    ),
    "state": paper(
        STATE, unsure_note="Số đo chưa rõ nguồn.", annexes=(annex(is_landscape=True),), is_draft=True
    ),
}


def files_in(folder) -> dict:
    """{name: path} of the samples as Word files, written to `folder`."""
    made = {name: folder / f"{name}.docx" for name in SAMPLES}
    for name, path in made.items():
        path.write_bytes(render_docx(SAMPLES[name], pictures={"bieudo": picture()}))
    return made
