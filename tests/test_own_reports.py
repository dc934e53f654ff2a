"""A ward body's own report: words beside its units', figures by their own rule, a numbered paper."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from indicators.models import IndicatorValue
from reports import own_reports
from reports.consolidation import Consolidation, for_receiver
from reports.models import Filing
from tests import factories
from tests.reading import text_of
from wardportal.dates import Month, Period

AUGUST, QUARTER = Month(2017, 8), Period.parse("2017-q3")
CONFLICT = 409
# The one whose layout the tests have.
FAMILY = "party"


@pytest.fixture
def union(ward):
    return factories.UserFactory(unit=ward.women, role="organization_leader")


@pytest.fixture
def pair(ward):
    """Cuộc/lượt người, told by the women's branches."""
    return factories.IndicatorFactory(
        locality=ward.locality, is_pair=True, code="tuyen-truyen", name="Số cuộc tuyên truyền"
    )


@pytest.fixture
def told(report_round, ward, pair):
    """Khu phố 1 and 2 have sent August; 3 and 4 have not."""
    for number, (value, second, words) in {1: (5, 120, "Nhà trọ đông."), 2: (2, 80, "Giá cả tăng.")}.items():
        filing = report_round.filings.get(unit=ward.women_branches[number])
        head = factories.UserFactory(unit=filing.unit, role="branch_leader")
        IndicatorValue.enter(pair, filing.unit, AUGUST, by=head, value=value, second_value=second)
        filing.submit({"tinh-hinh": words, "nhiem-vu": "Họp tổ."}, by=head)


def compose_url(filing):
    return reverse("reports:filing_compose", args=[filing.pk])


# --- What was gathered --------------------------------------------------------------------------------


@pytest.mark.usefixtures("told")
def test_figures_are_added_by_their_rule_and_open_to_their_parts(ward, own_filing, pair):
    head = factories.UserFactory(unit=ward.women_branches[1], role="branch_leader")
    for month, value in [(4, 3), (7, 1)]:
        IndicatorValue.enter(
            pair, ward.women_branches[1], Month(2017, month), by=head, value=value, second_value=10
        )

    whole = for_receiver(ward.women, QUARTER)

    (row,) = whole.figures
    # 7/2017: 1/10; 8/2017: 5/120 + 2/80. The quarter before: 3/10.
    assert (row.words, row.previous, row.cumulative) == ("8/210", "3/10", "11/220")
    assert (row.reported, row.total) == (2, 4)
    parts = {part.unit: part.words for part in row.parts}
    assert parts[ward.women_branches[1].short_name] == "6/130"
    assert parts[ward.women_branches[3].short_name] == "chưa có số"


@pytest.mark.usefixtures("told")
def test_who_has_not_sent_is_named_never_averaged(ward, own_filing):
    (standing,) = for_receiver(ward.women, QUARTER).standings
    missing = ", ".join(ward.women_branches[n].short_name for n in (3, 4))
    assert standing.line == f"2/4 đã gửi; chưa gửi: {missing}"


@pytest.mark.usefixtures("told")
def test_words_stand_side_by_side_and_the_silent_are_named(ward, own_filing):
    sections = {it.key: it for it in for_receiver(ward.women, QUARTER).sections}
    assert [it.text for it in sections["tinh-hinh"].said] == ["Nhà trọ đông.", "Giá cả tăng."]
    (both,) = sections["nhiem-vu"].said
    assert both.also == (ward.women_branches[2].short_name,)
    assert len(sections["tuyen-truyen"].silent) == 2


@pytest.mark.usefixtures("told")
def test_figures_flow_through_the_bodies_between(ward, own_filing, pair):
    """Branch → women's union → Front: the Front counts the branches too."""
    (row,) = for_receiver(ward.front, QUARTER).figures
    assert row.words == "7/200"


@pytest.mark.usefixtures("told")
def test_what_is_kept_comes_back_the_same(ward, own_filing):
    whole = for_receiver(ward.women, QUARTER)
    assert Consolidation.from_data(whole.as_data()) == whole


@pytest.mark.parametrize("branches", [1, 4])
def test_gathering_asks_as_much_for_many_branches_as_for_one(
    branches, report_round, ward, own_filing, django_assert_num_queries
):
    for number in range(1, branches + 1):
        filing = report_round.filings.get(unit=ward.women_branches[number])
        head = factories.UserFactory(unit=filing.unit, role="branch_leader")
        filing.submit({"tinh-hinh": f"Việc {number}"}, by=head)
    factories.IndicatorFactory(locality=ward.locality)
    with django_assert_num_queries(9):
        for_receiver(ward.women, QUARTER)


