"""wardportal/apps.py: the SQL that is written is Django's own."""

import pytest
from django.db.models import CharField, Count, F, IntegerField
from django.db.models.expressions import Col, Expression

from meetings.models import Meeting
from organizations.models import Unit
from plans.models import Plan, Task
from reports.models import Filing


def column(name, alias="organizations_unit", **kwargs):
    return Col(alias, Unit._meta.get_field(name), **kwargs)


def test_columns_are_the_same_where_alias_and_field_are():
    assert column("name") == column("name")
    assert len({column("name"), column("name"), column("short_name")}) == 2
    assert column("name") != column("name", alias="T4")
    assert column("name") != column("name", output_field=Unit._meta.get_field("short_name"))


def test_a_column_is_no_other_expression():
    assert column("name") != F("name")
    assert column("name") != "name"


def test_a_field_of_no_model_is_told_by_its_kind():
    assert Col("x", CharField()) == Col("x", CharField())
    assert Col("x", CharField()) != Col("x", IntegerField())


@pytest.mark.parametrize(
    "make",
    [
        lambda: Plan.objects.for_list().order_by("-document__issued_on", "pk"),
        lambda: Task.objects.select_related("plan__document__issuer").order_by("due_on", "-pk"),
        lambda: Filing.objects.for_list().order_by("unit__name"),
        lambda: Unit.objects.by_line().reverse(),
        lambda: Unit.objects.values("name", "level").annotate(n=Count("pk")).order_by("level", "n"),
        lambda: Meeting.objects.distinct().order_by("kind__name", F("starts_at").desc(nulls_last=True)),
        lambda: Plan.objects.values_list("pk").union(Unit.objects.values_list("pk")).order_by("pk"),
    ],
)
def test_the_sql_is_django_s_own(make, monkeypatch):
    ours = make().query.sql_with_params()
    monkeypatch.setattr(Col, "identity", Expression.identity)
    assert make().query.sql_with_params() == ours
