"""The guard between two editors: one of them wins, and the other is shown what both wrote."""

import unicodedata
from datetime import date
from decimal import Decimal
from threading import Thread

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import QueryDict

from activities.forms.progress import ProgressForm
from organizations.models import Unit
from plans.models import Assignment, Task
from wardportal.editing import ConflictRow, GuardedModelForm, refusals_in


class SampleForm(GuardedModelForm):
    size = forms.ChoiceField(
        label="cỡ", choices=[("s", "nhỏ"), ("Lớn", [("m", "vừa"), ("l", "to")])], required=False
    )
    amount = forms.DecimalField(label="số lượng", localize=True, required=False)
    is_new = forms.BooleanField(label="mới", required=False)
    renumber = forms.BooleanField(label="đánh lại số", required=False)
    PASSING = ("renumber",)
    units = forms.ModelMultipleChoiceField(label="đơn vị", queryset=Unit.objects.none(), required=False)

    class Meta:
        model = Task
        fields = ["title", "description", "lead_unit", "due_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.order_by("name")

    def form_of(self, stored):
        return SampleForm(instance=stored)


@pytest.fixture
def opened(task, ward):
    """`opened(title=…)`: the form of the task as somebody opened it at version 1 and sent it."""

    def build(**changes):
        typed = QueryDict(mutable=True)
        typed.update(
            {
                "title": task.title,
                "lead_unit": str(task.lead_unit.pk),
                "due_on": "15/9/2017",
                "version": "1",
                "size": "l",
                "amount": "1.234,5",
            }
        )
        typed.setlist("units", [str(ward.women.pk), str(ward.front.pk)])
        typed.update(changes)
        form = SampleForm(typed, instance=Task.objects.get(pk=task.pk))
        assert form.is_valid(), form.errors
        return form

    return build


def test_first_editor_takes_the_next_version(opened, task):
    form = opened()

    assert form.claim()

    form.save()
    task.refresh_from_db()
    assert task.version == 2


def test_second_editor_does_not_get_the_version_taken_before(opened, task):
    first, second = opened(), opened()

    assert (first.claim(), second.claim()) == (True, False)
    task.refresh_from_db()
    assert task.version == 2


def test_form_that_changes_nothing_says_so(opened, task):
    typed = QueryDict(f"title={task.title}&lead_unit={task.lead_unit.pk}&due_on=15/9/2017&version=7")
    as_stored = SampleForm(typed, instance=task)

    assert as_stored.is_valid()
    assert not as_stored.is_edited
    assert opened(title="Tên khác").is_edited


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time")
def test_of_two_who_claim_at_the_same_moment_one_wins(assignment):
    forms = [
        ProgressForm(
            {"version": "1", "percent": "50"},
            assignment=Assignment.objects.get(pk=assignment.pk),
            may_raise=False,
        )
        for _ in range(2)
    ]
    assert [form.is_valid() for form in forms] == [True, True]
    second = []

    def claim_second():
        second.append(forms[1].claim())
        connection.close()

    other = Thread(target=claim_second)
    with transaction.atomic():
        first = forms[0].claim()
        other.start()
        other.join(timeout=0.5)  # it waits for the row
        waits = other.is_alive()
    other.join(timeout=10)

    assert (first, waits, second) == (True, True, [False])
    assignment.refresh_from_db()
    assert assignment.version == 2


def test_what_is_refused_is_undone_and_said_by_the_form(opened, task):
    form = opened(title="Tên khác")

    with refusals_in(form):
        assert form.claim()
        form.save()
        raise ValidationError({"title": "Tên này không được."})

    assert form.non_field_errors() == ["Tên này không được."]
    task.refresh_from_db()
    assert (task.title, task.version) == ("Mỗi chi hội có ít nhất một hình thức tập hợp mới", 1)


def test_two_texts_are_compared_as_people_read_them(opened, task):
    decomposed = unicodedata.normalize("NFD", task.title)
    rows = {row.label: row for row in opened(title=f"{decomposed} ", renumber="on").conflict()}
    ticked = {row.label: row for row in opened(is_new="on").conflict()}

    assert (rows["mới"].mine, rows["mới"].theirs, rows["mới"].is_different) == ("không", "không", False)
    assert (ticked["mới"].mine, ticked["mới"].theirs) == ("có", "không")
    assert "đánh lại số" not in rows
    assert not rows["Nhiệm vụ"].is_different


def test_text_is_stored_composed_however_it_was_typed(opened):
    decomposed = unicodedata.normalize("NFD", "Phát triển\u00a0hội viên")

    assert opened(title=decomposed).cleaned_data["title"] == "Phát triển hội viên"


def test_form_without_its_version_is_not_valid(task):
    form = SampleForm({"title": task.title}, instance=task)

    assert "version" in form.errors


def test_conflict_shows_both_texts_as_people_read_them(opened, task, ward):
    Task.objects.filter(pk=task.pk).update(
        title="Tên đang lưu", description="Hai dòng\nđang lưu", lead_unit=ward.front, version=5
    )
    form = opened(title="Tên vừa gõ", description="Hai dòng\r\nvừa gõ", due_on="1/12/2017", is_new="on")

    rows = form.conflict()

    assert rows == [
        ConflictRow("Nhiệm vụ", "Tên vừa gõ", "Tên đang lưu"),
        ConflictRow("Nội dung cụ thể", "Hai dòng\nvừa gõ", "Hai dòng\nđang lưu"),
        ConflictRow("Đơn vị chủ trì", "Hội LHPN Phường 6", "Ủy ban MTTQ Phường 6"),
        ConflictRow("Thời hạn", "01/12/2017", "15/9/2017"),
        ConflictRow("cỡ", "to", ""),
        ConflictRow("số lượng", "1.234,5", ""),
        ConflictRow("mới", "có", "không"),
        ConflictRow("đơn vị", "Hội LHPN Phường 6\nỦy ban MTTQ Phường 6", ""),
    ]
    assert all(row.is_different for row in rows)


def test_equal_texts_do_not_differ(opened):
    title, *_ = opened().conflict()

    assert title.mine == title.theirs
    assert not title.is_different


def test_form_saves_over_what_is_stored_after_the_conflict(opened, task):
    Task.objects.filter(pk=task.pk).update(title="Tên đang lưu", version=5)
    form = opened(title="Tên vừa gõ")
    assert not form.claim()

    form.conflict()
    assert (form["title"].value(), form["version"].value()) == ("Tên vừa gõ", "5")
    again = SampleForm(form.data, instance=Task.objects.get(pk=task.pk))

    assert again.is_valid()
    assert again.claim()
    again.save()
    task.refresh_from_db()
    assert (task.title, task.version) == ("Tên vừa gõ", 6)
    assert (again.cleaned_data["due_on"], again.cleaned_data["amount"]) == (
        date(2017, 9, 15),
        Decimal("1234.5"),
    )
