"""The way out of a draft that is not wanted."""

from __future__ import annotations

import uuid

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Role
from accounts.gate import allow, current_actor
from core.db import unit_of_work
from core.i18n import gettext
from proposals import queries, services
from proposals.views.blueprint import bp


@bp.post("/<uuid:proposal_id>/discard")
@allow(Role.PROPOSER)
def discard(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Delete one's own draft."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    with unit_of_work(actor):
        services.discard(proposal, actor)
    flash(gettext("Đã bỏ bản nháp."), "done")
    return redirect(url_for(".index"))
