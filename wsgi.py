"""The product: settings → database → doors → rooms → error pages → commands. Nothing else happens here."""

from __future__ import annotations

import sys
from importlib import import_module

from flask import Flask

from accounts import frame, gate, security
from core import audit, commands, config, db, files, i18n, jobs, mail, once, pieces, web

ROOMS = (
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
"""In the order of the imports; each offers `register(app)` in its `room` module."""

__all__ = ["audit", "create_app", "files", "mail", "once"]


def create_app(settings: config.Settings | None = None) -> Flask:
    """Put the product together. Raises SettingsError, or DoorMissing when a view has no door label."""
    settings = settings or config.load_settings()
    app = Flask("wsgi")
    app.jinja_environment = pieces.Templates
    app.config.update(
        SECRET_KEY=settings.secret_key,
        AUDIT_KEY=settings.audit_key,
        VAR_DIR=str(settings.var_dir),
        FILES_URL=settings.files_url,
        MAX_FILE_BYTES=settings.max_upload_bytes,
        MAX_FILES=settings.max_files,
        MAX_FILES_BYTES=settings.max_files_bytes,
        CLAMD_URL=settings.clamd_url,
        MAIL_URL=settings.mail_url,
        MAIL_SENDER=settings.mail_sender,
        PUBLIC_URL=settings.public_url,
        PRODUCTION=settings.production,
        IDLE_SECONDS=settings.idle_seconds,
        SESSION_SECONDS=settings.session_seconds,
        LOCKOUT_AFTER=settings.lockout_after,
        LOCKOUT_SECONDS=settings.lockout_seconds,
    )
    i18n.init_app(app)
    db.init_app(app, settings.database_url)
    jobs.init_app(app, settings.queue_url)
    web.init_app(app, settings)
    pieces.init_app(app)
    security.init_app(app, settings)
    gate.init_app(app)
    frame.init_app(app)
    for room in ROOMS:
        import_module(f"{room}.room").register(app)
    commands.init_app(app)
    gate.check_doors(app)
    return app


def _start() -> Flask:
    try:
        return create_app()
    except config.SettingsError as error:
        sys.exit(f"Settings: {error}")


def __getattr__(name: str) -> Flask:
    """Build `app` when a server or a command first asks for it, so that importing this module has no effect."""
    if name == "app":
        made = _start()
        globals()["app"] = made
        return made
    raise AttributeError(name)
