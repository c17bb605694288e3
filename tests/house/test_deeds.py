"""Every deed that is written has words: in the audit trail, and on the timeline of a proposal; in both languages."""

from __future__ import annotations

import ast
import re

from accounts import labels
from proposals import deeds
from proposals.workflow import Action
from tests.house.test_structure import ROOT, sources

ALL_ROOMS = tuple(
    sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in ("bench", "tests"))
)
ACTIONS = re.compile(r"f'([a-z_.]*)\{action\.value\}'")


def written(called: re.Pattern[str], place: int) -> dict[str, str]:
    """Each deed that such a call is given at this place, and one line where it stands."""
    found: dict[str, str] = {}
    for name, path in sources(*ALL_ROOMS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called.fullmatch(ast.unparse(node.func)) and len(node.args) > place:
                said, where = node.args[place], f"{name}:{node.lineno}"
                built = ACTIONS.fullmatch(ast.unparse(said))
                if isinstance(said, ast.Constant):
                    found[str(said.value)] = where
                elif built:
                    found |= {built[1] + action.value: where for action in Action}
                elif ast.unparse(said) == "action.value":
                    found |= {action.value: where for action in Action}
                else:
                    found[f"cannot be read off the source: {ast.unparse(said)}"] = where
    return found


def test_every_deed_of_the_audit_trail_has_words():
    deeds_written = written(re.compile(r"audit\.note"), 0)
    assert {deed: where for deed, where in deeds_written.items() if deed not in labels.DEEDS} == {}
    assert len(deeds_written) > 60


def test_every_line_of_a_timeline_has_words():
    lines = written(re.compile(r"(?:course\.|proposals\.|services\.|proposal_services\.)?record"), 1)
    assert {deed: where for deed, where in lines.items() if deed not in deeds.DEEDS} == {}
    assert len(lines) > 20
