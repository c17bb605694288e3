"""What anybody may know: what the product is, and the names, codes and stages of proposals (never their content)."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.gate import public
from home.views import bp
from proposals import queries as proposals


def landing() -> str:
    """The page a visitor without an account meets first."""
    return render_template("home/landing.html", newest=proposals.public_list(limit=8).rows)


@bp.get("/public")
@public
def listing() -> ResponseReturnValue:
    """Names, codes and stages of received and decided proposals (plan V.1.c)."""
    typed = request.args.get("q", "")[:200]
    page = proposals.public_list(typed=typed, after=request.args.get("after", "")[:60])
    return render_template("home/public.html", page=page, typed=typed)


@bp.get("/about")
@public
def about() -> ResponseReturnValue:
    """What the product is for, on which clauses it rests, and what happens with personal data."""
    return render_template("home/about.html")
