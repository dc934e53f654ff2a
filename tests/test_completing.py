"""What the papers did not say is filled in by who may: guarded, traced, and shown where it was missing."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activities.forms.movements import MovementCompletionForm
from meetings.forms.meetings import MeetingCompletionForm
from organizations.models import AuditEntry
from reports.paper import quarter_html
from reports.quarterly import plan_quarter
from tests import factories
from wardportal.dates import Period
from wardportal.text import MISSING

CONFLICT = 409


@pytest.fixture
def locality(ward):
    ward.locality.superior_name = f"Đảng bộ quận {MISSING}"
    ward.locality.place_name = "Phường 6"
    ward.locality.save()
    return ward.locality


@pytest.fixture
def paper(programme):
    programme.signer_name = MISSING
    programme.save()
    return programme


@pytest.fixture
def meeting(seminar):
    seminar.chair, seminar.minute_taker, seminar.purpose = MISSING, MISSING, "Sơ kết kế hoạch."
    seminar.save()
    return seminar


@pytest.fixture
def addresses(locality, paper, meeting, movement):
    """{what: (URL of its form, its record)}"""
    return {
        "locality": (reverse("organizations:locality_complete"), locality),
        "paper": (reverse("documents:document_complete", args=[paper.pk]), paper),
        "meeting": (reverse("meetings:meeting_complete", args=[meeting.pk]), meeting),
        "movement": (reverse("activities:movement_complete", args=[movement.pk]), movement),
    }


@pytest.fixture
def typed(movement):
    """{what: all that is typed into its form, opened at version 1}"""
    first, second = movement.items.all()
    return {
        "locality": {
            "kind": "ward",
            "name": "Phường 6",
            "neighbourhood_word": "khu phố",
            "superior_name": "Đảng bộ Quận 3",
            "place_name": "Phường 6",
            "help_contact": "đồng chí Hòa, 0900 000 000",
        },
        "paper": {
            "signer_name": "Trần Văn Hòa",
            "signer_post": "Bí thư",
            "signing_authority": "T/M Ban Thường vụ",
            "recipients": "Các đảng ủy phường",
            "body": "",
        },
        "meeting": {
            "chair": "Phạm Thị Mai",
            "minute_taker": "",
            "hour": "7 giờ 30",
            "purpose": "Sơ kết kế hoạch.",
        },
        "movement": {f"item_{first.pk}": "Đồng hành với hội viên khó khăn", f"item_{second.pk}": ""},
    }


def last_changes(record):
    """[(field, before, after)] of the newest entry on the record."""
    return [tuple(change) for change in AuditEntry.objects.of(record).latest("pk").changes]


ALL = pytest.mark.parametrize("what", ["locality", "paper", "meeting", "movement"])


@ALL
def test_a_gap_is_an_empty_box(addresses, client_of, officer, what):
    url, _ = addresses[what]

    page = client_of(officer).get(url)

    assert page.status_code == 200
    assert page.context["form"].gaps
    assert [MISSING in str(field.value()) for field in page.context["form"]] == [False] * len(
        page.context["form"].fields
    )


@ALL
def test_two_who_fill_in_at_once_are_told_and_nothing_is_lost(
    addresses, typed, client_of, officer, leader, what
):
    url, record = addresses[what]
    client_of(leader).post(url, typed[what] | {"version": 1})

    others = {"hour": "8:15", "kind": "commune"}
    second = {name: others.get(name, f"{text} khác") for name, text in typed[what].items()}
    page = client_of(officer).post(url, second | {"version": 1})

    assert page.status_code == CONFLICT
    rows = {row.mine: row.theirs for row in page.context["rows"]}
    wanted = {
        mine.strip(): theirs for mine, theirs in zip(second.values(), typed[what].values(), strict=True)
    }
    if what == "meeting":
        wanted = {mine if mine != "8:15" else "08:15": theirs for mine, theirs in wanted.items()}
        wanted["08:15"] = "07:30"
    if what == "locality":
        wanted["xã"] = wanted.pop("commune") and "phường"
    assert {mine.strip(): theirs for mine, theirs in rows.items()} == wanted
    assert page.context["theirs_label"].startswith(f"Bản đang lưu: {leader}, ")
    assert AuditEntry.objects.of(record).count() == 1


@ALL
def test_sent_unchanged_it_leaves_no_trace(addresses, client_of, officer, what):
    url, record = addresses[what]
    client = client_of(officer)
    form = client.get(url).context["form"]

    unchanged = {field.name: field.value() or "" for field in form}
    page = client.post(url, unchanged, follow=True)

    record.refresh_from_db()
    assert [str(message) for message in page.context["messages"]] == ["Không có gì thay đổi."]
    assert (record.version, AuditEntry.objects.of(record).count()) == (1, 0)


def test_the_signer_of_an_old_paper_is_filled_in(addresses, typed, paper, client_of, officer):
    url, _ = addresses["paper"]

    answer = client_of(officer).post(url, typed["paper"] | {"version": 1})

    assert answer.url == paper.get_absolute_url()
    assert last_changes(paper) == [
        ("quyền hạn ký", "", "T/M Ban Thường vụ"),
        ("chức vụ người ký", "", "Bí thư"),
        ("người ký", MISSING, "Trần Văn Hòa"),
        ("nơi nhận", "", "Các đảng ủy phường"),
    ]
    paper.refresh_from_db()
    assert (paper.signing_authority, paper.signer_post, paper.signer_name) == (
        "T/M Ban Thường vụ",
        "Bí thư",
        "Trần Văn Hòa",
    )
    assert (paper.number, paper.issued_on) == (12, date(2016, 2, 17))


def test_too_long_a_name_is_refused_and_stays_in_its_box(addresses, typed, paper, client_of, officer):
    url, _ = addresses["paper"]
    wrong = typed["paper"] | {"version": 1, "signer_name": "Hòa " * 40}

    page = client_of(officer).post(url, wrong)

    assert page.context["form"]["signer_name"].value() == wrong["signer_name"]
    assert list(page.context["form"].errors) == ["signer_name"]
    paper.refresh_from_db()
    assert paper.signer_name == MISSING


def test_the_administrator_fills_gaps_and_corrects_nothing(addresses, typed, paper, client_of, admin):
    url, _ = addresses["paper"]
    paper.signer_post = "Bí thư"
    paper.save()
    client = client_of(admin)

    client.post(url, typed["paper"] | {"version": 1, "signer_post": "Phó Bí thư", "body": "Toàn văn."})

    paper.refresh_from_db()
    assert (paper.signer_name, paper.signer_post) == ("Trần Văn Hòa", "Bí thư")
    assert client.get(url).status_code == 403


def test_a_draft_is_not_completed_around_the_form_either(draft_plan, officer):
    with pytest.raises(ValidationError, match="Văn bản còn là dự thảo"):
        draft_plan.document.complete(by=officer)


def test_the_hour_of_a_meeting_becomes_known(addresses, typed, meeting, client_of, officer):
    url, _ = addresses["meeting"]

    client_of(officer).post(url, typed["meeting"] | {"version": 1})

    meeting.refresh_from_db()
    assert timezone.localtime(meeting.starts_at).time() == time(7, 30)
    assert (meeting.hour, meeting.held_on) == ("7 giờ 30", date(2017, 8, 17))
    assert (meeting.chair, meeting.minute_taker) == ("Phạm Thị Mai", MISSING)
    assert last_changes(meeting) == [
        ("chủ trì", MISSING, "Phạm Thị Mai"),
        ("giờ bắt đầu", "", "7 giờ 30"),
    ]


def test_an_hour_that_is_none_is_refused_with_what_was_typed(addresses, typed, meeting, client_of, officer):
    url, _ = addresses["meeting"]

    page = client_of(officer).post(url, typed["meeting"] | {"version": 1, "hour": "sáng sớm"})

    form = page.context["form"]
    assert form.errors == {"hour": ["Giờ không đúng. Hãy ghi giờ:phút, ví dụ 7:30."]}
    assert (form["hour"].value(), form["chair"].value()) == ("sáng sớm", "Phạm Thị Mai")


@pytest.mark.parametrize("text", ["7:30", "07:30", "7h30", "7g30", "7 giờ 30"])
def test_an_hour_may_be_typed_as_the_office_says_it(meeting, text):
    form = MeetingCompletionForm({"hour": text, "version": 1}, instance=meeting)

    assert form.is_valid()
    assert form.cleaned_data["hour"] == time(7, 30)


def test_an_hour_that_was_wrong_can_be_taken_away(addresses, typed, meeting, client_of, officer):
    url, _ = addresses["meeting"]
    client = client_of(officer)
    client.post(url, typed["meeting"] | {"version": 1})

    client.post(url, typed["meeting"] | {"version": 2, "hour": ""})

    meeting.refresh_from_db()
    assert (meeting.is_hour_known, meeting.held_on) == (False, date(2017, 8, 17))


def test_the_items_of_a_movement_are_filled_in_one_by_one(addresses, typed, movement, client_of, officer):
    url, _ = addresses["movement"]

    client_of(officer).post(url, typed["movement"] | {"version": 1})

    texts = [item.text for item in movement.items.all()]
    assert texts == ["Đồng hành với hội viên khó khăn", MISSING]
    assert last_changes(movement) == [("đồng hành 1", MISSING, "Đồng hành với hội viên khó khăn")]


def test_an_item_that_was_filled_in_cannot_be_emptied(movement):
    item = movement.items.first()
    item.text = "Đồng hành với hội viên khó khăn"
    item.save()

    form = MovementCompletionForm({"version": 1, f"item_{item.pk}": ""}, instance=movement)

    assert form.errors == {f"item_{item.pk}": ["Chưa ghi nội dung này của phong trào."]}


def test_the_quarter_report_prints_the_superior_that_was_filled_in(
    addresses, typed, plan, client_of, officer
):
    factories.FormatProfileFactory()
    quarter = plan_quarter(plan, Period.parse("2017-q3"))
    before = quarter_html(plan, quarter)

    url, locality = addresses["locality"]
    client_of(officer).post(url, typed["locality"] | {"version": 1})

    plan.document.locality.refresh_from_db()
    after = quarter_html(plan, quarter)
    assert [("Đảng bộ quận ………" in html, "Đảng bộ Quận 3" in html) for html in (before, after)] == [
        (True, False),
        (False, True),
    ]
    assert last_changes(locality) == [
        ("cấp trên trực tiếp, như in trên văn bản", f"Đảng bộ quận {MISSING}", "Đảng bộ Quận 3"),
        ("người trợ giúp và số điện thoại", "", "đồng chí Hòa, 0900 000 000"),
    ]


def test_the_wards_own_name_on_paper_cannot_be_emptied(addresses, typed, locality, client_of, admin):
    url, _ = addresses["locality"]

    page = client_of(admin).post(url, typed["locality"] | {"version": 1, "place_name": " "})

    assert page.context["form"].errors == {"place_name": ["Chưa ghi địa danh trên văn bản."]}
    assert page.context["form"]["superior_name"].value() == "Đảng bộ Quận 3"
    locality.refresh_from_db()
    assert locality.superior_name == f"Đảng bộ quận {MISSING}"


@pytest.mark.parametrize("who", [None, "women_kp3"])
def test_whom_to_call_is_said_in_the_foot_and_where_one_is_refused(
    request, locality, client_of, anonymous, who
):
    locality.help_contact = "đồng chí Hòa, 0900 000 000"
    locality.save()
    client = client_of(request.getfixturevalue(who)) if who else anonymous

    # Nobody signed in sees the login page; the branch's head is refused.
    page = client.get(reverse("organizations:locality_complete" if who else "login")).content.decode()

    assert page.count("ọi đồng chí Hòa, 0900 000 000") == 2
    assert "ọi quản trị phường" not in page


def test_the_missing_superior_is_marked_until_it_is_filled_in(locality, ward, client_of, officer):
    client = client_of(officer)
    urls = [reverse("organizations:unit_list"), ward.superior.get_absolute_url()]
    marked = f'<span class="missing">Đảng bộ quận {MISSING}</span>'
    before = [client.get(url).content.decode().count(marked) for url in urls]

    locality.superior_name = "Đảng bộ Quận 3"
    locality.save()

    after = [client.get(url).content.decode() for url in urls]
    assert before == [1, 1]
    assert [(page.count(MISSING), page.count("Đảng bộ Quận 3")) for page in after] == [(0, 1), (0, 1)]


@ALL
@pytest.mark.parametrize(("who", "buttons"), [("officer", 1), ("reader", 0)])
def test_the_button_stands_where_something_is_missing_for_who_may(
    request, addresses, client_of, who, buttons, what
):
    url, record = addresses[what]
    shown_at = reverse("organizations:unit_list") if what == "locality" else record.get_absolute_url()

    page = client_of(request.getfixturevalue(who)).get(shown_at).content.decode()

    assert page.count(f'href="{url}"') == buttons
