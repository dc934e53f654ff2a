"""What the database refuses, and what the verbs of organizations and documents do."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from documents.models import Document, DocumentLink, FormatProfile
from organizations.audit import Change, record, snapshot
from organizations.models import AuditEntry, Person, PostHolding, Unit, User
from organizations.permissions import Permission, Role, require
from tests import factories
from wardportal.text import search_words


def refusal(row):
    """What a form says about the row, after the database itself has refused it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    return refused.value.messages


# --- The place and its bodies -------------------------------------------------------------------------


def test_neighbourhood_name_stands_once_in_a_ward(ward):
    again = factories.NeighbourhoodFactory.build(locality=ward.locality, name="Khu phố 3", order=9)

    assert refusal(again) == ["Tên khu phố này đã có."]


def test_unit_name_stands_once_in_a_ward(ward):
    again = factories.UnitFactory.build(
        locality=ward.locality, line=ward.women.line, name="Hội LHPN Phường 6", search_text="hoi"
    )

    assert refusal(again) == ["Tên đơn vị này đã có."]


@pytest.mark.parametrize("level", [Unit.Level.WARD, Unit.Level.SUPERIOR])
def test_unit_above_the_neighbourhoods_has_none(ward, level):
    branch = ward.women_branches[3]
    branch.level = level

    assert refusal(branch) == ["Đơn vị cấp khu phố phải thuộc một khu phố, cấp khác thì không."]


def test_unit_of_a_neighbourhood_names_it(ward):
    branch = ward.women_branches[3]
    branch.neighbourhood = None

    assert refusal(branch) == ["Đơn vị cấp khu phố phải thuộc một khu phố, cấp khác thì không."]


def test_unit_is_under_all_that_stand_above_it_in_its_line(ward):
    cell = ward.cells[3]

    above = [unit for unit in Unit.objects.all() if cell.is_under(unit)]

    assert above == [ward.superior, ward.party]


def test_unit_is_found_without_marks_by_every_word(ward):
    found = Unit.objects.search(["phu", "nu", "3"])

    assert list(found) == [ward.women_branches[3]]


def test_unit_is_current_from_its_first_to_its_last_day(ward):
    ward.youth.valid_from, ward.youth.valid_to = date(2017, 9, 1), date(2017, 9, 30)
    ward.youth.save()

    days = [date(2017, 8, 31), date(2017, 9, 1), date(2017, 9, 30), date(2017, 10, 1)]

    assert [ward.youth in Unit.objects.current(day) for day in days] == [False, True, True, False]


def test_units_are_listed_ward_first_then_by_neighbourhood_and_line(ward):
    listed = [unit.name for unit in Unit.objects.visible_to(User(locality=ward.locality)).for_list()]

    assert listed[:9] == [
        "Ban Chấp hành Đảng bộ quận",
        "Đảng ủy Phường 6",
        "Ủy ban MTTQ Phường 6",
        "Đoàn Phường 6",
        "Hội LHPN Phường 6",
        "Chi bộ Khu phố 1",
        "Ban công tác Mặt trận Khu phố 1",
        "Chi đoàn Khu phố 1",
        "Chi hội phụ nữ Khu phố 1",
    ]
    assert len(listed) == 5 + 4 * 4


def test_units_of_another_ward_are_not_seen(ward, stranger):
    assert {unit.locality for unit in Unit.objects.visible_to(stranger)} == {stranger.locality}


def test_people_stand_in_the_order_of_their_given_names(ward):
    for name in ["Đỗ Văn Đạt", "Nguyễn Văn Dũng", "Lê Thị Ánh", "Trần Thị An", "Phạm Thị Ân", "Bùi Văn Á"]:
        factories.PersonFactory(locality=ward.locality, full_name=name)

    assert [person.full_name for person in Person.objects.all()] == [
        "Bùi Văn Á",
        "Trần Thị An",
        "Lê Thị Ánh",
        "Phạm Thị Ân",
        "Nguyễn Văn Dũng",
        "Đỗ Văn Đạt",
    ]


