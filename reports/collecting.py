"""Who has sent: units by periods, a square each, as the board, the spreadsheet and the reminders say it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import transaction
from django.utils.text import capfirst

from organizations.models import Reminder, Unit
from reports import consolidation
from reports.models import Filing, FilingVersion, Round
from wardportal import dates
from wardportal.dates import PERIODS_IN_YEAR, Period, PeriodKind
from wardportal.numbers import percent
from wardportal.sheets import Column, Toned, sheet


@dataclass(frozen=True)
class Count:
    """Phải báo cáo, đã gửi, chưa gửi, tỷ lệ nộp."""

    asked: int
    sent: int
    accepted: int

    @property
    def missing(self):
        return self.asked - self.sent

    @property
    def rate(self):
        """ "87,5%"; "–" where nobody was asked."""
        return percent(100 * self.sent / self.asked) if self.asked else "–"

    @classmethod
    def of(cls, filings):
        asked = [it for it in filings if it.state != Filing.State.EXEMPT]
        return cls(
            asked=len(asked),
            sent=sum(it.is_sent for it in asked),
            accepted=sum(it.state == Filing.State.ACCEPTED for it in asked),
        )


@dataclass(frozen=True)
class Collecting:
    """A period that is being collected: its rounds, and what they come to together."""

    period: Period
    count: Count
    rounds: list[Round]

    @property
    def name(self):
        return capfirst(self.period.label)


def collecting_now(rounds) -> list[Collecting]:
    """The rounds (with counts) period by period, the one that is due first of all first."""
    by_period = defaultdict(list)
    for round_ in rounds:
        by_period[round_.period].append(round_)
    return [
        Collecting(
            period,
            Count(
                asked=sum(it.asked_count for it in own),
                sent=sum(it.sent_count for it in own),
                accepted=sum(it.accepted_count for it in own),
            ),
            own,
        )
        for period, own in by_period.items()
    ]


@dataclass(frozen=True)
class Square:
    """One unit in one period: its filing, else the round that will ask it, else nothing."""

    period: Period
    filing: Filing | None = None
    round: Round | None = None
    # Whether who looks may read what was sent; that it was sent is no secret in the ward.
    is_readable: bool = True

    @property
    def tone(self):
        if self.filing is None:
            return "none"
        if self.filing.state == Filing.State.ACCEPTED:
            return "ok"
        if self.filing.state == Filing.State.SUBMITTED:
            return "wait"
        if self.filing.state == Filing.State.EXEMPT:
            return "none"
        is_returned = self.filing.state == Filing.State.RETURNED
        return "late" if is_returned or self.late_days else "idle"

    @cached_property
    def late_days(self):
        return self.filing.late_days()

    @property
    def text(self):
        if self.filing is None:
            return ""
        return "miễn" if self.filing.state == Filing.State.EXEMPT else ""

    @property
    def note(self):
        """ "+3 ngày", "trả lại"."""
        if self.filing is None or self.filing.state == Filing.State.EXEMPT:
            return ""
        words = ["trả lại"] if self.filing.state == Filing.State.RETURNED else []
        if self.late_days:
            words.append(f"+{self.late_days} ngày")
        return ", ".join(words)

    @property
    def detail(self):
        """What stands beside the state: "quá hạn 3 ngày", "gửi chậm 3 ngày", "hạn 18/9/2017"; or nothing."""
        if self.filing is None:
            return ""
        if self.late_days:
            return f"{'gửi chậm' if self.filing.is_sent else 'quá hạn'} {self.late_days} ngày"
        is_awaited = self.filing.state == Filing.State.AWAITED
        return f"hạn {dates.short_date(self.filing.due_on)}" if is_awaited else ""

    @property
    def words(self):
        """The whole meaning: "đã nhận, gửi chậm 3 ngày", "chưa gửi, quá hạn 3 ngày", "chưa đến kỳ"."""
        if self.filing is None:
            return "chưa đến kỳ" if self.round is not None else "không phải báo cáo"
        return ", ".join(filter(None, [Filing.State(self.filing.state).label, self.detail]))

    @property
    def short(self):
        return short_name(self.period)

    @property
    def label(self):
        return f"{_capital(self.period)}: {self.words}"

    @property
    def url(self):
        return self.filing.get_absolute_url() if self.filing and self.is_readable else ""


@dataclass(frozen=True)
class UnitRow:
    """A unit with its squares, one a period."""

    unit: object
    cells: list[Square]

    @property
    def title(self):
        return self.unit.name

    @property
    def url(self):
        return self.unit.get_absolute_url()

    context, is_sample = "", False


@dataclass(frozen=True)
class Board:
    """Units × periods of one year: of a month's reports twelve columns, of a quarter's four."""

    kind: PeriodKind
    year: int
    columns: list[dict]
    rows: list[UnitRow]

    @property
    def caption(self):
        return f"Báo cáo {self.kind.label} năm {self.year}: đơn vị nào đã gửi"


@lru_cache(maxsize=128)
def _capital(period) -> str:
    return capfirst(period.label)


@lru_cache(maxsize=128)
def short_name(period) -> str:
    """The head of a column: "T9", "Quý III", "6 tháng"; of an ad hoc one its last day."""
    if period.kind == PeriodKind.AD_HOC:
        return f"{period.ends_on.day}/{period.ends_on.month}"
    if period.kind == PeriodKind.MONTH:
        return f"T{period.number}"
    return capfirst(period.label.removesuffix(f"/{period.year}").removesuffix(f" đầu năm {period.year}"))


def squares_of(round_, filings, user) -> list[Square]:
    """The filings of one round, in the order given, as `user` may look at them."""
    readable = _readable(filings, user)
    return [Square(round_.period, it, is_readable=it.pk in readable) for it in filings]


def _readable(filings, user) -> set[int]:
    own = Filing.objects.visible_to(user).filter(round__in={it.round_id for it in filings})
    return set(own.values_list("pk", flat=True))


def board(user, kind, year, *, units=None) -> Board:
    """Who in the ward has sent the reports of that kind; `units` (pks) narrows it down."""
    locality = user.locality
    rounds = Round.objects.filter(locality=locality, period_kind=kind, year=year).defer(
        "sections", "snapshot"
    )
    if kind == PeriodKind.AD_HOC:
        columns = {it.pk: (it.period, it.subject) for it in rounds.order_by("opens_on", "pk")}
    else:
        periods = [Period(kind, year, number) for number in range(1, PERIODS_IN_YEAR[kind] + 1)]
        columns = {it.number: (it, capfirst(it.label)) for it in periods}
    known_rounds = {it.pk: it for it in rounds}
    filings = Filing.objects.filter(round__in=known_rounds).for_squares()
    if units is not None:
        filings = filings.filter(unit__in=units)
    readable = _readable(filings, user)
    of_unit = defaultdict(dict)
    for filing in filings:
        filing.round = known_rounds[filing.round_id]
        of_unit[filing.unit_id][filing.round.slot] = filing
    waiting = {it.slot: it for it in known_rounds.values() if it.opened_on is None}
    asked = Unit.objects.filter(pk__in=of_unit).by_line()
    return Board(
        kind=kind,
        year=year,
        columns=[
            {"short": short_name(period), "name": name, "is_ward": False} for period, name in columns.values()
        ],
        rows=[
            UnitRow(
                unit,
                [
                    _square(period, own.get(slot), waiting.get(slot), readable)
                    for slot, (period, _) in columns.items()
                ],
            )
            for unit, own in ((unit, of_unit[unit.pk]) for unit in asked)
        ],
    )


def _square(period, filing, waiting, readable):
    is_readable = filing is not None and filing.pk in readable
    return Square(period, filing, waiting, is_readable=is_readable)


def workbook(board_: Board) -> bytes:
    """The board as a spreadsheet: the same rows and columns, each square in words."""
    columns = [Column("Đơn vị", 40), *(Column(it["name"], 18) for it in board_.columns)]
    rows = [
        [row.unit.name, *(Toned(square.words, square.tone) for square in row.cells)] for row in board_.rows
    ]
    return sheet(board_.caption, columns, rows)


def round_workbook(round_, filings) -> bytes:
    """What was sent in a round: a unit a row, a column for each section and each figure, as last sent."""
    last = {}
    for version in FilingVersion.objects.filter(filing__in=filings).order_by("number"):
        last[version.filing_id] = version
    names = dict.fromkeys((it["name"], it["measure"]) for version in last.values() for it in version.figures)
    columns = [Column("Đơn vị", 34), Column("Trạng thái", 16)]
    columns += [Column(section["title"], 40) for section in round_.sections]
    columns += [Column(f"{name} ({measure})" if measure else name, 18) for name, measure in names]
    rows = []
    for filing in filings:
        square = Square(round_.period, filing)
        version = last.get(filing.pk)
        figures = {(it["name"], it["measure"]): it["words"] for it in version.figures} if version else {}
        words = version.words if version else {}
        rows.append(
            [
                filing.unit.name,
                Toned(filing.get_state_display(), square.tone),
                *(words.get(section["key"], "") for section in round_.sections),
                *(figures.get(name, "") for name in names),
            ]
        )
    return sheet(str(round_), columns, rows)


@transaction.atomic
def close(round_, *, by=None):
    """Freeze what the round came to; `by` None: its day has come. Raises ValidationError.

    Under the lock that sending takes too: what is frozen is what was sent, to the last filing.
    """
    Round.objects.select_for_update().get(pk=round_.pk)
    round_.close(consolidation.of_round(round_).as_data(), by=by)


# So many days before a report is due (after: below 0) the portal itself reminds who has not sent.
REMINDED_DAYS = (3, 1, 0, -1, -3, -7)


def to_remind(day) -> list[Filing]:
    """The filings whose units the portal reminds on `day`."""
    awaited = Filing.objects.awaited().filter(round__opened_on__isnull=False).for_list()
    return [filing for filing in awaited if (filing.due_on - day).days in REMINDED_DAYS]


def reminded_today(filings) -> set[int]:
    """The pks of the units that were urged on today about one of `filings`."""
    links = [filing.get_absolute_url() for filing in filings]
    told = Reminder.objects.filter(unit__in=[it.unit_id for it in filings], link__in=links)
    return set(told.filter(sent_on=dates.today()).values_list("unit_id", flat=True))


def reminder_words(filing) -> str:
    """What a late unit is told, in the portal and pasted into Zalo."""
    days = filing.late_days()
    late = f"đã quá hạn {days} ngày" if days else f"hạn gửi {dates.weekday_date(filing.due_on)}"
    about = f"về {filing.round.subject}" if filing.round.subject else filing.period.label
    return f"{filing.unit.name} chưa gửi báo cáo {about} ({late}). Nhờ đồng chí ghi và gửi sớm."


def group_words(filings, address) -> str:
    """The same for all of a round that are waited for, to be pasted into a group: one name a line."""
    first = filings[0]
    about = f"về {first.round.subject}" if first.round.subject else first.period.label
    names = "\n".join(f"- {filing.unit.name}" for filing in filings)
    return (
        f"Báo cáo {about}, hạn {dates.weekday_date(first.round.due_on)}, còn chưa gửi:\n{names}\n"
        f"Nhờ các đồng chí ghi và gửi sớm: {address}"
    )
