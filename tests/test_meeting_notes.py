"""Notes sent from several devices: stored once, never written over, never lost."""

import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings import notes
from meetings.models import Conclusion, Minutes, Proposal, Remark
from tests import factories

pytestmark = pytest.mark.django_db


def change(kind="remark", key=None, **values):
    return notes.Change(key=key or uuid.uuid4(), kind=kind, **{"text": "Cần thêm đèn ở hẻm 12.", **values})


def test_a_note_of_each_kind_is_stored_under_its_item(officer, ward, seminar):
    item = factories.AgendaItemFactory(meeting=seminar)
    unit = ward.women_branches[3]
    sent = [
        change("remark", item=item.pk, unit=unit.pk, speaker="Bà Hoa"),
        change("proposal", item=item.pk, text="Lắp đèn"),
        change("conclusion", text="Giao Ban điều hành", speaker="Ông An", due_on="30/9/2017", vote="100%"),
    ]

    taken = notes.take(seminar, sent, by=officer)

    assert taken.saved == {str(each.key): 1 for each in sent}
    remark = Remark.objects.get()
    assert (remark.item, remark.unit, remark.speaker) == (item, unit, "Bà Hoa")
    assert Proposal.objects.get(text="Lắp đèn").unit == seminar.host_unit
    conclusion = Conclusion.objects.get(text="Giao Ban điều hành")
    assert (conclusion.person_name, str(conclusion.due_on), conclusion.vote) == (
        "Ông An",
        "2017-09-30",
        "100%",
    )
    assert conclusion.order == 2


def test_a_vote_is_noted_in_figures(officer, seminar):
    sent = change("conclusion", votes_for="25", votes_against="1", votes_other="1", vote="giơ tay")

    notes.take(seminar, [sent], by=officer)

    conclusion = Conclusion.objects.get(key=sent.key)
    assert conclusion.vote_words == "tán thành 25/27 (92,6%), không tán thành 1, ý kiến khác 1, giơ tay"
    shown = next(note for note in notes.of_meeting(seminar) if note["key"] == str(sent.key))
    assert (shown["votes_for"], shown["votes_other"]) == ("25", "1")
    assert notes.take(seminar, [sent], by=officer).saved == {str(sent.key): 1}


@pytest.mark.parametrize("typed", ["hai lăm", "-1", "25,5", "10000"])
def test_a_count_that_is_none_is_told_and_stays_on_the_phone(typed, officer, seminar):
    sent = change("conclusion", votes_for=typed)

    taken = notes.take(seminar, [sent], by=officer)

    assert "hãy ghi số người" in taken.refused[str(sent.key)]
    assert not Conclusion.objects.filter(key=sent.key).exists()


def test_sent_twice_is_stored_once(officer, seminar):
    sent = change()

    first = notes.take(seminar, [sent], by=officer)
    again = notes.take(seminar, [sent], by=officer)

    assert Remark.objects.count() == 1
    assert first.saved == again.saved == {str(sent.key): 1}


def test_of_two_devices_neither_writes_over_the_other(officer, seminar):
    sent = change()
    notes.take(seminar, [sent], by=officer)
    one = change(key=sent.key, base=1, text="Chữ của máy thứ nhất")
    other = change(key=sent.key, base=1, text="Chữ của máy thứ hai")

    notes.take(seminar, [one], by=officer)
    taken = notes.take(seminar, [other], by=officer)

    assert taken.saved == {}
    assert taken.conflicts[str(sent.key)]["text"] == "Chữ của máy thứ nhất"
    assert Remark.objects.get().text == "Chữ của máy thứ nhất"
    settled = change(key=sent.key, base=2, text="Cả hai")
    assert notes.take(seminar, [settled], by=officer).saved == {str(sent.key): 3}


def test_what_was_deleted_elsewhere_comes_back_with_what_was_typed(officer, seminar):
    sent = change()
    notes.take(seminar, [sent], by=officer)
    notes.take(seminar, [change(key=sent.key, base=1, is_deleted=True)], by=officer)
    assert not Remark.objects.exists()

    notes.take(seminar, [change(key=sent.key, base=1, text="Còn viết tiếp")], by=officer)

    assert Remark.objects.get().text == "Còn viết tiếp"


