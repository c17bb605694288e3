"""The frozen versions of a proposal: the list with who, when and why, one word for word, and any two side by side."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor
from accounts.gate import current_actor, signed_in
from core import words
from core.errors import NotFound
from core.i18n import gettext
from proposals import deeds, dossier, policies, queries, redline
from proposals.models import Event, Proposal, ProposalVersion
from proposals.template import PART_BY_CODE
from proposals.views.blueprint import bp
from proposals.workflow import Action

DRAFT = "draft"
"""The working text of a returned proposal as one side of a comparison; its organisation alone may choose it."""


@bp.get("/<uuid:proposal_id>/versions")
@signed_in
def versions(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Every frozen version with who sent it, when and why; any two can be chosen to be compared."""
    actor = current_actor()
    proposal = _with_versions(proposal_id, actor)
    rows = queries.versions(proposal)
    sides = _sides(proposal, rows, actor)
    return render_template(
        "proposals/versions.html",
        proposal=proposal,
        rows=_listed(proposal, rows, actor),
        ending=_ending(proposal, actor),
        sides=sides,
        left=sides[1][0] if len(sides) > 1 else "",
        right=sides[0][0],
        **dossier.frame(proposal, actor, current="versions"),
    )


@bp.get("/<uuid:proposal_id>/versions/<int:number>")
@signed_in
def version(proposal_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """One frozen version, word for word."""
    actor = current_actor()
    proposal = _with_versions(proposal_id, actor)
    row = queries.version(proposal, number)
    return render_template(
        "proposals/version.html",
        proposal=proposal,
        version=row,
        newest=proposal.current_version,
        sent_at=words.format_datetime(row.submitted_at),
        parts=dossier.read(row.content),
        **dossier.frame(proposal, actor, current="versions"),
    )


@bp.get("/<uuid:proposal_id>/versions/compare")
@signed_in
def compare(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Two versions beside each other: what differs by section, box, row and cell, or everything with `all`."""
    actor = current_actor()
    proposal = _with_versions(proposal_id, actor)
    rows = queries.versions(proposal)
    sides = _sides(proposal, rows, actor)
    right = request.args.get("right") or sides[0][0]
    left = request.args.get("left") or _earlier(sides, right)
    old, new = (_side(proposal, rows, code, actor) for code in (left, right))
    parts = redline.redline(old["content"], new["content"], dossier.reader())
    everything = bool(request.args.get("all"))
    return render_template(
        "proposals/compare.html",
        proposal=proposal,
        sides=sides,
        left=left,
        right=right,
        old=old,
        new=new,
        everything=everything,
        parts=[part for part in parts if everything or part.changed],
        same=[part for part in parts if not part.changed],
        **dossier.frame(proposal, actor, current="versions"),
    )


def _with_versions(proposal_id: uuid.UUID, actor: Actor) -> Proposal:
    proposal = queries.get(proposal_id, seen_by=actor)
    if not policies.knows_versions(proposal):
        raise NotFound
    return proposal


def _sides(proposal: Proposal, rows: Any, actor: Actor) -> list[tuple[str, str]]:
    """What may be chosen, newest first: (code, words)."""
    sides = [(str(row.number), gettext("Phiên bản %(n)s", n=row.number)) for row in rows]
    return [(DRAFT, gettext("Bản đang soạn")), *sides] if policies.may_edit(actor, proposal) else sides


def _earlier(sides: list[tuple[str, str]], right: str) -> str:
    """The side before the one chosen; the same when there is none."""
    codes = [code for code, _ in sides]
    place = codes.index(right) if right in codes else 0
    return codes[min(place + 1, len(codes) - 1)]


def _side(proposal: Proposal, rows: Any, code: str, actor: Actor) -> dict[str, Any]:
    """One side of the comparison; NotFound for a number that is none and for a draft that is not this person's."""
    if code == DRAFT:
        if not policies.may_edit(actor, proposal):
            raise NotFound
        label, note, content = gettext("Bản đang soạn"), gettext("chưa gửi"), queries.draft_content(proposal)
        return {"label": label, "note": note, "content": content, "url": url_for(".tasks", proposal_id=proposal.id)}
    row = next((row for row in rows if str(row.number) == code), None)
    if row is None:
        raise NotFound
    return {
        "label": gettext("Phiên bản %(n)s", n=row.number),
        "note": words.format_datetime(row.submitted_at),
        "content": row.content,
        "url": url_for(".version", proposal_id=proposal.id, number=row.number),
    }


def _listed(proposal: Proposal, rows: Any, actor: Actor) -> list[dict[str, Any]]:
    """The versions, newest first, each with the request that it answers."""
    events = queries.timeline(proposal, inside=policies.sees_inside(actor, proposal))
    sent_back = {
        event.version_number: event for event in events if event.deed in (Action.RETURN.value, Action.SEND_BACK.value)
    }
    asked = {request.version_id: request for request in reversed(queries.return_requests(proposal))}
    by_number: dict[int, ProposalVersion] = {row.number: row for row in rows}
    listed = []
    for row in rows:
        before = by_number.get(row.number - 1)
        request_ = asked.get(before.id) if before else None
        listed.append(
            {
                "number": row.number,
                "at": words.format_datetime(row.submitted_at),
                "who": row.submitted_by.name,
                "sha256": row.sha256,
                "current": row.id == proposal.current_version_id,
                "why": _why(sent_back.get(before.number) if before else None),
                "parts": [gettext(PART_BY_CODE[line.part].label) for line in request_.lines] if request_ else [],
                "before": before.number if before else None,
            }
        )
    return listed


def _why(event: Event | None) -> dict[str, str]:
    """Why a version was sent: first of all, or because it was handed back, by which office and with what reason."""
    if event is None:
        return {"text": gettext("Gửi lần đầu"), "note": ""}
    deed = deeds.deed(event.deed)
    text = gettext(
        "Bổ sung theo yêu cầu của %(office)s ngày %(day)s",
        office=gettext(deed.office or deeds.DESK),
        day=words.format_date(event.at),
    )
    return {"text": text, "note": event.note}


def _ending(proposal: Proposal, actor: Actor) -> dict[str, str] | None:
    """What happened after the newest version that closes or reopens it: handed back, withdrawn."""
    events = queries.timeline(proposal, inside=policies.sees_inside(actor, proposal))
    last = next((event for event in reversed(events) if event.deed in _CLOSING), None)
    if last is None or _CLOSING[Action(last.deed)] != proposal.status.value:
        return None
    deed = deeds.deed(last.deed)
    inside = policies.sees_inside(actor, proposal)
    ours = last.actor is not None and last.actor.organisation_id == proposal.organisation_id
    who = last.actor.name if last.actor and (inside or ours) else gettext(deed.office or deeds.MACHINE)
    return {
        "what": gettext(deed.words),
        "when": words.format_datetime(last.at),
        "who": who,
        "note": last.note if inside or ours or deed.open_note else "",
    }


_CLOSING = {Action.RETURN: "returned", Action.SEND_BACK: "returned", Action.WITHDRAW: "withdrawn"}
