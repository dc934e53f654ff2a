import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardportal.text import fold, name_sort_key, nfc, search_words

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
WORDS = st.text(VIETNAMESE + VIETNAMESE.upper(), min_size=1, max_size=7)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def test_nfc_composes_and_plains_spaces():
    assert nfc("\u00a0Đảng u\u0309y\u2003Phường\u200b 6\t") == "Đảng ủy Phường 6"


def test_nfc_keeps_line_breaks():
    assert nfc("dòng một\ndòng hai\n") == "dòng một\ndòng hai"


@given(st.text())
def test_nfc_is_stable(text):
    once = nfc(text)

    assert nfc(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ĐẢNG ỦY", "dang uy"),
        ("Đảng uỷ", "dang uy"),
        ("Kế hoạch số 19-KH/ĐU", "ke hoach so 19-kh/du"),
        ("“3 đồng hành,\n  5 phối hợp”", '"3 dong hanh, 5 phoi hop"'),
        ("2015 – 2020", "2015 - 2020"),
        ("", ""),
    ],
)
def test_fold_drops_marks_and_case(text, folded):
    assert fold(text) == folded


@given(NAMES)
def test_fold_of_vietnamese_is_plain_ascii_and_stable(text):
    folded = fold(text)

    assert folded.isascii()
    assert folded == folded.lower() == fold(folded)


@given(st.text())
def test_fold_does_not_depend_on_how_text_was_composed(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(NAMES, st.data())
def test_fold_finds_a_piece_of_a_text_in_it(text, data):
    words = text.split()
    start = data.draw(st.integers(0, len(words) - 1))
    piece = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])

    assert fold(piece.upper()) in fold(text)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ke hoach 19", ["ke", "hoach", "19"]),
        ("  Kế   hoạch, 19-KH/ĐU ", ["ke", "hoach", "19-kh/du"]),
        ("“3 đồng hành, 5 phối hợp”", ["3", "dong", "hanh", "5", "phoi", "hop"]),
        ("hội Hội HỘI", ["hoi"]),
        (" – … ", []),
    ],
)
def test_search_words_are_folded_without_signs(query, words):
    assert search_words(query) == words


def test_search_words_are_no_more_than_a_query_bears():
    assert search_words(" ".join(map(str, range(1500)))) == [str(n) for n in range(20)]


@given(NAMES)
def test_search_words_of_a_text_all_occur_in_it(text):
    assert [word for word in search_words(text) if word not in fold(text)] == []


def sort_names(names):
    return sorted(names, key=name_sort_key)


def test_name_order_is_by_given_name_then_family_then_middle():
    names = ["Trần Văn An", "Phạm Thị Mai", "Lê Thị Mai", "Lê Anh Mai", "Nguyễn Bình", "Đặng Thị Mai"]

    assert sort_names(names) == [
        "Trần Văn An",
        "Nguyễn Bình",
        "Đặng Thị Mai",
        "Lê Anh Mai",
        "Lê Thị Mai",
        "Phạm Thị Mai",
    ]


def test_name_order_compares_the_letters_of_a_syllable_before_its_tone():
    assert sort_names(["Mạnh", "Mãi", "Mai"]) == ["Mai", "Mãi", "Mạnh"]


def test_name_order_follows_the_alphabet_of_29_letters():
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")

    assert sort_names(reversed(letters)) == letters


def test_name_order_follows_the_tones():
    assert sort_names(["Mạ", "Má", "Mã", "Mả", "Mà", "Ma"]) == ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ"]


def test_name_order_puts_anh_before_oanh_and_duc_after_dung():
    assert sort_names(["Oanh", "Ánh", "Đức", "Dũng", "Em"]) == ["Ánh", "Dũng", "Đức", "Em", "Oanh"]


def test_name_order_does_not_see_where_the_tone_is_written_nor_how_it_is_composed():
    assert name_sort_key("Lê Hoà") == name_sort_key("LÊ HÒA") == name_sort_key("Le\u0302 Ho\u0300a")


@given(NAMES)
def test_name_key_is_digits_and_small_letters_of_bounded_length(name):
    key = name_sort_key(name)

    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()
    assert len(key) <= 3 * len(name) + 3


@given(st.text())
def test_name_key_takes_any_text(name):
    key = name_sort_key(name)

    assert key == name_sort_key(nfc(name))
    assert key.isascii()
    assert len(key) <= 3 * len(nfc(name)) + 3


@given(WORDS, WORDS, WORDS, WORDS)
def test_name_order_of_different_given_names_does_not_depend_on_the_rest(given_a, given_b, rest_a, rest_b):
    alone = (name_sort_key(given_a), name_sort_key(given_b))
    in_full = (name_sort_key(f"{rest_a} {given_a}"), name_sort_key(f"{rest_b} {given_b}"))

    if alone[0] != alone[1]:
        assert (alone[0] < alone[1]) == (in_full[0] < in_full[1])
