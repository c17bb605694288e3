"""Two texts are read, weighed, laid side by side and judged; hostile ones too."""

import dataclasses
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duplicates.facts import differing, stated
from duplicates.fingerprints import Fingerprint
from duplicates.folding import LONGEST, read
from duplicates.matching import (
    METHOD_VERSION,
    Index,
    Level,
    PassageKind,
    Reason,
    Registry,
    Text,
    candidates,
    check,
    compare,
    fingerprint,
    read_text,
)
from tests.duplicates.labelled import registry, texts

OWN = "Bản đồ ngập hiện nay là bản đồ tĩnh, trạm bơm vận hành theo kinh nghiệm nên phản ứng chậm với triều cường."
OTHER = "Giống cà phê chịu hạn được khảo nghiệm tại bốn vùng, nông dân nòng cốt theo dõi năng suất từng vụ."
STOCK = (
    "Căn cứ chức năng nhiệm vụ được giao, đơn vị phối hợp với các bộ, ngành xây dựng đề xuất trình cấp có thẩm quyền."
)


def text(name, **sections):
    return Text(name, sections.pop("title", f"Đề xuất {name}"), sections)


def taken_apart(one, name):
    """The same text in NFD."""
    sections = {code: unicodedata.normalize("NFD", body) for code, body in one.sections.items()}
    return Text(name, unicodedata.normalize("NFD", one.title), sections)


def shown(comparison, a, b):
    """The passages as the words a reader sees on both sides."""
    left, right = {"title": a.title, **a.sections}, {"title": b.title, **b.sections}
    return [
        (one.kind, left[one.section_a][one.start_a : one.end_a], right[one.section_b][one.start_b : one.end_b])
        for one in comparison.passages
    ]


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ứng dụng AI cho DNNVV", "ứng dụng trí tuệ nhân tạo cho doanh nghiệp nhỏ và vừa"),
        ("KH&CN, ĐMST", "khoa học, công nghệ, đổi mới sáng tạo"),
        ("khoa hoc va cong nghe", "KHCN"),
        ("drone phun thuốc", "máy bay không người lái phun thuốc"),
        ("TP.HCM", "Thành phố Hồ Chí Minh"),
    ],
)
def test_ways_of_writing_one_thing_are_read_as_one_word(one, other):
    assert read(one).words == read(other).words


@pytest.mark.parametrize(("one", "other"), [("ai cũng được", "trí tuệ nhân tạo cũng được"), ("TT", "trung tâm")])
def test_ordinary_syllables_and_ambiguous_abbreviations_stay_what_they_are(one, other):
    assert read(one).words != read(other).words


def test_a_replaced_phrase_keeps_the_place_of_the_whole_phrase():
    original = "Kho học liệu dùng trí tuệ nhân tạo."
    words = read(original)
    assert [original[start:end] for start, end in zip(words.starts, words.ends, strict=True)] == [
        "Kho",
        "học",
        "liệu",
        "dùng",
        "trí tuệ nhân tạo",
    ]


def test_sentences_end_at_stops_and_lines_but_not_inside_numbers():
    words = read("Giá 1.234,5 đồng. Hai; ba\nbốn")
    assert [words.words[begin:end] for begin, end in words.sentences] == [
        ("gia", "1", "234", "5", "dong"),
        ("hai",),
        ("ba",),
        ("bon",),
    ]


