"""A ward that has worked with the portal for years, for measuring: even, and the same at every making.

Persons, texts and figures are invented sample data. Rows are written in bulk, without traces and checks:
what the portal itself would refuse is not made here, the database's own constraints hold.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from activities.models import Difficulty, Guidance, GuidanceReceipt
from documents.models import Attachment, CommitteeTerm, Document, DocumentType
from indicators import known_indicators
from indicators.aggregation import Aggregation, Kind
from indicators.models import Indicator, IndicatorValue
from meetings.models import AgendaItem, Attendance, Conclusion, Meeting, MeetingKind, Remark
from organizations.models import AuditEntry, Locality, Person, PostHolding, Unit, User
from plans.models import Assignment, Plan, ProgressEntry, Task
from reports.models import Filing, FilingVersion, ReportDuty, ReportOutline, Round
from wardportal import dates
from wardportal.dates import Period, PeriodKind
from wardportal.founding import BRANCH_UNITS, MORE_BRANCH_UNITS, furnish
from wardportal.text import fold, name_sort_key

LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
PLACES, PEOPLE, INDICATORS = 8, 400, 20
BODIES = ("front", "youth", "women", "farmers", "veterans", "union", "bloc", "office")
# A year of the ward's work.
PLANS, TASKS_A_PLAN, MEETINGS, ATTENDEES, ATTACHMENTS, TERMS, TRACES = 6, 20, 60, 25, 500, 90, 2000
DIFFICULTIES = 40
BATCH = 2000

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ"]
MIDDLE = ["Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Quốc", "Kim"]
GIVEN = ["Hòa", "Lan", "Phước", "Hạnh", "Dũng", "Mai", "Sơn", "Thảo", "Ân", "Yến", "Đức", "Hương", "Tâm"]
WORK = [
    "Vận động hộ dân tham gia sinh hoạt tổ dân phố",
    "Ra mắt nhóm phụ nữ giúp nhau phát triển kinh tế",
    "Tuyên truyền giữ gìn hẻm xanh, sạch, đẹp",
    "Thăm, tặng quà hộ khó khăn",
    "Phát triển hội viên ở khu nhà trọ",
]
SAID = [
    "Khu phố tổ chức họp tổ dân phố lồng ghép tuyên truyền, nhiều hộ ở trọ đến dự.",
    "Hội viên đi làm ca, khó tập hợp vào buổi tối; chi hội đổi giờ sinh hoạt.",
    "Nhân dân đồng tình, mong được trả lời sớm về việc thoát nước ở đầu hẻm.",
]
SECTIONS = ("tinh-hinh", "tuyen-truyen", "nhiem-vu")


@dataclass
class Large:
    """What the sections hand on to each other; `heads` are the accounts by key of their unit."""

    locality: Locality
    units: dict[str, Unit]
    first_year: int
    years: int
    heads: dict[str, User] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)

    @property
    def branches(self):
        return [unit for key, unit in self.units.items() if key[-1].isdigit()]

    @property
    def reporting(self):
        """The 56 units that report each month: 48 branches and 8 bodies of the ward."""
        return [*self.branches, *(self.units[key] for key in BODIES)]

    def days(self, a_year):
        """`a_year` working hours in each year, evenly spread and never after today."""
        for year in range(self.first_year, self.first_year + self.years):
            for n in range(a_year):
                day = date(year, 1, 2) + timedelta(days=n * 364 // a_year)
                if day <= dates.today():
                    yield n, at_hour(day, 8 + n % 9)


def at_hour(day, hour) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LOCAL_TIME)


def key_of(number) -> UUID:
    return UUID(int=number + 2**100)


def build(*, name, years, password_hash) -> Large:
    """The ward with `years` of work up to today, in an empty database or beside others."""
    locality = Locality.objects.create(
        kind=Locality.Kind.WARD,
        name=name,
        place_name=name,
        neighbourhood_word="khu phố",
        superior_name="Đảng bộ quận (dữ liệu mẫu)",
    )
    places = [(f"Khu phố {n}", f"KP {n}") for n in range(1, PLACES + 1)]
    superior = ("Ban Chấp hành Đảng bộ quận", "Quận ủy", "QU")
    kinds = BRANCH_UNITS | MORE_BRANCH_UNITS
    founded = furnish(locality, superior, places=places, kinds=kinds)
    ward = Large(locality, founded.units, dates.today().year - years + 1, years)
    _people(ward, founded.posts, password_hash)
    _indicators(ward)
    _papers(ward)
    _meetings(ward)
    _filings(ward)
    _difficulties(ward)
    _traces(ward)
    return ward


def _people(ward, posts, password_hash):
    names = [f"{FAMILY[n % 10]} {MIDDLE[n % 8]} {GIVEN[n * 7 % 13]} {n}" for n in range(PEOPLE)]
    ward.people = Person.objects.bulk_create(
        Person(
            locality=ward.locality,
            full_name=name,
            sort_key=name_sort_key(name),
            search_text=fold(name),
            phone=f"09{n:08}",
            is_sample=True,
        )
        for n, name in enumerate(names)
    )
    holdings, users = [], []
    for n, ((key, _), post) in enumerate(posts.items()):
        person = ward.people[n]
        holdings.append(PostHolding(post=post, person=person, from_on=date(ward.first_year, 1, 1)))
        if post.role:
            username = USERNAMES.get(post.role) or f"{post.unit.line.code}-{key}"
            user = User(
                username=username, locality=ward.locality, person=person, is_demo=True, password=password_hash
            )
            users.append(user)
            ward.heads.setdefault(key, user)
    # Those who held the posts before, one after the other.
    former = TERMS * ward.years - len(holdings)
    for n in range(former):
        post = list(posts.values())[n % len(posts)]
        ended = date(ward.first_year, 1, 1) - timedelta(days=1 + 400 * (n // len(posts)))
        person = ward.people[(n * 3 + len(posts)) % PEOPLE]
        holdings.append(
            PostHolding(post=post, person=person, from_on=ended - timedelta(days=399), to_on=ended)
        )
    PostHolding.objects.bulk_create(holdings)
    User.objects.bulk_create(users)


# Others: their line and unit ("phu-nu-women-3").
USERNAMES = {"ward_admin": "quantri", "party_office": "vanphong", "editor": "bantin"}


def _indicators(ward):
    ward.indicators = known_indicators.install(ward.locality, is_sample=True)[:INDICATORS]
    more = INDICATORS - len(ward.indicators)
    ward.indicators += Indicator.objects.bulk_create(
        Indicator(
            locality=ward.locality,
            code=f"them-{n}",
            name=f"Chỉ tiêu thêm {n}",
            kind=Kind.COUNT,
            measure_unit="lượt",
            aggregation=Aggregation.SUM,
            order=100 + n,
            is_sample=True,
        )
        for n in range(max(0, more))
    )
    for indicator in ward.indicators:
        indicator.lines.set({unit.line_id for unit in ward.reporting})


def _papers(ward):
    """Plans with their tasks, what the units were given of them and said, and papers with attachments."""
    party, office = ward.units["party"], ward.heads["office"]
    CommitteeTerm.objects.create(
        unit=party, name="nhiệm kỳ mẫu", starts_on=date(ward.first_year - 1, 1, 1), is_sample=True
    )
    types = {
        it.abbreviation: it for it in DocumentType.objects.filter(family=party.format_family).order_by("-pk")
    }

    def paper(number, day, abbreviation, abstract):
        document = Document(
            locality=ward.locality,
            issuer=party,
            doc_type=types[abbreviation],
            number=number,
            symbol="ĐU",
            issued_on=day,
            abstract=abstract,
            body=f"<p>{SAID[number % 3]}</p>" * 6,
            signer_name=ward.people[0].full_name,
            state=Document.State.ISSUED,
            is_sample=True,
        )
        document.fix_paper()
        document.search_text = fold(f"{document} {abstract}")
        return document

    plan_papers = [
        paper(n + 1, moment.date(), "KH", f"{WORK[n % 5]} năm {moment.year}, đợt {n + 1}")
        for n, moment in ward.days(PLANS)
    ]
    letters = [
        paper(n + 1, moment.date(), "CV", f"{WORK[n % 5]}, văn bản {n + 1}/{moment.year}")
        for n, moment in ward.days(ATTACHMENTS // 5)
    ]
    Document.objects.bulk_create([*plan_papers, *letters], batch_size=BATCH)
    Attachment.objects.bulk_create(
        [
            Attachment(
                document=document,
                key=f"{5 * n + k:032x}",
                kind=Attachment.Kind.OTHER,
                name=f"Phụ lục {k + 1}.pdf",
                content_type="application/pdf",
                size=40_000 + n,
                sha256=f"{5 * n + k:064x}",
                file=f"documents/mau/{5 * n + k}.pdf",
                is_free_of_secrets=True,
                uploaded_by=office,
            )
            for n, document in enumerate(letters)
            for k in range(5)
        ],
        batch_size=BATCH,
    )
    plans = Plan.objects.bulk_create(
        Plan(document=it, starts_on=it.issued_on, ends_on=it.issued_on + timedelta(days=365))
        for it in plan_papers
    )
    _tasks(ward, plans)


def _tasks(ward, plans):
    leads = [ward.units[key] for key in ("front", "women", "youth", "veterans", "farmers")]
    kinds = ["front", "women", "youth", "veterans", "farmers"]
    tasks, assignments = [], []
    for p, plan in enumerate(plans):
        for n in range(TASKS_A_PLAN):
            title = f"{WORK[n % 5]} – việc {n + 1}"
            task = Task(
                locality=ward.locality,
                plan=plan,
                order=n + 1,
                title=title,
                search_text=fold(title),
                lead_unit=leads[n % 5],
                due_on=plan.starts_on + timedelta(days=60 + 15 * n),
                product="Báo cáo kết quả",
                is_sample=True,
            )
            tasks.append(task)
            for place in range(1, PLACES + 1):
                is_late = plan.ends_on >= dates.today() and (n + p) % 5 == 0 and place == 3
                percent = 50 if is_late else 100
                assignments.append(
                    Assignment(
                        task=task,
                        unit=ward.units[f"{kinds[n % 5]}-{place}"],
                        assigned_on=plan.starts_on,
                        percent=percent,
                        reported_on=plan.starts_on + timedelta(days=40 + n),
                    )
                )
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    Assignment.objects.bulk_create(assignments, batch_size=BATCH)
    head = {unit.pk: ward.heads[key] for key, unit in ward.units.items() if key in ward.heads}
    ProgressEntry.objects.bulk_create(
        [
            ProgressEntry(
                assignment=it,
                reported_on=it.assigned_on + timedelta(days=20 * step),
                percent=it.percent * step // 2,
                text=SAID[step % 3],
                entered_at=at_hour(it.assigned_on + timedelta(days=20 * step), 19),
                entered_by=head[it.unit_id],
                is_sample=True,
            )
            for it in assignments
            for step in (1, 2)
        ],
        batch_size=BATCH,
    )


def _meetings(ward):
    kind = MeetingKind.objects.filter(locality=None).order_by("pk").first()
    party = ward.units["party"]
    meetings, attendances, items, remarks, conclusions = [], [], [], [], []
    for n, moment in ward.days(MEETINGS):
        title = f"Giao ban công tác Mặt trận và các đoàn thể, lần {n + 1}/{moment.year}"
        meeting = Meeting(
            locality=ward.locality,
            kind=kind,
            kind_name=kind.name,
            title=title,
            search_text=fold(title),
            host_unit=party,
            place="Hội trường phường",
            starts_at=moment,
            chair=ward.people[0].full_name,
            minute_taker=ward.people[1].full_name,
            is_sample=True,
        )
        meetings.append(meeting)
        for order in range(ATTENDEES):
            unit = ward.reporting[(n + 2 * order) % len(ward.reporting)]
            attendances.append(
                Attendance(
                    meeting=meeting,
                    unit=unit,
                    post_name="Trưởng ban" if order % 2 else "Phó Trưởng ban",
                    person_name=ward.people[(n + order) % PEOPLE].full_name,
                    presence=Attendance.Presence.PRESENT if order % 6 else Attendance.Presence.ABSENT,
                    order=order,
                )
            )
        for order in range(1, 4):
            item = AgendaItem(meeting=meeting, order=order, title=f"{WORK[order]}: tình hình và việc tới")
            items.append(item)
            number = len(items)
            remarks.append(
                Remark(
                    meeting=meeting,
                    item=item,
                    key=key_of(number),
                    unit=ward.reporting[(n + order) % len(ward.reporting)],
                    speaker=ward.people[n % PEOPLE].full_name,
                    text=SAID[order % 3],
                    order=order,
                )
            )
            conclusions.append(
                Conclusion(
                    meeting=meeting,
                    item=item,
                    key=key_of(number),
                    order=order,
                    text=SAID[order % 3],
                    search_text=fold(SAID[order % 3]),
                    unit=ward.reporting[(n + order) % len(ward.reporting)],
                    vote="Hội nghị thống nhất",
                )
            )
    for model, rows in [
        (Meeting, meetings),
        (Attendance, attendances),
        (AgendaItem, items),
        (Remark, remarks),
        (Conclusion, conclusions),
    ]:
        model.objects.bulk_create(rows, batch_size=BATCH)
    # What was concluded was given out, but for the last weeks'.
    tasks = list(Task.objects.filter(locality=ward.locality).order_by("pk").values_list("pk", flat=True))
    given = [it for it in conclusions if it.meeting.starts_at.date() < dates.today() - timedelta(days=21)]
    Conclusion.tasks.through.objects.bulk_create(
        [
            Conclusion.tasks.through(conclusion=it, task_id=tasks[n * 3 % len(tasks)])
            for n, it in enumerate(given)
        ],
        batch_size=BATCH,
    )


def _filings(ward):
    """Twelve rounds a year of each of the six lines and of the ward's bodies; the last ones still collect."""
    outline = ReportOutline.objects.filter(locality=None).order_by("pk").first()
    branches = {}
    for unit in ward.branches:
        branches.setdefault(unit.line_id, []).append(unit)
    asked = [(units[0].line, units) for units in branches.values()]
    asked.append((None, [ward.units[key] for key in BODIES]))
    values, versions = [], []
    for order, (line, units) in enumerate(asked):
        duty = ReportDuty.objects.create(
            locality=ward.locality,
            level=units[0].level,
            line=line,
            period_kind=PeriodKind.MONTH,
            outline=outline,
            receiver=ward.units["office"] if line is None else None,
            due_day=20,
            order=order,
            is_sample=True,
        )
        rounds = [_round(ward, duty, period) for period in _months(ward)]
        Round.objects.bulk_create(rounds)
        filings = [_filing(ward, round_, unit) for round_ in rounds for unit in units]
        Filing.objects.bulk_create(filings, batch_size=BATCH)
        for filing in filings:
            if filing.state == Filing.State.AWAITED:
                continue
            told = [_value(ward, filing, n, indicator) for n, indicator in enumerate(ward.indicators)]
            values += told
            versions.append(_version(filing, told))
    IndicatorValue.objects.bulk_create(values, batch_size=BATCH)
    FilingVersion.objects.bulk_create(versions, batch_size=BATCH)


