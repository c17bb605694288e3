"""The reviewer's pages: declare first, then score beside the text, seal once; and the sealed cards side by side."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor, signed_in
from catalog import queries as catalog
from core import db, once, words
from core.db import unit_of_work
from core.errors import NotFound
from core.i18n import N_, choose, gettext
from proposals import dossier
from proposals import queries as proposals
from proposals.models import Proposal, ProposalVersion
from proposals.template import PART_BY_CODE
from review.conflicts import hints
from review.forms.assignment import DeclarationForm
from review.forms.scorecard import CardForm, card_form
from review.models import Assignment, AssignmentState
from review.policies import scorecard as policies
from review.queries import assignment as queries
from review.queries import queue as queues
from review.services import assignment as assigning
from review.services import scorecard as services
from review.views import bp, spread
from review.views.assignment import HINTS
from scoring import arithmetic
from scoring import queries as scoring
from scoring import services as cards
from scoring.models import CardState, CriteriaSet, Scorecard
from scoring.views import shown

REVIEWERS = (Role.REVIEWER, Role.ADVISER)


@bp.get("/review/assignments/<uuid:assignment_id>/declaration")
@allow(*REVIEWERS)
def declaration(assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Conflict of interest or none, with the facts in view and nothing else of the text."""
    actor = current_actor()
    row = queries.own(assignment_id, seen_by=actor)
    if row.state is not AssignmentState.ASSIGNED:
        return redirect(url_for(".score", assignment_id=row.id))
    return _declaration(row, queries.to_declare(row), DeclarationForm(), actor)


def _declaration(row: Assignment, proposal: Proposal, form: DeclarationForm, actor: Actor) -> str:
    about = assigning.facts(proposal)
    doubts = hints(assigning.candidate_of(actor), about)
    held = queries.assessment(row.version_id)
    return render_template(
        "review/declaration.html",
        assignment=row,
        proposal=proposal,
        about=about,
        doubts=[gettext(HINTS[doubt]) for doubt in doubts],
        note=held.note if held else "",
        system=_system(proposal.main_system),
        due_days=(row.due - db.today()).days,
        form=form,
    )


def _system(number: int | None) -> str:
    """The name of a strategic system in the reader's language."""
    for row in catalog.systems():
        if row.number == number:
            return f"{number}. {row.name_en if choose() == 'en' else row.name_vi}"
    return ""


