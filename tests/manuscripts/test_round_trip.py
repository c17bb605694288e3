"""What goes out as Word comes back word for word: straight, and after LibreOffice has opened and saved it."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from core import words
from manuscripts import aligning, headings, layout, writing
from proposals.template import PARTS, Rows, blank_content
from tests import factories
from tests.manuscripts import papers


@pytest.mark.parametrize("sample", papers.SAMPLES)
def test_every_sample_comes_back_word_for_word(sample: str) -> None:
    found = papers.read(papers.ours(factories.content(sample)))
    assert papers.bare(found.parts) == papers.expected(sample)
    assert (found.rest, found.remarks, found.pictures) == ((), (), 0)


@pytest.mark.parametrize("sample", papers.SAMPLES)
def test_laid_over_its_own_draft_a_file_changes_nothing_not_even_an_id(sample: str) -> None:
    content = factories.content(sample)
    found = papers.read(papers.ours(content))
    chosen = {code: list(boxes) for code, boxes in found.parts.items()}
    made = aligning.merged(copy.deepcopy(content), found.parts, chosen, seed="x")
    assert {code: made[code] for code in made} == {code: content[code] for code in made}


@pytest.mark.skipif(papers.SOFFICE is None, reason="LibreOffice (soffice) is not on this machine")
def test_what_libreoffice_has_saved_comes_back_word_for_word(tmp_path: Path) -> None:
    sent = {sample: papers.ours(factories.content(sample)) for sample in papers.SAMPLES}
    hands = {habit.__name__: papers.by_hand(habit) for habit in papers.HABITS}
    back = papers.through_libreoffice(tmp_path, sent | hands)
    assert [sample for sample in sent if back[sample] == sent[sample]] == []
    for sample in sent:
        found = papers.read(back[sample])
        assert (sample, papers.bare(found.parts)) == (sample, papers.expected(sample))
        assert (found.rest, found.remarks) == ((), ())
    for name, data in hands.items():
        assert (name, papers.read(back[name])) == (name, papers.read(data))


def test_an_empty_template_says_nothing() -> None:
    hints = {part.code: f"Hướng dẫn phần {part.label}. Viết rõ." for part in PARTS}
    data = writing.write(blank_content(), papers.NAMES, papers.ORIGIN, guide=hints)
    from manuscripts import blocks, opening, recognising

    ignored = frozenset(words.fold(text) for text in hints.values())
    found = recognising.recognise(blocks.from_json(opening.read(data, "x.docx")), papers.NAMES, ignored=ignored)
    assert (found.parts, found.rest, found.remarks) == ({part.code: {} for part in PARTS}, (), ())


def test_the_parts_stand_in_the_official_order_with_a_table_for_every_table_of_the_template() -> None:
    document = Document(io.BytesIO(papers.ours(factories.content())))
    titles = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert titles == [f"{number}. {part.label}" for number, part in enumerate(PARTS, start=1)]
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    for part in PARTS:
        for table in part.boxes:
            if isinstance(table, Rows):
                for boxes in layout.tables_of(part, table):
                    labels = [layout.NUMBER, *(box.label for box in boxes)]
                    labels += [layout.TOTAL] if table.code == "finance" else []
                    assert labels in heads
                every = [box.code for boxes in layout.tables_of(part, table) for box in boxes]
                assert sorted(every) == sorted(box.code for box in table.boxes)


def test_the_paper_is_the_decrees(tmp_path: Path) -> None:
    document = Document(io.BytesIO(papers.ours(factories.content())))
    first = document.sections[0]
    size = [round(length.mm) for length in (first.page_width, first.page_height)]
    edges = [
        round(length.mm) for length in (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    ]
    assert (size, edges) == ([210, 297], [20, 20, 30, 15])
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size.pt == 14
    repeated = [table.rows[0]._tr.xpath(".//w:tblHeader") for table in document.tables if len(table.columns) > 2]
    assert all(repeated)


def test_the_file_tells_nothing_of_who_made_it_or_of_our_libraries() -> None:
    data = papers.ours(factories.content())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert [name for name in package.namelist() if "thumbnail" in name] == []
        told = package.read("docProps/core.xml").decode()
        assert not re.search(r"python|generated|<dc:creator>[^<]|<cp:lastModifiedBy>[^<]", told)
        links = b"".join(package.read(name) for name in package.namelist() if name.endswith(".rels"))
        assert b"External" not in links


STRANGE = [
    "{{ 7*7 }}",
    "{% for x in range(9) %}",
    "{_{ x }_} {_% y %_}",
    "{#r comment #}",
    "<w:p>&amp; <b>đậm</b>",
    "a\tb",
    "=HYPERLINK(\"http://x\")",
    "Bối cảnh",
    "Mục tiêu: giảm 30%",
    "5. Mục tiêu",
    "RỦI RO CHÍNH VÀ GIẢI PHÁP QUẢN LÝ",
    "Đơn vị: triệu đồng",
    "……",
    "Phụ lục I",
    "“ngoặc kép” ‘đơn’ – gạch — dài",
    "😀 ² ½ ﬁ",
]  # fmt: skip


def test_what_people_type_is_data_and_never_a_template_or_a_heading() -> None:
    content = factories.content()
    content["necessity"]["context"] = "Dòng đầu\n" + "\n".join(STRANGE) + "\n\nDòng cuối"
    content["novelty"]["points"][0]["new"] = "Dòng đầu\n" + "\n".join(STRANGE) + "\nDòng cuối"  # type: ignore[index]
    found = papers.read(papers.ours(content))
    assert found.parts["novelty"]["points"][0]["new"] == content["novelty"]["points"][0]["new"]  # type: ignore[index]
    said = found.parts["necessity"]["context"].split("\n")
    assert said == ["Dòng đầu", *STRANGE, "", "Dòng cuối"]
    assert found.parts["necessity"]["problem"] == content["necessity"]["problem"]
    assert found.parts["risks"] == papers.read(papers.ours(factories.content())).parts["risks"]


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1, max_size=60).map(
    lambda text: words.clean(" ".join(text.split()))
)


@settings(deadline=None, max_examples=25)
@given(st.lists(_TEXT.filter(bool), min_size=1, max_size=4), st.lists(_TEXT.filter(bool), min_size=2, max_size=2))
def test_any_text_survives(lines: list[str], unit: list[str]) -> None:
    content: Any = blank_content()
    content["risks"]["items"] = [
        {"id": "a", "description": "\n".join(lines), "owner": unit[0], "prevention": unit[1], "probability": 3}
    ]
    found = papers.read(papers.ours(content))
    rows = found.parts["risks"].get("items", [{}])
    telling = [line for line in (*lines, *unit) if words.fold(line)]
    if len(telling) == len(lines) + 2:
        assert rows[0]["description"].split() == "\n".join(lines).replace("\u00ad", "").replace("\u200b", "").split()
        assert rows[0]["probability"] == 3


def test_synonyms_name_only_what_the_template_has() -> None:
    from manuscripts import synonyms

    assert set(synonyms.PARTS) == {part.code for part in PARTS}
    known = set()
    for part in PARTS:
        for box in part.boxes:
            known.add(f"{part.code}.{box.code}")
            if isinstance(box, Rows):
                known |= {f"{part.code}.{box.code}.{inner.code}" for inner in box.boxes}
    assert set(synonyms.BOXES) - known == set()
    assert set(synonyms.LINES) - known == set()


def test_the_templates_own_labels_are_never_taken_by_a_synonym() -> None:
    for part in PARTS:
        assert headings.parts()[words.fold(part.label)] == part.code
        for box in part.boxes:
            assert headings.boxes(part.code)[words.fold(box.label)] == box.code
            if isinstance(box, Rows):
                for inner in box.boxes:
                    assert headings.columns(part.code, box.code)[words.fold(inner.label)] == inner.code
