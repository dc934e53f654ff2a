"""Spreadsheets of a plan: the same columns out and in, each bad cell named, nothing half saved."""

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organizations.models import AuditEntry
from plans.models import Assignment, ProgressEntry, Target, Task, UploadedSheet
from tests import factories
from tests.reading import text_of
from wardportal import sheet_reading
from wardportal.sheet_reading import Value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page_of(plan, subject):
    return reverse("plans:sheet_page", args=[plan.pk, subject])


def downloaded(client, plan, subject, **query):
    """The spreadsheet as openpyxl opens it."""
    response = client.get(page_of(plan, subject), {"dinh-dang": "xlsx", **query})
    return openpyxl.load_workbook(io.BytesIO(response.content))


def upload(client, plan, subject, book, name="bang.xlsx"):
    file = io.BytesIO()
    book.save(file)
    sent = SimpleUploadedFile(name, file.getvalue(), content_type=XLSX)
    return client.post(page_of(plan, subject), {"upload": sent}, follow=True)


def filled(client, plan, subject, *rows):
    """An empty template with `rows` ({column: value}) filled in below its head."""
    book = downloaded(client, plan, subject, mau="1")
    page = book.worksheets[0]
    labels = [cell.value for cell in page[2]]
    for number, row in enumerate(rows, start=3):
        for label, value in row.items():
            page.cell(number, labels.index(label) + 1, value)
    return book


def wrong(response):
    """{cell: what to do} of a preview."""
    return {f"{cell['letter']}{cell['row']}": cell["words"] for cell in response.context["cells"]}


def confirm(client, response, **data):
    return client.post(response.context["uploaded"].get_absolute_url(), data, follow=True)


TASK = {"Nhiệm vụ": "Tổ chức hội thi", "Đơn vị chủ trì": "Hội LHPN Phường 6", "Thời hạn": date(2017, 10, 5)}


# --- Reading ------------------------------------------------------------------------------------------


def read(*lines, labels=("Tên", "Ngày", "Số"), most=2000):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return sheet_reading.read(file, labels, most=most)


def test_rows_are_read_below_the_head_in_any_order_of_columns():
    found = read(
        ["SỔ VIỆC"],
        ["Số", "ghi chú thêm", "TÊN ", "Ngày"],
        [12.5, "bỏ qua", " Hội thi ", date(2017, 9, 5)],
        [None, "chỉ ghi chú"],
        [7, None, "=A1+B1", "15/9/2017"],
    )

    assert found.letters == {"Số": "A", "Tên": "C", "Ngày": "D"}
    assert [(row.number, row.values) for row in found.rows] == [
        (
            3,
            {
                "Số": Value("number", "12.5"),
                "Tên": Value("text", "Hội thi"),
                "Ngày": Value("date", "2017-09-05"),
            },
        ),
        (
            5,
            {
                "Số": Value("number", "7"),
                "Tên": Value("formula", "=A1+B1"),
                "Ngày": Value("text", "15/9/2017"),
            },
        ),
    ]


def test_a_cell_of_percentages_holds_what_is_seen():
    book = openpyxl.Workbook()
    book.active.append(["Tên", "Ngày", "Số"])
    book.active.append(["a", None, 0.6])
    book.active["C2"].number_format = "0%"
    file = io.BytesIO()
    book.save(file)

    assert sheet_reading.read(file, ["Số"], most=5).rows[0].value("Số") == Value("number", "60")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([["Tên", "Số"], ["a", 1]], "Bảng này thiếu cột “Ngày”. Hãy tải mẫu về"),
        ([["gì đó"]], "Bảng này thiếu cột “Tên”, “Ngày”, “Số”."),
        ([["Tên", "Ngày", "Số"]], "Bảng chưa có dòng nào dưới hàng tiêu đề."),
        ([["Tên", "Ngày", "Số"], *[["a"]] * 6], "Bảng có hơn 5 dòng; mỗi lần nhập nhiều nhất 5 dòng."),
    ],
)
def test_a_sheet_of_another_form_is_refused_with_a_sentence(lines, words):
    with pytest.raises(ValueError, match=words.replace(".", r"\.")):
        read(*lines, most=5)


# --- The file -----------------------------------------------------------------------------------------


