"""Vietnamese text is cleaned, folded, sorted, shown and read as people expect."""

import random
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import words

ANY_TEXT = st.text(max_size=200)
VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ ÁĐƯ.,-\n", max_size=80)


def test_clean_composes_letters_unifies_line_ends_and_trims_what_trails():
    assert words.clean("To\u0300a nha\u0300 \t\r\n  hai\u00a0\rba\u2028bốn \n\n") == "Tòa nhà\n  hai\nba\nbốn"


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "chữ \udfff"])
def test_clean_refuses_what_a_database_cannot_hold(text):
    with pytest.raises(ValueError, match="NUL or a lone surrogate"):
        words.clean(text)


@given(ANY_TEXT.filter(lambda text: "\x00" not in text))
def test_cleaning_twice_is_cleaning_once(text):
    assert words.clean(words.clean(text)) == words.clean(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đổi mới SÁNG TẠO", "doi moi sang tao"),
        ("hòa bình, ủy ban, khỏe", "hoa binh uy ban khoe"),
        ("hoà bình, uỷ ban, khoẻ", "hoa binh uy ban khoe"),
        ("kỹ thuật / kĩ thuật", "ki thuat ki thuat"),
        ("tỷ, tỉ, lý, lí, quý, quí, Mỹ, mĩ", "ti ti li li qui qui mi mi"),
        ("tay tai, thúy thúi, y tế, yêu", "tay tai thuy thui y te yeu"),
        ("KH&CN – R&D; 1.234,5 m²", "kh cn r d 1 234 5 m2"),
        ("du\u200blịch \u00adsố", "dulich so"),
        ("💡 — …", ""),
        ("Straße, ĳ, ﬁ, Москва", "strasse ij fi москва"),
    ],
)
def test_fold_makes_ways_of_writing_one(written, folded):
    assert words.fold(written) == folded


@given(VIETNAMESE)
def test_fold_does_not_see_how_letters_are_composed(text):
    assert words.fold(unicodedata.normalize("NFD", text)) == words.fold(unicodedata.normalize("NFC", text))


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text):
    assert words.fold(words.fold(text)) == words.fold(text)


@given(st.one_of(ANY_TEXT, VIETNAMESE))
def test_placed_words_are_the_folded_words_at_their_places(text):
    placed = words.placed_words(text)
    assert [word for word, _, _ in placed] == words.fold(text).split()
    assert all(0 <= start < end <= len(text) for _, start, end in placed)


def test_a_placed_word_covers_all_its_marks_when_letters_are_decomposed():
    text = unicodedata.normalize("NFD", "Đường truyền")
    assert [text[start:end] for _, start, end in words.placed_words(text)] == text.split()


def test_vietnamese_alphabetical_order_puts_letters_before_tones():
    letters = "an án ăn ân ba Bà bả bã bá bạ ca da đa e ê o ô ơ u ư"
    ordered = ["", *letters.split()]
    shuffled = random.Random(57).sample(ordered, len(ordered))
    assert sorted(shuffled, key=words.collation_key) == ordered


def test_tones_decide_only_between_otherwise_equal_texts():
    assert sorted(["bán an", "ban bò", "bạn ai"], key=words.collation_key) == ["bạn ai", "bán an", "ban bò"]


def test_digits_come_before_letters_and_punctuation_is_passed_over():
    assert sorted(["An", "«An Bình»", "10 an", "Ân"], key=words.collation_key) == ["10 an", "An", "«An Bình»", "Ân"]


def test_people_are_sorted_by_given_name_then_family_name():
    names = ["Trần Văn Ấn", "Nguyễn Thị Đào", "Lê An", "Đỗ An", "Hoàng Dung", "Madonna"]
    assert sorted(names, key=words.person_key) == [
        "Đỗ An",
        "Lê An",
        "Trần Văn Ấn",
        "Hoàng Dung",
        "Nguyễn Thị Đào",
        "Madonna",
    ]


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (1234567, "1.234.567", "1,234,567"),
        (Decimal("1234567.89"), "1.234.567,89", "1,234,567.89"),
        (Decimal("-0.50"), "-0,50", "-0.50"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (0, "0", "0"),
    ],
)
def test_numbers_keep_all_their_digits(value, vietnamese, english):
    assert (words.format_number(value, "vi"), words.format_number(value, "en_GB")) == (vietnamese, english)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_not_shown_as_one(value):
    with pytest.raises(ValueError, match="finite"):
        words.format_number(value, "vi")


