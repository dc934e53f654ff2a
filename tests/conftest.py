"""The cast and the chain they work on; every test runs on the demo's day, in folders of its own."""

import secrets
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from documents.installing import install_formats
from documents.models import DocumentLink
from meetings import scoring
from organizations.models import AuditOpening, Locality, Neighbourhood, Unit
from organizations.permissions import Role
from plans.models import Assignment
from reports.models import Review
from reports.quarterly import issued_plans
from tests import factories
from tests.servers import forget_messages
from wardportal.celery import app

TODAY = date(2017, 9, 18)


# --- The surroundings -----------------------------------------------------------------------------


def pytest_terminal_summary(terminalreporter):
    """What the browser's stories counted, beside its limit."""
    reports = [report for of_outcome in terminalreporter.stats.values() for report in of_outcome]
    told = [pair for report in reports for pair in getattr(report, "user_properties", ())]
    for words in sorted({words for name, words in told if name == "taps"}):
        terminalreporter.write_line(words)


@pytest.fixture(scope="session", autouse=True)
def _own_queue(tmp_path_factory):
    """Nothing a test rings for reaches a worker of the developer's own portal."""
    if app.conf.broker_url.startswith("filesystem"):
        folder = tmp_path_factory.mktemp("queue")
        (folder / "messages").mkdir()
        (folder / "control").mkdir()
        app.conf.broker_transport_options = {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
        }
    else:
        prefix = f"test_{secrets.token_hex(4)}."
        app.conf.broker_transport_options = {
            **app.conf.broker_transport_options,
            "global_keyprefix": prefix,
        }
    yield
    if app.conf.broker_url.startswith("redis"):
        forget_messages(prefix)


@pytest.fixture(scope="session", autouse=True)
def _emptied_log():
    """Between tests that commit SQLite deletes row by row, which the sealed log would refuse."""
    if connection.vendor != "sqlite":
        yield
        return
    flush = connection.ops.execute_sql_flush
    opening = AuditOpening._meta.db_table

    def flush_opened(statements):
        last = [statement for statement in statements if f'"{opening}"' in statement]
        others = [statement for statement in statements if statement not in last]
        flush([f'INSERT INTO "{opening}" DEFAULT VALUES', *others, *last])

    connection.ops.execute_sql_flush = flush_opened
    yield
    connection.ops.execute_sql_flush = flush


@pytest.fixture
def lost_broker():
    """The broker is a server on a port where nobody listens."""
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    app.conf.update(broker_url="redis://127.0.0.1:1/0", broker_transport_options={})
    app._after_fork()  # forgets its connections
    yield
    app.conf.update(before)
    app._after_fork()


