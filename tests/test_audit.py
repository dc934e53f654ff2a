"""The log page: who changed what, when, from what to what."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from organizations.models import AuditEntry, AuditOpening, User
from tests import factories
from tests.reading import text_of


@pytest.fixture
def log(ward, officer, leader):
    """Three entries, the newest first: two of the officer's, one of the leader's in the middle."""
    days = [
        (officer, "sửa nhiệm vụ", (2017, 9, 18, 23, 50)),
        (leader, "trả lời khó khăn, vướng mắc", (2017, 9, 12, 8, 0)),
        (officer, "ghi tiến độ", (2017, 9, 1, 0, 10)),
    ]
    entries = []
    for user, action, moment in days:
        entry = factories.AuditEntryFactory(
            locality=ward.locality, by=user, by_label=str(user), action=action
        )
        at = timezone.make_aware(datetime(*moment))  # noqa: DTZ001 – made aware at once
        opening = AuditOpening.objects.create()
        AuditEntry.objects.filter(pk=entry.pk).update(at=at)
        opening.delete()
        entries.append(entry)
    return entries


def test_log_says_who_did_what_when_and_from_what_to_what(client_of, admin, log):
    response = client_of(admin).get(reverse("audit_log"))

    text = text_of(response)
    assert list(response.context["page"]) == log
    assert "Sửa nhiệm vụ" in text
    assert ">23:50, 18/9/2017</time>" in text
    assert '<td data-label="Người làm">Trần Văn Hòa</td>' in text
    assert '<span class="muted">Thời hạn:</span> 15/9/2017 → 30/9/2017' in text


def test_log_leads_to_what_was_changed(client_of, officer, task):
    task.record_edit(by=officer, before={})

    response = client_of(officer).get(reverse("audit_log"))

    assert f'<a href="{task.get_absolute_url()}">{task.title}</a>' in text_of(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [0, 1, 2]),
        ({"action": "ghi tiến độ"}, [2]),
        ({"since": "12/9/2017"}, [0, 1]),
        ({"until": "12/9/2017"}, [1, 2]),
        ({"since": "2017-09-02", "until": "2017-09-17"}, [1]),
        ({"since": "31/9/2017"}, [0, 1, 2]),
    ],
)
def test_log_is_narrowed_by_kind_and_day(client_of, admin, log, query, found):
    response = client_of(admin).get(reverse("audit_log"), query)

    assert list(response.context["page"]) == [log[n] for n in found]


def test_log_is_narrowed_by_person(client_of, admin, log, leader):
    response = client_of(admin).get(reverse("audit_log"), {"by": leader.pk})

    assert list(response.context["page"]) == [log[1]]


def test_log_offers_the_people_who_did_something_by_given_name(client_of, admin, log, officer, leader):
    people = client_of(admin).get(reverse("audit_log")).context["filter_form"].fields["by"].queryset

    assert list(people) == [officer, leader]


def test_log_offers_an_account_without_a_person_last(client_of, admin, log, officer, leader):
    nobody = User.objects.create(username="may-chu", locality=officer.locality)
    factories.AuditEntryFactory(locality=officer.locality, by=nobody)

    people = client_of(admin).get(reverse("audit_log")).context["filter_form"].fields["by"].queryset

    assert list(people) == [officer, leader, nobody]


def test_log_says_what_to_do_where_nothing_fits(client_of, admin, log):
    response = client_of(admin).get(reverse("audit_log"), {"since": "1/1/2018"})

    assert "Không có dòng nào khớp" in text_of(response)


def test_a_day_that_does_not_exist_is_named_as_a_mistake(client_of, admin, log):
    response = client_of(admin).get(reverse("audit_log"), {"since": "31/9/2017"})

    assert list(response.context["filter_form"].errors) == ["since"]
    assert 'value="31/9/2017"' in text_of(response)


def test_log_of_another_ward_is_not_seen(client_of, stranger, log):
    response = client_of(stranger).get(reverse("audit_log"))

    assert list(response.context["page"]) == []
    assert list(response.context["filter_form"].fields["by"].queryset) == []


def test_log_is_read_page_by_page(client_of, admin, ward):
    factories.AuditEntryFactory.create_batch(31, locality=ward.locality)

    response = client_of(admin).get(reverse("audit_log"), {"trang": 2})

    assert len(response.context["page"]) == 1
    assert "Trang 2/2 · 31 mục" in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_log_asks_as_much_for_many_as_for_one(client_of, admin, officer, count, django_assert_num_queries):
    factories.AuditEntryFactory.create_batch(count, locality=officer.locality, by=officer)
    client = client_of(admin)

    with django_assert_num_queries(7):
        response = client.get(reverse("audit_log"))

    assert len(response.context["page"]) == count