def test_a_template_offers_the_units_and_has_the_columns_of_the_export(office, plan, ward):
    template = downloaded(office, plan, "nhiem-vu", mau="1")
    export = downloaded(office, plan, "nhiem-vu")

    heads = [[cell.value for cell in book.worksheets[0][2]] for book in (template, export)]
    assert heads[0] == heads[1]
    assert template.worksheets[0].max_row == 2
    assert template.sheetnames[1] == "Danh mục"
    offered = [cell.value for cell in template["Danh mục"]["A"]]
    assert ward.women_branches[3].name in offered
    assert "Cả 4 khu phố – Phụ nữ" in [cell.value for cell in template["Danh mục"]["B"]]
    (lead, units) = template.worksheets[0].data_validations.dataValidation
    assert (str(lead.sqref), str(units.sqref)) == ("D3:D2002", "M3:M2002")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bang.xlsx", b"%PDF-1.7 gia", "Tệp này là"),
        ("bang.xlsx", b"ten,so\na,1\n", "chứ không phải bảng tính Excel (.xlsx)"),
        ("bang.xlsx", b"", "Tệp này trống, không có nội dung."),
    ],
)
def test_a_file_that_is_renamed_or_empty_is_refused_by_its_content(office, plan, name, content, words):
    sent = SimpleUploadedFile(name, content, content_type=XLSX)

    response = office.post(page_of(plan, "nhiem-vu"), {"upload": sent})

    assert words in text_of(response)
    assert not UploadedSheet.objects.exists()


def test_a_spreadsheet_with_other_columns_names_what_is_missing(office, plan):
    book = downloaded(office, plan, "tien-do")

    response = upload(office, plan, "nhiem-vu", book)

    assert "Bảng này thiếu cột “Nội dung cụ thể”" in text_of(response)


def test_too_many_rows_are_refused_with_a_sentence(office, plan):
    book = filled(office, plan, "nhiem-vu", *[{"Nhiệm vụ": f"Việc {n}"} for n in range(2001)])

    assert "Bảng có hơn 2.000 dòng; mỗi lần nhập nhiều nhất 2.000 dòng." in text_of(
        upload(office, plan, "nhiem-vu", book)
    )


# --- Tasks --------------------------------------------------------------------------------------------


def test_new_tasks_are_looked_at_and_then_given_to_their_units(office, plan, ward, officer):
    book = filled(
        office,
        plan,
        "nhiem-vu",
        {
            **TASK,
            "Giao cho": "Cả 4 khu phố – Phụ nữ; Đoàn Phường 6",
            "Đơn vị tính": "lượt",
            "Chỉ tiêu mỗi đơn vị": 30,
        },
        {"Nhiệm vụ": "Giao ban", "Đơn vị chủ trì": "ủy ban MTTQ phường 6", "Định kỳ thực hiện": "hằng tháng"},
    )

    preview = upload(office, plan, "nhiem-vu", book)
    assert "2 dòng sẽ nhập · 0 dòng sai" in text_of(preview)
    assert re.findall(r'<th scope="row">(.*?)</th>', text_of(preview)) == ["3", "4"]
    assert plan.tasks.count() == 2

    done = confirm(office, preview)
    assert "Đã nhập 2 dòng từ “bang.xlsx”." in text_of(done)
    task = Task.objects.get(title="Tổ chức hội thi")
    assert (task.plan, task.lead_unit, task.due_on, task.order) == (plan, ward.women, date(2017, 10, 5), 3)
    given = task.assignments.all()
    assert {one.unit for one in given} == {*ward.women_branches.values(), ward.youth}
    assert {one.target_quantity for one in given} == {Decimal(30)}
    assert [entry.action for entry in AuditEntry.objects.of(task).order_by("pk")] == [
        "thêm nhiệm vụ",
        "giao nhiệm vụ",
    ]
    uploaded = UploadedSheet.objects.get()
    assert (uploaded.rows, uploaded.saved_at is not None) == ([], True)
    assert AuditEntry.objects.of(uploaded).get().after == {"số dòng đã nhập": 2, "số dòng bỏ qua vì sai": 0}
    again = confirm(office, preview)
    assert "Bảng này đã được nhập rồi." in text_of(again)
    assert plan.tasks.count() == 4


