"""The assigning letter: tasks given out because of a superior's paper, and the draft that tells the units."""

from datetime import date

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import Document, DocumentLink
from organizations.models import AuditEntry
from plans.assigning_letter import Order, default_due, draft_letter
from plans.models import Assignment, Task
from tests import factories
from tests.reading import text_of
from wardportal.actions import actions_of

pytestmark = pytest.mark.usefixtures("formats")


def letter_of(programme, ward, officer, **given):
    return draft_letter(
        programme,
        by=officer,
        issuer=ward.party,
        abstract="giao nhiệm vụ thực hiện Chương trình số 12-CTr/QU",
        **given,
    )


@pytest.fixture
def orders(ward):
    """Not in the order of the lines."""
    return [
        Order("Rà soát hội viên nữ.", ward.women, date(2017, 9, 28)),
        Order("Báo cáo tình hình <nhân dân>", ward.front, date(2017, 10, 2)),
        Order("Lập danh sách nòng cốt", ward.women, date(2017, 10, 5)),
    ]


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2017, 9, 18), date(2017, 9, 28)),
        # A Saturday, a Sunday; 2 and 4 September are days off.
        (date(2017, 9, 20), date(2017, 10, 2)),
        (date(2017, 9, 21), date(2017, 10, 2)),
        (date(2017, 8, 23), date(2017, 9, 5)),
    ],
)
def test_ten_days_are_given_and_never_a_day_off(settings, today, due):
    settings.BUSINESS_DATE = today

    assert default_due() == due


def test_letter_lists_the_tasks_and_goes_to_who_got_one(programme, ward, officer, orders):
    letter = letter_of(programme, ward, officer, orders=orders)

    letter.refresh_from_db()
    assert (letter.state, letter.doc_type.name, letter.issuer) == ("draft", "Công văn", ward.party)
    assert letter.addressees == "Ủy ban MTTQ Phường 6\nHội LHPN Phường 6"
    assert letter.recipients == "Như trên"
    assert (
        "<p>1. Báo cáo tình hình &lt;nhân dân&gt;: giao Ủy ban MTTQ Phường 6; "
        "<strong><em>hoàn thành trước ngày 02/10/2017</em></strong>.</p>"
        "<p>2. Rà soát hội viên nữ: giao Hội LHPN Phường 6; "
        "<strong><em>hoàn thành trước ngày 28/9/2017</em></strong>.</p>"
    ) in letter.body
    assert letter.body.startswith(
        "<p>Thực hiện Chương trình số 12-CTr/QU, ngày 17/02/2016 của Ban Chấp hành Đảng bộ quận về “Tiếp tục"
    )
    link = letter.links_up.get()
    assert (link.target, link.kind) == (programme, DocumentLink.Kind.BASIS)
    assert AuditEntry.objects.of(letter).earliest("pk").action == "soạn văn bản"


def test_each_task_is_given_and_knows_its_letter(programme, plan, ward, officer, orders):
    letter = letter_of(programme, ward, officer, orders=orders, plan=plan)

    tasks = list(letter.assigned_tasks.order_by("order"))
    assert [(task.order, task.lead_unit, task.due_on, task.plan) for task in tasks] == [
        (3, ward.women, date(2017, 9, 28), plan),
        (4, ward.front, date(2017, 10, 2), plan),
        (5, ward.women, date(2017, 10, 5), plan),
    ]
    assert [task.assignments.get().unit for task in tasks] == [task.lead_unit for task in tasks]


def test_units_get_the_tasks_once_the_letter_is_issued(programme, ward, officer, front, client_of, orders):
    letter = letter_of(programme, ward, officer, orders=orders)
    given = Assignment.objects.get(task__letter=letter, unit=ward.front)
    client = client_of(front)

    def titles():
        return [action.title for action in actions_of(front)]

    assert given.task.title not in titles()
    assert "khi công văn giao việc được ban hành" in text_of(client.get(given.task.get_absolute_url()))
    with pytest.raises(ValidationError, match="Công văn giao việc này chưa ban hành"):
        given.report(by=front, percent=10)

    Document.objects.filter(pk=letter.pk).update(state="issued", number=7, issued_on=date(2017, 9, 18))
    cache.clear()  # issued behind the log's back

    assert given.task.title in titles()
    Assignment.objects.get(pk=given.pk).report(by=front, percent=10)


def test_tasks_go_with_the_draft_of_their_letter(office, programme, ward, officer, orders, rhythm_task):
    letter = letter_of(programme, ward, officer, orders=orders, picked=[rhythm_task])

    asked = office.get(reverse("documents:document_delete", args=[letter.pk]))
    letter.discard(by=officer)

    assert "Các nhiệm vụ dự thảo này giao cũng bỏ theo." in text_of(asked)

    assert not Task.objects.filter(title__in=[order.title for order in orders]).exists()
    assert Task.objects.filter(pk=rhythm_task.pk).exists()


def test_task_whose_date_is_past_is_not_picked(office, url, typed, task, rhythm_task):
    response = office.post(url, typed | {"picked": [task.pk, rhythm_task.pk]})

    page = text_of(response)
    assert "Hạn đã qua: “Mỗi chi hội có ít nhất một hình thức tập hợp mới” (hạn 15/9/2017)." in page
    assert "hãy sửa thời hạn của nhiệm vụ trước" in page
    assert "Rà soát hội viên nữ" in page
    assert not Document.objects.filter(state="draft").exists()

    office.post(url, typed | {"picked": [rhythm_task.pk]})
    assert Document.objects.filter(state="draft").exists()


