import unicodedata

import pytest

from documents.legacy_fonts import TCVN3, VNI, Encoding, encoding_of, guess, to_unicode

pytestmark = pytest.mark.once

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
MARKED = [letter for letter in LETTERS if not letter.isascii()]

# As printed in the papers of the time, not made by the tables under test.
SAMPLES = [
    (Encoding.VNI, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    (Encoding.VNI, "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    (Encoding.VNI, "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (Encoding.VNI, "ÑAÛNG UÛY PHÖÔØNG 6", "ĐẢNG ỦY PHƯỜNG 6"),
    (Encoding.VNI, "Thöïc hieän Nghò quyeát veà Quyõ nhaø ôû", "Thực hiện Nghị quyết về Quỹ nhà ở"),
    (Encoding.VNI, "Aán phaåm, Yù kieán, kyø hoïp, ñaëc bieät", "Ấn phẩm, Ý kiến, kỳ họp, đặc biệt"),
    (Encoding.TCVN3, "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    (Encoding.TCVN3, "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    (
        Encoding.TCVN3,
        "Thùc hiÖn NghÞ quyÕt vÒ nhµ ë, ®Æc biÖt, ph\u00adêng",
        "Thực hiện Nghị quyết về nhà ở, đặc biệt, phường",
    ),
    (Encoding.TCVN3_CAPITALS, "§¶ng ñy ph\u00adêng 6", "ĐẢNG ỦY PHƯỜNG 6"),
]


@pytest.mark.parametrize(("encoding", "typed", "meant"), SAMPLES)
def test_known_lines_are_read(encoding, typed, meant):
    assert to_unicode(typed, encoding) == meant


@pytest.mark.parametrize(("encoding", "typed", "meant"), SAMPLES)
def test_encoding_is_told_by_the_words(encoding, typed, meant):
    told = Encoding.TCVN3 if encoding == Encoding.TCVN3_CAPITALS else encoding

    assert (guess(typed), guess(meant)) == (told, Encoding.UNICODE)


def test_there_are_134_letters_with_marks():
    assert len(MARKED) * 2 == 134


@pytest.mark.parametrize("letter", MARKED)
def test_every_letter_comes_back_from_vni_small_and_capital(letter):
    typed = {meant: typed for typed, meant in VNI.items()}

    assert to_unicode(f"b{typed[letter]}c", Encoding.VNI) == f"b{letter}c"
    assert to_unicode(f"B{typed[letter.upper()]}C", Encoding.VNI) == f"B{letter.upper()}C"


@pytest.mark.parametrize("letter", MARKED)
def test_every_letter_comes_back_from_tcvn3_small_and_capital(letter):
    typed = {meant: typed for typed, meant in TCVN3.items()}

    assert to_unicode(f"b{typed[letter]}c", Encoding.TCVN3) == f"b{letter}c"
    assert to_unicode(f"b{typed[letter]}c", Encoding.TCVN3_CAPITALS) == f"B{letter.upper()}C"


def test_no_sign_means_two_letters():
    assert len(TCVN3) == len(MARKED) + len("ĂÂÊÔƠƯĐ")
    assert set(VNI.values()) == {*MARKED, *(letter.upper() for letter in MARKED)}


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        ("VNI-Times", Encoding.VNI),
        ("VNI Helve", Encoding.VNI),
        ("vni-times", Encoding.VNI),
        (".VnTime", Encoding.TCVN3),
        (".VnArial", Encoding.TCVN3),
        (".VnTimeH", Encoding.TCVN3_CAPITALS),
        (".VnArialH", Encoding.TCVN3_CAPITALS),
        ("Times New Roman", Encoding.UNICODE),
        ("Vnilla", Encoding.UNICODE),
        ("", Encoding.UNICODE),
    ],
)
def test_font_tells_the_encoding(font, encoding):
    assert encoding_of(font) == encoding


@pytest.mark.parametrize(
    "text",
    ["", "Ke hoach khong dau", "à la", "Ñoäc laäp", "déjà vu à l’hôtel château", "Größe Übung Äpfel schön"],
)
def test_nothing_is_guessed_where_the_words_do_not_tell(text):
    assert guess(text) is None


def test_unicode_is_composed_and_left_alone():
    assert to_unicode(unicodedata.normalize("NFD", "Ủy ban"), Encoding.UNICODE) == "Ủy ban"
