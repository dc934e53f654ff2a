"""What the spreadsheets of a plan have in common: columns, reading a cell, a row that was looked at."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from organizations.models import Unit
from wardportal.numbers import read_number
from wardportal.sheet_reading import ReadRow
from wardportal.sheets import Column
from wardportal.text import fold

MOST_ROWS = 2000
FORMULA = (
    "Ô này là công thức ({shown}). Hãy chép ô rồi dán lại dạng giá trị (Paste Special → Values) và tải lên "
    "lại."
)
SEPARATOR = "; "


@dataclass(frozen=True)
class Field:
    """A column of a spreadsheet: its head, its width, and which list of the second sheet it offers."""

    label: str
    width: int
    choices: str = ""

    @property
    def column(self):
        return Column(self.label, self.width)


@dataclass
class Checked:
    """A row that was looked at: either its `problems` by label, or what it does ("thêm mới", "sửa")."""

    row: ReadRow
    problems: dict[str, str] = field(default_factory=dict)
    action: str = ""
    title: str = ""
    # What the subject's `save` needs.
    data: Any = None

    @property
    def is_wrong(self):
        return bool(self.problems)

    @property
    def is_change(self):
        return bool(self.action) and not self.problems


class RowReader:
    """Reads the cells of one row; what is wrong with one is kept in `problems` under its label."""

    def __init__(self, row):
        self.row, self.problems = row, {}

    def wrong(self, label, words):
        self.problems.setdefault(label, words)

    def text(self, label, *, most=None, required=""):
        value = self.row.value(label)
        if self._is_formula(label, value):
            return ""
        text = value.shown.strip()
        if not text and required:
            self.wrong(label, required)
        if most and len(text) > most:
            self.wrong(label, f"Dài {len(text)} ký tự, quá mức {most}. Hãy rút ngắn.")
        return text

    def day(self, label) -> date | None:
        value = self.row.value(label)
        if self._is_formula(label, value) or not value.text:
            return None
        if value.kind == "date":
            return date.fromisoformat(value.text)
        try:
            return _read_day(value)
        except ValueError:
            self.wrong(label, f"“{value.shown}” không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 15/9/2017.")
            return None

    def number(self, label, *, places=2) -> Decimal | None:
        """A number from 0 on, or None."""
        value = self.row.value(label)
        if self._is_formula(label, value) or not value.text:
            return None
        try:
            number = (
                Decimal(value.text) if value.kind == "number" else read_number(value.text.removesuffix("%"))
            )
        except ValueError:
            self.wrong(label, f"“{value.shown}” không phải là số. Hãy ghi bằng chữ số, ví dụ 12 hoặc 12,5.")
            return None
        if number < 0:
            self.wrong(label, "Số này không thể âm; hãy ghi số từ 0 trở lên.")
        if number >= 10**10 or number != round(number, places):
            odd = (
                "Hãy ghi số nguyên." if places == 0 else "Số quá lớn, hoặc có hơn hai chữ số lẻ; hãy xem lại."
            )
            self.wrong(label, odd)
        return number

    def key(self) -> int | None:
        number = self.number("Mã", places=0)
        return int(number) if number is not None and "Mã" not in self.problems else None

    def choice(self, label, choices, words):
        """The value of `choices` ({folded text: value}) that the cell names; `words` say what to do."""
        text = self.text(label)
        if not text or label in self.problems:
            return None
        if fold(text) not in choices:
            self.wrong(label, f"“{text[:60]}” {words}")
        return choices.get(fold(text))

    def _is_formula(self, label, value):
        if value.kind == "formula":
            self.wrong(label, FORMULA.format(shown=value.text[:40]))
        return value.kind == "formula"


def _read_day(value):
    parts = value.text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts):
        raise ValueError(value.text)
    first, month, last = (int(part) for part in parts)
    # "2017-09-15", as computers write it.
    return date(first, month, last) if first > 31 else date(last, month, first)


def stored_row(reader, label, title, titles, stored, versions):
    """The record whose code the row bears; None of a new one and where there is none, which is said then.

    `label` is the column of its title; `titles` are those that are taken (folded: code, 0 on this sheet).
    """
    key, same = reader.key(), titles.get(fold(title))
    if key is None:
        if same is not None and title:
            known = f"(mã {same})" if same else "ở một dòng trên"
            reader.wrong(label, f"{label} này đã có {known}. Hãy ghi mã vào cột “Mã” để sửa, hoặc đổi tên.")
        titles.setdefault(fold(title), 0)
        return None
    found = stored.get(key)
    if found is None:
        kind = label.lower()
        reader.wrong("Mã", f"Kế hoạch này không có {kind} mã {key}. {label} mới thì để trống ô này.")
    elif versions is not None and versions.get(str(key)) != found.version:
        reader.wrong("Mã", taken(label))
    return found


def taken(label) -> str:
    return (
        f"Có người vừa sửa {label.lower()} này sau khi đồng chí tải bảng lên. Hãy tải bảng hiện có về, "
        "sửa trên bảng ấy."
    )


def copy_of(record):
    """A copy of a stored record to change, so that the one that was read tells what was there before."""
    names = [field.attname for field in record._meta.concrete_fields]
    return type(record).from_db(None, names, [getattr(record, name) for name in names])


class Units:
    """Units by the names people know them by, and the groups "Cả 8 khu phố – Phụ nữ"."""

    def __init__(self, units, neighbourhood_word="khu phố"):
        self.units = list(units)
        self.by_name = {}
        for unit in reversed(self.units):
            self.by_name |= {fold(unit.short_name): [unit], fold(unit.name): [unit]}
        branches = {}
        for unit in self.units:
            if unit.level == Unit.Level.NEIGHBOURHOOD:
                branches.setdefault(unit.line.name, []).append(unit)
        self.groups = {
            f"Cả {len(them)} {neighbourhood_word} – {line}": them for line, them in branches.items()
        }
        self.by_name |= {fold(name): them for name, them in self.groups.items()}

    def with_also(self, units):
        """These, and some more that are known by name alone."""
        if not units:
            return self
        more = Units(units)
        more.by_name |= self.by_name
        return more

    @property
    def names(self):
        return [unit.name for unit in self.units]

    def read_one(self, reader, label, words):
        """The unit the cell names, or None with a problem."""
        found = self.read_many(reader, label, words)
        if len(found) > 1:
            reader.wrong(label, "Ở đây chỉ ghi một đơn vị. Hãy chọn một trong danh sách.")
        return found[0] if found else None

    def read_many(self, reader, label, words) -> list[Unit]:
        """The units the cell names, separated by semicolons or line breaks."""
        found = []
        for name in reader.text(label).replace("\n", ";").split(";"):
            if not name.strip():
                continue
            units = self.by_name.get(fold(name))
            if units is None:
                reader.wrong(label, f"“{name.strip()[:60]}” {words}")
            found += units or []
        return list(dict.fromkeys(found))
