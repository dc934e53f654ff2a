"""A branch's report on one page: words by section, the few figures that belong there, doubts about them."""

import re
from dataclasses import dataclass

from indicators.aggregation import Kind
from indicators.forms.months import MonthForm
from reports.forms.composing import ComposeForm, field_of
from reports.known import Known
from reports.models import Filing
from wardportal.editing import ConflictRow, conflict_rows
from wardportal.numbers import office_number

ROWS_ON_A_PHONE = 3
# From so much on a figure that is ten times another one looks like a slip.
WORTH_ASKING = 10
# "1,000": read as one, though a thousand may have been meant.
SMALL_THOUSAND = re.compile(r"\d{1,3}(,\d)?,000?", re.ASCII)
LACKING = "gui-thieu"


@dataclass
class Part:
    """One section as it is filled in: its words, its figures, what can be put in with one tap."""

    section: dict
    box: object
    rows: list
    offered: list
    reason: str


class FilingForm:
    """The words of a filing and, of a month, the figures of its unit; two forms that are sent as one."""

    def __init__(self, data=None, *, filing):
        self.data, self.filing = data, filing
        self.words = ComposeForm(data, instance=filing, rows=ROWS_ON_A_PHONE)
        self.month = None
        self.facts = {}
        self.known = Known(filing.unit, filing.round.span)
        if filing.month is not None:
            self.facts = self.known.facts()
            self.month = MonthForm(data, unit=filing.unit, month=filing.month)
            if data is None:
                self._fill_in()
        self.lacking = []
        for row in self.rows:
            row.known = self.facts.get(row.indicator.known_as)

    @property
    def purpose(self):
        """What was pressed: "gui" (send) or "luu" (keep for later)."""
        return self.data.get("viec", "") if self.data else ""

    @property
    def rows(self):
        """The figures; what is told in words has sections of its own."""
        rows = self.month.rows if self.month else []
        return [row for row in rows if row.indicator.kind != Kind.TEXT]

    @property
    def is_lacking_asked(self):
        """Whether some figures are not filled in and it was not said yet that they come later."""
        return bool(self.lacking) and not (self.data and self.data.get(LACKING))

    def _fill_in(self):
        """Into the boxes of an opened page: what was typed and not sent, else what the portal knows."""
        for row in self.month.rows:
            if row.is_shut:
                continue
            names = {part: row.names[part] for part in row.own_parts} | {"note": row.note.name}
            fact = self.facts.get(row.indicator.known_as)
            if self.filing.draft:
                filled = {it: self.filing.draft[it] for it in names.values() if it in self.filing.draft}
            elif fact is not None and row.stored is None:
                known_parts = fact.amount.parts
                filled = {names[part]: known_parts[part] for part in names if part in known_parts}
            else:
                continue
            self.month.initial |= filled

    def parts(self, offered) -> list[Part]:
        """The sections in their order with their figures; `offered` as Known.suggestions gives them."""
        left = {row.indicator.code: row for row in self.rows}
        reasons = self.filing.part_reasons
        parts = []
        for section in self.filing.round.sections:
            rows = [left.pop(code) for code in section["indicators"] if code in left]
            parts.append(
                Part(
                    section=section,
                    box=self.words[field_of(section)],
                    rows=rows,
                    offered=offered.get(section["key"], []),
                    reason=reasons.get(section["key"], ""),
                )
            )
        self.other_rows = list(left.values())
        return parts

    @property
    def shown(self) -> dict[str, str]:
        """What an opened page would send: every box as it stands."""
        boxes = [*self.words, *(self.month or ())]
        return {box.html_name: "" if box.value() is None else str(box.value()) for box in boxes}

    # --- Sent -------------------------------------------------------------------------------------

    @property
    def typed(self) -> dict[str, str]:
        """Everything as it was typed, to be kept: the names of the two forms' boxes."""
        names = [name for name in self.words.fields if name != "version"]
        names += [name for name in (self.month.fields if self.month else ()) if name != "seen"]
        return {name: self.data.get(name, "") for name in names}

    def is_valid(self) -> bool:
        """Whether it can be sent: nothing wrong, nothing required left out, no doubt unanswered."""
        is_valid = self.words.is_valid()
        if self.month is not None:
            is_valid = self.month.is_valid() and is_valid
        for section in self.filing.round.sections:
            name = field_of(section)
            if section["is_required"] and name not in self.words.errors and not self._said(name):
                self.words.add_error(name, "Mục này phải ghi; không có gì để nêu thì ghi “Không có”.")
                is_valid = False
        return self._is_beyond_doubt() and is_valid

    def _said(self, name):
        return self.words.cleaned_data.get(name, "").strip()

    def _is_beyond_doubt(self):
        is_sure = True
        for row in self.rows:
            said = self.month.said_of(row)
            if row.is_shut:
                continue
            if not self.month.is_given(row):
                if not row.errors:
                    self.lacking.append(row.indicator.name)
                continue
            row.doubt = self._doubt(row, said)
            row.is_sure = bool(self.data.get(row.sure_name))
            is_sure = is_sure and (not row.doubt or row.is_sure)
            if self._differs(row, said) and not said["note"]:
                self.month.add_error(
                    row.note.name,
                    f"Số này khác số cổng đã có ({row.known.amount.words}). Ghi chú ngắn vì sao.",
                )
                is_sure = False
        return is_sure and not self.is_lacking_asked

    def _differs(self, row, said):
        if row.known is None or row.errors:
            return False
        told = row.known.amount.parts
        return any(said[part] != told[part] for part in row.names)

    def _doubt(self, row, said) -> str:
        """What looks like a slip, as a question; "" where nothing does."""
        for part, box in zip(row.own_parts, row.boxes, strict=True):
            typed = "".join(str(self.data.get(box.html_name, "")).split())
            if part != "text" and SMALL_THOUSAND.fullmatch(typed) and said[part] is not None:
                return f"“{typed}” cổng hiểu là {office_number(said[part])}. Nếu là hàng nghìn, ghi 1.000."
        value, second, whole = said["value"], said["second_value"], said["denominator"]
        if value is not None and second is not None and second < value:
            return (
                f"{office_number(second)} {row.indicator.second_unit} mà {office_number(value)} "
                f"{row.indicator.measure_unit}: mỗi {row.indicator.measure_unit} chưa đến một lượt?"
            )
        if value is not None and whole is not None and whole < value:
            return f"Tử số {office_number(value)} lớn hơn mẫu số {office_number(whole)}?"
        before = row.before.value if row.before else None
        if value and before and _is_tenfold(value, before):
            return (
                f"Tháng trước {office_number(before)}, tháng này {office_number(value)}: hơn kém mười lần. "
                "Có ghi thừa, thiếu số 0 không?"
            )
        return ""

    def claim(self) -> bool:
        """Whether nobody saved since the page was opened; call it inside the transaction that sends."""
        return (self.month is None or self.month.claim()) and self.words.claim()

    def conflict(self) -> list[ConflictRow]:
        """What another has typed or sent beside what was typed here; afterwards this saves over it."""
        self.words.conflict()
        if self.month is not None:
            self.month.conflict()
        return self.beside(FilingForm(filing=Filing.objects.for_list().get(pk=self.filing.pk)))

    def beside(self, theirs) -> list[ConflictRow]:
        """Every box of this one with the same of another."""
        rows = conflict_rows(self.words, theirs.words)
        return rows + (conflict_rows(self.month, theirs.month) if self.month else [])

    @property
    def hidden(self):
        """All boxes as hidden inputs, to be sent on from a page that only shows them."""
        return [box.as_hidden() for box in [*self.words, *(self.month or ())]]

    def save(self, *, by):
        """Enter the figures and send the words: one more version."""
        if self.month is not None:
            self.month.save(by=by)
        return self.filing.submit(self.words.words, by=by)


def _is_tenfold(one, other) -> bool:
    small, large = sorted((one, other))
    return large >= WORTH_ASKING and large >= 10 * small
