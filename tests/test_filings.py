"""A unit's report: kept while typed, sent in versions, returned, accepted, let off, adjusted."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from indicators.models import IndicatorValue
from reports.models import Adjustment, Filing, Round
from tests import factories
from wardportal.dates import Month

WORDS = {"tinh-hinh": "Nhân dân phấn khởi.", "nhiem-vu": "Họp tổ dân phố."}
AUGUST = Month(2017, 8)


@pytest.fixture
def filing(ward):
    """The report of the women's branch of Khu phố 3 for August 2017, opened."""
    duty = factories.ReportDutyFactory(locality=ward.locality, line=ward.women.line)
    round_ = factories.RoundFactory(duty=duty)
    round_.ask()
    return round_.filings.get(unit=ward.women_branches[3])


@pytest.fixture
def head(ward):
    return factories.UserFactory(unit=ward.women_branches[3], role="branch_leader")


@pytest.fixture
def union(ward):
    return factories.UserFactory(unit=ward.women, role="organization_leader")


@pytest.fixture
def figure(ward, filing, head):
    """5 cuộc/120 lượt người, entered for the branch's August."""
    indicator = factories.IndicatorFactory(locality=ward.locality, is_pair=True, code="tuyen-truyen")
    return IndicatorValue.enter(indicator, filing.unit, AUGUST, by=head, value=5, second_value=120)


def test_what_is_typed_is_kept_without_being_said(filing):
    filing.keep({"tinh-hinh": "Đang gõ"})
    filing.refresh_from_db()
    assert filing.draft == {"tinh-hinh": "Đang gõ"}
    assert filing.state == Filing.State.AWAITED
    assert not filing.versions.exists()


def test_sending_makes_a_version_with_words_and_figures(filing, head, figure):
    filing.keep({"tinh-hinh": "Đang gõ"})
    version = filing.submit({**WORDS, "la": "không có mục này", "tuyen-truyen": "  "}, by=head)
    filing.refresh_from_db()
    assert filing.state == Filing.State.SUBMITTED
    assert filing.words == WORDS
    assert filing.draft == {}
    assert filing.first_sent_on == date(2017, 9, 18)
    assert version.number == 1
    assert [(it["code"], it["words"]) for it in version.figures] == [("tuyen-truyen", "5/120")]
    assert not version.is_proxy


def test_a_second_sending_writes_nothing_over(filing, head):
    filing.submit(WORDS, by=head)
    filing.submit({**WORDS, "nhiem-vu": "Việc khác."}, by=head)
    assert [it.words["nhiem-vu"] for it in filing.versions.all()] == ["Họp tổ dân phố.", "Việc khác."]


def test_a_required_section_is_asked_for_by_name(filing, head):
    with pytest.raises(ValidationError, match="Tình hình tư tưởng"):
        filing.submit({"nhiem-vu": "Có"}, by=head)
    assert not filing.versions.exists()


def test_who_sends_for_another_leaves_a_trace(filing, union):
    assert filing.submit(WORDS, by=union).is_proxy


def test_accepting_accepts_the_figures_too(filing, head, union, figure):
    filing.submit(WORDS, by=head)
    filing.accept(by=union)
    figure.refresh_from_db()
    assert figure.is_accepted
    assert filing.accepted_by == union
    with pytest.raises(ValidationError, match="đã có người xử lý"):
        filing.accept(by=union)
    with pytest.raises(ValidationError, match="đã được nhận"):
        filing.submit(WORDS, by=head)


def test_a_return_says_why_part_by_part_and_gives_back_that_figure(filing, head, union, figure):
    filing.submit(WORDS, by=head)
    filing.send_back(by=union, reason="", parts={"so:tuyen-truyen": "Ghi rõ từng buổi.", "nhiem-vu": " "})
    figure.refresh_from_db()
    assert figure.is_returned
    assert figure.return_reason == "Ghi rõ từng buổi."
    filing.refresh_from_db()
    assert filing.state == Filing.State.RETURNED
    assert filing.part_reasons == {"so:tuyen-truyen": "Ghi rõ từng buổi."}
    IndicatorValue.enter(figure.indicator, filing.unit, AUGUST, by=head, value=4, second_value=120)
    assert filing.submit(WORDS, by=head).figures[0]["words"] == "4/120"
    assert (filing.reason, filing.part_reasons) == ("", {})


