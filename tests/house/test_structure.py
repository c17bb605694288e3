"""Where lines belong: each rule of docs/house.md that can be read off the source is read off it here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "core",
    "accounts",
    "keeping",
    "catalog",
    "proposals",
    "attachments",
    "duplicates",
    "manuscripts",
    "scoring",
    "review",
    "committee",
    "packets",
    "home",
    "demo",
)
ABOVE_CORE = ROOMS[1:]


def sources(*rooms: str) -> Iterator[tuple[str, Path]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every call as dotted text: "session.add", "sa.select"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def places(rooms: tuple[str, ...], wanted: re.Pattern[str]) -> list[str]:
    found = []
    for name, path in sources(*rooms):
        for call, line in calls(ast.parse(path.read_text(encoding="utf-8"))):
            if wanted.fullmatch(call):
                found.append(f"{name}:{line}")
    return found


def noun(place: str) -> str:
    """The kind of module a place is in: "queries" for review/queries/intake.py:12 and for proposals/queries.py:7."""
    parts = Path(place.rpartition(":")[0]).with_suffix("").parts
    return parts[1]


def test_reads_live_in_queries():
    strays = [place for place in places(ABOVE_CORE, re.compile(r"(sa\.)?select")) if noun(place) not in READERS]
    assert strays == []


READERS = {"queries", "room", "frame"}
"""`room` holds the bar's one-line counts, `frame` puts them into one query."""


def test_rows_are_added_and_removed_by_services_only():
    wanted = re.compile(r"(db\.)?(current_)?session(\(\))?\.(add|add_all|delete|merge)")
    strays = [place for place in places(ABOVE_CORE, wanted) if noun(place) not in ("services", "numbering")]
    assert strays == []


def test_one_place_commits():
    found = places(ROOMS, re.compile(r".*\.commit"))
    committed = {place.rpartition(":")[0] for place in found}
    assert committed == {"core/db.py", "accounts/security.py"}
    assert [place for place in found if place.startswith("accounts/")] == places(
        ("accounts",), re.compile(r"db\.commit")
    )


def test_one_function_changes_a_status():
    strays = []
    for name, path in sources(*ABOVE_CORE):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            for node in ast.walk(function):
                targets = node.targets if isinstance(node, ast.Assign) else []
                if any(ast.unparse(target) == "proposal.status" for target in targets):
                    strays.append(f"{name}:{function.name}")
    assert strays == ["proposals/services.py:advance"] or strays == ["proposals/services/course.py:advance"]


DOMAIN = re.compile(
    r"\b(proposal|initiative|secretariat|reviewer|scorecard|committee|packet|criterion|criteria|adviser|"
    r"chief_engineer|strategic)\b",
    re.IGNORECASE,
)


def test_no_domain_word_in_core():
    strays = [
        f"{name}:{number}"
        for name, path in sources("core")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if DOMAIN.search(line)
    ]
    assert strays == []


def test_only_views_forms_and_commands_know_http():
    allowed = {"views", "forms", "cli", "gate", "security", "frame", "room", "web", "dossier"}
    strays = []
    for name, path in sources(*ABOVE_CORE):
        kind = noun(f"{name}:0")
        if kind in allowed:
            continue
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            if re.match(r"\s*from flask import .*\b(request|session|redirect|flash|url_for|abort)\b", line):
                strays.append(f"{name}:{number}")
    assert [stray for stray in strays if not stray.split("/")[1].startswith("notices")] == []


def test_views_hold_no_try():
    strays = []
    for name, path in sources(*ABOVE_CORE):
        if noun(f"{name}:0") == "views":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            strays += [f"{name}:{node.lineno}" for node in ast.walk(tree) if isinstance(node, ast.Try)]
    assert strays == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "misc"])
def test_no_room_has_a_drawer_for_odds_and_ends(name):
    assert [str(path) for room in ROOMS for path in (ROOT / room).rglob(f"{name}*.py")] == []


def test_every_file_opens_with_one_sentence():
    strays = []
    for name, path in sources(*ROOMS):
        first = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        if not first or (not first.splitlines()[0].rstrip().endswith((".", ":", "?")) and "\n" not in first):
            strays.append(name)
    assert strays == []


def test_no_file_hides_a_noun():
    long = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in sources(*ROOMS)}
    exempt = {"proposals/template.py"}  # one declaration, read from top to bottom like the form it describes
    assert {name: count for name, count in long.items() if count > 400 and name not in exempt} == {}


def test_the_environment_is_read_in_one_place():
    strays = []
    for name, path in sources(*ROOMS):
        text = path.read_text(encoding="utf-8")
        if re.search(r"os\.environ|os\.getenv|getenv\(", text) and name != "core/config.py":
            strays.append(name)
    assert strays == []


def test_templates_never_trust_data():
    strays = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\|\s*safe\b", line) and "charts" not in line
    ]
    assert strays == []
    trusted = places(ROOMS, re.compile(r".*render_template_string|(flask\.)?Markup"))
    # Paper and engineer's page mark as safe the SVG that the pure cores drew and escaped, the paper also pieces it
    # rendered itself; core.i18n the sentences of our own catalogues, whose values are still escaped.
    drawn = {"packets/pages.py", "review/views/spread.py", "core/i18n.py"}
    assert {place.rpartition(":")[0] for place in trusted} <= drawn


def test_weasyprint_is_named_in_one_module():
    imported = re.compile(r"^\s*(import|from) weasyprint", re.MULTILINE)
    strays = [name for name, path in sources(*ROOMS) if imported.search(path.read_text("utf-8"))]
    assert strays in ([], ["packets/render.py"], ["packets/paper.py"])


UNKEPT = {
    "accounts/invite.html",
    "accounts/me.html",
    "accounts/organisation.html",
    "accounts/person.html",
    "attachments/show.html",
    "catalog/appointments.html",
    "catalog/rule.html",
    "committee/form.html",
    "manuscripts/compare.html",
}
"""Short forms of a few words: they ask before they are left, and are typed again in a moment."""


def test_every_form_that_guards_typed_text_keeps_it():
    guarding = {
        str(path.relative_to(ROOT / "templates")): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "data-guard" in path.read_text(encoding="utf-8")
    }
    assert {name for name, text in guarding.items() if "{{ keep(" not in text} <= UNKEPT
