"""The pages of a review: begun from the plan, words gathered and adopted, figures shown and opened."""

from datetime import date

import pytest
from django.urls import reverse

from documents.models import Document
from reports.models import Review
from tests import factories
from tests.reading import text_of

CONFLICT = 409
LIST, NEW = "/so-ket/", "/so-ket/lap/"


def url_of(verb, review):
    return reverse(f"reports:review_{verb}", args=[review.pk])


@pytest.fixture
def typed(plan, ward):
    factories.DocumentTypeFactory(name="Báo cáo", abbreviation="BC")
    return {
        "version": 1,
        "kind": "one_year",
        "plans": [plan.pk],
        "issuer": ward.party.pk,
        "starts_on": "25/4/2016",
        "ends_on": "31/7/2017",
        "words_due_on": "25/9/2017",
        "meeting": "",
    }


@pytest.fixture
def words(review):
    """What the official's page sends."""
    return {"version": review.version, "limits": "Còn chậm."}


@pytest.fixture
def sent(contribution, women_kp3):
    contribution.limits = "Tổ phụ nữ chưa ổn định."
    contribution.write(by=women_kp3, is_sent=True)
    return contribution


# --- Begun and framed ---------------------------------------------------------------------------------


def test_the_plan_leads_to_its_reviews_and_to_a_new_one(office, plan, review):
    page = office.get(plan.get_absolute_url())

    assert list(page.context["reviews"]) == [review]
    assert f'href="{NEW}?ke-hoach={plan.pk}"' in page.content.decode()


def test_a_new_review_proposes_the_plan_its_issuer_and_ten_days_for_words(office, plan, ward):
    form = office.get(NEW, {"ke-hoach": plan.pk}).context["form"]

    assert {
        name: form[name].initial for name in ["plans", "issuer", "starts_on", "ends_on", "words_due_on"]
    } == {
        "plans": [plan.pk],
        "issuer": ward.party.pk,
        "starts_on": date(2016, 4, 25),
        "ends_on": date(2017, 9, 18),
        "words_due_on": date(2017, 9, 28),
    }


def test_office_begins_a_review(office, typed):
    bad = office.post(NEW, typed | {"ends_on": "31/7/2015", "words_due_on": "1/9/2017"})

    assert bad.context["form"]["ends_on"].value() == "31/7/2015"
    assert bad.context["form"].errors == {
        "words_due_on": ["Ngày góp ý đã qua; hãy chọn từ hôm nay trở đi."],
        "__all__": ["Ngày cuối phải từ ngày đầu trở đi."],
    }

    good = office.post(NEW, typed)

    review = Review.objects.get()
    assert (good.url, review.kind) == (review.get_absolute_url(), "one_year")


def test_a_unit_leader_reviews_only_own_plans(client_of, women_head, plan, typed):
    form = client_of(women_head).get(NEW, {"ke-hoach": plan.pk}).context["form"]

    assert list(form.fields["plans"].queryset) == []


def test_office_changes_the_span_and_the_figures_follow(office, review, typed):
    page = office.get(url_of("edit", review))
    assert "issuer" not in page.context["form"].fields

    response = office.post(
        url_of("edit", review), typed | {"ends_on": "30/6/2017", "version": review.version}
    )

    review.refresh_from_db()
    assert (response.url, review.ends_on, review.figures["as_of"]) == (
        review.get_absolute_url(),
        date(2017, 6, 30),
        "30/6/2017",
    )


def test_of_two_who_change_the_span_the_second_sees_both(office, review, typed):
    Review.objects.update(version=2)

    response = office.post(url_of("edit", review), typed | {"version": 1})

    assert response.status_code == CONFLICT


# --- The review's page ----------------------------------------------------------------------------------


