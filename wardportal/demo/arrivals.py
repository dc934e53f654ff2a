"""Sample papers from outside in the incoming register, and sample files beside the ward's own papers."""

from datetime import date

from django.core.files.base import ContentFile

from documents.models import Attachment, Document, DocumentType, IncomingEntry
from wardportal.demo.facts import Ward
from wardportal.demo.work_samples import sample_photo

# Of the superior committee: (number, abstract, date of the paper, day of arrival, unit that handles it).
ARRIVALS = (
    (
        245,
        "báo cáo kết quả thực hiện các kế hoạch nâng cao chất lượng hoạt động của Mặt trận và các đoàn thể",
        date(2017, 9, 11),
        date(2017, 9, 13),
        "office",
    ),
    (251, "cử người dự lớp bồi dưỡng cán bộ Mặt trận khu phố", date(2017, 9, 14), date(2017, 9, 15), "front"),
)


def create(ward: Ward, accounts) -> None:
    """Two arrivals, the stamped copy of a notice and a picture for the review; in one transaction."""
    for arrival in ARRIVALS:
        _arrival(ward, accounts, *arrival)
    papers, by = Document.objects.filter(locality=ward.locality, is_sample=True), accounts["office"]
    notice = papers.get(issuer=ward.units["bureau"], doc_type__name="Thông báo")
    _file(notice, Attachment.Kind.SCAN, "Bản chụp có chữ ký (dữ liệu mẫu).jpg", by=by)
    review = papers.exclude(review=None).get()
    picture = "Hình tọa đàm (dữ liệu mẫu).jpg"
    _file(review, Attachment.Kind.PICTURE, picture, by=by, description="Quang cảnh buổi tọa đàm")


def _arrival(ward, accounts, number, abstract, issued_on, arrived_on, handler):
    superior = ward.units["superior"]
    paper = Document.objects.create(
        locality=ward.locality,
        issuer=superior,
        doc_type=DocumentType.objects.get(family=superior.format_family, name="Công văn"),
        number=number,
        symbol=superior.symbol,
        abstract=abstract,
        issued_on=issued_on,
        state=Document.State.ISSUED,
        is_sample=True,
    )
    entry = IncomingEntry(
        locality=ward.locality, document=paper, arrived_on=arrived_on, handler=ward.units[handler]
    )
    entry.enter(by=accounts["office"])


def _file(paper, kind, name, *, by, description=""):
    photo = sample_photo(paper.pk)
    Attachment(
        document=paper,
        kind=kind,
        name=name,
        content_type=photo.CONTENT_TYPE,
        size=len(photo.content),
        sha256=photo.sha256,
        file=ContentFile(photo.content, name),
        description=description,
        is_free_of_secrets=True,
    ).attach(by=by)