def _months(ward):
    today = dates.today()
    for year in range(ward.first_year, ward.first_year + ward.years):
        for month in range(1, 13):
            period = Period(PeriodKind.MONTH, year, month)
            if period.starts_on <= today:
                yield period


def _round(ward, duty, period):
    round_ = Round.plan(duty, period, is_sample=True)
    round_.sections = duty.outline.sections
    round_.opened_on = round_.opens_on
    if round_.due_on < dates.today() - timedelta(days=40):
        round_.closed_at = at_hour(round_.due_on + timedelta(days=9), 9)
        round_.closed_by = ward.heads["office"]
    return round_


def _filing(ward, round_, unit):
    head = next(ward.heads[key] for key, it in ward.units.items() if it is unit)
    is_sent = round_.is_closed or unit.pk % 3 == 0
    sent_at = at_hour(min(round_.due_on, dates.today()) - timedelta(days=unit.pk % 4), 19)
    filing = Filing(
        round=round_,
        unit=unit,
        receiver=unit.parent or ward.units["office"],
        due_on=round_.due_on,
        is_sample=True,
    )
    if is_sent:
        filing.state = Filing.State.ACCEPTED if round_.is_closed else Filing.State.SUBMITTED
        filing.words = {key: SAID[n] for n, key in enumerate(SECTIONS)}
        filing.sent_at, filing.sent_by, filing.first_sent_on = sent_at, head, sent_at.date()
    if filing.state == Filing.State.ACCEPTED:
        filing.accepted_at, filing.accepted_by = sent_at + timedelta(hours=20), ward.heads["office"]
    return filing


