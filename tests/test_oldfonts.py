"""Text of before Unicode: known phrases, every letter there and back, and what must be left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import oldfonts
from domain.names import clean
from domain.oldfonts import decode, decode_runs, encoding_of

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = SMALL + [letter.upper() for letter in SMALL]
PLAIN = list("bcdghklmnpqrstvxBCDGHKLMNPQRSTVX 0123456789.,;:()/-%\n")
TO_TCVN3 = {chr(letter): chr(code) for code, letter in oldfonts._TCVN3.items()}
TO_VNI = {letter: code for code, letter in oldfonts._VNI.items() if code == (code.upper() if letter.isupper() else code.lower())}
texts = st.lists(st.sampled_from(LETTERS + PLAIN)).map("".join)


def to_tcvn3(text: str) -> str:
    """As TCVN3 has it: a capital with a tone is typed as the small letter."""
    return "".join(TO_TCVN3.get(letter) or TO_TCVN3.get(letter.lower()) or letter for letter in text)


def to_vni(text: str) -> str:
    return "".join(TO_VNI.get(letter, letter) for letter in text)


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"),
        (".vntime", "tcvn3"),
        (".VNTIMEH", "tcvn3"),
        (".VnArial Narrow", "tcvn3"),
        ("VNI-Times", "vni"),
        ("vni-helve", "vni"),
        ("VNI Times", "vni"),
        ("Times New Roman", None),
        ("Arial", None),
        ("Vni", None),
        ("Vntime", None),
        ("", None),
        (None, None),
    ],
)
def test_the_name_of_a_font_tells_its_encoding(font: str | None, encoding: str | None) -> None:
    assert encoding_of(font) == encoding


@pytest.mark.parametrize(
    ("typed", "font", "meant"),
    [
        ("Bé Tµi chÝnh", ".VnTime", "Bộ Tài chính"),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", ".VnTime", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", ".VnTime", "Độc lập - Tự do - Hạnh phúc"),
        ("Thµnh phè H¶i Phßng", ".VnArial Narrow", "Thành phố Hải Phòng"),
        ("Tû lÖ ng\u00adêi d©n cã tµi kho¶n ®Þnh danh ®iÖn tö", ".VnTime", "Tỷ lệ người dân có tài khoản định danh điện tử"),
        ("Bé Tµi chÝnh", ".VnTimeH", "BỘ TÀI CHÍNH"),
        ("ñy ban nh©n d©n", ".VnArial NarrowH", "ỦY BAN NHÂN DÂN"),
        ("Töï do", "VNI-Times", "Tự do"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "VNI-Times", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", "VNI-Helve", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"),
        ("Ñaø Naüng, Baéc Giang, Quaûng Ngaõi, Myõ Tho, Tyø, kyù, kî", "VNI-Times", "Đà Nẵng, Bắc Giang, Quảng Ngãi, Mỹ Tho, Tỳ, ký, kỵ"),
        ("Aùnh saùng, Oâng, Ôû", "VNI-Times", "Ánh sáng, Ông, Ở"),
        ("62,5 %", ".VnTime", "62,5 %"),
    ],
)
def test_known_phrases(typed: str, font: str, meant: str) -> None:
    assert decode(typed, font) == meant


def test_the_soft_hyphen_is_a_letter_until_it_is_decoded() -> None:
    typed = "®\u00ada vµo sö dông, d\u00ad¬ng"
    assert clean(decode(typed, ".VnTime")) == "đưa vào sử dụng, dương"
    assert decode("®\u00ada", "Arial") == "®\u00ada"


@pytest.mark.parametrize("font", ["Times New Roman", "Arial", None, ""])
def test_a_cell_in_a_unicode_font_is_left_alone(font: str | None) -> None:
    for text in ("TUYÊN QUANG", "Hải Phòng", "Cà phê", "nghÜa"):
        assert decode(text, font) == text


@pytest.mark.parametrize("font", [".VnTime", ".VnTimeH", "VNI-Times"])
@pytest.mark.parametrize("text", ["Ủy ban nhân dân", "Hải Phòng", "Đắk Lắk", "Hu\u0301ng ye\u0302n", "đồng"])
def test_text_typed_in_unicode_stays_as_it_is_in_an_old_font(text: str, font: str) -> None:
    assert decode(text, font) == text


def test_signs_that_are_no_letters_stay() -> None:
    assert decode("“12 m²” – 5°", ".VnTime") == "“12 m²” – 5°"
    assert decode("“12 m²” – 5°", "VNI-Times") == "“12 m²” – 5°"


def test_a_text_of_several_fonts_is_decoded_piece_by_piece() -> None:
    assert decode_runs([("Bé ", ".VnTime"), ("Tài chính", "Arial"), (" Töï do", "VNI-Times")]) == "Bộ Tài chính Tự do"
    assert decode_runs([("To", "VNI-Times"), ("å quoác", "VNI-Helve")]) == "Tổ quốc"
    assert decode_runs([("bé ", ".VnTimeH"), ("Tµi chÝnh", ".VnTime")]) == "BỘ Tài chính"
    assert decode_runs([]) == ""


def test_every_letter_has_a_code() -> None:
    assert {letter for letter in LETTERS if letter not in "aeiouyAEIOUY"} <= TO_VNI.keys()
    assert {letter for letter in SMALL if letter not in "aeiouy"} <= TO_TCVN3.keys()
    assert {"Ă", "Â", "Ê", "Ô", "Ơ", "Ư", "Đ"} <= TO_TCVN3.keys()


@given(texts)
def test_vni_comes_back(text: str) -> None:
    assert decode(to_vni(text), "VNI-Times") == text


@given(texts)
def test_tcvn3_comes_back(text: str) -> None:
    """But for capitals with tones, which it lacks; a font of capitals gives them all."""
    expected = "".join(letter if letter in TO_TCVN3 or letter.isascii() else letter.lower() for letter in text)
    assert decode(to_tcvn3(text), ".VnTime") == expected
    assert decode(to_tcvn3(text), ".VnTimeH") == text.upper()


@given(st.text())
def test_any_text_gives_text(text: str) -> None:
    for font in (".VnTime", "VNI-Times"):
        assert isinstance(decode(text, font), str)
    assert decode(text, "Calibri") == text
