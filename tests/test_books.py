"""The number books: who numbers in which, what is taken, what is left out; and the pages that keep them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import CommitteeTerm, DocumentType, NumberBook, NumberGap, NumberingRule
from organizations.models import AuditEntry, Unit
from tests import factories

DAY = date(2017, 9, 5)
FAMILY = Unit.FormatFamily


@pytest.fixture
def term(ward):
    return factories.CommitteeTermFactory(unit=ward.party)


@pytest.fixture
def type_of(db):
    """`type_of("KH")`: a type of the Party with that abbreviation."""

    def build(abbreviation, name="", family=FAMILY.PARTY):
        return factories.DocumentTypeFactory(
            family=family, name=name or f"Loại {abbreviation}", abbreviation=abbreviation
        )

    return build


@pytest.fixture
def numbered(officer):
    """`numbered(unit, doc_type, day, …)`: a paper that took the next number, or the one asked for."""

    def build(unit, doc_type, day=DAY, **asked):
        book = NumberBook.for_paper(unit, doc_type, day)
        number = book.take(by=officer, **asked)
        return factories.DocumentFactory(
            issuer=unit,
            doc_type=doc_type,
            book=book,
            number=number,
            suffix=asked.get("suffix", ""),
            symbol=unit.symbol,
            issued_on=day,
        )

    return build


def numbers_of(book):
    return [
        f"{number}{suffix}"
        for number, suffix in book.documents.order_by("number", "suffix").values_list("number", "suffix")
    ]


# --- Which book -------------------------------------------------------------------------------------


def test_the_party_numbers_per_type_and_term(ward, term, type_of):
    plan, report = type_of("KH"), type_of("BC")

    books = [
        NumberBook.for_paper(ward.party, doc_type, day)
        for doc_type in (plan, report)
        for day in (date(2015, 7, 1), date(2017, 1, 1), date(2020, 6, 30))
    ]

    assert [(book.abbreviation, book.label, book.starts_on, book.ends_on) for book in books] == [
        ("KH", "nhiệm kỳ 2015 – 2020", date(2015, 7, 1), date(2020, 6, 30))
    ] * 3 + [("BC", "nhiệm kỳ 2015 – 2020", date(2015, 7, 1), date(2020, 6, 30))] * 3
    assert NumberBook.objects.count() == 2


def test_a_term_does_not_begin_again_in_january_but_with_the_next_term(ward, term, type_of, numbered):
    plan = type_of("KH")
    factories.CommitteeTermFactory(
        unit=ward.party, name="2020 – 2025", starts_on=date(2020, 7, 1), ends_on=None
    )

    papers = [
        numbered(ward.party, plan, day)
        for day in (date(2016, 12, 31), date(2017, 1, 1), date(2020, 6, 30), date(2020, 7, 1))
    ]

    assert [paper.number for paper in papers] == [1, 2, 3, 1]


def test_the_front_numbers_all_types_together_and_begins_again_with_the_year(ward, type_of, numbered):
    plan, notice = type_of("KH", family=FAMILY.FRONT), type_of("TB", family=FAMILY.FRONT)

    papers = [
        numbered(ward.front, plan, date(2016, 12, 30)),
        numbered(ward.front, notice, date(2016, 12, 31)),
        numbered(ward.front, plan, date(2017, 1, 1)),
        numbered(ward.front, notice, date(2017, 12, 31)),
    ]

    assert [(paper.number, paper.book.label) for paper in papers] == [
        (1, "năm 2016"),
        (2, "năm 2016"),
        (1, "năm 2017"),
        (2, "năm 2017"),
    ]


def test_decisions_and_regulations_share_their_abbreviation_and_so_their_book(ward, term, type_of, numbered):
    decision, regulation = type_of("QĐ", "Quyết định"), type_of("QĐ", "Quy định")

    papers = [numbered(ward.party, doc_type) for doc_type in (decision, regulation, decision)]

    assert [str(paper) for paper in papers] == [
        "Quyết định số 01-QĐ/ĐU",
        "Quy định số 02-QĐ/ĐU",
        "Quyết định số 03-QĐ/ĐU",
    ]


def test_eight_cells_with_one_symbol_have_books_of_their_own(type_of, numbered, ward):
    for cell in ward.cells.values():
        Unit.objects.filter(pk=cell.pk).update(symbol="CB", format_family=FAMILY.PARTY)
        factories.CommitteeTermFactory(unit=cell)
    cells = list(Unit.objects.filter(symbol="CB"))
    resolution = type_of("NQ")

    papers = [numbered(cell, resolution) for cell in cells]

    assert {paper.code for paper in papers} == {"01-NQ/CB"}
    assert len({paper.book_id for paper in papers}) == len(cells) == 4


def test_the_standing_committee_writes_into_the_committees_book(ward, term, type_of, numbered):
    standing = factories.UnitFactory(
        locality=ward.locality,
        line=ward.party.line,
        parent=ward.party,
        name="Ban Thường vụ Đảng ủy",
        symbol="ĐU",
        format_family=FAMILY.PARTY,
    )
    plan = type_of("KH")

    papers = [numbered(unit, plan) for unit in (ward.party, standing, ward.party)]

    assert [paper.code for paper in papers] == ["01-KH/ĐU", "02-KH/ĐU", "03-KH/ĐU"]
    assert {paper.book.owner for paper in papers} == {ward.party}


def test_who_shares_a_book_counts_as_its_owner_does(ward, term, type_of, officer):
    rule = NumberingRule(
        unit=ward.cells[1], owner=ward.party, period=NumberingRule.Period.YEAR, is_per_type=False
    )
    rule.settle(by=officer)

    book = NumberBook.for_paper(ward.cells[1], type_of("KH"), DAY)

    assert (book.owner, book.abbreviation, book.label) == (ward.party, "KH", "nhiệm kỳ 2015 – 2020")


def test_bodies_without_a_symbol_share_nothing(ward):
    Unit.objects.filter(pk=ward.women.pk).update(symbol="")

    rule = NumberingRule.of(Unit.objects.get(pk=ward.women_branches[3].pk))

    assert rule.owner == ward.women_branches[3]


def test_books_are_not_shared_in_a_circle(ward, officer):
    by_year = NumberingRule.Period.YEAR
    NumberingRule(unit=ward.youth, owner=ward.front, period=by_year, is_per_type=False).settle(by=officer)

    for unit, owner, words in [
        (ward.women, ward.youth, "không giữ sổ riêng"),
        (ward.front, ward.women, "đang dùng chung sổ này"),
    ]:
        with pytest.raises(ValidationError, match=words):
            NumberingRule(unit=unit, owner=owner, period=by_year, is_per_type=False).settle(by=officer)


def test_a_party_paper_outside_every_term_is_refused_with_what_to_do(ward, type_of):
    with pytest.raises(ValidationError) as refused:
        NumberBook.for_paper(ward.party, type_of("KH"), DAY)

    assert refused.value.messages == [
        "Chưa ghi nhiệm kỳ của Đảng ủy Phường 6 cho ngày 05/9/2017. "
        "Hãy ghi nhiệm kỳ ở trang “Sổ số”, hoặc sửa ngày ban hành."
    ]
    assert NumberBook.objects.count() == 0


@pytest.mark.parametrize(
    ("is_per_type", "expected"),
    [
        (True, [(1, "KH"), (1, "TB"), (2, "KH")]),
        (False, [(1, ""), (2, ""), (3, "")]),
    ],
)
def test_one_book_for_all_types_or_one_per_type_as_the_ward_sets_it(
    ward, type_of, numbered, officer, is_per_type, expected
):
    plan, notice = type_of("KH", family=FAMILY.FRONT), type_of("TB", family=FAMILY.FRONT)
    NumberingRule(
        unit=ward.front, owner=ward.front, period=NumberingRule.Period.YEAR, is_per_type=is_per_type
    ).settle(by=officer)

    papers = [numbered(ward.front, doc_type) for doc_type in (plan, notice, plan)]

    assert [(paper.number, paper.book.abbreviation) for paper in papers] == expected


def test_numbers_go_on_where_the_way_of_numbering_changes_within_the_year(ward, type_of, numbered, officer):
    plan, notice = type_of("KH", family=FAMILY.FRONT), type_of("TB", family=FAMILY.FRONT)
    for doc_type in (plan, notice, plan):
        numbered(ward.front, doc_type)
    rule = NumberingRule.of(ward.front)
    rule.is_per_type = True
    rule.settle(by=officer)

    assert NumberBook.next_for_paper(ward.front, plan, DAY) == 4
    papers = [numbered(ward.front, doc_type) for doc_type in (plan, notice)]

    assert [(paper.number, paper.book.abbreviation) for paper in papers] == [(4, "KH"), (3, "TB")]
    assert NumberBook.for_paper(ward.front, plan, date(2018, 1, 2)).last_number == 0


# --- Which number -----------------------------------------------------------------------------------


def test_a_number_can_be_asked_for_and_the_next_follows_it(ward, term, type_of, numbered):
    plan = type_of("KH")

    papers = [numbered(ward.party, plan), numbered(ward.party, plan, number=2), numbered(ward.party, plan)]

    assert [paper.number for paper in papers] == [1, 2, 3]
    assert NumberGap.objects.count() == 0


def test_a_number_that_is_taken_is_refused_and_the_next_is_named(ward, term, type_of, numbered, officer):
    plan = type_of("KH")
    book = numbered(ward.party, plan).book

    with pytest.raises(ValidationError) as refused:
        book.take(by=officer, number=1)

    assert refused.value.messages == [
        "Số 01 đã có trong sổ Đảng ủy Phường 6, KH, nhiệm kỳ 2015 – 2020. Số tiếp theo là 02."
    ]


def test_an_unexplained_gap_is_refused_and_nothing_changes(ward, term, type_of, numbered, officer):
    book = numbered(ward.party, type_of("KH")).book

    for number, span in [(3, "số 02"), (7, "các số 02–06")]:
        with pytest.raises(ValidationError) as refused:
            book.take(by=officer, number=number, reason="  ")
        assert refused.value.messages == [
            f"Lấy số 0{number} sẽ bỏ trống {span} trong sổ Đảng ủy Phường 6, KH, nhiệm kỳ 2015 – 2020. "
            "Hãy ghi lý do."
        ]

    book.refresh_from_db()
    assert (book.last_number, book.gaps.count()) == (1, 0)


def test_an_explained_gap_is_kept_and_a_number_of_it_may_be_used_later(ward, term, type_of, numbered):
    plan = type_of("KH")
    numbered(ward.party, plan, number=6, reason="Các số trước ghi ở sổ giấy")
    book = numbered(ward.party, plan, number=3).book

    gap = book.gaps.get()
    assert (gap.first, gap.last, gap.reason) == (1, 5, "Các số trước ghi ở sổ giấy")
    assert book.unused() == [(range(1, 3), gap), (range(4, 6), gap)]
    assert numbered(ward.party, plan).number == 7


def test_a_number_with_a_letter_stands_beside_its_number(ward, term, type_of, numbered, officer):
    plan = type_of("KH")
    book = numbered(ward.party, plan).book
    numbered(ward.party, plan, number=1, suffix="a")
    numbered(ward.party, plan)

    assert numbers_of(book) == ["1", "1a", "2"]
    with pytest.raises(ValidationError, match="Số 01a đã có trong sổ"):
        book.take(by=officer, number=1, suffix="a")


def test_a_letter_ahead_of_its_number_leaves_the_number_out(ward, term, type_of, numbered, officer):
    plan = type_of("KH")
    book = NumberBook.for_paper(ward.party, plan, DAY)
    with pytest.raises(ValidationError, match="Lấy số 02a sẽ bỏ trống các số 01–02"):
        book.take(by=officer, number=2, suffix="a")

    numbered(ward.party, plan, number=2, suffix="a", reason="Đã lấy ở sổ giấy")

    assert [run for run, _ in book.unused()] == [range(1, 3)]
    assert numbered(ward.party, plan, number=2).number == 2
    assert [run for run, _ in book.unused()] == [range(1, 2)]
    assert numbered(ward.party, plan).number == 3


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_a_number_beyond_any_register_is_refused(ward, term, type_of, officer, number):
    book = NumberBook.for_paper(ward.party, type_of("KH"), DAY)

    with pytest.raises(ValidationError, match="Số văn bản phải từ 1 đến 9999"):
        book.take(by=officer, number=number, reason="thử")


# --- Terms ------------------------------------------------------------------------------------------


def test_a_corrected_term_takes_its_books_along(ward, term, type_of, numbered, officer):
    plan = type_of("KH")
    numbered(ward.party, plan)
    term.name, term.starts_on = "2015 – 2020 (khóa XI)", date(2015, 7, 15)

    term.settle(by=officer)

    paper = numbered(ward.party, plan)
    assert (paper.number, paper.book.label) == (2, "nhiệm kỳ 2015 – 2020 (khóa XI)")
    entry = AuditEntry.objects.get(action="sửa nhiệm kỳ")
    assert [tuple(change) for change in entry.changes] == [
        ("nhiệm kỳ", "2015 – 2020", "2015 – 2020 (khóa XI)"),
        ("từ ngày", "01/7/2015", "15/7/2015"),
    ]


def test_a_term_is_not_moved_away_from_papers_that_were_numbered_in_it(
    ward, term, type_of, numbered, officer
):
    numbered(ward.party, type_of("KH"))
    term.starts_on = date(2017, 10, 1)

    with pytest.raises(ValidationError, match="đã có văn bản ban hành ngoài khoảng ngày này"):
        term.settle(by=officer)

    assert CommitteeTerm.objects.get().starts_on == date(2015, 7, 1)


def test_terms_of_a_body_do_not_overlap(ward, term, officer):
    with pytest.raises(ValidationError, match=r"Trùng với nhiệm kỳ 2015 – 2020 \(từ ngày 01/7/2015\)"):
        CommitteeTerm(unit=ward.party, name="2020 – 2025", starts_on=date(2020, 6, 1)).settle(by=officer)


# --- The pages --------------------------------------------------------------------------------------

LIST = "/quan-tri/so-so/"


def typed_of(page):
    """What the form of the page would send if nothing was changed."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_the_books_asks_as_often_for_three_as_for_one(
    client_of, admin, ward, type_of, numbered, rows, django_assert_num_queries
):
    for n in range(rows):
        body = factories.UnitFactory(locality=ward.locality, symbol=f"B{n}")
        factories.CommitteeTermFactory(unit=body)
        numbered(body, type_of("KH"), number=4, reason="Sổ giấy")
        numbered(body, type_of("KH"), number=2)
    client = client_of(admin)

    with django_assert_num_queries(12):
        page = client.get(LIST)

    assert [[run.words for run in unused] for _, unused in page.context["books"]] == [
        ["Số 01 để trống", "Số 03 để trống"]
    ] * rows
    assert len(page.context["terms"]) == rows


