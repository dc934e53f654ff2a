"""Kinds of meetings as data: every ward begins with the known ones and changes its own."""

import pytest
from django.urls import reverse

from meetings.installing import KINDS, install_kinds
from meetings.models import MeetingKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(db):
    install_kinds()


def typed(kind, **changes):
    return {
        "version": kind.version,
        "name": kind.name,
        "callers": kind.callers,
        "line_code": "",
        "minutes_form": kind.minutes_form,
        "agenda": kind.agenda,
        **changes,
    }


def test_installing_again_changes_nothing_of_the_ward(client_of, officer):
    kind = MeetingKind.objects.get(name="Giao ban")
    url = reverse("meetings:kind_edit", args=[kind.pk])
    client_of(officer).post(url, typed(kind, agenda="Một việc"))

    install_kinds()

    known = MeetingKind.objects.known_to(officer.locality)
    assert known.count() == len(KINDS)
    assert known.get(name="Giao ban").agenda_lines == ["Một việc"]
    assert MeetingKind.objects.get(locality=None, name="Giao ban").agenda_lines != ["Một việc"]


def test_a_name_is_taken_once(client_of, officer):
    kind = MeetingKind(name="Họp riêng", callers="any", minutes_form="state")
    client = client_of(officer)
    client.post(reverse("meetings:kind_add"), typed(kind))

    page = client.post(reverse("meetings:kind_add"), typed(kind)).content.decode()

    assert "Phường đã có loại hội nghị tên này." in page


def test_a_kind_is_offered_for_what_its_callers_hold(ward):
    board = MeetingKind.objects.get(name="Họp Ban công tác Mặt trận")
    cell = MeetingKind.objects.get(name="Sinh hoạt chi bộ")

    assert not board.may_be_called_by(ward.party)
    assert not cell.may_be_called_by(ward.women_branches[3])
    assert MeetingKind.objects.get(name="Hội nghị").may_be_called_by(ward.women_branches[3])
