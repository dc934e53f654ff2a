"""What the registers say of a period, as rows of the report; and a movement's good models."""

from datetime import date

import pytest
from django.utils import timezone

from activities.models import Recommendation
from indicators import known_indicators as codes
from reports.activity_rows import activity_rows
from reports.movements import movement_result
from reports.review_paper import printed
from tests import factories
from wardportal.dates import Period

Q3 = Period.parse("2017-q3")


def rows_of(ward, subject, period=Q3):
    return {row.label: row.figure for row in activity_rows(ward.locality, period) if row.subject == subject}


def test_gathering_tells_what_was_founded_and_what_is_active(ward):
    for founded_on, ended_on in [
        (date(2017, 7, 5), None),
        (date(2016, 5, 1), None),
        (None, date(2017, 8, 1)),
    ]:
        factories.GatheringFactory(
            neighbourhood=ward.neighbourhoods[1],
            lead_unit=ward.women_branches[1],
            founded_on=founded_on,
            ended_on=ended_on,
            end_reason="Ít người dự." if ended_on else "",
        )

    assert rows_of(ward, "Hình thức tập hợp") == {"Thành lập trong kỳ": "1", "Hoạt động đến cuối kỳ": "2"}


def test_members_are_told_as_far_as_the_ward_counts_them(ward, officer):
    assert rows_of(ward, "Đoàn viên, hội viên") == {}

    joined = factories.IndicatorFactory(locality=ward.locality, code=codes.JOINED)
    for n, month, value in [(1, 7, 3), (2, 9, 4), (1, 6, 9)]:
        factories.IndicatorValueFactory(
            indicator=joined, unit=ward.women_branches[n], month=month, value=value, entered_by=officer
        )

    assert rows_of(ward, "Đoàn viên, hội viên") == {"Kết nạp mới trong kỳ": "7"}


def test_guidance_tells_how_much_was_sent_and_received(ward, officer):
    guidance = factories.GuidanceFactory(
        issuer=ward.women, state="sent", sent_on=date(2017, 8, 3), sent_at=timezone.now(), sent_by=officer
    )
    factories.GuidanceReceiptFactory(guidance=guidance, unit=ward.women_branches[1])
    now = timezone.now()
    factories.GuidanceReceiptFactory(
        guidance=guidance,
        unit=ward.women_branches[2],
        read_at=now,
        read_by=officer,
        received_at=now,
        received_by=officer,
    )
    factories.GuidanceFactory(issuer=ward.women)

    assert rows_of(ward, "Định hướng hoạt động") == {
        "Đã gửi trong kỳ": "1",
        "Lượt đơn vị xác nhận đã nhận/được gửi": "1/2",
    }


def test_supervision_tells_sessions_by_kind_and_what_became_of_recommendations(ward, officer):
    held = factories.SupervisionFactory(lead_unit=ward.front)
    factories.SupervisionFactory(lead_unit=ward.front, held_on=date(2017, 6, 1))
    factories.SupervisionFactory(lead_unit=ward.front, kind="criticism", form="criticism_session")
    answered = {"recorded_at": timezone.now(), "recorded_by": officer, "reply": "Đã nhận."}
    factories.RecommendationFactory(supervision=held, due_on=date(2017, 9, 1))
    factories.RecommendationFactory(
        supervision=held,
        due_on=date(2017, 9, 1),
        state=Recommendation.State.ACCEPTED,
        replied_on=date(2017, 8, 30),
        **answered,
    )

    assert rows_of(ward, "Giám sát, phản biện, góp ý") == {
        "Cuộc giám sát": "1",
        "Cuộc phản biện xã hội": "1",
        "Cuộc góp ý xây dựng Đảng, chính quyền": "0",
        "Kiến nghị đã nêu": "2",
        "Kiến nghị được tiếp thu": "1",
        "Kiến nghị được giải trình": "0",
        "Kiến nghị quá hạn trả lời": "1",
    }


def test_opinions_tell_how_often_and_how_much_is_handled(ward, officer):
    handled = {
        "handler": "Ủy ban nhân dân phường",
        "handling": "Đã thay bóng đèn.",
        "handled_on": date(2017, 9, 4),
        "handled_at": timezone.now(),
        "handled_by": officer,
    }
    factories.OpinionFactory(unit=ward.front_boards[1], noted_on=date(2017, 9, 1), times=12, **handled)
    factories.OpinionFactory(unit=ward.front_boards[1], noted_on=date(2017, 9, 2), times=3)
    factories.OpinionFactory(unit=ward.front_boards[1], noted_on=date(2017, 6, 2), times=5)

    assert rows_of(ward, "Dư luận xã hội") == {
        "Điều người dân phản ánh/lượt phản ánh": "2/15",
        "Đã được giải quyết": "1",
    }


def test_rows_of_another_ward_are_not_counted(ward, other_ward):
    factories.SupervisionFactory(lead_unit=other_ward.front)
    factories.OpinionFactory(unit=other_ward.front)

    assert {row.figure for row in activity_rows(ward.locality, Q3)} == {"0", "0/0"}


@pytest.mark.parametrize("count", [1, 3])
def test_rows_ask_as_often_for_much_as_for_little(ward, count, django_assert_num_queries):
    for n in range(1, count + 1):
        factories.OpinionFactory(unit=ward.front_boards[n])
        factories.SupervisionFactory(lead_unit=ward.front)
        factories.GatheringFactory(neighbourhood=ward.neighbourhoods[n], lead_unit=ward.women_branches[n])

    with django_assert_num_queries(11):
        activity_rows(ward.locality, Q3)


# --- A movement ---------------------------------------------------------------------------------------


def test_movement_tells_its_other_tasks_and_its_good_models_by_place(ward, told, movement, task_of):
    loose = factories.TaskFactory(plan=None, locality=ward.locality, lead_unit=ward.front, title="Việc riêng")
    movement.tasks.add(loose)
    for unit, since_on in [(ward.women_branches[2], None), (ward.front, date(2017, 5, 1))]:
        factories.GoodPracticeFactory(movement=movement, unit=unit, since_on=since_on)
    factories.GoodPracticeFactory(movement=movement, unit=ward.front, since_on=date(2017, 10, 1))

    result = movement_result(movement, Q3)

    assert [(task.title, task.plan) for task in result.tasks][-1] == ("Việc riêng", "")
    assert [(it.place, it.unit) for it in result.practices] == [
        ("Phường", ward.front.name),
        ("Khu phố 2", ward.women_branches[2].name),
    ]


def test_review_prints_the_movements_good_models(ward, review, movement):
    practice = factories.GoodPracticeFactory(
        movement=movement,
        unit=ward.women_branches[2],
        title="Tổ phụ nữ khu nhà trọ",
        results="15 chị tham gia",
    )
    review.take_figures()

    html = printed(review.figures, {})["kết quả phong trào"]

    assert (
        f"<p>- Khu phố 2: {practice.get_kind_display()} “Tổ phụ nữ khu nhà trọ” của "
        f"{ward.women_branches[2].name}. 15 chị tham gia.</p>" in html
    )