# --- Posts, holdings and accounts ---------------------------------------------------------------------


def test_post_name_stands_once_in_a_unit(ward, women_kp3):
    again = factories.PostFactory.build(unit=ward.women_branches[3], name="Chi hội trưởng")

    assert refusal(again) == ["Đơn vị này đã có chức vụ ấy."]


def test_holding_ends_on_or_after_the_day_it_began(ward):
    holding = factories.PostHoldingFactory.build(
        post=factories.PostFactory(unit=ward.women),
        person=factories.PersonFactory(locality=ward.locality),
        from_on=date(2017, 9, 1),
        to_on=date(2017, 8, 31),
    )

    assert refusal(holding) == ["Ngày thôi giữ chức vụ phải từ ngày nhận trở đi."]


def test_holding_is_ended_with_its_trace(women_kp3, officer):
    holding = women_kp3.holdings[0]

    holding.end(date(2017, 9, 17), by=officer)

    entry = AuditEntry.objects.of(holding).get()
    assert (entry.by, entry.action) == (officer, "kết thúc giữ chức vụ")
    assert entry.changes == [Change("đến hết ngày", "", "17/9/2017")]
    assert User.objects.get(pk=women_kp3.pk).powers == []


def test_holding_still_counts_on_its_last_day(women_kp3, officer, ward, today):
    women_kp3.holdings[0].end(today, by=officer)

    assert User.objects.get(pk=women_kp3.pk).powers == [(Role.BRANCH_LEADER, ward.women_branches[3])]


def test_holding_that_begins_later_gives_nothing_yet(ward):
    user = factories.UserFactory(
        unit=ward.women_branches[3],
        role=Role.BRANCH_LEADER,
        holding__from_on=date(2017, 9, 19),
    )

    assert user.powers == []


def test_holding_does_not_end_before_it_began(ward, officer):
    user = factories.UserFactory(unit=ward.women, holding__from_on=date(2017, 9, 1))

    with pytest.raises(ValidationError) as refused:
        user.holdings[0].end(date(2017, 8, 1), by=officer)

    assert refused.value.messages == ["Ngày thôi giữ chức vụ phải từ ngày nhận trở đi."]
    assert PostHolding.objects.get(person=user.person).to_on is None
    assert list(AuditEntry.objects.all()) == []


def test_person_with_a_post_cannot_be_deleted(women_kp3):
    with pytest.raises(ProtectedError):
        women_kp3.person.delete()


def test_user_has_the_powers_of_every_post_held(ward, women_kp3):
    post = factories.PostFactory(
        unit=ward.front_boards[3], name="Trưởng ban", role=Role.BRANCH_LEADER, order=1
    )
    factories.PostHoldingFactory(post=post, person=women_kp3.person)

    user = User.objects.get(pk=women_kp3.pk)

    assert user.powers == [
        (Role.BRANCH_LEADER, ward.women_branches[3]),
        (Role.BRANCH_LEADER, ward.front_boards[3]),
    ]
    assert user.units == [ward.women_branches[3], ward.front_boards[3]]


def test_user_with_a_post_without_role_may_nothing(ward):
    user = factories.UserFactory(unit=ward.women, role="", post_name="Ủy viên Ban Chấp hành")

    assert (user.powers, user.units) == ([], [ward.women])


def test_user_without_person_holds_nothing(ward):
    user = User(username="may.quet", locality=ward.locality)

    assert (user.powers, user.units, str(user)) == ([], [], "may.quet")


def test_user_name_stands_once(ward, officer):
    with pytest.raises(ValidationError) as refused:
        User.issue(factories.PersonFactory(locality=ward.locality), "vanphong", by=officer)

    assert refused.value.messages == ["Tên đăng nhập này đã có."]


def test_password_is_kept_as_a_hash(ward):
    user, password = User.issue(factories.PersonFactory(locality=ward.locality), "can.bo", by=None)

    assert password not in user.password
    assert user.check_password(password)


