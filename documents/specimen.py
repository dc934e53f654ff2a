"""A specimen of each family's paper, to see what a figure does before it is saved."""

from documents.paper import Annex, Paper
from documents.profiles import PaperLayout
from organizations.models import Unit

BODY = """
<h2>{section} Mục đích, yêu cầu</h2>
<p>Đoạn văn mẫu để xem giãn dòng, thụt đầu dòng và khoảng cách giữa các đoạn; đoạn này đủ dài để chiếm
hơn một dòng trên trang giấy.</p>
<h3>{subsection} Yêu cầu</h3>
<p>Sát với tình hình từng khu phố.</p>
<table><tbody><tr><th>TT</th><th>Nội dung</th></tr>
<tr><td><p>1</p></td><td><p>Chữ trong bảng</p></td></tr></tbody></table>
<p>Đề nghị các đơn vị thực hiện</p>
"""
# (lines above, lines of the issuer, number, archive), as wards print them (domain/01 §1.2, §1.5, §1.6).
HEADS = {
    "party": (("Đảng bộ quận …",), ("Đảng ủy phường …",), "05-KH/ĐU", "Đảng ủy"),
    "front": (("Ủy ban MTTQ Việt Nam phường …",), ("Ban Thường trực",), "05/KH-MTTQ-BTT", "MTTQ"),
    "administrative": (("Ủy ban nhân dân quận …",), ("Ủy ban nhân dân phường …",), "05/KH-UBND", "VP"),
    "youth": ((), ("BCH Đoàn phường …",), "05-KH/ĐTN", "VP"),
    "union": (("Liên đoàn Lao động …",), ("Công đoàn phường …",), "05/KH-CĐ", "CĐ"),
    "women": (("Hội Liên hiệp Phụ nữ Việt Nam", "phường …"), ("Ban Thường vụ",), "05/KH-BTV", "HPN"),
    "farmers": ((), ("Hội Nông dân phường …",), "05/KH-HND", "HND"),
    "veterans": ((), ("Hội Cựu chiến binh phường …",), "05/KH-CCB", "CCB"),
}


def specimen(layout: PaperLayout, family: str) -> Paper:
    """A plan of an imagined ward in `layout`, with a table, recipients, a signature and an annex."""
    superior, issuer, number, archive = HEADS[Unit.FormatFamily(family)]
    title = "về việc xem thử thể thức văn bản"
    return Paper(
        layout=layout,
        title=title,
        superior=superior,
        issuer=issuer,
        number=f"{layout.number_prefix}{number}",
        place_date="Phường …, ngày 05 tháng 02 năm 2026",
        type_name="Kế hoạch",
        abstract=title,
        basis=("Căn cứ Chương trình của cấp trên", "Căn cứ tình hình thực tế của phường"),
        body_html=BODY.format(section=layout.section_label, subsection=layout.subsection_label),
        recipients=("Cấp trên (để báo cáo)", "Các đơn vị trực thuộc"),
        archive=f"{layout.archive_prefix}{archive}",
        authority=f"{layout.collective_mark}Ban Thường vụ",
        post="Phó Bí thư" if family in {"party", "youth"} else "Phó Chủ tịch",
        signer="Nguyễn Văn A",
        annexes=(Annex(layout.annex_word, "Biểu mẫu", f"(Kèm theo Kế hoạch số {number})", "<p>…</p>"),),
    )
