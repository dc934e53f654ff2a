"""Lists as .xlsx: what is a date stays one, what looks like a formula is none, nothing is dropped."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from wardportal.sheets import CELL_LIMIT, Column, sheet

pytestmark = pytest.mark.once

COLUMNS = [Column("Ngày", 12), Column("Số", 8), Column("Trích yếu", 60)]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_a_sheet_has_its_title_its_head_and_its_rows():
    page = opened(
        sheet("Sổ văn bản đi, năm 2017", COLUMNS, [(date(2017, 9, 5), 7, "Về Đại hội"), (None, 8, "")])
    )

    assert list(page.values) == [
        ("Sổ văn bản đi, năm 2017", None, None),
        ("Ngày", "Số", "Trích yếu"),
        (datetime(2017, 9, 5), 7, "Về Đại hội"),  # noqa: DTZ001 – as the library reads a plain date
        (None, 8, None),
    ]
    assert page.title == "Sổ văn bản đi, năm 2017"
    assert page["A3"].number_format == "d/m/yyyy"
    assert [page.column_dimensions[letter].width for letter in "ABC"] == pytest.approx([12, 8, 60], abs=1)


@pytest.mark.parametrize("text", ["=1+1", "+84 900", "-KH/ĐU", "@SUM(A1)", "\t=1", "http://x.example", "007"])
def test_no_text_is_taken_for_a_formula_a_link_or_a_number(text):
    page = opened(sheet("Sổ", COLUMNS, [(None, None, text)]))

    cell = page["C3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix == (text[0] in "=+-@\t")


def test_a_date_before_excel_counts_days_is_kept_as_text():
    page = opened(sheet("Sổ", COLUMNS, [(date(1890, 5, 19), 1, "Cũ")]))

    assert page["A3"].value == "1890-05-19"


def test_a_text_that_is_too_long_for_a_cell_goes_on_below():
    text = "Đồng chí " * 8000

    page = opened(sheet("Sổ", COLUMNS, [(date(2017, 9, 5), 7, text), (None, 8, "sau")]))

    parts = [page.cell(row, 3).value for row in (3, 4, 5)]
    assert "".join(parts) == text
    assert [len(part) for part in parts] == [CELL_LIMIT, CELL_LIMIT, len(text) - 2 * CELL_LIMIT]
    assert [page.cell(row, 2).value for row in (3, 4, 5, 6)] == [7, None, None, 8]


def test_signs_that_xml_forbids_do_not_break_the_file():
    page = opened(sheet("Sổ", COLUMNS, [(None, None, "trước\x0bsau & <b>\nhai dòng")]))

    assert unescape(page["C3"].value) == "trước\x0bsau & <b>\nhai dòng"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sổ: [đi]/*?\\", "Sổ đi"),
        ("Sổ văn bản đi của Đảng ủy Phường 6, năm 2017", "Sổ văn bản đi của Đảng ủy Phườn"),
        ("///", "Danh sách"),
    ],
)
def test_any_title_makes_a_name_that_excel_takes(title, name):
    page = opened(sheet(title, COLUMNS, []))

    assert (page.title, page["A1"].value) == (name, title)


def test_the_sheet_prints_on_a4_landscape_with_its_head_on_every_page():
    content = sheet("Sổ", COLUMNS, [(None, number, "") for number in range(300)])

    page = opened(content)
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert (page.freeze_panes, page.print_title_rows) == ("A3", "$1:$2")
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert [name for name in file.namelist() if "macro" in name.lower() or "vba" in name.lower()] == []
