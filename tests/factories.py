"""One factory per model; what hangs together (locality, line, plan) agrees without being told."""

from datetime import date, datetime, time

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from activities.models import (
    Difficulty,
    Gathering,
    GoodPractice,
    Guidance,
    GuidanceFile,
    GuidanceReceipt,
    Movement,
    MovementItem,
    Opinion,
    Recommendation,
    Supervision,
)
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
from indicators.models import Indicator, IndicatorValue
from meetings.models import (
    AgendaItem,
    Attendance,
    Conclusion,
    Meeting,
    MeetingKind,
    MeetingSeries,
    NewsItem,
    Proposal,
)
from organizations.models import (
    AuditEntry,
    Line,
    Locality,
    Neighbourhood,
    Person,
    Post,
    PostHolding,
    Reminder,
    Unit,
    User,
)
from organizations.permissions import Role
from plans.models import (
    Assignment,
    Evidence,
    Extension,
    Occurrence,
    Plan,
    PlanOutline,
    ProgressEntry,
    Target,
    Task,
    UploadedSheet,
)
from reports.models import Review, ReviewContribution

PASSWORD = "thu-nghiem-2017"

PEOPLE = [
    "Nguyễn Thị Ánh Tuyết",
    "Trần Văn Hòa",
    "Lê Thị Bích Đào",
    "Phạm Quốc Dũng",
    "Võ Thị Ngọc Ẩn",
    "Đặng Hữu Phước",
    "Huỳnh Thị Mỹ Ý",
    "Bùi Thế Ưng",
]


class LocalityFactory(DjangoModelFactory):
    class Meta:
        model = Locality

    name = factory.Sequence(lambda n: f"Phường {n + 101}")
    place_name = factory.SelfAttribute("name")
    superior_name = "Ban Chấp hành Đảng bộ quận"


class NeighbourhoodFactory(DjangoModelFactory):
    class Meta:
        model = Neighbourhood

    locality = factory.SubFactory(LocalityFactory)
    order = factory.Sequence(lambda n: n + 1)
    name = factory.LazyAttribute(lambda it: f"Khu phố {it.order}")
    short_name = factory.LazyAttribute(lambda it: f"KP {it.order}")


class LineFactory(DjangoModelFactory):
    class Meta:
        model = Line
        django_get_or_create = ["code"]

    code = "phu-nu"
    name = "Phụ nữ"
    order = 4


class UnitFactory(DjangoModelFactory):
    """A body of the ward; one of a neighbourhood where `neighbourhood` is given."""

    class Meta:
        model = Unit

    locality = factory.Maybe(
        "neighbourhood",
        yes_declaration=factory.SelfAttribute("neighbourhood.locality"),
        no_declaration=factory.SubFactory(LocalityFactory),
    )
    line = factory.SubFactory(LineFactory)
    neighbourhood = None
    level = factory.LazyAttribute(
        lambda it: Unit.Level.NEIGHBOURHOOD if it.neighbourhood else Unit.Level.WARD
    )
    name = factory.Sequence(lambda n: f"Câu lạc bộ Gia đình hạnh phúc số {n + 1}")
    short_name = factory.LazyAttribute(lambda it: it.name[:60])


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    locality = factory.SubFactory(LocalityFactory)
    full_name = factory.Sequence(lambda n: PEOPLE[n % len(PEOPLE)])


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post
        django_get_or_create = ["unit", "name"]

    unit = factory.SubFactory(UnitFactory)
    name = factory.Sequence(lambda n: f"Ủy viên thứ {n + 1}")


class PostHoldingFactory(DjangoModelFactory):
    class Meta:
        model = PostHolding

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(PersonFactory, locality=factory.SelfAttribute("..post.unit.locality"))