def _value(ward, filing, n, indicator):
    period = filing.round.period
    is_ratio = indicator.kind == Kind.RATIO
    figures = {
        "value": Decimal((filing.unit_id + period.number * n) % 40 + 1),
        "denominator": Decimal(60) if is_ratio else None,
        "second_value": Decimal(25) if indicator.kind == Kind.PAIR else None,
    }
    if indicator.kind == Kind.TEXT:
        figures = {"text": SAID[n % 3]}
    is_accepted = filing.state == Filing.State.ACCEPTED
    return IndicatorValue(
        indicator=indicator,
        unit_id=filing.unit_id,
        year=period.year,
        month=period.number,
        is_share=indicator.is_share,
        state=IndicatorValue.State.ACCEPTED if is_accepted else IndicatorValue.State.FILED,
        accepted_at=filing.accepted_at,
        accepted_by=filing.accepted_by,
        entered_at=filing.sent_at,
        entered_by=filing.sent_by,
        is_sample=True,
        **figures,
    )


def _version(filing, told):
    figures = [[it.indicator.code, it.indicator.name, str(it.value), ""] for it in told[:5]]
    return FilingVersion(
        filing=filing,
        number=1,
        words=filing.words,
        figures=figures,
        sent_at=filing.sent_at,
        sent_by=filing.sent_by,
    )


