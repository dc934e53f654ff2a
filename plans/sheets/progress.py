"""Progress of a plan's units in a spreadsheet: a row for each unit and task, the same columns out and in."""

from django.core.exceptions import ValidationError

from organizations.models import Unit
from organizations.permissions import Permission
from plans.grid import percent_of, read_percent
from plans.models import Assignment
from plans.sheets.rows import Checked, Field, RowReader
from wardportal.editing import Paragraph
from wardportal.text import fold

TAKEN = "Đơn vị hoặc người khác vừa ghi tiến độ việc này. Hãy tải bảng hiện có về và ghi trên bảng ấy."


class ProgressSheet:
    slug, title, verb = "tien-do", "Tiến độ", "lời báo tiến độ"
    fields = (
        Field("Mã", 7),
        Field("Nhiệm vụ", 44),
        Field("Đơn vị", 28, "units"),
        Field("Hạn", 12),
        Field("Chỉ tiêu", 10),
        Field("Đơn vị tính", 12),
        Field("Phần trăm", 10),
        Field("Đã đạt", 10),
        Field("Đã làm được gì", 46),
    )
    hints = (
        "Chỉ ghi ở ba cột cuối: “Phần trăm”, “Đã đạt”, “Đã làm được gì”; các cột khác để nhận ra việc.",
        "Dòng không thay đổi được bỏ qua. Lời báo ghi theo ngày nhập bảng.",
    )

    def __init__(self, plan, user, versions=None):
        self.plan, self.user, self.versions = plan, user, versions
        reached = Unit.objects.reached_by(user, Permission.PROGRESS_REPORT).values_list("pk", flat=True)
        given = Assignment.objects.in_force().filter(task__plan=plan, unit__in=set(reached)).for_list()
        given = given.order_by("task__order", "task", "unit__neighbourhood__order", "unit__line__order", "pk")
        self.given = {one.pk: one for one in given}
        self.by_name = {}
        for one in self.given.values():
            one.task.plan = plan
            for name in (one.unit.name, one.unit.short_name):
                self.by_name[fold(one.task.title), fold(name)] = one

    @property
    def choices(self):
        return {"units": list(dict.fromkeys(one.unit.name for one in self.given.values()))}

    def current_versions(self):
        return {str(pk): one.version for pk, one in self.given.items()}

    def rows(self):
        return [
            [
                one.pk,
                one.task.title,
                one.unit.name,
                one.due,
                one.target_quantity,
                one.task.measure_unit,
                one.percent if one.reported_on else None,
                one.quantity,
                "",
            ]
            for one in self.given.values()
        ]

    def check(self, rows) -> list[Checked]:
        seen = {}
        return [self._check(row, seen) for row in rows]

    def _check(self, row, seen):
        reader = RowReader(row)
        one = self._assignment_of(reader)
        text = reader.text("Đã làm được gì", most=Paragraph.MOST)
        quantity, percent = reader.number("Đã đạt"), self._percent(reader)
        title = f"{reader.row.value('Nhiệm vụ').shown} – {reader.row.value('Đơn vị').shown}"
        if one is None or reader.problems:
            return Checked(row, reader.problems, "", title)
        if seen.setdefault(one.pk, row.number) != row.number:
            reader.wrong("Mã", f"Việc này đã ghi ở dòng {seen[one.pk]}. Hãy giữ một dòng.")
        if percent is None:
            is_counted = quantity is not None and quantity != one.quantity
            percent = percent_of(quantity, one) if is_counted else one.percent
        is_said = text or (percent, quantity) != (one.percent, one.quantity)
        if is_said and not (text or one.reported_on) and percent == 0 and quantity is None:
            is_said = reader.row.value("Phần trăm").text != ""
        if is_said and self.versions is not None and self.versions.get(str(one.pk)) != one.version:
            reader.wrong("Mã", TAKEN)
        data = {"assignment": one, "percent": percent, "quantity": quantity, "text": text}
        return Checked(row, reader.problems, "ghi tiến độ" if is_said else "", str(one), data)

    def _percent(self, reader):
        label = "Phần trăm"
        text = reader.text(label)
        if not text or label in reader.problems:
            return None
        try:
            return read_percent(text)
        except ValidationError as refusal:
            reader.wrong(label, refusal.messages[0])
            return None

    def _assignment_of(self, reader):
        key = reader.key()
        names = fold(reader.row.value("Nhiệm vụ").shown), fold(reader.row.value("Đơn vị").shown)
        if key is None:
            one = self.by_name.get(names)
            if one is None:
                reader.wrong(
                    "Nhiệm vụ",
                    "Không tìm thấy việc này của đơn vị này trong kế hoạch, hoặc đồng chí không ghi thay "
                    "đơn vị ấy được. Hãy tải bảng hiện có về và ghi trên bảng ấy.",
                )
            return one
        one = self.given.get(key)
        if one is None:
            reader.wrong("Mã", f"Đồng chí không ghi được tiến độ cho việc mã {key} trong kế hoạch này.")
        elif self.by_name.get(names) != one:
            reader.wrong("Mã", f"Mã {key} là của “{one}”. Hãy giữ các cột Mã, Nhiệm vụ, Đơn vị đi cùng nhau.")
        return one

    def save(self, checked, *, by):
        one, data = checked.data["assignment"], checked.data
        opened = Assignment.objects.filter(pk=one.pk, version=one.version)
        if not opened.update(version=one.version + 1):
            raise ValidationError(f"Dòng {checked.row.number}: {TAKEN}")
        one.version += 1
        one.report(by=by, percent=data["percent"], quantity=data["quantity"], text=data["text"])
