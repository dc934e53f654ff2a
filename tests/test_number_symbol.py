import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.number_symbol import FormatFamily, NumberSymbol

PARTY, ADMINISTRATIVE = FormatFamily.PARTY, FormatFamily.ADMINISTRATIVE


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("19-KH/ĐU", (19, "", "KH", "ĐU", PARTY)),
        ("12-CTr/QU", (12, "", "CTr", "QU", PARTY)),
        ("05-KH/ĐTN", (5, "", "KH", "ĐTN", PARTY)),
        ("29-HD/TWĐTN-VP", (29, "", "HD", "TWĐTN-VP", PARTY)),
        ("12a-KH/ĐU", (12, "a", "KH", "ĐU", PARTY)),
        ("399-QĐ/TW", (399, "", "QĐ", "TW", PARTY)),
        ("12/KH-MTTQ-BTT", (12, "", "KH", "MTTQ-BTT", ADMINISTRATIVE)),
        ("28/KH-LĐLĐ", (28, "", "KH", "LĐLĐ", ADMINISTRATIVE)),
        ("464/CV-CCB", (464, "", "CV", "CCB", ADMINISTRATIVE)),
        ("249/MTTQ-BTT", (249, "", "", "MTTQ-BTT", ADMINISTRATIVE)),
        ("12/UBND-VX", (12, "", "", "UBND-VX", ADMINISTRATIVE)),
        ("30/UBND", (30, "", "", "UBND", ADMINISTRATIVE)),
        ("-BC/ĐU", (None, "", "BC", "ĐU", PARTY)),
        ("/BC-BCTMT", (None, "", "BC", "BCTMT", ADMINISTRATIVE)),
    ],
)
def test_parse_reads_both_grammars(text, parts):
    assert NumberSymbol.parse(text) == NumberSymbol(*parts)
    assert str(NumberSymbol.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 19-KH/ĐU",
        "Số: 19 - KH/ĐU",
        "số 19 – kh/đu ",
        "19\u00a0-\u00a0KH / ĐU",
        "019-KH/ĐU",
    ],
)
def test_parse_reads_loose_spellings_as_one(text):
    assert NumberSymbol.parse(text) == NumberSymbol(19, "", "KH", "ĐU", PARTY)


def test_parse_restores_the_letters_of_an_abbreviation():
    assert str(NumberSymbol.parse("12-CTR/QU")) == "12-CTr/QU"
    assert str(NumberSymbol.parse("3-TTR/ĐU")) == "03-TTr/ĐU"


@pytest.mark.parametrize("text", ["", "364/CV.BCH", "30/2020/NĐ-CP", "19-KH", "KH/ĐU 19", "12345-KH/ĐU"])
def test_parse_refuses_what_follows_neither_grammar(text):
    with pytest.raises(ValueError, match="không đúng dạng số và ký hiệu"):
        NumberSymbol.parse(text)


@pytest.mark.parametrize(
    ("symbol", "line"),
    [
        (NumberSymbol(5, "", "NQ", "ĐU", PARTY), "Số 05-NQ/ĐU"),
        (NumberSymbol(19, "", "KH", "ĐU", PARTY), "Số 19-KH/ĐU"),
        (NumberSymbol(None, "", "KH", "ĐU", PARTY), "Số\u0020\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0-KH/ĐU"),
        (NumberSymbol(5, "", "KH", "MTTQ-BTT", FormatFamily.FRONT), "Số: 05/KH-MTTQ-BTT"),
        (NumberSymbol(249, "", "", "MTTQ-BTT", ADMINISTRATIVE), "Số: 249/MTTQ-BTT"),
    ],
)
def test_printed_line_follows_the_family(symbol, line):
    assert symbol.printed() == line


def test_printed_line_takes_the_prefix_of_the_layout():
    assert NumberSymbol(5, "", "KH", "ĐTN", FormatFamily.YOUTH).printed("Số: ") == "Số: 05-KH/ĐTN"


@given(
    st.integers(1, 9999) | st.none(),
    st.sampled_from(["KH", "CTr", "TTr", "QĐ", "BC"]),
    st.from_regex(r"[A-ZĐ]{1,6}(-[A-ZĐ]{1,5})?", fullmatch=True),
    st.sampled_from([PARTY, ADMINISTRATIVE]),
)
def test_a_written_number_is_read_as_it_was(number, abbreviation, symbol, family):
    written = NumberSymbol(number, "", abbreviation, symbol, family)

    assert NumberSymbol.parse(str(written)) == written
    assert NumberSymbol.parse(written.printed()) == written
