"""What is asked out of turn: chosen units, their own days, one subject, on the same board and papers."""

from datetime import date

import pytest

from documents.installing import install_formats
from organizations.models import AuditEntry
from reports import filing_paper
from reports.collecting import board, close, reminder_words
from reports.consolidation import for_receiver
from reports.installing import AD_HOC, install_outlines
from reports.models import Filing, ReportDuty, ReportOutline, Round
from reports.sets import whole_set
from tests import factories
from tests.reading import text_of
from wardportal.dates import Period, PeriodKind

ASK = "/bao-cao/dot-xuat/"
SUBJECT = "Tình hình thiệt hại sau đợt mưa lớn"


@pytest.fixture(autouse=True)
def _forms(db):
    install_formats()
    install_outlines()


@pytest.fixture
def asked(ward, women_head, client_of):
    """The union asks the branches of Khu phố 2 and 3 about three days of rain, as its page does it."""
    answer = client_of(women_head).post(ASK, typed(ward, [2, 3]))
    assert answer.status_code == 302
    return Round.objects.get()


def typed(ward, places, **others):
    return {
        "subject": SUBJECT,
        "first_on": "15/9/2017",
        "last_on": "17/9/2017",
        "due_on": "20/9/2017",
        "outline": ReportOutline.objects.get(name=AD_HOC).pk,
        "receiver": ward.women.pk,
        "units": [ward.women_branches[number].pk for number in places],
        **others,
    }


@pytest.mark.parametrize("slug", ["20170915-20170917", "20170228-20170301"])
def test_a_period_of_its_own_days_reads_back(slug):
    period = Period.parse(slug)
    assert period.slug == slug
    assert Period.ad_hoc(period.starts_on, period.ends_on) == period


@pytest.mark.parametrize("slug", ["20170917-20170915", "20170231-20170301", "20170915"])
def test_days_that_are_none_are_refused_in_words(slug):
    with pytest.raises(ValueError, match=r"ngày|kỳ báo cáo"):
        Period.parse(slug)


def test_before_it_come_as_many_days_and_a_year_before_the_same(settings):
    period = Period.ad_hoc(date(2016, 2, 27), date(2016, 2, 29))
    assert period.previous() == Period.ad_hoc(date(2016, 2, 24), date(2016, 2, 26))
    assert period.year_before() == Period.ad_hoc(date(2015, 2, 27), date(2015, 2, 28))
    assert period.label == "đột xuất từ ngày 27/02/2016 đến ngày 29/02/2016"


def test_chosen_units_are_asked_at_once_and_nobody_else(asked, ward, women_kp3, client_of):
    assert {it.unit for it in asked.filings.all()} == {ward.women_branches[2], ward.women_branches[3]}
    assert str(asked) == f"Báo cáo đột xuất: {SUBJECT}"
    assert AuditEntry.objects.filter(action="yêu cầu báo cáo đột xuất").count() == 1
    # The calendar of next year does not repeat it, and new units are not drawn in.
    assert (
        Round.plan_year(ward.locality, 2018, by=factories.UserFactory(unit=ward.party, role="party_office"))
        == 0
    )
    assert asked.ask() == 0
    assert not ReportDuty.objects.regular().exists()
    assert SUBJECT in text_of(client_of(women_kp3).get("/"))


def test_it_is_written_sent_printed_and_gathered_under_its_subject(
    asked, ward, women_kp3, women_head, client_of
):
    filing = asked.filings.get(unit=ward.women_branches[3])
    page = text_of(client_of(women_kp3).get(f"{filing.get_absolute_url()}ghi/"))
    assert "Tình hình, sự việc" in page
    filing.submit({"su-viec": "Ngập 12 hộ ở hẻm 42.", "da-lam": "Đã dọn xong."}, by=women_kp3)
    paper = filing_paper.compose(filing, filing.versions.get())
    assert (paper.type_name, paper.abstract) == ("Báo cáo", SUBJECT)
    whole = for_receiver(ward.women, asked.period)
    first = whole.sections[0]
    assert (first.title, [said.text for said in first.said]) == (
        "Tình hình, sự việc",
        ["Ngập 12 hộ ở hẻm 42."],
    )
    assert whole.figures == ()
    late = asked.filings.get(unit=ward.women_branches[2])
    assert f"chưa gửi báo cáo về {SUBJECT}" in reminder_words(late)
    leaves = list(whole_set(ward.locality, asked.period))
    assert any(leaf.paper.abstract == SUBJECT for leaf in leaves)
    close(asked, by=women_head)
    asked.refresh_from_db()
    assert asked.is_closed


def test_two_rounds_of_the_same_days_stand_side_by_side_on_the_board(asked, ward, women_head, client_of):
    again = typed(ward, [3], subject="Tình hình sạt lở")
    client_of(women_head).post(ASK, again)
    found = board(women_head, PeriodKind.AD_HOC, 2017)
    assert [column["name"] for column in found.columns] == [SUBJECT, "Tình hình sạt lở"]
    words = {row.unit: [square.words for square in row.cells] for row in found.rows}
    assert words[ward.women_branches[2]] == ["chưa gửi, hạn 20/9/2017", "không phải báo cáo"]
    assert words[ward.women_branches[3]] == ["chưa gửi, hạn 20/9/2017"] * 2
    page = text_of(client_of(women_head).get("/bao-cao/theo-doi/", {"ky": "ad_hoc"}))
    assert "Tình hình sạt lở" in page
    assert client_of(women_head).get(f"/bao-cao/{asked.period.slug}/").status_code == 200


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"subject": " "}, "Chưa ghi báo cáo về việc gì."),
        ({"last_on": "14/9/2017"}, "Ngày cuối phải từ ngày đầu trở đi."),
        ({"due_on": "17/9/2017"}, "Hạn gửi đã qua."),
        ({"units": []}, "Chưa chọn đơn vị nào phải báo cáo."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_asked(others, told, ward, women_head, client_of):
    page = client_of(women_head).post(ASK, typed(ward, [2], **others))
    assert told in text_of(page)
    assert not Round.objects.exists()
    assert not Filing.objects.exists()


def test_no_unit_beyond_ones_own_line_can_be_asked(ward, women_head, client_of):
    page = client_of(women_head).post(ASK, typed(ward, [2], units=[ward.party.pk]))
    assert page.status_code == 200
    page = client_of(women_head).post(ASK, typed(ward, [2], receiver=ward.party.pk))
    assert page.status_code == 200
    assert not Round.objects.exists()