# --- Composed -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("told")
def test_words_are_put_in_with_whose_they_are_and_only_once(own_filing, client_of, union, ward):
    client = client_of(union)
    typed = {"version": 1, "loi_tinh-hinh": "Tình hình ổn định.", "dua-vao": "tinh-hinh|"}
    answer = client.post(compose_url(own_filing), typed)
    assert answer.url.endswith("#tinh-hinh")
    own_filing.refresh_from_db()
    words = own_reports.current_words(own_filing)["tinh-hinh"]
    first, second = (ward.women_branches[n].short_name for n in (1, 2))
    assert words == f"Tình hình ổn định.\n- {first}: Nhà trọ đông.\n- {second}: Giá cả tăng."

    client.post(compose_url(own_filing), typed | {"version": 2, "loi_tinh-hinh": words})
    own_filing.refresh_from_db()
    assert own_reports.current_words(own_filing)["tinh-hinh"] == words


@pytest.mark.usefixtures("told", "issuing_union")
def test_all_words_go_under_the_headings_that_are_empty_and_a_paper_is_made(own_filing, client_of, union):
    client = client_of(union)
    typed = {"version": 1, "loi_tinh-hinh": "Tình hình ổn định."}

    client.post(compose_url(own_filing), typed | {"dua-vao": "*"})
    own_filing.refresh_from_db()
    assert own_reports.current_words(own_filing)["tinh-hinh"] == "Tình hình ổn định."
    client.post(compose_url(own_filing), {"version": 2, "loi_tinh-hinh": "", "dua-vao": "*"})
    own_filing.refresh_from_db()
    words = own_reports.current_words(own_filing)["tinh-hinh"]
    assert words.splitlines()[0].endswith(": Nhà trọ đông.")

    answer = client.post(compose_url(own_filing), {"version": 3, "loi_tinh-hinh": words, "lap-van-ban": "1"})
    own_filing.refresh_from_db()
    assert answer.url == own_filing.document.get_absolute_url()


def test_what_goes_to_an_office_is_gathered_by_its_committee(ward, client_of):
    """In 2017 the cells report to the Party committee's office; the committee's own report is made of it."""
    office = factories.UnitFactory(
        locality=ward.locality, parent=ward.party, level="ward", line=ward.party.line
    )
    cells = factories.ReportDutyFactory(locality=ward.locality, line=ward.party.line, receiver=office)
    factories.RoundFactory(duty=cells).ask()
    duty = factories.ReportDutyFactory(
        locality=ward.locality, level="ward", unit=ward.party, receiver=ward.superior, period_kind="quarter"
    )
    round_ = factories.RoundFactory(duty=duty, number=3, due_on=date(2017, 9, 25))
    round_.ask()
    filing = round_.filings.get()
    client = client_of(factories.UserFactory(unit=ward.party, role="party_office"))

    assert compose_url(filing) in text_of(client.get(filing.get_absolute_url()))
    page = text_of(client.get(compose_url(filing)))
    assert all(cell.short_name in page for cell in ward.cells.values())


def test_two_who_compose_at_once_see_both_texts(own_filing, client_of, union):
    client = client_of(union)
    client.post(compose_url(own_filing), {"version": 1, "loi_tinh-hinh": "Của người thứ nhất."})
    second = client.post(compose_url(own_filing), {"version": 1, "loi_tinh-hinh": "Của người thứ hai."})
    assert second.status_code == CONFLICT
    page = text_of(second)
    assert "Của người thứ nhất." in page
    assert "Của người thứ hai." in page


def test_sending_asks_for_the_required_and_keeps_what_was_typed(own_filing, client_of, union):
    client = client_of(union)
    answer = client.post(compose_url(own_filing), {"version": 1, "loi_nhiem-vu": "Họp giao ban.", "gui": "1"})
    page = text_of(answer)
    assert "Còn mục chưa ghi: Tình hình tư tưởng" in page
    assert "Họp giao ban." in page
    client.post(
        compose_url(own_filing),
        {"version": 1, "loi_tinh-hinh": "Ổn định.", "loi_nhiem-vu": "Họp giao ban.", "gui": "1"},
    )
    own_filing.refresh_from_db()
    assert own_filing.state == Filing.State.SUBMITTED
    assert own_filing.words == {"tinh-hinh": "Ổn định.", "nhiem-vu": "Họp giao ban."}