def test_picked_task_stands_in_the_letter_with_all_its_units(programme, ward, officer, rhythm_task):
    letter = letter_of(programme, ward, officer, picked=[rhythm_task])

    assert letter.addressees.splitlines() == ["Ủy ban MTTQ Phường 6", "4 ban công tác Mặt trận khu phố"]
    assert "giao Ủy ban MTTQ Phường 6; 4 ban công tác Mặt trận khu phố; <strong>" in letter.body
    assert "<strong><em>hằng tháng</em></strong>" in letter.body
    assert not letter.assigned_tasks.exists()


def test_signature_is_that_of_the_last_letter(programme, ward, officer, orders):
    letter_type = letter_of(programme, ward, officer, orders=orders).doc_type
    factories.DocumentFactory(
        issuer=ward.party,
        doc_type=letter_type,
        signing_authority="T/L Ban Thường vụ",
        signer_post="Chánh Văn phòng",
        signer_name="Trần Văn Hòa",
    )

    letter = letter_of(programme, ward, officer, orders=orders)

    assert (letter.signing_authority, letter.signer_post, letter.signer_name) == (
        "T/L Ban Thường vụ",
        "Chánh Văn phòng",
        "",
    )


def test_nothing_is_left_where_one_task_is_not_possible(programme, plan, ward, officer, orders):
    ward.front.valid_to = date(2017, 6, 30)

    with pytest.raises(ValidationError, match="đã kết thúc hoạt động"):
        letter_of(programme, ward, officer, orders=orders)

    with pytest.raises(ValidationError, match="Chưa có nhiệm vụ nào"):
        letter_of(programme, ward, officer)
    assert not Document.objects.filter(state="draft").exists()
    assert Task.objects.count() == 2


# --- The page -----------------------------------------------------------------------------------------


@pytest.fixture
def url(programme):
    return reverse("plans:letter_create", args=[programme.pk])


@pytest.fixture
def typed(ward):
    return {
        "so-dong": 5,
        "issuer": ward.party.pk,
        "abstract": "giao nhiệm vụ",
        "v1-title": "Rà soát hội viên nữ",
        "v1-unit": ward.women.pk,
        "v1-due_on": "28/9/2017",
        **{f"v{n}-due_on": "28/9/2017" for n in range(2, 6)},
    }


@pytest.mark.usefixtures("plan")
def test_page_offers_what_may_be_given_out(office, url, ward, django_assert_num_queries):
    office.get(url)
    with django_assert_num_queries(13):
        response = office.get(url)

    form = response.context["form"]
    assert form.rows[0]["due_on"].value() == date(2017, 9, 28)
    assert list(form.fields["issuer"].queryset) == [ward.party]
    assert form["abstract"].value() == "giao nhiệm vụ thực hiện Chương trình số 12-CTr/QU, ngày 17/02/2016"
    assert form.fields["picked"].queryset.count() == 2


def test_tasks_to_pick_stand_under_their_plans_and_those_of_drafts_are_left_out(
    office, url, programme, plan, ward
):
    second = factories.PlanFactory(document__issuer=ward.front, document__number=25)
    draft = factories.PlanFactory(document__issuer=ward.front, document__is_draft=True)
    for other in (second, draft):
        DocumentLink.objects.create(
            source=other.document, target=programme, kind=DocumentLink.Kind.IMPLEMENTS
        )
        factories.TaskFactory(plan=other, lead_unit=ward.front, title="Việc riêng")

    response = office.get(url)

    choices = list(response.context["form"].fields["picked"].choices)
    assert [(name, len(tasks)) for name, tasks in choices] == [
        (f"19-KH/ĐU: {plan.document.abstract}", 2),
        (f"{second.document.code}: {second.document.abstract}", 1),
    ]
    assert f"<strong>19-KH/ĐU: {plan.document.abstract}</strong>" in text_of(response)


def test_page_gives_out_and_leads_to_the_draft(office, url, programme, typed):
    response = office.post(url, typed)

    letter = Document.objects.get(state="draft")
    assert response.url == reverse("documents:document_edit", args=[letter.pk])
    assert letter.assigned_tasks.get().title == "Rà soát hội viên nữ"
    task_page = text_of(office.get(letter.assigned_tasks.get().get_absolute_url()))
    assert "Công văn (dự thảo)" in task_page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"v1-unit": ""}, "Nhiệm vụ này giao cho đơn vị nào?"),
        ({"v1-title": ""}, "Giao cho đơn vị này việc gì?"),
        ({"v1-due_on": ""}, "Chưa ghi hạn."),
        ({"v1-due_on": "17/9/2017"}, "Hạn này đã qua"),
        ({"abstract": ""}, "Chưa ghi trích yếu."),
    ],
)
def test_page_with_a_mistake_keeps_what_was_typed(office, url, typed, change, message):
    response = office.post(url, {**typed, "v2-title": "Việc thứ hai", "v2-unit": typed["v1-unit"]} | change)

    page = text_of(response)
    assert message in page
    assert "Việc thứ hai" in page
    assert not Document.objects.filter(state="draft").exists()


def test_page_without_a_task_says_so(office, url, typed):
    response = office.post(url, typed | {"v1-title": "", "v1-unit": ""})

    assert "Chưa có nhiệm vụ nào. Hãy ghi ít nhất một nhiệm vụ và đơn vị nhận." in text_of(response)


def test_page_adds_rows_and_keeps_what_was_typed(office, url, typed):
    response = office.post(url, typed | {"them-dong": "1", "v1-unit": ""})

    assert len(response.context["form"].rows) == 10
    assert "Rà soát hội viên nữ" in text_of(response)
    assert not Document.objects.filter(state="draft").exists()


def test_own_paper_is_no_ground_to_give_out_work(office, plan):
    response = office.get(reverse("plans:letter_create", args=[plan.document.pk]))

    assert response.status_code == 403
    assert "Chỉ giao việc từ văn bản của cấp trên" in text_of(response)
