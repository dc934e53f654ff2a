"""A plan from its outline to its end, and into another year."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from documents.models import Document, DocumentLink
from organizations.models import AuditEntry
from plans import copying
from plans.forms.writing import PlanCopyForm
from plans.models import Plan, PlanOutline
from plans.targets import progress_of_plan
from tests import factories
from tests.reading import text_of

CONFLICT = 409
NEW = "/ke-hoach/soan/"


@pytest.fixture
def outline(db):
    return factories.PlanOutlineFactory()


@pytest.fixture
def new_url(ward):
    return f"{NEW}?unit={ward.party.pk}"


@pytest.fixture
def typed(plan_type, outline):
    return {
        "doc_type": plan_type.pk,
        "abstract": "Tổ chức Ngày hội Đại đoàn kết",
        "outline": outline.pk,
        "starts_on": "1/10/2017",
        "ends_on": "31/12/2017",
    }


@pytest.fixture
def plan_type(db):
    return factories.DocumentTypeFactory()


def last_action(target):
    return AuditEntry.objects.of(target).order_by("pk").last()


# --- A new plan ---------------------------------------------------------------------------------------


def test_new_plan_begins_with_its_outline(office, officer, new_url, typed, outline, ward):
    response = office.post(new_url, typed)

    plan = Plan.objects.get()
    assert response.url == plan.get_absolute_url()
    assert (plan.starts_on, plan.ends_on) == (date(2017, 10, 1), date(2017, 12, 31))
    paper = plan.document
    assert (paper.issuer, paper.symbol, paper.state) == (ward.party, "ĐU", Document.State.DRAFT)
    assert (paper.body, paper.insert_gaps) == (
        outline.body,
        ["Kế hoạch chưa có nhiệm vụ nào. Hãy thêm nhiệm vụ ở trang kế hoạch."],
    )
    assert (last_action(plan).by, last_action(plan).action) == (officer, "lập kế hoạch")


def test_new_plan_with_its_days_the_wrong_way_round_keeps_what_was_typed(office, new_url, typed):
    response = office.post(new_url, typed | {"ends_on": "1/9/2017"})

    form = response.context["form"]
    assert form.errors == {
        "ends_on": ["Ngày kết thúc (01/9/2017) trước ngày bắt đầu (01/10/2017). Hãy xem lại hai ngày này."]
    }
    assert (form["ends_on"].value(), form["abstract"].value()) == (
        "1/9/2017",
        "Tổ chức Ngày hội Đại đoàn kết",
    )
    assert not Plan.objects.exists()


def test_outline_of_another_kind_is_refused(office, new_url, typed):
    other = factories.PlanOutlineFactory(abbreviation="NQ")

    response = office.post(new_url, typed | {"outline": other.pk})

    assert response.context["form"].errors == {
        "outline": ["Đề cương này dành cho thể loại NQ. Hãy chọn đề cương của Kế hoạch."]
    }


def test_only_kinds_with_an_outline_are_plans(office, new_url, plan_type, outline):
    programme = factories.DocumentTypeFactory(name="Chương trình", abbreviation="CTr", order=2)
    factories.DocumentTypeFactory(name="Thông báo", abbreviation="TB", order=3)
    factories.PlanOutlineFactory(abbreviation="CTHĐ")

    form = office.get(new_url).context["form"]

    assert list(form.fields["doc_type"].queryset) == [plan_type, programme]
    assert (form.initial["doc_type"], form.initial["outline"]) == (plan_type, outline)


def test_plan_of_a_superiors_paper_has_its_basis_and_link(office, programme, typed, ward):
    url = f"{NEW}?cu-the-hoa={programme.pk}"
    page = office.get(url)

    assert page.context["issuer"] == ward.party
    assert page.context["form"].initial["abstract"] == programme.abstract

    office.post(url, typed)

    paper = Plan.objects.get().document
    assert paper.basis == (
        "Căn cứ Chương trình số 12-CTr/QU, ngày 17/02/2016 của Ban Chấp hành Đảng bộ quận về "
        f"“{programme.abstract}”"
    )
    link = paper.links_up.get()
    assert (link.target, link.kind) == (programme, DocumentLink.Kind.IMPLEMENTS)


def test_superiors_paper_leads_to_the_wards_plan(office, client_of, programme, reader):
    words = "Lập kế hoạch của phường cụ thể hóa văn bản này"

    assert words in text_of(office.get(programme.get_absolute_url()))
    assert words not in text_of(client_of(reader).get(programme.get_absolute_url()))


def test_ward_plan_leads_to_the_plan_of_ones_own_unit(
    client_of, women_head, women_kp3, plan, ward, plan_type
):
    page = client_of(women_head).get(plan.get_absolute_url())
    assert page.context["own_units"] == [ward.women]
    assert client_of(women_kp3).get(plan.get_absolute_url()).context["own_units"] == [ward.women_branches[3]]

    paper = factories.DocumentFactory(issuer=ward.women, is_draft=True, doc_type=plan_type)
    factories.PlanFactory(document=paper)
    factories.DocumentLinkFactory(source=paper, target=plan.document)

    page = client_of(women_head).get(plan.get_absolute_url())
    assert (page.context["own_units"], page.context["own_papers"]) == ([], [paper])


@pytest.mark.parametrize("asked", ["abc", "999999"])
def test_paper_that_is_not_there_is_not_made_concrete(office, plan_type, asked):
    assert office.get(NEW, {"cu-the-hoa": asked}).status_code == 404


# --- What its tasks print -----------------------------------------------------------------------------


@pytest.fixture
def written_plan(draft_plan, formats):
    """The draft with a mark in its text and its only task given to nobody."""
    draft_plan.document.body = "<p>[[nhiệm vụ]]</p>"
    draft_plan.document.signer_post, draft_plan.document.signer_name = "Bí thư", "Phạm Thị Mai"
    draft_plan.document.save()
    draft_plan.starts_on = date(2017, 9, 1)
    draft_plan.save()
    return draft_plan


def test_tasks_print_in_the_paper_of_a_draft(written_plan, officer, ward):
    task = written_plan.tasks.get()
    task.assign([*ward.front_boards.values(), ward.women], by=officer)

    written_plan.document.refresh_from_db()
    printed = written_plan.document.inserts["nhiệm vụ"]
    assert "<td><p>Sinh hoạt chuyên đề quý IV</p></td><td><p>Ủy ban MTTQ Phường 6</p></td>" in printed
    assert "<p>Hội LHPN Phường 6; 4 ban công tác Mặt trận khu phố</p>" in printed
    assert written_plan.document.missing_for(None) == []

    task.unassign(ward.women, by=officer)
    task.title = "Sinh hoạt <chuyên đề>"
    task.save()
    task.record_edit(by=officer, before={})

    written_plan.document.refresh_from_db()
    assert "Hội LHPN" not in written_plan.document.inserts["nhiệm vụ"]
    assert "<p>Sinh hoạt &lt;chuyên đề&gt;</p>" in written_plan.document.inserts["nhiệm vụ"]


def test_a_part_of_the_branches_is_named_and_products_have_a_column(written_plan, officer, ward):
    extra = factories.NeighbourhoodFactory(locality=ward.locality, order=5)
    task = written_plan.tasks.get()
    task.product = "Biên bản"
    task.save()

    task.assign(ward.front_boards.values(), by=officer)

    written_plan.document.refresh_from_db()
    printed = written_plan.document.inserts["nhiệm vụ"]
    assert extra.short_name not in printed
    assert "<p>Ban công tác Mặt trận KP 1, KP 2, KP 3, KP 4</p>" in printed
    assert '<th data-colwidth="130"><p>Sản phẩm</p></th>' in printed
    assert "<td><p>Biên bản</p></td>" in printed


def test_tasks_of_an_issued_plan_leave_its_paper_alone(plan, task, officer, ward):
    task.assign([ward.youth], by=officer)

    plan.document.refresh_from_db()
    assert plan.document.inserts == {}


def test_plan_page_says_what_is_missing_before_submitting(office, written_plan, ward, today):
    task = written_plan.tasks.get()
    task.due_on, task.rhythm = date(2017, 8, 31), ""
    task.save()
    ward.front.valid_to = date(2017, 9, 1)
    ward.front.save()

    page = office.get(written_plan.get_absolute_url())

    assert page.context["missing"] == [
        "Nhiệm vụ “Sinh hoạt chuyên đề quý IV” chưa giao cho đơn vị nào.",
        "Nhiệm vụ “Sinh hoạt chuyên đề quý IV”: Ủy ban MTTQ Phường 6 đã thôi hoạt động. "
        "Hãy chọn đơn vị chủ trì khác.",
        "Nhiệm vụ “Sinh hoạt chuyên đề quý IV” có thời hạn 31/8/2017, trước ngày bắt đầu kế "
        "hoạch (01/9/2017).",
    ]


def test_paper_is_not_submitted_while_its_tasks_lack_something(written_plan, officer, ward):
    written_plan.refresh_inserts()
    paper = Document.objects.get(pk=written_plan.document_id)
    with pytest.raises(ValidationError, match="chưa giao cho đơn vị nào"):
        paper.submit(by=officer, is_free_of_secrets=True)

    written_plan.tasks.get().assign([ward.women], by=officer)

    paper = Document.objects.get(pk=written_plan.document_id)
    paper.submit(by=officer, is_free_of_secrets=True)
    assert paper.state == Document.State.SUBMITTED


def test_issued_paper_holds_the_tasks_for_ever(written_plan, officer, ward, formats):
    task = written_plan.tasks.get()
    task.assign([ward.women], by=officer)
    paper = Document.objects.get(pk=written_plan.document_id)
    paper.submit(by=officer, is_free_of_secrets=True)
    paper.issue(by=officer, issued_on=date(2017, 9, 18), is_free_of_secrets=True)

    task.refresh_from_db()
    task.assign([ward.youth], by=officer)

    paper.refresh_from_db()
    assert "Hội LHPN Phường 6" in paper.as_paper.body_html
    assert "Đoàn Phường 6" not in paper.as_paper.body_html


# --- Its days -----------------------------------------------------------------------------------------


@pytest.fixture
def send_days(office):
    def send(plan, **changes):
        days = {"starts_on": "25/4/2016", "ends_on": "", "version": plan.version}
        return office.post(reverse("plans:plan_edit", args=[plan.pk]), days | changes)

    return send


def test_days_of_a_plan_are_changed_with_trace(plan, send_days):
    send_days(plan, ends_on="31/12/2019")

    plan.refresh_from_db()
    assert (plan.ends_on, plan.version) == (date(2019, 12, 31), 2)
    assert last_action(plan).action == "sửa thời gian kế hoạch"


def test_plan_cannot_begin_after_what_is_due_in_it(plan, send_days):
    response = send_days(plan, starts_on="16/9/2017")

    assert response.context["form"].errors == {
        "starts_on": [
            "Nhiệm vụ “Mỗi chi hội có ít nhất một hình thức tập hợp mới” có thời hạn 15/9/2017, trước ngày "
            "này. Hãy dời thời hạn nhiệm vụ trước, hoặc chọn ngày sớm hơn."
        ]
    }


def test_second_editor_of_the_days_sees_both(plan, send_days):
    send_days(plan, ends_on="31/12/2019")

    assert send_days(plan, ends_on="30/6/2020").status_code == CONFLICT


def test_edit_of_a_closed_plan_is_refused_and_keeps_what_was_typed(plan, officer, send_days):
    plan.close(by=officer, reason="Đã tổng kết")

    response = send_days(plan, ends_on="31/12/2019")

    assert "Kế hoạch đã kết thúc, không sửa thời gian được nữa. Cần thì mở lại kế hoạch trước." in text_of(
        response
    )
    assert response.context["form"]["ends_on"].value() == "31/12/2019"


# --- Its end ------------------------------------------------------------------------------------------


def test_plan_is_closed_with_day_reason_and_trace(plan, officer):
    plan.close(by=officer, reason=" Đã tổng kết ", on=date(2017, 9, 15))

    plan.refresh_from_db()
    assert (plan.closed_on, plan.close_reason, plan.closed_by) == (date(2017, 9, 15), "Đã tổng kết", officer)
    assert plan.stage == Plan.Stage.CLOSED
    assert last_action(plan).action == "kết thúc kế hoạch"


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"reason": " "}, "Hãy ghi lý do kết thúc"),
        ({"on": date(2017, 9, 19)}, "Ngày kết thúc phải từ ngày bắt đầu"),
        ({"on": date(2016, 4, 24)}, "Ngày kết thúc phải từ ngày bắt đầu"),
    ],
)
def test_plan_is_not_closed_without_reason_or_on_an_impossible_day(plan, officer, how, refusal):
    with pytest.raises(ValidationError, match=refusal):
        plan.close(by=officer, **{"reason": "Đã tổng kết", **how})

    assert not Plan.objects.get(pk=plan.pk).is_closed


def test_only_a_plan_under_way_is_closed_and_only_a_closed_one_reopened(plan, draft_plan, officer):
    with pytest.raises(ValidationError, match="còn là dự thảo"):
        draft_plan.close(by=officer, reason="Đã tổng kết")
    with pytest.raises(ValidationError, match="đang mở"):
        plan.reopen(by=officer, reason="Nhầm")
    plan.close(by=officer, reason="Đã tổng kết")
    with pytest.raises(ValidationError, match="đã kết thúc rồi"):
        plan.close(by=officer, reason="Đã tổng kết")


def test_plan_is_reopened_with_its_reason(plan, officer):
    plan.close(by=officer, reason="Đã tổng kết")

    plan.reopen(by=officer, reason="Còn việc")

    plan.refresh_from_db()
    assert (plan.closed_on, plan.close_reason, plan.closed_at, plan.closed_by) == (None, "", None, None)
    entry = last_action(plan)
    assert (entry.action, entry.after) == ("mở lại kế hoạch", {"lý do mở lại": "Còn việc"})


def test_open_plan_has_no_end(plan):
    with pytest.raises(IntegrityError):
        Plan.objects.filter(pk=plan.pk).update(close_reason="Đã tổng kết")


def test_plan_is_closed_and_reopened_on_its_pages(office, plan):
    url = reverse("plans:plan_close", args=[plan.pk])
    assert "Hãy ghi lý do kết thúc, ví dụ: đã tổng kết." in text_of(
        office.post(url, {"closed_on": "18/9/2017"})
    )

    office.post(url, {"closed_on": "18/9/2017", "reason": "Đã tổng kết"})

    page = text_of(office.get(plan.get_absolute_url()))
    assert "Kế hoạch đã kết thúc từ ngày 18/9/2017" in page

    office.post(reverse("plans:plan_reopen", args=[plan.pk]), {"reason": "Còn việc"})

    assert not Plan.objects.get(pk=plan.pk).is_closed


def test_plan_whose_paper_was_replaced_says_so(office, plan, ward):
    new = factories.DocumentFactory(issuer=ward.party, number=30, is_draft=True)
    link = factories.DocumentLinkFactory(source=new, target=plan.document, kind=DocumentLink.Kind.REPLACES)
    assert Plan.objects.for_list().get(pk=plan.pk).stage == Plan.Stage.UNDER_WAY

    link.source.state, link.source.number, link.source.issued_on = "issued", 30, date(2017, 9, 1)
    link.source.save()

    assert Plan.objects.get(pk=plan.pk).stage == Plan.Stage.REPLACED
    assert list(Plan.objects.replaced()) == [plan]
    assert "Kế hoạch này đã được thay thế" in text_of(office.get(plan.get_absolute_url()))


def test_returned_plan_shows_its_reason_and_a_submitted_one_who_waits(office, written_plan, officer, leader):
    paper = written_plan.document
    paper.state, paper.submitted_at, paper.submitted_by = "submitted", timezone.now(), officer
    paper.is_free_of_secrets = True
    paper.save()
    assert "Trần Văn Hòa trình lúc" in text_of(office.get(written_plan.get_absolute_url()))

    paper.send_back(by=leader, reason="Chưa rõ thời hạn")

    assert "Chưa rõ thời hạn" in text_of(office.get(written_plan.get_absolute_url()))


# --- Into another year --------------------------------------------------------------------------------


def test_plan_is_copied_with_its_dates_moved_and_without_progress(
    plan, task, ward, officer, women_kp3, programme
):
    plan.ends_on = date(2020, 2, 29)
    plan.save()
    plan.document.body = "<p>Năm 2016.</p><p>[[nhiệm vụ]]</p>"
    plan.document.save()
    task.assignments.filter(unit=ward.women_branches[1]).update(due_on=date(2017, 9, 10))
    task.assignments.get(unit=ward.women_branches[3]).report(by=women_kp3, percent=60)
    Document.objects.filter(pk=plan.document_id).update(is_internal=True)
    ward.women_branches[4].valid_to = date(2017, 8, 31)
    ward.women_branches[4].save()
    plan.refresh_from_db()

    copied = copying.copy(plan, years=2, by=officer)

    new = Plan.objects.get(pk=copied.plan.pk)
    assert (new.starts_on, new.ends_on) == (date(2018, 4, 25), date(2022, 2, 28))
    assert (new.document.state, new.document.number, new.document.is_internal) == ("draft", None, True)
    assert [link.target for link in new.document.links_up.all()] == [programme]
    first, second = new.tasks.order_by("order")
    assert (first.title, first.due_on, first.lead_unit) == (task.title, date(2019, 9, 15), ward.women)
    assert (second.due_on, second.rhythm) == (None, "hằng tháng")
    given = first.assignments.get(unit=ward.women_branches[1])
    assert (given.due_on, given.percent) == (date(2019, 9, 10), 0)
    assert set(first.assignments.values_list("percent", flat=True)) == {0}
    assert copied.sentences == [
        "Đã chép thành dự thảo mới: 2 nhiệm vụ, 0 chỉ tiêu; đã dời 4 mốc thời gian sang năm 2018. "
        "Tiến độ cũ không chép theo.",
        f"Không giao lại cho đơn vị đã thôi hoạt động: {ward.women_branches[4].name}.",
        "Cổng không tự đổi chữ, hãy xem và sửa năm còn ghi ở: trích yếu, nội dung (năm 2016).",
    ]
    assert task.title in new.document.inserts["nhiệm vụ"]


def test_copy_tells_of_years_in_the_words_of_tasks_and_targets(plan, task, officer):
    task.description = "Theo Chỉ thị số 5 năm 2016, xong trong năm 2017."
    task.save()
    target = factories.TargetFactory(plan=plan, title="Đoàn viên mới năm 2017")

    copied = copying.copy(plan, years=1, by=officer)

    assert copied.sentences[-1] == (
        f"Cổng không tự đổi chữ, hãy xem và sửa năm còn ghi ở: chỉ tiêu “{target.title}” (năm 2017); "
        f"nhiệm vụ “{task.title}” (năm 2016, 2017)."
    )


@pytest.mark.parametrize(
    ("today", "starts_on", "year"),
    [
        (date(2017, 9, 18), date(2016, 4, 25), 2018),
        (date(2017, 9, 18), date(2017, 1, 10), 2018),
        (date(2018, 1, 15), date(2017, 1, 10), 2018),
        (date(2017, 9, 18), date(2018, 1, 10), 2019),
    ],
)
def test_copy_is_offered_for_the_year_that_is_planned_now(settings, plan, today, starts_on, year):
    settings.BUSINESS_DATE, plan.starts_on = today, starts_on

    assert PlanCopyForm(plan=plan)["year"].value() == year


def test_draft_has_reached_no_target_yet(draft_plan, officer, ward):
    target = factories.TargetFactory(plan=draft_plan, value=2)
    factories.IndicatorValueFactory(
        indicator=target.indicator, unit=ward.women_branches[3], value=5, entered_by=officer
    )

    (progress,) = progress_of_plan(draft_plan)

    assert (progress.reached, progress.tone) == (5, "idle")
    assert progress.state == "số hiện có, kế hoạch chưa ban hành"


def test_rhythm_that_names_a_year_moves_with_it(plan, rhythm_task, officer):
    rhythm_task.rhythm = "quý III/2017"
    rhythm_task.save()

    copied = copying.copy(plan, years=1, by=officer)

    assert copied.plan.tasks.order_by("order").last().rhythm == "quý III/2018"


def test_plan_is_copied_on_its_page(office, plan):
    url = reverse("plans:plan_copy", args=[plan.pk])
    response = office.post(url, {"year": "2016"})
    assert response.context["form"].errors == {
        "year": ["Kế hoạch này bắt đầu năm 2016: hãy ghi năm từ 2017 đến 2026."]
    }

    response = office.post(url, {"year": "2018"})

    new = Plan.objects.exclude(pk=plan.pk).get()
    assert (response.url, new.starts_on) == (new.get_absolute_url(), date(2018, 4, 25))


def test_replacement_begins_like_the_old_plan_and_takes_its_place_when_issued(office, plan, task, ward):
    response = office.post(reverse("plans:plan_replace", args=[plan.pk]))

    new = Plan.objects.exclude(pk=plan.pk).get()
    assert response.url == new.get_absolute_url()
    assert (new.starts_on, new.tasks.order_by("order").first().due_on) == (plan.starts_on, task.due_on)
    assert new.document.links_up.get(kind=DocumentLink.Kind.REPLACES).target == plan.document
    assert Plan.objects.get(pk=plan.pk).stage == Plan.Stage.UNDER_WAY


def test_draft_is_no_plan_to_be_replaced(draft_plan, officer):
    with pytest.raises(ValidationError, match="còn là dự thảo"):
        copying.begin_replacement(draft_plan, by=officer)


def test_draft_is_thrown_away_with_its_tasks_and_paper(office, draft_plan):
    url = reverse("plans:plan_delete", args=[draft_plan.pk])
    assert "không lấy lại được" in text_of(office.get(url))

    office.post(url)

    assert (Plan.objects.count(), Document.objects.count()) == (0, 0)


def test_issued_plan_and_one_with_a_word_are_not_thrown_away(plan, draft_plan, officer, ward, say):
    with pytest.raises(ValidationError, match="đã trình hoặc đã ban hành"):
        plan.discard(by=officer)

    # As it could be said of a draft before.
    draft_plan.tasks.get().assign([ward.women], by=officer)
    say(draft_plan.tasks.get(), ward.women, date(2017, 9, 12), 10)
    with pytest.raises(ValidationError, match="Đã có đơn vị báo tiến độ"):
        draft_plan.discard(by=officer)


# --- Outlines -----------------------------------------------------------------------------------------


@pytest.fixture
def outline_typed(outline):
    return {"abbreviation": "KH", "name": outline.name, "body": "<h2>Khác</h2>", "version": outline.version}


def test_ward_changes_a_common_outline_for_itself_alone(office, outline, outline_typed, ward, other_ward):
    office.post(outline.get_absolute_url(), outline_typed)

    own = PlanOutline.objects.get(locality=ward.locality)
    assert (own.origin, own.body) == (outline, "<h2>Khác</h2>")
    assert list(PlanOutline.objects.known_to(ward.locality)) == [own]
    assert list(PlanOutline.objects.known_to(other_ward.locality)) == [outline]
    assert last_action(own).action == "sửa đề cương"

    office.post(
        outline.get_absolute_url(), outline_typed | {"body": "<h2>Lần hai</h2>", "version": own.version}
    )

    own.refresh_from_db()
    assert (own.body, PlanOutline.objects.count()) == ("<h2>Lần hai</h2>", 2)


def test_outline_without_a_name_keeps_its_text(office, outline, outline_typed):
    response = office.post(outline.get_absolute_url(), outline_typed | {"name": ""})

    form = response.context["form"]
    assert form.errors == {"name": ["Chưa ghi tên đề cương."]}
    assert form["body"].value() == "<h2>Khác</h2>"


def test_second_editor_of_an_outline_sees_both(office, outline, outline_typed):
    own = factories.PlanOutlineFactory(locality=outline.locality, name="Riêng", version=2)

    response = office.post(outline.get_absolute_url(), outline_typed | {"version": 7})

    assert response.status_code == CONFLICT
    assert own.version == 2


def test_outline_is_added(office, ward):
    response = office.post(
        reverse("plans:outline_add"), {"abbreviation": "ĐA", "name": "Đề án", "body": "<p>Một</p>"}
    )

    assert response.url == reverse("plans:outline_list")
    own = PlanOutline.objects.get()
    assert (own.locality, own.origin, own.abbreviation) == (ward.locality, None, "ĐA")


def test_outline_list_costs_the_same_with_more_outlines(office, outline, django_assert_num_queries):
    with django_assert_num_queries(4):
        office.get(reverse("plans:outline_list"))
    factories.PlanOutlineFactory.create_batch(2)
    with django_assert_num_queries(4):
        assert len(office.get(reverse("plans:outline_list")).context["outlines"]) == 3
