import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from documents.number_symbol import (
    ABBREVIATIONS,
    BLANK_NUMBER,
    FormatFamily,
    NumberSymbol,
    find,
    written_code,
)

pytestmark = pytest.mark.once

PARTY, ADMINISTRATIVE = FormatFamily.PARTY, FormatFamily.ADMINISTRATIVE
PLAN = NumberSymbol(19, "", "KH", "ĐU", PARTY)


# --- Reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("19-KH/ĐU", (19, "", "KH", "ĐU", PARTY)),
        ("05-NQ/ĐU", (5, "", "NQ", "ĐU", PARTY)),
        ("12-CTr/QU", (12, "", "CTr", "QU", PARTY)),
        ("03-CTrHĐ/ĐU", (3, "", "CTrHĐ", "ĐU", PARTY)),
        ("05-KH/ĐTN", (5, "", "KH", "ĐTN", PARTY)),
        ("29-HD/TWĐTN-VP", (29, "", "HD", "TWĐTN-VP", PARTY)),
        ("12a-KH/ĐU", (12, "a", "KH", "ĐU", PARTY)),
        ("12đ-KH/ĐU", (12, "đ", "KH", "ĐU", PARTY)),
        ("399-QĐ/TW", (399, "", "QĐ", "TW", PARTY)),
        ("07-QyĐ/ĐU", (7, "", "QyĐ", "ĐU", PARTY)),
        ("02-NQ/CBKP1", (2, "", "NQ", "CBKP1", PARTY)),
        ("16183-CV/VPTW", (16183, "", "CV", "VPTW", PARTY)),
        ("12/KH-MTTQ-BTT", (12, "", "KH", "MTTQ-BTT", ADMINISTRATIVE)),
        ("12/KH-MTTQ-CH", (12, "", "KH", "MTTQ-CH", ADMINISTRATIVE)),
        ("08/KH-MTTQ", (8, "", "KH", "MTTQ", ADMINISTRATIVE)),
        ("12/KH-HPN", (12, "", "KH", "HPN", ADMINISTRATIVE)),
        ("23/HD-ĐCT", (23, "", "HD", "ĐCT", ADMINISTRATIVE)),
        ("28/KH-LĐLĐ", (28, "", "KH", "LĐLĐ", ADMINISTRATIVE)),
        ("28a/KH-CĐ", (28, "a", "KH", "CĐ", ADMINISTRATIVE)),
        ("04/QyĐ-UBND", (4, "", "QyĐ", "UBND", ADMINISTRATIVE)),
        ("464/CV-CCB", (464, "", "CV", "CCB", ADMINISTRATIVE)),
        ("15/KH-BCH.ĐTN", (15, "", "KH", "BCH.ĐTN", ADMINISTRATIVE)),
        ("249/MTTQ-BTT", (249, "", "", "MTTQ-BTT", ADMINISTRATIVE)),
        ("12/BTT-MTTQ", (12, "", "", "BTT-MTTQ", ADMINISTRATIVE)),
        ("12/UBND-VX", (12, "", "", "UBND-VX", ADMINISTRATIVE)),
        ("30/UBND", (30, "", "", "UBND", ADMINISTRATIVE)),
        ("960/QĐ-TTg", (960, "", "QĐ", "TTg", ADMINISTRATIVE)),
        ("30/2020/NĐ-CP", (30, "", "NĐ", "CP", ADMINISTRATIVE, 2020)),
        ("01/2011/TT-BNV", (1, "", "TT", "BNV", ADMINISTRATIVE, 2011)),
        ("01/2019/TTLT-BNV-BTC", (1, "", "TTLT", "BNV-BTC", ADMINISTRATIVE, 2019)),
        ("97/2025/QH15", (97, "", "", "QH15", ADMINISTRATIVE, 2025)),
        ("-BC/ĐU", (None, "", "BC", "ĐU", PARTY)),
        ("/BC-BCTMT", (None, "", "BC", "BCTMT", ADMINISTRATIVE)),
        ("/MTTQ-BTT", (None, "", "", "MTTQ-BTT", ADMINISTRATIVE)),
    ],
)
def test_parse_reads_every_form(text, parts):
    assert NumberSymbol.parse(text) == NumberSymbol(*parts)
    assert str(NumberSymbol.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 19-KH/ĐU",
        "Kế hoạch 19-KH/ĐU",
        "KẾ HOẠCH SỐ: 19-KH/ĐU",
        "Căn cứ Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 của Đảng ủy phường;",
        "19-KH/ĐU ngày 25/4/2016",
        "Số: 19 - KH/ĐU",
        "Số 19 KH/ĐU",
        "Số:19-KH-ĐU",
        "19 kh - đu",
        "Kế hoạch số 19 KH/ĐU, ngày 25/4/2016",
        "Số, ký hiệu: 19-KH/ĐU",
        "Số19-KH/ĐU.",
        "số 19 – kh/đu ",
        "19\u00a0-\u00a0KH / ĐU",
        "19\u2011KH/ĐU",
        "19-\u200bKH/ĐU",
        "19-KH/\nĐU",
        "019-KH/ĐU",
        "19-KH/ÐU",
        "19-kh/ðu",
        "19-KH⁄ĐU",
        unicodedata.normalize("NFD", "Kế hoạch số 19-KH/ĐU"),
    ],
)
def test_parse_reads_loose_spellings_as_one(text):
    assert NumberSymbol.parse(text) == PLAN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kế hoạch số 25 - KH/ĐU", "25-KH/ĐU"),
        ("12-CTR/QU", "12-CTr/QU"),
        ("3-TTR/ĐU", "03-TTr/ĐU"),
        ("12A-kh/đu", "12a-KH/ĐU"),
        ("7-qyđ/đu", "07-QyĐ/ĐU"),
        ("5-xyz/đu", "05-XYZ/ĐU"),
        ("số: 9 / kh - mttq - btt", "09/KH-MTTQ-BTT"),
        ("960/qđ-ttg", "960/QĐ-TTg"),
        ("Nghị định 30/2020/nđ – cp", "30/2020/NĐ-CP"),
        ("Luật số 97 / 2025 / qh15", "97/2025/QH15"),
        (unicodedata.normalize("NFD", "8/kh-ươâêôă"), "08/KH-ƯƠÂÊÔĂ"),
    ],
)
def test_parse_restores_letters_and_zeros(text, code):
    assert str(NumberSymbol.parse(text)) == code


