"""Sample papers, one for each family and each kind of paper, written and issued by the portal's own verbs.

None of them is in the news item; each says "dữ liệu mẫu" on its first page. The ward's own papers of 2016
get a sample text until the ward has brought in the signed one.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from documents.models import CommitteeTerm, Document, DocumentAnnex, DocumentType
from wardportal.demo.facts import NEIGHBOURHOODS, Ward
from wardportal.demo.own_plans import SUMMER
from wardportal.demo.sample_data import WORK_19
from wardportal.text import MISSING

TEXTS = Path(__file__).parent / "texts"
# How the sample text of a real paper begins.
SAMPLE_TEXT = "<p>Dữ liệu mẫu;"
TERM_BEGINS, YOUTH_TERM_BEGINS = date(2015, 7, 1), date(2017, 6, 1)
# Symbols that no source gives; the papers below need one.
SAMPLE_SYMBOLS = {"women": "HPN", "farmers": "HND", "veterans": "CCB", "union": "CĐ"}


@dataclass(frozen=True)
class SamplePaper:
    """What is written, and how far it has come: issued on `issued_on`, submitted, or a draft."""

    issuer: str
    type_name: str
    abstract: str
    body: str
    authority: str
    post: str
    signer: str
    issued_on: date | None = None
    is_submitted: bool = False
    addressees: str = ""
    basis: str = ""
    recipients: str = ""
    secretary: str = ""
    urgency: str = ""
    annexes: tuple[tuple[str, str, bool], ...] = ()


def _text(name, **words) -> str:
    """A text of the folder texts, in the restricted HTML of documents.content."""
    return (TEXTS / f"{name}.html").read_text().format(**words).strip()


def _plan_body(who, labels="I. II. III."):
    one, two, three = labels.split()
    return _text("plan", who=who, one=one, two=two, three=three)


def _wide_table():
    head = "".join(f"<th>Khu phố {n}</th>" for n in range(1, NEIGHBOURHOODS + 1))
    rows = "".join(
        f"<tr><td><p>{what}</p></td>{'<td></td>' * NEIGHBOURHOODS}</tr>"
        for what in ("Số hội viên", "Hình thức tập hợp mới", "Buổi sinh hoạt")
    )
    table = f"<table><tbody><tr><th>Nội dung</th>{head}</tr>{rows}</tbody></table>"
    return f"<p>Các khu phố điền theo mẫu:</p>{table}"


SAMPLES = (
    SamplePaper(
        "bureau",
        "Giấy mời",
        "dự Hội nghị tọa đàm giải pháp nâng cao chất lượng hoạt động của Mặt trận và các đoàn thể",
        _text("invitation"),
        "T/M Ban Thường vụ",
        "Phó Bí thư Thường trực",
        "Phạm Thị Mai",
        issued_on=date(2017, 8, 10),
        addressees="Ban Thường trực Ủy ban MTTQ phường\nBan Chấp hành các đoàn thể phường\nCấp ủy 8 chi bộ",
        recipients="Thường trực Đảng ủy",
    ),
    SamplePaper(
        "bureau",
        "Thông báo",
        "kết luận Hội nghị tọa đàm ngày 17/8/2017",
        _text("notice"),
        "T/M Ban Thường vụ",
        "Phó Bí thư Thường trực",
        "Phạm Thị Mai",
        issued_on=date(2017, 8, 21),
        recipients="Ủy ban MTTQ và các đoàn thể phường\n8 chi bộ khu phố",
    ),
    SamplePaper(
        "party",
        "Biên bản",
        "Hội nghị tọa đàm giải pháp nâng cao chất lượng hoạt động của Mặt trận và các đoàn thể",
        _text("minutes"),
        "",
        "Phó Bí thư Thường trực",
        "Phạm Thị Mai",
        secretary="Nguyễn Thị Bích",
        is_submitted=True,
    ),
    SamplePaper(
        "party",
        "Tờ trình",
        "về lịch làm việc định kỳ với Mặt trận và các đoàn thể",
        _text("submission"),
        "T/M Khối vận",
        "Trưởng Khối",
        "Phạm Thị Mai",
        is_submitted=True,
        addressees="Ban Thường vụ Đảng ủy Phường 6",
    ),
    SamplePaper(
        "front",
        "Công văn",
        "gửi nội dung sinh hoạt quý IV năm 2017",
        _text("letter"),
        "TM. Ban Thường trực",
        "Chủ tịch",
        "Nguyễn Văn An",
        issued_on=date(2017, 9, 5),
        addressees="Ban Công tác Mặt trận 8 khu phố",
        recipients="Thường trực Đảng ủy (để b/c)",
        urgency="KHẨN",
    ),
    SamplePaper(
        "front",
        "Kế hoạch",
        "Định hướng nội dung sinh hoạt cho Ban Công tác Mặt trận khu phố",
        _plan_body("Ban Thường trực Ủy ban MTTQ Việt Nam Phường 6"),
        "TM. Ban Thường trực",
        "Chủ tịch",
        "Nguyễn Văn An",
        issued_on=date(2017, 9, 6),
        basis="Căn cứ Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 của Đảng ủy Phường 6",
        recipients="Thường trực Đảng ủy (để b/c)\nBan Công tác Mặt trận 8 khu phố",
        annexes=(("Biểu tổng hợp theo khu phố", _wide_table(), True),),
    ),
    SamplePaper(
        "youth",
        "Kế hoạch",
        SUMMER,
        _plan_body("Ban Chấp hành Đoàn Phường 6", "I- II- III-"),
        "TM. Ban Chấp hành",
        "Bí thư",
        "Trần Quốc Bảo",
        issued_on=date(2017, 6, 12),
        recipients="Thường trực Đảng ủy (để b/c)\nChi đoàn 8 khu phố",
    ),
    SamplePaper(
        "youth",
        "Kế hoạch",
        "Phát triển đoàn viên mới quý IV năm 2017",
        _plan_body("Ban Chấp hành Đoàn Phường 6", "I- II- III-"),
        "TM. Ban Chấp hành",
        "Bí thư",
        "Trần Quốc Bảo",
        issued_on=date(2017, 9, 8),
        recipients="Thường trực Đảng ủy (để b/c)\nChi đoàn 8 khu phố",
    ),
    *(
        SamplePaper(
            key,
            "Kế hoạch",
            "Đa dạng hóa hình thức tập hợp hội viên ở khu phố",
            _plan_body(who),
            f"TM. {authority}",
            "Chủ tịch",
            "Người ký (dữ liệu mẫu)",
            recipients="Thường trực Đảng ủy (để b/c)\n8 khu phố",
            annexes=(("Mẫu ghi của khu phố", "<p>Mỗi khu phố ghi một trang.</p>", False),),
        )
        for key, who, authority in (
            ("women", "Ban Thường vụ Hội LHPN Phường 6", "Ban Thường vụ"),
            ("farmers", "Hội Nông dân Phường 6", "Ban Thường vụ"),
            ("veterans", "Hội Cựu chiến binh Phường 6", "Ban Thường vụ"),
            ("union", "Công đoàn Phường 6", "Ban Thường vụ"),
        )
    ),
)


def create(ward: Ward, accounts) -> None:
    """The sample papers of the ward, and the sample text of its two plans; in one transaction."""
    for key, symbol in SAMPLE_SYMBOLS.items():
        ward.units[key].symbol = symbol
        ward.units[key].save()
    _terms(ward)
    _sample_texts(ward)
    for sample in SAMPLES:
        _written(ward, accounts, sample)


def _terms(ward):
    """Who numbers by term needs one; no source says when those of the Union and the cells began."""
    terms = {"youth": ("2017 – 2022", YOUTH_TERM_BEGINS)}
    terms |= {f"cell-{n}": ("2015 – 2020", TERM_BEGINS) for n in range(1, NEIGHBOURHOODS + 1)}
    CommitteeTerm.objects.bulk_create(
        CommitteeTerm(unit=ward.units[key], name=name, starts_on=begins, is_sample=True)
        for key, (name, begins) in terms.items()
    )


def _sample_texts(ward):
    for plan in ward.plans.values():
        paper = plan.document
        paper.body = _text_of_plan()
        paper.signing_authority, paper.signer_post = "T/M Đảng ủy", MISSING
        paper.recipients = "Ban Thường vụ Quận ủy\nỦy ban MTTQ và các đoàn thể phường\n8 chi bộ khu phố"
        paper.fix_paper()
        paper.save()


def _text_of_plan() -> str:
    rows = "".join(
        f'<tr><td><p style="text-align: center">{order}</p></td>'
        f"<td><p>{work.title}</p></td><td><p>{work.product or ''}</p></td></tr>"
        for order, work in enumerate(WORK_19, start=1)
    )
    return _text("ward_plan", missing=MISSING, rows=rows)


def _written(ward, accounts, sample):
    issuer = ward.units[sample.issuer]
    writer = accounts["office"] if sample.issuer in {"party", "bureau"} else accounts[sample.issuer]
    paper = Document(
        locality=ward.locality,
        issuer=issuer,
        doc_type=DocumentType.objects.get(family=issuer.format_family, name=sample.type_name),
        symbol=issuer.symbol,
        abstract=sample.abstract,
        addressees=sample.addressees,
        basis=sample.basis,
        body=sample.body,
        recipients=sample.recipients,
        signing_authority=sample.authority,
        signer_post=sample.post,
        signer_name=sample.signer,
        secretary_name=sample.secretary,
        urgency=sample.urgency,
        is_sample=True,
    )
    paper.write(by=writer)
    for order, (title, body, is_landscape) in enumerate(sample.annexes, start=1):
        DocumentAnnex.objects.create(
            document=paper, order=order, title=title, body=body, is_landscape=is_landscape
        )
    if sample.is_submitted or sample.issued_on:
        paper.submit(by=writer, is_free_of_secrets=True)
    if sample.issued_on:
        paper.issue(by=writer, is_free_of_secrets=True, issued_on=sample.issued_on)