def _difficulties(ward):
    branches, office = ward.branches, ward.heads["office"]
    head = {unit.pk: ward.heads[key] for key, unit in ward.units.items() if key in ward.heads}
    rows = []
    for n, moment in ward.days(DIFFICULTIES):
        unit = branches[n % len(branches)]
        row = Difficulty(
            locality=ward.locality,
            unit=unit,
            text=f"{SAID[n % 3]} ({n + 1}/{moment.year})",
            raised_on=moment.date(),
            raised_by=head[unit.pk],
            is_sample=True,
        )
        if moment.date() < dates.today() - timedelta(days=30):
            ended = moment + timedelta(days=15)
            row.state = Difficulty.State.SOLVED
            row.answer, row.answered_on, row.answered_at, row.answered_by = (
                "Đã mượn hội trường khu phố.",
                ended.date(),
                ended,
                office,
            )
            row.ended_on, row.ended_at, row.ended_by = ended.date(), ended, office
        row.search_text = fold(row.text)
        rows.append(row)
    Difficulty.objects.bulk_create(rows, batch_size=BATCH)
    guidances = [
        Guidance(
            locality=ward.locality,
            issuer=ward.units["women"],
            month=period.starts_on,
            title=f"Nội dung sinh hoạt {period.label}",
            search_text=fold(f"Nội dung sinh hoạt {period.label}"),
            text=SAID[period.number % 3],
            state=Guidance.State.SENT,
            sent_on=period.starts_on,
            sent_at=at_hour(period.starts_on, 8),
            sent_by=ward.heads["women"],
            is_sample=True,
        )
        for period in _months(ward)
    ]
    Guidance.objects.bulk_create(guidances)
    women = [ward.units[f"women-{n}"] for n in range(1, PLACES + 1)]
    # The last two months' are still to be ticked.
    ticked = {it.pk for it in guidances[:-2]}
    GuidanceReceipt.objects.bulk_create(
        GuidanceReceipt(
            guidance=it,
            unit=unit,
            read_at=it.sent_at,
            read_by=head[unit.pk],
            received_at=it.sent_at if it.pk in ticked else None,
            received_by=head[unit.pk] if it.pk in ticked else None,
        )
        for it in guidances
        for unit in women
    )


def _traces(ward):
    tasks = list(Task.objects.filter(locality=ward.locality).values_list("pk", flat=True))
    users = list(ward.heads.values())
    label = Task._meta.label_lower
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                locality=ward.locality,
                at=moment,
                by=users[n % len(users)],
                by_label=users[n % len(users)].username,
                action="báo tiến độ",
                target_type=label,
                target_id=tasks[(n * 7) % len(tasks)],
                target_label=WORK[n % 5],
                before={"kết quả": "50%"},
                after={"kết quả": "100%"},
            )
            for n, moment in ward.days(TRACES)
        ],
        batch_size=BATCH,
    )
