"""Forms of gathering and members by neighbourhood: verbs, pages, the rows other reports use."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.membership import gathering_rows, trends
from activities.models import Gathering
from indicators import known_indicators as codes
from indicators.models import Indicator
from indicators.trend_chart import Bars, Column, trend_chart
from organizations.models import AuditEntry
from organizations.permissions import Role
from tests import factories
from wardportal.dates import Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def club(ward):
    return factories.GatheringFactory(lead_unit=ward.women_branches[3], name="Câu lạc bộ Gia đình hạnh phúc")


# --- Verbs --------------------------------------------------------------------------------------------


def test_a_gathering_is_founded_with_a_trace(ward, women_kp3):
    branch = ward.women_branches[3]
    club = Gathering(
        locality=ward.locality,
        neighbourhood=branch.neighbourhood,
        lead_unit=branch,
        kind="club",
        name="Câu lạc bộ Mẹ và bé",
        member_count=12,
    )

    club.settle(by=women_kp3)

    entry = AuditEntry.objects.of(club).get()
    assert (entry.action, entry.after["tên"], entry.after["số thành viên"]) == (
        "thêm hình thức tập hợp",
        "Câu lạc bộ Mẹ và bé",
        12,
    )


def test_ending_keeps_the_row_and_shuts_it(club, women_kp3):
    club.end(date(2017, 9, 1), "Sáp nhập vào câu lạc bộ phường", by=women_kp3)

    club.refresh_from_db()
    assert (club.is_active, club.end_reason) == (False, "Sáp nhập vào câu lạc bộ phường")
    assert list(Gathering.objects.active()) == []
    assert list(Gathering.objects.active(date(2017, 8, 31))) == [club]
    assert AuditEntry.objects.of(club).get().action == "ghi thôi hoạt động"
    with pytest.raises(ValidationError, match="đã thôi hoạt động"):
        club.end(date(2017, 9, 2), "Lần nữa", by=women_kp3)
    with pytest.raises(ValidationError, match="đã thôi hoạt động"):
        club.settle(by=women_kp3)


def test_it_cannot_end_before_it_began(club, women_kp3):
    with pytest.raises(ValidationError, match="từ ngày thành lập trở đi"):
        club.end(date(2016, 10, 19), "Nhầm", by=women_kp3)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ended_on": date(2016, 1, 1), "end_reason": "Nhầm"}, "gathering_ends_after_it_begins"),
        ({"ended_on": date(2017, 1, 1)}, "gathering_ended_with_a_reason"),
        ({"end_reason": "Thôi"}, "gathering_ended_with_a_reason"),
    ],
)
def test_database_refuses_around_the_form(fields, constraint, club):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Gathering.objects.filter(pk=club.pk).update(**fields)


def test_a_name_is_free_again_once_its_bearer_has_ended(club, women_kp3):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.GatheringFactory(lead_unit=club.lead_unit, name=club.name)

    club.end(date(2017, 9, 1), "Giải thể", by=women_kp3)

    assert factories.GatheringFactory(lead_unit=club.lead_unit, name=club.name).is_active


# --- Pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_constant_number_of_queries(count, ward, office, django_assert_num_queries):
    factories.GatheringFactory.create_batch(count, lead_unit=ward.women_branches[3])
    url = reverse("activities:gathering_list")
    office.get(url)

    with django_assert_num_queries(7):
        page = office.get(url)

    assert len(page.context["page"].object_list) == count


def test_list_is_filtered_by_neighbourhood_line_kind_state_and_words(ward, office, club, women_kp3):
    group = factories.GatheringFactory(
        lead_unit=ward.front_boards[2], kind="group", name="Nhóm dân cư tự quản"
    )
    ended = factories.GatheringFactory(lead_unit=ward.women_branches[1], name="Tổ vay vốn")
    ended.end(date(2017, 9, 1), "Giải thể", by=women_kp3)
    url = reverse("activities:gathering_list")

    found = [
        list(office.get(url, query).context["page"])
        for query in (
            {},
            {"neighbourhood": ward.neighbourhoods[2].pk},
            {"line": ward.women.line.pk},
            {"kind": "group"},
            {"state": "ended"},
            {"q": "gia dinh"},
        )
    ]

    assert found == [[group, club], [group], [club], [group], [ended], [club]]


def test_a_branch_adds_its_club(client_of, women_kp3, ward):
    client, url = client_of(women_kp3), reverse("activities:gathering_add")
    form = client.get(url).context["form"]
    values = {
        "kind": "club",
        "name": "Câu lạc bộ Mẹ và bé",
        "neighbourhood": ward.neighbourhoods[3].pk,
        "lead_unit": ward.women_branches[3].pk,
        "version": 1,
    }

    bad = client.post(url, {**values, "founded_on": "20/10/2018", "member_count": "-2"})
    good = client.post(url, {**values, "founded_on": "20/10/2016", "member_count": "25"})

    assert (form["lead_unit"].value(), form["neighbourhood"].value()) == (
        ward.women_branches[3].pk,
        ward.neighbourhoods[3].pk,
    )
    assert bad.context["form"].errors == {
        "founded_on": ["Ngày thành lập còn ở phía trước. Hãy ghi ngày đã thành lập."],
        "member_count": ["Số thành viên không thể âm."],
    }
    assert bad.context["form"]["name"].value() == "Câu lạc bộ Mẹ và bé"
    club = Gathering.objects.get()
    assert (good.url, club.member_count) == (club.get_absolute_url(), 25)


def test_a_branch_records_its_own_khu_pho_alone(client_of, women_kp3, ward):
    client, url = client_of(women_kp3), reverse("activities:gathering_add")
    typed = {
        "kind": "club",
        "name": "Câu lạc bộ Mẹ và bé",
        "neighbourhood": ward.neighbourhoods[1].pk,
        "lead_unit": ward.women_branches[3].pk,
        "version": 1,
    }

    form = client.get(url).context["form"]
    refused = client.post(url, typed)

    assert list(form.fields["neighbourhood"].queryset) == [ward.neighbourhoods[3]]
    assert form.fields["kind"].choices[0] == ("", "Chọn hình thức")
    assert refused.context["form"].errors["neighbourhood"] == [
        "Đồng chí chỉ ghi hình thức tập hợp của khu phố mình."
    ]
    assert not Gathering.objects.exists()


def test_who_heads_several_branches_of_one_khu_pho_finds_it_chosen(client_of, women_kp3, ward):
    post = factories.PostFactory(unit=ward.youth_branches[3], name="Bí thư", role=Role.BRANCH_LEADER)
    factories.PostHoldingFactory(post=post, person=women_kp3.person)

    form = client_of(women_kp3).get(reverse("activities:gathering_add")).context["form"]

    assert (form["neighbourhood"].value(), form["lead_unit"].value()) == (ward.neighbourhoods[3].pk, None)


def test_lead_unit_and_khu_pho_belong_together(office, ward):
    typed = {
        "kind": "club",
        "name": "Câu lạc bộ Mẹ và bé",
        "neighbourhood": ward.neighbourhoods[1].pk,
        "lead_unit": ward.women_branches[3].pk,
        "version": 1,
    }

    refused = office.post(reverse("activities:gathering_add"), typed)

    assert refused.context["form"].errors["neighbourhood"] == [
        "Chi hội phụ nữ Khu phố 3 ở Khu phố 3: hãy chọn Khu phố 3, hoặc chọn đơn vị phụ trách khác."
    ]


def test_the_second_of_two_editors_sees_both_texts(client_of, women_kp3, club):
    client, url = client_of(women_kp3), reverse("activities:gathering_edit", args=[club.pk])
    values = {
        "kind": "club",
        "neighbourhood": club.neighbourhood_id,
        "lead_unit": club.lead_unit_id,
        "founded_on": "20/10/2016",
        "member_count": "32",
        "version": 1,
    }
    assert client.post(url, {**values, "name": "Tên thứ nhất"}).status_code == 302

    page = client.post(url, {**values, "name": "Tên thứ hai"})

    different = [(row.mine, row.theirs) for row in page.context["rows"] if row.is_different]
    assert (page.status_code, different) == (409, [("Tên thứ hai", "Tên thứ nhất")])


def test_a_branch_ends_its_club(client_of, women_kp3, club):
    client, url = client_of(women_kp3), reverse("activities:gathering_end", args=[club.pk])

    bad = client.post(url, {"ended_on": "1/1/2018", "reason": ""})
    good = client.post(url, {"ended_on": "1/9/2017", "reason": "Giải thể"})

    assert bad.context["form"].errors == {
        "ended_on": ["Ngày này còn ở phía trước. Hãy ghi ngày đã thôi hoạt động."],
        "reason": ["Chưa ghi lý do."],
    }
    assert good.url == club.get_absolute_url()
    assert client.get(url).status_code == 403


# --- Members by neighbourhood -------------------------------------------------------------------------


@pytest.fixture
def members(ward):
    """Members of the women's branches of Khu phố 1 and 2, July and August; Khu phố 2 left August out."""
    codes.install(ward.locality)
    indicators = {it.code: it for it in Indicator.objects.all()}

    def say(n, month, code, value, **parts):
        factories.IndicatorValueFactory(
            indicator=indicators[code],
            unit=ward.women_branches[n],
            month=month,
            value=value,
            **parts,
        )

    for n, month, total, joined in [(1, 7, 60, 2), (1, 8, 63, 3), (2, 7, 40, 1)]:
        say(n, month, codes.TOTAL, total)
        say(n, month, codes.JOINED, joined)
        say(n, month, codes.LEFT, 0)
        say(n, month, codes.GATHERED, total, denominator=100)
    return indicators


