"""The spreadsheets of a plan: which there are, who may use them, how they are made, looked at and saved."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from organizations.permissions import Permission, can, can_somewhere
from plans.models import UploadedSheet
from plans.sheets.progress import ProgressSheet
from plans.sheets.targets import TargetSheet
from plans.sheets.tasks import TaskSheet
from wardportal import sheets
from wardportal.sheet_reading import ReadRow, Value

SUBJECTS = {each.slug: each for each in (TaskSheet, TargetSheet, ProgressSheet)}


def why_not(plan, slug) -> str:
    """Why nobody brings that spreadsheet into the plan now, in a sentence; "" where one may."""
    if slug == ProgressSheet.slug:
        return plan.why_no_work("nhập tiến độ")
    return plan.why_no_change("nhập bảng tính")


def may_use(user, plan, slug) -> bool:
    """Whether `user` may bring that spreadsheet into a plan that allows it (`why_not`)."""
    if slug == ProgressSheet.slug:
        return can_somewhere(user, Permission.PROGRESS_REPORT)
    return can(user, Permission.TASK_EDIT, plan.document.issuer)


def open_to(user, plan):
    """The spreadsheets that `user` may bring into the plan now."""
    slugs = [slug for slug in SUBJECTS if may_use(user, plan, slug) and not why_not(plan, slug)]
    return [SUBJECTS[slug] for slug in slugs]


def require_use(user, plan, slug):
    if not may_use(user, plan, slug):
        raise PermissionDenied(
            f"Chức vụ hiện nay của đồng chí không nhập được bảng “{SUBJECTS[slug].title}”."
        )


def download(subject, *, is_template) -> bytes:
    """The spreadsheet as it is uploaded again: what is there now, or an empty one to fill in."""
    rows = [] if is_template else subject.rows()
    title = f"{subject.title} – {subject.plan.document.citation}"
    columns = [field.column for field in subject.fields]
    lists = {field.label: subject.choices[field.choices] for field in subject.fields if field.choices}
    return sheets.sheet(title, columns, rows, lists=lists, hints=subject.hints)


def looked_at(uploaded, user):
    """(the subject, its rows as Checked): what the uploaded rows would do today."""
    subject = SUBJECTS[uploaded.subject](uploaded.plan, user, uploaded.versions)
    rows = [
        ReadRow(number, {label: Value.from_json(pair) for label, pair in values.items()})
        for number, values in uploaded.rows
    ]
    return subject, subject.check(rows)


@transaction.atomic
def save(uploaded, *, by, only_right) -> int:
    """Write the rows after looking at them once more; how many. All of them or, if asked, the right ones."""
    uploaded.hold()
    subject, rows = looked_at(uploaded, by)
    wrong = [row for row in rows if row.is_wrong]
    if wrong and not only_right:
        raise ValidationError(
            f"Còn {len(wrong)} dòng sai nên chưa nhập dòng nào. Hãy xem các ô cần sửa dưới đây."
        )
    changes = [row for row in rows if row.is_change]
    if not changes:
        raise ValidationError("Bảng không có dòng nào để nhập: các dòng đúng đều không thay đổi gì.")
    for row in changes:
        subject.save(row, by=by)
    uploaded.finish(by=by, saved=len(changes), left_out=len(wrong))
    return len(changes)


def keep(plan, read, *, by, slug, name) -> UploadedSheet:
    """Store what was read until `by` has looked at it."""
    subject = SUBJECTS[slug](plan, by)
    return UploadedSheet.objects.create(
        plan=plan,
        subject=slug,
        name=name,
        rows=[
            [row.number, {label: value.to_json() for label, value in row.values.items()}] for row in read.rows
        ],
        letters=read.letters,
        versions=subject.current_versions(),
        uploaded_by=by,
    )
