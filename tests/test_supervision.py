"""Supervision, criticism, contributions: what was recommended, the replies, and the two registers."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.http import content_disposition_header

from activities.models import Recommendation, Supervision
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of
from wardportal.actions import actions_of
from wardportal.dates import Period

State = Recommendation.State
CONFLICT = 409


@pytest.fixture
def supervision(ward):
    return factories.SupervisionFactory(lead_unit=ward.front, title="Việc thu các khoản đóng góp")


@pytest.fixture
def recommendation(supervision, front):
    """Its reply is awaited by 10/9/2017: eight days ago."""
    return supervision.recommend(
        by=front, text="Niêm yết công khai.", addressee="Ủy ban nhân dân phường", due_on=date(2017, 9, 10)
    )


# --- Verbs and constraints ------------------------------------------------------------------------------


def test_recommendations_are_numbered_as_they_are_noted(supervision, front, recommendation):
    second = supervision.recommend(by=front, text="Mở sổ.", addressee="Khu phố 3", due_on=date(2017, 9, 30))

    assert (recommendation.order, second.order) == (1, 2)
    assert AuditEntry.objects.of(supervision).filter(action="ghi kiến nghị").count() == 2


def test_reply_that_is_awaited_grows_overdue(recommendation):
    assert (recommendation.days_over, recommendation.state_words, recommendation.tone) == (
        8,
        "quá hạn 8 ngày",
        "late",
    )
    assert list(Recommendation.objects.overdue()) == [recommendation]

    recommendation.due_on = date(2017, 9, 18)
    recommendation.save()
    assert (recommendation.days_over, recommendation.state_words) == (0, "chờ trả lời")
    assert not Recommendation.objects.overdue().exists()


def test_reply_is_noted_and_corrected_with_its_trace(recommendation, front, supervision):
    recommendation.take_reply(State.ACCEPTED, by=front, reply="Đã niêm yết.", on=date(2017, 9, 14))
    recommendation.take_reply(State.EXPLAINED, by=front, reply="Chưa đủ chỗ.", on=date(2017, 9, 15))

    recommendation.refresh_from_db()
    assert (recommendation.state, recommendation.replied_on) == (State.EXPLAINED, date(2017, 9, 15))
    assert (recommendation.recorded_by, recommendation.state_words) == (front, "đã giải trình, trễ 5 ngày")
    last = AuditEntry.objects.of(supervision).order_by("pk").last()
    assert [(change.before, change.after) for change in last.changes] == [
        ("đã tiếp thu", "đã giải trình"),
        ("Đã niêm yết.", "Chưa đủ chỗ."),
        ("14/9/2017", "15/9/2017"),
    ]


def test_reply_cannot_come_tomorrow(recommendation, front):
    with pytest.raises(ValidationError, match="không thể sau hôm nay"):
        recommendation.take_reply(State.ACCEPTED, by=front, reply="Đã làm.", on=date(2017, 9, 19))


def test_reply_comes_after_the_session(client_of, front, supervision, recommendation):
    supervision.held_on = date(2017, 8, 10)
    supervision.save()
    client = client_of(front)
    typed = {"text": "Niêm yết lại.", "addressee": "Ủy ban nhân dân phường", "due_on": "9/8/2017"}
    url = reverse("activities:recommendation_add", args=[supervision.pk])
    count = supervision.recommendations.count()

    page = text_of(client.post(url, typed))

    assert "Hạn trả lời không thể trước ngày tiến hành (10/8/2017); hãy chọn ngày khác." in page
    assert "Niêm yết lại.</textarea>" in page
    with pytest.raises(ValidationError, match="Ngày trả lời không thể trước ngày tiến hành"):
        recommendation.take_reply("accepted", by=front, reply="Đã sửa.", on=date(2017, 8, 9))
    assert supervision.recommendations.count() == count
    client.post(url, typed | {"due_on": "10/8/2017"})
    assert supervision.recommendations.count() == count + 1


def test_kind_of_a_session_is_asked_in_words(client_of, front):
    page = text_of(client_of(front).get(reverse("activities:supervision_add")))

    assert "Chọn loại" in page
    assert "---------" not in page


def test_replied_recommendation_has_its_reply(recommendation):
    recommendation.state = State.ACCEPTED

    with pytest.raises(ValidationError, match="phải có nội dung, ngày trả lời và người ghi"):
        recommendation.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        recommendation.save()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subject_name": ""}, "Hãy chọn đơn vị được giám sát"),
        ({"held_on": None, "result": "Tốt."}, "Có kết quả thì phải ghi ngày tiến hành"),
        ({"form": "slips"}, "“Phiếu, sổ góp ý” không phải hình thức giám sát."),
    ],
)
def test_session_that_contradicts_itself_is_refused(supervision, change, message):
    for name, value in change.items():
        setattr(supervision, name, value)

    with pytest.raises(ValidationError, match=message):
        supervision.full_clean()


def test_period_holds_what_was_held_in_it(supervision, recommendation):
    for slug, is_found in [("2017-q3", True), ("2017-08", True), ("2017-09", False)]:
        period = Period.parse(slug)
        assert Supervision.objects.in_period(period).exists() == is_found
        assert Recommendation.objects.in_period(period).exists() == is_found


def test_head_of_the_lead_unit_is_asked_after_an_overdue_reply(recommendation, front, women_head):
    def asked(user):
        return [
            (action.action, action.due_on) for action in actions_of(user) if action.action == "Ghi trả lời"
        ]

    assert asked(front) == [("Ghi trả lời", date(2017, 9, 10))]
    assert asked(women_head) == []


# --- Pages ----------------------------------------------------------------------------------------------


def test_session_is_noted_with_its_recommendation_and_reply(client_of, front, ward):
    client, add = client_of(front), reverse("activities:supervision_add")
    typed = {
        "version": 1,
        "kind": "supervision",
        "form": "team",
        "title": "Việc cấp thẻ bảo hiểm",
        "lead_unit": ward.front.pk,
        "subject_name": "",
        "held_on": "20/9/2017",
    }
    page = text_of(client.post(add, typed))
    assert "Ngày tiến hành không thể sau hôm nay." in page
    assert "Hãy chọn đơn vị được giám sát, nhận góp ý" in page
    assert "Việc cấp thẻ bảo hiểm</textarea>" in page

    response = client.post(add, typed | {"subject_name": "Ủy ban nhân dân phường", "held_on": "15/8/2017"})
    supervision = Supervision.objects.get()
    assert response.url == supervision.get_absolute_url()

    new = reverse("activities:recommendation_add", args=[supervision.pk])
    assert client.get(new).context["form"]["addressee"].value() == "Ủy ban nhân dân phường"
    assert "Chưa ghi hạn trả lời để theo dõi." in text_of(
        client.post(new, {"text": "Công khai.", "due_on": ""})
    )
    sent = {"text": "Công khai danh sách.", "addressee": "Ủy ban nhân dân phường", "due_on": "30/9/2017"}
    client.post(new, sent)

    recommendation = Recommendation.objects.get()
    reply = reverse("activities:recommendation_reply", args=[recommendation.pk])
    assert "Chưa chọn đã tiếp thu hay đã giải trình." in text_of(client.post(reply, {"version": 1}))
    answered = {"version": 1, "state": "accepted", "reply": "Đã công khai.", "replied_on": "16/9/2017"}
    page = text_of(client.post(reply, answered, follow=True))

    assert "Đã ghi trả lời kiến nghị." in page
    assert "Đã công khai." in page
    assert client.post(reply, answered).status_code == CONFLICT


def test_edit_of_an_older_version_is_a_conflict(client_of, front, supervision):
    client, edit = client_of(front), reverse("activities:supervision_edit", args=[supervision.pk])
    typed = {
        "version": 1,
        "kind": "supervision",
        "form": "team",
        "title": "Lời thứ nhất",
        "lead_unit": supervision.lead_unit_id,
        "subject_name": supervision.subject_name,
        "held_on": "10/8/2017",
    }
    assert client.post(edit, typed).status_code == 302

    response = client.post(edit, typed | {"title": "Lời thứ hai"})

    assert response.status_code == CONFLICT
    assert "Lời thứ nhất" in text_of(response)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state": "overdue"}, 1),
        ({"state": "accepted"}, 1),
        ({"q": "niem yet"}, 1),
        ({"kind": "criticism"}, 0),
        ({}, 2),
    ],
)
def test_recommendations_are_filtered(client_of, reader, supervision, recommendation, front, query, count):
    done = supervision.recommend(by=front, text="Mở sổ.", addressee="Khu phố 3", due_on=date(2017, 9, 1))
    done.take_reply(State.ACCEPTED, by=front, reply="Đã mở.", on=date(2017, 8, 30))

    response = client_of(reader).get(reverse("activities:recommendation_list"), query)

    assert len(response.context["page"]) == count
    assert "1 kiến nghị quá hạn trả lời" in text_of(response)


def test_register_goes_to_paper_and_to_excel_with_the_same_columns(client_of, reader, recommendation):
    client, url = client_of(reader), reverse("activities:recommendation_list")

    page = text_of(client.get(url, {"in": "1", "state": "overdue"}))
    assert "Trang này để in." in page
    assert '<p class="register-title">SỔ THEO DÕI KIẾN NGHỊ, quá hạn trả lời</p>' in page

    response = client.get(url, {"dinh-dang": "xlsx"})
    rows = list(openpyxl.load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "SỔ THEO DÕI KIẾN NGHỊ"
    assert rows[1][:5] == ("Kiến nghị", "Từ cuộc", "Gửi đến", "Hạn trả lời", "Tình trạng")
    assert rows[2][0] == "Niêm yết công khai."
    assert rows[2][4] == "quá hạn 8 ngày"
    assert response["Content-Disposition"] == content_disposition_header(True, "Sổ theo dõi kiến nghị.xlsx")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("supervision_list", 7), ("recommendation_list", 7)])
def test_registers_cost_the_same_with_more(
    client_of, reader, ward, name, queries, count, django_assert_num_queries
):
    for _ in range(count):
        factories.RecommendationFactory(supervision__lead_unit=ward.front)
    client = client_of(reader)

    with django_assert_num_queries(queries):
        response = client.get(reverse(f"activities:{name}"))

    assert len(response.context["page"]) == count