def test_page_shows_the_figures_who_has_not_sent_and_what_is_missing(
    office, told, review, sent, say, rhythm_task, ward
):
    say(rhythm_task, ward.front, date(2017, 7, 5), 100)

    page = office.get(review.get_absolute_url())

    text = text_of(page)
    assert page.context["is_stale"] is True
    assert "Góp ý của các đơn vị: 1/9 đã gửi" in text
    assert "8 đơn vị chưa gửi" in text
    assert page.context["missing"] == ["Chưa ghi chức vụ người ký.", "Chưa ghi họ tên người ký."]
    assert [heading.field for heading in page.context["unwritten"]] == [
        "results",
        "limits",
        "causes_objective",
        "causes_subjective",
        "lessons",
        "directions",
        "proposals",
    ]


def test_figures_are_brought_into_the_paper_by_a_button(office, told, review, say, rhythm_task, ward):
    say(rhythm_task, ward.front, date(2017, 7, 5), 100)

    response = office.post(url_of("refresh", review), follow=True)

    assert response.context["is_stale"] is False
    assert "đã hoàn thành 2/9 lượt" in Document.objects.get(pk=review.document_id).as_paper.body_html


def test_a_submitted_report_is_not_changed_any_more(office, officer, review):
    Document.objects.filter(pk=review.document_id).update(
        state="submitted",
        submitted_by=officer,
        submitted_at="2017-09-18T08:00+07:00",
        is_free_of_secrets=True,
    )

    for verb in ["edit", "words", "delete"]:
        assert office.get(url_of(verb, review)).url == review.get_absolute_url()
    assert office.post(url_of("refresh", review)).url == review.get_absolute_url()
    assert "Số liệu trong báo cáo giữ nguyên như lúc trình" in text_of(office.get(review.get_absolute_url()))


def test_the_paper_leads_to_its_review(office, review):
    for url in [
        review.document.get_absolute_url(),
        reverse("documents:document_edit", args=[review.document_id]),
    ]:
        assert f'href="{review.get_absolute_url()}"' in office.get(url).content.decode()


def test_office_throws_a_draft_away(office, review):
    office.post(url_of("delete", review))

    assert Review.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_often_for_three_reviews_as_for_one(office, plan, ward, rows, django_assert_num_queries):
    for _ in range(rows):
        document = factories.DocumentFactory(issuer=ward.party, is_draft=True)
        factories.ReviewFactory(document=document, plans=[plan])

    with django_assert_num_queries(9):
        page = office.get(LIST)

    assert len(page.context["page"]) == rows


# --- The official's words ---------------------------------------------------------------------------------


def test_words_stand_beside_those_of_the_units(office, review, sent):
    page = office.get(url_of("words", review))

    said = {row["heading"].field: row["said"] for row in page.context["rows"]}
    assert said["limits"] == [(sent, "Tổ phụ nữ chưa ổn định.")]
    assert said["lessons"] == []
    assert page.context["waiting"][0] == "Ủy ban MTTQ Phường 6"
    assert len(page.context["waiting"]) == 8


def test_office_saves_words(office, review, words):
    response = office.post(url_of("words", review), words)

    review.refresh_from_db()
    assert (response.url, review.limits) == (review.get_absolute_url(), "Còn chậm.")


@pytest.mark.parametrize("button", ["limits", "limits-{pk}"])
def test_a_units_words_are_put_in_behind_what_is_typed(office, review, sent, words, button):
    response = office.post(url_of("words", review), words | {"dua-vao": button.format(pk=sent.pk)})

    review.refresh_from_db()
    assert response.url == f"{url_of('words', review)}#limits"
    assert review.limits == "Còn chậm.\n- Chi hội phụ nữ Khu phố 3: Tổ phụ nữ chưa ổn định."


@pytest.mark.parametrize("button", ["kind", "results", "limits-0"])
def test_a_strange_button_puts_nothing_in(office, review, sent, words, button):
    office.post(url_of("words", review), words | {"dua-vao": button})

    review.refresh_from_db()
    assert review.limits == "Còn chậm."


