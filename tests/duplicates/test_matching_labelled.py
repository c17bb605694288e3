"""The labelled pairs come out as people gave them: what must hold in both splits, and no less than was measured."""

from collections import Counter

import pytest

from bench.labelled_pairs import Maker
from duplicates.evaluation import Held, evaluate, read_pairs, read_texts
from duplicates.folding import DATA

COPIES = {
    "light_edit", "retitled", "unaccented", "old_tone_marks", "nfd", "all_caps", "abbreviations_contracted",
    "abbreviations_expanded", "sections_reordered", "sentences_reordered", "section_copied", "two_merged",
}  # fmt: skip
WRITTEN = {"paraphrase", "other_province", "same_technology", "same_initiative", "unrelated"}


def bare(kind):
    return kind.removesuffix("_same_paragraph")


@pytest.fixture(scope="module")
def texts():
    return read_texts(DATA / "pairs" / "texts.jsonl")


@pytest.fixture(scope="module")
def pairs(texts):
    return read_pairs(DATA / "pairs" / "pairs.jsonl", texts)


@pytest.fixture(scope="module")
def found(texts, pairs):
    return evaluate(Held(texts), pairs)


def levels(found, kinds):
    """Counts at each level over these kinds, with and without a shared paragraph."""
    rows = [row for kind, row in found["pairs"].items() if bare(kind) in kinds]
    return tuple(sum(row[level] for row in rows) for level in ("duplicate", "overlapping", "none"))


def test_every_kind_has_pairs_of_both_splits_with_and_without_a_paragraph(pairs):
    counted = Counter(pair.split for pair in pairs)
    assert (len(pairs) >= 220, counted["held_out"] * 3 >= len(pairs) * 0.95) == (True, True)
    assert {bare(pair.kind) for pair in pairs} == COPIES | WRITTEN
    assert {kind for kind in COPIES | WRITTEN if f"{kind}_same_paragraph" in {pair.kind for pair in pairs}} == (
        COPIES | WRITTEN
    )
    by_hand = Counter(bare(pair.kind) for pair in pairs)
    assert (by_hand["paraphrase"] >= 30, by_hand["other_province"] >= 29) == (True, True)
    assert by_hand["same_technology"] + by_hand["same_initiative"] >= 40


def test_no_original_is_in_both_splits(pairs):
    sides: dict[str, set[str]] = {}
    for pair in pairs:
        sides.setdefault(pair.a.split("-")[0].split("+")[0], set()).add(pair.split)
    assert [name for name, found in sides.items() if len(found) > 1] == []


def test_the_files_are_what_the_generator_makes(texts, pairs):
    made_texts, made_pairs = Maker().made()
    assert [text["id"] for text in made_texts] == list(texts)
    assert [text["title"] for text in made_texts] == [text.title for text in texts.values()]
    assert [(pair["a"], pair["b"], pair["kind"]) for pair in made_pairs] == [(one.a, one.b, one.kind) for one in pairs]


def test_every_copy_is_a_likely_duplicate(found):
    assert levels(found, COPIES)[1:] == (0, 0)


def test_nothing_unrelated_and_no_hard_negative_is_a_likely_duplicate(found):
    assert levels(found, {"unrelated"})[:2] == (0, 0)
    duplicate, overlapping, none = levels(found, {"same_technology", "same_initiative"})
    assert (duplicate, overlapping * 20 <= overlapping + none) == (0, True)


def test_the_same_solution_elsewhere_is_overlapping(found):
    assert levels(found, {"other_province"}) == (0, 29, 0)


def test_free_paraphrases_are_seen(found):
    duplicate, overlapping, none = levels(found, {"paraphrase"})
    assert (duplicate + overlapping >= 29, none <= 2) == (True, True)


def test_the_right_text_is_among_the_first_three(found):
    assert found["retrieval"]["recall@3"] >= 0.98