class UserFactory(DjangoModelFactory):
    """An account; `role`, `unit` (a new one by default) and `post_name` say which post its person holds."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        unit = factory.SubFactory(UnitFactory)
        role = Role.READER
        post_name = factory.LazyAttribute(lambda it: Role(it.role).label if it.role else "Ủy viên")
        full_name = factory.Sequence(lambda n: PEOPLE[n % len(PEOPLE)])

    username = factory.Sequence(lambda n: f"can.bo.{n + 1}")
    password = factory.django.Password(PASSWORD)
    locality = factory.SelfAttribute("unit.locality")
    person = factory.SubFactory(
        PersonFactory,
        locality=factory.SelfAttribute("..locality"),
        full_name=factory.SelfAttribute("..full_name"),
    )

    holding = factory.RelatedFactory(
        PostHoldingFactory,
        person=factory.SelfAttribute("..person"),
        post__unit=factory.SelfAttribute("...unit"),
        post__name=factory.SelfAttribute("...post_name"),
        post__role=factory.SelfAttribute("...role"),
    )


class AuditEntryFactory(DjangoModelFactory):
    class Meta:
        model = AuditEntry

    locality = factory.SubFactory(LocalityFactory)
    by_label = "Nguyễn Thị Ánh Tuyết"
    action = "sửa nhiệm vụ"
    target_type = "plans.task"
    target_id = factory.Sequence(lambda n: n + 1)
    target_label = "Phát triển đoàn viên mới"
    before = {"thời hạn": "2017-09-15"}
    after = {"thời hạn": "2017-09-30"}
    labels = ["thời hạn"]


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("unit.locality")
    text = "Đề nghị đồng chí báo tiến độ."
    link = factory.Sequence(lambda n: f"/ke-hoach/{n + 1}/")
    sent_on = date(2017, 9, 18)
    sent_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..unit"))


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


class PlanOutlineFactory(DjangoModelFactory):
    """An outline that every ward knows; a ward's own with `locality`."""

    class Meta:
        model = PlanOutline

    abbreviation = "KH"
    name = factory.Sequence(lambda n: f"Kế hoạch mẫu {n + 1}")
    body = "<h2>Mục đích</h2><p>Viết ở đây.</p><h2>Nhiệm vụ</h2><p>[[nhiệm vụ]]</p>"


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    document = factory.SubFactory(DocumentFactory)
    starts_on = date(2016, 4, 25)
    ends_on = date(2020, 12, 31)


class IndicatorFactory(DjangoModelFactory):
    """A count that is summed; `is_pair`, `is_ratio` (members of all, at the last month), `is_text`."""

    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    class Params:
        is_pair = factory.Trait(kind="pair", measure_unit="cuộc", second_unit="lượt người")
        is_ratio = factory.Trait(
            kind="ratio",
            aggregation="ratio_of_last",
            measure_unit="hội viên",
            second_unit="phụ nữ từ 18 tuổi",
            is_share=True,
        )
        is_text = factory.Trait(kind="text", aggregation="listed", measure_unit="")

    locality = factory.SubFactory(LocalityFactory)
    order = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda it: f"chi-so-{it.order}")
    name = factory.LazyAttribute(lambda it: f"Số hội viên mới, đợt {it.order}")
    measure_unit = "hội viên"
    aggregation = "sum"

    @factory.post_generation
    def lines(self, create, given, **_):
        if given:
            self.lines.set(given)


