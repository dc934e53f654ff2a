"""People and the posts they hold, out of a spreadsheet: looked at cell by cell before anything is stored."""

from django.core.exceptions import ValidationError

from organizations.models import Person, Post, PostHolding, Unit
from organizations.models.people import FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR, PHONE
from organizations.permissions import Permission, Role, can
from plans.sheets.rows import Checked, Field, RowReader, Units
from wardportal import dates
from wardportal.sheets import sheet
from wardportal.text import fold

MOST_ROWS = 1000
FIELDS = (
    Field("Họ và tên", 30),
    Field("Xưng hô", 12),
    Field("Điện thoại", 16),
    Field("Năm sinh", 10),
    Field("Đơn vị", 40),
    Field("Chức vụ", 30),
    Field("Từ ngày", 14),
)
LABELS = [field.label for field in FIELDS]
HINTS = (
    "Mỗi dòng một chức vụ; một người giữ hai chức vụ thì ghi hai dòng, họ tên giống nhau.",
    "Điện thoại, năm sinh, từ ngày để trống được. Không ghi số căn cước, dân tộc, tôn giáo.",
)
FORMS = {fold(label): value for value, label in Person.AddressForm.choices}


def template(user) -> bytes:
    """The empty sheet, with the ward's units and the posts it knows to choose from."""
    units = _units(user)
    posts = Post.objects.visible_to(user).order_by("name").values_list("name", flat=True).distinct()
    lists = {
        "Đơn vị": [it.name for it in units],
        "Chức vụ": list(posts),
        "Xưng hô": list(Person.AddressForm.labels),
    }
    return sheet("Danh sách người giữ chức vụ", [it.column for it in FIELDS], [], lists=lists, hints=HINTS)


def _units(user):
    return list(Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE).by_line())


def check(rows, user) -> list[Checked]:
    """Each row with what is wrong in it, or with what it does; as many queries for 1.000 rows as for one."""
    units = Units(_units(user))
    people = {}
    for person in Person.objects.visible_to(user):
        people.setdefault(fold(person.full_name), person)
    held = PostHolding.objects.visible_to(user).current()
    holding = set(held.values_list("person_id", "post__unit_id", "post__name"))
    shut = set()
    if not can(user, Permission.ACCOUNT_MANAGE):
        posts = Post.objects.visible_to(user).filter(role=Role.WARD_ADMIN)
        shut = set(posts.values_list("unit_id", "name"))
    return [_check(row, units, people, holding, shut) for row in rows]


def _check(row, units, people, holding, shut):
    reader = RowReader(row)
    name = reader.text("Họ và tên", most=100, required="Chưa ghi họ và tên.")
    phone = reader.text("Điện thoại")
    if phone:
        _phone(reader, phone)
    data = {
        "full_name": " ".join(name.split()),
        "phone": phone,
        "birth_year": _birth_year(reader),
        "address_form": reader.choice("Xưng hô", FORMS, "không có. Hãy ghi đồng chí, ông hoặc bà."),
        "unit": units.read_one(reader, "Đơn vị", "không có trong phường. Hãy chọn trong danh sách."),
        "post": reader.text("Chức vụ", most=120, required="Chưa ghi chức vụ."),
        "from_on": reader.day("Từ ngày"),
    }
    if data["unit"] is None:
        reader.wrong("Đơn vị", "Chưa ghi đơn vị.")
    elif (data["unit"].pk, data["post"]) in shut:
        reader.wrong("Chức vụ", "Chỉ quản trị của phường giao được chức vụ này.")
    person = data["person"] = people.get(fold(data["full_name"]))
    title = f"{data['full_name']}, {data['post']}, {data['unit'] or ''}"
    is_known = person and data["unit"] and (person.pk, data["unit"].pk, data["post"]) in holding
    return Checked(row, reader.problems, "" if is_known else "thêm", title, data)


def _phone(reader, phone):
    try:
        PHONE(phone)
    except ValidationError as refusal:
        reader.wrong("Điện thoại", f"{refusal.messages[0]} Excel hay bỏ số 0 ở đầu: định dạng cột là Text.")


def _birth_year(reader):
    number = reader.number("Năm sinh", places=0)
    if number is None or "Năm sinh" in reader.problems:
        return None
    if not FIRST_BIRTH_YEAR <= number <= LAST_BIRTH_YEAR:
        reader.wrong("Năm sinh", "Ghi năm sinh bằng bốn chữ số, ví dụ 1958.")
    return int(number)


def save(checked, *, by) -> int:
    """Store the rows that are right; how many. One transaction of the caller's."""
    made = {}
    rows = [it for it in checked if it.is_change]
    for it in rows:
        data = it.data
        name = fold(data["full_name"])
        person = data["person"] or made.get(name)
        if person is None:
            person = Person(
                locality_id=by.locality_id,
                full_name=data["full_name"],
                address_form=data["address_form"] or Person.AddressForm.COMRADE,
                phone=data["phone"],
                birth_year=data["birth_year"],
            )
            person.write(by=by)
            made[name] = person
        post = Post.of_unit(data["unit"], data["post"], by=by)
        if not PostHolding.objects.current().filter(post=post, person=person).exists():
            PostHolding.begin(post, person, by=by, from_on=data["from_on"] or dates.today())
    return len(rows)


def wrong_cells(checked, letters) -> list[dict]:
    """Each cell to be mended: where it is, what stands there, what to do."""
    return [
        {
            "place": f"{letters[label]}{it.row.number}",
            "label": label,
            "shown": it.row.value(label).shown,
            "words": words,
        }
        for it in checked
        for label, words in it.problems.items()
    ]