def test_books_of_past_years_are_shown_when_asked_for(client_of, admin, ward, type_of, numbered):
    notice = type_of("TB", family=FAMILY.FRONT)
    for year in (2016, 2017):
        numbered(ward.front, notice, date(year, 5, 1))
    client = client_of(admin)

    shown = [
        [book.label for book, _ in client.get(LIST, query).context["books"]]
        for query in ({}, {"tat-ca": "1"})
    ]

    assert shown == [["năm 2017"], ["năm 2017", "năm 2016"]]


def test_a_term_is_added_and_corrected(client_of, admin, ward):
    client = client_of(admin)
    add = reverse("documents:term_add")

    wrong = client.post(add, {"unit": "", "name": "", "starts_on": "31/2/2015"})
    client.post(
        add, {"unit": ward.party.pk, "name": "2015 – 2020", "starts_on": "1/7/2015", **seen(client, add)}
    )
    term = CommitteeTerm.objects.get()
    edit = reverse("documents:term_edit", args=[term.pk])
    opened = typed_of(client.get(edit))
    client.post(edit, {**opened, "starts_on": "1/7/2015", "ends_on": "30/6/2020"})
    late = client.post(edit, {**opened, "starts_on": "1/7/2015", "ends_on": "30/6/2021"})

    assert wrong.context["form"].errors == {
        "unit": ["Chưa chọn đơn vị của nhiệm kỳ."],
        "name": ["Chưa ghi tên nhiệm kỳ, ví dụ: 2015 – 2020."],
        "starts_on": ["Ngày không đúng. Hãy ghi ngày/tháng/năm, ví dụ 15/9/2017."],
    }
    term.refresh_from_db()
    assert (term.unit, term.starts_on, term.ends_on) == (ward.party, date(2015, 7, 1), date(2020, 6, 30))
    [told] = late.context["form"].non_field_errors()
    assert told.startswith("Có người vừa lưu trước đồng chí. Bản đang lưu là – nhiệm kỳ: 2015 – 2020; ")
    assert late.context["form"]["ends_on"].value() == "30/6/2021"


