"""A superior's own workbook: brought, its columns told, filled with the figures of a period."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import IndicatorValue
from reports.models import SuperiorWorkbook
from tests import factories
from tests.factories.filings import superior_book
from tests.reading import text_of
from wardportal.dates import Month

ADD = reverse("reports:workbook_add")


@pytest.fixture
def pair(ward):
    return factories.IndicatorFactory(
        locality=ward.locality, is_pair=True, code="tuyen-truyen", name="Số cuộc tuyên truyền"
    )


@pytest.fixture
def told(ward, pair):
    """Khu phố 1: 5/120 and 2/30; Khu phố 2: 3/80; Khu phố 3: 1/15; 4 nothing."""
    for branches, number, month, value, second in [
        (ward.women_branches, 1, 7, 5, 120),
        (ward.front_boards, 1, 8, 2, 30),
        (ward.women_branches, 2, 8, 3, 80),
        (ward.women_branches, 3, 9, 1, 15),
    ]:
        unit = branches[number]
        head = factories.UserFactory(unit=unit, role="branch_leader")
        IndicatorValue.enter(pair, unit, Month(2017, month), by=head, value=value, second_value=second)


def upload(client, content, name="bieu.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(ADD, {"name": "Biểu của quận", "period_kind": "quarter", "upload": file})


def filled(client, workbook):
    answer = client.get(reverse("reports:workbook_filled", args=["2017-q3", workbook.pk]))
    return openpyxl.load_workbook(io.BytesIO(answer.getvalue()))


def cells(page, *names):
    return [page[name].value for name in names]


@pytest.fixture
def mapped(client_of, officer, pair):
    client = client_of(officer)
    upload(client, superior_book())
    workbook = SuperiorWorkbook.objects.get()
    page = client.get(workbook.get_absolute_url())
    assert "Cột C: Tuyên truyền / Số cuộc" in text_of(page)
    assert "Cột E: Hội viên mới" in text_of(page)
    assert (workbook.head_row, workbook.first_row) == (3, 5)
    typed = {
        "version": 1,
        "name": workbook.name,
        "period_kind": "quarter",
        "rows": "places",
        "head_row": 3,
        "first_row": 5,
        "cot_1": "stt",
        "cot_2": "ten",
        "cot_3": "tuyen-truyen:value",
        "cot_4": "tuyen-truyen:second_value",
    }
    client.post(workbook.get_absolute_url(), typed)
    workbook.refresh_from_db()
    assert workbook.columns == {
        "1": "stt",
        "2": "ten",
        "3": "tuyen-truyen:value",
        "4": "tuyen-truyen:second_value",
    }
    return workbook


@pytest.mark.usefixtures("told")
def test_figures_go_to_the_row_of_their_name_and_the_rest_stays(mapped, client_of, officer, ward):
    book = filled(client_of(officer), mapped)
    page = book["Biểu 01"]
    # Its own row was there already; the others follow in order.
    assert cells(page, "B5", "C5", "D5") == ["Khu phố 2", 3, 80]
    assert cells(page, "B6", "C6", "D6") == ["Khu phố 1", 7, 150]
    assert cells(page, "B7", "C7", "D7") == ["Khu phố 3", 1, 15]
    assert cells(page, "B8", "C8", "D8") == ["Khu phố 4", None, None]
    assert cells(page, "A1", "B9", "C9") == ["BIỂU TỔNG HỢP", "Cộng", "=SUM(C5:C8)"]
    gaps = list(book["Thiếu số liệu"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in gaps] == ["Khu phố 1", "Khu phố 2", "Khu phố 3", "Khu phố 4"]
    assert gaps[0][2] == "2/4 đơn vị đã có số"
    # The women's branch told of July alone, the board of August alone.
    women, board = ward.women_branches[1].short_name, ward.front_boards[1].short_name
    assert f"{women} (tháng 8/2017)" in gaps[0][3]
    assert f"{board} (tháng 7/2017)" in gaps[0][3]


@pytest.mark.usefixtures("told")
def test_one_row_for_the_whole_ward_adds_all(mapped, client_of, officer):
    mapped.rows = "ward"
    mapped.first_row = 6
    mapped.save()
    page = filled(client_of(officer), mapped)["Biểu 01"]
    assert cells(page, "B6", "C6", "D6") == ["Phường 6", 11, 245]


def test_too_few_rows_and_merged_cells_say_what_to_do(mapped, client_of, officer):
    mapped.rows = "units"
    mapped.save()
    client = client_of(officer)
    address = reverse("reports:workbook_filled", args=["2017-q3", mapped.pk])
    assert "không đủ dòng trống" in text_of(client.get(address, follow=True))
    mapped.rows, mapped.first_row, mapped.head_row = "ward", 3, 1
    mapped.columns = {"1": "ten"}
    mapped.save()
    assert "là ô gộp nên không ghi số được" in text_of(client.get(address, follow=True))


def test_a_name_that_begins_like_a_formula_stays_a_name(mapped, client_of, officer, ward):
    place = ward.neighbourhoods[4]
    place.name = "=1+1"
    place.save()
    cell = filled(client_of(officer), mapped)["Biểu 01"]["B8"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_is_no_workbook_is_refused_and_the_name_stays(client_of, officer):
    client = client_of(officer)
    page = text_of(upload(client, b"khong phai excel"))
    assert 'value="Biểu của quận"' in page
    book = openpyxl.Workbook()
    file = io.BytesIO()
    book.save(file)
    assert "Không thấy hàng tiêu đề nào" in text_of(upload(client, file.getvalue()))
    assert not SuperiorWorkbook.objects.exists()


def test_a_workbook_goes_with_its_file(mapped, client_of, officer, django_capture_on_commit_callbacks):
    storage, name = mapped.file.storage, mapped.file.name
    with django_capture_on_commit_callbacks(execute=True):
        client_of(officer).post(reverse("reports:workbook_remove", args=[mapped.pk]))
    assert not SuperiorWorkbook.objects.exists()
    assert not storage.exists(name)


@pytest.mark.parametrize("count", [1, 3])
def test_filling_asks_as_much_for_many_columns_as_for_one(
    count, mapped, client_of, officer, ward, django_assert_num_queries
):
    for number in range(count):
        it = factories.IndicatorFactory(locality=ward.locality, code=f"them-{number}")
        mapped.columns[str(5 + number)] = f"{it.code}:value"
    mapped.save()
    client = client_of(officer)
    address = reverse("reports:workbook_filled", args=["2017-q3", mapped.pk])
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address).getvalue()
