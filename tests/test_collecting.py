"""Taking reports in: the board, a round's page, one filing, reminders, closing, what the day brings."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from indicators.models import IndicatorValue
from organizations.models import Reminder
from reports import jobs
from reports.collecting import Count, Square, board
from reports.models import Filing, Round
from tests import factories
from tests.reading import text_of
from wardportal.dates import Month, PeriodKind

WORDS = {"tinh-hinh": "Nhân dân phấn khởi.", "nhiem-vu": "Họp tổ dân phố."}
BOARD = reverse("reports:filing_board")


@pytest.fixture
def union(ward):
    """The women's union of the ward, to which its branches report."""
    return factories.UserFactory(unit=ward.women, role="organization_leader")


@pytest.fixture
def pair(ward):
    return factories.IndicatorFactory(locality=ward.locality, is_pair=True, code="tuyen-truyen")


def sent(round_, ward, number, figures=None, **words):
    """The filing of the women's branch of Khu phố `number`, sent by its head."""
    filing = round_.filings.get(unit=ward.women_branches[number])
    head = factories.UserFactory(unit=filing.unit, role="branch_leader")
    if figures:
        indicator, *said = figures
        values = dict(zip(["value", "second_value"], said, strict=True))
        IndicatorValue.enter(indicator, filing.unit, Month(2017, 8), by=head, **values)
    filing.submit({**WORDS, **words}, by=head)
    return filing


# --- The board ----------------------------------------------------------------------------------------


def test_count_of_who_has_sent_leaves_out_the_exempt(report_round, ward, union):
    sent(report_round, ward, 1)
    sent(report_round, ward, 2).accept(by=union)
    report_round.filings.get(unit=ward.women_branches[4]).exempt(by=union, reason="Kiện toàn.")

    count = Count.of(report_round.filings.all())

    assert (count.asked, count.sent, count.accepted, count.missing, count.rate) == (3, 2, 1, 1, "66,7%")
    (row,) = Round.objects.with_counts()
    assert (row.asked_count, row.sent_count, row.accepted_count, row.rate) == (3, 2, 1, "66,7%")


def test_squares_say_what_is_late_what_waits_and_what_is_not_asked(report_round, ward, union):
    sent(report_round, ward, 1)
    sent(report_round, ward, 2).accept(by=union)
    sent(report_round, ward, 3).send_back(by=union, reason="Ghi rõ.")
    factories.RoundFactory(duty=report_round.duty, number=10, opened_on=None, due_on=date(2017, 10, 18))

    found = board(union, PeriodKind.MONTH, 2017)

    august = {row.unit: row.cells[7] for row in found.rows}
    words = [august[ward.women_branches[n]].words for n in range(1, 5)]
    assert words == [
        "đã gửi, gửi chậm 31 ngày",
        "đã nhận, gửi chậm 31 ngày",
        "bị trả lại, quá hạn 31 ngày",
        "chưa gửi, quá hạn 31 ngày",
    ]
    assert [august[ward.women_branches[n]].tone for n in range(1, 5)] == ["wait", "ok", "late", "late"]
    october = found.rows[0].cells[9]
    assert (october.tone, october.words) == ("none", "chưa đến kỳ")
    assert found.rows[0].cells[0].words == "không phải báo cáo"


def test_within_the_days_of_grace_nobody_is_late(report_round, filing):
    report_round.grace_days = 40
    report_round.save()
    filing.refresh_from_db()
    assert Square(filing.period, filing).words == "chưa gửi, hạn 18/8/2017"


def test_board_narrows_down_and_goes_to_excel(report_round, ward, client_of, women_kp3):
    client = client_of(women_kp3)
    page = client.get(BOARD, {"he": ward.women.line.pk, "kp": ward.neighbourhoods[3].pk})
    assert [row.unit for row in page.context["board"].rows] == [ward.women_branches[3]]
    assert client.get(BOARD, {"ky": "quarter"}).context["board"].rows == []
    # Opened without asking for anything: one's own khu phố.
    assert [row.unit for row in client.get(BOARD).context["board"].rows] == [ward.women_branches[3]]
    book = client.get(BOARD, {"ky": "month", "dinh-dang": "xlsx"}).getvalue()
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2, values_only=True))
    assert rows[0][0:3] == ("Đơn vị", "Tháng 1/2017", "Tháng 2/2017")
    assert len(rows) == 5
    assert rows[1][8] == "chưa gửi, quá hạn 31 ngày"


