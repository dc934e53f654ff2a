"""The log is only written; what is held about a person, and what is let go."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from organizations import retention
from organizations.audit import record
from organizations.models import AuditEntry, AuditOpening, Person, SignIn, User
from organizations.sealing import log_opened, seal
from tests import factories
from tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(officer, ward):
    return record(by=officer, action="thử", target=ward.party)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: AuditEntry.objects.update(action="khác"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk)._raw_delete("default"),
        lambda entry: entry.save(),
        lambda entry: connection.cursor().execute("DELETE FROM organizations_auditentry"),
        lambda entry: connection.cursor().execute("UPDATE organizations_auditentry SET by_label = 'ai đó'"),
    ],
    ids=["update", "delete", "raw delete", "save", "sql delete", "sql update"],
)
def test_the_database_refuses_to_change_the_log(change, entry):
    with pytest.raises(DatabaseError, match="only written"), transaction.atomic():
        change(entry)
    entry.refresh_from_db()
    assert entry.action == "thử"


def test_opened_it_may_be_changed_and_says_so(entry, officer, ward):
    with log_opened(ward.locality, by=officer, why="thử mở"):
        AuditEntry.objects.filter(pk=entry.pk).delete()
    assert not AuditOpening.objects.exists()
    left = AuditEntry.objects.get()
    assert (left.action, left.by, left.after) == ("mở nhật ký để sửa", officer, {"vì": "thử mở"})


def test_what_fails_while_it_is_open_leaves_it_shut(entry, officer, ward):
    def fail():
        with log_opened(ward.locality, by=officer, why="thử mở"):
            AuditEntry.objects.all().delete()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert AuditEntry.objects.get() == entry
    assert not AuditOpening.objects.exists()


def test_sealing_twice_is_sealing_once(entry):
    seal()
    seal()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_who_was_refused_what_is_in_the_log(client_of, women_kp3):
    assert client_of(women_kp3).get("/nhat-ky/").status_code == 403
    refused = AuditEntry.objects.get(action="bị từ chối")
    assert (refused.by, refused.after) == (women_kp3, {"trang": "/nhat-ky/"})


def test_the_log_is_searched_and_exported_which_is_logged(client_of, officer, ward, entry):
    record(by=officer, action="khác hẳn", target=ward.front)
    client = client_of(officer)
    page = client.get("/nhat-ky/", {"q": "khác hẳn"})
    assert [it.action for it, _ in page.context["entries"]] == ["khác hẳn"]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/nhat-ky/?dinh-dang=xlsx").getvalue()))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "Khác hẳn" in cells
    assert ward.front.name in cells
    assert AuditEntry.objects.filter(action="xuất nhật ký", by=officer).count() == 1


def test_sign_ins_are_listed_for_who_reads_the_log(client_of, officer, women_kp3, other_ward):
    stranger = factories.UserFactory(unit=other_ward.party, full_name="Người Phường Khác")
    for user in (women_kp3, stranger):
        SignIn.objects.create(user=user, session_key="x", device="Chrome trên Android", address="203.0.113.5")
    page = text_of(client_of(officer).get("/nhat-ky/dang-nhap/"))
    assert str(women_kp3) in page
    assert "203.0.113.5" in page
    assert str(stranger) not in page


# --- About a person -----------------------------------------------------------------------------------


def test_one_sees_and_exports_all_that_is_held_about_oneself(client_of, women_kp3, entry):
    women_kp3.person.phone = "0900 000 003"
    women_kp3.person.save()
    client = client_of(women_kp3)
    client.post("/tai-khoan/", {"email": "a@example.vn"})
    url = f"{women_kp3.person.get_absolute_url()}du-lieu/"
    page = text_of(client.get(url))
    assert "điện thoại: 0900 000 003" in page
    assert "Chi hội trưởng" in page
    assert women_kp3.username in page
    assert "Ẩn danh người này" not in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}?dinh-dang=xlsx").getvalue()))
    assert "điện thoại: 0900 000 003" in [row[1].value for row in book.active.iter_rows()]
    assert AuditEntry.objects.filter(action="xuất dữ liệu cá nhân", by=women_kp3).exists()


def leave(user, on):
    for holding in user.person.holdings.all():
        holding.to_on = on
        holding.save()


def test_who_is_in_post_is_not_anonymized(client_of, admin, women_kp3):
    page = client_of(admin).post(f"{women_kp3.person.get_absolute_url()}an-danh/", follow=True)
    assert "còn giữ chức vụ" in text_of(page)
    assert women_kp3.person.full_name == Person.objects.get(pk=women_kp3.person.pk).full_name


def test_anonymized_nobody_finds_the_name_and_what_was_done_stays(client_of, admin, women_kp3, ward):
    name, username = women_kp3.person.full_name, women_kp3.username
    SignIn.objects.create(user=women_kp3, session_key="x", device="Chrome", address="203.0.113.5")
    record(by=women_kp3, action="ghi tiến độ", target=ward.women_branches[3], after={"lời": "Đã xong"})
    record(by=admin, action="sửa thông tin người", target=women_kp3.person, before={"điện thoại": "0900"})
    leave(women_kp3, date(2017, 9, 1))
    client_of(admin).post(f"{women_kp3.person.get_absolute_url()}an-danh/")
    person = Person.objects.get(pk=women_kp3.person.pk)
    assert person.full_name == f"Người đã ẩn danh số {person.pk}"
    user = User.objects.get(pk=women_kp3.pk)
    assert (user.is_active, user.has_usable_password(), user.sign_ins.count()) == (False, False, 0)
    log = str(list(AuditEntry.objects.values()))
    assert name not in log
    assert username not in log
    assert "0900" not in log
    done = AuditEntry.objects.get(action="ghi tiến độ")
    assert (done.by, done.by_label, done.after) == (user, person.full_name, {"lời": "Đã xong"})
    assert AuditEntry.objects.filter(action="mở nhật ký để sửa").count() == 1
    with pytest.raises(ValidationError, match="đã được ẩn danh"):
        retention.anonymize(person, by=admin)


# --- Let go -------------------------------------------------------------------------------------------


def test_what_the_ward_keeps_no_longer_goes_and_nothing_else(ward, women_kp3, women_kp4, officer, entry):
    locality = ward.locality
    leave(women_kp3, date(2012, 9, 17))
    leave(women_kp4, date(2012, 9, 18))
    waiting = factories.PersonFactory(locality=locality, full_name="Chưa Giữ Chức Vụ")
    assert retention.apply(locality) == {"người": 0, "dòng nhật ký": 0}
    locality.keep_people_years, locality.keep_log_years = 5, 10
    locality.save()
    with log_opened(locality, by=None, why="thử"):
        AuditEntry.objects.filter(pk=entry.pk).update(at=timezone.now() - timedelta(days=3660))
    assert retention.apply(locality) == {"người": 1, "dòng nhật ký": 1}
    names = set(Person.objects.values_list("full_name", flat=True))
    assert women_kp3.person.full_name not in names
    assert {women_kp4.person.full_name, waiting.full_name, officer.person.full_name} <= names
    assert not AuditEntry.objects.filter(pk=entry.pk).exists()
    assert retention.apply(locality) == {"người": 0, "dòng nhật ký": 0}


def test_old_sign_ins_are_forgotten(women_kp3):
    for days in (400, 300):
        at = timezone.now() - timedelta(days=days)
        SignIn.objects.create(user=women_kp3, session_key="x", device="Chrome", began_at=at, ended_at=at)
    retention.forget_old_sign_ins()
    assert SignIn.objects.count() == 1
