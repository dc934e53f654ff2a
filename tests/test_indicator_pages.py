"""The pages of figures: the catalogue, a unit's month, the figures of a period and what each is made of."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from indicators import known_indicators
from indicators.aggregation import PARTS_OF, Kind
from indicators.figures import Asked, figures
from indicators.models import Indicator, IndicatorValue
from organizations.models import AuditEntry
from reports import superior_sheets
from tests import factories
from tests.reading import text_of
from wardportal.dates import Month, Period

pytestmark = pytest.mark.django_db
AUGUST = Month(2017, 8)


@pytest.fixture
def joined(ward):
    return factories.IndicatorFactory(locality=ward.locality, name="Số hội viên mới", lines=[ward.women.line])


@pytest.fixture
def rate(ward):
    return factories.IndicatorFactory(
        locality=ward.locality, name="Tỷ lệ tập hợp", is_ratio=True, lines=[ward.women.line]
    )


@pytest.fixture
def branch(ward):
    return ward.women_branches[3]


def month_url(unit, slug="2017-08"):
    return reverse("indicators:unit_month", args=[slug, unit.pk])


def seen(client, url):
    return client.get(url).context["form"]["seen"].value()


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


# --- The catalogue ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_catalogue_takes_a_constant_number_of_queries(count, ward, office, django_assert_num_queries):
    for _ in range(count):
        factories.IndicatorFactory(locality=ward.locality, lines=[ward.women.line])
    url = reverse("indicators:indicator_list")
    office.get(url)

    with django_assert_num_queries(7):
        page = office.get(url)

    assert len(page.context["page"].object_list) == count


def test_catalogue_is_searched_without_marks_and_by_line(ward, office, joined):
    factories.IndicatorFactory(
        locality=ward.locality, name="Tổng dư nợ", measure_unit="đồng", lines=[ward.front.line]
    )
    url = reverse("indicators:indicator_list")

    found = [
        [it.name for it in office.get(url, query).context["page"]]
        for query in ({"q": "hoi vien"}, {"line": ward.front.line.pk}, {"q": "khong co"})
    ]

    assert found == [["Số hội viên mới"], ["Tổng dư nợ"], []]


def typed(**changed):
    return {
        "name": "Số hộ được hỗ trợ",
        "code": "ho-duoc-ho-tro",
        "kind": "count",
        "measure_unit": "hộ",
        "aggregation": "sum",
        "level": "neighbourhood",
        "order": "3",
        "version": "1",
        **changed,
    }


def test_an_indicator_is_added(ward, office):
    url = reverse("indicators:indicator_add")

    bad = office.post(url, typed(measure_unit="", aggregation="ratio_of_sums"))
    good = office.post(url, typed(lines=[ward.front.line.pk]))

    assert bad.context["form"].errors == {
        "measure_unit": ["Chưa ghi đơn vị tính, ví dụ: người, hộ, đồng."],
        "__all__": [
            "Cách tổng hợp không hợp với loại chỉ số: số đếm, cặp số, số tiền thì cộng hoặc lấy số cuối; "
            "tỷ lệ thì chia tổng cho tổng; chữ thì xếp cạnh nhau."
        ],
    }
    assert bad.context["form"]["name"].value() == "Số hộ được hỗ trợ"
    assert good.status_code == 302
    indicator = Indicator.objects.get()
    assert (indicator.code, list(indicator.lines.all())) == ("ho-duoc-ho-tro", [ward.front.line])
    assert AuditEntry.objects.of(indicator).get().action == "thêm chỉ số"


def test_an_indicator_with_figures_keeps_its_kind(office, joined, branch):
    factories.IndicatorValueFactory(indicator=joined, unit=branch)
    url = reverse("indicators:indicator_edit", args=[joined.pk])

    page = office.post(url, typed(kind="money", measure_unit="đồng"))

    assert page.context["form"].errors == {
        "kind": [
            "Chỉ số này đã có số liệu nên không đổi loại được. Hãy ghi ngày thôi dùng, rồi thêm chỉ số mới."
        ]
    }


def test_the_second_of_two_editors_of_an_indicator_sees_both_texts(office, joined):
    url = reverse("indicators:indicator_edit", args=[joined.pk])
    assert office.post(url, typed(name="Tên thứ nhất")).status_code == 302

    page = office.post(url, typed(name="Tên thứ hai"))

    different = [(row.mine, row.theirs) for row in page.context["rows"] if row.is_different]
    assert (page.status_code, different) == (409, [("Tên thứ hai", "Tên thứ nhất")])


def test_known_indicators_are_installed_once_and_left_alone(ward):
    known_indicators.install(ward.locality)
    corrected = Indicator.objects.get(code="hoi-vien-moi")
    corrected.name = "Hội viên kết nạp"
    corrected.save()

    call_command("install_indicators", verbosity=0)

    assert Indicator.objects.count() == len(known_indicators.KNOWN)
    assert Indicator.objects.get(code="hoi-vien-moi").name == "Hội viên kết nạp"
    assert {line.code for line in corrected.lines.all()} == {"doan", "phu-nu"}


# --- A unit's month -----------------------------------------------------------------------------------


def test_a_branch_enters_its_month(client_of, women_kp3, joined, rate, branch):
    factories.IndicatorValueFactory(indicator=joined, unit=branch, month=7, value=2)
    client, url = client_of(women_kp3), month_url(branch)
    form = client.get(url).context["form"]
    values = {f"value_{joined.pk}": "-1", f"value_{rate.pk}": "1.250,5", f"denominator_{rate.pk}": "1.000"}

    bad = client.post(url, {"seen": form["seen"].value(), **values})
    good = client.post(
        url,
        {**values, "seen": "", f"value_{joined.pk}": " 4 ", f"denominator_{rate.pk}": "2.000"},
        follow=True,
    )

    assert [(row.indicator, row.before.words if row.before else None) for row in form.rows] == [
        (joined, "2"),
        (rate, None),
    ]
    assert bad.context["form"].errors == {
        f"value_{joined.pk}": ["Số liệu không thể âm; không có thì ghi 0."],
        f"value_{rate.pk}": [
            "1.250,5 lớn hơn 1.000: tử số là một phần của mẫu số nên không thể lớn hơn. Hãy xem lại hai số."
        ],
    }
    assert bad.context["form"][f"value_{rate.pk}"].value() == "1.250,5"
    assert messages_of(good) == ["Đã gửi 2 số liệu tháng 8/2017. Cảm ơn đồng chí."]
    stored = IndicatorValue.objects.of_month(AUGUST).order_by("indicator__order")
    assert [(it.value, it.denominator, it.state, it.is_proxy) for it in stored] == [
        (Decimal(4), None, "filed", False),
        (Decimal("1250.50"), Decimal(2000), "filed", False),
    ]
    # What is stored comes back as the office writes it.
    assert good.context["form"][f"value_{rate.pk}"].value() == "1.250,5"


# Of each kind: its aggregation, what is typed, and how it is shown and goes into a superior's workbook.
ENTERED = {
    Kind.COUNT: ("sum", {"value": "3"}, "3", [3]),
    Kind.PAIR: ("sum", {"value": "3", "second_value": "40"}, "3/40", [3, 40]),
    Kind.RATIO: ("ratio_of_sums", {"value": "3", "denominator": "5"}, "3/5 (60%)", [3, 5]),
    Kind.MONEY: ("last", {"value": "3.000"}, "3.000", [3000]),
    Kind.TEXT: ("listed", {"text": "Nhân dân yên tâm."}, "Nhân dân yên tâm.", ["Nhân dân yên tâm."]),
}


@pytest.mark.parametrize("kind", Kind)
def test_what_is_entered_of_each_kind_goes_all_the_way_upward(
    kind, client_of, women_kp3, front, branch, ward
):
    aggregation, typed, words, cells = ENTERED[kind]
    indicator = factories.IndicatorFactory(
        locality=ward.locality,
        kind=kind,
        aggregation=aggregation,
        second_unit="người" if len(PARTS_OF[kind]) > 1 else "",
        lines=[branch.line],
    )
    typed = {f"{part}_{indicator.pk}": text for part, text in typed.items()}

    client_of(women_kp3).post(month_url(branch), {**typed, "seen": ""})
    page = client_of(front).get(reverse("indicators:figure_detail", args=["2017-q3", indicator.pk]))
    (asked,) = figures([Asked.of(indicator, Period.parse("2017-q3"), [branch])])

    value = IndicatorValue.objects.get()
    assert value.words == words
    assert [superior_sheets.part_of(asked, part) for part in PARTS_OF[kind]] == cells
    assert words in text_of(page)


def test_half_a_ratio_and_a_note_alone_are_asked_for(client_of, women_kp3, joined, rate, branch):
    client = client_of(women_kp3)

    page = client.post(
        month_url(branch), {"seen": "", f"value_{rate.pk}": "12", f"note_{joined.pk}": "Chưa kiểm"}
    )

    assert page.context["form"].errors == {
        f"denominator_{rate.pk}": ["Chưa ghi số phụ nữ từ 18 tuổi."],
        f"value_{joined.pk}": ["Chưa ghi số hội viên; không có thì ghi 0."],
    }
    assert not IndicatorValue.objects.exists()


@pytest.mark.parametrize("figure", ["mười hai", "1e5", "12345678901234567", "1,234", "NaN"])
def test_what_is_no_figure_is_kept_and_explained(figure, client_of, women_kp3, joined, branch):
    page = client_of(women_kp3).post(month_url(branch), {"seen": "", f"value_{joined.pk}": figure})

    box = page.context["form"][f"value_{joined.pk}"]
    assert (box.value(), len(box.errors)) == (figure, 1)
    assert not IndicatorValue.objects.exists()


def test_emptying_a_box_takes_the_figure_back(client_of, women_kp3, joined, branch):
    factories.IndicatorValueFactory(indicator=joined, unit=branch)
    client = client_of(women_kp3)

    client.post(month_url(branch), {"seen": seen(client, month_url(branch)), f"value_{joined.pk}": ""})

    assert not IndicatorValue.objects.exists()
    assert AuditEntry.objects.get().action == "rút số liệu"


def test_an_accepted_figure_is_shut_and_a_returned_one_says_why(
    client_of, women_kp3, women_head, joined, rate, branch
):
    accepted = factories.IndicatorValueFactory(indicator=joined, unit=branch, value=3, is_accepted=True)
    returned = factories.IndicatorValueFactory(
        indicator=rate, unit=branch, value=60, denominator=100, entered_by=women_kp3
    )
    returned.send_back("Mẫu số năm ngoái.", by=women_head)
    client = client_of(women_kp3)
    values = {f"value_{joined.pk}": "9", f"value_{rate.pk}": "60", f"denominator_{rate.pk}": "120"}

    page = client.get(month_url(branch))
    client.post(month_url(branch), {"seen": seen(client, month_url(branch)), **values})

    assert [row.is_shut for row in page.context["form"].rows] == [True, False]
    assert "Bị trả lại: Mẫu số năm ngoái." in page.content.decode()
    accepted.refresh_from_db()
    returned.refresh_from_db()
    assert (accepted.value, accepted.state) == (Decimal(3), "accepted")
    assert (returned.denominator, returned.state) == (Decimal(120), "filed")


def test_the_second_of_two_editors_of_a_month_sees_both_figures(
    client_of, women_kp3, women_head, joined, branch
):
    mine, theirs = client_of(women_kp3), client_of(women_head)
    opened = seen(mine, month_url(branch))
    theirs.post(month_url(branch), {"seen": opened, f"value_{joined.pk}": "7"})

    page = mine.post(month_url(branch), {"seen": opened, f"value_{joined.pk}": "5"})
    again = mine.post(
        month_url(branch), {"seen": page.context["form"]["seen"].value(), f"value_{joined.pk}": "5"}
    )

    different = [(row.mine, row.theirs) for row in page.context["rows"] if row.is_different]
    assert (page.status_code, different) == (409, [("5", "7")])
    assert page.context["theirs_label"].startswith("Bản đang lưu: Lê Thị Bích Đào")
    assert (again.status_code, IndicatorValue.objects.get().value) == (302, Decimal(5))


def test_the_ward_s_organization_enters_in_the_branch_s_place(client_of, women_head, joined, branch):
    client = client_of(women_head)

    page = client.get(month_url(branch))
    client.post(month_url(branch), {"seen": "", f"value_{joined.pk}": "5"})

    assert page.context["is_proxy"]
    assert IndicatorValue.objects.get().is_proxy


def test_months_that_have_not_begun_and_units_elsewhere_are_not_there(
    client_of, women_kp3, women_kp4, stranger, joined, branch, ward
):
    answers = [
        client_of(user).get(url).status_code
        for user, url in [
            (women_kp3, month_url(branch, "2017-10")),
            (women_kp3, month_url(branch, "2017-13")),
            (women_kp3, month_url(ward.superior)),
            (women_kp4, month_url(branch)),
            (stranger, month_url(branch)),
        ]
    ]

    assert answers == [404, 404, 404, 403, 404]


def test_a_quarter_leads_to_its_figures_and_a_month_to_the_own_form(client_of, women_kp3, joined, branch):
    client = client_of(women_kp3)

    answers = [
        client.get(reverse("indicators:own_month", args=["2017-q3"])).url,
        client.get(reverse("indicators:own_month", args=["2017-08"])).url,
        client.get(reverse("indicators:figure_now"), follow=True).redirect_chain[-1][0],
        client.get(month_url(branch, "2017-q3")).status_code,
    ]

    assert answers == [
        reverse("indicators:figure_list", args=["2017-q3"]),
        month_url(branch),
        month_url(branch),
        404,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_month_takes_a_constant_number_of_queries(
    count, client_of, women_kp3, ward, branch, django_assert_num_queries
):
    for _ in range(count):
        indicator = factories.IndicatorFactory(locality=ward.locality, lines=[ward.women.line])
        factories.IndicatorValueFactory(indicator=indicator, unit=branch)
    client = client_of(women_kp3)
    client.get(month_url(branch))

    with django_assert_num_queries(7):
        page = client.get(month_url(branch))

    assert len(page.context["form"].rows) == count


# --- The figures of a period --------------------------------------------------------------------------


@pytest.fixture
def told(joined, ward):
    for n, value in {1: 2, 2: 5, 3: 0}.items():
        factories.IndicatorValueFactory(indicator=joined, unit=ward.women_branches[n], value=value)


def test_figures_of_a_month_say_who_has_not_entered(office, joined, told, ward, branch):
    page = office.get(reverse("indicators:figure_list", args=["2017-08"]))

    (found,) = page.context["page"].object_list
    ((line, sendings),) = page.context["sendings"]
    assert (found.indicator, found.figure.amount.words) == (joined, "7")
    assert (line.code, [(it.unit, it.words, it.tone) for it in sendings]) == (
        "phu-nu",
        [
            (ward.women_branches[1], "1/1", "ok"),
            (ward.women_branches[2], "1/1", "ok"),
            (ward.women_branches[3], "1/1", "ok"),
            (ward.women_branches[4], "0/1", "idle"),
        ],
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("slug", "queries"), [("2017-08", 10), ("2017", 9)])
def test_figures_take_a_constant_number_of_queries(
    count, slug, queries, office, ward, django_assert_num_queries
):
    for _ in range(count):
        indicator = factories.IndicatorFactory(locality=ward.locality, lines=[ward.women.line])
        factories.IndicatorValueFactory(indicator=indicator, unit=ward.women_branches[1])
    url = reverse("indicators:figure_list", args=[slug])
    office.get(url)

    with django_assert_num_queries(queries):
        page = office.get(url)

    assert len(page.context["page"].object_list) == count


def test_a_figure_opens_to_its_units_and_who_entered_them(office, joined, told):
    page = office.get(reverse("indicators:figure_detail", args=["2017-q3", joined.pk]))

    figure = page.context["figure"]
    assert [part.amount.words if part.amount else None for part in figure.units] == ["2", "5", "0", None]
    shown = page.content.decode()
    assert "Cộng" not in shown.split("Cách tính:")[0]
    assert [it.slug for it in page.context["beside"].others] == [
        "2017-09",
        "2017-q3",
        "2017-6t",
        "2017-9t",
        "2017",
    ]


def test_the_organization_above_accepts_what_waits(client_of, women_head, front, joined, told):
    url = reverse("indicators:figure_accept", args=["2017-08", joined.pk])

    not_theirs = client_of(front).post(url, follow=True)
    accepted = client_of(women_head).post(url, follow=True)

    assert messages_of(not_theirs) == ["Không có số liệu nào đang chờ đồng chí chấp nhận."]
    assert messages_of(accepted) == ["Đã chấp nhận số liệu của 3 đơn vị."]
    assert set(IndicatorValue.objects.values_list("state", "accepted_by")) == {("accepted", women_head.pk)}


def test_the_organization_above_returns_a_figure_with_its_reason(client_of, women_head, joined, told, branch):
    value = IndicatorValue.objects.get(unit=branch)
    url = reverse("indicators:value_send_back", args=[value.pk])
    client = client_of(women_head)

    bad = client.post(url, {"reason": " "})
    good = client.post(url, {"reason": "Tháng này có 2 hội viên mới."}, follow=True)

    assert bad.context["form"].errors == {"reason": ["Chưa ghi lý do: đơn vị cần biết phải sửa điều gì."]}
    assert messages_of(good) == [f"Đã trả lại; {branch.name} sẽ thấy lý do khi mở trang nhập số liệu."]
    value.refresh_from_db()
    assert (value.state, value.return_reason) == ("draft", "Tháng này có 2 hội viên mới.")


# --- The start page -----------------------------------------------------------------------------------


def test_last_month_s_figures_wait_on_the_start_page_until_they_are_entered(
    client_of, women_kp3, joined, rate, branch
):
    client = client_of(women_kp3)

    before = [(it.title, it.context) for it in client.get("/").context["actions"]]
    for indicator, parts in ((joined, {}), (rate, {"denominator": 9})):
        factories.IndicatorValueFactory(indicator=indicator, unit=branch, **parts)
    cache.clear()  # entered behind the log's back
    after = client.get("/").context["actions"]

    assert before == [("Nhập số liệu tháng 8/2017", f"{branch.short_name} · còn 2 chỉ số")]
    assert after == []


def test_an_indicator_no_longer_in_use_is_not_asked_for(client_of, women_kp3, joined):
    joined.valid_to = date(2017, 7, 31)
    joined.save()

    assert client_of(women_kp3).get("/").context["actions"] == []
