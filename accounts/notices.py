"""Letters about accounts: the invitation, the link to set a password, and word of a changed password."""

from __future__ import annotations

from accounts.models import User
from core import mail

LINK_HOURS = 72
"""How long the link of an invitation or of a reset letter is good for."""


def invite(user: User, *, token: str) -> None:
    """Ask a new person to set a password; the letter says how long its link is good for."""
    mail.write(
        "accounts/invitation",
        address=user.email,
        language=user.language,
        recipient_id=user.id,
        name=user.name,
        email=user.email,
        link=mail.link("security.reset_password", token=token),
        hours=LINK_HOURS,
    )


def password_letter(kind: str, user: User, *, token: str = "") -> None:
    """The sign-in library wants to write to somebody: "reset_instructions", "reset_notice" or "change_notice"."""
    mail.write(
        f"accounts/{kind}",
        address=user.email,
        language=user.language,
        recipient_id=user.id,
        name=user.name,
        link=mail.link("security.reset_password", token=token) if token else mail.link("security.forgot_password"),
        hours=LINK_HOURS,
    )