@pytest.mark.parametrize(
    "text",
    ["-KH/ĐU", "Số      -KH/ĐU", "Số: -kh/đu", "Số ……-KH/ĐU", "Số: ....... -KH/ĐU", "số ____-KH/ĐU"],
)
def test_parse_reads_a_draft_that_leaves_room_for_its_number(text):
    assert NumberSymbol.parse(text) == NumberSymbol(None, "", "KH", "ĐU", PARTY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Số",
        "364/CV.BCH",
        "59-CP",
        "19-KH",
        "19-/ĐU",
        "19-KH/",
        "00-KH/ĐU",
        "123456-KH/ĐU",
        "12bis-KH/ĐU",
        "KH/ĐU 19",
        "19-KH/ĐU của Đảng ủy",
        "19-KH/ĐU, 25-KH/ĐU",
        "25/4/2016",
        "97/2025",
        "30/1820/NĐ-CP",
        "12/KH-ĐẢNG",
        "١٩-KH/ĐU",
    ],
)
def test_parse_refuses_what_follows_no_grammar(text):
    with pytest.raises(ValueError, match=r"không đúng dạng số và ký hiệu văn bản\. Hãy viết như 19-KH/ĐU"):
        NumberSymbol.parse(text)
    assert NumberSymbol.parse_or_none(text) is None


def test_a_refusal_quotes_only_the_beginning_of_a_long_text():
    with pytest.raises(ValueError, match=r"^“x{50}…” không đúng dạng"):
        NumberSymbol.parse("x" * 3_000_000)


