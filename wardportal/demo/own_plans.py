"""A sample plan that the Front has begun to make 19-KH/ĐU concrete, with something missing yet."""

from datetime import date

from documents.models import Document, DocumentLink, DocumentType
from plans.models import Plan, PlanOutline, Task
from wardportal.demo.facts import Ward

OUTLINE = "Kế hoạch có chỉ tiêu, nhiệm vụ"
# (title, product, due date or rhythm, kind of the branches it is given to or "")
WORK = (
    (
        "Mỗi Ban công tác Mặt trận chọn một việc khó của khu phố để vận động nhân dân cùng làm",
        "Biên bản họp dân, kết quả thực hiện",
        date(2018, 6, 30),
        "front",
    ),
    (
        "Gửi nội dung định hướng sinh hoạt cho khu phố trước ngày 5",
        "Nội dung sinh hoạt",
        "hằng tháng",
        "front",
    ),
    ("Tập hợp ý kiến nhân dân trước kỳ họp Hội đồng nhân dân", "Bản tổng hợp ý kiến", date(2018, 6, 15), ""),
)


def create(ward: Ward, accounts) -> None:
    """The draft of the Front with its tasks, one of which nobody has yet; in one transaction."""
    by, front, superior = accounts["front"], ward.units["front"], ward.plans["19"].document
    paper = Document(
        locality=ward.locality,
        issuer=front,
        doc_type=DocumentType.objects.get(family=front.format_family, abbreviation="KH"),
        symbol=front.symbol,
        abstract="Thực hiện Kế hoạch số 19-KH/ĐU của Đảng ủy phường trong năm 2018",
        basis=superior.as_basis,
        body=PlanOutline.objects.get(locality=None, name=OUTLINE).body,
        recipients="Thường trực Đảng ủy (để b/c)\nBan Công tác Mặt trận 8 khu phố",
        is_sample=True,
    )
    paper.write(by=by)
    DocumentLink.tie(paper, superior, DocumentLink.Kind.IMPLEMENTS, by=by)
    plan = Plan(document=paper, starts_on=date(2018, 1, 1), ends_on=date(2018, 12, 31))
    plan.write(by=by)
    for order, (title, product, when, kind) in enumerate(WORK, start=1):
        is_dated = isinstance(when, date)
        task = Task(
            locality=ward.locality,
            plan=plan,
            order=order,
            title=title,
            lead_unit=front,
            product=product,
            due_on=when if is_dated else None,
            rhythm="" if is_dated else when,
            is_sample=True,
        )
        task.save()
        task.record_edit(by=by, before={})
        if kind:
            task.assign(ward.branches(kind), by=by)
