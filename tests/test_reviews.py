"""Sơ kết, tổng kết: figures read out of the data, the units' words, and a paper that freezes both."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from documents.models import Document, DocumentLink
from organizations.models import AuditEntry
from plans.models import Assignment
from reports.jobs import refresh_reviews
from reports.models import Review, ReviewContribution
from tests import factories

ALL_WORDS = {
    "results": "Đã làm được nhiều việc.",
    "limits": "Còn chậm.",
    "causes_objective": "Thiếu nơi sinh hoạt.",
    "causes_subjective": "Chưa chủ động.",
    "lessons": "Báo trước nội dung.",
    "directions": "Giữ nền nếp.",
    "proposals": "Cho mượn hội trường.",
}


def actions_on(target):
    return list(AuditEntry.objects.of(target).order_by("pk").values_list("action", flat=True))


def written(review, officer):
    for field, words in ALL_WORDS.items():
        setattr(review, field, words)
    review.write_words(by=officer)
    return review


@pytest.fixture
def ready(review, officer):
    """All words are written, and who signs is known."""
    paper = written(review, officer).document
    paper.signer_post, paper.signer_name = "Bí thư", "Trần Văn Hòa"
    paper.write(by=officer)
    return review


@pytest.fixture
def issued(ready, officer, leader):
    paper = ready.document
    paper.submit(by=officer, is_free_of_secrets=True)
    paper.issue(by=leader, is_free_of_secrets=True, issued_on=date(2017, 9, 18))
    return Review.objects.get(pk=ready.pk)


# --- Begun --------------------------------------------------------------------------------------------


def test_a_review_begins_as_a_report_linked_to_the_plan_and_asks_the_units_at_work(review, plan, ward):
    paper = review.document

    assert str(review) == "Sơ kết một năm 19-KH/ĐU"
    assert (str(paper.doc_type), paper.state, paper.abstract) == (
        "Báo cáo",
        "draft",
        "Sơ kết một năm thực hiện Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 của Đảng ủy phường",
    )
    assert [(link.target, link.kind) for link in paper.links_up.all()] == [(plan.document, "reviews")]
    assert {it.unit for it in review.contributions.all()} == {
        ward.front,
        *ward.women_branches.values(),
        *ward.front_boards.values(),
    }
    assert actions_on(review) == ["lập sơ kết, tổng kết"]


def test_a_review_is_addressed_and_signed_as_its_plan_was(plan, request):
    plan.document.recipients, plan.document.signing_authority = "Quận ủy\nCác chi bộ", "T/M Đảng ủy"
    plan.document.signer_post = "[cần bổ sung]"
    plan.document.save()

    paper = request.getfixturevalue("review").document

    assert (paper.recipients, paper.signing_authority, paper.signer_post) == (
        "Quận ủy\nCác chi bộ",
        "T/M Đảng ủy",
        "",
    )


def test_only_units_that_had_work_by_the_last_day_are_asked(plan, ward, task, review):
    Assignment.objects.filter(unit=ward.front).update(assigned_on=date(2017, 8, 1))
    review.contributions.all().delete()

    assert (review.ask(), review.ask()) == (8, 0)


@pytest.mark.parametrize("plans", ["none", "draft"])
def test_a_review_of_nothing_or_of_a_draft_is_refused(plans, draft_plan, ward, officer):
    factories.DocumentTypeFactory(name="Báo cáo", abbreviation="BC")

    with pytest.raises(ValidationError) as refusal:
        Review.begin(
            by=officer,
            issuer=ward.party,
            plans=[] if plans == "none" else [draft_plan],
            kind="final",
            starts_on=date(2016, 4, 25),
            ends_on=date(2017, 7, 31),
            words_due_on=date(2017, 9, 25),
        )

    assert refusal.value.messages == {
        "none": ["Hãy chọn ít nhất một kế hoạch."],
        "draft": [f"{draft_plan} chưa ban hành nên chưa sơ kết, tổng kết được."],
    }.get(plans)
    assert Document.objects.filter(doc_type__name="Báo cáo").count() == 0


def test_who_may_not_issue_reports_cannot_review(plan, ward, officer):
    with pytest.raises(ValidationError, match="không ban hành thể loại Báo cáo"):
        Review.begin(
            by=officer,
            issuer=ward.party,
            plans=[plan],
            kind="final",
            starts_on=date(2016, 4, 25),
            ends_on=date(2017, 7, 31),
            words_due_on=date(2017, 9, 25),
        )


def test_a_span_that_ends_before_it_starts_is_refused_by_the_database(review):
    with pytest.raises(IntegrityError):
        Review.objects.filter(pk=review.pk).update(ends_on=date(2016, 1, 1))


# --- Figures ------------------------------------------------------------------------------------------


def test_figures_stand_as_on_the_last_day(told, review):
    review.take_figures()

    (plan,) = review.figures["plans"]
    # What was said in August and September is not known yet: two are finished, and of them one was accepted.
    assert review.figures["as_of"] == "31/7/2017"
    assert plan["count"] == {"done": 1, "total": 9, "late": 0}
    assert (plan["percent"], plan["task_count"], plan["unit_count"]) == ("11,1%", 2, 9)
    assert [(task["count"]["done"], task["count"]["total"]) for task in plan["tasks"]] == [(0, 4), (1, 5)]
    assert [(place["name"], place["count"]["done"], place["count"]["total"]) for place in plan["places"]] == [
        ("Khu phố 1", 0, 2),
        ("Khu phố 2", 1, 2),
        ("Khu phố 3", 0, 2),
        ("Khu phố 4", 0, 2),
        ("Các tổ chức của phường", 0, 1),
    ]


def test_every_total_opens_to_what_it_is_made_of(told, review, ward):
    review.take_figures()

    (plan,) = review.figures["plans"]
    for row in [*plan["tasks"], *plan["places"]]:
        assert len(row["parts"]) == row["count"]["total"]
    part = next(it for it in plan["tasks"][0]["parts"] if it["label"] == ward.women_branches[3].name)
    assert (part["words"], part["state"]) == (
        "30% · báo ngày 20/6/2017 · “Đang vận động.”",
        "đang làm",
    )


def test_a_target_counts_the_months_up_to_the_last_day(plan, ward, officer, review):
    target = factories.TargetFactory(plan=plan, value=24, period="2017")
    for month, value in [(3, 5), (7, 4), (8, 9)]:
        factories.IndicatorValueFactory(
            indicator=target.indicator,
            unit=ward.women_branches[3],
            month=month,
            value=value,
            entered_by=officer,
        )

    review.take_figures()

    (row,) = review.figures["plans"][0]["targets"]
    assert (row["aim"], row["reached"], row["share"], row["state"]) == (
        "≥ 24 hội viên",
        "9 hội viên",
        "37,5%",
        "chưa đạt",
    )
    assert [part["words"] for part in row["parts"] if part["state"] == "đã có số"] == [
        "9 · 2 tháng có số, lần cuối Trần Văn Hòa nhập"
    ]


def test_the_own_meeting_brings_its_solutions_though_it_came_later(plan, review, seminar, conclusion, leader):
    review.take_figures()
    assert review.figures["meetings"] == []

    review.meeting = seminar
    review.save()
    review.take_figures()

    (meeting,) = review.figures["meetings"]
    assert (meeting["title"], [it["state"] for it in meeting["solutions"]]) == (
        "Tọa đàm ngày 17/8/2017",
        ["chưa giao nhiệm vụ"],
    )


def test_difficulties_and_registers_of_the_span_are_told(plan, review, task, ward, women_kp3):
    for day in [date(2017, 7, 3), date(2017, 8, 4)]:
        factories.DifficultyFactory(
            unit=ward.women_branches[3], task=task, raised_by=women_kp3, raised_on=day
        )

    review.take_figures()

    assert [it["raised_on"] for it in review.figures["difficulties"]] == ["03/7/2017"]
    rows = [row for row in review.figures["activities"] if row["subject"] == "Khó khăn, vướng mắc"]
    assert [(row["label"], row["figure"]) for row in rows] == [
        ("Nêu trong kỳ", "1"),
        ("Được trả lời trong kỳ", "0"),
        ("Đơn vị xác nhận đã gỡ xong trong kỳ", "0"),
        ("Còn chờ trả lời đến cuối kỳ", "1"),
    ]


def test_movement_of_the_plan_is_told_with_its_tasks(plan, review, movement):
    review.take_figures()

    (found,) = review.figures["movements"]
    assert (found["name"], [task["total"] for task in found["tasks"]]) == ("3 đồng hành, 5 phối hợp", [4, 5])


def test_figures_follow_the_data_until_the_paper_is_submitted(ready, officer, say, rhythm_task, ward):
    say(rhythm_task, ward.front, date(2017, 7, 5), 100)
    assert (ready.take_figures(), ready.take_figures()) == (True, False)
    ready.document.submit(by=officer, is_free_of_secrets=True)

    say(rhythm_task, ward.front_boards[1], date(2017, 7, 6), 100)
    refresh_reviews()

    assert ready.take_figures() is False
    ready.refresh_from_db()
    assert ready.figures["plans"][0]["count"]["done"] == 1


def test_beat_brings_the_figures_of_the_day_into_open_reviews(review, say, rhythm_task, ward):
    say(rhythm_task, ward.front, date(2017, 7, 5), 100)

    refresh_reviews()

    review.refresh_from_db()
    assert review.figures["plans"][0]["count"]["done"] == 1


@pytest.mark.parametrize("tasks", [1, 4])
def test_figures_ask_as_often_for_many_tasks_as_for_one(
    review, plan, ward, task_of, tasks, django_assert_num_queries
):
    for _ in range(tasks):
        task_of(plan, ward.cells.values(), lead_unit=ward.party)

    with django_assert_num_queries(23):
        review.live_figures()


# --- Words --------------------------------------------------------------------------------------------


def test_what_a_unit_sends_bears_who_sent_it(contribution, women_kp3):
    contribution.limits = "Tổ phụ nữ chưa ổn định."
    contribution.write(by=women_kp3, is_sent=True)

    contribution.refresh_from_db()
    assert (contribution.sent_by, contribution.is_proxy) == (women_kp3, False)
    assert actions_on(contribution) == ["gửi góp ý sơ kết, tổng kết"]


def test_words_entered_for_a_unit_say_so(contribution, officer):
    contribution.limits = "Tổ phụ nữ chưa ổn định."
    contribution.write(by=officer, is_sent=False)

    contribution.refresh_from_db()
    assert (contribution.is_sent, contribution.is_proxy) == (False, True)


def test_nothing_cannot_be_sent(contribution, women_kp3):
    with pytest.raises(ValidationError, match="Không có gì để nêu thì ghi “Không có”"):
        contribution.write(by=women_kp3, is_sent=True)


def test_words_come_too_late_for_a_submitted_report(ready, contribution, officer, women_kp3):
    ready.document.submit(by=officer, is_free_of_secrets=True)
    contribution.limits = "Muộn."

    with pytest.raises(ValidationError, match="Báo cáo đã trình hoặc đã ban hành"):
        contribution.write(by=women_kp3, is_sent=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"sent_at": timezone.now()},
        {"sent_at": timezone.now(), "sent_by": "officer"},
    ],
)
def test_sent_words_have_a_sender_and_say_something(contribution, officer, fields):
    if "sent_by" in fields:
        fields = fields | {"sent_by": officer}

    with pytest.raises(IntegrityError):
        ReviewContribution.objects.filter(pk=contribution.pk).update(**fields)


def test_a_unit_is_asked_once_only(contribution):
    with pytest.raises(IntegrityError):
        factories.ReviewContributionFactory(review=contribution.review, unit=contribution.unit)


def test_adopted_words_stand_behind_the_text_with_their_unit_and_only_once(review, contribution):
    review.limits = "Nhìn chung còn chậm."
    contribution.limits = "Tổ phụ nữ\nchưa ổn định"

    assert (review.adopt(contribution, "limits"), review.adopt(contribution, "limits")) == (True, False)
    assert review.limits == ("Nhìn chung còn chậm.\n- Chi hội phụ nữ Khu phố 3: Tổ phụ nữ chưa ổn định.")


# --- The paper ----------------------------------------------------------------------------------------


def test_paper_prints_figures_and_words_at_their_marks(told, review, officer):
    review.take_figures()
    written(review, officer)

    html = Document.objects.get(pk=review.document_id).as_paper.body_html

    assert "[[" not in html
    assert "đã hoàn thành 1/9 lượt, đạt 11,1%; không có lượt quá hạn" in html
    assert [words for words in ALL_WORDS.values() if f"<p>{words}</p>" not in html] == []


def test_a_heading_without_words_keeps_the_report_from_being_submitted(review, officer):
    written(review, officer)
    review.limits = " "
    review.write_words(by=officer)

    missing = review.document.missing_for(None)

    assert missing[-1] == (
        "Chỗ “[[tồn tại, hạn chế]]” chưa có gì để in. Hãy ghi tồn tại, hạn chế, hoặc xóa chỗ ấy."
    )


def test_issuing_freezes_figures_and_words(issued, officer, say, rhythm_task, ward):
    before = issued.document.as_paper.body_html
    say(rhythm_task, ward.front, date(2017, 7, 5), 100)

    refresh_reviews()

    issued = Review.objects.get(pk=issued.pk)
    assert issued.document.as_paper.body_html == before
    assert (
        issued.figures["plans"][0]["count"]["done"],
        issued.live_figures()["plans"][0]["count"]["done"],
    ) == (
        0,
        1,
    )
    with pytest.raises(ValidationError, match="không sửa được"):
        written(issued, officer)


def test_the_next_review_tells_what_changed(issued, plan, ward, officer, say, rhythm_task):
    say(rhythm_task, ward.front, date(2017, 8, 5), 100)

    second = Review.begin(
        by=officer,
        issuer=ward.party,
        plans=[plan],
        kind="mid_term",
        starts_on=date(2017, 8, 1),
        ends_on=date(2017, 8, 31),
        words_due_on=date(2017, 9, 25),
    )

    (figures,) = second.figures["plans"]
    assert figures["since"] == f"{issued.document.citation} (số liệu đến ngày 31/7/2017)"
    assert [(row["label"], row["before"], row["now"]) for row in figures["changes"]] == [
        ("Lượt đơn vị đã hoàn thành/được giao", "0/9", "1/9"),
        ("Tỷ lệ hoàn thành", "0%", "11,1%"),
        ("Lượt quá hạn", "0", "0"),
    ]


def test_two_plans_in_one_review_stand_each_under_its_name(review, plan, ward, officer, task_of):
    other = factories.PlanFactory(
        document=factories.DocumentFactory(issuer=ward.party, number=25, issued_on=date(2016, 7, 12))
    )
    task_of(other, [ward.front], lead_unit=ward.front)

    before = review.as_framed()
    review.settle(by=officer, plans=[plan, other], before=before)

    assert [it["code"] for it in review.figures["plans"]] == ["19-KH/ĐU", "25-KH/ĐU"]
    assert "<h4>Kế hoạch 25-KH/ĐU</h4>" in review.document.inserts["kết quả theo nhiệm vụ"]
    assert {link.target for link in review.document.links_up.all()} == {plan.document, other.document}
    assert review.document.abstract == (
        "Sơ kết một năm thực hiện Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 và Kế hoạch số 25-KH/ĐU, "
        "ngày 12/7/2016 của Đảng ủy phường"
    )

    review.settle(by=officer, plans=[other], before=review.as_framed())

    assert [link.target for link in review.document.links_up.all()] == [other.document]
    assert actions_on(review) == ["lập sơ kết, tổng kết", "sửa sơ kết, tổng kết", "sửa sơ kết, tổng kết"]


def test_a_discarded_draft_takes_its_paper_along_and_leaves_a_trace(review, officer):
    key = review.pk

    review.discard(by=officer)

    assert (Review.objects.count(), DocumentLink.objects.filter(kind="reviews").count()) == (0, 0)
    assert Document.objects.filter(doc_type__name="Báo cáo").count() == 0
    (entry,) = AuditEntry.objects.filter(target_type="reports.review", target_id=key).exclude(
        action="lập sơ kết, tổng kết"
    )
    assert entry.action == "xóa dự thảo sơ kết, tổng kết"