@pytest.mark.parametrize(
    ("text", "family", "answered"),
    [
        ("05-KH/ĐTN", FormatFamily.YOUTH, FormatFamily.YOUTH),
        ("05-KH/ĐTN", "youth", FormatFamily.YOUTH),
        ("12/KH-HPN", FormatFamily.WOMEN, FormatFamily.WOMEN),
        ("12/KH-MTTQ", FormatFamily.FRONT, FormatFamily.FRONT),
        ("07-KH/HNDTW", FormatFamily.FARMERS, PARTY),
        ("12/KH-MTTQ", PARTY, ADMINISTRATIVE),
        ("97/2025/QH15", FormatFamily.FRONT, ADMINISTRATIVE),
    ],
)
def test_the_family_asked_for_is_answered_where_the_grammar_is_its_own(text, family, answered):
    number_symbol = NumberSymbol.parse(text, family=family)

    assert number_symbol.family is answered
    assert str(number_symbol) == text


def test_btt_is_an_agreement_only_in_an_administrative_paper():
    assert NumberSymbol.parse("12/BTT-UBND", family=ADMINISTRATIVE).abbreviation == "BTT"
    assert NumberSymbol.parse("12/BTT-UBND", family=FormatFamily.FRONT).symbol == "BTT-UBND"


# --- Printing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbol", "line"),
    [
        (NumberSymbol(5, "", "NQ", "ĐU", PARTY), "Số 05-NQ/ĐU"),
        (PLAN, "Số 19-KH/ĐU"),
        (NumberSymbol(None, "", "KH", "ĐU", PARTY), f"Số {BLANK_NUMBER}-KH/ĐU"),
        (NumberSymbol(5, "", "KH", "ĐTN", FormatFamily.YOUTH), "Số: 05-KH/ĐTN"),
        (NumberSymbol(5, "", "KH", "MTTQ-BTT", FormatFamily.FRONT), "Số: 05/KH-MTTQ-BTT"),
        (NumberSymbol(None, "", "BB", "BCTMT", FormatFamily.FRONT), f"Số: {BLANK_NUMBER}/BB-BCTMT"),
        (NumberSymbol(12, "", "KH", "HPN", FormatFamily.WOMEN), "Số: 12/KH-HPN"),
        (NumberSymbol(249, "", "", "MTTQ-BTT", ADMINISTRATIVE), "Số: 249/MTTQ-BTT"),
        (NumberSymbol(1, "", "TT", "BNV", ADMINISTRATIVE, 2011), "Số: 01/2011/TT-BNV"),
        # A public letter ("Thư công") has no abbreviation in the Party either.
        (NumberSymbol(3, "", "", "ĐU", PARTY), "Số 03/ĐU"),
    ],
)
def test_printed_line_follows_the_family(symbol, line):
    assert symbol.printed() == line


def test_printed_line_takes_the_prefix_of_the_layout():
    assert NumberSymbol(5, "", "KH", "ĐTN", FormatFamily.YOUTH).printed("Số ") == "Số 05-KH/ĐTN"


# --- There and back -------------------------------------------------------------------------------

NUMBERS = st.integers(1, 99_999)
# Some that are not in the lists, too; BTT is a type by the family alone.
TYPES = st.sampled_from([*(set(ABBREVIATIONS.values()) - {"BTT"}), "XYZ"])
PARTS = st.sampled_from(["ĐU", "CB", "MTTQ", "TTg", "CBKP1"]) | st.from_regex(
    r"[A-ZĐƯƠÂÊÔĂ][A-ZĐƯƠÂÊÔĂ0-9]{0,6}", fullmatch=True
).filter(lambda part: part != "TTG")
SYMBOLS = st.lists(PARTS, min_size=1, max_size=3).flatmap(
    lambda parts: st.lists(st.sampled_from("-."), min_size=len(parts), max_size=len(parts)).map(
        lambda signs: "".join(sign + part for sign, part in zip(signs, parts, strict=True))[1:]
    )
)


