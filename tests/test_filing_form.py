"""A branch writes its report: words and figures on one page, kept while typed, asked about, sent."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django.urls import reverse

from indicators.models import Indicator, IndicatorValue
from reports.known import Known
from reports.models import Filing
from tests import factories
from tests.reading import text_of
from wardportal.dates import Month

AUGUST = Month(2017, 8)
CONFLICT = 409
LOCAL = timezone(timedelta(hours=7))


@pytest.fixture
def pair(ward):
    """Cuộc/lượt người, in the section "tuyen-truyen"."""
    return factories.IndicatorFactory(
        locality=ward.locality, is_pair=True, code="tuyen-truyen", name="Số cuộc"
    )


@pytest.fixture
def members(ward):
    """A count of no section."""
    return factories.IndicatorFactory(locality=ward.locality, code="hoi-vien-moi", name="Hội viên mới")


@pytest.fixture
def head(client_of, women_kp3):
    return client_of(women_kp3)


@pytest.fixture
def url(filing):
    return reverse("reports:filing_write", args=[filing.pk])


@pytest.fixture
def typed(head, url, pair, members):
    """What the page sends when everything is filled in."""
    seen = head.get(url).context["form"].month.fields["seen"].initial
    return {
        "version": 1,
        "seen": seen,
        "viec": "gui",
        "loi_tinh-hinh": "Nhân dân phấn khởi.",
        "loi_tuyen-truyen": "Họp tổ phụ nữ.",
        "loi_nhiem-vu": "Chuẩn bị 20/10.",
        f"value_{pair.pk}": "5",
        f"second_value_{pair.pk}": "1.120",
        f"value_{members.pk}": "3",
    }


def stored(filing):
    return Filing.objects.get(pk=filing.pk)


def test_sections_hold_their_figures_and_the_others_come_last(head, url, pair, members):
    page = head.get(url)
    parts = {part.section["key"]: part for part in page.context["parts"]}
    assert [row.indicator for row in parts["tuyen-truyen"].rows] == [pair]
    assert [row.indicator for row in page.context["other_rows"]] == [members]


def test_sending_enters_figures_and_makes_a_version(head, url, filing, typed, pair):
    answer = head.post(url, typed)
    assert answer.url == filing.get_absolute_url()
    (version,) = stored(filing).versions.all()
    assert version.words["tinh-hinh"] == "Nhân dân phấn khởi."
    assert [(it["name"], it["words"]) for it in version.figures] == [
        ("Số cuộc", "5/1.120"),
        ("Hội viên mới", "3"),
    ]
    assert IndicatorValue.objects.get(indicator=pair).second_value == 1120


def test_what_is_lacking_is_listed_and_everything_typed_stays(head, url, filing, typed):
    page = text_of(head.post(url, typed | {"loi_tinh-hinh": " "}))
    assert "Mục này phải ghi; không có gì để nêu thì ghi “Không có”." in page
    assert 'href="#muc-tinh-hinh"' in page
    assert "Chuẩn bị 20/10." in page
    assert 'value="1.120"' in page
    assert stored(filing).state == Filing.State.AWAITED
    assert not IndicatorValue.objects.exists()


def test_figures_may_come_later_if_one_says_so(head, url, filing, typed, members):
    typed[f"value_{members.pk}"] = ""
    page = text_of(head.post(url, typed))
    assert "Còn 1 số chưa ghi" in page
    assert stored(filing).state == Filing.State.AWAITED
    head.post(url, typed | {"gui-thieu": "1"})
    assert stored(filing).state == Filing.State.SUBMITTED


@pytest.mark.parametrize(
    ("figures", "question"),
    [
        ({"value": "5", "second": "3"}, "3 lượt người mà 5 cuộc"),
        ({"value": "50", "second": "120"}, "Tháng trước 4, tháng này 50: hơn kém mười lần."),
        ({"value": "5", "second": "120,00"}, "“120,00” cổng hiểu là 120."),
    ],
)
def test_an_unlikely_figure_is_asked_about_not_refused(
    head, url, filing, typed, pair, women_kp3, figures, question
):
    IndicatorValue.enter(pair, filing.unit, AUGUST.previous(), by=women_kp3, value=4, second_value=90)
    typed |= {f"value_{pair.pk}": figures["value"], f"second_value_{pair.pk}": figures["second"]}
    page = text_of(head.post(url, typed))
    assert question in page
    assert stored(filing).state == Filing.State.AWAITED
    head.post(url, typed | {f"dung_{pair.pk}": "1"})
    assert stored(filing).state == Filing.State.SUBMITTED


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [("-3", "Số liệu không thể âm"), ("1,000", "nếu là hàng nghìn, ghi 1.000"), ("ba", "Ghi bằng chữ số")],
)
def test_a_wrong_figure_is_told_beside_it(head, url, filing, typed, members, wrong, sentence):
    page = text_of(head.post(url, typed | {f"value_{members.pk}": wrong}))
    assert sentence in page
    assert f'value="{wrong}"' in page
    assert stored(filing).state == Filing.State.AWAITED


def test_kept_for_later_is_there_when_it_is_opened_again(head, url, filing, typed, pair):
    head.post(url, typed | {"viec": "luu", f"value_{pair.pk}": "năm"})
    assert stored(filing).state == Filing.State.AWAITED
    page = text_of(head.get(url))
    assert "Chuẩn bị 20/10." in page
    assert 'value="năm"' in page
    # What was only kept is entered when it is sent.
    head.post(url, typed | {"version": 2})
    assert IndicatorValue.objects.get(indicator=pair).value == 5


def test_what_is_typed_is_kept_meanwhile(head, filing, typed):
    url = reverse("reports:filing_autosave", args=[filing.pk])
    answer = head.post(url, typed)
    assert answer.json()["words"].startswith("Đã lưu tạm lúc")
    assert stored(filing).draft["loi_tinh-hinh"] == "Nhân dân phấn khởi."
    late = head.post(url, typed | {"version": 7})
    assert (late.status_code, "Người khác vừa lưu" in late.json()["words"]) == (CONFLICT, True)


@pytest.mark.parametrize("first", ["gui", "luu"])
@pytest.mark.parametrize("second", ["gui", "luu"])
def test_two_who_write_at_once_see_both_texts(head, url, filing, typed, pair, first, second):
    head.post(url, typed | {"viec": first, f"value_{pair.pk}": "7"})
    mine = {"viec": second, "loi_tinh-hinh": "Của máy thứ hai.", f"value_{pair.pk}": "8"}
    page = head.post(url, typed | mine)
    assert page.status_code == CONFLICT
    assert "Của máy thứ hai." in text_of(page)
    assert "Nhân dân phấn khởi." in text_of(page)
    rows = {row.label: (row.mine, row.theirs) for row in page.context["rows"] if row.is_different}
    assert rows[f"Số cuộc – {pair.measure_unit}"] == ("8", "7")
    # Whoever has seen both saves once more, and that stands.
    form = page.context["form"]
    again = {"version": form.words["version"].value(), "seen": form.month["seen"].value()}
    assert head.post(url, typed | mine | again).url == filing.get_absolute_url()
    said = stored(filing).words if second == "gui" else stored(filing).draft
    assert "Của máy thứ hai." in said.values()


def test_a_figure_that_cannot_be_read_is_compared_as_it_was_typed(head, url, typed, pair):
    head.post(url, typed | {"viec": "luu", f"value_{pair.pk}": "năm"})
    page = head.post(url, typed)
    assert page.status_code == CONFLICT
    assert "năm" in text_of(page)


def test_what_the_portal_knows_is_filled_in_and_a_change_asks_why(head, url, filing, typed, pair, ward):
    pair.known_as = Indicator.KnownAs.MEETINGS
    pair.save()
    meeting = factories.MeetingFactory(
        host_unit=filing.unit,
        starts_at=datetime(2017, 8, 10, 19, 0, tzinfo=LOCAL),
    )
    for presence in ("present", "present", "excused", "guest"):
        factories.AttendanceFactory(meeting=meeting, presence=presence)

    page = head.get(url)
    assert "1 cuộc đã ghi trên cổng" in text_of(page)
    assert page.context["form"].month[f"value_{pair.pk}"].value() == "1"
    assert page.context["form"].month[f"second_value_{pair.pk}"].value() == "3"

    page = text_of(head.post(url, typed))
    assert "Số này khác số cổng đã có (1/3). Ghi chú ngắn vì sao." in page
    head.post(url, typed | {f"note_{pair.pk}": "Có 4 cuộc không ghi trên cổng"})
    assert stored(filing).versions.get().figures[0]["note"] == "Có 4 cuộc không ghi trên cổng"


def test_words_written_elsewhere_are_offered(filing, assignment, women_kp3, head, url):
    filing.round.sections[1]["suggests"] = ["progress", "difficulties", "meetings"]
    filing.round.save()
    assignment.report(by=women_kp3, percent=40, text="Lập hai tổ phụ nữ ở nhà trọ")
    assignment.entries.update(reported_on=date(2017, 8, 20))
    factories.DifficultyFactory(unit=filing.unit, text="Thiếu nơi họp", raised_on=date(2017, 8, 21))
    factories.DifficultyFactory(unit=filing.unit, text="Của tháng chín", raised_on=date(2017, 9, 2))
    offered = Known(filing.unit, filing.round.span).suggestions(filing)
    assert [it.text for it in offered["tuyen-truyen"]][:2] == [
        "Lập hai tổ phụ nữ ở nhà trọ.",
        "Thiếu nơi họp.",
    ]
    page = text_of(head.get(url))
    assert 'data-text="Lập hai tổ phụ nữ ở nhà trọ."' in page
    assert "Của tháng chín" not in page


def test_a_returned_report_says_why_where_it_is_mended(head, url, filing, typed, client_of, ward):
    head.post(url, typed)
    union = factories.UserFactory(unit=ward.women, role="organization_leader")
    stored(filing).send_back(by=union, reason="", parts={"nhiem-vu": "Ghi rõ ngày nào."})
    page = text_of(head.get(url))
    assert "Cần sửa: Ghi rõ ngày nào." in page
    assert "Chuẩn bị 20/10." in page


def test_who_writes_for_another_is_told_so_and_leaves_a_trace(url, filing, typed, client_of, ward):
    union = client_of(factories.UserFactory(unit=ward.women, role="organization_leader"))
    assert "Đồng chí đang nhập thay cho" in text_of(union.get(url))
    union.post(url, typed)
    assert stored(filing).versions.get().is_proxy


def test_the_empty_form_can_be_printed(head, filing, pair):
    page = text_of(head.get(reverse("reports:filing_blank", args=[filing.pk])))
    assert "1. Tình hình tư tưởng (phải ghi)" in page
    assert "Số cuộc" in page


@pytest.mark.parametrize("count", [1, 5])
def test_page_asks_as_much_for_many_indicators_as_for_one(count, head, url, ward, django_assert_num_queries):
    for _ in range(count):
        factories.IndicatorFactory(locality=ward.locality)
    head.get(url)
    with django_assert_num_queries(9):
        head.get(url)