def test_a_section_is_read_up_to_the_stated_limit():
    assert (read("một " * 20_000).cut, len(read("một " * 20_000)), read("một").cut) == (True, LONGEST // 4, False)


# --- the registry --------------------------------------------------------------------------------


def unlike(number):
    """The stock sentence, and as many words of its own."""
    return f"{STOCK} Việc riêng gồm {' '.join(f'{letter}{number}' for letter in 'abcdefghiklmnopqrst')}."


def filled(count, *, body=unlike):
    counted = Registry()
    for number in range(count):
        counted.add(read_text(text(f"R{number}", necessity=body(number))))
    return counted


def test_a_phrase_that_recurs_across_unlike_texts_is_boilerplate():
    reading = read_text(text("x", necessity=STOCK))
    assert [bool(filled(count).recurring(reading.distinct_shingles).all()) for count in (0, 3, 40)] == [
        False,
        False,
        True,
    ]


def test_many_copies_of_one_text_do_not_make_it_boilerplate():
    counted = filled(40, body=lambda number: f"{OWN} Việc của trạm bơm cống ngăn triều hố ga thuỷ lực kênh rạch.")
    assert not counted.recurring(read_text(text("x", necessity=OWN)).distinct_shingles).any()


def test_what_a_text_added_is_taken_back_when_it_is_removed():
    counted, one = filled(12), read_text(text("x", necessity=OWN))
    before = (counted.texts, counted.rarity(one.hashes).tolist(), counted.recurring(one.distinct_shingles).tolist())
    counted.add(one)
    between = counted.rarity(one.hashes).tolist()
    counted.remove(one)
    after = (counted.texts, counted.rarity(one.hashes).tolist(), counted.recurring(one.distinct_shingles).tolist())
    assert after == before
    assert between != before[1]


def test_a_registry_read_back_knows_the_same():
    counted, one = filled(30), read_text(text("x", necessity=f"{STOCK} {OWN}"))
    again = Registry.load(counted.dump())
    assert again.texts == 30
    assert again.rarity(one.hashes).tolist() == counted.rarity(one.hashes).tolist()
    assert again.recurring(one.distinct_shingles).tolist() == counted.recurring(one.distinct_shingles).tolist()


@pytest.mark.parametrize("held", [b"", b"something", b"DPREG1\x00\x00\x00\x00damaged"])
def test_other_bytes_are_not_taken_for_a_registry(held):
    with pytest.raises(ValueError, match="registry"):
        Registry.load(held)


# --- fingerprints and candidates -----------------------------------------------------------------


def test_a_fingerprint_read_back_is_the_same():
    made = fingerprint(read_text(texts()["P05"]), registry())
    again = Fingerprint.from_bytes("P05", made.to_bytes())
    assert (again.title.tolist(), again.features.tolist()) == (made.title.tolist(), made.features.tolist())
    assert [one.tolist() for one in again.shingles] == [one.tolist() for one in made.shingles]


@pytest.mark.parametrize("held", [b"", b"\x01", b"\x05\x00\x05\x00\x00\x00\x01\x05\x00\x00\x00\x00\x00\x00\x00"])
def test_other_bytes_are_not_taken_for_a_fingerprint(held):
    with pytest.raises(ValueError, match="fingerprint"):
        Fingerprint.from_bytes("x", held)


def test_an_index_filled_one_by_one_answers_like_one_built_at_once():
    prints = [fingerprint(read_text(one), registry()) for one in texts().values()]
    by_one, at_once = Index(), Index.of(prints)
    for one in prints:
        by_one.add(one)
    assert [candidates(one, by_one, 10) for one in prints] == [candidates(one, at_once, 10) for one in prints]


def test_a_text_is_not_its_own_candidate_and_a_removed_or_replaced_one_is_not_found():
    prints = {name: fingerprint(read_text(texts()[name]), registry()) for name in ("P05", "P05-tinhkhac", "P09")}
    held = Index.of(prints.values())
    assert [one.id for one in candidates(prints["P05"], held, 1)] == ["P05-tinhkhac"]
    held.remove("P05-tinhkhac")
    held.remove("never there")
    assert (len(held), "P05-tinhkhac" in [one.id for one in candidates(prints["P05"], held)]) == (2, False)
    held.add(dataclasses.replace(prints["P05-tinhkhac"], id="P09"))
    assert (len(held), [one.id for one in candidates(prints["P05"], held)]) == (2, ["P09"])


def test_nothing_is_found_in_an_empty_index():
    assert candidates(fingerprint(read_text(texts()["P05"]), registry()), Index()) == []


# --- comparing -----------------------------------------------------------------------------------


def test_a_text_compared_with_itself_is_held_whole():
    one = texts()["P12"]
    said = compare(one, dataclasses.replace(one, id="other"), registry())
    assert (said.level, said.method, said.score, said.held_a, said.held_b) == (
        Level.LIKELY_DUPLICATE,
        METHOD_VERSION,
        1.0,
        1.0,
        1.0,
    )
    assert [(one.section_a, one.section_b, one.score) for one in said.sections] == [
        (code, code, 1.0) for code in ("title", "necessity", "objective", "scope", "outputs")
    ]


def test_passages_are_marked_in_the_originals_whatever_their_accents():
    a = text("a", necessity=f"Mở đầu riêng của bên này. {OWN}")
    b = text("b", scope=unicodedata.normalize("NFD", f"Lời dẫn khác hẳn. {OWN.upper()} Hết."))
    said = compare(a, b, registry())
    assert shown(said, a, b) == [
        (PassageKind.IDENTICAL, OWN.rstrip("."), unicodedata.normalize("NFD", OWN.rstrip(".").upper())),
    ]
    assert [(one.section_a, one.section_b) for one in said.passages] == [("necessity", "scope")]


def test_a_sentence_in_other_words_is_a_reworded_passage():
    a = text("a", necessity="Bản đồ ngập hiện có là bản đồ tĩnh; trạm bơm đang chạy theo kinh nghiệm của công nhân.")
    b = text("b", necessity="Bản đồ ngập chỉ là bản đồ tĩnh; công nhân cho trạm bơm chạy dựa vào kinh nghiệm.")
    assert [one[0] for one in shown(compare(a, b, registry()), a, b)] == [PassageKind.REWORDED, PassageKind.REWORDED]


def test_what_everybody_writes_is_marked_as_boilerplate_and_does_not_count():
    a, b = text("a", necessity=f"{STOCK} {OWN}"), text("b", necessity=f"{STOCK} {OTHER}")
    said = compare(a, b, filled(40))
    assert shown(said, a, b) == [(PassageKind.BOILERPLATE, STOCK.rstrip("."), STOCK.rstrip("."))]
    assert (said.level, said.held_a, said.held_b, said.left_out > 0.3) == (Level.NONE, 0.0, 0.0, True)


def test_a_copied_section_is_named_as_the_reason():
    pump, coffee = texts()["P12"], texts()["P09"]
    mixed = Text("mixed", coffee.title, {**coffee.sections, "outputs": pump.sections["scope"]})
    said = compare(pump, mixed, registry())
    assert (said.level, Reason.SECTION_COPIED in said.reasons) == (Level.LIKELY_DUPLICATE, True)
    matched = {one.section_a: one.section_b for one in said.sections if one.copied > 0.9}
    assert matched == {"scope": "outputs"}


def test_comparing_the_other_way_round_gives_the_same_level_and_scores():
    a, b = texts()["P05"], texts()["P05-tinhkhac"]
    one, other = compare(a, b, registry()), compare(b, a, registry())
    assert (one.level, one.terms, one.title) == (other.level, other.terms, other.title)
    assert (one.held_a, one.held_b) == pytest.approx((other.held_b, other.held_a), abs=0.05)


def test_numbers_and_places_found_in_one_text_only_are_listed():
    a = text("a", title="Trạm tại tỉnh Khánh Hòa", scope="Lắp 14 trạm, 35.500 triệu đồng, 95% thời gian; đảo Bình Ba.")
    b = text("b", title="Trạm tại tỉnh Sơn La", scope="Lắp 18 trạm, 35.500 triệu đồng, 95% thời gian; Khánh Hoà góp ý.")
    found = differing(stated(a), stated(b))
    assert [one.text for one in found.numbers_a] == ["14 trạm"]
    assert [one.text for one in found.numbers_b] == ["18 trạm"]
    assert [(one.section, one.text) for one in found.places_a] == [("scope", "Bình Ba")]
    assert [(one.section, one.text, b.title[one.start : one.end]) for one in found.places_b] == [
        ("title", "Sơn La", "Sơn La")
    ]


# --- checking ------------------------------------------------------------------------------------


def test_a_check_gives_the_findings_best_first_and_nothing_below_a_level():
    held = {
        name: texts()[name] for name in [*(f"P{number:02d}" for number in range(1, 13) if number != 6), "P05-tinhkhac"]
    }
    held["copy"] = taken_apart(texts()["P05"], "copy")
    index = Index.of(fingerprint(read_text(one), registry()) for one in held.values())
    found = check(held["P05"], index, registry(), held.__getitem__)
    assert [(one.a, one.b, one.level) for one in found] == [
        ("P05", "copy", Level.LIKELY_DUPLICATE),
        ("P05", "P05-tinhkhac", Level.OVERLAPPING),
    ]


# --- hostile texts -------------------------------------------------------------------------------

STRANGE = {
    "empty": text("empty", title="", necessity=""),
    "one word": text("one", title="Robot", necessity="robot"),
    "emoji": text("emoji", title="🚀🚀🚀", necessity="🚀 💡" * 200),
    "foreign": text("foreign", title="Smart ports", necessity="Ships wait nine hours for a berth in most ports. " * 9),
    "chinese": text("chinese", title="智慧港口", necessity="船舶在大多数港口等待泊位九小时。" * 30),
    "one word 100,000 times": text("long", necessity="ngập " * 100_000),
    "500 kB": text("large", **{f"s{number}": " ".join(f"chữ{place}" for place in range(7000)) for number in range(10)}),
    "no space": text("wall", necessity="a" * 500_000),
    "combining marks": text("zalgo", necessity="a" + "\u0301" * 100_000),
    "no section": Text("bare", "Chỉ có tên", {}),
}


@pytest.mark.parametrize("one", STRANGE.values(), ids=STRANGE.keys())
@pytest.mark.parametrize("other", [texts()["P05"], *STRANGE.values()], ids=["sample", *STRANGE.keys()])
def test_any_text_gets_an_answer(one, other):
    said = compare(one, other, registry())
    assert said.level in Level
    assert 0 <= said.score <= 1


def test_a_text_longer_than_what_is_read_is_said_to_be_cut():
    assert [
        compare(STRANGE[name], STRANGE["empty"], registry()).cut for name in ("500 kB", "no space", "one word")
    ] == [
        True,
        True,
        False,
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_offsets_of_passages_lie_inside_their_sections(one, other):
    a, b = text("a", necessity=f"{one}\n{OWN}"), text("b", scope=f"{OWN} {other}", outputs=one)
    for kind, left, right in shown(compare(a, b, registry()), a, b):
        assert left
        assert right
        assert kind in PassageKind
