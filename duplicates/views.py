"""Pages of likeness: a proposal's findings, one pair side by side with its ruling, the list that waits for rulings."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from catalog import queries as catalog
from core.db import unit_of_work
from core.errors import NotFound
from core.i18n import choose, gettext
from duplicates import policies, wording
from duplicates.forms import KINDS, MEANINGS, AgainForm, RulingForm
from duplicates.models import Check, RulingKind
from duplicates.queries import findings as queries
from duplicates.queries.findings import Edge, Line, Pair
from duplicates.services import ruling as services
from proposals import dossier
from proposals import queries as proposals
from proposals.models import Proposal, ProposalVersion

bp = Blueprint("duplicates", __name__)
DESK = (Role.SECRETARIAT, Role.AUDITOR)
READERS = (*DESK, Role.CHIEF_ENGINEER)


@bp.get("/proposals/<uuid:proposal_id>/duplicates")
@allow(*READERS)
def findings(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """What resembles one proposal, how the comparison stands, and what the plan's initiatives it comes near to."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    check = queries.check_of(proposal)
    lines = [_line(line, proposal) for line in queries.of_proposal(proposal, seen_by=actor)]
    return render_template(
        "duplicates/findings.html",
        proposal=proposal,
        check=check,
        under_way=queries.under_way(proposal.current_version_id),
        live=[line for line in lines if line["current"]],
        history=[line for line in lines if not line["current"]],
        hints=_hints(check),
        opens_list=actor.holds(*DESK),
        may_compare=policies.may_compare(actor, proposal),
        again=AgainForm(formdata=None),
        kinds=KINDS,
        **dossier.frame(proposal, actor, current="duplicates"),
    )


@bp.post("/proposals/<uuid:proposal_id>/duplicates/again")
@allow(Role.SECRETARIAT)
def compare_again(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Have the newest version compared again."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    with unit_of_work(actor):
        services.ask_again(proposal, actor)
    flash(gettext("Đã yêu cầu đối chiếu lại; kết quả có sau ít phút."), "info")
    return redirect(url_for(".findings", proposal_id=proposal.id))


@bp.get("/duplicates/")
@allow(*DESK)
def index() -> ResponseReturnValue:
    """Pairs that wait for a ruling, the most alike first; the second tab lists those ruled on."""
    actor = current_actor()
    ruled = request.args.get("tab") == "ruled"
    rows, older = queries.listed(actor, ruled=ruled, after=_edge())
    return render_template(
        "duplicates/index.html",
        rows=rows,
        ruled=ruled,
        counts=queries.counts(actor),
        older=url_for(".index", tab="ruled" if ruled else None, after=f"{older.score}.{older.id}") if older else "",
        first=url_for(".index", tab="ruled" if ruled else None) if "after" in request.args else "",
        may_rule=actor.holds(Role.SECRETARIAT),
        pills=wording.PILLS,
        kinds=KINDS,
    )


@bp.get("/duplicates/<uuid:finding_id>")
@allow(*READERS)
def pair(finding_id: uuid.UUID) -> ResponseReturnValue:
    """Two proposals side by side with their shared passages, and the ruling."""
    actor = current_actor()
    found = _pair(finding_id, actor)
    return _page_of(found, actor, RulingForm(formdata=None))


@bp.post("/duplicates/<uuid:finding_id>")
@allow(Role.SECRETARIAT)
def rule(finding_id: uuid.UUID) -> ResponseReturnValue:
    """Conclude about a pair, with the reason; of two people at once one wins and the other is shown what was ruled."""
    actor = current_actor()
    found = _pair(finding_id, actor, lock=True)
    form = RulingForm()
    before = queries.ruling_of(found.finding)
    stale = form.seen_id() != (before.id if before else None)
    if stale or not form.validate():
        return _page_of(found, actor, form, stale=stale, status=409 if stale else 422)
    with unit_of_work(actor):
        services.rule(found, actor, kind=RulingKind(form.kind.data), reason=str(form.reason.data), seen=form.seen_id())
    flash(gettext("Đã ghi kết luận về cặp %(a)s và %(b)s.", a=found.left.number, b=found.right.number), "done")
    return redirect(url_for(".index"))


# --- what the pages show ----------------------------------------------------------------------------------------------


def _in_sight(proposal_id: uuid.UUID, actor: Actor) -> Proposal:
    proposal = proposals.get(proposal_id, seen_by=actor)
    if not policies.sees_findings(actor, proposal):
        raise NotFound
    return proposal


def _pair(finding_id: uuid.UUID, actor: Actor, *, lock: bool = False) -> Pair:
    """One pair for those who may see the findings of at least one side and the text of both."""
    found = queries.pair(finding_id, seen_by=actor, lock=lock)
    if not any(policies.sees_findings(actor, proposal) for proposal in (found.left, found.right)):
        raise NotFound
    return found


def _edge() -> Edge | None:
    score, _, key = request.args.get("after", "")[:60].partition(".")
    known = score.isascii() and score.isdigit() and len(score) <= 3
    return Edge(score=int(score), id=uuid.UUID(key)) if known and _is_id(key) else None


def _is_id(text: str) -> bool:
    return len(text) == 36 and all(character in "0123456789abcdef-" for character in text) and text.count("-") == 4


def _line(line: Line, proposal: Proposal) -> dict[str, Any]:
    later = line.finding.proposal_id == proposal.id
    return {
        "id": line.finding.id,
        "pill": wording.PILLS[line.finding.level],
        "score": line.finding.score,
        "verdict": wording.verdict(line.finding, later=later),
        "other": line.other,
        "current": line.current,
        "ruling": line.ruling,
        "found_at": line.finding.found_at,
    }


def _hints(check: Check | None) -> list[dict[str, Any]]:
    """The initiatives hinted at, by both wordings of the plan."""
    if check is None or not check.initiative_hints:
        return []
    listed = {row.number: row for row in catalog.initiatives()}
    vietnamese = choose() == "vi"
    return [
        {
            "number": row.number,
            "title": row.short_title_vi if vietnamese else row.title_en,
            "wording": row.appendix_title,
            "clauses": f"{row.section_clause}; {row.appendix_clause}",
            "score": hint["score"],
        }
        for hint in check.initiative_hints
        if (row := listed.get(hint.get("initiative")))
    ]


def _side(proposal: Proposal, version: ProposalVersion) -> dict[str, Any]:
    return wording.side(proposal, version.content) | {"url": url_for("proposals.show", proposal_id=proposal.id)}


def _page_of(
    found: Pair, actor: Actor, form: RulingForm, *, stale: bool = False, status: int = 200
) -> ResponseReturnValue:
    ruling = queries.ruling_of(found.finding)
    form.seen.data = str(ruling.id) if ruling else ""
    page = render_template(
        "duplicates/pair.html",
        pair=found,
        verdict=wording.verdict(found.finding),
        level=wording.PILLS[found.finding.level],
        left=_side(found.left, found.left_version),
        right=_side(found.right, found.right_version),
        strip_rows=wording.strip(found),
        sections=wording.besides(found),
        ruling=ruling,
        earlier=queries.earlier_rulings(found, seen_by=actor),
        form=form,
        stale=stale,
        kinds=KINDS,
        meanings={kind.value: gettext(text) for kind, text in MEANINGS.items()},
        may_rule=policies.may_rule(actor, found.left, found.right),
        opens_list=actor.holds(*DESK),
    )
    return page, status