def seen(client, url):
    return {"seen": client.get(url).context["form"]["seen"].value()}


def test_how_a_body_numbers_is_set_and_told_in_the_log(client_of, admin, ward):
    client = client_of(admin)
    url = reverse("documents:unit_numbering", args=[ward.front.pk])
    draft = factories.DocumentFactory(issuer=ward.front, is_draft=True, symbol="MTTQ")
    opened = typed_of(client.get(url))

    client.post(
        url,
        {
            **opened,
            "symbol": "MTTQ-BTT",
            "paper_issuer": "ỦY BAN MTTQ VIỆT NAM PHƯỜNG 6\r\nBAN THƯỜNG TRỰC",
            "paper_archive": "VT, MTTQ",
            "is_per_type": "on",
        },
    )

    unit = Unit.objects.get(pk=ward.front.pk)
    assert (unit.symbol, unit.paper_archive) == ("MTTQ-BTT", "VT, MTTQ")
    rule = NumberingRule.of(unit)
    assert (rule.owner, rule.period, rule.is_per_type) == (unit, "year", True)
    draft.refresh_from_db()
    assert draft.symbol == "MTTQ-BTT"
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["sửa ký hiệu, tên trên văn bản", "đặt cách đánh số"]
    assert "Ký hiệu trên văn bản" not in [change.label for change in AuditEntry.objects.last().changes]
    assert client.get(url).context["form"]["is_per_type"].value() is True