# --- What a role may do (how far it reaches: test_permissions.py) ---------------------------------------


def test_require_says_what_is_missing_and_for_whom(women_kp4, ward):
    with pytest.raises(PermissionDenied) as refused:
        require(women_kp4, Permission.PROGRESS_REPORT, ward.women_branches[3])

    assert str(refused.value) == (
        "Chức vụ hiện nay của đồng chí không có quyền “Ghi tiến độ” cho Chi hội phụ nữ Khu phố 3."
    )


def test_require_lets_pass_who_may(women_kp3, ward):
    assert require(women_kp3, Permission.PROGRESS_REPORT, ward.women_branches[3]) is None


# --- The audit log --------------------------------------------------------------------------------------


def test_audit_shows_only_what_changed(officer, task):
    record(
        by=officer,
        action="sửa nhiệm vụ",
        target=task,
        before={"thời hạn": "2017-09-15", "nhịp": ""},
        after={"thời hạn": "2017-09-30", "nhịp": ""},
    )

    entry = AuditEntry.objects.of(task).get()

    assert entry.changes == [Change("thời hạn", "15/9/2017", "30/9/2017")]
    assert (entry.by_label, entry.target_label) == ("Trần Văn Hòa", task.title)


def test_an_account_that_did_something_is_closed_and_never_deleted(officer, task):
    record(by=officer, action="sửa nhiệm vụ", target=task)

    with pytest.raises(ProtectedError):
        officer.delete()

    entry = AuditEntry.objects.of(task).get()
    assert (entry.by, entry.by_label) == (officer, "Trần Văn Hòa")


def test_audit_of_another_ward_is_not_seen(officer, stranger, task):
    record(by=officer, action="sửa nhiệm vụ", target=task)

    assert [list(AuditEntry.objects.visible_to(user)) for user in [officer, stranger]] == [
        [AuditEntry.objects.get()],
        [],
    ]


def test_history_of_several_records_is_one_story_newest_first(officer, leader, task, rhythm_task, plan):
    record(by=officer, action="thêm nhiệm vụ", target=task)
    record(by=officer, action="kết thúc kế hoạch", target=plan)
    record(
        by=leader,
        action="sửa nhiệm vụ",
        target=rhythm_task,
        before={"hạn": None},
        after={"hạn": "2017-10-01"},
    )

    history = AuditEntry.objects.of(task, rhythm_task).history(with_target=True)

    assert [(line["by"], line["text"], line["changes"]) for line in history] == [
        (
            "Phạm Thị Mai",
            "Sửa nhiệm vụ: Duy trì định hướng nội dung sinh hoạt hằng tháng",
            [Change("hạn", "", "01/10/2017")],
        ),
        ("Trần Văn Hòa", "Thêm nhiệm vụ: Mỗi chi hội có ít nhất một hình thức tập hợp mới", []),
    ]


def test_snapshot_speaks_as_the_page_does(task):
    assert snapshot(task, ["title", "lead_unit", "coordinating_units", "due_on"]) == {
        "nhiệm vụ": "Mỗi chi hội có ít nhất một hình thức tập hợp mới",
        "đơn vị chủ trì": "Hội LHPN Phường 6",
        "đơn vị phối hợp": [],
        "thời hạn": "2017-09-15",
    }


# --- Papers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [{"number": None}, {"issued_on": None}])
def test_issued_document_has_number_and_date(plan, missing):
    for field, value in missing.items():
        setattr(plan.document, field, value)

    assert refusal(plan.document) == ["Văn bản đã ban hành phải có số và ngày ban hành."]


def test_document_is_cited_by_number_and_date(plan):
    assert (str(plan.document), plan.document.citation) == (
        "Kế hoạch số 19-KH/ĐU",
        "Kế hoạch số 19-KH/ĐU, ngày 25/4/2016",
    )


def test_document_with_a_letter_after_its_number_keeps_it(ward):
    paper = factories.DocumentFactory(issuer=ward.party, number=12, suffix="a")

    assert paper.code == "12a-KH/ĐU"


