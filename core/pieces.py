"""Pieces of pages that look the same wherever they stand: drawn once, kept while they are asked for often."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for
from flask.templating import Environment

from core import i18n

KEPT = 8192
"""Pieces a process keeps, about 1 kB each; the ones not asked for longest give way."""

Draw = Callable[..., Any]


class Templates(Environment):
    """The templates' environment; every template has the same plain dictionary of global names.

    The library's chain of dictionaries is walked name by name at each `{% from … import … %}` of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The global names of one template."""
        return {**self.globals, **(d or {})}


def init_app(app: Flask) -> None:
    """Let templates ask for pieces too: `{{ drawn(macro, facts…) }}`."""
    app.jinja_env.globals["drawn"] = drawn


def drawn(draw: Draw, *facts: Hashable) -> Any:
    """What `draw` makes of these facts in the reader's language.

    `draw` (a function or a template's macro) must rest on nothing but the facts, the language and the addresses of
    pages: then a kept piece can never be out of date, in however many processes. Nothing is kept while templates are
    being written (debug mode).
    """
    if current_app.jinja_env.auto_reload:
        return draw(*facts)
    return _drawn(draw, i18n.language(), request.script_root, facts)


def drawn_each(draw: Draw, rows: Iterable[Hashable], *facts: Hashable) -> list[Any]:
    """What `draw` makes of each row and these facts."""
    if current_app.jinja_env.auto_reload:
        return [draw(row, *facts) for row in rows]
    language, root = i18n.language(), request.script_root
    return [_drawn(draw, language, root, (row, *facts)) for row in rows]


@lru_cache(maxsize=KEPT)
def _drawn(draw: Draw, _language: str, _root: str, facts: tuple[Hashable, ...]) -> Any:
    return draw(*facts)


def address(endpoint: str) -> str:
    """The address of a page that needs no values."""
    return str(drawn(url_for, endpoint))
