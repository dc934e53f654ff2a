"""Accounts follow posts; one-time passwords, machines, the second factor, idle time, the lock, deputies."""

import re
import time
from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.audit import record
from organizations.gates import SEEN_EVERY_SECONDS
from organizations.models import Absence, AuditEntry, SignIn, User
from organizations.models.sign_ins import device_of
from organizations.permissions import Permission, can
from organizations.signing_in import SEEN
from tests import factories
from tests.factories.organizations import PASSWORD
from tests.reading import text_of

pytestmark = pytest.mark.django_db
ACCOUNTS = "/quan-tri/tai-khoan/"
OWN_PASSWORD = "hoa-sen-gieng-nuoc"


def sign_in(user, password=PASSWORD, **more):
    client = Client(**more)
    answer = client.post("/dang-nhap/", {"username": user.username, "password": password})
    return client, answer


# --- Powers follow posts ------------------------------------------------------------------------------


def test_with_the_last_day_of_a_post_its_powers_end(ward, women_kp3, settings):
    unit = ward.women_branches[3]
    women_kp3.holdings[0].end(date(2017, 9, 18), by=women_kp3)
    assert can(User.objects.get(pk=women_kp3.pk), Permission.PROGRESS_REPORT, unit)
    settings.BUSINESS_DATE = date(2017, 9, 19)
    assert not can(User.objects.get(pk=women_kp3.pk), Permission.PROGRESS_REPORT, unit)


def test_a_deputy_has_the_powers_of_who_is_away_for_these_days_and_the_log_says_so(
    ward, women_kp3, women_kp4, settings
):
    unit = ward.women_branches[3]
    absence = Absence(
        person=women_kp3.person, deputy=women_kp4.person, from_on=date(2017, 9, 19), to_on=date(2017, 9, 20)
    )
    absence.begin(by=women_kp3)
    told = {}
    for day in (18, 19, 20, 21):
        settings.BUSINESS_DATE = date(2017, 9, day)
        deputy = User.objects.get(pk=women_kp4.pk)
        told[day] = can(deputy, Permission.PROGRESS_REPORT, unit)
        record(by=deputy, action="thử", target=unit)
    assert told == {18: False, 19: True, 20: True, 21: False}
    labels = AuditEntry.objects.filter(by=women_kp4).order_by("pk").values_list("by_label", flat=True)
    name, away = str(women_kp4), str(women_kp3)
    assert list(labels) == [name, f"{name} (đang thay {away})", f"{name} (đang thay {away})", name]


def test_a_deputy_is_had_with_one_query_and_without_lending_on(
    ward, women_kp3, women_kp4, leader, django_assert_num_queries
):
    days = {"from_on": date(2017, 9, 18), "to_on": date(2017, 9, 18)}
    Absence(person=leader.person, deputy=women_kp3.person, **days).begin(by=leader)
    Absence(person=women_kp3.person, deputy=women_kp4.person, **days).begin(by=women_kp3)
    with django_assert_num_queries(2):
        deputy = User.objects.get(pk=women_kp4.pk)
        assert {held.person for held in deputy.lent} == {women_kp3.person}
        assert deputy.units == [ward.women_branches[4]]


def test_one_names_a_deputy_oneself_and_ends_it(client_of, women_kp3, women_kp4):
    client = client_of(women_kp3)
    url = f"{women_kp3.person.get_absolute_url()}vang-mat/"
    typed = {"deputy": women_kp4.person.pk, "from_on": "20/9/2017", "to_on": "19/9/2017"}
    assert "Ngày cuối phải từ ngày đầu trở đi." in text_of(client.post(url, typed))
    client.post(url, {**typed, "to_on": "25/9/2017", "reason": "Đi học"})
    absence = Absence.objects.get()
    assert "làm thay từ" in text_of(client.get(women_kp3.person.get_absolute_url()))
    client.post(f"/to-chuc/vang-mat/{absence.pk}/ket-thuc/")
    assert not Absence.objects.exists()
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["giao người làm thay", "bỏ việc làm thay"]


# --- Made by the administrator ------------------------------------------------------------------------


