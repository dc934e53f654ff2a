"""The registers: what stands in which, found, printed, taken away as a sheet; what arrives entered."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse
from django.utils.http import content_disposition_header

from documents.models import Document, IncomingEntry, NumberBook
from documents.type_lists import TYPES
from organizations.models import AuditEntry, Line, Unit
from tests import factories
from tests.reading import text_of

FAMILY = Unit.FormatFamily
LIST = "/van-ban/"


@pytest.fixture
def types(db):
    """The known types of every family."""
    for family, entries in TYPES.items():
        for order, entry in enumerate(entries, start=1):
            factories.DocumentTypeFactory(
                family=family, name=entry.name, abbreviation=entry.abbreviation, order=order
            )


@pytest.fixture
def arrive(ward, officer):
    """`arrive(number, …)`: a programme of the superior that was entered in the incoming register."""

    def build(number, arrived_on=date(2017, 9, 12), handler=None, note="", **fields):
        document = factories.DocumentFactory(
            issuer=ward.superior,
            number=number,
            symbol="QU",
            issued_on=date(2017, 9, 8),
            doc_type=factories.DocumentTypeFactory(name="Chương trình", abbreviation="CTr"),
            **fields,
        )
        entry = IncomingEntry(
            locality=ward.locality, document=document, arrived_on=arrived_on, handler=handler, note=note
        )
        entry.enter(by=officer)
        return entry

    return build


def test_what_is_not_filled_in_yet_is_a_blank_in_every_face_of_a_register(office, ward, officer):
    abstract = "Tổ chức ngày hội [cần bổ sung]"
    book = NumberBook.objects.create(
        owner=ward.party, label="nhiệm kỳ 2015 – 2020 [cần bổ sung]", starts_on=date(2015, 7, 1)
    )
    factories.DocumentFactory(issuer=ward.party, number=19, abstract=abstract, book=book)

    page = office.get(LIST, {"so": "di", "book": book.pk})
    answer = office.get(LIST, {"so": "di", "book": book.pk, "dinh-dang": "xlsx"})

    assert "[cần bổ sung]" not in page.content.decode()
    assert "SỔ VĂN BẢN ĐI, Đảng ủy Phường 6, mọi thể loại, nhiệm kỳ 2015 – 2020" in text_of(page)
    told = [str(cell) for row in sheet_of(answer) for cell in row if cell]
    assert [cell for cell in told if "[cần" in cell] == []
    assert [cell for cell in told if "Tổ chức" in cell] == ["Kế hoạch: Tổ chức ngày hội ………"]


def codes(page):
    return [item.code for item in page.context["page"]]


def sheet_of(answer):
    return list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)


# --- What stands in which register --------------------------------------------------------------------


def test_each_paper_stands_in_its_register(office, ward, plan, programme, draft_plan, arrive, officer):
    arrive(15)
    submitted = factories.DocumentFactory(issuer=ward.front, is_draft=True)
    Document.objects.filter(pk=submitted.pk).update(
        state="submitted",
        submitted_at=datetime(2017, 9, 17, 20, tzinfo=None).astimezone(),
        submitted_by=officer,
        is_free_of_secrets=True,
    )

    pages = {key: office.get(LIST, {"so": key}) for key in ("", "di", "den", "du-thao")}

    assert sorted(codes(pages["di"])) == ["19-KH/ĐU"]
    assert codes(pages["den"]) == ["15-CTr/QU"]
    assert [item.state for item in pages["du-thao"].context["page"]] == ["submitted", "draft"]
    assert pages["du-thao"].context["rows"][0].values[3] == date(2017, 9, 17)
    assert len(codes(pages[""])) == 5
    assert [register.key for register in pages[""].context["registers"]] == ["", "di", "den", "du-thao"]


@pytest.mark.parametrize(("who", "tabs"), [("reader", 3), ("women_head", 4), ("admin", 4)])
def test_drafts_are_offered_to_who_writes_or_reads_them(request, client_of, draft_plan, who, tabs):
    client = client_of(request.getfixturevalue(who))

    page = client.get(LIST, {"so": "du-thao"})

    assert len(page.context["registers"]) == tabs
    assert [item.abstract for item in page.context["page"]] == (
        [draft_plan.document.abstract] if who == "admin" else []
    )


def test_a_paper_for_internal_circulation_is_in_nobodys_register_who_may_not_read_it(
    client_of, office, women_kp3, arrive
):
    entry = arrive(7, is_internal=True, note="Gửi riêng Thường trực")

    assert codes(office.get(LIST, {"so": "den"})) == [entry.document.code]
    for query in ({"so": "den"}, {"so": "den", "in": "1"}):
        assert codes(client_of(women_kp3).get(LIST, query)) == []
    assert len(sheet_of(client_of(women_kp3).get(LIST, {"so": "den", "dinh-dang": "xlsx"}))) == 2


def test_another_ward_sees_nothing(client_of, stranger, plan, arrive):
    arrive(3)

    for key in ("", "di", "den", "du-thao"):
        assert codes(client_of(stranger).get(LIST, {"so": key})) == []


# --- Asked for ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "15-ctr"}, ["15-CTr/QU"]),
        ({"year": "2016"}, ["14-CTr/QU"]),
        ({"since": "11/9/2017"}, ["15-CTr/QU"]),
        ({"until": "11/9/2017"}, ["16-CTr/QU", "14-CTr/QU"]),
        ({"since": "1/1/2017", "until": "11/9/2017"}, ["16-CTr/QU"]),
        ({"since": "31/2/2017"}, ["16-CTr/QU", "15-CTr/QU", "14-CTr/QU"]),  # a mistake narrows nothing
    ],
)
def test_what_arrived_is_found_by_its_day_and_words(office, arrive, query, expected):
    arrive(14, date(2016, 12, 30))
    arrive(15, date(2017, 9, 12))
    arrive(16, date(2017, 9, 10))

    assert codes(office.get(LIST, {"so": "den", **query})) == expected


def test_the_outgoing_register_is_narrowed_by_type_issuer_year(office, ward, plan):
    notice = factories.DocumentTypeFactory(name="Thông báo", abbreviation="TB")
    other = factories.DocumentFactory(
        issuer=ward.front, doc_type=notice, number=4, symbol="MTTQ", issued_on=date(2017, 5, 3)
    )

    for query in ({"type_name": notice.name}, {"issuer": ward.front.pk}, {"year": "2017"}, {"q": "04-tb"}):
        assert codes(office.get(LIST, {"so": "di", **query})) == [other.code]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("key", "queries"), [("", 8), ("di", 9), ("den", 8), ("du-thao", 8)])
def test_a_register_asks_as_often_for_three_as_for_one(
    office, ward, arrive, rows, key, queries, django_assert_num_queries
):
    for n in range(rows):
        factories.DocumentFactory(issuer=ward.party)
        factories.DocumentFactory(issuer=ward.party, is_draft=True)
        arrive(n + 1, handler=ward.women)

    with django_assert_num_queries(queries):
        page = office.get(LIST, {"so": key})

    assert len(page.context["page"].object_list) == (3 * rows if key == "" else rows)


# --- Gaps ---------------------------------------------------------------------------------------------


@pytest.fixture
def book(ward, officer):
    """A book of plans with 01, 05 and 06; 02–04 left out with the reason."""
    factories.CommitteeTermFactory(unit=ward.party)
    plans = factories.DocumentTypeFactory()
    for asked in ({}, {"number": 5, "reason": "Đã lấy ở sổ giấy"}, {}):
        book = NumberBook.for_paper(ward.party, plans, date(2017, 9, 1))
        factories.DocumentFactory(
            issuer=ward.party, doc_type=plans, book=book, number=book.take(by=officer, **asked)
        )
    return book


def test_the_register_of_one_book_shows_what_it_left_out(office, book, plan):
    page = office.get(LIST, {"so": "di", "book": book.pk})
    sheet = sheet_of(office.get(LIST, {"so": "di", "book": book.pk, "dinh-dang": "xlsx"}))

    assert [row.values[0] for row in page.context["rows"]] == [
        "01-KH/ĐU",
        "Số 02–04 để trống",
        "05-KH/ĐU",
        "06-KH/ĐU",
    ]
    assert "Đã lấy ở sổ giấy" in text_of(page)
    assert [row[0] for row in sheet] == [
        "SỔ VĂN BẢN ĐI, Đảng ủy Phường 6, KH, nhiệm kỳ 2015 – 2020",
        "Số, ký hiệu",
        "01-KH/ĐU",
        "Số 02–04 để trống",
        "05-KH/ĐU",
        "06-KH/ĐU",
    ]
    assert sheet[3][2] == "Đã lấy ở sổ giấy"


def test_a_search_in_a_book_shows_what_was_found_alone(office, book):
    page = office.get(LIST, {"so": "di", "book": book.pk, "q": "05-kh"})

    assert [row.values[0] for row in page.context["rows"]] == ["05-KH/ĐU"]


# --- Printed and taken away ---------------------------------------------------------------------------


def test_the_whole_register_prints_in_the_order_it_was_written(office, ward):
    for n in range(1, 36):
        factories.DocumentFactory(issuer=ward.party, number=n, issued_on=date(2017, 1, 1 + n % 9))
    factories.DocumentFactory(issuer=ward.party, number=99, issued_on=date(2016, 5, 1))

    screen = office.get(LIST, {"so": "di", "year": "2017"})
    paper = office.get(LIST, {"so": "di", "year": "2017", "in": "1"})

    assert len(codes(screen)) == 30
    assert [item.number for item in paper.context["page"]] == sorted(
        range(1, 36), key=lambda number: (number % 9, number)
    )
    assert "SỔ VĂN BẢN ĐI, năm 2017" in text_of(paper)
    assert "Trang 1/" not in text_of(paper)


def test_a_register_too_long_to_print_says_so_and_the_sheet_has_all(office, ward, monkeypatch):
    monkeypatch.setattr("documents.views.registers.MOST_PRINTED", 2)
    for n in range(1, 4):
        factories.DocumentFactory(issuer=ward.party, number=n)

    paper = office.get(LIST, {"so": "di", "in": "1"})
    sheet = sheet_of(office.get(LIST, {"so": "di", "dinh-dang": "xlsx", "trang": "2"}))

    assert codes(paper) == ["01-KH/ĐU", "02-KH/ĐU"]
    assert "Sổ dài hơn một lần in." in text_of(paper)
    assert [row[0] for row in sheet[2:]] == ["01-KH/ĐU", "02-KH/ĐU", "03-KH/ĐU"]


def test_the_outgoing_sheet_has_real_dates_and_drops_nothing(office, ward):
    Unit.objects.filter(pk=ward.party.pk).update(paper_archive="Văn phòng Đảng ủy")
    factories.DocumentFactory(
        issuer=ward.party,
        number=19,
        abstract="=HYPERLINK(1)",
        signer_name="Phạm Thị Mai",
        recipients="- Như trên;\r\n- Lưu Đảng ủy.",
        urgency=Document.Urgency.URGENT,
        is_internal=True,
    )

    answer = office.get(LIST, {"so": "di", "year": "2016", "dinh-dang": "xlsx"})

    assert sheet_of(answer) == [
        ("SỔ VĂN BẢN ĐI, năm 2016", None, None, None, None, None, None),
        (
            "Số, ký hiệu",
            "Ngày văn bản",
            "Tên loại và trích yếu",
            "Người ký",
            "Nơi nhận",
            "Đơn vị lưu",
            "Ghi chú",
        ),
        (
            "19-KH/ĐU",
            datetime(2016, 4, 25),  # noqa: DTZ001 – as the library reads a plain date
            "Kế hoạch: =HYPERLINK(1)",
            "Phạm Thị Mai",
            "- Như trên;\n- Lưu Đảng ủy.",
            "Văn phòng Đảng ủy",
            "Khẩn; Lưu hành nội bộ",
        ),
    ]
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer["Content-Disposition"] == content_disposition_header(True, "Sổ văn bản đi.xlsx")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_incoming_sheet_has_the_columns_of_the_book(office, ward, arrive):
    arrive(12, handler=ward.women, note="Báo cáo trước 30/9", abstract="Tiếp tục đổi mới")

    rows = sheet_of(office.get(LIST, {"so": "den", "dinh-dang": "xlsx"}))

    assert rows[1:] == [
        (
            "Ngày đến",
            "Số đến",
            "Tác giả",
            "Số, ký hiệu",
            "Ngày văn bản",
            "Tên loại và trích yếu",
            "Đơn vị xử lý",
            "Ghi chú",
        ),
        (
            datetime(2017, 9, 12),  # noqa: DTZ001 – as the library reads a plain date
            1,
            "Ban Chấp hành Đảng bộ quận",
            "12-CTr/QU",
            datetime(2017, 9, 8),  # noqa: DTZ001 – as the library reads a plain date
            "Chương trình: Tiếp tục đổi mới",
            "Hội LHPN Phường 6",
            "Báo cáo trước 30/9",
        ),
    ]


# --- What arrives -------------------------------------------------------------------------------------

ADD = "/van-ban/den/them/"


@pytest.fixture
def envelope(ward, types):
    """What the clerk types for 12-CTr/QU of the superior."""
    return {
        "issuer": ward.superior.pk,
        "type_name": "Chương trình",
        "code": "Số 12 - CTr/QU",
        "issued_on": "17/2/2016",
        "abstract": "Tiếp tục đổi mới nội dung, phương thức hoạt động của Mặt trận",
        "arrived_on": "18/9/2017",
        "handler": ward.front.pk,
        "note": "Trình Thường trực",
        "is_free_of_secrets": "on",
    }


def test_a_paper_that_arrived_is_entered(office, officer, ward, envelope):
    form = office.get(ADD).context["form"]
    answer = office.post(ADD, envelope, follow=True)

    assert form.initial.get("arrived_on", form.fields["arrived_on"].initial) == date(2017, 9, 18)
    document = Document.objects.get()
    assert answer.redirect_chain == [(document.get_absolute_url(), 302)]
    assert (document.code, document.number, document.symbol, document.written_code) == (
        "12-CTr/QU",
        12,
        "QU",
        "",
    )
    assert (document.state, document.issued_at, document.issued_on) == ("issued", None, date(2016, 2, 17))
    entry = document.incoming
    assert (entry.number, entry.year, entry.handler, entry.note, entry.received_by) == (
        1,
        2017,
        ward.front,
        "Trình Thường trực",
        officer,
    )
    assert "số đến 1, năm 2017" in text_of(answer)
    assert AuditEntry.objects.get().action == "vào sổ văn bản đến"


def test_arrivals_are_counted_by_the_year_they_arrive_in(office, ward, envelope):
    for code, arrived_on in [("1-CTr/QU", "30/12/2016"), ("2-CTr/QU", "2/1/2017"), ("3-CTr/QU", "3/1/2017")]:
        office.post(ADD, {**envelope, "code": code, "arrived_on": arrived_on})

    assert list(IncomingEntry.objects.order_by("pk").values_list("year", "number")) == [
        (2016, 1),
        (2017, 1),
        (2017, 2),
    ]


@pytest.mark.parametrize(
    ("type_name", "code", "expected"),
    [
        ("Kế hoạch", "73/KH-UBND", (73, "UBND", "", "73/KH-UBND")),
        ("Công văn", "249/UBND-VX", (249, "UBND-VX", "", "249/UBND-VX")),
        ("Công văn", "364/CV.BCH", (None, "", "364/CV.BCH", "364/CV.BCH")),
        ("Quyết định", "12a/QĐ-UBND", (12, "UBND", "", "12a/QĐ-UBND")),
    ],
)
def test_a_new_sender_is_kept_and_its_number_as_it_is_written(
    office, ward, envelope, type_name, code, expected
):
    typed = {
        **envelope,
        "issuer": "",
        "new_issuer": "Ủy ban nhân dân quận",
        "family": "administrative",
        "relation": "other",
        "type_name": type_name,
        "code": code,
    }

    office.post(ADD, typed)
    office.post(ADD, {**typed, "new_issuer": "uy ban nhân dân QUẬN", "code": f"9{code}", "family": ""})

    first, second = Document.objects.order_by("pk")
    assert (first.number, first.symbol, first.written_code, first.code) == expected
    sender = first.issuer
    assert second.issuer == sender
    assert (sender.name, sender.level, sender.format_family) == (
        "Ủy ban nhân dân quận",
        "other",
        "administrative",
    )
    assert (sender.line.name, sender.locality) == ("Chính quyền và cơ quan khác", ward.locality)
    assert Line.objects.count() == 5


def test_a_new_sender_of_the_party_joins_the_partys_line(office, ward, envelope):
    office.post(
        ADD,
        {
            **envelope,
            "issuer": "",
            "new_issuer": "Ban Dân vận Quận ủy",
            "family": "party",
            "relation": "superior",
            "code": "5-CTr/BDV",
        },
    )

    sender = Document.objects.get().issuer
    assert (sender.line, sender.symbol) == (ward.party.line, "BDV")


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"code": ""}, "code", "Chưa ghi số, ký hiệu của văn bản."),
        (
            {"code": "chương trình"},
            "code",
            "“chương trình” không có số. Hãy ghi số và ký hiệu như trên văn bản.",
        ),
        ({"code": "-CTr/QU"}, "code", "Chưa có số. Hãy ghi cả số và ký hiệu, ví dụ: 12-CTr/QU."),
        (
            {"issued_on": "31/2/2016"},
            "issued_on",
            "Ngày không đúng. Hãy ghi ngày/tháng/năm, ví dụ 15/9/2017.",
        ),
        (
            {"issued_on": "17/2/0216"},
            "issued_on",
            "Năm của văn bản không đúng. Hãy ghi đủ bốn chữ số, ví dụ 15/9/2017.",
        ),
        ({"arrived_on": "19/9/2017"}, "arrived_on", "Ngày đến không thể sau hôm nay."),
        ({"arrived_on": "16/2/2016"}, "arrived_on", "Ngày đến không thể trước ngày của văn bản."),
        ({"issuer": ""}, "issuer", "Hãy chọn cơ quan gửi, hoặc ghi tên cơ quan khác ở ô dưới."),
        ({"new_issuer": "Quận ủy"}, "new_issuer", "Đã chọn cơ quan ở trên thì để trống ô này."),
        (
            {"issuer": "", "new_issuer": "Quận ủy", "relation": "superior"},
            "family",
            "Hãy chọn cơ quan này ra văn bản theo loại nào.",
        ),
        (
            {"issuer": "", "new_issuer": "Quận ủy", "family": "party"},
            "relation",
            "Hãy chọn cơ quan này là cấp trên hay cơ quan khác.",
        ),
        ({"number": "0"}, "number", "Số đến phải từ 1 đến 9999."),
        (
            {"number": "300"},
            "odd_reason",
            "Hãy xem lại số và ngày; nếu đúng như vậy thì ghi lý do.",
        ),
        (
            {"issuer": "", "new_issuer": "Hội LHPN Phường 6", "family": "women"},
            "new_issuer",
            "Hội LHPN Phường 6 là đơn vị của địa phương: văn bản của đơn vị ấy soạn trên cổng, "
            "vào sổ văn bản đi.",
        ),
        (
            {"type_name": "Công điện"},
            "type_name",
            "Trong văn bản của Đảng không có thể loại “Công điện”. Hãy chọn thể loại khác.",
        ),
        (
            {"is_free_of_secrets": ""},
            "is_free_of_secrets",
            "Hãy xác nhận văn bản không chứa bí mật nhà nước. Văn bản có độ mật không soạn, "
            "không gửi qua cổng này.",
        ),
    ],
)
def test_a_mistake_is_told_and_nothing_typed_is_lost(office, envelope, changes, field, message):
    page = office.post(ADD, {**envelope, **changes})

    assert page.context["form"].errors == {field: [message]}
    assert envelope["abstract"] in text_of(page)
    assert Document.objects.count() == 0


def test_a_secret_paper_is_not_entered(office, envelope):
    page = office.post(ADD, {**envelope, "abstract": "TUYỆT MẬT\nPhương án bảo vệ"})

    [message] = page.context["form"].non_field_errors()
    assert "mang dấu chỉ độ mật (TUYỆT MẬT)" in message
    assert Document.objects.count() == 0


def test_a_paper_that_has_arrived_already_is_refused_and_shown(office, envelope):
    office.post(ADD, envelope)
    page = office.post(ADD, {**envelope, "code": "12-ctr/qu"})

    known = Document.objects.get()
    assert page.context["form"].non_field_errors() == [
        "Văn bản 12-CTr/QU ngày 17/02/2016 của Ban Chấp hành Đảng bộ quận đã vào sổ, số đến 1 năm 2017. "
        "Mỗi văn bản chỉ vào sổ một lần; nếu không phải, hãy kiểm tra số, ngày và cơ quan gửi."
    ]
    assert f'href="{known.get_absolute_url()}"' in page.content.decode()


def test_who_receives_for_a_line_enters_for_its_units_alone(client_of, front, ward, envelope):
    client = client_of(front)

    refused = client.post(ADD, {**envelope, "handler": ""})
    elsewhere = client.post(ADD, {**envelope, "handler": ward.women.pk})
    client.post(ADD, envelope)

    assert refused.context["form"].errors == {"handler": ["Hãy chọn đơn vị xử lý."]}
    assert list(elsewhere.context["form"].errors) == ["handler"]
    assert IncomingEntry.objects.get().handler == ward.front


def test_the_line_of_the_register_is_corrected_later(office, ward, arrive):
    entry = arrive(12, handler=ward.front)
    url = reverse("documents:incoming_edit", args=[entry.pk])
    opened = office.get(url).context["form"]["version"].value()
    assert f'href="{url}"' in office.get(LIST, {"so": "den"}).content.decode()

    office.post(url, {"handler": ward.women.pk, "note": "Chuyển Hội LHPN", "version": opened})

    entry.refresh_from_db()
    assert (entry.handler, entry.note) == (ward.women, "Chuyển Hội LHPN")
    assert [tuple(change) for change in AuditEntry.objects.get(action="sửa sổ văn bản đến").changes] == [
        ("đơn vị xử lý", "Ủy ban MTTQ Phường 6", "Hội LHPN Phường 6"),
        ("ghi chú", "", "Chuyển Hội LHPN"),
    ]
    late = office.post(url, {"handler": ward.front.pk, "note": "Giữ nguyên", "version": opened})
    assert late.status_code == 409
    assert "Chuyển Hội LHPN" in text_of(late)


def test_a_line_outside_ones_reach_is_not_offered_and_refused(client_of, front, ward, arrive):
    other = arrive(12, handler=ward.women)
    own = arrive(13, handler=ward.front_boards[3])
    client = client_of(front)

    page = client.get(LIST, {"so": "den"})

    assert page.context["editable"] == [own.pk]
    assert client.get(reverse("documents:incoming_edit", args=[other.pk])).status_code == 403
    assert client.get(reverse("documents:incoming_edit", args=[own.pk])).status_code == 200
