"""Targets of a plan in a spreadsheet: the same columns out and in."""

from django.core.exceptions import ValidationError

from indicators.models import Indicator
from organizations.models import Unit
from plans.models import Target
from plans.sheets.rows import SEPARATOR, Checked, Field, RowReader, Units, copy_of, stored_row, taken
from wardportal.dates import Period
from wardportal.text import fold

UNKNOWN_UNIT = "không phải là đơn vị đang hoạt động của phường. Hãy chọn trong danh sách của mẫu."
DIRECTIONS = {"≥": "at_least", "≤": "at_most", "=": "exactly", ">=": "at_least", "<=": "at_most"}
PARTS = {"số thứ nhất": "first", "số thứ hai": "second"}


class TargetSheet:
    slug, title, verb = "chi-tieu", "Chỉ tiêu", "chỉ tiêu"
    fields = (
        Field("Mã", 7),
        Field("Chỉ tiêu", 44),
        Field("Đo bằng chỉ số", 36, "indicators"),
        Field("Tính theo", 14, "parts"),
        Field("Mức", 7, "directions"),
        Field("Số phải đạt", 12),
        Field("Số khi bắt đầu", 12),
        Field("Kỳ tính", 12),
        Field("Chỉ tính các đơn vị", 34, "groups"),
        Field("Ghi chú", 26),
    )
    hints = (
        "Cột “Mã” để trống ở chỉ tiêu mới; dòng có mã là sửa chỉ tiêu đã có.",
        "“Mức” là ≥, ≤ hoặc =. “Kỳ tính”: 2017, 2017-q3, 2017-6t, 2017-09; trống là cả kế hoạch.",
    )

    def __init__(self, plan, user, versions=None):
        self.plan, self.user, self.versions = plan, user, versions
        units = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR).by_line()
        self.units = Units(units, user.locality.neighbourhood_word)
        self.indicators = {}
        for indicator in Indicator.objects.visible_to(user).for_list():
            self.indicators |= {fold(indicator.code): indicator, fold(indicator.name): indicator}
        self.targets = {target.pk: target for target in plan.targets.for_list()}

    @property
    def choices(self):
        return {
            "indicators": list(dict.fromkeys(indicator.name for indicator in self.indicators.values())),
            "parts": list(PARTS),
            "directions": ["≥", "≤", "="],
            "groups": [*self.units.groups, *self.units.names],
        }

    def current_versions(self):
        return {str(pk): target.version for pk, target in self.targets.items()}

    def rows(self):
        parts = {value: label for label, value in PARTS.items()}
        return [
            [
                target.pk,
                target.title,
                target.indicator.name,
                parts[target.part],
                target.sign,
                target.value,
                target.base_value,
                target.period,
                SEPARATOR.join(unit.name for unit in target.units.all()),
                target.note,
            ]
            for target in self.targets.values()
        ]

    def check(self, rows) -> list[Checked]:
        titles = {fold(target.title): target.pk for target in self.targets.values()}
        return [self._check(row, titles) for row in rows]

    def _check(self, row, titles):
        reader = RowReader(row)
        title = reader.text("Chỉ tiêu", most=300, required="Chưa ghi tên chỉ tiêu.")
        target = self._target_of(reader, title, titles)
        target.title = title
        target.note = reader.text("Ghi chú", most=300)
        target.period = self._period(reader)
        known = "không có trong danh sách chỉ số của phường. Hãy chọn trong danh sách của mẫu."
        indicator = reader.choice("Đo bằng chỉ số", self.indicators, known)
        if indicator is None:
            reader.wrong("Đo bằng chỉ số", "Chưa ghi chỉ tiêu đo bằng chỉ số nào.")
        else:
            target.indicator = indicator
        directions = {fold(sign): value for sign, value in DIRECTIONS.items()}
        target.direction = reader.choice("Mức", directions, "không phải ≥, ≤ hoặc =.") or "at_least"
        parts = {fold(label): value for label, value in PARTS.items()}
        target.part = reader.choice("Tính theo", parts, "phải là “số thứ nhất” hoặc “số thứ hai”.") or "first"
        target.base_value = reader.number("Số khi bắt đầu")
        value = reader.number("Số phải đạt")
        if value is None:
            reader.wrong("Số phải đạt", "Chưa ghi số phải đạt.")
        target.value = value or 0
        units = self.units.read_many(reader, "Chỉ tính các đơn vị", UNKNOWN_UNIT)
        if indicator is not None:
            self._check_whole(reader, target)
        data = {"target": target, "units": units}
        return Checked(row, reader.problems, self._action(target, units), title, data)

    def _period(self, reader):
        text = reader.text("Kỳ tính", most=10).lower()
        try:
            return Period.parse(text).slug if text else ""
        except ValueError as error:
            reader.wrong("Kỳ tính", str(error))
            return ""

    def _target_of(self, reader, title, titles):
        stored = stored_row(reader, "Chỉ tiêu", title, titles, self.targets, self.versions)
        if stored is None:
            return Target(plan=self.plan)
        copy = copy_of(stored)
        copy.plan = self.plan
        return copy

    def _check_whole(self, reader, target):
        labels = {
            "indicator": "Đo bằng chỉ số",
            "part": "Tính theo",
            "value": "Số phải đạt",
            "period": "Kỳ tính",
        }
        try:
            target.clean()
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                reader.wrong(labels.get(name, "Chỉ tiêu"), " ".join(messages))

    def _action(self, target, units):
        if target.pk is None:
            return "thêm mới"
        stored = self.targets[target.pk]
        names = ["title", "indicator_id", "part", "direction", "value", "base_value", "period", "note"]
        is_edited = any(getattr(target, name) != getattr(stored, name) for name in names)
        is_edited |= {unit.pk for unit in units} != {unit.pk for unit in stored.units.all()}
        return "sửa" if is_edited else ""

    def save(self, checked, *, by):
        target = checked.data["target"]
        before = None
        if target.pk is not None:
            before = self.targets[target.pk].as_audited()
            opened = Target.objects.filter(pk=target.pk, version=target.version)
            if not opened.update(version=target.version + 1):
                raise ValidationError(f"Dòng {checked.row.number}: {taken('Chỉ tiêu')}")
            target.version += 1
        target.settle(by=by, units=checked.data["units"], before=before)
