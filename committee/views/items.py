"""Pages of one item: the member's screen with brief and vote, withdrawal, decision; the decision tab of a dossier."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor, signed_in
from accounts.models import User
from catalog import queries as catalog
from committee import policies
from committee.forms import DecisionForm, VoteForm, WithdrawForm, rearranged
from committee.models import AgendaItem, Decision, VoteChoice
from committee.queries import agenda, briefs, sittings
from committee.ruling import SPECIAL_SYSTEM, VOTE_LABELS
from committee.services import agenda as services
from committee.services import rulings
from committee.views import bp
from core import db, once, words
from core.db import unit_of_work
from core.errors import NotFound
from core.i18n import N_, choose, gettext
from proposals import dossier
from proposals import queries as proposals
from proposals.money import matrix

ROOM = sittings.ROOM


@bp.get("/items/<uuid:item_id>")
@allow(*ROOM)
def item(item_id: UUID) -> ResponseReturnValue:
    """One item large: what is proposed, what is said about it, the vote."""
    actor = current_actor()
    return page_of(agenda.item(item_id, seen_by=actor), actor)


def page_of(
    held: AgendaItem,
    actor: Actor,
    *,
    vote: VoteForm | None = None,
    withdrawal: WithdrawForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The item's page, also after a form on it was refused."""
    seats = sittings.seats(held.session)
    present = {seat.member.id for seat in seats if seat.present}
    voters = [
        seat.member
        for seat in seats
        if policies.may_vote_for(actor, held, seat.member.id, seat.member.organisation_id, present)
    ]
    leavers = [seat.member for seat in seats if policies.may_withdraw_for(actor, held, seat.member.id)]
    page = render_template(
        "committee/item.html",
        item=held,
        sitting=held.session,
        proposal=held.proposal,
        brief=brief(held, actor),
        seats=seats,
        present=present,
        neighbours=neighbours(held, actor),
        vote=vote or _vote_form(held, actor, voters),
        voters=voters,
        withdrawal=withdrawal or _withdraw_form(leavers),
        leavers=leavers,
        mine=next((row for row in held.votes if row.member_id == actor.id), None),
        own_unit=actor.organisation_id is not None and actor.organisation_id == held.proposal.organisation_id,
        may_decide=policies.may_decide(actor, held),
        under_way=policies.under_way(held),
        desk=actor.holds(Role.SECRETARIAT),
        **tally_of(held, actor),
    )
    return page, status


def tally_of(held: AgendaItem, actor: Actor) -> dict[str, Any]:
    """Quorum, majority and, for those who may know, who voted how."""
    by_name = policies.sees_votes_by_name(actor, held)
    return {
        "standing": rulings.standing(held),
        "inside": policies.inside(actor, held.proposal),
        "by_name": by_name,
        "shows_figures": by_name or held.decision is not None,
        "vote_labels": {choice.value: label for choice, label in VOTE_LABELS.items()},
    }


def _vote_form(held: AgendaItem, actor: Actor, voters: list[User]) -> VoteForm:
    voted = {row.member_id for row in held.votes}
    order = sorted(voters, key=lambda one: (one.id != actor.id, one.id in voted))
    member = order[0] if order else None
    mine = next((row for row in held.votes if member is not None and row.member_id == member.id), None)
    form = VoteForm(
        formdata=None,
        data={
            "member": str(member.id) if member else None,
            "choice": mine.choice.value if mine and member and member.id == actor.id else None,
            "opinion": mine.opinion if mine and member and member.id == actor.id else "",
        },
    )
    form.offer(voters)
    return form


def _withdraw_form(leavers: list[User]) -> WithdrawForm:
    form = WithdrawForm(formdata=None)
    form.offer(leavers)
    return form


