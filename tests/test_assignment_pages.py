"""The pages of one unit's work: results looked at, more time, evidence, terms of its own, a figure stated."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organizations.models import AuditEntry
from plans.models import Evidence, Extension, StatedProgress
from tests import factories
from tests.reading import text_of
from tests.test_photos import photo
from wardportal.actions import actions_of

PDF_THAT_IS_NONE = b"%PDF-1.7 bao cao"


def picture(name="ra mat.jpg", **options):
    return SimpleUploadedFile(name, photo(**options).getvalue(), content_type="image/jpeg")


@pytest.fixture
def branch(client_of, women_kp3):
    return client_of(women_kp3)


@pytest.fixture
def head(client_of, women_head):
    return client_of(women_head)


@pytest.fixture
def finished(task, assignment, women_kp3):
    """The women's branch of Khu phố 3 says that it has finished, and the women's union has to accept it."""
    task.needs_acceptance = True
    task.save()
    assignment.task = task
    assignment.report(by=women_kp3, percent=60)
    assignment.report(by=women_kp3, percent=100, text="Đã lập nhóm.")
    return assignment


# --- The result looked at -----------------------------------------------------------------------------


def test_result_is_accepted_on_its_page(head, women_head, women_kp3, finished):
    (action,) = [each for each in actions_of(women_head) if each.action == "Xem xét"]
    page = head.get(action.url)
    empty = head.post(action.url, {"reason": ""})

    response = head.post(action.url, {"verdict": "accept"})

    assert "Chi hội phụ nữ Khu phố 3 báo đã xong" in action.context
    assert "Đã lập nhóm." in text_of(page)
    assert page.context["form"]["percent"].value() == 60
    assert "Chưa chọn xác nhận hay trả lại." in text_of(empty)
    assert response.url == finished.get_absolute_url()
    finished.refresh_from_db()
    assert finished.is_done
    assert not [each for each in actions_of(women_head) if each.action == "Xem xét"]
    assert actions_of(women_kp3) == []


def test_result_is_returned_with_its_reason_which_the_unit_reads_at_once(head, branch, women_kp3, finished):
    url = reverse("plans:assignment_review", args=[finished.pk])

    bad = text_of(head.post(url, {"verdict": "return", "percent": "100", "reason": ""}))
    head.post(url, {"verdict": "return", "percent": "80", "reason": "Chưa có biên bản."})

    assert "Hãy ghi lý do trả lại để đơn vị biết cần làm thêm gì." in bad
    assert "Trả lại là chưa xong nên phần trăm phải dưới 100" in bad
    (action,) = actions_of(women_kp3)
    assert action.title == "Bị trả lại: Mỗi chi hội có ít nhất một hình thức tập hợp mới"
    assert action.context.endswith("“Chưa có biên bản.”")
    for page in (finished.get_absolute_url(), action.url):
        assert "Đơn vị chủ trì trả lại kết quả" in text_of(branch.get(page))


def test_result_that_waits_for_nobody_says_so(head, assignment):
    response = head.post(reverse("plans:assignment_review", args=[assignment.pk]), {"verdict": "accept"})

    assert "Kết quả này không chờ xác nhận" in text_of(response)


# --- More time ----------------------------------------------------------------------------------------


def test_more_time_is_asked_for_and_granted(branch, head, women_head, women_kp3, assignment):
    ask = reverse("plans:extension_ask", args=[assignment.pk])
    bad = branch.post(ask, {"new_due_on": "10/9/2017", "reason": "Hội trường đang sửa."})
    branch.post(ask, {"new_due_on": "15/10/2017", "reason": "Hội trường đang sửa."})

    (action,) = [each for each in actions_of(women_head) if each.url.startswith("/gia-han/")]
    shown = text_of(head.get(action.url))
    head.post(action.url, {"verdict": "grant", "answer": "Cố gắng xong sớm."})

    assert "Hạn mới phải sau hạn đang có (15/9/2017) và sau hôm nay" in text_of(bad)
    assert "Hội trường đang sửa." in text_of(bad)
    assert action.title == "Chi hội phụ nữ Khu phố 3 xin gia hạn đến ngày 15/10/2017"
    assert "Đồng ý: hạn của đơn vị thành 15/10/2017" in shown
    assert [each.due_on for each in actions_of(women_kp3)] == [date(2017, 10, 15)]
    page = text_of(branch.get(assignment.get_absolute_url()))
    assert "Cố gắng xong sớm." in page


def test_more_time_is_refused_with_a_reason(head, assignment, women_kp3):
    extension = factories.ExtensionFactory(assignment=assignment, asked_by=women_kp3)
    url = reverse("plans:extension_decide", args=[extension.pk])

    bad = head.post(url, {"verdict": "refuse", "answer": ""})
    head.post(url, {"verdict": "refuse", "answer": "Cần kịp báo cáo quý."})
    again = head.post(url, {"verdict": "grant"})

    assert "Không cho gia hạn thì hãy ghi lý do để đơn vị biết." in text_of(bad)
    assert Extension.objects.get().state == "refused"
    assert "Lần xin gia hạn này đã được trả lời" in text_of(again)


# --- Evidence -----------------------------------------------------------------------------------------


@pytest.fixture
def report(branch, assignment):
    def send(**typed):
        url = reverse("activities:assignment_report", args=[assignment.pk])
        return branch.post(url, {"version": 1, "percent": "50", "text": "Đã họp nhóm.", **typed})

    return send


def test_photos_come_with_the_word_and_show_small(report, branch, client_of, reader, stranger, assignment):
    response = report(photos=[picture(), picture("anh hai.png", width=300, height=200, kind="PNG")])

    assert response.url == assignment.get_absolute_url()
    first, second = assignment.entries.get().evidence.all()
    assert (first.name, first.content_type, first.width, second.name) == (
        "ra mat.jpg",
        "image/jpeg",
        1600,
        "anh hai.jpg",
    )
    page = text_of(branch.get(assignment.get_absolute_url()))
    assert page.count("/nho/") == 2
    served = client_of(reader).get(first.get_absolute_url())
    assert (served["Content-Type"], served["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(served.streaming_content)[:2] == b"\xff\xd8"
    assert client_of(stranger).get(first.thumbnail_url).status_code == 404
    assert "kèm minh chứng" in {entry.action for entry in AuditEntry.objects.of(assignment)}


def test_photo_that_is_none_is_told_and_nothing_typed_is_lost(report, assignment):
    wrong = SimpleUploadedFile("thuc ra la chu.jpg", b"khong phai hinh", content_type="image/jpeg")

    response = report(photos=[picture(), wrong], percent="", percent_other="250")

    page = text_of(response)
    assert "“thuc ra la chu.jpg”: Tệp này là một loại tệp khác chứ không phải hình PNG hoặc hình JPG." in page
    assert "số đồng chí nhập là 250" in page
    assert "Đã họp nhóm." in page
    assert "Ảnh và tệp đã chọn chưa được lưu" in page
    assert (assignment.entries.count(), Evidence.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"photos": [picture(width=20, height=20) for _ in range(11)]}, "mỗi lần kèm nhiều nhất 10"),
        ({"files": [SimpleUploadedFile("a.pdf", PDF_THAT_IS_NONE)], "is_free_of_secrets": "on"}, "“a.pdf”:"),
        ({"files": [picture()], "is_free_of_secrets": "on"}, "Tệp này là hình JPG"),
    ],
)
def test_evidence_that_is_not_taken(report, assignment, typed, message):
    assert message in text_of(report(**typed))
    assert assignment.entries.count() == 0


def test_same_photo_twice_beside_one_word_is_one(report, assignment):
    report(photos=[picture(), picture("lan nua.jpg")])

    assert assignment.entries.get().evidence.count() == 1


def test_more_evidence_is_brought_later(branch, assignment, women_kp3):
    url = reverse("plans:evidence_add", args=[assignment.pk])
    silent = branch.get(url)
    assignment.report(by=women_kp3, percent=50, text="Đã họp nhóm.")

    empty = branch.post(url, {"photos": []})
    branch.post(url, {"photos": [picture()]})

    assert silent.url == reverse("activities:assignment_report", args=[assignment.pk])
    assert "Chưa chọn ảnh hay tệp nào." in text_of(empty)
    assert assignment.entries.get().evidence.get().uploaded_by == women_kp3


def test_file_that_is_gone_is_not_there(branch, assignment, women_kp3):
    found = factories.EvidenceFactory(entry=assignment.report(by=women_kp3, percent=50))
    found.file.storage.delete(found.file.name)

    assert branch.get(found.get_absolute_url()).status_code == 404


# --- A rhythm -----------------------------------------------------------------------------------------


def test_word_about_a_rhythm_says_for_which_time_it_is(client_of, ward, rhythm_task):
    for month, day in [(7, 31), (8, 31), (9, 30), (10, 31), (11, 30)]:
        factories.OccurrenceFactory(task=rhythm_task, due_on=date(2017, month, day))
    given = rhythm_task.assignments.get(unit=ward.front_boards[3])
    given.assigned_on = date(2017, 8, 1)
    given.save()
    given.take_latest()
    board = client_of(factories.UserFactory(unit=ward.front_boards[3], role="branch_leader"))
    url = reverse("activities:assignment_report", args=[given.pk])

    form = board.get(url).context["form"]
    offered = [label for _, label in form.fields["occurrence"].choices]
    september = rhythm_task.occurrences.get(due_on=date(2017, 9, 30))
    board.post(url, {"version": 1, "percent": "100", "occurrence": september.pk})

    assert offered == ["tháng 9/2017 (hạn 30/9/2017)", "tháng 8/2017 (hạn 31/8/2017)"]
    assert form["occurrence"].value() == rhythm_task.occurrences.get(due_on=date(2017, 8, 31)).pk
    assert given.entries.get().occurrence == september
    page = text_of(board.get(given.get_absolute_url()))
    assert "quá hạn" in page
    assert "Tháng 9/2017" in page


def test_times_of_a_rhythm_are_made_on_a_button_and_reading_writes_nothing(client_of, front, rhythm_task):
    client = client_of(front)

    before = text_of(client.get(rhythm_task.get_absolute_url()))
    nothing = rhythm_task.occurrences.count()
    client.post(reverse("plans:task_unroll", args=[rhythm_task.pk]))
    after = text_of(client.get(rhythm_task.get_absolute_url()))

    assert ("Lập các kỳ đến 19/9/2018" in before, nothing) == (True, 0)
    assert "Lập các kỳ" not in after
    assert "Tháng 9/2017" in after


# --- Giao chi tiết ------------------------------------------------------------------------------------


@pytest.fixture
def terms(task, office, ward):
    """`terms({unit: (due, quantity)}, …)` sends the page, filled as it was opened but for these rows."""
    task.measure_unit = "nhóm"
    task.save()

    def send(rows=(), **typed):
        url = reverse("plans:task_assign", args=[task.pk])
        form = office.get(url).context["form"]
        data = {}
        for row in form.rows:
            due_on, quantity = dict(rows).get(row.assignment.unit, ("", ""))
            data |= {row.add_prefix("due_on"): due_on, row.add_prefix("target_quantity"): quantity}
            data[row.add_prefix("seen")] = row["seen"].value()
        return office.post(url, data | typed)

    return send


def test_each_unit_gets_a_due_date_and_a_quantity_of_its_own(terms, task, ward):
    response = terms(
        {ward.women_branches[1]: ("30/9/2017", "2,5")},
        **{"n1-unit": ward.youth.pk, "n1-due_on": "1/10/2017", "n1-target_quantity": "4"},
    )

    assert response.url == task.get_absolute_url()
    first = task.assignments.get(unit=ward.women_branches[1])
    assert (first.due_on, first.target_quantity) == (date(2017, 9, 30), Decimal("2.5"))
    new = task.assignments.get(unit=ward.youth)
    assert (new.due_on, new.target_quantity) == (date(2017, 10, 1), Decimal(4))
    assert AuditEntry.objects.of(first).get().action == "sửa việc được giao"
    untouched = task.assignments.get(unit=ward.women_branches[2])
    assert not AuditEntry.objects.of(untouched).exists()


def test_same_assignment_twice_is_a_clear_message(terms, task, ward):
    given = terms(**{"n1-unit": ward.women_branches[1].pk})
    twice = terms(**{"n1-unit": ward.youth.pk, "n2-unit": ward.youth.pk})

    assert "Chi hội phụ nữ Khu phố 1 đã được giao nhiệm vụ này; hãy sửa ở dòng của đơn vị ấy" in text_of(
        given
    )
    assert "Đoàn Phường 6 được chọn hai lần" in text_of(twice)
    assert task.assignments.count() == 4


def test_due_date_before_the_plan_is_refused_in_its_row(terms, ward):
    page = text_of(
        terms(
            {ward.women_branches[1]: ("24/4/2016", "")},
            **{"n1-due_on": "1/10/2017", "n2-target_quantity": "x"},
        )
    )

    assert "Thời hạn không thể trước ngày bắt đầu kế hoạch (25/4/2016)" in page
    assert 'value="24/4/2016"' in page
    assert "Hạn và chỉ tiêu này của đơn vị nào?" in page
    assert "Ghi bằng chữ số" in page


def test_what_somebody_else_wrote_meanwhile_is_shown_before_it_is_overwritten(
    task, office, leader, ward, assignment
):
    url = reverse("plans:task_assign", args=[task.pk])
    (row,) = [each for each in office.get(url).context["form"].rows if each.assignment == assignment]
    typed = {row.add_prefix("due_on"): "30/9/2017", row.add_prefix("seen"): row["seen"].value()}
    assignment.set_terms(by=leader, due_on=date(2017, 10, 5), target_quantity=None)

    shown = office.post(url, _as_opened(office, url) | typed)
    (again,) = [each for each in shown.context["form"].rows if each.assignment == assignment]
    office.post(url, _as_opened(office, url) | typed | {row.add_prefix("seen"): again["seen"].value()})

    assert "Người khác vừa ghi ở dòng này: hạn riêng 05/10/2017, không có chỉ tiêu." in text_of(shown)
    assignment.refresh_from_db()
    assert assignment.due_on == date(2017, 9, 30)


def _as_opened(client, url):
    rows = client.get(url).context["form"].rows
    return {row.add_prefix("seen"): row["seen"].value() for row in rows}


# --- A figure stated beside the count -----------------------------------------------------------------


def test_figure_is_stated_beside_the_count_and_withdrawn(office, task, plan):
    url = reverse("plans:task_progress_state", args=[task.pk])

    bad = text_of(office.post(url, {"percent": "250", "reason": "Theo đánh giá."}))
    office.post(url, {"percent": "50", "reason": "Hai nhóm sắp ra mắt."})
    page = text_of(office.get(task.get_absolute_url()))
    office.post(reverse("plans:stated_progress_withdraw", args=[StatedProgress.objects.get().pk]))
    after = text_of(office.get(task.get_absolute_url()))

    assert "Phần trăm từ 0 đến 100; hãy ghi lại." in bad
    assert "Theo đánh giá." in bad
    assert "Nêu riêng: 50%" in page
    assert "0 ÷ 4 = 0%" in page
    assert "Nêu riêng" not in after


def test_figure_of_a_plan_stands_on_its_page(office, plan):
    office.post(
        reverse("plans:plan_progress_state", args=[plan.pk]),
        {"percent": "70", "reason": "Theo Ban Thường vụ."},
    )

    assert "Nêu riêng: 70%" in text_of(office.get(plan.get_absolute_url()))