@pytest.fixture(autouse=True)
def _surroundings(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Of this process alone: the suite's other processes would empty a shared one under a test.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    # Static files are asked for by the browser tests alone, from their own server.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def today(settings):
    """The day every test works on: 18/9/2017, as in the demo."""
    settings.BUSINESS_DATE = TODAY
    return TODAY


# --- The ward -------------------------------------------------------------------------------------

LINES = {
    "dang": ("Đảng", 1),
    "mat-tran": ("Mặt trận", 2),
    "doan": ("Đoàn Thanh niên", 3),
    "phu-nu": ("Phụ nữ", 4),
}


@dataclass
class Ward:
    """A locality with its bodies; `cells[3]` is the Party cell of Khu phố 3, and so on."""

    locality: Locality
    superior: Unit
    party: Unit
    front: Unit
    youth: Unit
    women: Unit
    neighbourhoods: dict[int, Neighbourhood] = field(default_factory=dict)
    cells: dict[int, Unit] = field(default_factory=dict)
    front_boards: dict[int, Unit] = field(default_factory=dict)
    youth_branches: dict[int, Unit] = field(default_factory=dict)
    women_branches: dict[int, Unit] = field(default_factory=dict)


def build_ward(name="Phường 6", neighbourhoods=4):
    """A ward with its bodies and the four kinds of branches in each of its neighbourhoods."""
    locality = factories.LocalityFactory(name=name)
    lines = {
        code: factories.LineFactory(code=code, name=label, order=order)
        for code, (label, order) in LINES.items()
    }

    def body(code, unit_name, **fields):
        return factories.UnitFactory(locality=locality, line=lines[code], name=unit_name, **fields)

    party_family = Unit.FormatFamily.PARTY
    superior = body(
        "dang",
        "Ban Chấp hành Đảng bộ quận",
        level=Unit.Level.SUPERIOR,
        symbol="QU",
        format_family=party_family,
    )
    ward = Ward(
        locality=locality,
        superior=superior,
        party=body("dang", f"Đảng ủy {name}", symbol="ĐU", format_family=party_family, parent=superior),
        front=body("mat-tran", f"Ủy ban MTTQ {name}", symbol="MTTQ", format_family=Unit.FormatFamily.FRONT),
        youth=body("doan", f"Đoàn {name}", symbol="ĐTN", format_family=Unit.FormatFamily.YOUTH),
        women=body("phu-nu", f"Hội LHPN {name}", symbol="PN"),
    )
    kinds = [
        (ward.cells, "dang", "Chi bộ", ward.party),
        (ward.front_boards, "mat-tran", "Ban công tác Mặt trận", ward.front),
        (ward.youth_branches, "doan", "Chi đoàn", ward.youth),
        (ward.women_branches, "phu-nu", "Chi hội phụ nữ", ward.women),
    ]
    for n in range(1, neighbourhoods + 1):
        place = ward.neighbourhoods[n] = factories.NeighbourhoodFactory(locality=locality, order=n)
        for branches, code, label, parent in kinds:
            branches[n] = body(code, f"{label} {place.name}", neighbourhood=place, parent=parent)
    return ward


@pytest.fixture
def ward(db):
    """Phường 6 with Khu phố 1 to 4."""
    return build_ward()


@pytest.fixture
def formats(ward):
    """The known formats and types of papers, and the term in which the ward's Party numbers its papers."""
    install_formats()
    return factories.CommitteeTermFactory(unit=ward.party)


@pytest.fixture
def other_ward(db):
    """Phường 7, of which nobody in Phường 6 may learn anything, and the other way round."""
    return build_ward("Phường 7", neighbourhoods=0)


# --- The cast -------------------------------------------------------------------------------------


def member(unit, role, username, full_name, post_name):
    return factories.UserFactory(
        unit=unit, role=role, username=username, full_name=full_name, post_name=post_name
    )


@pytest.fixture
def officer(ward):
    return member(ward.party, Role.PARTY_OFFICE, "vanphong", "Trần Văn Hòa", "Cán bộ Văn phòng Đảng ủy")


@pytest.fixture
def leader(ward):
    return member(
        ward.party,
        Role.STANDING_LEADERSHIP,
        "thuongtruc",
        "Phạm Thị Mai",
        "Phó Bí thư Thường trực Đảng ủy",
    )


@pytest.fixture
def front(ward):
    return member(ward.front, Role.FRONT_LEADER, "mattran", "Võ Thị Ngọc Ẩn", "Chủ tịch Ủy ban MTTQ phường")


@pytest.fixture
def women_head(ward):
    return member(
        ward.women, Role.ORGANIZATION_LEADER, "phunu", "Lê Thị Bích Đào", "Chủ tịch Hội LHPN phường"
    )


@pytest.fixture
def women_kp3(ward):
    return member(
        ward.women_branches[3], Role.BRANCH_LEADER, "chihoi3", "Nguyễn Thị Ánh Tuyết", "Chi hội trưởng"
    )


@pytest.fixture
def women_kp4(ward):
    return member(ward.women_branches[4], Role.BRANCH_LEADER, "chihoi4", "Huỳnh Thị Mỹ Ý", "Chi hội trưởng")


@pytest.fixture
def reader(ward):
    return member(ward.cells[1], Role.READER, "nguoixem", "Bùi Thế Ưng", "Đảng viên")


@pytest.fixture
def admin(ward):
    return member(ward.party, Role.WARD_ADMIN, "quantri", "Đặng Hữu Phước", "Công chức quản trị cổng")


@pytest.fixture
def stranger(other_ward):
    """Does in Phường 7 what `officer` does in Phường 6."""
    return member(
        other_ward.party, Role.PARTY_OFFICE, "vanphong7", "Phạm Quốc Dũng", "Cán bộ Văn phòng Đảng ủy"
    )


@pytest.fixture
def anonymous(db):
    """A client nobody is signed in to."""
    return Client()


@pytest.fixture
def client_of(db):
    """`client_of(officer)` is a client in which that user is signed in."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


# --- The chain: programme → plan → tasks → seminar → solution → report ------------------------------


@pytest.fixture
def programme(ward):
    """12-CTr/QU of the superior."""
    return factories.DocumentFactory(
        issuer=ward.superior,
        doc_type=factories.DocumentTypeFactory(name="Chương trình", abbreviation="CTr"),
        number=12,
        symbol="QU",
        issued_on=date(2016, 2, 17),
        abstract="Tiếp tục đổi mới nội dung, phương thức hoạt động của Mặt trận Tổ quốc và các đoàn thể "
        "trên địa bàn quận (giai đoạn 2015 – 2020)",
    )


@pytest.fixture
def plan(ward, programme, task_of):
    """19-KH/ĐU, issued, with two tasks: one with a due date that has passed, one with a rhythm."""
    document = factories.DocumentFactory(
        issuer=ward.party,
        number=19,
        abstract="Tiếp tục đổi mới nội dung, phương thức hoạt động của Mặt trận Tổ quốc và các đoàn thể "
        "trên địa bàn phường",
    )
    factories.DocumentLinkFactory(source=document, target=programme, kind=DocumentLink.Kind.IMPLEMENTS)
    plan = factories.PlanFactory(document=document)
    task_of(
        plan,
        ward.women_branches.values(),
        title="Mỗi chi hội có ít nhất một hình thức tập hợp mới",
        lead_unit=ward.women,
        due_on=date(2017, 9, 15),
    )
    task_of(
        plan,
        [ward.front, *ward.front_boards.values()],
        title="Duy trì định hướng nội dung sinh hoạt hằng tháng",
        lead_unit=ward.front,
        due_on=None,
        rhythm="hằng tháng",
    )
    return plan


@pytest.fixture
def task_of():
    """`task_of(plan, units, **fields)`: a task of the plan, given to `units`."""

    def build(plan, units, **fields):
        task = factories.TaskFactory(plan=plan, order=plan.tasks.count() + 1, **fields)
        for unit in units:
            factories.AssignmentFactory(task=task, unit=unit)
        return task

    return build


@pytest.fixture
def draft_plan(ward):
    """A plan whose paper is still a draft of the Party committee, with one task."""
    document = factories.DocumentFactory(
        issuer=ward.party, is_draft=True, abstract="Học tập và làm theo tư tưởng, đạo đức Hồ Chí Minh"
    )
    plan = factories.PlanFactory(document=document, starts_on=date(2017, 10, 1))
    factories.TaskFactory(plan=plan, lead_unit=ward.front, title="Sinh hoạt chuyên đề quý IV")
    return plan


@pytest.fixture
def task(plan):
    """The plan's first task: led by the ward's women, given to their branches, due 15/9/2017."""
    return plan.tasks.order_by("order").first()


@pytest.fixture
def rhythm_task(plan):
    """The plan's second task: led by the Front, given to itself and its boards, every month."""
    return plan.tasks.order_by("order").last()


@pytest.fixture
def assignment(task, ward):
    """What the women's branch of Khu phố 3 was given to do."""
    return task.assignments.get(unit=ward.women_branches[3])


@pytest.fixture
def difficulty(ward, task, women_kp3):
    """Raised by the women's branch of Khu phố 3 on the task, and not answered yet."""
    return factories.DifficultyFactory(unit=ward.women_branches[3], task=task, raised_by=women_kp3)


@pytest.fixture
def movement(ward, plan):
    movement = factories.MovementFactory(locality=ward.locality)
    movement.plans.add(plan)
    for group in ["đồng hành", "phối hợp"]:
        factories.MovementItemFactory(movement=movement, group=group)
    return movement


@pytest.fixture
def seminar(ward, plan):
    """The seminar of 17/8/2017 on the plan: two who came, one proposal, one adopted solution."""
    meeting = factories.MeetingFactory(
        host_unit=ward.party,
        kind=factories.MeetingKindFactory(),
        title="Giải pháp nâng cao chất lượng hoạt động của Mặt trận Tổ quốc và các đoàn thể trên địa bàn "
        "phường",
        place="Bãi DIC – Thành phố Vũng Tàu",
        is_hour_known=False,
    )
    meeting.plans.add(plan)
    factories.AttendanceFactory(
        meeting=meeting,
        unit=ward.party,
        post_name="Phó Bí thư Thường trực Đảng ủy",
        person_name="Phạm Thị Mai",
    )
    factories.AttendanceFactory(meeting=meeting, unit=ward.women_branches[3])
    proposal = factories.ProposalFactory(meeting=meeting, unit=ward.women_branches[3])
    conclusion = factories.ConclusionFactory(
        meeting=meeting,
        order=1,
        text="Đa dạng hóa các hình thức tập hợp ở khu phố, tổ dân phố, phát triển và nâng cao chất lượng "
        "đoàn viên, hội viên.",
    )
    conclusion.proposals.add(proposal)
    return meeting


@pytest.fixture
def conclusion(seminar):
    """The seminar's adopted solution, not assigned to anybody yet."""
    return seminar.conclusions.get()


@pytest.fixture
def review(plan, ward, officer):
    """The draft of the one-year review of 19-KH/ĐU; all nine units that work on the plan are asked."""
    factories.DocumentTypeFactory(name="Báo cáo", abbreviation="BC")
    factories.FormatProfileFactory()
    factories.CommitteeTermFactory(unit=ward.party)
    Assignment.objects.update(assigned_on=date(2016, 5, 3))
    return Review.begin(
        by=officer,
        issuer=ward.party,
        plans=[plan],
        kind=Review.Kind.ONE_YEAR,
        starts_on=date(2016, 4, 25),
        ends_on=date(2017, 7, 31),
        words_due_on=date(2017, 9, 25),
    )


@pytest.fixture
def contribution(review, ward):
    """What the women's branch of Khu phố 3 is asked to say for the review."""
    return review.contributions.get(unit=ward.women_branches[3])


@pytest.fixture
def cell_meeting(ward):
    """A meeting of the Party cell of Khu phố 1, whose kind is scored out of 100."""
    kind = factories.MeetingKindFactory(
        name="Sinh hoạt chi bộ",
        minutes_form="cell",
        score_criteria=scoring.SEEN_CRITERIA,
        score_grades=scoring.SEEN_GRADES,
    )
    return factories.MeetingFactory(host_unit=ward.cells[1], kind=kind)


@pytest.fixture
def duty(ward):
    """The women's branches report to their ward organization every month, due on the 18th."""
    return factories.ReportDutyFactory(locality=ward.locality, line=ward.women.line)


@pytest.fixture
def report_round(duty):
    """The women's branches' reports of August 2017, asked for."""
    round_ = factories.RoundFactory(duty=duty)
    round_.ask()
    return round_


@pytest.fixture
def filing(report_round, ward):
    """The report of the women's branch of Khu phố 3 for August 2017."""
    return report_round.filings.get(unit=ward.women_branches[3])


@pytest.fixture
def own_filing(ward):
    """The women's union's own report of quarter III/2017, sent to the Front."""
    duty = factories.ReportDutyFactory(
        locality=ward.locality,
        level="ward",
        unit=ward.women,
        receiver=ward.front,
        period_kind="quarter",
    )
    round_ = factories.RoundFactory(duty=duty, number=3, due_on=date(2017, 9, 20))
    round_.ask()
    return round_.filings.get()


@pytest.fixture
def job(ward, officer):
    """A report of the ward that waits for a worker."""
    return factories.RenderJobFactory(locality=ward.locality, ordered_by=officer)


@pytest.fixture
def failed_job(ward, officer):
    return factories.RenderJobFactory(locality=ward.locality, ordered_by=officer, is_failed=True)


@pytest.fixture
def done_job(job):
    job.take()
    job.finish(b"%PDF-1.7 bao cao")
    job.refresh_from_db()
    return job


@pytest.fixture
def office(client_of, officer):
    return client_of(officer)


# --- What the units said --------------------------------------------------------------------------


@pytest.fixture
def say(officer):
    """`say(task, unit, day, percent, …)`: what the unit said on that day about the task."""

    def build(task, unit, day, percent, **fields):
        return factories.ProgressEntryFactory(
            assignment=task.assignments.get(unit=unit),
            reported_on=day,
            percent=percent,
            entered_by=officer,
            **fields,
        )

    return build


@pytest.fixture
def told(plan, ward, task, rhythm_task, say):
    """Nine assignments of May 2016 in four khu phố: three are finished, three late, three silent."""
    Assignment.objects.update(assigned_on=date(2016, 5, 3))
    task.assignments.filter(unit__in=[ward.women_branches[1], ward.women_branches[2]]).update(
        target_quantity=3
    )
    women, boards = ward.women_branches, ward.front_boards
    say(task, women[1], date(2017, 8, 10), 100, quantity=3, text="Đã lập 3 nhóm")
    say(task, women[2], date(2017, 9, 5), 40, quantity=1, text="Đã lập 1 nhóm")
    say(task, women[2], date(2017, 9, 12), 60, quantity=Decimal("1.5"), text="")
    say(task, women[3], date(2017, 6, 20), 30, text="Đang vận động.")
    say(rhythm_task, ward.front, date(2017, 9, 5), 100, text="Đã gửi nội dung tháng 7, 8, 9.")
    say(rhythm_task, boards[1], date(2017, 9, 1), 40, text="Đã sinh hoạt.")
    say(rhythm_task, boards[2], date(2017, 6, 1), 100, text="Đã xong.")
    say(rhythm_task, boards[4], date(2017, 9, 18), 50, text="Đang làm.")
    # Dated after the business day: nobody knows it yet.
    say(rhythm_task, boards[3], date(2017, 9, 19), 100, text="Sẽ xong.")
    return issued_plans().get(pk=plan.pk)
