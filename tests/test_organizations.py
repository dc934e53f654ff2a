"""The ward's organization, one unit, and one's own account."""

from datetime import date

import pytest
from django.urls import reverse

from organizations.models import AuditEntry, User
from organizations.permissions import Permission, Role
from tests import factories
from tests.reading import text_of

# --- The ward ---------------------------------------------------------------------------------------


def test_organization_shows_the_ward_then_each_neighbourhood(client_of, reader, ward):
    response = client_of(reader).get(reverse("organizations:unit_list"))

    assert response.context["superiors"] == [ward.superior]
    assert response.context["ward_units"] == [ward.party, ward.front, ward.youth, ward.women]
    cards = response.context["neighbourhoods"]
    assert [card["name"] for card in cards] == ["Khu phố 1", "Khu phố 2", "Khu phố 3", "Khu phố 4"]
    assert cards[2]["units"] == [
        ward.cells[3],
        ward.front_boards[3],
        ward.youth_branches[3],
        ward.women_branches[3],
    ]
    assert "<h2>4 khu phố</h2>" in text_of(response)


def test_organization_names_who_leads(client_of, reader, ward, women_kp3):
    post = women_kp3.holdings[0].post
    factories.PostFactory(unit=ward.women_branches[3], name="Chi hội phó", order=post.order + 1)

    response = client_of(reader).get(reverse("organizations:unit_list"))

    assert "Chi hội trưởng: đồng chí Nguyễn Thị Ánh Tuyết" in text_of(response)
    assert "Chi hội phó" not in text_of(response)


def test_organization_does_not_put_a_deputy_into_a_vacant_first_post(client_of, reader, ward):
    factories.PostFactory(unit=ward.front, name="Chủ tịch", order=0)
    deputy = factories.PostFactory(unit=ward.front, name="Phó Chủ tịch", order=1)
    factories.PostHoldingFactory(post=deputy, person__full_name="Đỗ Thị Hường")

    response = client_of(reader).get(reverse("organizations:unit_list"))

    assert 'Chủ tịch: <span class="muted">chưa ghi</span>' in text_of(response)
    assert "Đỗ Thị Hường" not in text_of(response)


def test_organization_leaves_out_units_that_no_longer_work(client_of, reader, ward):
    ward.women_branches[4].valid_to = date(2017, 9, 17)
    ward.women_branches[4].save()

    cards = client_of(reader).get(reverse("organizations:unit_list")).context["neighbourhoods"]

    assert ward.women_branches[4] not in cards[3]["units"]


@pytest.mark.parametrize("count", [1, 3])
def test_organization_asks_as_much_for_many_as_for_one(
    client_of, reader, ward, count, django_assert_num_queries
):
    for n in range(count):
        holding = factories.PostHoldingFactory(post__unit=ward.women_branches[n + 1])
        factories.PostHoldingFactory(post=holding.post)
    client = client_of(reader)

    with django_assert_num_queries(6):
        response = client.get(reverse("organizations:unit_list"))

    leaders = [len(unit.leaders) for card in response.context["neighbourhoods"] for unit in card["units"]]
    assert leaders.count(2) == count


# --- One unit ---------------------------------------------------------------------------------------


def test_unit_names_who_holds_its_posts_and_who_held_them(client_of, reader, ward, women_kp3, officer):
    post = women_kp3.holdings[0].post
    factories.PostHoldingFactory(
        post=post, person__full_name="Hồ Thị Gấm", from_on=date(2014, 3, 8), to_on=date(2017, 3, 7)
    )
    factories.PostHoldingFactory(
        post=factories.PostFactory(unit=post.unit, name="Chi hội phó", order=1),
        person__full_name="Đinh Thị Lài",
        person__address_form="mrs",
        from_on=date(2017, 3, 8),
        is_acting=True,
    )

    response = client_of(reader).get(post.unit.get_absolute_url())

    text = text_of(response)
    assert "đồng chí Nguyễn Thị Ánh Tuyết" in text
    assert "bà Đinh Thị Lài (phụ trách)" in text
    assert '<td data-label="Từ ngày" class="nowrap">08/3/2017</td>' in text
    assert [holding.person.full_name for holding in response.context["former"]] == ["Hồ Thị Gấm"]
    assert "08/3/2014 – 07/3/2017" in text


def test_unit_shows_its_work_its_difficulties_and_what_it_leads(client_of, reader, ward, task, difficulty):
    unit = client_of(reader).get(ward.women_branches[3].get_absolute_url())
    lead = client_of(reader).get(ward.women.get_absolute_url())

    assert [given.task for given in unit.context["page"]] == [task]
    assert "quá hạn 3 ngày" in text_of(unit)
    assert list(unit.context["difficulties"]) == [difficulty]
    assert [(led, led.done_count, led.given_count) for led in lead.context["led_tasks"]] == [(task, 0, 4)]
    assert list(lead.context["children"]) == list(ward.women_branches.values())


def test_unit_shows_no_task_of_a_draft(office, ward, draft_plan):
    factories.AssignmentFactory(task=draft_plan.tasks.get(), unit=ward.front)

    seen = office.get(ward.front.get_absolute_url()).context

    assert [given.task for given in seen["page"]] == []
    assert list(seen["led_tasks"]) == []