def test_a_second_editor_sees_what_the_first_one_saved(client_of, admin, ward):
    client = client_of(admin)
    url = reverse("documents:unit_numbering", args=[ward.front.pk])
    opened = typed_of(client.get(url))
    client.post(url, {**opened, "paper_archive": "MTTQ"})

    late = client.post(url, {**opened, "paper_archive": "VT"})
    again = client.post(url, {**typed_of(late), "paper_archive": "VT"})

    [told] = late.context["form"].non_field_errors()
    assert "nơi lưu: MTTQ; " in told
    assert Unit.objects.get(pk=ward.front.pk).paper_archive == "VT"
    assert again.url == LIST


@pytest.mark.parametrize("symbol", ["mttq", "MTTQ BTT", "MTTQ/BTT", "=A1"])
def test_a_symbol_that_cannot_be_read_back_is_refused(client_of, admin, ward, symbol):
    client = client_of(admin)
    url = reverse("documents:unit_numbering", args=[ward.front.pk])

    page = client.post(url, {**typed_of(client.get(url)), "symbol": symbol})

    assert page.context["form"].errors == {
        "symbol": [
            "Ký hiệu chỉ gồm chữ in hoa, chữ số và dấu gạch nối, không có dấu cách, ví dụ: ĐU, MTTQ-BTT."
        ]
    }


