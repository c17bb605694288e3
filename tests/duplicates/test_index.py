"""The index of many texts: packed blocks give what one text after another gives; readings survive being kept."""

from __future__ import annotations

import numpy as np
import pytest

from bench.generated_texts import Writer
from duplicates import index as indexing
from duplicates.fingerprints import fingerprint
from duplicates.index import Index
from duplicates.kept import packed, unpacked
from duplicates.matching import Registry, judge, read_text
from duplicates.readings import Text
from duplicates.weighing import weigh
from tests.duplicates.labelled import registry, texts

WRITER = Writer()


@pytest.fixture(scope="module")
def prints():
    registry = Registry()
    made = []
    for number in range(120):
        reading = read_text(WRITER.text(number))
        registry.add(reading)
        made.append(fingerprint(reading, registry))
    return made


def answers(index, prints):
    return {
        one.id: [(found.id, round(found.score, 9)) for found in index.nearest(one, 5) if found.score > 0.05]
        for one in prints
    }


def test_many_small_blocks_answer_as_one_large_one(prints, monkeypatch):
    whole = answers(Index.of(prints), prints)
    monkeypatch.setattr(indexing, "_OPEN", 2000)
    grown = Index()
    for one in prints:
        grown.add(one)
    assert len(grown._blocks) > 2
    assert max(len(block.ids) for block in grown._blocks) > 8, "blocks are merged"
    assert answers(grown, prints) == whole
    assert {name for name, _ in whole["0"][:2]} == {"1", "2"}, "the first of a family, re-worked and its outputs copied"


def test_what_is_removed_or_replaced_is_found_no_more_whichever_block_holds_it(prints, monkeypatch):
    monkeypatch.setattr(indexing, "_OPEN", 2000)
    index = Index()
    for one in prints:
        index.add(one)
    for number in (1, 41, 119):
        index.remove(str(number))
    index.remove("nobody")
    index.add(prints[2])
    left = [one for number, one in enumerate(prints) if number not in (1, 41, 119)]
    assert len(index) == 117
    assert {number for number in ("1", "41", "119") if number in index} == set()
    found = {name for row in answers(index, prints).values() for name, _ in row}
    assert found.isdisjoint({"1", "41", "119"})
    for one in prints[:80]:  # merging lets go of what is gone
        index.add(one)
        index.remove(one.id)
    assert {name for row in answers(index, left).values() for name, _ in row} <= {one.id for one in prints[80:]}


def test_an_empty_index_and_an_empty_question_have_answers(prints):
    nothing = fingerprint(read_text(Text("q", "", {})), Registry())
    assert Index().nearest(prints[0], 10) == []
    assert Index.of(prints).nearest(nothing, 10) == []
    assert Index.of([nothing]).nearest(prints[0], 10) == []
    assert Index.of(prints).nearest(prints[0], 0) == []


def test_a_kept_reading_is_judged_as_the_text_itself():
    for a, b in (("luquet", "luquet-vietlai"), ("P05", "P06"), ("luquet", "luquet-tinhkhac")):
        if a not in texts() or b not in texts():
            continue
        left, right = (read_text(texts()[name]) for name in (a, b))
        again = unpacked(right.id, packed(right))
        assert [words.sentences for words in again.sections] == [words.sentences for words in right.sections]
        for mine, theirs in zip(again.sections, right.sections, strict=True):
            assert np.array_equal(mine.starts, theirs.starts)
            assert np.array_equal(mine.ends, theirs.ends)
            assert np.array_equal(mine.quantities, theirs.quantities)
        weighed = weigh(left, registry())
        assert judge(weighed, weigh(again, registry())).measures == judge(weighed, weigh(right, registry())).measures


@pytest.mark.parametrize("body", ["", "🚀💡" * 500, "x", "ABC " * 20_000, " ".join(f"chữ{n}" for n in range(60_000))])
def test_any_text_can_be_kept(body):
    reading = read_text(Text("a", body[:200], {"scope": body, "outputs": body[:50]}))
    again = unpacked("a", packed(reading))
    assert again.codes == reading.codes
    assert [len(words) for words in again.sections] == [len(words) for words in reading.sections]
    assert [words.cut for words in again.sections] == [words.cut for words in reading.sections]
    assert np.array_equal(again.hashes, reading.hashes)


def test_bytes_that_are_no_reading_are_refused():
    whole = packed(read_text(WRITER.text(5)))
    for broken in (b"", b"\x07\x01", whole[:40], bytes([9]) + whole[1:]):
        with pytest.raises(ValueError, match="reading"):
            unpacked("a", broken)