class IndicatorValueFactory(DjangoModelFactory):
    """A row as it stands; `IndicatorValue.enter(…)` is what also leaves a trace."""

    class Meta:
        model = IndicatorValue

    class Params:
        is_accepted = factory.Trait(
            state=IndicatorValue.State.ACCEPTED,
            accepted_at=factory.LazyFunction(timezone.now),
            accepted_by=factory.SelfAttribute("entered_by"),
        )

    indicator = factory.SubFactory(IndicatorFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..indicator.locality"))
    year = 2017
    month = 8
    value = 3
    entered_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..unit"))


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    plan = factory.SubFactory(PlanFactory)
    order = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda it: f"Phát triển hội viên mới, đợt {it.order}")
    indicator = factory.SubFactory(
        IndicatorFactory, locality=factory.SelfAttribute("..plan.document.locality")
    )
    value = 24
    period = "2017"


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    plan = factory.SubFactory(PlanFactory)
    locality = factory.SelfAttribute("plan.document.locality")
    order = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda it: f"Tổ chức sinh hoạt chuyên đề lần {it.order}")
    lead_unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..locality"))
    due_on = date(2017, 9, 30)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    task = factory.SubFactory(TaskFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..task.locality"))


class OccurrenceFactory(DjangoModelFactory):
    class Meta:
        model = Occurrence

    task = factory.SubFactory(TaskFactory, due_on=None, rhythm="hằng tháng")
    due_on = date(2017, 9, 30)
    label = factory.LazyAttribute(lambda it: f"tháng {it.due_on.month}/{it.due_on.year}")


class ExtensionFactory(DjangoModelFactory):
    """Asked for by the unit, and not answered yet."""

    class Meta:
        model = Extension

    assignment = factory.SubFactory(AssignmentFactory)
    old_due_on = date(2017, 9, 15)
    new_due_on = date(2017, 10, 15)
    reason = "Hội trường đang sửa, tháng sau mới họp được."
    asked_by = factory.SubFactory(UserFactory)


class ProgressEntryFactory(DjangoModelFactory):
    """A row of history only; `assignment.report(…)` is what also moves the assignment's figure."""

    class Meta:
        model = ProgressEntry

    assignment = factory.SubFactory(AssignmentFactory)
    reported_on = date(2017, 9, 12)
    percent = 40
    text = "Đã họp chi hội, thống nhất thành lập nhóm giúp nhau phát triển kinh tế."
    entered_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..assignment.unit"))


class EvidenceFactory(DjangoModelFactory):
    """A photo beside what a unit said."""

    class Meta:
        model = Evidence

    entry = factory.SubFactory(ProgressEntryFactory)
    is_photo = True
    key = factory.Sequence(lambda n: f"{n:032x}")
    name = "ra mắt nhóm.jpg"
    content_type = "image/jpeg"
    size = 825
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file = factory.django.ImageField(width=40, height=30, format="JPEG")
    thumbnail = factory.django.ImageField(width=8, height=6, format="JPEG")
    width = 40
    height = 30


class UploadedSheetFactory(DjangoModelFactory):
    """A spreadsheet of progress with nothing in it."""

    class Meta:
        model = UploadedSheet

    plan = factory.SubFactory(PlanFactory)
    subject = "tien-do"
    name = "tien-do.xlsx"
    rows = []
    letters = {}
    versions = {}
    uploaded_by = factory.SubFactory(UserFactory)


class MovementFactory(DjangoModelFactory):
    class Meta:
        model = Movement

    locality = factory.SubFactory(LocalityFactory)
    name = "3 đồng hành, 5 phối hợp"


class MovementItemFactory(DjangoModelFactory):
    class Meta:
        model = MovementItem

    movement = factory.SubFactory(MovementFactory)
    group = "đồng hành"
    order = factory.Sequence(lambda n: n + 1)
    text = "[cần bổ sung]"


class GatheringFactory(DjangoModelFactory):
    """A club of a branch; `lead_unit` must be one of a neighbourhood."""

    class Meta:
        model = Gathering

    lead_unit = factory.SubFactory(UnitFactory, neighbourhood=factory.SubFactory(NeighbourhoodFactory))
    locality = factory.SelfAttribute("lead_unit.locality")
    neighbourhood = factory.SelfAttribute("lead_unit.neighbourhood")
    kind = Gathering.Kind.CLUB
    name = factory.Sequence(lambda n: f"Câu lạc bộ Gia đình hạnh phúc, nhóm {n + 1}")
    founded_on = date(2016, 10, 20)
    member_count = 32


class GoodPracticeFactory(DjangoModelFactory):
    class Meta:
        model = GoodPractice

    movement = factory.SubFactory(MovementFactory, locality=factory.SelfAttribute("..unit.locality"))
    unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("unit.locality")
    kind = GoodPractice.Kind.MODEL
    title = factory.Sequence(lambda n: f"Tổ phụ nữ khu nhà trọ số {n + 1}")
    text = "Chủ nhà trọ mời chị em đến sinh hoạt mỗi tháng một lần."


class GuidanceFactory(DjangoModelFactory):
    """A draft for September 2017; `guidance.send(…)` sends it."""

    class Meta:
        model = Guidance

    issuer = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("issuer.locality")
    month = date(2017, 9, 1)
    title = factory.Sequence(lambda n: f"Sinh hoạt chi hội chuyên đề {n + 1}")
    text = "Sinh hoạt về phòng cháy trong nhà trọ.\nBáo kết quả trước ngày 25."


class GuidanceReceiptFactory(DjangoModelFactory):
    class Meta:
        model = GuidanceReceipt

    guidance = factory.SubFactory(GuidanceFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..guidance.locality"))


class GuidanceFileFactory(DjangoModelFactory):
    class Meta:
        model = GuidanceFile

    guidance = factory.SubFactory(GuidanceFactory)
    key = factory.Sequence(lambda n: f"{n:032x}")
    name = "chương trình.pdf"
    content_type = "application/pdf"
    size = 8
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file = factory.django.FileField(data=b"%PDF-1.7", filename="chuong-trinh.pdf")
    is_free_of_secrets = True


class SupervisionFactory(DjangoModelFactory):
    class Meta:
        model = Supervision

    lead_unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("lead_unit.locality")
    kind = Supervision.Kind.SUPERVISION
    form = Supervision.Form.TEAM
    title = factory.Sequence(lambda n: f"Việc cấp thẻ bảo hiểm y tế, đợt {n + 1}")
    subject_name = "Ủy ban nhân dân phường"
    held_on = date(2017, 8, 10)


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = Recommendation

    supervision = factory.SubFactory(SupervisionFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = "Niêm yết danh sách ở điểm sinh hoạt khu phố."
    addressee = factory.SelfAttribute("supervision.subject_name")
    due_on = date(2017, 9, 30)


class OpinionFactory(DjangoModelFactory):
    class Meta:
        model = Opinion

    unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("unit.locality")
    neighbourhood = factory.SelfAttribute("unit.neighbourhood")
    noted_on = date(2017, 9, 12)
    theme = "vệ sinh môi trường"
    text = "Rác để lâu ở đầu hẻm chưa được thu gom."
    times = 5


class DifficultyFactory(DjangoModelFactory):
    class Meta:
        model = Difficulty

    class Params:
        is_answered = factory.Trait(
            state=Difficulty.State.ANSWERED,
            answer="Phường sẽ làm việc với Ban Giám hiệu trường tiểu học để mượn hội trường.",
            answered_on=date(2017, 9, 15),
            answered_at=factory.LazyFunction(timezone.now),
            answered_by=factory.SelfAttribute("raised_by"),
        )

    unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("unit.locality")
    text = "Khu phố chưa có nơi sinh hoạt cho hội viên."
    raised_on = date(2017, 9, 11)
    raised_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..unit"))


class ReviewFactory(DjangoModelFactory):
    """A row as it stands; `Review.begin(…)` is what also makes its paper and asks the units."""

    class Meta:
        model = Review
        skip_postgeneration_save = True

    document = factory.SubFactory(DocumentFactory, is_draft=True)
    kind = Review.Kind.ONE_YEAR
    starts_on = date(2016, 4, 25)
    ends_on = date(2017, 7, 31)
    words_due_on = date(2017, 9, 25)

    @factory.post_generation
    def plans(self, create, given, **_):
        if given:
            self.plans.set(given)


class ReviewContributionFactory(DjangoModelFactory):
    class Meta:
        model = ReviewContribution

    review = factory.SubFactory(ReviewFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..review.document.locality"))


class MeetingKindFactory(DjangoModelFactory):
    class Meta:
        model = MeetingKind
        django_get_or_create = ("locality", "name")

    locality = None
    name = "Tọa đàm"


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    host_unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("host_unit.locality")
    kind = factory.SubFactory(MeetingKindFactory)
    title = factory.Sequence(lambda n: f"Nâng cao chất lượng sinh hoạt chi hội, lần {n + 1}")
    place = "Hội trường phường"
    starts_at = timezone.make_aware(datetime(2017, 8, 17, 8, 0))  # noqa: DTZ001 – made aware at once


class NewsItemFactory(DjangoModelFactory):
    class Meta:
        model = NewsItem

    locality = factory.SubFactory(LocalityFactory)
    title = "Tọa đàm giải pháp nâng cao chất lượng hoạt động"
    text = "Ngày 17/8/2017, Đảng ủy Phường 6 tổ chức tọa đàm.\n\nHội nghị thống nhất bốn giải pháp."


class MeetingSeriesFactory(DjangoModelFactory):
    class Meta:
        model = MeetingSeries

    host_unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("host_unit.locality")
    kind = factory.SubFactory(MeetingKindFactory, name="Giao ban")
    title = "Giao ban Khối vận"
    place = "Phòng họp Đảng ủy"
    begins = time(7, 30)
    rule = "FREQ=MONTHLY;BYMONTHDAY=15"
    starts_on = date(2017, 9, 1)
    count = 12


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    order = 1
    title = "Thảo luận"


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    unit = factory.SelfAttribute("meeting.host_unit")
    post_name = "Chi hội trưởng"
    person_name = factory.Sequence(lambda n: PEOPLE[n % len(PEOPLE)])


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    meeting = factory.SubFactory(MeetingFactory)
    unit = factory.SelfAttribute("meeting.host_unit")
    text = "Cho các chi hội mượn hội trường trường tiểu học vào tối thứ Bảy."
    order = factory.Sequence(lambda n: n + 1)


class ConclusionFactory(DjangoModelFactory):
    class Meta:
        model = Conclusion

    meeting = factory.SubFactory(MeetingFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = "Duy trì định hướng nội dung sinh hoạt hằng tháng cho các chi hội."
