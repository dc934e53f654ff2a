"""Papers, their formats, files and jobs."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from documents.models import (
    Attachment,
    CommitteeTerm,
    Document,
    DocumentAnnex,
    DocumentLink,
    DocumentType,
    FormatProfile,
    RenderJob,
    UploadedPaper,
)
from documents.old_papers import OldPaper
from organizations.models import Unit
from tests.factories.organizations import LocalityFactory, UnitFactory


class DocumentTypeFactory(DjangoModelFactory):
    class Meta:
        model = DocumentType
        django_get_or_create = ["family", "name"]

    name = "Kế hoạch"
    abbreviation = "KH"
    family = Unit.FormatFamily.PARTY
    order = 1


class FormatProfileFactory(DjangoModelFactory):
    class Meta:
        model = FormatProfile
        django_get_or_create = ["family", "valid_from"]

    family = Unit.FormatFamily.PARTY
    name = "Hướng dẫn số 11-HD/VPTW, ngày 28/5/2004"
    valid_from = date(2004, 5, 28)
    layout = {}


class CommitteeTermFactory(DjangoModelFactory):
    class Meta:
        model = CommitteeTerm

    unit = factory.SubFactory(UnitFactory)
    name = "2015 – 2020"
    starts_on = date(2015, 7, 1)
    ends_on = date(2020, 6, 30)


class DocumentFactory(DjangoModelFactory):
    """An issued plan paper; a draft with `state="draft", number=None, issued_on=None`."""

    class Meta:
        model = Document

    class Params:
        is_draft = factory.Trait(state=Document.State.DRAFT, number=None, issued_on=None)

    issuer = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("issuer.locality")
    doc_type = factory.SubFactory(DocumentTypeFactory)
    number = factory.Sequence(lambda n: n + 19)
    symbol = "ĐU"
    issued_on = date(2016, 4, 25)
    abstract = factory.LazyAttribute(lambda it: f"Nâng cao chất lượng sinh hoạt đoàn thể, đợt {it.number}")
    state = Document.State.ISSUED


class DocumentLinkFactory(DjangoModelFactory):
    class Meta:
        model = DocumentLink

    source = factory.SubFactory(DocumentFactory)
    target = factory.SubFactory(DocumentFactory, issuer=factory.SelfAttribute("..source.issuer"))
    kind = DocumentLink.Kind.IMPLEMENTS


class DocumentAnnexFactory(DjangoModelFactory):
    class Meta:
        model = DocumentAnnex

    document = factory.SubFactory(DocumentFactory, is_draft=True)
    order = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda it: f"Danh sách đợt {it.order}")


class AttachmentFactory(DjangoModelFactory):
    """A picture in a paper's text."""

    class Meta:
        model = Attachment

    document = factory.SubFactory(DocumentFactory)
    kind = Attachment.Kind.PICTURE
    key = factory.Sequence(lambda n: f"{n:032x}")
    name = "tọa đàm.png"
    content_type = "image/png"
    size = 95
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file = factory.django.ImageField(width=40, height=30, format="PNG")
    description = "Các đại biểu dự tọa đàm"
    is_free_of_secrets = True


class UploadedPaperFactory(DjangoModelFactory):
    """A Word file in which nothing was recognized."""

    class Meta:
        model = UploadedPaper

    locality = factory.SubFactory(LocalityFactory)
    name = "ke-hoach.docx"
    file = factory.django.FileField(data=b"PK", filename="ke-hoach.docx")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    recognized = factory.LazyFunction(lambda: {**OldPaper().to_json(), "original_html": "<p>Kế hoạch</p>"})


class RenderJobFactory(DjangoModelFactory):
    class Meta:
        model = RenderJob

    class Params:
        is_done = factory.Trait(
            state=RenderJob.State.DONE,
            percent=100,
            attempts=1,
            started_at=factory.LazyFunction(timezone.now),
            finished_at=factory.LazyFunction(timezone.now),
            file=factory.django.FileField(data=b"%PDF-1.7\n", filename="bao-cao.pdf"),
        )
        is_failed = factory.Trait(
            state=RenderJob.State.FAILED,
            attempts=3,
            finished_at=factory.LazyFunction(timezone.now),
            reason="Máy kết xuất đã dừng giữa chừng 3 lần.",
        )

    locality = factory.SubFactory(LocalityFactory)
    title = "Báo cáo quý III/2017 về kết quả thực hiện Kế hoạch số 19-KH/ĐU"
    task_name = "reports.jobs.render_plan_quarter"
    content_hash = factory.Sequence(lambda n: f"{n:064x}")
    filename = "bao-cao-quy-3-2017.pdf"