def test_draft_has_no_number(draft_plan):
    assert (draft_plan.document.code, draft_plan.document.citation) == ("chưa có số", "Kế hoạch (dự thảo)")
    assert str(draft_plan.document) == "Kế hoạch (dự thảo) Học tập và làm theo tư tưởng, đạo đức Hồ Chí Minh"


def test_draft_is_seen_by_its_issuer_and_who_may_read_drafts(
    draft_plan, officer, leader, front, admin, women_head, women_kp3, reader, stranger, ward
):
    typist = factories.UserFactory(unit=ward.party, role="", post_name="Nhân viên đánh máy")
    cast = [officer, leader, front, admin, typist, women_head, women_kp3, reader, stranger]

    seen = [draft_plan.document in Document.objects.visible_to(user) for user in cast]

    # Who only holds a post without a role that works with papers sees what everybody sees.
    assert seen == [True, True, True, True, False, False, False, False, False]


@pytest.mark.parametrize("query", ["ke hoach 19", "19-kh/đu", "doi moi phuong thuc 19", "dang uy 19"])
def test_document_is_found_without_marks(plan, programme, query):

    assert list(Document.objects.search(search_words(query))) == [plan.document]


def test_documents_are_listed_drafts_first_then_the_newest(plan, programme, draft_plan):
    assert list(Document.objects.for_list()) == [draft_plan.document, plan.document, programme]


def test_document_type_stands_once_in_its_family(plan):
    again = factories.DocumentTypeFactory.build()

    assert refusal(again) == ["Thể loại này đã có trong hệ thể thức."]


def test_document_link_stands_once(plan, programme):
    again = DocumentLink(source=plan.document, target=programme, kind=DocumentLink.Kind.IMPLEMENTS)

    assert refusal(again) == ["Quan hệ này đã có."]


def test_document_link_leads_elsewhere(programme):
    loop = DocumentLink(source=programme, target=programme, kind=DocumentLink.Kind.BASIS)

    assert refusal(loop) == ["Văn bản không thể dẫn chính nó."]


def test_document_that_others_cite_cannot_be_deleted(plan, programme):
    with pytest.raises(ProtectedError):
        programme.delete()


# --- Format profiles ---------------------------------------------------------------------------------------


@pytest.fixture
def profiles(db):
    """Two guidelines of the Party, one after the other, with a gap before the first."""
    party = Unit.FormatFamily.PARTY
    FormatProfile.objects.all().delete()
    first = factories.FormatProfileFactory(
        family=party, name="HD 11", valid_from=date(2004, 5, 28), valid_to=date(2018, 4, 2)
    )
    second = factories.FormatProfileFactory(family=party, name="HD 36", valid_from=date(2018, 4, 3))
    return first, second


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2004, 5, 28), "HD 11"),
        (date(2017, 9, 18), "HD 11"),
        (date(2018, 4, 2), "HD 11"),
        (date(2018, 4, 3), "HD 36"),
        (date(2026, 1, 1), "HD 36"),
    ],
)
def test_paper_follows_the_guideline_in_force_on_its_day(profiles, day, name):
    assert FormatProfile.objects.in_force(Unit.FormatFamily.PARTY, day).name == name


def test_no_guideline_is_invented_for_a_day_before_the_first(profiles):
    with pytest.raises(FormatProfile.DoesNotExist):
        FormatProfile.objects.in_force(Unit.FormatFamily.PARTY, date(2004, 5, 27))


def test_guideline_of_one_family_does_not_govern_another(profiles):
    with pytest.raises(FormatProfile.DoesNotExist):
        FormatProfile.objects.in_force(Unit.FormatFamily.YOUTH, date(2017, 9, 18))


def test_two_guidelines_of_a_family_do_not_begin_on_one_day(profiles):
    again = factories.FormatProfileFactory.build(valid_from=date(2004, 5, 28), layout={"margin_top_mm": 20})

    assert refusal(again) == ["Hệ này đã có thể thức hiệu lực từ ngày ấy."]
