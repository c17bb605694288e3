"""A proposal to read: its content and its course; for everyone who may see it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.gate import current_actor, signed_in
from core import words
from core.forms import HouseForm
from core.i18n import gettext
from proposals import deeds, dossier, policies, queries
from proposals.models import Event, Proposal
from proposals.views.blueprint import bp
from proposals.workflow import Action, Status


@bp.get("/<uuid:proposal_id>")
@signed_in
def show(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The newest submitted content; of a draft, its own organisation's working text."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    content = proposal.current_version.content if proposal.current_version else {}
    if proposal.status is Status.DRAFT:
        content = queries.draft_content(proposal)
    secret = proposal.status is Status.SECRET
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        parts=() if secret else dossier.read(content),
        secret=secret,
        may_edit=policies.may_edit(actor, proposal),
        may_copy=policies.may_copy(actor, proposal),
        may_hand_on=policies.may_hand_on(actor, proposal),
        form=HouseForm(formdata=None),
        may_withdraw=policies.may(actor, Action.WITHDRAW, proposal),
        **dossier.frame(proposal, actor, current="content"),
    )


@bp.get("/<uuid:proposal_id>/timeline")
@signed_in
def timeline(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The course so far in plain words, newest first; who is outside reads only what is meant for everybody."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    inside = policies.sees_inside(actor, proposal)
    events = [_line(event, proposal, inside=inside) for event in queries.timeline(proposal, inside=inside)]
    return render_template(
        "proposals/timeline.html",
        proposal=proposal,
        events=events[::-1],
        **dossier.frame(proposal, actor, current="timeline"),
    )


def _line(event: Event, proposal: Proposal, *, inside: bool) -> dict[str, Any]:
    """One event as `components/timeline.html` prints it."""
    deed = deeds.deed(event.deed)
    ours = event.actor is not None and event.actor.organisation_id == proposal.organisation_id
    name = event.actor.name if event.actor and (inside or ours) else gettext(deed.office or deeds.MACHINE)
    sent = event.deed in (Action.SUBMIT, Action.RESUBMIT) and event.version_number
    known = event.version_number if policies.knows_versions(proposal) else None
    return {
        "when": words.format_datetime(event.at),
        "what": gettext(deed.words, version=event.version_number or "") if "%(" in deed.words else gettext(deed.words),
        "who": name,
        "note": event.note if inside or ours or deed.open_note else "",
        "tone": deed.tone,
        "url": url_for(".version", proposal_id=proposal.id, number=known) if sent and known else "",
    }