def brief(held: AgendaItem, actor: Actor) -> dict[str, Any]:
    """What a member needs to know, read from the version that is judged; nothing where its papers are not hers."""
    if not agenda.readable([held.proposal_id], seen_by=actor):
        return {}
    content = briefs.version(held.version_id).content
    money = matrix(content)
    english = choose() == "en"
    phases = [row for row in content.get("roadmap", {}).get("phases", []) if row.get("start") and row.get("end")]
    told: dict[str, Any] = {
        "objective": content.get("objectives", {}).get("general", ""),
        "novelty": content.get("novelty", {}).get("summary", ""),
        "money": money,
        "system": next(
            (
                row.name_en if english else row.name_vi
                for row in catalog.systems()
                if row.number == held.proposal.main_system
            ),
            "",
        ),
        "begin": min((row["start"] for row in phases), default=""),
        "end": max((row["end"] for row in phases), default=""),
        "special": held.proposal.main_system == SPECIAL_SYSTEM,
    }
    if not policies.inside(actor, held.proposal):
        return told
    totals = briefs.totals(held.version_id)
    mean = (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.01")) if totals else None
    return told | {
        "recommendation": briefs.recommendation(held.version_id),
        "opinions": briefs.opinions(held.version_id),
        "spread": briefs.spread(held.version_id),
        "totals": totals,
        "mean": mean,
        "alike": briefs.alike(held.version_id),
        "earlier": [row for row in agenda.decisions(held.proposal, published_only=False) if row.item_id != held.id],
        "english": english,
    }


def neighbours(held: AgendaItem, actor: Actor) -> dict[str, AgendaItem | None]:
    """The items before and after this one on the agenda, as far as the person sees them."""
    order = list(agenda.items(held.session, seen_by=actor))
    at = next(index for index, other in enumerate(order) if other.id == held.id)
    return {
        "before": order[at - 1] if at else None,
        "after": order[at + 1] if at + 1 < len(order) else None,
    }


@bp.get("/items/<uuid:item_id>/tally")
@allow(*ROOM)
def tally(item_id: UUID) -> ResponseReturnValue:
    """The figures alone, fetched again and again while the sitting votes."""
    actor = current_actor()
    held = agenda.item(item_id, seen_by=actor)
    return render_template("committee/_tally.html", item=held, **tally_of(held, actor))


@bp.post("/items/<uuid:item_id>/vote")
@allow(Role.SECRETARIAT, Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR)
def vote(item_id: UUID) -> ResponseReturnValue:
    """Enter a vote: one's own, or a member's by the secretariat."""
    actor = current_actor()
    held = agenda.item(item_id, seen_by=actor, lock=True)
    members = {str(seat.member.id): seat.member for seat in sittings.seats(held.session)}
    form = VoteForm()
    form.offer(
        list(members.values()) if actor.holds(Role.SECRETARIAT) else [m for m in members.values() if m.id == actor.id]
    )
    if not form.validate_on_submit():
        return page_of(held, actor, vote=form, status=422)
    with unit_of_work(actor):
        services.vote(
            held,
            members[form.member.data],
            actor,
            choice=VoteChoice(form.choice.data),
            opinion=form.opinion.data or "",
        )
    flash(gettext(N_("Đã ghi phiếu của %(name)s."), name=members[form.member.data].name), "done")
    return redirect(url_for(".item", item_id=held.id) + "#vote")


@bp.post("/items/<uuid:item_id>/withdraw")
@allow(Role.SECRETARIAT, Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR)
def withdraw(item_id: UUID) -> ResponseReturnValue:
    """A member leaves for this item."""
    actor = current_actor()
    held = agenda.item(item_id, seen_by=actor, lock=True)
    members = {str(seat.member.id): seat.member for seat in sittings.seats(held.session)}
    form = WithdrawForm()
    form.offer(
        list(members.values()) if actor.holds(Role.SECRETARIAT) else [m for m in members.values() if m.id == actor.id]
    )
    if not form.validate_on_submit():
        return page_of(held, actor, withdrawal=form, status=422)
    with unit_of_work(actor):
        services.withdraw(held, members[form.leaver.data], actor, ground=form.ground.data or "")
    flash(gettext(N_("Đã ghi: %(name)s rút khỏi mục này."), name=members[form.leaver.data].name), "done")
    if form.leaver.data == str(actor.id):
        return redirect(url_for(".show", session_id=held.session_id))
    return redirect(url_for(".item", item_id=held.id))


@bp.route("/items/<uuid:item_id>/decide", methods=["GET", "POST"])
@allow(Role.SECRETARIAT, Role.COMMITTEE_CHAIR)
def decide(item_id: UUID) -> ResponseReturnValue:
    """Enter the committee's decision on the item."""
    actor = current_actor()
    posted = request.method == "POST"
    held = agenda.item(item_id, seen_by=actor, lock=posted)
    changed = rearranged(request.form) if posted else None
    form = DecisionForm(formdata=changed[0]) if changed else DecisionForm(data=_offered(held))
    seats = sittings.seats(held.session)
    form.offer([seat.member for seat in seats])
    at = rulings.standing(held)

    def page(status: int) -> ResponseReturnValue:
        shown = render_template(
            "committee/decide.html",
            item=held,
            sitting=held.session,
            proposal=held.proposal,
            form=form,
            standing=at,
            focus=changed[1] if changed else "",
            recommendation=briefs.recommendation(held.version_id),
            special=held.proposal.main_system == SPECIAL_SYSTEM,
            may_decide=policies.may_decide(actor, held),
        )
        return shown, status

    if not posted or changed:
        return page(200)
    if held.decision is not None:
        return page(409)
    valid = form.validate()
    faults = rulings.faults(form.draft(), at) if valid else []
    if faults:
        form.show(faults)
    if not valid or faults:
        return page(422)
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        rulings.decide(held, form.draft(), actor)
    flash(gettext(N_("Đã ghi kết luận cho %(number)s."), number=held.proposal.number), "done")
    return redirect(url_for(".item", item_id=held.id))


def _offered(held: AgendaItem) -> dict[str, Any]:
    """A fresh decision form: the proposal's own unit leads unless the committee says otherwise."""
    days = timedelta(days=catalog.rule_number("return_days"))
    return {"lead_unit": held.proposal.unit_name, "return_due": db.today() + days}


@bp.get("/proposals/<uuid:proposal_id>/decision")
@signed_in
def decision(proposal_id: UUID) -> ResponseReturnValue:
    """The decision on a proposal: whole for those who work on it, the published part for everybody else who sees it."""
    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    whole = policies.reads_ruling(actor, proposal)
    rows = agenda.decisions(proposal, published_only=not whole)
    if not rows:
        raise NotFound
    return render_template(
        "committee/decision.html",
        proposal=proposal,
        rulings=[_told(row, whole=whole, linked=whole and actor.holds(*ROOM)) for row in rows],
        **dossier.frame(proposal, actor, current="decision"),
    )


def _told(row: Decision, *, whole: bool, linked: bool) -> dict[str, Any]:
    """One decision as this audience may read it; what is not theirs is absent."""
    told: dict[str, Any] = {
        "outcome": row.outcome.value,
        "text": row.text,
        "conditions": row.conditions,
        "supervisor": row.supervisor.name if row.supervisor else "",
        "lead_unit": row.lead_unit,
        "due": words.format_date(row.due) if row.due else "",
        "forwarded_to": row.forwarded_to,
        "decided_on": words.format_date(row.item.session.held_on),
        "version": row.item.version.number,
        "session": row.item.session.code,
    }
    if whole:
        told |= {
            "against_reason": row.against_reason,
            "votes": (row.agree, row.disagree, row.other),
            "published": row.item.session.published_at is not None,
            "url": url_for(".item", item_id=row.item_id) if linked else "",
        }
    return told