# --- The paper ----------------------------------------------------------------------------------------


@pytest.fixture
def issuing_union(own_filing):
    """The union issues reports in the layout that the tests have."""
    own_filing.unit.format_family = FAMILY
    own_filing.unit.save()
    factories.FormatProfileFactory()
    factories.DocumentTypeFactory(name="Báo cáo", abbreviation="BC", family=FAMILY)


@pytest.fixture
def paper(own_filing, union, told, issuing_union):
    own_filing.keep({"loi_tinh-hinh": "Hội viên yên tâm.", "loi_tuyen-truyen": "", "loi_nhiem-vu": "Họp."})
    return own_reports.begin(own_filing, by=union)


def printed(document):
    return Document.objects.get(pk=document.pk).as_paper.body_html


def test_the_paper_prints_words_figures_and_who_has_not_sent(paper, ward):
    html = printed(paper)
    assert "Hội viên yên tâm." in html
    assert '<p style="text-align: center">7/200</p>' in html
    assert "2/4 đã gửi; chưa gửi:" in html
    assert paper.abstract == "Tình hình, kết quả hoạt động quý III/2017"


def test_the_paper_follows_until_it_is_submitted(paper, own_filing, ward, pair, union):
    branch = ward.women_branches[3]
    head = factories.UserFactory(unit=branch, role="branch_leader")
    IndicatorValue.enter(pair, branch, AUGUST, by=head, value=1, second_value=30)
    assert own_reports.refresh(Filing.objects.get(pk=own_filing.pk))
    assert ">8/230<" in printed(paper)
    assert not own_reports.refresh(Filing.objects.get(pk=own_filing.pk))

    submitted = {"submitted_by": union, "submitted_at": timezone.now(), "is_free_of_secrets": True}
    Document.objects.filter(pk=paper.pk).update(state=Document.State.SUBMITTED, **submitted)
    IndicatorValue.objects.update(value=100)
    assert not own_reports.refresh(Filing.objects.get(pk=own_filing.pk))
    assert ">8/230<" in printed(paper)


def test_the_paper_is_made_once_from_the_page(own_filing, client_of, union, told, issuing_union):
    client = client_of(union)
    address = reverse("reports:filing_paper", args=[own_filing.pk])
    client.post(address)
    client.post(address)
    own_filing.refresh_from_db()
    assert Document.objects.filter(filing=own_filing).count() == 1
    assert own_filing.document.issuer == own_filing.unit


def test_marks_are_never_longer_than_a_paper_takes_and_never_the_same():
    title = "Thực hiện dân chủ, giám sát, phản biện xã hội, tham gia xây dựng Đảng"
    sections = [{"key": "a", "title": title}, {"key": "b", "title": f"{title}, chính quyền"}]
    marks = own_reports.marks_of(sections)
    assert len(set(marks.values())) == 2
    assert all(len(mark) <= 40 for mark in marks.values())


def test_an_issued_paper_is_sent_as_printed_and_what_comes_back_can_be_mended(
    own_filing, client_of, union, ward
):
    client = client_of(union)
    send = reverse("reports:filing_send", args=[own_filing.pk])
    typed = {"version": 1, "loi_tinh-hinh": "Ổn định.", "loi_nhiem-vu": "Họp giao ban."}
    client.post(compose_url(own_filing), typed)
    assert "chưa ban hành" in text_of(client.post(send, follow=True))
    paper = factories.DocumentFactory(issuer=ward.women)
    Filing.objects.filter(pk=own_filing.pk).update(document=paper)

    # Words that nobody printed cannot be sent with it.
    assert client.get(compose_url(own_filing)).url == own_filing.get_absolute_url()
    assert "Đã gửi báo cáo đến" in text_of(client.post(send, follow=True))
    filing = Filing.objects.get(pk=own_filing.pk)
    assert (filing.state, filing.words["tinh-hinh"]) == (Filing.State.SUBMITTED, "Ổn định.")
    assert "chưa ban hành, hoặc báo cáo đã gửi" in text_of(client.post(send, follow=True))

    filing.send_back(by=factories.UserFactory(unit=ward.front), reason="Ghi thêm số liệu.")
    assert client.get(compose_url(filing)).status_code == 200
