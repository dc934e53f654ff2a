"""Registers of supervision, recommendations, public opinion: the same columns on screen, paper, in Excel."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.text import capfirst

from documents.registers import Cell, Column


@dataclass(frozen=True)
class Row:
    """A line of a register: the cells of one record, the page it leads to, the tone of its state."""

    cells: list[Cell]
    url: str
    tone: str
    is_sample: bool

    @property
    def values(self):
        return [cell.value for cell in self.cells]


@dataclass(frozen=True)
class Register:
    """One list: its title on paper, its columns, the words of an empty one."""

    title: str
    columns: tuple[Column, ...]
    empty: str
    empty_hint: str
    # A record's tone, and whether it is sample data.
    tone: Callable[[object], str]
    is_sample: Callable[[object], bool]

    def rows(self, records: Iterable) -> list[Row]:
        return [
            Row(
                [Cell(column.label, column.kind, column.value(it)) for column in self.columns],
                it.get_absolute_url(),
                self.tone(it),
                self.is_sample(it),
            )
            for it in records
        ]


# --- Supervision --------------------------------------------------------------------------------------


def _recommended(supervision):
    """ "3 kiến nghị, 2 đã trả lời, 1 quá hạn"; needs `with_counts()`."""
    if not supervision.recommendation_count:
        return ""
    told = [f"{supervision.recommendation_count} kiến nghị"]
    if supervision.replied_count:
        told.append(f"{supervision.replied_count} đã trả lời")
    if supervision.overdue_count:
        told.append(f"{supervision.overdue_count} quá hạn")
    return ", ".join(told)


def _kind(supervision):
    return capfirst(f"{supervision.get_kind_display()}: {supervision.get_form_display()}")


def _held(supervision):
    return "đã tiến hành" if supervision.is_held else "chưa tiến hành"


def _held_tone(supervision):
    if supervision.overdue_count:
        return "late"
    return "ok" if supervision.is_held else "wait"


SUPERVISIONS = Register(
    "SỔ GIÁM SÁT, PHẢN BIỆN, GÓP Ý",
    (
        Column("Ngày", 12, "date", lambda it: it.held_on),
        Column("Nội dung", 46, "main", lambda it: it.title),
        Column(
            "Loại, hình thức",
            26,
            "text",
            _kind,
        ),
        Column("Chủ trì", 24, "text", lambda it: it.lead_unit.short_name),
        Column("Đối tượng", 26, "text", lambda it: it.subject),
        Column("Tình trạng", 16, "state", _held),
        Column("Kiến nghị", 22, "text", _recommended),
    ),
    "Chưa ghi cuộc giám sát, phản biện, góp ý nào",
    "Mặt trận và các tổ chức ghi từng cuộc ở đây, rồi ghi kiến nghị và theo dõi trả lời.",
    _held_tone,
    lambda it: it.is_sample,
)
RECOMMENDATIONS = Register(
    "SỔ THEO DÕI KIẾN NGHỊ",
    (
        Column("Kiến nghị", 46, "main", lambda it: it.text),
        Column("Từ cuộc", 34, "text", lambda it: str(it.supervision)),
        Column("Gửi đến", 26, "text", lambda it: it.addressee),
        Column("Hạn trả lời", 12, "date", lambda it: it.due_on),
        Column("Tình trạng", 20, "state", lambda it: it.state_words),
        Column("Trả lời", 40, "text", lambda it: it.reply),
        Column("Ngày trả lời", 12, "date", lambda it: it.replied_on),
    ),
    "Chưa có kiến nghị nào",
    "Kiến nghị ghi ở trang của từng cuộc giám sát, phản biện, góp ý sẽ hiện ở đây.",
    lambda it: it.tone,
    lambda it: it.supervision.is_sample,
)

# --- Public opinion -----------------------------------------------------------------------------------

OPINIONS = Register(
    "SỔ GHI NHẬN DƯ LUẬN XÃ HỘI",
    (
        Column("Ngày", 12, "date", lambda it: it.noted_on),
        Column("Người dân nói gì", 50, "main", lambda it: it.text),
        Column("Chủ đề", 20, "text", lambda it: it.theme),
        Column("Nơi", 14, "text", lambda it: it.place),
        Column("Số lượt", 9, "figure", lambda it: it.times),
        Column("Tình trạng", 20, "state", lambda it: it.state_words),
        Column("Giải quyết", 44, "text", lambda it: f"{it.handler}: {it.handling}" if it.is_handled else ""),
    ),
    "Chưa ghi phản ánh nào",
    "Chi bộ, ban, chi đoàn, chi hội nghe dân nói gì thì ghi ở đây, không ghi tên người nói.",
    lambda it: "ok" if it.is_handled else "wait",
    lambda it: it.is_sample,
)
