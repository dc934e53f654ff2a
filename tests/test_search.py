"""One search over everything one may see, without marks."""

from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.reading import text_of


@pytest.fixture
def found(client_of):
    """`found(user, q)`: {group: titles} of the results."""

    def ask(user, q, **more):
        response = client_of(user).get(reverse("search"), {"q": q, **more})
        return {group.kind.slug: [item.title for item in group.items] for group in response.context["groups"]}

    return ask


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("ke hoach 19", {"ke-hoach": ["Kế hoạch số 19-KH/ĐU"]}),
        ("19-kh/du", {"ke-hoach": ["Kế hoạch số 19-KH/ĐU"]}),
        ("19/KH", {"ke-hoach": ["Kế hoạch số 19-KH/ĐU"]}),
        ("19 kh", {"ke-hoach": ["Kế hoạch số 19-KH/ĐU"]}),
        ("19-KH-ĐU", {"ke-hoach": ["Kế hoạch số 19-KH/ĐU"]}),
        ("12-CTr/QU", {"van-ban": ["Chương trình số 12-CTr/QU"]}),
        ("sinh hoat HANG thang", {"nhiem-vu": ["Duy trì định hướng nội dung sinh hoạt hằng tháng"]}),
        ("bai dic", {"hoi-nghi": ["seminar"]}),
        ("tổ dân phố", {"giai-phap": ["conclusion"]}),
        ("chưa có nơi", {"kho-khan": ["Khu phố chưa có nơi sinh hoạt cho hội viên."]}),
        ("chi bo 3", {"don-vi": ["Chi bộ Khu phố 3"]}),
        ("pham thi mai", {"nguoi": ["đồng chí Phạm Thị Mai"]}),
        ("không có đâu", {}),
    ],
)
@pytest.mark.usefixtures("difficulty", "leader")
def test_every_word_is_looked_for_without_marks(found, reader, seminar, conclusion, q, expected):
    named = {"seminar": seminar.title, "conclusion": conclusion.text}

    assert found(reader, q) == {
        group: [named.get(title, title) for title in titles] for group, titles in expected.items()
    }


@pytest.mark.parametrize("q", ["ke hoach 19", "19-KH", "19 KH", "19/kh-du", "19"])
def test_the_paper_of_the_number_asked_for_comes_before_those_that_mention_it(
    found, officer, client_of, ward, plan, q
):
    copy = factories.DocumentFactory(
        issuer=ward.party, is_draft=True, doc_type=plan.document.doc_type, abstract="Thay Kế hoạch 19-KH/ĐU"
    )
    factories.PlanFactory(document=copy)
    factories.DocumentFactory(issuer=ward.front, number=19, abstract="Sơ kết Kế hoạch 190-KH/ĐU")

    assert found(officer, q)["ke-hoach"] == ["Kế hoạch số 19-KH/ĐU", f"Kế hoạch (dự thảo) {copy.abstract}"]
    page = client_of(officer).get(reverse("plans:plan_list"), {"q": q}).context["page"]
    assert [row.document.code for row in page] == ["19-KH/ĐU", "chưa có số"]


def sent_guidance(issuer, by, **fields):
    return factories.GuidanceFactory(
        issuer=issuer,
        state="sent",
        sent_on=date(2017, 9, 4),
        sent_at="2017-09-04T08:00+07:00",
        sent_by=by,
        **fields,
    )


def test_targets_and_guidance_are_found_with_where_they_stand(client_of, reader, ward, plan, women_head):
    target = factories.TargetFactory(plan=plan, title="Phát triển hội viên")
    guidance = sent_guidance(ward.women, women_head, title="Phát triển phong trào")
    factories.GuidanceFactory(issuer=ward.women, title="Phát triển, còn đang soạn")

    response = client_of(reader).get(reverse("search"), {"q": "phat trien"})

    assert [
        (group.kind.slug, [(item.title, item.url, item.context) for item in group.items])
        for group in response.context["groups"]
    ] == [
        (
            "chi-tieu",
            [("Phát triển hội viên", target.get_absolute_url(), "Kế hoạch số 19-KH/ĐU · ≥ 24 hội viên")],
        ),
        (
            "dinh-huong",
            [("Phát triển phong trào", guidance.get_absolute_url(), "Hội LHPN Phường 6 · tháng 9/2017")],
        ),
    ]


def test_a_person_is_found_once_with_all_posts(client_of, reader, leader, ward):
    second = factories.PostFactory(unit=ward.front, name="Trưởng Khối vận", order=5)
    factories.PostHoldingFactory(post=second, person=leader.person)

    response = client_of(reader).get(reverse("search"), {"q": "pham thi mai"})

    (group,) = response.context["groups"]
    assert [(item.title, item.context, item.url) for item in group.items] == [
        (
            "đồng chí Phạm Thị Mai",
            f"Phó Bí thư Thường trực Đảng ủy · {ward.party.name}; Trưởng Khối vận · {ward.front.name}",
            ward.party.get_absolute_url(),
        )
    ]


def test_who_holds_no_post_any_more_is_not_found(found, reader, leader):
    leader.person.holdings.update(to_on=date(2017, 9, 17))

    assert found(reader, "pham thi mai") == {}