def test_a_book_that_another_body_keeps_elsewhere_is_not_chosen(client_of, admin, ward, officer):
    by_year = NumberingRule.Period.YEAR
    Unit.objects.filter(pk__in=[ward.front.pk, ward.youth.pk]).update(format_family=FAMILY.ADMINISTRATIVE)
    NumberingRule(unit=ward.youth, owner=ward.front, period=by_year, is_per_type=False).settle(by=officer)
    client = client_of(admin)
    url = reverse("documents:unit_numbering", args=[ward.women.pk])

    page = client.post(url, {**typed_of(client.get(url)), "owner": ward.youth.pk})

    assert page.context["form"].non_field_errors() == [
        "Đoàn Phường 6 không giữ sổ riêng. Hãy chọn đơn vị giữ sổ mà đơn vị ấy đang dùng."
    ]
    assert NumberingRule.objects.count() == 1


def test_what_a_body_may_issue_is_ticked(client_of, admin, ward, type_of):
    plan, notice = type_of("KH", "Kế hoạch"), type_of("TB", "Thông báo")
    DocumentType.objects.filter(pk=notice.pk).update(is_unsure=True)
    type_of("KH", "Kế hoạch", family=FAMILY.FRONT)
    client = client_of(admin)
    url = reverse("documents:unit_types", args=[ward.party.pk])
    page = client.get(url)

    answer = client.post(url, {"types": [plan.pk], **seen(client, url)})

    labels = [str(label) for _, label in page.context["form"].fields["types"].choices]
    assert labels == ["Kế hoạch (KH)", "Thông báo (TB) – chữ viết tắt chưa rõ nguồn, hãy kiểm tra"]
    assert answer.url == LIST
    assert list(DocumentType.objects.allowed_to(ward.party)) == [plan]
    entry = AuditEntry.objects.get()
    assert [tuple(change) for change in entry.changes] == [("thể loại được ban hành", "", "Kế hoạch")]


