"""The marks of an account in a browser: what its copies are called there, and the key they are sealed with."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from accounts.actor import Actor


def account(actor: Actor) -> str:
    """The account's name in a browser's store; tells nobody who it is."""
    return _derived("account", actor)[:24]


def key(actor: Actor) -> str:
    """256 bits in hex that open the account's copies in any browser; given only to its own signed-in pages."""
    return _derived("key", actor)


def _derived(purpose: str, actor: Actor) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"kept text {purpose} {actor.id}".encode(), hashlib.sha256).hexdigest()
