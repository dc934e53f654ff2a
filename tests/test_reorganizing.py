"""Khu phố merge within a quarter; a ward becomes part of a new one on 1/7/2025; reports of both sides."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from documents.installing import install_formats
from organizations.models import AuditEntry, Line, Neighbourhood, Post, PostHolding, Unit, User
from organizations.permissions import Permission, can
from organizations.reorganizing import Place, end_unit, open_work, preview, reorganize
from plans.models import Assignment
from reports import filing_paper
from reports.collecting import close
from reports.jobs import keep_rounds
from reports.models import Filing, Round
from reports.sets import whole_set
from tests import factories
from tests.reading import text_of
from wardportal.dates import Period

MERGE = "/to-chuc/sap-xep/"
WORDS = {"tinh-hinh": "Nhân dân yên tâm.", "tuyen-truyen": "Đã tuyên truyền.", "nhiem-vu": "Tiếp tục."}


@pytest.fixture
def head(ward):
    """The head of the women's branch of Khu phố 1 beside the cast of Khu phố 3."""
    return factories.UserFactory(
        unit=ward.women_branches[1], role="branch_leader", post_name="Chi hội trưởng"
    )


# --- A line that is new ---


def test_a_body_of_a_new_line_is_set_up_once_and_then_in_every_khu_pho(client_of, admin, ward):
    client = client_of(admin)
    place = ward.neighbourhoods[3]
    typed = {"name": "Chi hội Chữ thập đỏ Khu phố 3", "short_name": "CTĐ KP 3", "order": 0}
    typed |= {"neighbourhood": place.pk, "parent": ward.front.pk, "format_family": "administrative"}
    add = "/to-chuc/don-vi/lap/"

    neither = client.post(add, typed)
    both = client.post(add, {**typed, "line": ward.women.line_id, "new_line": "Chữ thập đỏ"})
    client.post(add, {**typed, "new_line": "Chữ thập đỏ", "paper_issuer": "Chi hội Khu phố 3"})
    first = Unit.objects.get(line__name="Chữ thập đỏ")
    Post(unit=first, name="Chi hội trưởng", role="branch_leader").write(by=admin)
    offered = client.get(first.get_absolute_url()).context["places_without"]
    answer = client.post(f"{first.get_absolute_url()}moi-noi/", follow=True)

    for refused in (neither, both):
        assert refused.context["form"].errors == {"line": ["Hãy chọn một hệ tổ chức, hoặc ghi tên hệ mới."]}
    assert first.line.code == "chu-thap-do"
    assert [it.name for it in offered] == ["Khu phố 1", "Khu phố 2", "Khu phố 4"]
    made = Unit.objects.filter(line=first.line).exclude(pk=first.pk).order_by("neighbourhood__order")
    assert [(it.name, it.short_name, it.paper_issuer, it.parent) for it in made] == [
        (f"Chi hội Chữ thập đỏ Khu phố {n}", f"CTĐ KP {n}", f"Chi hội Khu phố {n}", ward.front)
        for n in (1, 2, 4)
    ]
    assert set(Post.objects.filter(unit__in=made).values_list("unit", "name", "role")) == {
        (it.pk, "Chi hội trưởng", "branch_leader") for it in made
    }
    assert AuditEntry.objects.filter(action="lập đơn vị").count() == 4
    assert list(answer.context["places_without"]) == []


@pytest.mark.django_db
def test_a_line_is_found_by_its_name_and_has_a_code_of_its_own():
    first = Line.named("Hội Cựu thanh niên xung phong")
    second = Line.named("Hội Cựu thanh niên xứ đạo")

    assert Line.named("hội cựu thanh niên xung phong") == first
    assert (first.code, second.code) == ("hoi-cuu-thanh-nien-x", "hoi-cuu-thanh-2")


# --- The looking beforehand ---------------------------------------------------------------------------