def test_rows_of_a_report_add_by_each_indicator_s_own_rule(ward, members, club):
    rows = gathering_rows(ward.locality, Period.parse("2017-q3"), ward.women.line)

    assert [row.neighbourhood for row in rows] == [*ward.neighbourhoods.values(), None]
    first, second, third, _, whole = rows
    assert (first.joined.value, first.total.value) == (5, 63)
    assert (second.total.value, second.rate.words) == (40, "40/100 (40%)")
    assert (third.total, third.form_count, third.forms) == (None, 1, {"club": 1})
    assert (whole.total.value, whole.rate.words) == (103, "103/200 (51,5%)")
    assert whole.completeness == "2/4 đơn vị đã có số"


def test_rows_of_a_ward_that_counts_nothing_are_empty(ward):
    rows = gathering_rows(ward.locality, Period.parse("2017-q3"))

    assert {(row.total, row.rate, row.form_count) for row in rows} == {(None, None, 0)}


def test_trend_of_members_does_not_drop_where_a_branch_is_silent(ward, members):
    found = trends(ward.locality, 2017, codes.TOTAL, ward.women.line)

    whole = found[-1]
    by_month = {point.month.month: point for point in whole.points}
    assert [trend.name for trend in found] == [
        *(place.name for place in ward.neighbourhoods.values()),
        "Cả phường",
    ]
    assert [(by_month[m].amount.value, by_month[m].is_complete) for m in (7, 8)] == [
        (Decimal(100), False),
        (Decimal(103), False),
    ]
    assert (by_month[6].amount, by_month[9].amount, whole.last.value) == (None, None, Decimal(103))