def test_a_supplement_is_asked_for_of_what_was_accepted(filing, head, union, figure):
    filing.submit(WORDS, by=head)
    filing.accept(by=union)
    with pytest.raises(ValidationError, match="Hãy ghi cần sửa"):
        filing.send_back(by=union, reason="  ")
    filing.send_back(by=union, reason="Bổ sung việc tháng tới.")
    figure.refresh_from_db()
    assert figure.is_accepted
    assert filing.submit(WORDS, by=head).number == 2


def test_an_exemption_has_its_reason_and_who_gave_it(filing, head, union):
    with pytest.raises(ValidationError, match="lý do"):
        filing.exempt(by=union, reason="")
    filing.exempt(by=union, reason="Đang kiện toàn.")
    assert filing.exempted_by == union
    with pytest.raises(ValidationError, match="được miễn"):
        filing.submit(WORDS, by=head)
    filing.require(by=union)
    assert filing.state == Filing.State.AWAITED


@pytest.mark.parametrize(("sent_on", "grace", "late"), [(18, 0, 0), (19, 0, 1), (20, 2, 0), (21, 2, 3)])
def test_late_is_counted_from_the_due_day_after_the_days_of_grace(filing, sent_on, grace, late):
    filing.round.grace_days = grace
    filing.first_sent_on = date(2017, 8, sent_on)
    assert filing.late_days() == late


def test_a_closed_round_takes_nothing_but_an_adjustment(filing, head, union, figure):
    filing.submit(WORDS, by=head)
    filing.accept(by=union)
    later = factories.RoundFactory(duty=filing.round.duty, number=9, due_on=date(2017, 9, 18))
    stale = Filing.objects.select_related("round").get(pk=filing.pk)
    Round.objects.get(pk=filing.round_id).close({}, by=union)
    filing = Filing.objects.get(pk=filing.pk)
    for attempt in (
        lambda: filing.submit(WORDS, by=head),
        lambda: filing.keep({}),
        lambda: filing.send_back(by=union, reason="Sửa"),
    ):
        with pytest.raises(ValidationError, match="đã khóa"):
            attempt()
    # Whoever looked before it was closed is told so too.
    for attempt in (
        lambda: stale.submit(WORDS, by=head),
        lambda: stale.keep({}),
        lambda: stale.exempt(by=union, reason="Sửa"),
    ):
        with pytest.raises(ValidationError, match="đã khóa"):
            attempt()
    made = Adjustment.make(
        filing, figure.indicator, by=union, reason="Đếm thiếu một buổi", value=6, second_value=140
    )
    assert (made.before, made.after, made.told_in) == ("5/120", "6/140", later)
    with pytest.raises(ValidationError, match="giống số đã báo"):
        Adjustment.make(filing, figure.indicator, by=union, reason="Lần nữa", value=6, second_value=140)


def test_two_versions_never_share_a_number(filing, head):
    filing.submit(WORDS, by=head)
    with pytest.raises(IntegrityError), transaction.atomic():
        filing.versions.create(number=1, sent_by=head)


def test_who_sees_a_filing(ward, filing, head, union):
    other = factories.UserFactory(unit=ward.women_branches[4], role="branch_leader")
    office = factories.UserFactory(unit=ward.party, role="party_office")
    youth = factories.UserFactory(unit=ward.youth, role="organization_leader")
    seen = Filing.objects.filter(pk=filing.pk)
    for user, sees in [(head, True), (union, True), (office, True), (other, False), (youth, False)]:
        assert seen.visible_to(user).exists() is sees, user
