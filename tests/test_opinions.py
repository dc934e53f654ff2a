"""Public opinion: noted without names, counted by khu phố, handled."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.http import content_disposition_header

from activities.models import Opinion
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of
from wardportal.dates import Period


@pytest.fixture
def opinion(ward):
    return factories.OpinionFactory(unit=ward.women_branches[3])


def test_handling_says_by_whom_how_and_when(opinion, front):
    assert opinion.state_words == "chưa giải quyết"

    opinion.handle(by=front, handler="Ủy ban nhân dân", handling="Đổi giờ thu gom.", on=date(2017, 9, 15))

    opinion.refresh_from_db()
    assert (opinion.handled_by, opinion.state_words) == (front, "đã giải quyết sau 3 ngày")
    assert AuditEntry.objects.of(opinion).get().action == "ghi kết quả giải quyết phản ánh"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"handled_on": date(2017, 9, 15)}, "phải có nơi giải quyết, cách làm và ngày"),
        ({"times": 0}, "Số lượt phản ánh từ 1 trở lên"),
    ],
)
def test_opinion_that_contradicts_itself_is_refused(opinion, change, message):
    for name, value in change.items():
        setattr(opinion, name, value)

    with pytest.raises(ValidationError, match=message):
        opinion.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        opinion.save()


def test_handling_does_not_come_before_the_opinion(opinion, front):
    with pytest.raises(ValidationError, match="phải từ ngày ghi nhận trở đi"):
        opinion.handle(by=front, handler="UBND", handling="Đã làm.", on=date(2017, 9, 1))


def test_words_of_people_are_not_kept_in_the_log(opinion, women_kp3):
    before = opinion.as_audited()
    opinion.text, opinion.times = "Rác ở đầu hẻm.", 9

    opinion.note(by=women_kp3, before=before)

    (change,) = AuditEntry.objects.of(opinion).get().changes
    assert (change.label, change.before, change.after) == ("số lượt phản ánh", "5", "9")


def test_counted_by_place(ward, opinion):
    factories.OpinionFactory(unit=ward.cells[3], times=2)
    factories.OpinionFactory(unit=ward.front, neighbourhood=None, times=4)
    factories.OpinionFactory(unit=ward.cells[1], times=1)

    assert [(it["neighbourhood__name"], it["notes"], it["times"]) for it in Opinion.objects.by_place()] == [
        ("Khu phố 1", 1, 1),
        ("Khu phố 3", 2, 7),
        (None, 1, 4),
    ]


def test_period_holds_what_was_noted_in_it(opinion):
    found = [Opinion.objects.in_period(Period.parse(slug)).exists() for slug in ("2017-09", "2017-08")]

    assert found == [True, False]


# --- Pages ----------------------------------------------------------------------------------------------


def test_branch_notes_what_it_hears_and_the_front_what_was_done(client_of, women_kp3, front, ward, today):
    client, add = client_of(women_kp3), reverse("activities:opinion_add")
    page = client.get(add)
    assert "không ghi tên, số nhà, số điện thoại" in text_of(page)
    form = page.context["form"]
    assert (form["unit"].value(), form["neighbourhood"].value(), form["noted_on"].value()) == (
        ward.women_branches[3].pk,
        ward.neighbourhoods[3].pk,
        today,
    )
    typed = {
        "version": 1,
        "unit": ward.women_branches[3].pk,
        "neighbourhood": ward.neighbourhoods[3].pk,
        "noted_on": "18/9/2017",
        "theme": "vệ sinh môi trường",
        "text": "Rác đầu hẻm.",
        "times": "0",
    }
    page = text_of(client.post(add, typed))
    assert "Số lượt phản ánh từ 1 trở lên." in page
    assert "Rác đầu hẻm.</textarea>" in page
    client.post(add, typed | {"times": "12"})
    opinion = Opinion.objects.get()
    assert (opinion.times, opinion.unit) == (12, ward.women_branches[3])

    handle = reverse("activities:opinion_handle", args=[opinion.pk])
    assert "Chưa ghi nơi giải quyết." in text_of(client_of(front).post(handle, {"handling": "Đã dọn."}))
    done = {"handler": "Ủy ban nhân dân phường", "handling": "Đã dọn.", "on": "18/9/2017"}
    page = text_of(client_of(front).post(handle, done, follow=True))
    assert "Đã ghi kết quả giải quyết." in page
    assert "giải quyết trong ngày" in page


def test_themes_used_before_are_offered(client_of, women_kp3, opinion):
    page = text_of(client_of(women_kp3).get(reverse("activities:opinion_add")))

    assert '<option value="vệ sinh môi trường"></option>' in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"month": "2017-09"}, 1),
        ({"month": "2017-08"}, 1),
        ({"state": "handled"}, 1),
        ({"theme": "đô thị"}, 1),
        ({"q": "rac dau"}, 2),
        ({"month": "2016-01"}, 2),
    ],
)
def test_register_is_filtered(client_of, reader, front, ward, opinion, query, count):
    older = factories.OpinionFactory(unit=ward.cells[1], noted_on=date(2017, 8, 2), theme="đô thị")
    older.handle(by=front, handler="UBND", handling="Đã dọn.", on=date(2017, 8, 5))

    response = client_of(reader).get(reverse("activities:opinion_list"), query)

    assert len(response.context["page"]) == count


def test_sheet_is_named_by_what_was_asked_for(client_of, reader, opinion, ward):
    asked = {"month": "2017-09", "place": ward.neighbourhoods[3].pk}

    response = client_of(reader).get(reverse("activities:opinion_list"), asked)

    assert response.context["form"].title == "SỔ GHI NHẬN DƯ LUẬN XÃ HỘI, tháng 9/2017, Khu phố 3"
    sheet = client_of(reader).get(reverse("activities:opinion_list") + response.context["sheet_url"])
    assert sheet["Content-Disposition"] == content_disposition_header(True, "Sổ ghi nhận dư luận xã hội.xlsx")


@pytest.mark.parametrize("count", [1, 3])
def test_register_costs_the_same_with_more(client_of, reader, ward, count, django_assert_num_queries):
    for n in range(1, count + 1):
        factories.OpinionFactory(unit=ward.women_branches[n])
    client = client_of(reader)

    with django_assert_num_queries(9):
        response = client.get(reverse("activities:opinion_list"))

    assert len(response.context["page"]) == count