def test_an_account_is_made_with_a_slip_and_its_owner_chooses_a_password(client_of, admin, ward):
    person = factories.PersonFactory(locality=ward.locality, full_name="Phạm Thị Mai")
    factories.PostHoldingFactory(person=person, post__unit=ward.women_branches[4], post__name="Chi hội phó")
    page = client_of(admin).get(f"{ACCOUNTS}cap/{person.pk}/")
    assert 'value="mai.pt"' in text_of(page)
    slip = text_of(client_of(admin).post(f"{ACCOUNTS}cap/{person.pk}/", {"username": "Mai.PT "}))
    password = re.search(r"\d{4}-\d{4}-\d{4}", slip)[0]
    account = User.objects.get(username="mai.pt")
    assert password not in str(AuditEntry.objects.values())

    client, answer = sign_in(account, password)
    assert answer.status_code == 302
    assert client.get("/ke-hoach/").headers["Location"] == "/tai-khoan/mat-khau/"
    page = text_of(client.get("/tai-khoan/mat-khau/"))
    assert "mật khẩu một lần" in page
    chosen = {"old_password": password, "new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD}
    client.post("/tai-khoan/mat-khau/", chosen)
    assert client.get("/ke-hoach/").status_code == 200
    assert authenticate_with(account, OWN_PASSWORD)


def authenticate_with(user, password):
    return User.objects.get(pk=user.pk).check_password(password)


def test_a_slip_ends_after_a_week(admin, women_kp3):
    password = women_kp3.reset_password(by=admin)
    User.objects.filter(pk=women_kp3.pk).update(one_time_until=timezone.localdate() - timedelta(days=1))
    _, answer = sign_in(women_kp3, password)
    assert "Mật khẩu dùng một lần đã hết hạn." in text_of(answer)


def test_reset_and_closing_sign_out_everywhere(client_of, admin, women_kp3):
    phone, _ = sign_in(women_kp3)
    assert phone.get("/").status_code == 200
    slip = client_of(admin).post(f"{ACCOUNTS}{women_kp3.pk}/", {"viec": "dat-lai"})
    assert re.search(r"\d{4}-\d{4}-\d{4}", text_of(slip))
    assert phone.get("/").status_code == 302
    assert not authenticate_with(women_kp3, PASSWORD)
    client_of(admin).post(f"{ACCOUNTS}{women_kp3.pk}/", {"viec": "khoa"})
    assert not User.objects.get(pk=women_kp3.pk).is_active
    client_of(admin).post(f"{ACCOUNTS}{women_kp3.pk}/", {"viec": "mo"})
    assert User.objects.get(pk=women_kp3.pk).is_active
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"đặt lại mật khẩu", "khóa tài khoản", "mở tài khoản", "kết thúc phiên đăng nhập"} <= actions


def test_no_account_of_another_ward_is_reached_and_none_is_made_twice(
    client_of, admin, other_ward, women_kp3
):
    stranger = factories.UserFactory(unit=other_ward.party)
    assert client_of(admin).post(f"{ACCOUNTS}{stranger.pk}/", {"viec": "khoa"}).status_code == 404
    assert client_of(admin).get(f"{ACCOUNTS}cap/{stranger.person.pk}/").status_code == 404
    assert client_of(admin).get(f"{ACCOUNTS}cap/{women_kp3.person.pk}/").status_code == 404
    assert stranger.username not in text_of(client_of(admin).get(ACCOUNTS))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("mai pt", "chữ thường không dấu"),
        ("ab", "chữ thường không dấu"),
        ("{taken}", "đã có người dùng"),
        ("", "Chưa ghi tên đăng nhập."),
    ],
)
def test_a_name_that_will_not_do_is_told(client_of, admin, ward, women_kp3, typed, told):
    person = factories.PersonFactory(locality=ward.locality)
    typed = typed.format(taken=women_kp3.username)
    page = client_of(admin).post(f"{ACCOUNTS}cap/{person.pk}/", {"username": typed})
    assert told in text_of(page)


@pytest.mark.parametrize("people", [1, 20])
def test_the_list_of_accounts_costs_the_same_with_more(
    client_of, admin, ward, people, django_assert_num_queries
):
    for _ in range(people):
        factories.UserFactory(unit=ward.women_branches[3])
    client = client_of(admin)
    client.get(ACCOUNTS)
    with django_assert_num_queries(7):
        client.get(ACCOUNTS)


# --- Machines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
            "Chrome trên Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge trên Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari trên iPhone",
        ),
        ("curl/8", "trình duyệt trên máy khác"),
        ("", "trình duyệt trên máy khác"),
    ],
)
def test_a_machine_is_named_as_a_person_knows_it(agent, device):
    assert device_of(agent) == device