def test_a_type_of_the_wards_own_is_added_issued_and_then_stays(client_of, admin, ward, term, officer):
    client = client_of(admin)
    add = reverse("documents:type_add")
    typed = {"family": FAMILY.FRONT, "name": "Bản cam kết", "abbreviation": "BCK", "shape": "ordinary"}
    DocumentType.objects.create(family=FAMILY.FRONT, name="Kế hoạch", abbreviation="KH")

    wrong = client.post(add, {**typed, "name": "kế hoạch", "abbreviation": "B CK", **seen(client, add)})
    client.post(add, {**typed, **seen(client, add)})
    commitment = DocumentType.objects.get(locality=ward.locality)
    edit = reverse("documents:type_edit", args=[commitment.pk])
    opened = typed_of(client.get(edit))
    answer = client.post(edit, {**opened, "address_word": "Kính gửi"})
    factories.DocumentFactory(issuer=ward.front, doc_type=commitment, number=5, symbol="MTTQ")
    late = client.post(edit, {**opened, "abbreviation": "CK", **seen(client, edit)})

    assert wrong.context["form"].errors == {
        "name": ["Thể loại này đã có trong hệ thể thức."],
        "abbreviation": ["Chữ viết tắt từ một đến sáu chữ cái, không có dấu cách, ví dụ: KH, CTr."],
    }
    assert answer.url == LIST
    assert late.context["form"].non_field_errors() == [
        "Đã có văn bản thuộc thể loại này nên không sửa được nữa."
    ]
    commitment.refresh_from_db()
    assert (commitment.abbreviation, commitment.address_word) == ("BCK", "Kính gửi")
    assert commitment.documents.get().code == "05/BCK-MTTQ"
    assert list(client.get(LIST).context["own_types"]) == [commitment]
    assert AuditEntry.objects.filter(action="thêm thể loại văn bản").count() == 1


def test_a_type_of_one_ward_is_unknown_to_another(ward, type_of, stranger):
    own = type_of("BCK", "Bản cam kết", family=FAMILY.FRONT)
    DocumentType.objects.filter(pk=own.pk).update(locality=ward.locality)
    elsewhere = factories.UnitFactory(locality=stranger.locality, format_family=FAMILY.FRONT)

    assert list(DocumentType.objects.allowed_to(ward.front)) == [own]
    assert list(DocumentType.objects.allowed_to(elsewhere)) == []
    assert DocumentType.objects.known_to(stranger.locality_id).names() == []