def test_each_bad_cell_is_named_with_what_to_do_and_nothing_is_saved(office, plan, task):
    book = filled(
        office,
        plan,
        "nhiem-vu",
        {**TASK, "Thời hạn": "15 tháng 9"},
        {**TASK, "Nhiệm vụ": None},
        {**TASK, "Nhiệm vụ": "Việc 3", "Đơn vị chủ trì": "Hội Người cao tuổi"},
        {**TASK, "Nhiệm vụ": "Việc 4", "Thời hạn": date(2016, 1, 5)},
        {**TASK, "Nhiệm vụ": "Việc 5", "Định kỳ thực hiện": "hằng tháng"},
        {**TASK, "Nhiệm vụ": "Việc 6", "Trọng số": "=1+1"},
        {**TASK, "Nhiệm vụ": task.title},
        {**TASK, "Mã": 9999, "Nhiệm vụ": "Việc 8"},
        {**TASK, "Nhiệm vụ": "Việc 9", "Thời hạn": "05/10/2017"},
    )

    preview = upload(office, plan, "nhiem-vu", book)

    assert wrong(preview) == {
        "F3": "“15 tháng 9” không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 15/9/2017.",
        "B4": "Chưa ghi tên nhiệm vụ.",
        "D5": "“Hội Người cao tuổi” không phải là đơn vị đang hoạt động trong phạm vi của đồng chí. "
        "Hãy chọn trong danh sách của mẫu.",
        "F6": "Thời hạn không thể trước ngày bắt đầu kế hoạch (25/4/2016); hãy chọn ngày khác.",
        "F7": "Đã có định kỳ thực hiện thì để trống thời hạn, hoặc ngược lại.",
        "L8": "Ô này là công thức (=1+1). Hãy chép ô rồi dán lại dạng giá trị (Paste Special → Values) và "
        "tải lên lại.",
        "B9": f"Nhiệm vụ này đã có (mã {task.pk}). Hãy ghi mã vào cột “Mã” để sửa, hoặc đổi tên.",
        "A10": "Kế hoạch này không có nhiệm vụ mã 9999. Nhiệm vụ mới thì để trống ô này.",
    }
    refused = confirm(office, preview)
    assert "Còn 8 dòng sai nên chưa nhập dòng nào." in text_of(refused)
    assert plan.tasks.count() == 2
    confirm(office, preview, **{"chi-dong-dung": "1"})
    assert list(plan.tasks.order_by("order").values_list("title", flat=True))[2:] == ["Việc 9"]


def test_an_export_comes_back_unchanged_and_an_edited_row_edits_its_task(office, plan, task, ward):
    book = downloaded(office, plan, "nhiem-vu")
    same = upload(office, plan, "nhiem-vu", book)
    assert "0 dòng sẽ nhập · 0 dòng sai · 2 dòng không thay đổi" in text_of(same)

    page = book.worksheets[0]
    page["B3"], page["M3"] = "Mỗi chi hội một mô hình", f"{page['M3'].value}; Đoàn Phường 6"
    confirm(office, upload(office, plan, "nhiem-vu", book))

    task.refresh_from_db()
    assert (task.title, task.version, task.assignments.count()) == ("Mỗi chi hội một mô hình", 2, 5)
    entry = AuditEntry.objects.of(task).get(action="sửa nhiệm vụ")
    assert [change.label for change in entry.changes] == ["nhiệm vụ"]


def test_what_was_edited_since_the_upload_is_not_overwritten(office, plan, task):
    book = downloaded(office, plan, "nhiem-vu")
    book.worksheets[0]["B3"] = "Mỗi chi hội một mô hình"
    preview = upload(office, plan, "nhiem-vu", book)
    Task.objects.filter(pk=task.pk).update(version=2, product="Mô hình")

    refused = confirm(office, preview)

    assert wrong(refused)["A3"].startswith("Có người vừa sửa nhiệm vụ này sau khi đồng chí tải bảng lên.")
    task.refresh_from_db()
    assert (task.title, task.product) == ("Mỗi chi hội có ít nhất một hình thức tập hợp mới", "Mô hình")


# --- Progress -----------------------------------------------------------------------------------------


def test_progress_is_reported_from_a_spreadsheet_for_the_rows_that_changed(office, plan, ward, officer):
    book = downloaded(office, plan, "tien-do")
    page = book.worksheets[0]
    page["G3"], page["I3"] = 60, "Đã lập 2 nhóm."
    page["G4"] = "85,7%"
    page["G5"] = 250

    preview = upload(office, plan, "tien-do", book)

    assert "2 dòng sẽ nhập · 1 dòng sai · 6 dòng không thay đổi" in text_of(preview)
    assert wrong(preview) == {"G5": "Phần trăm từ 0 đến 100; số đồng chí nhập là 250."}
    confirm(office, preview, **{"chi-dong-dung": "1"})
    said = ProgressEntry.objects.order_by("pk").values_list("assignment__unit__name", "percent", "text")
    assert list(said) == [
        ("Chi hội phụ nữ Khu phố 1", 60, "Đã lập 2 nhóm."),
        ("Chi hội phụ nữ Khu phố 2", 86, ""),
    ]
    assert {entry.entered_by for entry in ProgressEntry.objects.all()} == {officer}