def test_one_sees_where_one_is_signed_in_and_ends_it(women_kp3):
    phone, _ = sign_in(women_kp3, HTTP_USER_AGENT="Android Chrome/120")
    office, _ = sign_in(women_kp3, HTTP_USER_AGENT="Windows Firefox/130", REMOTE_ADDR="203.0.113.7")
    page = text_of(phone.get("/tai-khoan/"))
    assert "Chrome trên Android (máy này)" in page
    assert "Firefox trên Windows" in page
    assert "203.0.113.7" in page
    other = SignIn.objects.get(device="Firefox trên Windows")
    phone.post(f"/tai-khoan/may/{other.pk}/dang-xuat/")
    assert office.get("/").status_code == 302
    assert phone.get("/").status_code == 200


def test_who_changes_the_password_stays_in_the_list_and_the_others_can_be_ended(women_kp3):
    phone, _ = sign_in(women_kp3)
    office, _ = sign_in(women_kp3)
    chosen = {"old_password": PASSWORD, "new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD}
    phone.post("/tai-khoan/mat-khau/", chosen)
    assert "(máy này)" in text_of(phone.get("/tai-khoan/"))
    assert office.get("/").status_code == 302
    phone.post("/tai-khoan/may/0/dang-xuat/")
    assert SignIn.objects.running().count() == 1


def test_signing_out_ends_the_line(women_kp3):
    phone, _ = sign_in(women_kp3)
    phone.post("/dang-xuat/")
    assert not SignIn.objects.running().exists()


# --- Idle ---------------------------------------------------------------------------------------------


def move_back(client, minutes):
    session = client.session
    session[SEEN] -= minutes * 60
    session.save()


def test_who_was_idle_too_long_signs_in_again(ward, women_kp3):
    ward.locality.idle_minutes = 30
    ward.locality.save()
    client, _ = sign_in(women_kp3)
    move_back(client, 29)
    assert client.get("/ke-hoach/").status_code == 200
    move_back(client, 29)
    assert client.get("/ke-hoach/").status_code == 200
    move_back(client, 31)
    answer = client.get("/ke-hoach/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/dang-nhap/?next=/ke-hoach/")
    assert "Lâu không dùng nên cổng đã tự đăng xuất." in text_of(client.get("/dang-nhap/"))


def test_a_page_that_is_read_writes_the_session_seldom(women_kp3):
    client, _ = sign_in(women_kp3)
    seen = client.session[SEEN]
    client.get("/ke-hoach/")
    assert client.session[SEEN] == seen
    move_back(client, SEEN_EVERY_SECONDS // 60 + 1)
    client.get("/ke-hoach/")
    assert client.session[SEEN] >= seen


# --- The lock -----------------------------------------------------------------------------------------


def fail(user, times, **more):
    for _ in range(times):
        _, answer = sign_in(user, "sai-mat-khau", **more)
    return answer


def test_guessing_is_locked_for_that_account_from_there_and_nobody_else(women_kp3, women_kp4):
    assert fail(women_kp3, 4).status_code == 200
    locked = fail(women_kp3, 1)
    assert locked.status_code == 429
    assert "Chờ 1 phút rồi thử lại" in text_of(locked)
    # The right password as well, so that nothing is learnt; from elsewhere it opens, and so does another's.
    assert sign_in(women_kp3)[1].status_code == 429
    assert sign_in(women_kp3, REMOTE_ADDR="203.0.113.7")[1].status_code == 302
    assert sign_in(women_kp4)[1].status_code == 302
    actions = sorted(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["tạm khóa đăng nhập"] + ["đăng nhập không thành"] * 5


def let_time_pass():
    """The lock is over: as if it had been a minute and more."""
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=2))


def test_each_lock_lasts_twice_as_long_up_to_an_hour(women_kp3):
    told = []
    for _ in range(8):
        told.append(int(re.search(r"Chờ (\d+) phút", text_of(fail(women_kp3, 5)))[1]))
        let_time_pass()
    assert told == [1, 2, 4, 8, 16, 32, 60, 60]
    assert AccessFailureLog.objects.filter(locked_out=True).count() == 8
    assert sign_in(women_kp3)[1].status_code == 302


def test_no_password_is_kept_of_a_failed_try(women_kp3):
    fail(women_kp3, 2)
    assert "sai-mat-khau" not in str(AccessAttempt.objects.values())


# --- The second factor --------------------------------------------------------------------------------


def code_of(user, ahead=0):
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, t0=-30 * ahead):06}"