def test_unit_without_work_says_so(client_of, reader, ward):
    response = client_of(reader).get(ward.cells[1].get_absolute_url())

    assert "Chưa được giao việc nào" in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_unit_page_asks_as_much_for_many_as_for_one(
    client_of, reader, ward, plan, task_of, count, django_assert_num_queries
):
    unit = ward.women
    for n in range(count):
        task_of(plan, [unit, ward.women_branches[1]], lead_unit=unit, title=f"Việc {n}")
        factories.DifficultyFactory(unit=unit)
        holding = factories.PostHoldingFactory(post__unit=unit)
        factories.PostHoldingFactory(post=holding.post, to_on=date(2016, 1, 1))
    client = client_of(reader)

    with django_assert_num_queries(15):
        response = client.get(unit.get_absolute_url())

    assert len(response.context["page"]) == count


# --- My account -------------------------------------------------------------------------------------


ALSO_OF_A_BRANCH = [
    "PLAN_CLOSE",
    "FIGURE_ENTER",
    "GATHERING_EDIT",
    "PROGRESS_REPORT",
    "DIFFICULTY_RAISE",
    "DIFFICULTY_CONFIRM",
    "PRACTICE_RECORD",
    "OPINION_RECORD",
    "MEETING_CALL",
    "REPORT_FILE",
    "REVIEW_CONTRIBUTE",
]


def test_account_says_in_plain_words_what_one_may_do(client_of, women_kp3, ward):
    response = client_of(women_kp3).get(reverse("organizations:account"))

    assert response.context["powers"] == [
        (
            "Người đứng đầu chi bộ, ban, chi đoàn, chi hội",
            ward.women_branches[3],
            [
                ("Soạn văn bản", "đơn vị mình"),
                ("Trả lại, ban hành văn bản", "đơn vị mình"),
                *((Permission[name].label, "đơn vị mình") for name in ALSO_OF_A_BRANCH),
                ("Xem số điện thoại trong danh bạ", "các đơn vị trong khu phố mình"),
            ],
        )
    ]
    assert "Chi hội trưởng" in text_of(response)


def test_account_of_a_reader_says_that_it_only_reads(client_of, reader):
    assert "chỉ có quyền xem" in text_of(client_of(reader).get(reverse("organizations:account")))


def test_account_leads_to_the_log_only_who_may_read_it(client_of, officer, women_head):
    link = f'href="{reverse("audit_log")}"'

    assert link in text_of(client_of(officer).get(reverse("organizations:account")))
    assert link not in text_of(client_of(women_head).get(reverse("organizations:account")))


def test_account_without_post_says_whom_to_call(client_of, ward):
    user = factories.UserFactory(unit=ward.party, role=Role.READER)
    holding = user.holdings[0]
    holding.to_on = date(2017, 9, 17)
    holding.save()

    response = client_of(user).get(reverse("organizations:account"))

    assert "Chưa ghi chức vụ nào" in text_of(response)


def change_password(client, old, new, again=None):
    return client.post(
        reverse("organizations:password_change"),
        {"old_password": old, "new_password1": new, "new_password2": new if again is None else again},
    )


@pytest.mark.parametrize(
    ("old", "new", "again", "errors"),
    [
        (
            "sai-mat-khau",
            "hoa-sen-trong-nuoc",
            None,
            {"old_password": ["Mật khẩu hiện nay không đúng. Hãy nhập lại, chú ý chữ hoa và bộ gõ."]},
        ),
        (
            factories.PASSWORD,
            "hoa-sen-trong-nuoc",
            "hoa-sen-trong-ao",
            {"new_password2": ["Hai lần nhập mật khẩu mới không giống nhau. Hãy nhập lại cả hai."]},
        ),
        (
            factories.PASSWORD,
            "sen-2017",
            None,
            {"new_password1": ["Mật khẩu mới phải có ít nhất 10 ký tự."]},
        ),
        (
            factories.PASSWORD,
            "1234567890",
            None,
            {"new_password1": ["Mật khẩu mới hay bị đoán. Hãy ghép vài từ không liền nghĩa."]},
        ),
        (
            factories.PASSWORD,
            "chi-hoi-so-3-phuong-6",
            None,
            {"new_password1": ["Mật khẩu mới quá giống tên đăng nhập. Hãy chọn mật khẩu khác."]},
        ),
    ],
)
def test_password_that_will_not_do_is_refused_in_vietnamese(client_of, women_kp3, old, new, again, errors):
    women_kp3.username = "chi-hoi-so-3-phuong6"
    women_kp3.save()
    client = client_of(women_kp3)

    response = change_password(client, old, new, again)

    assert response.context["form"].errors == errors
    assert User.objects.get(username=women_kp3.username).check_password(factories.PASSWORD)


def test_password_is_changed_and_one_stays_signed_in(client_of, women_kp3):
    client = client_of(women_kp3)

    response = change_password(client, factories.PASSWORD, "hoa-sen-trong-nuoc")

    assert response.status_code == 302
    assert response["Location"] == reverse("organizations:account")
    assert "Đã đổi mật khẩu" in text_of(client.get(reverse("organizations:account")))
    assert User.objects.get(username="chihoi3").check_password("hoa-sen-trong-nuoc")
    entry = AuditEntry.objects.of(women_kp3).get()
    assert (entry.action, entry.by, entry.before, entry.after) == ("đổi mật khẩu", women_kp3, {}, {})


def test_password_form_keeps_no_password_in_the_page(client_of, women_kp3):
    response = change_password(client_of(women_kp3), "sai-mat-khau", "hoa-sen-trong-nuoc")

    assert "hoa-sen-trong-nuoc" not in text_of(response)
