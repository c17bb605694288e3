"""A packet goes to JSON and back unchanged, and its checksum follows its words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from markupsafe import Markup

from duplicates.wording import LEVELS, PILLS
from packets.contents import LIKENESS_LABELS, Layout, Packet, content_sha256
from packets.freezing import canonical
from packets.queries.likeness import LEVELS as ON_PAPER
from packets.wording import cut, letter_date, million, money, number
from proposals.template import PARTS, Box
from tests.packets.samples import contents, packet


@pytest.mark.parametrize("layout", list(Layout))
def test_a_packet_comes_back_from_its_json_as_it_went(layout):
    made = packet(layout, count=5, decided=2)
    stored = json.loads(json.dumps(made.to_json()))
    assert Packet.from_json(stored) == made
    assert content_sha256(stored) == made.content_sha256()


def test_the_checksum_changes_with_one_letter_and_with_the_draft_mark():
    made = packet(count=1)
    other = replace(made, session=replace(made.session, title=made.session.title + "."))
    assert len({made.content_sha256(), other.content_sha256(), replace(made, draft=False).content_sha256()}) == 3


def test_the_checksum_does_not_depend_on_the_order_of_keys_or_on_how_accents_were_typed():
    assert canonical({"b": 1, "a": "x"}) == canonical({"a": "x", "b": 1})
    made = packet(count=1)
    typed_apart = replace(made, session=replace(made.session, place="Ha\u0300 No\u0323\u0302i"))
    typed_whole = replace(made, session=replace(made.session, place="Hà Nội"))
    assert typed_apart.content_sha256() == typed_whole.content_sha256()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"layout": "church"}, "packet.layout"),
        ({"version": "2"}, "packet.version"),
        ({"draft": 1}, "packet.draft"),
        ({"stray": 1}, "packet.stray"),
        ({"made_at": "yesterday"}, "packet.made_at"),
        ({"dossiers": {}}, "packet.dossiers"),
    ],
)
def test_what_is_no_packet_is_refused_with_its_path(change, path):
    plain = {**packet(count=1).to_json(), **change}
    with pytest.raises(ValueError, match=path):
        Packet.from_json(plain)


def test_a_float_cannot_be_frozen():
    with pytest.raises(TypeError):
        canonical({"a": [1.5]})


def test_figures_are_written_as_an_office_writes_them():
    assert [number("1234567.89"), number("3.2"), number(None), number("1234.5", "en")] == [
        "1.234.567,89",
        "3,2",
        "–",
        "1,234.5",
    ]
    assert [million(44_500_000_000), million(1_500_000), million(0), million(None)] == ["44.500", "1,5", "0", "–"]
    assert money(146_000_000_000) == "146\u00a0tỉ đồng"
    assert money(750_000_000) == "750\u00a0triệu đồng"
    assert letter_date(packet(Layout.STATE, count=1).letter.dated) == "ngày 03 tháng 02 năm 2026"
    assert cut("một hai ba bốn năm", 12) == "một hai ba…"


def test_the_twelve_samples_become_contents_with_every_box_of_the_template():
    held = contents()
    assert len(held) == 12
    for content in held:
        assert list(content) == [part.code for part in PARTS]
        for part in PARTS:
            assert set(content[part.code]) == {box.code for box in part.boxes}
    assert "." not in json.dumps([row["finance"] for row in (content["resources"] for content in held)])


def test_a_sample_is_converted_as_its_docstring_says():
    first = contents()[0]
    assert first["title"] == {
        "title": "Nền tảng trí tuệ nhân tạo cảnh báo thông thầu và hỗ trợ tổ chuyên gia trong đấu thầu công",
        "kind": "detailing",
        "initiative": 2,
        "main_system": 1,
        "related_systems": [4],
        "running_programme": "",
        "strategic_technology": True,
        "project_group": "B",
        "project_group_reason": "",
    }
    assert first["resources"]["finance"][0] == {
        "id": "GD1",
        "phase": "GD1",
        "state_budget": 38_500_000_000,
        "socialised": 6_000_000_000,
        "other": 0,
    } | {"id": first["resources"]["finance"][0]["id"]}
    assert first["roadmap"]["phases"][0]["milestones"][0] == {
        "id": "r1",
        "name": "Phê duyệt đề cương chi tiết",
        "due": "2027-02-28",
    }
    assert first["objectives"]["specific"][1]["baseline"] == "2.1"
    assert first["scope"]["components"][0]["activities"].count("\n") == 2


def test_every_choice_of_the_samples_is_one_the_template_knows():
    def walk(boxes, row):
        for box in boxes:
            if not isinstance(box, Box):
                for child in row[box.code]:
                    yield from walk(box.boxes, child)
            elif box.choices and row[box.code]:
                yield row[box.code], {choice.code for choice in box.choices}

    for content in contents():
        for part in PARTS:
            for code, known in walk(part.boxes, content[part.code]):
                assert code in known


def test_each_level_of_likeness_has_one_word_on_the_page_in_the_pill_and_on_paper(app):
    with app.test_request_context():
        pill = app.jinja_env.get_template("components/status.html").module.likeness
        told = {level: (Markup(pill(PILLS[level])).striptags(), LIKENESS_LABELS[ON_PAPER[level]]) for level in LEVELS}
    assert told == {level: (word, word) for level, word in LEVELS.items()}
    assert list(LEVELS.values()) == ["Có thể trùng", "Chồng lấn", "Không thấy trùng"]