@st.composite
def legal(draw):
    family = draw(st.sampled_from(FormatFamily))
    type_first = family in (PARTY, FormatFamily.YOUTH)
    symbol, number = draw(SYMBOLS), draw(NUMBERS | st.none())
    is_letter = not type_first and draw(st.booleans())
    if is_letter:
        head, dash, _ = symbol.partition("-")
        assume("." not in head and not (dash and head.upper() in ABBREVIATIONS))
    return NumberSymbol(
        number,
        draw(st.sampled_from(["", "a", "b", "đ"])) if number else "",
        "" if is_letter else draw(TYPES.filter(lambda name: type_first or name != "XYZ")),
        symbol,
        family,
    )


@st.composite
def of_the_state(draw):
    type_name = draw(st.sampled_from(["NĐ", "TT", "QĐ", "TTLT", ""]))
    symbol = draw(SYMBOLS if type_name else PARTS)
    return NumberSymbol(draw(NUMBERS), "", type_name, symbol, ADMINISTRATIVE, draw(st.integers(1945, 2099)))


@settings(max_examples=150, deadline=None)
@given(legal() | of_the_state())
def test_a_written_number_is_read_as_it_was(number_symbol):
    family = number_symbol.family

    assert NumberSymbol.parse(str(number_symbol), family=family) == number_symbol
    assert NumberSymbol.parse(number_symbol.printed(), family=family) == number_symbol
    assert str(NumberSymbol.parse(str(number_symbol))) == str(number_symbol)
    assert find(number_symbol.printed(), family=family)[0] == number_symbol


LOOSE = st.sampled_from([str.lower, str.upper, lambda text: unicodedata.normalize("NFD", text)])


@settings(max_examples=60, deadline=None)
@given(
    legal(),
    LOOSE,
    st.sampled_from(["-", " - ", "–", "\u00a0—\u00a0"]),
    st.sampled_from(["/", " / "]),
    st.sampled_from(["", "Số: ", "SỐ ", "Kế hoạch số "]),
)
def test_case_dashes_spaces_and_composition_do_not_matter(number_symbol, respell, dash, slash, lead):
    text = respell(lead + str(number_symbol).replace("-", dash).replace("/", slash))

    assert NumberSymbol.parse(text, family=number_symbol.family) == number_symbol


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40) | st.text("Số19 -–/.KHĐUđủkha:…\u0301\u200b\n", max_size=25))
def test_any_text_is_read_whole_or_refused(text):
    read, found = NumberSymbol.parse_or_none(text), find(text)

    if read:
        assert NumberSymbol.parse(str(read)) == read
    if found:
        number_symbol, (start, end) = found
        assert NumberSymbol.parse(text[start:end]) == number_symbol


