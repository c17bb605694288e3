"""The pairs that nothing was tuned on come out no worse than they did at their one look."""

import json

import pytest

from duplicates.evaluation import Held, evaluate, read_pairs, read_texts
from tests.duplicates.test_matching_labelled import COPIES, levels
from tests.duplicates.unseen.pairs import made


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unseen")
    for name, rows in zip(("texts", "pairs"), made(), strict=True):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    texts = read_texts(folder / "texts")
    return evaluate(Held(texts), read_pairs(folder / "pairs", texts))


def test_copies_and_retellings_are_seen_and_nothing_else_is(found):
    assert levels(found, COPIES) == (16, 1, 0)
    assert levels(found, {"paraphrase"}) == (6, 3, 0)
    assert levels(found, {"other_province"}) == (0, 9, 0)
    assert levels(found, {"same_technology", "same_initiative", "unrelated"}) == (0, 0, 44)


def test_the_right_text_is_among_the_first_three(found):
    assert (found["retrieval"]["n"], found["retrieval"]["recall@3"]) == (35, 1.0)