@bp.post("/review/assignments/<uuid:assignment_id>/declaration")
@allow(*REVIEWERS)
def declare(assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Take the declaration: the dossier opens, or is shut for good."""
    actor = current_actor()
    row = queries.own(assignment_id, seen_by=actor)
    if row.state is not AssignmentState.ASSIGNED:
        return redirect(url_for(".score", assignment_id=row.id))
    proposal = queries.to_declare(row)
    form = DeclarationForm()
    valid = form.validate()
    ground = form.ground.data or ""
    if valid and form.conflict.data == "conflict" and not ground.strip():
        form.ground.errors = [gettext(N_("Hãy nêu căn cứ, ví dụ quan hệ công tác, sở hữu, người thân."))]
        valid = False
    if valid and form.conflict.data == "none" and assigning.must_recuse(actor, proposal):
        form.conflict.errors = [gettext(assigning.OWN_UNIT)]
        valid = False
    if not valid:
        return _declaration(row, proposal, form, actor), 422
    with unit_of_work(actor):
        if form.conflict.data == "conflict":
            assigning.declare_conflict(row, proposal, actor, ground=ground)
        else:
            assigning.declare_none(row, proposal, actor)
    if form.conflict.data == "conflict":
        flash(
            gettext(N_("Đã ghi nhận xung đột lợi ích và báo Cơ quan Thường trực. Hồ sơ này không còn mở với bạn.")),
            "done",
        )
        return redirect(url_for(".queue"))
    return redirect(url_for(".score", assignment_id=row.id))


@bp.get("/review/assignments/<uuid:assignment_id>/score")
@allow(*REVIEWERS)
def score(assignment_id: uuid.UUID) -> ResponseReturnValue:
    """The text on the left, the card on the right."""
    actor = current_actor()
    row = queries.own(assignment_id, seen_by=actor)
    if row.state is AssignmentState.ASSIGNED:
        return redirect(url_for(".declaration", assignment_id=row.id))
    proposal = proposals.get(row.proposal_id, seen_by=actor)
    card = scoring.own_card(row.version_id, actor.id)
    under = card.set if card else scoring.set_of_version(row.version_id)
    return _page(row, proposal, card_form(under, card), under, card)


def _page(
    row: Assignment,
    proposal: Proposal,
    form: CardForm,
    under: CriteriaSet,
    card: Scorecard | None,
    *,
    saved_meanwhile: bool = False,
) -> str:
    version = queries.version_of(row)
    parts = dossier.read(version.content)
    labels = {part.code: f"{part.number}. {part.label}" for part in parts}
    held = queries.assessment(row.version_id)
    sealed = card is not None and card.state is CardState.SEALED
    writable = not sealed and queries.under_assessment(row)
    given = form.given()
    before, after = _neighbours(row)
    frame = dossier.frame(proposal, current_actor(), current="content") | {"tabs": []}
    frame["dossier"] |= {
        "due_days": (row.due - db.today()).days if writable else None,
        "due_date": words.format_date(row.due),
    }
    return render_template(
        "review/score.html",
        assignment=row,
        proposal=proposal,
        version=version,
        old_version=proposal.current_version_id != version.id,
        form=form,
        criteria=[
            shown(criterion, under.highest)
            | {
                "parts": [
                    {"label": labels[code], "url": f"#part-{code}"} for code in criterion.parts if code in PART_BY_CODE
                ]
            }
            for criterion in under.criteria
        ],
        highest=under.highest,
        set_version=under.version,
        marks=[] if not saved_meanwhile or card is None else _card_rows(card),
        saved_summary=card.summary if card else "",
        saved_meanwhile=saved_meanwhile,
        sealed=sealed,
        sealed_at=words.format_datetime(card.sealed_at) if card and card.sealed_at else "",
        sha256=card.sha256 if card else "",
        total=card.total if card and sealed else arithmetic.partial(given, cards.weights(under)),
        given=sum(mark is not None for mark in given.values()),
        saved_at=words.format_datetime(card.saved_at)[-5:] if card else "",
        writable=writable,
        parts=parts,
        note=held.note if held else "",
        before=before,
        after=after,
        **frame,
    )


def _neighbours(row: Assignment) -> tuple[str, str]:
    """Addresses of the assignments before and after this one, by day."""
    waiting = queues.open_ids(current_actor())
    if row.id not in waiting:
        return "", url_for(".next_open") if waiting else ""
    place = waiting.index(row.id)
    before = url_for(".score", assignment_id=waiting[place - 1]) if place else ""
    after = url_for(".score", assignment_id=waiting[place + 1]) if place + 1 < len(waiting) else ""
    return before, after


def _card_rows(card: Scorecard) -> list[dict[str, Any]]:
    english = choose() == "en"
    return [
        {
            "label": mark.criterion.name_en if english else mark.criterion.name_vi,
            "score": mark.value,
            "reason": mark.reason,
        }
        for mark in sorted(card.marks, key=lambda held: held.criterion.position)
    ]


@bp.post("/review/assignments/<uuid:assignment_id>/score")
@allow(*REVIEWERS)
def save_score(assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the draft; or seal it, and on to the next."""
    actor = current_actor()
    row = queries.own(assignment_id, seen_by=actor)
    if row.state is AssignmentState.ASSIGNED:
        return redirect(url_for(".declaration", assignment_id=row.id))
    proposal = proposals.get(row.proposal_id, seen_by=actor)
    card = scoring.own_card(row.version_id, actor.id)
    under = card.set if card else scoring.set_of_version(row.version_id)
    form = card_form(under)
    act = request.form.get("_act", "save")
    background = request.headers.get("HX-Request") == "true"
    valid = form.validate()
    if valid and act in ("seal", "seal_next"):
        valid = form.validate_to_seal()
    if not valid:
        return _answer(background, N_("Chưa lưu: có ô chưa đúng."), row, proposal, form, under, card, 422)
    if card is not None and card.state is CardState.DRAFT and _stale(card, form):
        return _answer(background, cards.STALE, row, proposal, form, under, card, 409)
    with unit_of_work(actor):
        if act in ("seal", "seal_next"):
            once.spend(form.once.data or "")
        card = services.save(
            row,
            proposal,
            actor,
            marks=form.marks(),
            summary=form.summary.data or "",
            seen_version=form.seen_version(),
            page=form.once.data or "",
        )
        if act in ("seal", "seal_next"):
            services.seal(row, proposal, card, actor)
    if background:
        return render_template(
            "review/_saved.html",
            saved_at=words.format_datetime(card.saved_at)[-5:],
            problem="",
            row_version=card.row_version,
            given=card.marked,
            of=len(under.criteria),
            total=arithmetic.partial(form.given(), cards.weights(under)),
        )
    if act == "seal_next":
        flash(gettext(N_("Đã khóa phiếu của %(code)s."), code=proposal.number), "done")
        return redirect(url_for(".next_open", after=row.id))
    said = N_("Đã khóa phiếu.") if act == "seal" else N_("Đã lưu nháp.")
    flash(gettext(said), "done")
    return redirect(url_for(".score", assignment_id=row.id))


def _stale(card: Scorecard, form: CardForm) -> bool:
    return cards.is_stale(card, seen_version=form.seen_version(), page=form.once.data or "")


def _answer(
    background: bool,
    sentence: str,
    row: Assignment,
    proposal: Proposal,
    form: CardForm,
    under: CriteriaSet,
    card: Scorecard | None,
    status: int,
) -> ResponseReturnValue:
    """What could not be saved: a line for the autosave, else the page with the typed text kept."""
    if background:
        return render_template("review/_saved.html", problem=gettext(sentence)), status
    page = _page(row, proposal, form, under, card, saved_meanwhile=status == 409)
    return page, status


# --- sealed cards ---------------------------------------------------------------------------------------------------


@bp.get("/proposals/<uuid:proposal_id>/scorecards")
@signed_in
def scorecards(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The sealed cards of a version side by side, with the spread of each criterion."""
    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    version = _asked_version(proposal)
    standing = queries.own_state(version.id, actor)
    if not policies.sees_scores(actor, proposal, standing):
        raise NotFound
    held = scoring.sealed_cards(version.id)
    assessment = queries.assessment(version.id)
    return render_template(
        "review/scorecards.html",
        proposal=proposal,
        version=version,
        versions=proposals.versions(proposal),
        assessment=assessment,
        **spread.comparison(held),
        **dossier.frame(proposal, actor, current="scorecards"),
    )


def _asked_version(proposal: Proposal) -> ProposalVersion:
    typed = request.args.get("version", "")
    if typed.isascii() and typed.isdecimal() and len(typed) < 6:
        return proposals.version(proposal, int(typed))
    if proposal.current_version is None:
        raise NotFound
    return proposal.current_version