def test_an_unknown_language_has_no_number_style():
    with pytest.raises(ValueError, match="fr"):
        words.format_number(1, "fr")


@pytest.mark.parametrize(
    ("dong", "vietnamese", "english"),
    [
        (51_000_000_000, "51 tỉ đồng", "51 billion đồng"),
        (12_800_000_000, "12,8 tỉ đồng", "12.8 billion đồng"),
        (12_345_000_000_000, "12.345 tỉ đồng", "12,345 billion đồng"),
        (12_800_500_000, "12.800,5 triệu đồng", "12,800.5 million đồng"),
        (950_500_000, "950,5 triệu đồng", "950.5 million đồng"),
        (999_999_000, "999,999 triệu đồng", "999.999 million đồng"),
        (1_000_000_001, "1.000.000.001 đồng", "1,000,000,001 đồng"),
        (500_000, "500.000 đồng", "500,000 đồng"),
        (0, "0 đồng", "0 đồng"),
        (-1_500_000, "-1,5 triệu đồng", "-1.5 million đồng"),
        (None, "–", "–"),
    ],
)
def test_money_is_shown_exactly_in_the_largest_unit(dong, vietnamese, english):
    assert (words.format_money(dong, "vi"), words.format_money(dong, "en")) == (vietnamese, english)


@given(st.integers(min_value=-(10**16), max_value=10**16))
def test_money_shown_can_be_read_back_to_the_last_dong(dong):
    number, _, unit = words.format_money(dong, "vi").partition(" ")
    size = {"đồng": 1, "triệu đồng": 10**6, "tỉ đồng": 10**9}[unit]
    group, point = number.replace(".", ""), ","
    assert Decimal(group.replace(point, ".")) * size == dong


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.234", "1234"),
        ("12.500.000", "12500000"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("0.125", "0.125"),
        ("3.2", "3.2"),
        ("1,234", "1.234"),
        (" -3,20 ", "-3.20"),
        ("\u22125", "-5"),
        ("1" * 30, "1" * 30),
    ],
)
def test_typed_numbers_are_read_in_the_vietnamese_way_first(typed, value):
    assert str(words.parse_decimal(typed)) == value


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1,234.5",
        "1.23.4",
        "0.123.456",
        ".5",
        "5.",
        "+1",
        "- 1",
        "1e5",
        "1_0",
        "NaN",
        "inf",
        "٣",
        "²",
        "1" * 31,
        "một",
    ],
)
def test_what_could_be_read_two_ways_or_none_is_refused(typed):
    with pytest.raises(ValueError, match="not a number"):
        words.parse_decimal(typed)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_number_shown_in_vietnamese_is_read_back(value):
    assert words.parse_decimal(words.format_number(value, "vi")) == value


@pytest.mark.parametrize("typed", ["31/12/2028", "31-12-2028", "31.12.2028", " 2028-12-31 "])
def test_dates_are_read_day_first_or_iso(typed):
    assert words.parse_date(typed) == date(2028, 12, 31)


@pytest.mark.parametrize("typed", ["", "31/12/28", "31/02/2028", "12/31/2028", "31/12-2028", "2028-1-1", "١/١/٢٠٢٨"])
def test_days_that_do_not_exist_are_refused(typed):
    with pytest.raises(ValueError):
        words.parse_date(typed)


def test_dates_and_times_are_shown_day_first_in_vietnam():
    late = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
    assert words.format_date(date(2026, 6, 2)) == "02/06/2026"
    assert words.format_date(late) == "01/01/2027"
    assert words.format_datetime(late) == "01/01/2027 00:05"
    assert words.format_datetime(late.replace(tzinfo=None)) == "01/01/2027 00:05"
    assert (words.format_date(None), words.format_datetime(None)) == ("–", "–")


def test_control_characters_and_non_characters_are_dropped_tabs_and_lines_stay():
    assert words.clean("a\x1b[31m\tb\x7f\ufffe\n\x08c\U0001ffff") == "a[31m\tb\nc"