def test_the_paper_of_a_plan_leads_to_the_plan_and_any_other_to_itself(client_of, reader, plan, programme):
    response = client_of(reader).get(reverse("search"), {"q": "tiep tuc doi moi"})

    found = response.context["groups"]
    assert [(group.kind.slug, [item.url for item in group.items]) for group in found] == [
        ("ke-hoach", [plan.get_absolute_url()]),
        ("van-ban", [programme.get_absolute_url()]),
    ]


@pytest.mark.usefixtures("draft_plan")
def test_a_draft_is_found_only_by_who_may_read_it(found, officer, reader):
    expected = {"ke-hoach": ["Kế hoạch (dự thảo) Học tập và làm theo tư tưởng, đạo đức Hồ Chí Minh"]}

    assert found(officer, "hoc tap va lam theo") == expected
    assert found(officer, "chuyen de quy iv") == {"nhiem-vu": ["Sinh hoạt chuyên đề quý IV"]}
    assert found(reader, "hoc tap va lam theo") == {}
    assert found(reader, "chuyen de quy iv") == {}


@pytest.mark.usefixtures("seminar", "difficulty", "leader")
@pytest.mark.parametrize("q", ["ke hoach", "khu pho", "pham thi mai", "phuong 6"])
def test_a_stranger_finds_nothing_of_this_ward(found, stranger, q):
    assert found(stranger, q) == {}


def test_each_group_shows_five_and_leads_to_all(client_of, reader, ward, task_of, plan):
    for n in range(7):
        task_of(plan, [], lead_unit=ward.front, title=f"Hội thi tiếng hát lần {n}")
    client = client_of(reader)

    short = client.get(reverse("search"), {"q": "tieng hat"})
    whole = client.get(reverse("search"), {"q": "tieng hat", "nhom": "nhiem-vu"})

    (group,) = short.context["groups"]
    assert (group.count, len(group.items)) == (7, 5)
    assert 'href="?q=tieng+hat&amp;nhom=nhiem-vu"' in text_of(short)
    (group,) = whole.context["groups"]
    assert len(group.items) == 7


def test_tasks_of_the_newest_plan_stand_first_and_those_of_none_last(found, reader, ward, task_of, plan):
    newer = factories.PlanFactory(document__issuer=ward.party)
    for where, title in [(None, "Hội thi ngoài kế hoạch"), (plan, "Hội thi cũ"), (newer, "Hội thi mới")]:
        factories.TaskFactory(plan=where, locality=ward.locality, lead_unit=ward.front, title=title)

    assert found(reader, "hoi thi") == {"nhiem-vu": ["Hội thi mới", "Hội thi cũ", "Hội thi ngoài kế hoạch"]}


def test_nothing_asked_says_how_to_ask(client_of, reader):
    response = client_of(reader).get(reverse("search"))

    assert response.context["groups"] == []
    assert "Gõ vài từ để tìm" in text_of(response)


def test_nothing_found_says_what_to_do_and_keeps_the_words(client_of, reader):
    response = client_of(reader).get(reverse("search"), {"q": 'đại hội "toàn quốc"'})

    assert "Không tìm thấy mục nào" in text_of(response)
    assert 'value="đại hội &quot;toàn quốc&quot;"' in text_of(response)


def test_a_question_that_is_too_long_is_answered_with_its_mistake(client_of, reader):
    response = client_of(reader).get(reverse("search"), {"q": "a " * 150})

    assert response.context["groups"] == []
    assert response.context["form"].errors == {"q": ["Từ cần tìm dài quá 200 ký tự. Hãy rút ngắn."]}


@pytest.mark.parametrize(
    "name",
    [
        "plans:plan_list",
        "documents:document_list",
        "activities:difficulty_list",
        "meetings:meeting_list",
        "meetings:conclusion_list",
    ],
)
def test_a_list_says_the_same_of_a_question_that_is_too_long(client_of, reader, name):
    page = text_of(client_of(reader).get(reverse(name), {"q": "a" * 201}))

    assert "Từ cần tìm dài quá 200 ký tự. Hãy rút ngắn." in page


@pytest.mark.parametrize("count", [1, 3])
def test_search_asks_as_much_for_many_as_for_one(
    client_of, reader, ward, plan, women_head, count, django_assert_num_queries
):
    meeting = factories.MeetingFactory(host_unit=ward.party, title="Sen hồng")
    for n in range(count):
        paper = factories.DocumentFactory(issuer=ward.party, abstract="Sen hồng")
        factories.TaskFactory(
            plan=factories.PlanFactory(document=paper), lead_unit=ward.women, title="Sen hồng"
        )
        factories.DocumentFactory(issuer=ward.party, abstract="Sen hồng")
        indicator = factories.IndicatorFactory(locality=ward.locality)
        factories.TargetFactory(plan=plan, title="Sen hồng", indicator=indicator)
        factories.ConclusionFactory(meeting=meeting, text="Sen hồng")
        sent_guidance(ward.women, women_head, title="Sen hồng")
        factories.DifficultyFactory(unit=ward.women, text="Sen hồng")
        unit = factories.UnitFactory(locality=ward.locality, name=f"Câu lạc bộ Sen hồng {n}")
        factories.PostHoldingFactory(post__unit=unit, person__full_name="Sen Thị Hồng")
    client = client_of(reader)

    with django_assert_num_queries(17):
        response = client.get(reverse("search"), {"q": "sen hong"})

    assert [group.count for group in response.context["groups"]] == [
        count,
        count,
        count,
        count,
        1,
        count,
        count,
        count,
        count,
        count,
    ]
