"""Languages: Vietnamese is written in the source, English is a complete translation kept room by room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale
from flask_babel import gettext as _gettext
from flask_babel import lazy_gettext as _l

from core.words import N_

__all__ = ["COOKIE", "DEFAULT", "LANGUAGES", "N_", "_l", "choose", "gettext", "init_app", "speaking"]

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
COOKIE = "language"


def gettext(message: str, **values: object) -> str:
    """The sentence in the reader's language; the empty string stays empty (gettext would answer with its header)."""
    return _gettext(message, **values) if message else ""


def choose() -> str:
    """The reader's language: the one they chose, else their account's, else Vietnamese."""
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    spoken = g.get("account_language", "")
    return spoken if spoken in LANGUAGES else DEFAULT


def init_app(app: Flask) -> None:
    """Collect every room's translations; a room is a folder under translations/."""
    root = Path(app.root_path) / "translations"
    folders = sorted(str(path) for path in root.iterdir() if path.is_dir()) if root.exists() else []
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(folders)
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_DEFAULT_TIMEZONE"] = TIME_ZONE
    Babel(app, locale_selector=choose, timezone_selector=lambda: TIME_ZONE)
    app.jinja_env.globals["languages"] = LANGUAGES


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write what follows (a mail, a paper) in this person's language."""
    with force_locale(language if language in LANGUAGES else DEFAULT):
        yield
