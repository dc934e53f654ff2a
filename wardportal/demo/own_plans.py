"""Sample plans of the organizations: one the Front has begun, something missing yet; one that is over."""

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

# The Union's plan that is over, and the branches that carried it out.
SUMMER = "Hoạt động hè năm 2017 cho thiếu nhi trên địa bàn phường"
SUMMER_BRANCHES = ("youth-1", "youth-2", "youth-6")


def create(ward: Ward, accounts) -> None:
    """The Front's draft and the Youth Union's closed plan; in one transaction."""
    _draft(ward, accounts)
    _closed(ward, accounts)


def _closed(ward, accounts):
    """Last summer's plan of the Youth Union, done and closed; its paper is one of papers.py."""
    by, youth = accounts["youth"], ward.units["youth"]
    paper = Document.objects.get(issuer=youth, abstract=SUMMER)
    plan = Plan(document=paper, starts_on=date(2017, 6, 15), ends_on=date(2017, 8, 31))
    plan.write(by=by)
    task = Task(
        locality=ward.locality,
        plan=plan,
        order=1,
        title="Tổ chức sinh hoạt hè cho thiếu nhi khu phố",
        lead_unit=youth,
        product="Số buổi sinh hoạt",
        due_on=date(2017, 8, 15),
        is_sample=True,
    )
    task.save()
    task.record_edit(by=by, before={})
    given = task.assign([ward.units[key] for key in SUMMER_BRANCHES], by=by, on=plan.starts_on)
    for key, assignment in zip(SUMMER_BRANCHES, given, strict=True):
        assignment.report(
            by=accounts[key],
            percent=100,
            text="Đã sinh hoạt đủ các buổi.",
            on=date(2017, 8, 14),
            is_sample=True,
        )
    plan.close(by=by, reason="Đã tổng kết hoạt động hè.", on=date(2017, 8, 31))


def _draft(ward, accounts):
    """The draft with its tasks, one of which nobody has yet."""
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
