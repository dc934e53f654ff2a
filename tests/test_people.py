"""People, their posts, who comes after them; the directory and who may call whom."""

from datetime import date

import pytest

from meetings.models import Meeting
from organizations.handover import open_matters
from organizations.models import AuditEntry, Person, Post, PostHolding, User
from organizations.permissions import Permission, Role, can
from tests import factories
from tests.reading import text_of

pytestmark = pytest.mark.django_db
DIRECTORY = "/to-chuc/danh-ba/"


@pytest.fixture
def phones(women_kp3, women_kp4):
    for number, user in ((3, women_kp3), (4, women_kp4)):
        user.person.phone = f"0900 000 00{number}"
        user.person.save()


def test_a_telephone_is_seen_by_who_may_and_tapped(client_of, phones, officer, women_kp3, reader):
    page = text_of(client_of(officer).get(DIRECTORY))
    assert 'href="tel:0900000003"' in page
    assert 'href="https://zalo.me/0900000004"' in page
    own_place = text_of(client_of(women_kp3).get(DIRECTORY))
    assert "0900 000 003" in own_place
    assert "0900 000 004" not in own_place
    assert "0900" not in text_of(client_of(reader).get(DIRECTORY))


def test_nobody_learns_a_telephone_from_a_persons_page(client_of, phones, women_kp3, women_kp4, reader):
    url = women_kp4.person.get_absolute_url()
    assert "0900" not in text_of(client_of(women_kp3).get(url))
    assert "0900" not in text_of(client_of(reader).get(url))
    assert "0900 000 004" in text_of(client_of(women_kp4).get(url))


def test_found_without_marks_and_sorted_by_given_name(client_of, officer, ward):
    for name in ("Trần Văn Út", "Nguyễn Thị Ánh", "Đỗ Văn Ẩn"):
        person = factories.PersonFactory(locality=ward.locality, full_name=name)
        factories.PostHoldingFactory(person=person, post__unit=ward.front)
    page = client_of(officer).get(DIRECTORY, {"q": "nguyen thi anh"})
    assert [it.person.full_name for it, _ in page.context["rows"]] == ["Nguyễn Thị Ánh"]
    names = [it.person.full_name for it, _ in client_of(officer).get(DIRECTORY).context["rows"]]
    assert [name for name in names if name.split()[-1] in {"Út", "Ánh", "Ẩn"}] == [
        "Nguyễn Thị Ánh",
        "Đỗ Văn Ẩn",
        "Trần Văn Út",
    ]


def test_who_held_what_on_a_day(client_of, officer, women_kp3):
    women_kp3.holdings[0].end(date(2017, 9, 10), by=officer)
    client = client_of(officer)
    then = client.get(DIRECTORY, {"ngay": "10/9/2017", "q": women_kp3.person.full_name})
    now = client.get(DIRECTORY, {"q": women_kp3.person.full_name})
    assert len(then.context["rows"]) == 1
    assert now.context["rows"] == []


@pytest.mark.parametrize("people", [1, 30])
def test_the_directory_costs_the_same_with_more(
    client_of, women_kp3, ward, people, django_assert_num_queries
):
    for _ in range(people):
        factories.UserFactory(unit=ward.women_branches[4])
    client = client_of(women_kp3)
    client.get(DIRECTORY)
    with django_assert_num_queries(7):
        client.get(DIRECTORY)


# --- Kept ---------------------------------------------------------------------------------------------


def test_a_person_is_added_takes_a_new_post_and_may_work_the_same_day(client_of, admin, ward):
    client = client_of(admin)
    client.post("/to-chuc/nguoi/them/", {"full_name": "Lý Thị Hạnh", "address_form": "mrs", "phone": ""})
    person = Person.objects.get(full_name="Lý Thị Hạnh")
    url = f"{person.get_absolute_url()}giao-chuc-vu/"
    unit = ward.women_branches[3]
    typed = {"unit": unit.pk, "post_name": "Chi hội phó", "from_on": "18/9/2017"}
    client.post(url, typed)
    holding = PostHolding.objects.get(person=person)
    assert (holding.post.unit, holding.post.name, holding.post.role) == (unit, "Chi hội phó", "")
    assert "đang giữ chức vụ này rồi" in text_of(client.post(url, typed))
    client.post(
        f"/to-chuc/chuc-vu/{holding.post.pk}/", {"name": "Chi hội phó", "role": "branch_leader", "order": "1"}
    )
    user = factories.UserFactory(unit=unit, person=person, holding=None)
    assert can(User.objects.get(pk=user.pk), Permission.PROGRESS_REPORT, unit)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["thêm người", "thêm chức vụ", "bắt đầu giữ chức vụ", "sửa chức vụ"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"full_name": ""}, "Chưa ghi họ và tên."),
        ({"phone": "gọi sau"}, "Số điện thoại gồm 8 đến 15 chữ số"),
        ({"birth_year": "58"}, "1900"),
        ({"birth_year": "năm 1958"}, "Ghi năm sinh bằng bốn chữ số"),
    ],
)
def test_what_is_wrong_is_told_and_kept(client_of, admin, typed, told):
    page = client_of(admin).post(
        "/to-chuc/nguoi/them/", {"full_name": "Lý Thị Hạnh", "address_form": "mrs", **typed}
    )
    assert told in text_of(page)
    assert not Person.objects.filter(full_name="Lý Thị Hạnh").exists()