def test_nothing_leads_where_one_may_not_read(report_round, ward, client_of, union, women_kp3):
    sent(report_round, ward, 1).send_back(by=union, reason="Số tiền quỹ chưa khớp.")
    other = report_round.filings.get(unit=ward.women_branches[1])
    own = report_round.filings.get(unit=ward.women_branches[3])
    for address in (f"{BOARD}?ky=month", report_round.get_absolute_url()):
        page = text_of(client_of(women_kp3).get(address))
        assert "trả lại" in page
        assert f'href="{own.get_absolute_url()}"' in page
        assert f'href="{other.get_absolute_url()}"' not in page
        assert "Số tiền quỹ chưa khớp." not in page
        assert f'href="{other.get_absolute_url()}"' in text_of(client_of(union).get(address))
    assert "Số tiền quỹ chưa khớp." in text_of(client_of(union).get(report_round.get_absolute_url()))


@pytest.mark.parametrize("units", [1, 4])
def test_board_asks_as_much_for_many_units_as_for_one(
    units, report_round, client_of, women_kp3, django_assert_num_queries
):
    keep = report_round.filings.order_by("pk").values_list("pk", flat=True)[:units]
    report_round.filings.exclude(pk__in=list(keep)).delete()
    client = client_of(women_kp3)
    client.get(BOARD, {"ky": "month"})
    with django_assert_num_queries(11):
        assert len(client.get(BOARD, {"ky": "month"}).context["board"].rows) == units


# --- A round ------------------------------------------------------------------------------------------


def test_round_shows_words_and_figures_of_all_to_who_takes_them_in(
    report_round, ward, client_of, union, women_kp3, pair
):
    sent(report_round, ward, 1, figures=(pair, 5, 120))
    sent(report_round, ward, 2, figures=(pair, 2, 80), **{"tinh-hinh": "Nhân dân  phấn khởi"})
    address = report_round.get_absolute_url()

    page = text_of(client_of(union).get(address))
    assert "7/200" in page
    assert "2/4 đã gửi; chưa gửi:" in page
    assert page.count("Nhân dân phấn khởi.") == 1
    assert "cũng ghi như vậy:" in page

    page = text_of(client_of(women_kp3).get(address))
    assert "Nhân dân phấn khởi." not in page
    assert "<small>quá hạn 31 ngày</small>" in page


def test_what_was_sent_goes_to_excel_for_who_may_read_it(
    report_round, ward, client_of, union, women_kp3, pair
):
    sent(report_round, ward, 1, figures=(pair, 5, 120))
    address = f"{report_round.get_absolute_url()}?dinh-dang=xlsx"

    def rows(user):
        book = openpyxl.load_workbook(io.BytesIO(client_of(user).get(address).getvalue()))
        return list(book.active.iter_rows(min_row=2, values_only=True))

    head, first, *others = rows(union)
    assert head[:3] == ("Đơn vị", "Trạng thái", "Tình hình tư tưởng")
    assert first[1:3] == ("đã gửi", "Nhân dân phấn khởi.")
    assert first[-1] == "5/120"
    assert len(others) == 3
    assert len(rows(women_kp3)) == 1


def test_all_late_ones_are_urged_on_once_a_day(report_round, ward, client_of, union):
    sent(report_round, ward, 1)
    client = client_of(union)
    address = reverse("reports:round_remind", args=[report_round.pk])
    page = client.get(address)
    waiting = [it.pk for it in page.context["waiting"]]
    assert len(waiting) == 3
    assert "Chi hội phụ nữ Khu phố 3 chưa gửi báo cáo tháng 8/2017 (đã quá hạn 31 ngày)" in text_of(page)

    client.post(address, {"filings": waiting})
    assert set(Reminder.objects.values_list("unit", flat=True)) == {
        ward.women_branches[n].pk for n in (2, 3, 4)
    }
    again = client.post(address, {"filings": waiting})
    assert "hôm nay đã được đôn đốc" in text_of(again)
    assert Reminder.objects.count() == 3


def test_closing_freezes_what_was_shown(report_round, ward, client_of, union, pair):
    sent(report_round, ward, 1, figures=(pair, 5, 120))
    client = client_of(union)
    address = reverse("reports:round_close", args=[report_round.pk])
    page = text_of(client.get(address))
    assert "3/4 đơn vị chưa gửi" in page
    assert "1 báo cáo đã gửi mà chưa ai nhận" in page
    client.post(address)

    unit = ward.women_branches[1]
    unit.name, unit.short_name = "Chi hội mới", "CH mới"
    unit.save()
    IndicatorValue.objects.update(value=9)
    pair.name = "Tên khác"
    pair.save()
    page = text_of(client.get(report_round.get_absolute_url()))
    assert "5/120" in page
    assert "9/120" not in page
    assert "Tên khác" not in page
    assert "CH mới" not in page.split("Số liệu tổng hợp")[1]


# --- One filing ---------------------------------------------------------------------------------------