def set_up(user):
    client, _ = sign_in(user)
    client.get("/tai-khoan/ma-xac-nhan/bat/")
    page = client.post("/tai-khoan/ma-xac-nhan/bat/", {"code": code_of(user)})
    return client, re.findall(r"<code>([a-z2-7]{8})</code>", text_of(page))


def test_a_telephone_becomes_the_second_factor_and_is_asked_for(women_kp3):
    client, recovery = set_up(women_kp3)
    assert len(recovery) == 10
    assert client.get("/").status_code == 200

    client, answer = sign_in(women_kp3)
    assert answer.status_code == 302
    assert client.get("/bao-cao/").headers["Location"] == "/tai-khoan/ma-xac-nhan/"
    assert client.post("/tai-khoan/", {"email": "a@example.vn"}).status_code == 302
    assert client.get("/tai-khoan/ma-xac-nhan/bat/").status_code == 302
    wrong = client.post("/tai-khoan/ma-xac-nhan/", {"code": "000000"})
    assert "Mã không đúng hoặc đã hết hạn." in text_of(wrong)
    # A wrong code makes one wait a second.
    time.sleep(1.1)
    right = client.post("/tai-khoan/ma-xac-nhan/", {"code": code_of(women_kp3, ahead=1)})
    assert right.headers["Location"] == "/bao-cao/"
    assert client.get("/bao-cao/").status_code == 200


def test_a_recovery_code_opens_once(women_kp3):
    _, recovery = set_up(women_kp3)
    for expected in (302, 200):
        client, _ = sign_in(women_kp3)
        answer = client.post("/tai-khoan/ma-xac-nhan/", {"code": recovery[0].upper()})
        assert answer.status_code == expected
    assert StaticToken.objects.count() == 9


def test_where_the_ward_asks_it_who_issues_papers_must_set_it_up(ward, officer, women_kp3):
    ward.locality.is_second_factor_required = True
    ward.locality.save()
    client, _ = sign_in(officer)
    assert client.get("/ke-hoach/").headers["Location"] == "/tai-khoan/ma-xac-nhan/bat/"
    assert "Phường yêu cầu" in text_of(client.get("/tai-khoan/ma-xac-nhan/bat/"))
    # A branch signs its own papers alone and works on a telephone in the evening: not asked.
    assert sign_in(women_kp3)[0].get("/ke-hoach/").status_code == 200


def test_it_is_taken_away_with_a_code_or_by_the_administrator(client_of, admin, women_kp3):
    client, recovery = set_up(women_kp3)
    client.post("/tai-khoan/ma-xac-nhan/tat/", {"code": "111111"})
    assert TOTPDevice.objects.exists()
    time.sleep(1.1)
    client.post("/tai-khoan/ma-xac-nhan/tat/", {"code": recovery[0]})
    assert not TOTPDevice.objects.exists()
    set_up(women_kp3)
    client_of(admin).post(f"{ACCOUNTS}{women_kp3.pk}/", {"viec": "bo-ma"})
    assert not TOTPDevice.objects.exists()


# --- What the ward asks -------------------------------------------------------------------------------


def test_the_administrator_sets_idle_time_and_second_factor(client_of, admin, ward):
    page = client_of(admin).post(ACCOUNTS, {"idle_minutes": "5"})
    assert page.status_code == 200
    client_of(admin).post(ACCOUNTS, {"idle_minutes": "60", "is_second_factor_required": "on"})
    ward.locality.refresh_from_db()
    assert (ward.locality.idle_minutes, ward.locality.is_second_factor_required) == (60, True)
    entry = AuditEntry.objects.get(action="đổi cách đăng nhập")
    assert "720" in str(entry.before)


def test_the_log_says_from_where(women_kp3, settings):
    client, _ = sign_in(women_kp3, REMOTE_ADDR="203.0.113.9")
    client.post("/tai-khoan/", {"email": "a@example.vn"})
    assert AuditEntry.objects.get(action="sửa địa chỉ thư").address == "203.0.113.9"
    settings.IS_BEHIND_PROXY = True
    client.post("/tai-khoan/", {"email": ""}, headers={"X-Forwarded-For": "10.9.9.9, 198.51.100.4"})
    assert AuditEntry.objects.latest("pk").address == "198.51.100.4"