def test_a_branch_reports_for_itself_alone_and_keeps_its_columns_together(
    client_of, women_kp3, plan, assignment, ward
):
    client = client_of(women_kp3)
    book = downloaded(client, plan, "tien-do")
    page = book.worksheets[0]
    assert (page.max_row, page["A3"].value, page["C3"].value) == (
        3,
        assignment.pk,
        "Chi hội phụ nữ Khu phố 3",
    )
    other = assignment.task.assignments.get(unit=ward.women_branches[4])
    page["G3"] = 40
    for column, value in {"A": other.pk, "B": assignment.task.title, "C": other.unit.name, "G": 50}.items():
        page[f"{column}4"] = value
    for column, value in {"A": assignment.pk, "B": "Việc khác", "C": assignment.unit.name, "G": 50}.items():
        page[f"{column}5"] = value

    preview = upload(client, plan, "tien-do", book)

    assert wrong(preview) == {
        "A4": f"Đồng chí không ghi được tiến độ cho việc mã {other.pk} trong kế hoạch này.",
        "A5": f"Mã {assignment.pk} là của “{assignment}”. Hãy giữ các cột Mã, Nhiệm vụ, Đơn vị đi cùng nhau.",
    }
    confirm(client, preview, **{"chi-dong-dung": "1"})
    assert set(Assignment.objects.filter(percent__gt=0).values_list("unit", "percent")) == {
        (ward.women_branches[3].pk, 40)
    }


def test_a_word_said_since_the_upload_is_not_overwritten(office, plan, assignment, women_kp3):
    book = downloaded(office, plan, "tien-do")
    book.worksheets[0]["G5"] = 60
    preview = upload(office, plan, "tien-do", book)
    Assignment.objects.filter(pk=assignment.pk).update(version=2)

    refused = confirm(office, preview)

    assert wrong(refused)["A5"].startswith("Đơn vị hoặc người khác vừa ghi tiến độ việc này.")
    assert not ProgressEntry.objects.exists()


# --- Targets ------------------------------------------------------------------------------------------


def test_targets_go_out_and_in(office, plan, ward):
    indicator = factories.IndicatorFactory(locality=ward.locality, name="Đoàn viên mới")
    book = filled(
        office,
        plan,
        "chi-tieu",
        {
            "Chỉ tiêu": "Phát triển đoàn viên",
            "Đo bằng chỉ số": "doan vien moi",
            "Mức": ">=",
            "Số phải đạt": 24,
            "Kỳ tính": 2017,
            "Chỉ tính các đơn vị": "Cả 4 khu phố – Đoàn Thanh niên",
        },
        {"Chỉ tiêu": "Sai", "Đo bằng chỉ số": "không có", "Mức": "hơn", "Kỳ tính": "quý 3"},
    )

    preview = upload(office, plan, "chi-tieu", book)

    assert wrong(preview).keys() == {"C4", "E4", "F4", "H4"}
    confirm(office, preview, **{"chi-dong-dung": "1"})
    target = Target.objects.get()
    assert (target.title, target.indicator, target.direction, target.value, target.period) == (
        "Phát triển đoàn viên",
        indicator,
        "at_least",
        Decimal(24),
        "2017",
    )
    assert set(target.units.all()) == set(ward.youth_branches.values())

    back = downloaded(office, plan, "chi-tieu")
    assert "0 dòng sẽ nhập · 0 dòng sai · 1 dòng không thay đổi" in text_of(
        upload(office, plan, "chi-tieu", back)
    )
    back.worksheets[0]["F3"] = 30
    confirm(office, upload(office, plan, "chi-tieu", back))
    target.refresh_from_db()
    assert (target.value, target.version) == (Decimal(30), 2)


# --- The pages ----------------------------------------------------------------------------------------


def test_an_upload_is_thrown_away(office, plan):
    preview = upload(office, plan, "nhiem-vu", filled(office, plan, "nhiem-vu", TASK))
    assert "Đang chờ đồng chí xem lại" in text_of(office.get(page_of(plan, "nhiem-vu")))

    office.post(reverse("plans:sheet_discard", args=[preview.context["uploaded"].pk]))

    assert not UploadedSheet.objects.exists()


def test_a_closed_plan_takes_no_spreadsheet(office, plan, officer):
    plan.closed_at, plan.closed_by = "2017-09-01T08:00+07:00", officer
    plan.save()

    assert "Kế hoạch đã kết thúc, không nhập tiến độ được nữa." in text_of(
        office.get(page_of(plan, "tien-do"), follow=True)
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("subject", ["nhiem-vu", "tien-do", "chi-tieu"])
def test_looking_at_a_sheet_costs_the_same_with_more_rows(
    office, plan, subject, count, django_assert_max_num_queries
):
    key = {"nhiem-vu": "Nhiệm vụ", "tien-do": "Nhiệm vụ", "chi-tieu": "Chỉ tiêu"}[subject]
    preview = upload(
        office, plan, subject, filled(office, plan, subject, *[{key: f"Việc {n}"} for n in range(count)])
    )
    url = preview.context["uploaded"].get_absolute_url()

    with django_assert_max_num_queries(20) as asked:
        assert office.get(url).context["wrong_count"] == count
    assert len(asked) == {"nhiem-vu": 12, "tien-do": 8, "chi-tieu": 9}[subject]