def test_what_would_happen_is_shown_line_by_line_and_nothing_is_stored(
    client_of, admin, ward, plan, task_of, women_kp3
):
    task_of(plan, [ward.women_branches[3]], title="Ra mắt nhóm")
    typed = {
        "olds": [ward.neighbourhoods[3].pk, ward.neighbourhoods[4].pk],
        "new": "Khu phố 9 | KP 9",
        "heads_from": ward.neighbourhoods[3].pk,
        "from_on": "15/8/2017",
        "viec": "xem",
    }
    page = client_of(admin).post(MERGE, typed)
    text = text_of(page)
    assert "<del>Chi hội phụ nữ Khu phố 3</del>, <del>Chi hội phụ nữ Khu phố 4</del>" in text
    assert "<b>Chi hội phụ nữ Khu phố 9</b>" in text
    assert "Ra mắt nhóm" in text
    assert "giữ tiếp từ Chi hội phụ nữ Khu phố 3" in text
    assert len(page.context["changes"]) == 4
    assert Neighbourhood.objects.count() == 4
    assert not Unit.objects.exclude(valid_to=None).exists()

    client_of(admin).post(MERGE, {**typed, "viec": "lam"})
    assert set(Neighbourhood.objects.current().values_list("name", flat=True)) == {
        "Khu phố 1",
        "Khu phố 2",
        "Khu phố 9",
    }