def test_a_deletion_does_not_take_what_somebody_wrote_since(officer, seminar):
    sent = change()
    notes.take(seminar, [sent], by=officer)
    notes.take(seminar, [change(key=sent.key, base=1, text="Viết thêm")], by=officer)

    taken = notes.take(seminar, [change(key=sent.key, base=1, is_deleted=True)], by=officer)

    assert str(sent.key) in taken.conflicts
    assert Remark.objects.get().text == "Viết thêm"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"text": "  "}, "Chưa ghi nội dung"),
        ({"text": "a" * 5001}, "dài quá 5000 ký tự"),
        ({"speaker": "b" * 201}, "quá dài"),
        ({"unit": 999_999}, "Đơn vị không có trong phường"),
        ({"kind": "conclusion", "due_on": "31/9/2017"}, "Ngày không đúng"),
        ({"text": "TUYỆT MẬT"}, "mật"),
    ],
)
def test_what_cannot_be_is_told_and_the_rest_is_stored(officer, seminar, values, told):
    wrong, right = change(**values), change(text="Ý kiến khác")

    taken = notes.take(seminar, [wrong, right], by=officer)

    assert told in taken.refused[str(wrong.key)]
    assert list(taken.saved) == [str(right.key)]


def test_a_given_solution_is_not_deleted(officer, seminar, task):
    conclusion = seminar.conclusions.get()
    conclusion.tasks.add(task)

    taken = notes.take(
        seminar, [change("conclusion", key=conclusion.key, base=1, is_deleted=True)], by=officer
    )

    assert "đã giao thành nhiệm vụ" in taken.refused[str(conclusion.key)]


def test_a_note_of_another_meeting_is_left_alone(officer, ward, seminar):
    other = factories.MeetingFactory(host_unit=ward.party)
    sent = change()
    notes.take(other, [sent], by=officer)

    taken = notes.take(seminar, [change(key=sent.key, base=1, text="Khác")], by=officer)

    assert str(sent.key) in taken.refused


def test_signed_minutes_take_no_notes(officer, seminar):
    Minutes.objects.create(meeting=seminar, taker_signed_at="2017-08-18T00:00:00Z", taker_signed_by=officer)

    with pytest.raises(ValidationError, match="Biên bản đã ký"):
        notes.take(seminar, [change()], by=officer)


# --- What a device asks ------------------------------------------------------------------------------------


def sync(client, meeting, body):
    return client.post(
        reverse("meetings:minutes_sync", args=[meeting.pk]), body, content_type="application/json"
    )


def test_a_device_gets_all_notes_and_a_token(client_of, officer, seminar):
    sent = {"key": str(uuid.uuid4()), "kind": "remark", "text": "Nước đọng", "speaker": "Ông Ba"}

    answer = sync(client_of(officer), seminar, json.dumps({"changes": [sent]})).json()

    assert answer["saved"] == {sent["key"]: 1}
    assert answer["token"]
    assert {note["kind"] for note in answer["notes"]} == {"remark", "proposal", "conclusion"}


@pytest.mark.parametrize(
    "body", ["", "[]", '{"changes": 3}', '{"changes": [{}]}', '{"changes": [{"key": "x", "kind": "remark"}]}']
)
def test_nonsense_is_refused_and_nothing_stored(client_of, officer, seminar, body):
    response = sync(client_of(officer), seminar, body)

    assert response.status_code == 400
    assert not Remark.objects.exists()


def test_page_without_a_script_adds_a_note(client_of, officer, seminar):
    url = reverse("meetings:minutes_write", args=[seminar.pk])

    client_of(officer).post(url, {"kind": "remark", "speaker": "Bà Tư", "text": "Hỏi về quỹ khu phố"})

    assert Remark.objects.get().speaker == "Bà Tư"


def test_who_takes_the_minutes_may_write_whatever_their_post(client_of, women_kp4, seminar):
    url = reverse("meetings:minutes_write", args=[seminar.pk])
    assert client_of(women_kp4).get(url).status_code == 403
    seminar.minute_taker_person = women_kp4.person
    seminar.save()

    assert client_of(women_kp4).get(url).status_code == 200
