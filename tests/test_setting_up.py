"""A ward from nothing: set up by its page, its people out of Excel, its first account signing in."""

import io
import re

import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from organizations.models import AuditEntry, Locality, Neighbourhood, Person, PostHolding, Unit, User
from organizations.permissions import Permission, can
from tests import factories
from tests.reading import text_of
from wardportal import dates, founding, roster
from wardportal.actions import actions_of
from wardportal.founding import setup_key

pytestmark = pytest.mark.django_db
SHEET = "/to-chuc/danh-ba/nhap/"


def typed(**changes):
    return {
        "key": setup_key(),
        "kind": "ward",
        "name": "Phường Chợ Mới",
        "superior_name": "Ban Chấp hành Đảng bộ Thành phố",
        "superior_symbol": "TU",
        "word": "khu phố",
        "places": "12",
        "kinds": ["cell", "front", "youth", "women", "farmers", "veterans"],
        "administrator": "Lý Thị Hạnh",
        "username": "quantri",
        **changes,
    }


def test_a_ward_is_set_up_in_one_form_and_its_administrator_signs_in(client, settings, capsys):
    assert client.get("/thiet-lap/").status_code == 200
    slip = text_of(client.post("/thiet-lap/", typed()))
    password = re.search(r"\d{4}-\d{4}-\d{4}", slip)[0]
    locality = Locality.objects.get()
    assert (locality.name, locality.place_name) == ("Phường Chợ Mới", "Phường Chợ Mới")
    assert list(Neighbourhood.objects.values_list("name", "short_name"))[11] == ("Khu phố 12", "KP 12")
    assert Unit.objects.branches().count() == 72
    assert Unit.objects.filter(name="Chi hội Cựu chiến binh Khu phố 12").exists()
    front = Unit.objects.get(name="Ủy ban Mặt trận Tổ quốc Việt Nam Phường Chợ Mới")
    assert front.paper_superior == "Ủy ban MTTQ Việt Nam\nPhường Chợ Mới"
    assert client.get("/thiet-lap/").status_code == 404
    answer = client.post("/dang-nhap/", {"username": "quantri", "password": password})
    assert answer.status_code == 302
    user = User.objects.get()
    assert can(user, Permission.ACCOUNT_MANAGE)
    chosen = {
        "old_password": password,
        "new_password1": "hoa-sen-gieng-nuoc",
        "new_password2": "hoa-sen-gieng-nuoc",
    }
    client.post("/tai-khoan/mat-khau/", chosen)
    for url in ("/", "/to-chuc/", "/quan-tri/bao-cao/", "/quan-tri/tai-khoan/", "/ai-duoc-lam-gi/"):
        assert client.get(url).status_code == 200
    call_command("setup_key")
    assert setup_key() in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"key": "0000-0000-0000"}, "Mã thiết lập không đúng."),
        ({"places": "0"}, "Ghi từ 1 đến 60."),
        ({"places": "Ấp Chợ\nẤp Chợ"}, "Có hai nơi cùng tên."),
        ({"places": "Ấp Chợ | " + "x" * 30}, "Dòng 1: tên tới 100 ký tự"),
        ({"kinds": []}, "Chọn ít nhất một loại."),
        ({"username": "quản trị"}, "chữ thường không dấu"),
        ({"name": ""}, "Chưa ghi tên."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_set_up(client, changes, told):
    page = client.post("/thiet-lap/", typed(**changes))
    assert told in text_of(page)
    assert not Locality.objects.exists()


def test_hamlets_have_names_of_their_own(client):
    client.post(
        "/thiet-lap/", typed(kind="commune", name="Xã Bình An", word="ấp", places="Ấp Chợ | Chợ\nẤp Mới")
    )
    assert set(Neighbourhood.objects.values_list("name", "short_name")) == {
        ("Ấp Chợ", "Chợ"),
        ("Ấp Mới", "Ấp Mới"),
    }
    assert Unit.objects.filter(name="Chi bộ Ấp Chợ").exists()


def test_start_page_leads_from_the_new_ward_to_its_first_plan():
    founded, admin, _ = founding.found(
        kind="ward",
        name="Phường Chợ Mới",
        place_name="Chợ Mới",
        word="khu phố",
        superior=("Ban Chấp hành Đảng bộ Thành phố", "Thành ủy", "TU"),
        places=[("Khu phố 1", "KP 1")],
        kinds=["cell"],
        administrator="Lý Thị Hạnh",
        username="quantri",
    )

    def steps(user):
        return [action.title for action in actions_of(User.objects.get(pk=user.pk))]

    assert steps(admin) == ["Ghi người và chức vụ", "Ghi nhiệm kỳ của Đảng ủy"]
    clerk = factories.PersonFactory(locality=founded.locality)
    PostHolding.begin(founded.posts["office", "Cán bộ Văn phòng"], clerk, by=admin, from_on=dates.today())
    assert steps(admin) == ["Cấp tài khoản cho Văn phòng Đảng ủy", "Ghi nhiệm kỳ của Đảng ủy"]
    factories.CommitteeTermFactory(unit=founded.units["party"])
    office, _ = User.issue(clerk, "vanphong", by=admin)
    assert steps(admin) == []
    assert steps(office) == ["Soạn kế hoạch đầu tiên của phường"]
    factories.PlanFactory(document__issuer=founded.units["party"])
    cache.clear()
    assert steps(office) == []


def test_empty_portal_leads_from_its_login_page_to_the_setting_up(client):
    page = client.get("/dang-nhap/")

    assert 'href="/thiet-lap/"' in page.content.decode()
    client.post("/thiet-lap/", typed())
    assert "/thiet-lap/" not in client.get("/dang-nhap/").content.decode()


# --- The roster ---------------------------------------------------------------------------------------


def book(*rows):
    made = openpyxl.Workbook()
    made.active.append(roster.LABELS)
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return SimpleUploadedFile("danh-sach.xlsx", file.getvalue())


def token_in(page):
    return re.search(r'name="bang" value="([^"]+)"', page.content.decode())[1]


def test_people_come_out_of_a_sheet_after_a_look(client_of, officer, ward):
    client = client_of(officer)
    empty = openpyxl.load_workbook(io.BytesIO(client.get(f"{SHEET}?dinh-dang=xlsx").getvalue()))
    assert [cell.value for cell in empty.active[2]] == roster.LABELS
    unit = ward.women_branches[3]
    page = client.post(
        SHEET,
        {
            "upload": book(
                ["Lý Thị Hạnh", "bà", "0900 000 001", 1958, unit.name, "Chi hội trưởng", "1/9/2017"],
                ["Lý Thị Hạnh", None, None, None, ward.front.name, "Ủy viên", None],
            )
        },
    )
    assert "2 dòng sẽ nhập" in text_of(page)
    assert not Person.objects.filter(full_name="Lý Thị Hạnh").exists()
    client.post(SHEET, {"bang": token_in(page)})
    person = Person.objects.get(full_name="Lý Thị Hạnh")
    assert (person.phone, person.birth_year, person.address_form) == ("0900 000 001", 1958, "mrs")
    assert person.holdings.count() == 2
    assert AuditEntry.objects.filter(by=officer, action="bắt đầu giữ chức vụ").count() == 2
    again = client.post(SHEET, {"upload": book(["lý thị hạnh", "", "", "", unit.name, "Chi hội trưởng", ""])})
    assert "0 dòng sẽ nhập" in text_of(again)


def test_each_bad_cell_is_named_and_the_right_rows_may_go_in(client_of, officer, ward):
    client = client_of(officer)
    page = client.post(
        SHEET,
        {
            "upload": book(
                ["", "bà", "gọi sau", 58, "Chi hội ở đâu", "", "31/2/2017"],
                ["Trần Văn Tư", "chú", "", "", ward.front.name, "Ủy viên", ""],
                ["Đỗ Thị Năm", "bà", "", "", ward.front.name, "Ủy viên", ""],
            )
        },
    )
    cells = {cell["place"]: cell["words"] for cell in page.context["cells"]}
    assert set(cells) == {"A2", "C2", "D2", "E2", "F2", "G2", "B3"}
    assert "Chưa ghi họ và tên." in cells["A2"]
    assert "Excel hay bỏ số 0" in cells["C2"]
    client.post(SHEET, {"bang": token_in(page)})
    assert Person.objects.filter(full_name="Đỗ Thị Năm").exists()
    assert not Person.objects.filter(full_name="Trần Văn Tư").exists()
    assert PostHolding.objects.filter(person__full_name="Đỗ Thị Năm").count() == 1


def test_rows_that_were_changed_on_their_way_are_refused(client_of, officer, ward):
    page = client_of(officer).post(SHEET, {"bang": "khong-phai-cua-cong:abc"}, follow=True)
    assert "Hãy tải lên lại." in text_of(page)


def test_the_office_makes_no_administrator_out_of_a_sheet(client_of, officer, admin):
    post = admin.holdings[0].post
    row = ["Trần Văn Tư", "", "", "", post.unit.name, post.name, ""]
    page = client_of(officer).post(SHEET, {"upload": book(row)})
    assert [cell["place"] for cell in page.context["cells"]] == ["F2"]
    assert "Chỉ quản trị của phường giao được chức vụ này." in text_of(page)
    page = client_of(admin).post(SHEET, {"upload": book(row)})
    client_of(admin).post(SHEET, {"bang": token_in(page)})
    assert PostHolding.objects.filter(post=post).count() == 2