def test_trend_says_what_changed_since_the_first_month_told(ward, members):
    def changes(code):
        return [trend.change for trend in trends(ward.locality, 2017, code, ward.women.line)]

    assert changes(codes.TOTAL)[-1] == "+3 từ T7"
    assert changes(codes.JOINED)[-1] == ""


@pytest.mark.parametrize("line", [True, False])
def test_members_page_shows_chart_and_tables(line, ward, members, office):
    query = {"he": "", "line": ward.women.line.pk if line else "", "figure": codes.GATHERED, "year": 2017}

    page = office.get(reverse("activities:membership"), query)

    assert page.context["title"] == f"Tỷ lệ tập hợp, {'Phụ nữ' if line else 'mọi hệ'}, năm 2017"
    assert page.content.decode().count('class="chart"') == 2  # the figure and its drawing
    assert "63/100" in page.content.decode()


def test_members_page_of_a_ward_without_indicators_says_what_to_do(ward, office):
    page = office.get(reverse("activities:membership"))

    assert "Danh mục chưa có chỉ số này" in page.content.decode()


def test_chart_says_its_figures_and_marks_what_is_missing():
    rows = [Bars("Khu phố 1", (Column(Decimal(3)), Column(Decimal(6), False), Column(None)), "6")]

    chart = trend_chart("Mới trong tháng", ["T7", "T8", "T9"], rows)

    assert "<title>Mới trong tháng. Khu phố 1: 6</title>" in chart
    assert (chart.count("<rect"), chart.count('fill="#fff"'), chart.count("m0 -5")) == (2, 1, 1)
