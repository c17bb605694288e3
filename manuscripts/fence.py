"""The fence: a file from outside is opened in a process of its own, with bounds on memory and time (safety 12)."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from manuscripts import blocks, opening
from manuscripts.blocks import Page

log = logging.getLogger(__name__)

HOME = Path(__file__).resolve().parent.parent
SECONDS = 25
"""Of the clock; the process itself is stopped after `opening.SECONDS` of the processor."""
SAID = 64 * 1024 * 1024
"""Bytes of an answer that is believed; the text of a page is bounded far below."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """The file is not taken; `code` names the reason, `sentence` says it."""

    code: str

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return opening.REFUSALS.get(self.code, opening.REFUSALS["broken"])


def read(data: bytes, name: str, *, seconds: int = SECONDS) -> Page | Refusal:
    """What the file says, or why it is not taken. Never raises for anything a file may hold."""
    try:
        opening.look(data, name)
    except opening.Refused as refused:
        return Refusal(code=refused.code)
    try:
        child = subprocess.run(
            [sys.executable, "-m", "manuscripts.opening", _plain(name)],
            input=data,
            capture_output=True,
            timeout=seconds,
            cwd=HOME,
            env={"PYTHONPATH": str(HOME), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Refusal(code="slow")
    return _answer(child.stdout, child.returncode)


def _answer(said: bytes, code: int) -> Page | Refusal:
    try:
        if code != 0 or len(said) > SAID:
            raise ValueError(f"the process ended with {code}")
        answer = json.loads(said)
        if "refused" in answer:
            return Refusal(code=str(answer["refused"]))
        return blocks.from_json(answer["page"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        log.warning("a Word file could not be read: %s", error)
        return Refusal(code="slow" if code in (-9, -24) else "large" if code in (-11, -6) else "broken")


def _plain(name: str) -> str:
    """Only the ending of the name goes along: it is all that is asked."""
    return "x." + "".join(letter for letter in name.rpartition(".")[2][:8] if letter.isascii() and letter.isalnum())