# --- Finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("ĐẢNG ỦY PHƯỜNG 6\n*\nSố 19-KH/ĐU\tPhường 6, ngày 25/4/2016", "19-KH/ĐU", "19-KH/ĐU"),
        ("Số: 12/KH-MTTQ-BTT – KẾ HOẠCH", "12/KH-MTTQ-BTT", "12/KH-MTTQ-BTT"),
        ("Số: 12/KH - MTTQ-BTT", "12/KH-MTTQ-BTT", "12/KH - MTTQ-BTT"),
        ("Số 19-KH/ĐU - KHU PHỐ 3", "19-KH/ĐU", "19-KH/ĐU"),
        ("Số\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0-KH/ĐU", "-KH/ĐU", "-KH/ĐU"),
        ("Số: ……/BB-BCTMT, ngày … tháng 9", "/BB-BCTMT", "/BB-BCTMT"),
        ("số\u200b 19\u00a0-\u00a0kh/đu về việc", "19-KH/ĐU", "19\u00a0-\u00a0kh/đu"),
        ("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020;", "30/2020/NĐ-CP", "30/2020/NĐ-CP"),
        ("theo 97/2025/QH15 và 19-KH/ĐU", "97/2025/QH15", "97/2025/QH15"),
        ("trả lời Công văn 249/MTTQ-BTT.", "249/MTTQ-BTT", "249/MTTQ-BTT"),
        ("theo “12a-KH/ĐU”", "12a-KH/ĐU", "12a-KH/ĐU"),
        ("Từ 5/2016 đến 12/2016: xem 25-KH/ĐU", "25-KH/ĐU", "25-KH/ĐU"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_find_gives_the_first_number_and_its_place(text, code, place, form):
    text = unicodedata.normalize(form, text)

    number_symbol, (start, end) = find(text)

    assert str(number_symbol) == code
    assert text[start:end] == unicodedata.normalize(form, place)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Phường 6, ngày 25/4/2016",
        "nhà 12/KP3 và 249/MTTQ-BTT",
        "40.000đ/người, 5/kg, 2-3/TUẦN, 18-TP/HCM",
        "Ban hành -KH/ĐU",
        "Số: 364/CV.BCH",
        "Số 19-KH/ĐẢNG",
        "120-KH/ĐU-của",
        "x19-KH/ĐU",
        "Kế hoạch -KH/ĐU",
        "Số " + "." * 5000,
    ],
)
def test_find_passes_over_what_only_looks_alike(text):
    assert find(text) is None


def test_find_answers_in_the_family_asked_for():
    number_symbol, _ = find("Số: 05-KH/ĐTN", family="youth")

    assert number_symbol == NumberSymbol(5, "", "KH", "ĐTN", FormatFamily.YOUTH)


# --- Keeping what is odd --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "family", "abbreviation", "kept"),
    [
        ("19-KH/ĐU", PARTY, "KH", ""),
        ("Số: 19 - kh/đu", PARTY, None, ""),
        ("249/MTTQ-BTT", FormatFamily.FRONT, "", ""),
        ("-KH/ĐU", PARTY, "KH", ""),
        ("Số: 364/CV.BCH", FormatFamily.VETERANS, "CV", "364/CV.BCH"),
        (" 364 /\u00a0CV.BCH\n", FormatFamily.VETERANS, None, "364 / CV.BCH"),
        ("12bis-KH/ĐU", PARTY, "KH", "12bis-KH/ĐU"),
        ("59–CP", ADMINISTRATIVE, None, "59–CP"),
        ("30/2020/NĐ-CP", ADMINISTRATIVE, "NĐ", "30/2020/NĐ-CP"),
        ("07-KH/HNDTW", FormatFamily.FARMERS, "KH", "07-KH/HNDTW"),
        ("464/CV-HND", FormatFamily.FARMERS, "", "464/CV-HND"),
        ("04-QyĐ/ĐU", PARTY, "QĐ", "04-QyĐ/ĐU"),
        ("05/BCK-MTTQ", FormatFamily.FRONT, "BCK", ""),
        ("05-bck/đu", PARTY, "BCK", ""),
        ("05/BCK-MTTQ", FormatFamily.FRONT, "XYZ", "05/BCK-MTTQ"),
    ],
)
def test_written_code_keeps_only_what_the_parts_cannot_print(text, family, abbreviation, kept):
    assert written_code(text, family, abbreviation) == kept


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CV.BCH", "“CV.BCH” không có số. Hãy ghi số và ký hiệu như trên văn bản."),
        ("", "“” không có số. Hãy ghi số và ký hiệu như trên văn bản."),
        (
            "364/CV.BCH của Ban Chấp hành Hội Cựu chiến binh về việc",
            "Số và ký hiệu dài quá 50 chữ. Hãy chỉ ghi số và ký hiệu, không ghi tên văn bản.",
        ),
    ],
)
def test_written_code_refuses_what_is_no_number(text, message):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the whole message is compared
        written_code(text, FormatFamily.VETERANS)
    assert str(refusal.value) == message
