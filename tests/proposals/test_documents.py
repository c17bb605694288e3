"""Proposals in and out of files: exact both ways, every bad field named by its path, all or nothing."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.actor import Actor, Role
from core.db import session
from proposals import documents, queries, schema
from proposals.models import Event, Proposal
from proposals.template import PARTS, blank_content
from proposals.workflow import Status
from tests import factories

TARGETS = frozenset({"KH30-01"})
DECIMAL = 'Phải là chuỗi số thập phân viết gọn, ví dụ "3.2", hoặc null.'
DATE = 'Phải là ngày dạng "2028-12-31" từ năm 1900 đến 2200, hoặc null.'
SCHEMA = Path(__file__).parents[2] / "docs" / "proposal.schema.json"


def file_of(*contents: Any) -> dict[str, Any]:
    return {"format": documents.FORMAT, "proposals": list(contents)}


def faults(document: object) -> list[str]:
    return [f"{fault.path}: {fault.sentence % fault.values}" for fault in documents.check(document, targets=TARGETS)[1]]


def test_the_schema_in_docs_is_the_template() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema.text()


def test_the_schema_is_one_and_accepts_every_sample() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schema())
    look = jsonschema.Draft202012Validator(schema.schema())
    samples = [factories.content(f"P{number:02d}") for number in range(1, 13)]
    assert [error.message for error in look.iter_errors(file_of(*samples))] == []


def test_every_sample_passes_unchanged(context: Flask) -> None:
    samples = [factories.content(f"P{number:02d}") for number in range(1, 13)]
    known = frozenset(queries.names("vi").targets)
    assert documents.check(copy.deepcopy(file_of(*samples)), targets=known) == (samples, [])


def test_an_empty_proposal_is_a_blank_draft() -> None:
    assert documents.check(file_of({}), targets=TARGETS) == ([blank_content()], [])


@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        (
            "objectives",
            {"specific": [{"deadline": "2028-02-31"}]},
            'objectives.specific[0].deadline: Phải là ngày dạng "2028-12-31" từ năm 1900 đến 2200, hoặc null.',
        ),
        ("objectives", {"specific": [{"target": 3}]}, f"objectives.specific[0].target: {DECIMAL}"),
        ("objectives", {"specific": [{"target": "3.20"}]}, f"objectives.specific[0].target: {DECIMAL}"),
        ("objectives", {"specific": {}}, "objectives.specific: Phải là một danh sách."),
        ("objectives", {"specific": [[]]}, "objectives.specific[0]: Phải là một đối tượng."),
        ("objectives", {"nhan": 1}, "objectives.nhan: Khóa này không có trong mẫu."),
        ("objectives", [], "objectives: Phải là một đối tượng."),
        ("title", {"title": 5}, "title.title: Phải là một chuỗi."),
        ("title", {"title": "a\x00b"}, "title.title: Có ký tự không hợp lệ (NUL hoặc nửa ký tự)."),
        ("title", {"title": "\ud800"}, "title.title: Có ký tự không hợp lệ (NUL hoặc nửa ký tự)."),
        ("title", {"title": "x" * 301}, "title.title: Dài 301 ký tự, giới hạn 300."),
        ("title", {"main_system": True}, "title.main_system: Phải là số nguyên từ 1 đến 6, hoặc null."),
        ("title", {"main_system": 7}, "title.main_system: Phải là số nguyên từ 1 đến 6, hoặc null."),
        ("title", {"related_systems": [1, "2"]}, "title.related_systems: Phải là danh sách số từ 1 đến 6."),
        ("title", {"kind": "x"}, "title.kind: Phải là một trong: new, detailing, hoặc chuỗi rỗng."),
        ("title", {"strategic_technology": "có"}, "title.strategic_technology: Phải là true, false hoặc null."),
        (
            "contribution",
            {"targets": [{"target": "KH99"}]},
            "contribution.targets[0].target: Không có mã chỉ tiêu này trong danh mục.",
        ),
        (
            "resources",
            {"finance": [{"other": -1}]},
            f"resources.finance[0].other: Phải là số nguyên từ 0 đến {10**15}, hoặc null.",
        ),
        ("lead_unit", {"contact_email": "x"}, "lead_unit.contact_email: Không phải địa chỉ thư điện tử."),
        (
            "risks",
            {"items": [{"id": "a"}, {"id": "a"}]},
            "risks.items[1].id: Mã dòng bị trùng với một dòng trước trong cùng bảng.",
        ),
        ("risks", {"items": [{}] * 1_000_000}, "risks.items: Có 1000000 mục, nhiều hơn mức 60."),
    ],
)  # fmt: skip
def test_a_bad_field_is_named_by_its_path(part: str, value: Any, expected: str) -> None:
    assert faults(file_of({}, {part: value})) == [f"proposals[1].{expected}"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"proposals": NaN}',
        b'{"proposals": -Infinity}',
        b'{"format": 1, "format": 2}',
        b"[" * 200_000,
        b'{"proposals": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe",
        b"",
        b"not json",
    ],
)
def test_what_is_no_plain_json_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(documents.Unreadable) as caught:
        documents.read(data)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "document", [None, [], "x", 1, {}, {"format": documents.FORMAT, "proposals": []}, file_of(*[{}] * 5001)]
)
def test_other_documents_are_refused(document: object) -> None:
    assert faults(document) != []


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_part = st.fixed_dictionaries({}, optional={part.code: _json for part in PARTS})
_box = st.one_of(
    [
        st.fixed_dictionaries({part.code: st.fixed_dictionaries({}, optional={box.code: _json for box in part.boxes})})
        for part in PARTS
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.one_of(_json, _part, _box))
def test_whatever_a_file_holds_it_is_taken_clean_or_named(value: Any) -> None:
    contents, found = documents.check(file_of(value), targets=TARGETS)
    if not found:
        jsonschema.Draft202012Validator(schema.schema()).validate(file_of(*contents))
        assert documents.check(file_of(*copy.deepcopy(contents)), targets=TARGETS)[0] == contents


# --- the commands -----------------------------------------------------------------------------------------------------


@pytest.fixture
def owner(app: Flask) -> Actor:
    with app.app_context():
        return factories.person(Role.PROPOSER)


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["proposals", *words])


def take_in(app: Flask, owner: Actor, path: Path, *words: str) -> Result:
    return run(app, "import", str(path), "--organisation", owner.organisation_name, "--owner", owner.email, *words)


def written(path: Path, *contents: Any) -> Path:
    path.write_text(json.dumps(file_of(*contents)), encoding="utf-8")
    return path


def everything(app: Flask) -> list[Proposal]:
    with app.app_context():
        return list(session.scalars(sa.select(Proposal).order_by(Proposal.number)))


def test_a_file_goes_in_and_comes_out_word_for_word(app: Flask, owner: Actor, tmp_path: Path) -> None:
    samples = [factories.content("P05"), factories.content("P06")]
    outcome = take_in(app, owner, written(tmp_path / "in.json", *samples), "--submit")
    assert outcome.exit_code == 0, outcome.output
    assert [row.status for row in everything(app)] == [Status.INTAKE, Status.INTAKE]
    code = everything(app)[0].number
    assert code is not None
    out = tmp_path / "out.json"
    assert run(app, "export", "--all", "-o", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o777 == 0o600
    document = json.loads(out.read_text(encoding="utf-8"))
    about = [row.pop("about") for row in document["proposals"]]
    assert document == file_of(*samples)
    assert (about[0]["code"], about[0]["version"]) == (code, 1)
    again = take_in(app, owner, out, "--submit")
    assert again.exit_code == 0, again.output
    one = json.loads(run(app, "export", code.lower()).output)
    assert [row["about"]["code"] for row in one["proposals"]] == [code]


def test_a_dry_run_says_so_and_changes_nothing(app: Flask, owner: Actor, tmp_path: Path) -> None:
    outcome = take_in(app, owner, written(tmp_path / "in.json", factories.content()), "--submit", "--dry-run")
    assert (outcome.exit_code, outcome.output) == (
        0,
        "The file is good: 1 proposals. A dry run: nothing has changed.\n",
    )
    assert everything(app) == []


def test_one_bad_field_keeps_everything_out(app: Flask, owner: Actor, tmp_path: Path) -> None:
    bad = factories.content("P06")
    bad["roadmap"]["phases"][1]["milestones"][0]["due"] = "cuối năm"  # type: ignore[index]
    outcome = take_in(app, owner, written(tmp_path / "in.json", factories.content(), bad))
    assert outcome.exit_code == 1
    assert outcome.output.splitlines() == [
        f"proposals[1].roadmap.phases[1].milestones[0].due: {DATE}",
        "No proposal was imported.",
    ]
    assert everything(app) == []


def test_an_incomplete_proposal_comes_in_as_a_draft_and_is_not_submitted(
    app: Flask, owner: Actor, tmp_path: Path
) -> None:
    content = factories.content()
    content["objectives"]["specific"][0]["measure"] = ""  # type: ignore[index]
    path = written(tmp_path / "in.json", content)
    refused = take_in(app, owner, path, "--submit")
    assert refused.exit_code == 1
    path_and_sentence = refused.output.splitlines()[0].split(": ", 1)
    assert path_and_sentence == [
        "proposals[0].objectives.specific[0].measure",
        "Thiếu “Chỉ số đo” ở mục tiêu cụ thể thứ 1.",
    ]
    assert everything(app) == []
    assert take_in(app, owner, path).exit_code == 0
    [draft] = everything(app)
    assert (draft.status, draft.title, draft.owner_id) == (Status.DRAFT, content["title"]["title"], owner.id)
    with app.app_context():
        assert [event.deed for event in session.scalars(sa.select(Event))] == ["imported"]


@pytest.mark.parametrize(
    ("organisation", "email", "sentence"),
    [
        ("Không có thật", None, "There is no organisation named Không có thật."),
        (None, "ai@thu.example", "There is no active account with the address ai@thu.example."),
        (None, "desk", "{email} is not a proposer of {unit}."),
    ],
)
def test_the_owner_must_be_a_proposer_of_the_organisation(
    app: Flask, owner: Actor, tmp_path: Path, organisation: str | None, email: str | None, sentence: str
) -> None:
    if email == "desk":
        with app.app_context():
            email = factories.person(Role.SECRETARIAT).email
    path = written(tmp_path / "in.json", factories.content())
    outcome = run(
        app,
        "import",
        str(path),
        "--organisation",
        organisation or owner.organisation_name,
        "--owner",
        email or owner.email,
    )
    said = sentence.format(email=email or owner.email, unit=organisation or owner.organisation_name)
    assert (outcome.exit_code, outcome.output.splitlines()[0]) == (1, said)
    assert everything(app) == []


def test_an_export_never_holds_drafts(app: Flask, owner: Actor) -> None:
    with app.app_context():
        factories.draft(owner)
    assert json.loads(run(app, "export", "--all").output)["proposals"] == []
    assert run(app, "export", "SK-2026-0001").exit_code == 1