def test_a_filing_is_taken_in_from_its_page(report_round, ward, client_of, union, pair):
    filing = sent(report_round, ward, 3, figures=(pair, 5, 120))
    client = client_of(union)
    page = text_of(client.get(filing.get_absolute_url()))
    assert "Nhân dân phấn khởi." in page
    assert "5/120" in page

    client.post(filing.get_absolute_url(), {"viec": "nhan"})
    filing.refresh_from_db()
    assert filing.state == Filing.State.ACCEPTED
    again = client.post(filing.get_absolute_url(), {"viec": "nhan"}, follow=True)
    assert "đã có người xử lý" in text_of(again)


def test_a_return_names_the_part_and_the_head_reads_why(report_round, ward, client_of, union, pair):
    filing = sent(report_round, ward, 3, figures=(pair, 5, 120))
    client = client_of(union)
    empty = client.post(filing.get_absolute_url(), {"viec": "tra-lai"})
    assert "Hãy ghi cần sửa hay bổ sung điều gì" in text_of(empty)

    client.post(
        filing.get_absolute_url(),
        {"viec": "tra-lai", "tra-o-so:tuyen-truyen": "Đếm lại số lượt.", "tra-o-nhiem-vu": "Ghi rõ ngày."},
    )
    head = factories.UserFactory(unit=filing.unit, role="branch_leader")
    page = text_of(client_of(head).get(filing.get_absolute_url()))
    assert "Cần sửa: Đếm lại số lượt." in page
    assert "Cần sửa: Ghi rõ ngày." in page
    start = text_of(client_of(head).get("/"))
    assert "Bị trả lại: báo cáo tháng 8/2017" in start


def test_an_exemption_is_given_and_taken_back(filing, client_of, union):
    client = client_of(union)
    client.post(filing.get_absolute_url(), {"viec": "mien", "mien-reason": "Đang kiện toàn."})
    filing.refresh_from_db()
    assert (filing.state, filing.reason) == (Filing.State.EXEMPT, "Đang kiện toàn.")
    client.post(filing.get_absolute_url(), {"viec": "bo-mien"})
    filing.refresh_from_db()
    assert filing.state == Filing.State.AWAITED


def test_a_closed_filing_takes_an_adjustment_that_the_next_round_tells(
    report_round, ward, client_of, union, pair
):
    filing = sent(report_round, ward, 3, figures=(pair, 5, 120))
    later = factories.RoundFactory(duty=report_round.duty, number=9, due_on=date(2017, 9, 18))
    later.ask()
    client = client_of(union)
    client.post(reverse("reports:round_close", args=[report_round.pk]))
    typed = {
        "viec": "dieu-chinh",
        "dieu-chinh-indicator": pair.pk,
        "dieu-chinh-value": "6",
        "dieu-chinh-reason": "Sót một buổi",
    }
    wrong = client.post(filing.get_absolute_url(), typed)
    assert "Chưa ghi số lượt người." in text_of(wrong)
    client.post(filing.get_absolute_url(), typed | {"dieu-chinh-other": "1.140"})
    page = text_of(client.get(later.get_absolute_url()))
    assert "5/120 → <b>6/1.140</b>" in page
    assert "Sót một buổi" in page


# --- What the day brings ------------------------------------------------------------------------------


def test_rounds_open_and_close_with_the_day(duty, ward):
    for number in (9, 10):
        days = {"opens_on": date(2017, number, 1), "due_on": date(2017, number, 18)}
        factories.RoundFactory(duty=duty, number=number, opened_on=None, **days)
    old = factories.RoundFactory(duty=duty, number=7, closes_on=date(2017, 9, 17))
    last = factories.RoundFactory(duty=duty, number=8, closes_on=date(2017, 9, 18))

    jobs.keep_rounds()
    jobs.keep_rounds()

    opened = Round.objects.opened().order_by("number").values_list("number", flat=True)
    assert list(opened) == [7, 8, 9]
    assert Filing.objects.filter(round__number=9).count() == 4
    old.refresh_from_db()
    last.refresh_from_db()
    assert old.is_closed
    assert not last.is_closed
    assert old.snapshot["standings"][0]["asked"] == 4


@pytest.mark.parametrize(
    ("due_on", "reminded"),
    [
        (date(2017, 9, 22), 0),
        (date(2017, 9, 21), 3),
        (date(2017, 9, 18), 3),
        (date(2017, 9, 16), 0),
        (date(2017, 9, 15), 3),
    ],
)
def test_the_portal_reminds_before_and_after_the_due_day_once(report_round, ward, due_on, reminded):
    sent(report_round, ward, 1)
    report_round.filings.update(due_on=due_on)

    jobs.remind_units()
    jobs.remind_units()

    assert Reminder.objects.count() == reminded
    if reminded:
        assert Reminder.objects.first().whose == "Cổng thông tin nhắc"


def test_start_page_says_how_many_wait_to_be_taken_in(report_round, ward, client_of, union):
    sent(report_round, ward, 1)
    sent(report_round, ward, 2)
    assert "2 báo cáo chờ nhận" in text_of(client_of(union).get("/"))