def test_secret_words_are_refused_and_stay(office, review, words):
    page = office.post(url_of("words", review), words | {"limits": "TUYỆT MẬT\nCòn chậm."})

    assert page.context["form"]["limits"].value() == "TUYỆT MẬT\nCòn chậm."
    assert [len(errors) for errors in page.context["form"].errors.values()] == [1]


def test_of_two_who_write_words_the_second_sees_both(office, review, words):
    Review.objects.update(version=2, limits="Của người kia.")

    response = office.post(url_of("words", review), words)

    assert response.status_code == CONFLICT
    assert [(row.mine, row.theirs) for row in response.context["rows"] if row.is_different] == [
        ("Còn chậm.", "Của người kia.")
    ]


# --- A unit's words ---------------------------------------------------------------------------------------


def test_head_of_a_branch_finds_the_invitation_on_the_start_page_and_sends_words(
    client_of, women_kp3, contribution
):
    client = client_of(women_kp3)
    (action,) = [it for it in client.get("/").context["actions"] if "Góp ý" in it.action]
    assert (action.title, action.due_on) == ("Góp ý kiến cho sơ kết một năm 19-KH/ĐU", date(2017, 9, 25))

    bad = client.post(action.url, {"version": 1})
    assert bad.context["form"].errors == {
        "__all__": ["Chưa ghi ý nào. Không có gì để nêu thì ghi “Không có”."]
    }

    kept = client.post(action.url, {"version": 1, "limits": "Tổ chưa ổn định.", "luu": "1"})
    contribution.refresh_from_db()
    assert (kept.url, contribution.is_sent) == (contribution.get_absolute_url(), False)

    client.post(action.url, {"version": 2, "limits": "Tổ chưa ổn định."})
    contribution.refresh_from_db()
    assert (contribution.is_sent, contribution.sent_by) == (True, women_kp3)
    assert [it for it in client.get("/").context["actions"] if "Góp ý" in it.action] == []


def test_an_organization_writes_for_its_branch_and_says_so(client_of, women_head, contribution):
    client = client_of(women_head)

    assert "Đồng chí đang nhập thay cho Chi hội phụ nữ Khu phố 3" in text_of(
        client.get(contribution.get_absolute_url())
    )
    client.post(contribution.get_absolute_url(), {"version": 1, "lessons": "Làm theo nhóm."})

    contribution.refresh_from_db()
    assert (contribution.is_proxy, contribution.lessons) == (True, "Làm theo nhóm.")


def test_of_two_who_write_for_a_unit_the_second_sees_both(client_of, women_kp3, contribution):
    type(contribution).objects.update(version=2, limits="Của người kia.")

    response = client_of(women_kp3).post(
        contribution.get_absolute_url(), {"version": 1, "limits": "Của tôi."}
    )

    assert response.status_code == CONFLICT


# --- Movements and registers in a period ------------------------------------------------------------------


def test_period_tells_what_the_registers_say_and_leads_to_the_movement(
    client_of, reader, told, difficulty, movement
):
    page = client_of(reader).get("/bao-cao/2017-q3/")

    assert [
        (row.label, row.figure) for row in page.context["activities"] if row.subject == "Khó khăn, vướng mắc"
    ] == [
        ("Nêu trong kỳ", "1"),
        ("Được trả lời trong kỳ", "0"),
        ("Đơn vị xác nhận đã gỡ xong trong kỳ", "0"),
        ("Còn chờ trả lời đến cuối kỳ", "1"),
    ]
    assert f'href="/bao-cao/2017-q3/phong-trao/{movement.pk}/"' in page.content.decode()


def test_movement_has_its_page_of_the_report(client_of, reader, told, movement):
    page = client_of(reader).get(f"/bao-cao/2017-q3/phong-trao/{movement.pk}/")

    assert [(task.title, task.done, task.total) for task in page.context["result"].tasks] == [
        ("Mỗi chi hội có ít nhất một hình thức tập hợp mới", 1, 4),
        ("Duy trì định hướng nội dung sinh hoạt hằng tháng", 2, 5),
    ]
