"""A report in Excel: out as far as it is filled in, in with a look at every cell that changes."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import IndicatorValue
from reports.models import Filing
from tests import factories
from tests.reading import text_of


@pytest.fixture
def pair(ward):
    """Cuộc/lượt người, in the section "tuyen-truyen"."""
    return factories.IndicatorFactory(
        locality=ward.locality, is_pair=True, code="tuyen-truyen", name="Số cuộc"
    )


@pytest.fixture
def head(client_of, women_kp3):
    return client_of(women_kp3)


@pytest.fixture
def url(filing):
    return reverse("reports:filing_sheet", args=[filing.pk])


def book_of(client, url):
    return openpyxl.load_workbook(io.BytesIO(client.get(url, {"dinh-dang": "xlsx"}).getvalue()))


def upload(client, url, book):
    file = io.BytesIO()
    book.save(file)
    return client.post(url, {"upload": SimpleUploadedFile("phieu.xlsx", file.getvalue())})


def rows_of(book):
    """{code: cells by column} of what stands below the head."""
    page = book.worksheets[0]
    labels = [cell.value for cell in page[2]]
    return {row[-1].value: dict(zip(labels, row, strict=True)) for row in page.iter_rows(min_row=3)}


def confirm(client, filing, page):
    form = page.context["form"]
    return client.post(
        reverse("reports:filing_write", args=[filing.pk]), {**form.data, "viec": "dua-vao"}, follow=True
    )


def test_what_was_filled_in_in_excel_comes_back_into_the_form(head, url, filing, pair, women_kp3):
    filing.keep({"loi_nhiem-vu": "Giữ như cũ."})
    book = book_of(head, url)
    rows = rows_of(book)
    assert list(rows) == ["muc:tinh-hinh", "muc:tuyen-truyen", "so:tuyen-truyen", "muc:nhiem-vu"]
    assert rows["so:tuyen-truyen"]["Đơn vị tính"].value == pair.units_words
    rows["muc:tinh-hinh"]["Nội dung hoặc số"].value = "Nhân dân phấn khởi."
    rows["so:tuyen-truyen"]["Nội dung hoặc số"].value = 5
    rows["so:tuyen-truyen"]["Số thứ hai"].value = 1120

    page = upload(head, url, book)
    assert [(row.label, row.mine, row.theirs) for row in page.context["changes"]] == [
        ("Tình hình tư tưởng", "Nhân dân phấn khởi.", ""),
        (f"Số cuộc – {pair.measure_unit}", "5", ""),
        (f"Số cuộc – {pair.second_unit}", "1.120", ""),
    ]
    # Nothing is kept before it was confirmed.
    assert "loi_tinh-hinh" not in Filing.objects.get(pk=filing.pk).draft

    page = confirm(head, filing, page)
    assert "Đã đưa bảng tính vào phiếu, chưa gửi" in text_of(page)
    draft = Filing.objects.get(pk=filing.pk).draft
    assert (draft["loi_tinh-hinh"], draft["loi_nhiem-vu"]) == ("Nhân dân phấn khởi.", "Giữ như cũ.")
    assert draft[f"second_value_{pair.pk}"] == "1120"
    assert not IndicatorValue.objects.exists()
    assert upload(head, url, book).context["changes"] == []


def test_what_cannot_be_brought_in_is_named(head, url, pair):
    book = book_of(head, url)
    rows = rows_of(book)
    rows["so:tuyen-truyen"]["Nội dung hoặc số"].value = "=2+3"
    rows["so:tuyen-truyen"]["Số thứ hai"].value = "một trăm"
    rows["muc:nhiem-vu"]["Mã (giữ nguyên)"].value = "muc:la"
    page = text_of(upload(head, url, book))
    assert "Ô D5 là công thức" in page
    assert "Dòng 6: “Nhiệm vụ kỳ tới” không phải mục, chỉ số nào của báo cáo này." in page
    assert "Số cuộc: Ghi bằng chữ số" in page


def test_another_sheet_is_refused_with_what_it_lacks(head, url):
    book = openpyxl.Workbook()
    book.active.append(["Mục, chỉ số", "Ghi chú"])
    assert "thiếu cột" in text_of(upload(head, url, book))


def test_a_sheet_that_came_late_meets_what_was_typed_meanwhile(head, url, filing):
    book = book_of(head, url)
    rows_of(book)["muc:tinh-hinh"]["Nội dung hoặc số"].value = "Trong Excel."
    page = upload(head, url, book)
    head.post(
        reverse("reports:filing_write", args=[filing.pk]),
        {"version": 1, "viec": "luu", "loi_tinh-hinh": "Gõ ở phiếu."},
    )
    late = confirm(head, filing, page)
    assert late.status_code == 409
    assert "Trong Excel." in text_of(late)
    assert "Gõ ở phiếu." in text_of(late)
