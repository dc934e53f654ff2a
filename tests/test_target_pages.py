"""A plan's targets on its page: read with their figures, added, changed, taken out."""

import pytest
from django.urls import reverse

from plans.models import Target
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(ward):
    return factories.IndicatorFactory(locality=ward.locality, name="Số hội viên mới", lines=[ward.women.line])


@pytest.fixture
def target(plan, members):
    return factories.TargetFactory(plan=plan, indicator=members, title="Phát triển hội viên mới", value=24)


def typed(indicator, **changed):
    return {
        "title": "Phát triển hội viên mới",
        "indicator": indicator.pk,
        "direction": "at_least",
        "part": "first",
        "value": "82,5",
        "period": "2017-q3",
        "version": "1",
        **changed,
    }


def test_plan_page_shows_each_target_with_how_far_it_is(office, plan, target, ward):
    factories.IndicatorValueFactory(indicator=target.indicator, unit=ward.women_branches[1], value=6)

    page = office.get(plan.get_absolute_url())

    (progress,) = page.context["targets"]
    assert (progress.target, progress.words) == (target, "6/24 hội viên, đạt 25% chỉ tiêu")
    assert "≥ 24 hội viên" in page.content.decode()


def test_a_target_opens_to_the_units_it_is_made_of(office, target, ward):
    factories.IndicatorValueFactory(indicator=target.indicator, unit=ward.women_branches[1], value=6)

    page = office.get(target.get_absolute_url())

    parts = page.context["progress"].figure.units
    assert [(part.unit, part.amount.words if part.amount else None) for part in parts] == [
        (ward.women_branches[1], "6"),
        (ward.women_branches[2], None),
        (ward.women_branches[3], None),
        (ward.women_branches[4], None),
    ]


def test_a_target_is_added(office, plan, members, ward):
    url = reverse("plans:target_add", args=[plan.pk])

    bad = office.post(url, {**typed(members, value="nhiều"), "indicator": ""})
    good = office.post(url, typed(members, units=[ward.women_branches[3].pk]))

    form = bad.context["form"]
    assert form.errors == {
        "indicator": ["Chưa chọn chỉ số để đo."],
        "value": ["Ghi bằng chữ số, ví dụ 24 hoặc 82,5."],
    }
    assert (form["title"].value(), form["value"].value()) == ("Phát triển hội viên mới", "nhiều")
    target = Target.objects.get()
    assert good.url == target.get_absolute_url()
    assert (target.aim, target.period, list(target.units.all())) == (
        "≥ 82,5 hội viên",
        "2017-q3",
        [ward.women_branches[3]],
    )


def test_only_a_pair_is_asked_which_of_its_figures_counts(office, plan, members):
    url = reverse("plans:target_add", args=[plan.pk])

    assert office.get(url).context["form"].fields["part"].required is False
    office.post(url, typed(members, part=""))

    assert Target.objects.get().part == "first"


def test_a_target_that_cannot_be_measured_says_why(office, plan, members):
    page = office.post(reverse("plans:target_add", args=[plan.pk]), typed(members, part="second"))

    assert page.context["form"].errors == {"part": ["Chỉ cặp số (cuộc/lượt) mới có số thứ hai."]}


def test_the_second_of_two_editors_sees_both_texts(office, target):
    url = reverse("plans:target_edit", args=[target.pk])
    assert office.post(url, typed(target.indicator, value="30", period="2017")).status_code == 302

    page = office.post(url, typed(target.indicator, value="40", period="2017"))

    different = [(row.label, row.mine, row.theirs) for row in page.context["rows"] if row.is_different]
    assert (page.status_code, different) == (409, [("Số phải đạt", "40", "30")])


def test_a_target_is_taken_out(office, plan, target):
    url = reverse("plans:target_remove", args=[target.pk])

    asked = office.get(url)
    done = office.post(url)

    assert asked.context["target"] == target
    assert (done.url, plan.targets.count()) == (plan.get_absolute_url(), 0)


def test_a_closed_plan_s_targets_are_only_read(office, plan, target, officer):
    plan.closed_at, plan.closed_by = "2017-09-01T00:00Z", officer
    plan.save()

    answers = [
        office.get(url).status_code
        for url in (
            reverse("plans:target_add", args=[plan.pk]),
            reverse("plans:target_edit", args=[target.pk]),
            target.get_absolute_url(),
        )
    ]

    assert answers == [302, 302, 200]