def test_the_office_gives_posts_and_no_powers(client_of, officer, admin, ward, women_kp3):
    """Who keeps the people cannot make an administrator, nor change what a post may do."""
    client = client_of(officer)
    post = women_kp3.holdings[0].post
    page = client.post(
        f"/to-chuc/chuc-vu/{post.pk}/", {"name": post.name, "role": "ward_admin", "order": "0"}
    )
    assert page.status_code == 302
    post.refresh_from_db()
    assert post.role == Role.BRANCH_LEADER
    admin_post = Post.objects.get(role=Role.WARD_ADMIN)
    typed = {"unit": admin_post.unit.pk, "post_name": admin_post.name, "from_on": "18/9/2017"}
    page = client.post(f"{women_kp3.person.get_absolute_url()}giao-chuc-vu/", typed)
    assert "Chỉ quản trị của phường giao được chức vụ này." in text_of(page)


# --- Handed over --------------------------------------------------------------------------------------


def test_what_names_the_leaving_one_goes_to_the_successor(client_of, officer, ward, women_kp3, women_kp4):
    person, successor = women_kp3.person, women_kp4.person
    coming = factories.MeetingFactory(
        host_unit=ward.women_branches[3], chair_person=person, chair="Chi hội trưởng", starts_at=_at(25)
    )
    held = factories.MeetingFactory(host_unit=ward.women_branches[3], chair_person=person, starts_at=_at(1))
    assert [matter.record for matter in open_matters(person)] == [coming]
    holding = women_kp3.holdings[0]
    url = f"/to-chuc/giu-chuc-vu/{holding.pk}/ket-thuc/"
    assert coming.title in text_of(client_of(officer).get(url))

    answer = client_of(officer).post(url, {"on": "30/9/2017", "successor": successor.pk}, follow=True)

    assert "Đã bàn giao 1 việc" in text_of(answer)
    coming.refresh_from_db()
    held.refresh_from_db()
    assert (coming.chair_person, held.chair_person) == (successor, person)
    assert coming.chair == f"{holding.post.name} {successor.full_name}"
    holding.refresh_from_db()
    assert holding.to_on == date(2017, 9, 30)
    assert AuditEntry.objects.filter(action="bàn giao việc", target_id=person.pk).exists()


def _at(day):
    return f"2017-09-{day:02}T12:00:00+07:00"


def test_an_end_before_the_beginning_changes_nothing(client_of, officer, ward, women_kp3):
    person = factories.PersonFactory(locality=ward.locality)
    post = women_kp3.holdings[0].post
    holding = PostHolding.begin(post, person, by=officer, from_on=date(2017, 9, 15))
    page = client_of(officer).post(f"/to-chuc/giu-chuc-vu/{holding.pk}/ket-thuc/", {"on": "1/9/2017"})
    assert "Phải từ ngày nhận (15/9/2017) trở đi." in text_of(page)
    holding.refresh_from_db()
    assert holding.to_on is None


# --- Ai được làm gì -----------------------------------------------------------------------------------


def test_everybody_may_read_who_may_do_what(client_of, reader, women_kp3, other_ward):
    page = text_of(client_of(reader).get("/ai-duoc-lam-gi/"))
    assert Permission.DOCUMENT_ISSUE.label in page
    assert women_kp3.person.full_name in page
    stranger = factories.UserFactory(
        unit=other_ward.party, role=Role.PARTY_OFFICE, full_name="Người Phường Khác"
    )
    assert stranger.person.full_name not in text_of(client_of(reader).get("/ai-duoc-lam-gi/"))
    assert not Meeting.objects.exists()