def test_a_renamed_khu_pho_takes_its_units_with_it_and_nothing_moves(
    client_of, admin, ward, assignment, women_kp3
):
    place, branch = ward.neighbourhoods[3], ward.women_branches[3]
    url = f"/to-chuc/khu-pho/{place.pk}/doi-ten/"
    typed = {"name": "Khu phố Tân Lập", "short_name": "KP Tân Lập", "from_on": "1/9/2017", "viec": "xem"}

    page = text_of(client_of(admin).post(url, typed))
    assert "<del>Chi hội phụ nữ Khu phố 3</del> → <b>Chi hội phụ nữ Khu phố Tân Lập</b>" in page
    place.refresh_from_db()
    assert place.name == "Khu phố 3"

    client_of(admin).post(url, {**typed, "viec": "lam"})
    place.refresh_from_db()
    branch.refresh_from_db()
    assert (place.name, place.short_name) == ("Khu phố Tân Lập", "KP Tân Lập")
    assert branch.name == "Chi hội phụ nữ Khu phố Tân Lập"
    assert branch.name_on(date(2017, 8, 31)) == "Chi hội phụ nữ Khu phố 3"
    assert branch.assignments.get() == assignment
    assert women_kp3.units == [branch]
    assert "<h3>Khu phố 3</h3>" in text_of(client_of(admin).get("/to-chuc/?ngay=31/8/2017"))
    assert "<h3>Khu phố Tân Lập</h3>" in text_of(client_of(admin).get("/to-chuc/"))
    entry = AuditEntry.objects.get(action="đổi tên khu phố")
    assert (entry.before["tên"], entry.after["tên"]) == ("Khu phố 3", "Khu phố Tân Lập")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "Chưa ghi tên mới."),
        ({"name": "Khu phố 4"}, "Tên khu phố này đã có."),
        ({"from_on": "19/9/2017"}, "ngày này chưa đến"),
    ],
)
def test_a_name_that_cannot_be_is_told_and_nothing_changes(client_of, admin, ward, changes, told):
    typed = {"name": "Khu phố Tân Lập", "short_name": "KP TL", "from_on": "1/9/2017", "viec": "lam"}
    url = f"/to-chuc/khu-pho/{ward.neighbourhoods[3].pk}/doi-ten/"
    assert told in text_of(client_of(admin).post(url, typed | changes))
    assert Neighbourhood.objects.filter(name="Khu phố 3").exists()
    assert Unit.objects.filter(name="Chi hội phụ nữ Khu phố 3").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"olds": []}, "Chưa chọn nơi nào thôi hoạt động."),
        ({"new": ""}, "Chưa ghi nơi tiếp nhận"),
        ({"new": "Khu phố 9"}, "Dòng 1 phải có dạng"),
        ({"new": "Khu phố 1 | KP 1"}, "Tên khu phố này đã có."),
        ({"from_on": "19/9/2017"}, "ngày này chưa đến"),
        ({"takers": "{old}"}, "vừa thôi hoạt động vừa tiếp nhận"),
        ({"heads_from": "{other}"}, "Hãy chọn một trong các nơi thôi hoạt động."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_happens(client_of, admin, ward, changes, told):
    typed = {
        "olds": [ward.neighbourhoods[3].pk],
        "new": "Khu phố 9 | KP 9",
        "from_on": "15/8/2017",
        "viec": "lam",
    }
    places = {"{old}": ward.neighbourhoods[3].pk, "{other}": ward.neighbourhoods[1].pk}
    typed |= {
        name: places.get(value, value) if isinstance(value, str) else value for name, value in changes.items()
    }
    page = client_of(admin).post(MERGE, typed)
    assert told in text_of(page)
    assert Neighbourhood.objects.count() == 4
    assert not AuditEntry.objects.filter(action="sắp xếp khu phố").exists()


# --- Two khu phố merge in the middle of a quarter -----------------------------------------------------


@pytest.fixture
def merged(ward, admin, women_kp3, women_kp4):
    """Khu phố 3 and 4 become Khu phố 9 on 15/8/2017; the heads of Khu phố 3 go on."""

    def merge():
        olds = [ward.neighbourhoods[3], ward.neighbourhoods[4]]
        places = [Place("Khu phố 9", "KP 9")]
        (place,) = reorganize(olds, places, date(2017, 8, 15), by=admin, heads_from=olds[0])
        return place

    return merge


def test_open_work_follows_and_becomes_one_where_both_had_it(ward, plan, task_of, merged, officer):
    both = task_of(plan, [ward.women_branches[3], ward.women_branches[4]], title="Cả hai")
    one = task_of(plan, [ward.women_branches[4]], title="Một bên")
    done = task_of(plan, [ward.women_branches[3]], title="Đã xong")
    for task, unit, percent, quantity in (
        (both, 3, 60, 12),
        (both, 4, 40, 5),
        (done, 3, 100, 7),
    ):
        given = task.assignments.get(unit=ward.women_branches[unit])
        given.report(by=officer, percent=percent, quantity=quantity, text="Đang làm.")
    place = merged()
    new = Unit.objects.get(neighbourhood=place, line=ward.women.line)
    kept = both.assignments.get()
    assert (kept.unit, kept.percent, kept.quantity, kept.entries.count()) == (new, 40, 17, 2)
    assert one.assignments.get().unit == new
    # What was finished stays with who did it.
    assert done.assignments.get().unit == ward.women_branches[3]
    told = AuditEntry.objects.filter(action="chuyển việc cho đơn vị kế tiếp")
    assert told.filter(target_label__startswith="Cả hai").count() == 2
    assert told.filter(target_label__startswith="Một bên").count() == 1


def test_posts_powers_series_and_difficulties_follow(ward, merged, women_kp3, women_kp4, settings):
    series = factories.MeetingSeriesFactory(host_unit=ward.women_branches[3], locality=ward.locality, count=3)
    waiting = factories.DifficultyFactory(unit=ward.women_branches[4])
    new = Unit.objects.get(neighbourhood=merged(), line=ward.women.line)
    series.refresh_from_db()
    waiting.refresh_from_db()
    assert (series.host_unit, waiting.unit) == (new, new)
    going_on = User.objects.get(pk=women_kp3.pk)
    assert can(going_on, Permission.PROGRESS_REPORT, new)
    assert not can(going_on, Permission.PROGRESS_REPORT, ward.women_branches[3])
    assert not User.objects.get(pk=women_kp4.pk).powers
    assert Post.objects.filter(unit=new, name="Chi hội trưởng").exists()
    settings.BUSINESS_DATE = date(2017, 8, 14)
    assert can(User.objects.get(pk=women_kp4.pk), Permission.PROGRESS_REPORT, ward.women_branches[4])


def test_as_of_a_day_the_organization_stands_as_it_stood(client_of, officer, ward, merged):
    merged()
    client = client_of(officer)
    before = text_of(client.get("/to-chuc/", {"ngay": "14/8/2017"}))
    after = text_of(client.get("/to-chuc/"))
    assert "<h3>Khu phố 3</h3>" in before
    assert "<h3>Khu phố 9</h3>" not in before
    assert "<h3>Khu phố 3</h3>" not in after
    assert "<h3>Khu phố 9</h3>" in after
    page = text_of(client.get(ward.women_branches[3].get_absolute_url()))
    assert "Đơn vị kế tiếp" in page
    assert "Chi hội phụ nữ Khu phố 9" in page


def test_reports_of_both_sides_are_printed(ward, merged, women_kp3, women_kp4, women_head, settings):
    """July was sent by the old ones and closed; August is asked of the new one; the set has both."""
    install_formats()
    duty = factories.ReportDutyFactory(locality=ward.locality, line=ward.women.line)
    july = Round.plan(duty, Period.parse("2017-07"))
    july.save()
    settings.BUSINESS_DATE = date(2017, 7, 20)
    july.open()
    for user in (women_kp3, women_kp4):
        july.filings.get(unit=user.holdings[0].post.unit).submit(WORDS, by=user)
    close(july, by=women_head)
    printed = {
        it.unit.name: it.versions.get().paper for it in july.filings.exclude(first_sent_on=None).for_list()
    }
    settings.BUSINESS_DATE = date(2017, 8, 20)
    place = merged()
    new = Unit.objects.get(neighbourhood=place, line=ward.women.line)
    august = Round.plan(duty, Period.parse("2017-08"))
    august.save()
    august.open()
    keep_rounds()
    asked = set(august.filings.exclude(state=Filing.State.EXEMPT).values_list("unit__name", flat=True))
    assert asked == {"Chi hội phụ nữ Khu phố 1", "Chi hội phụ nữ Khu phố 2", "Chi hội phụ nữ Khu phố 9"}
    filing = august.filings.get(unit=new)
    filing.submit({**WORDS, "tinh-hinh": "Khu phố mới ổn định."}, by=User.objects.get(pk=women_kp3.pk))

    settings.BUSINESS_DATE = date(2017, 10, 2)
    for old in july.filings.exclude(first_sent_on=None).for_list():
        paper = filing_paper.of_version(old, old.versions.get())
        assert json.loads(json.dumps(paper.to_json())) == json.loads(json.dumps(printed[old.unit.name]))
    titles = [leaf.name for leaf in whole_set(ward.locality, Period.parse("2017-q3"))]
    assert {"Chi hội phụ nữ Khu phố 3", "Chi hội phụ nữ Khu phố 4", "Chi hội phụ nữ Khu phố 9"} <= set(titles)


def test_a_round_that_collects_lets_the_ended_off_and_asks_the_new(ward, merged, settings):
    duty = factories.ReportDutyFactory(locality=ward.locality, line=ward.women.line)
    settings.BUSINESS_DATE = date(2017, 8, 10)
    august = Round.plan(duty, Period.parse("2017-08"))
    august.save()
    august.open()
    assert august.filings.count() == 4
    settings.BUSINESS_DATE = date(2017, 8, 20)
    merged()
    keep_rounds()
    states = dict(august.filings.values_list("unit__name", "state"))
    assert states["Chi hội phụ nữ Khu phố 3"] == states["Chi hội phụ nữ Khu phố 4"] == "exempt"
    assert states["Chi hội phụ nữ Khu phố 9"] == "awaited"


# --- Split, taken in, ended ---------------------------------------------------------------------------


def test_one_splits_into_two_and_work_goes_to_the_first(ward, admin, plan, task_of):
    task = task_of(plan, [ward.women_branches[3]], title="Ra mắt nhóm")
    places = [Place("Khu phố 3A", "KP 3A"), Place("Khu phố 3B", "KP 3B")]
    stored = reorganize([ward.neighbourhoods[3]], places, date(2017, 9, 1), by=admin)
    assert [it.name for it in stored] == ["Khu phố 3A", "Khu phố 3B"]
    assert task.assignments.get().unit.name == "Chi hội phụ nữ Khu phố 3A"
    assert Unit.objects.filter(neighbourhood__in=stored).count() == 8
    ward.neighbourhoods[3].refresh_from_db()
    assert set(ward.neighbourhoods[3].successors.all()) == set(stored)


def test_one_is_taken_in_by_one_that_stays(ward, admin):
    stays = ward.neighbourhoods[1]
    place = Place(stays.name, stays.short_name, stays)
    changes = preview([ward.neighbourhoods[2]], [place], date(2017, 9, 1))
    assert {change.new[0] for change in changes} == set(Unit.objects.filter(neighbourhood=stays))
    reorganize([ward.neighbourhoods[2]], [place], date(2017, 9, 1), by=admin)
    assert Unit.objects.filter(neighbourhood=stays).count() == 4
    assert Neighbourhood.objects.current().count() == 3


def test_a_body_with_open_work_ends_only_with_a_successor(client_of, admin, ward, plan, task_of):
    task_of(plan, [ward.youth_branches[2]], title="Ra mắt nhóm")
    unit = ward.youth_branches[2]
    page = client_of(admin).post(f"{unit.get_absolute_url()}thoi/", {"from_on": "1/9/2017"})
    assert "còn 1 việc chưa xong" in text_of(page)
    client_of(admin).post(
        f"{unit.get_absolute_url()}thoi/", {"from_on": "1/9/2017", "successor": ward.youth_branches[1].pk}
    )
    assert Assignment.objects.get(task__title="Ra mắt nhóm").unit == ward.youth_branches[1]
    assert open_work(unit) == []


# --- 1/7/2025 -----------------------------------------------------------------------------------------


def test_on_1_7_2025_the_ward_becomes_part_of_a_new_one(
    client_of, admin, ward, settings, women_head, women_kp3
):
    """Names, superior and lines change; khu phố come from the neighbours; what was printed stays."""
    install_formats()
    settings.BUSINESS_DATE = date(2025, 6, 20)
    duty = factories.ReportDutyFactory(locality=ward.locality, line=ward.women.line)
    june = Round.plan(duty, Period.parse("2025-06"))
    june.save()
    june.open()
    filing = june.filings.get(unit=ward.women_branches[3])
    filing.submit(WORDS, by=women_kp3)
    close(june, by=women_head)
    before = json.dumps(
        filing_paper.of_version(filing, filing.versions.get()).to_json(), sort_keys=True, ensure_ascii=False
    )
    mobilization = factories.UnitFactory(
        locality=ward.locality, line=ward.party.line, name="Khối vận Phường 6", parent=ward.party
    )

    settings.BUSINESS_DATE = date(2025, 7, 1)
    client = client_of(admin)
    locality = {
        "version": 1,
        "kind": "ward",
        "name": "Phường Chợ Mới",
        "place_name": "Chợ Mới",
        "neighbourhood_word": "khu phố",
        "superior_name": "Đảng bộ Thành phố",
        "help_contact": "",
    }
    client.post("/to-chuc/bo-sung/", locality)
    # Mass organizations come under the Front, and are renamed.
    women = {
        "name": "Hội LHPN Phường Chợ Mới",
        "short_name": "Hội LHPN",
        "line": ward.women.line.pk,
        "parent": ward.front.pk,
        "symbol": "PN",
        "format_family": ward.women.format_family,
        "order": 0,
        "renamed_on": "1/7/2025",
    }
    assert client.post(f"{ward.women.get_absolute_url()}sua/", women).status_code == 302
    # The mobilisation bloc ends; the board for Party building takes over.
    board = {**women, "name": "Ban Xây dựng Đảng", "short_name": "Ban XDĐ", "line": ward.party.line.pk}
    board |= {"parent": ward.party.pk, "symbol": "BXDĐ", "format_family": "party", "valid_from": "1/7/2025"}
    assert client.post("/to-chuc/don-vi/lap/", board).status_code == 302
    successor = Unit.objects.get(name="Ban Xây dựng Đảng")
    end_unit(mobilization, successor, date(2025, 7, 1), by=admin)
    # Two neighbours bring a khu phố each.
    for number in (11, 12):
        place = factories.NeighbourhoodFactory(
            locality=ward.locality, name=f"Khu phố {number}", order=number, valid_from=date(2025, 7, 1)
        )
        added = {**women, "name": f"Chi hội phụ nữ Khu phố {number}", "short_name": f"PN KP {number}"}
        added |= {"parent": ward.women.pk, "neighbourhood": place.pk, "valid_from": "1/7/2025"}
        assert client.post("/to-chuc/don-vi/lap/", added).status_code == 302

    filing.refresh_from_db()
    after = json.dumps(
        filing_paper.of_version(filing, filing.versions.get()).to_json(), sort_keys=True, ensure_ascii=False
    )
    assert after == before
    assert "Hội LHPN Phường 6".upper() in before.upper()
    july = Round.plan(duty, Period.parse("2025-07"))
    july.save()
    july.open()
    assert july.filings.count() == 6
    new = july.filings.get(unit=ward.women_branches[3])
    new.submit(WORDS, by=women_kp3)
    printed = json.dumps(new.versions.get().paper, ensure_ascii=False)
    assert "Hội LHPN Phường Chợ Mới".upper() in printed.upper()
    assert "Chợ Mới, ngày" in printed
    assert "Phường 6, ngày" not in printed
    then, now = (text_of(client.get("/to-chuc/", {"ngay": day})) for day in ("30/6/2025", "1/7/2025"))
    assert "Hội LHPN Phường 6" in then
    assert "Khối vận Phường 6" in then
    assert "Khu phố 11" not in then
    assert "Hội LHPN Phường Chợ Mới" in now
    assert "Khối vận Phường 6" not in now
    assert "Khu phố 12" in now
    with pytest.raises(ValidationError, match="chưa đến"):
        end_unit(successor, ward.party, date(2025, 7, 2), by=admin)
    assert PostHolding.objects.current().filter(person=women_kp3.person).exists()
