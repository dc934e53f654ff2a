"""Tasks of a plan in a spreadsheet: the same columns out and in."""

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from organizations.models import Unit
from organizations.permissions import Permission
from plans import rhythm
from plans.models import Task
from plans.sheets.rows import SEPARATOR, Checked, Field, RowReader, Units, copy_of, stored_row, taken
from wardportal import dates
from wardportal.text import fold

UNKNOWN_UNIT = (
    "không phải là đơn vị đang hoạt động trong phạm vi của đồng chí. Hãy chọn trong danh sách của mẫu."
)
# Column → field of the model, where the one is simply the other.
TEXTS = {
    "Nội dung cụ thể": "description",
    "Định kỳ thực hiện": "rhythm",
    "Sản phẩm, kết quả": "product",
    "Đơn vị tính": "measure_unit",
    "Người phụ trách": "person_name",
    "Kinh phí": "budget_note",
}


class TaskSheet:
    slug, title, verb = "nhiem-vu", "Nhiệm vụ", "nhiệm vụ"
    fields = (
        Field("Mã", 7),
        Field("Nhiệm vụ", 44),
        Field("Nội dung cụ thể", 36),
        Field("Đơn vị chủ trì", 26, "units"),
        Field("Đơn vị phối hợp", 26),
        Field("Thời hạn", 12),
        Field("Định kỳ thực hiện", 18),
        Field("Sản phẩm, kết quả", 24),
        Field("Đơn vị tính", 12),
        Field("Người phụ trách", 20),
        Field("Kinh phí", 18),
        Field("Trọng số", 9),
        Field("Giao cho", 36, "groups"),
        Field("Chỉ tiêu mỗi đơn vị", 12),
    )
    hints = (
        "Cột “Mã” để trống ở nhiệm vụ mới; dòng có mã là sửa nhiệm vụ đã có.",
        "Ghi thời hạn hoặc định kỳ, một trong hai. Nhiều đơn vị trong một ô thì cách nhau bằng dấu “;”.",
        "“Giao cho” chỉ giao thêm, không thu lại; “Chỉ tiêu mỗi đơn vị” áp cho đơn vị giao thêm lần này.",
    )

    def __init__(self, plan, user, versions=None):
        self.plan, self.user, self.versions = plan, user, versions
        current = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR)
        word = user.locality.neighbourhood_word
        self.reached = Units(current.reached_by(user, Permission.TASK_EDIT).by_line(), word)
        self.ward = Units(current.filter(level=Unit.Level.WARD).by_line(), word)
        tasks = plan.tasks.for_matrix().prefetch_related(
            Prefetch("coordinating_units", queryset=Unit.objects.for_list())
        )
        self.tasks = {task.pk: task for task in tasks}
        self.next_order = max((task.order for task in self.tasks.values()), default=0) + 1

    @property
    def choices(self):
        """The lists of the second sheet."""
        return {"units": self.reached.names, "groups": [*self.reached.groups, *self.reached.names]}

    def current_versions(self):
        return {str(pk): task.version for pk, task in self.tasks.items()}

    def rows(self):
        return [self._row(task) for task in self.tasks.values()]

    def _row(self, task):
        targets = {given.target_quantity for given in task.given}
        return [
            task.pk,
            task.title,
            task.description,
            task.lead_unit.name,
            SEPARATOR.join(unit.name for unit in task.coordinating_units.all()),
            task.due_on,
            task.rhythm,
            task.product,
            task.measure_unit,
            task.person_name,
            task.budget_note,
            task.weight,
            SEPARATOR.join(given.unit.name for given in task.given),
            targets.pop() if len(targets) == 1 else None,
        ]

    def check(self, rows) -> list[Checked]:
        """Each row with its problems or with what it would do; asks the database nothing."""
        titles = {fold(task.title): task.pk for task in self.tasks.values()}
        return [self._check(row, titles) for row in rows]

    def _check(self, row, titles):
        reader = RowReader(row)
        title = reader.text("Nhiệm vụ", most=300, required="Chưa ghi tên nhiệm vụ.")
        task = self._task_of(reader, title, titles)
        task.title = title
        for label, name in TEXTS.items():
            most = Task._meta.get_field(name).max_length
            setattr(task, name, reader.text(label, most=most))
        task.due_on = reader.day("Thời hạn")
        task.weight = int(reader.number("Trọng số", places=0) or 1)
        lead = self.reached.read_one(reader, "Đơn vị chủ trì", UNKNOWN_UNIT)
        if lead is None:
            reader.wrong(
                "Đơn vị chủ trì", "Chưa ghi đơn vị chủ trì: mỗi nhiệm vụ có đúng một đơn vị chủ trì."
            )
        else:
            task.lead_unit = lead
        data = {
            "task": task,
            "coordinating": self.ward.read_many(reader, "Đơn vị phối hợp", UNKNOWN_UNIT),
            "units": self._units(reader, task),
            "target": reader.number("Chỉ tiêu mỗi đơn vị"),
        }
        self._check_whole(reader, task, data)
        return Checked(row, reader.problems, self._action(task, data), title, data)

    def _task_of(self, reader, title, titles):
        """A copy of the task that is edited, or a new one."""
        stored = stored_row(reader, "Nhiệm vụ", title, titles, self.tasks, self.versions)
        if stored is None:
            return Task(plan=self.plan, locality_id=self.plan.locality_id)
        if stored.lead_unit not in self.reached.units:
            reader.wrong(
                "Đơn vị chủ trì", f"Nhiệm vụ này do {stored.lead_unit} chủ trì, ngoài phạm vi của đồng chí."
            )
        copy = copy_of(stored)
        copy.plan, copy.lead_unit = self.plan, stored.lead_unit
        return copy

    def _units(self, reader, task):
        """The units that would get the task beside those that have it, whom the cell may name too."""
        given = [one.unit for one in self.tasks[task.pk].given] if task.pk else []
        named = self.reached.with_also(given).read_many(reader, "Giao cho", UNKNOWN_UNIT)
        return [unit for unit in named if unit not in given]

    def _check_whole(self, reader, task, data):
        if bool(task.due_on) == bool(task.rhythm) and "Thời hạn" not in reader.problems:
            reader.wrong(
                "Thời hạn",
                "Đã có định kỳ thực hiện thì để trống thời hạn, hoặc ngược lại."
                if task.due_on
                else "Hãy ghi thời hạn, hoặc định kỳ thực hiện (thường xuyên, hằng tháng …).",
            )
        is_new = task.pk is None or task.rhythm != self.tasks[task.pk].rhythm
        if is_new and task.rhythm:
            refusal = rhythm.why_not(task.rhythm, self.plan, today=dates.today())
            if refusal:
                reader.wrong("Định kỳ thực hiện", refusal)
        if data["target"] is not None and not task.measure_unit and data["units"]:
            reader.wrong("Đơn vị tính", "Có chỉ tiêu thì phải ghi đơn vị tính, ví dụ: đoàn viên, buổi.")
        try:
            task.clean()
        except ValidationError as refusal:
            labels = {"due_on": "Thời hạn", "lead_unit": "Đơn vị chủ trì"}
            for name, messages in refusal.message_dict.items():
                reader.wrong(labels.get(name, "Nhiệm vụ"), " ".join(messages))

    def _action(self, task, data):
        if task.pk is None:
            return "thêm mới"
        stored = self.tasks[task.pk]
        names = ["title", "due_on", "weight", "lead_unit_id", *TEXTS.values()]
        is_edited = any(getattr(task, name) != getattr(stored, name) for name in names)
        is_edited |= {it.pk for it in data["coordinating"]} != {
            it.pk for it in stored.coordinating_units.all()
        }
        if is_edited:
            return "sửa và giao thêm" if data["units"] else "sửa"
        return "giao thêm" if data["units"] else ""

    def save(self, checked, *, by):
        """Write one row that was looked at; call it in one transaction with all the others."""
        task = checked.data["task"]
        before = {}
        if task.pk is None:
            task.order = self.next_order
            self.next_order += 1
        else:
            before = self.tasks[task.pk].as_audited()
            opened = Task.objects.filter(pk=task.pk, version=task.version)
            if not opened.update(version=task.version + 1):
                raise ValidationError(f"Dòng {checked.row.number}: {taken('Nhiệm vụ')}")
            task.version += 1
        if checked.action != "giao thêm":
            task.save()
            if before or checked.data["coordinating"]:
                task.coordinating_units.set(checked.data["coordinating"])
            task.record_edit(by=by, before=before)
        task.assign(checked.data["units"], by=by, target_quantity=checked.data["target"])
