"""Languages: Vietnamese is written in the source, English is a complete translation kept room by room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.support import Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, force_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from core.words import N_

__all__ = [
    "COOKIE",
    "DEFAULT",
    "LANGUAGES",
    "N_",
    "_l",
    "choose",
    "gettext",
    "init_app",
    "language",
    "speaking",
]

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
COOKIE = "language"


@dataclass(frozen=True)
class Tongue:
    """One language with the sentences of every room, none for the language of the source; read once a process."""

    code: str
    sentences: Translations | None

    def say(self, message: str) -> str:
        """The sentence in this language."""
        return message if self.sentences is None else str(self.sentences.gettext(message))

    def count(self, one: str, many: str, num: int) -> str:
        """The sentence for so many things in this language."""
        if self.sentences is None:
            return one if num == 1 else many
        return str(self.sentences.ngettext(one, many, num))


def choose() -> str:
    """The reader's language: the one they chose, else their account's, else Vietnamese."""
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    spoken = g.get("account_language", "")
    return spoken if spoken in LANGUAGES else DEFAULT


def language() -> str:
    """The language of what is being written: inside `speaking` that one, else the reader's."""
    return _tongue().code if has_app_context() else DEFAULT


def gettext(message: str, **values: object) -> str:
    """The sentence in the reader's language; the empty string stays empty (gettext would answer with its header)."""
    if not message:
        return ""
    text = _tongue().say(message) if has_app_context() else message
    return text % values if values else text


def _l(message: str, **values: object) -> LazyString:
    """The sentence in the language of whoever will read it, for forms that are written before anybody asks."""
    return LazyString(gettext, message, **values)


def _tongue() -> Tongue:
    held: Tongue | None = g.get("tongue")
    if held is None:
        held = g.tongue = _tongue_of(choose())
    return held


def _tongue_of(code: str) -> Tongue:
    known: Callable[[str], Tongue] = current_app.extensions["tongues"]
    return known(code)


def init_app(app: Flask) -> None:
    """Collect every room's translations; a room is a folder under translations/."""
    root = Path(app.root_path) / "translations"
    folders = sorted(str(path) for path in root.iterdir() if path.is_dir()) if root.exists() else []
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(folders)
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_DEFAULT_TIMEZONE"] = TIME_ZONE
    Babel(app, locale_selector=choose, timezone_selector=lambda: TIME_ZONE)

    @cache
    def tongue_of(code: str) -> Tongue:
        if code == DEFAULT:
            return Tongue(code, None)
        sentences = Translations()
        for folder in folders:
            sentences.merge(Translations.load(folder, [code]))  # type: ignore[arg-type]  # it takes both kinds
        return Tongue(code, sentences)

    app.extensions["tongues"] = tongue_of
    app.jinja_env.globals.update(languages=LANGUAGES, _=_sentence, gettext=_sentence, ngettext=_counted)


@pass_eval_context
def _sentence(context: EvalContext, message: str, /, **values: object) -> str:
    """`_` of the templates: values are escaped where the page escapes; a percent sign is written twice."""
    text = _tongue().say(message)
    if context.autoescape:
        text = Markup(text)  # noqa: S704 - our own sentences
    return text % values if values or "%" in text else text


@pass_eval_context
def _counted(context: EvalContext, one: str, many: str, num: int, /, **values: object) -> str:
    """`ngettext` of the templates."""
    text = _tongue().count(one, many, num)
    if context.autoescape:
        text = Markup(text)  # noqa: S704 - our own sentences
    return text % ({"num": num} | values)


@contextmanager
def speaking(spoken: str) -> Iterator[None]:
    """Write what follows (a mail, a paper) in this person's language."""
    before = g.get("tongue")
    g.tongue = _tongue_of(spoken if spoken in LANGUAGES else DEFAULT)
    try:
        with force_locale(g.tongue.code):
            yield
    finally:
        g.tongue = before
