"""How far each role reaches: its own unit, its line, the whole ward, and never another ward."""

import pytest
from django.core.exceptions import PermissionDenied

from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import (
    ROLE_PERMISSIONS,
    Permission,
    Role,
    Scope,
    can,
    require_somewhere,
)
from tests import factories


def test_every_role_has_its_row_and_every_permission_its_holder():
    granted = {permission for permissions in ROLE_PERMISSIONS.values() for permission in permissions}

    assert set(ROLE_PERMISSIONS) == set(Role)
    assert granted == set(Permission)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_permission_reaches_as_far_as_its_scope(ward, other_ward, role, permission):
    user = factories.UserFactory(unit=ward.women, role=role)
    own, below, aside = ward.women, ward.women_branches[3], ward.front
    reach = {
        None: [],
        Scope.UNIT: [own],
        # The women's union of the ward is in no khu phố.
        Scope.PLACE: [own],
        Scope.LINE: [own, below],
        Scope.WARD: [own, below, aside, None],
    }

    places = [own, below, aside, other_ward.women, None]
    reached = [unit for unit in places if can(user, permission, unit)]

    assert reached == reach[ROLE_PERMISSIONS[role].get(permission)]


def test_a_scope_of_the_khu_pho_reaches_its_units_of_every_line(ward, women_kp3):
    reached = [unit for unit in Unit.objects.all() if can(women_kp3, Permission.PHONE_READ, unit)]

    assert set(reached) == set(Unit.objects.filter(neighbourhood=ward.neighbourhoods[3]))
    assert len(reached) > 1


def test_two_posts_give_the_powers_of_both(ward, women_kp3):
    second = factories.PostFactory(unit=ward.front, name="Chủ tịch", role=Role.FRONT_LEADER)
    factories.PostHoldingFactory(post=second, person=women_kp3.person)

    assert can(women_kp3, Permission.PROGRESS_REPORT, ward.women_branches[3])
    assert can(women_kp3, Permission.PROGRESS_REPORT, ward.front_boards[1])
    assert not can(women_kp3, Permission.PROGRESS_REPORT, ward.women_branches[4])


@pytest.mark.parametrize("who", ["officer", "leader", "front", "women_head", "women_kp3", "admin", "reader"])
def test_a_form_offers_the_units_that_a_permission_reaches(request, ward, other_ward, who):
    user = request.getfixturevalue(who)
    units = list(Unit.objects.select_related("parent__parent__parent"))

    for permission in Permission:
        offered = set(Unit.objects.reached_by(user, permission))
        assert offered == {unit for unit in units if can(user, permission, unit)}, permission
        assert other_ward.women not in offered


@pytest.mark.usefixtures("ward")
def test_units_are_offered_in_as_many_queries_for_many_as_for_few(women_head, django_assert_num_queries):
    assert women_head.powers

    with django_assert_num_queries(1):
        offered = list(Unit.objects.reached_by(women_head, Permission.TASK_EDIT).by_line())

    assert len(offered) == 5


def test_units_stand_under_their_line_once_also_where_two_lines_share_a_place(ward):
    lines = [
        factories.LineFactory(code=code, name=name, order=9)
        for code, name in [("a", "Hội A"), ("b", "Hội B")]
    ]
    for order, line in enumerate([*lines, *lines]):
        factories.UnitFactory(locality=ward.locality, line=line, order=order)

    field = UnitByLineField(queryset=Unit.objects.filter(line__in=lines).by_line(), empty_label=None)

    assert [(line, len(units)) for line, units in field.choices] == [("Hội A", 2), ("Hội B", 2)]


def test_a_form_that_asks_for_which_unit_is_closed_to_who_reaches_none(women_kp3, front):
    require_somewhere(front, Permission.CONCLUSION_ASSIGN)

    with pytest.raises(PermissionDenied, match="Giao nhiệm vụ từ giải pháp đã thống nhất"):
        require_somewhere(women_kp3, Permission.CONCLUSION_ASSIGN)
