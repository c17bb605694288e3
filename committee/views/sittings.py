"""Pages of sittings: list, one sitting with its agenda and presence, opening, closing, minutes, publication."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from committee import policies, record, ruling
from committee.forms import ActForm, AgendaForm, MinutesForm, PresenceForm, SittingForm, fill, listed, people
from committee.models import AgendaItem, Session
from committee.queries import agenda, sittings
from committee.services import agenda as agenda_services
from committee.services import rulings
from committee.services import sittings as services
from committee.views import bp
from core import once, words
from core.db import unit_of_work
from core.i18n import N_, gettext

ROOM = sittings.ROOM


@bp.get("/")
@allow(*ROOM)
def index() -> ResponseReturnValue:
    """Votes this person still owes, proposals without a sitting, and all sittings."""
    actor = current_actor()
    return render_template(
        "committee/index.html",
        owed=agenda.owed_votes(actor),
        awaiting=agenda.awaiting_sitting(actor),
        lines=sittings.sittings(actor),
        may_prepare=policies.may_prepare(actor),
    )


@bp.route("/sessions/new", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def call() -> ResponseReturnValue:
    """Call a sitting."""
    actor = current_actor()
    form = SittingForm()
    if not form.validate_on_submit():
        return render_template("committee/form.html", form=form, sitting=None), 422 if form.is_submitted() else 200
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        sitting = services.call(form.draft(), actor)
    flash(gettext(N_("Đã lập phiên họp %(code)s."), code=sitting.code), "done")
    return redirect(url_for(".show", session_id=sitting.id))


@bp.route("/sessions/<uuid:session_id>/edit", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def edit(session_id: UUID) -> ResponseReturnValue:
    """Change the facts of a sitting."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor, lock=request.method == "POST")
    form = SittingForm(data=fill(sitting))
    stale = form.is_submitted() and form.seen() != sitting.row_version
    if stale or not form.validate_on_submit():
        form.seen_version.data = str(sitting.row_version)
        page = render_template("committee/form.html", form=form, sitting=sitting, stale=stale)
        return page, 409 if stale else 422 if form.is_submitted() else 200
    with unit_of_work(actor):
        services.change(sitting, form.draft(), actor, seen_version=form.seen())
    flash(gettext(N_("Đã lưu phiên họp.")), "done")
    return redirect(url_for(".show", session_id=sitting.id))


@bp.get("/sessions/<uuid:session_id>")
@allow(*ROOM)
def show(session_id: UUID) -> ResponseReturnValue:
    """One sitting: agenda, presence, what may be done with it now."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor)
    return page_of(sitting, actor)


def page_of(
    sitting: Session, actor: Actor, *, agenda_form: AgendaForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """The sitting's page, also after a form on it was refused."""
    seats = sittings.seats(sitting)
    items = agenda.items(sitting, seen_by=actor)
    rows = [_row(item, actor, seats) for item in items]
    arranging = policies.may_arrange(actor, sitting)
    page = render_template(
        "committee/show.html",
        sitting=sitting,
        items=items,
        rows=rows,
        owes=[item for item, row in zip(items, rows, strict=True) if row["owes"]],
        left=agenda.withdrawn_from(sitting, actor),
        seats=seats,
        quorum=sittings.quorum(sitting, seats),
        awaiting=agenda.awaiting_sitting(actor) if arranging else [],
        agenda_form=agenda_form,
        act=ActForm(),
        may={
            "arrange": arranging,
            "open": policies.may_open(actor, sitting),
            "close": policies.may_close(actor, sitting),
            "write": policies.may_write_minutes(actor, sitting),
            "publish": policies.may_publish(actor, sitting),
        },
    )
    return page, status


def _row(item: AgendaItem, actor: Actor, seats: list[sittings.Seat]) -> dict[str, Any]:
    """What the agenda tells of one item: how many have voted, and this person's own vote."""
    here = {seat.member.id for seat in seats if seat.present} - {row.member_id for row in item.withdrawals}
    mine = next((vote.choice.value for vote in item.votes if vote.member_id == actor.id), "")
    return {
        "cast": sum(vote.member_id in here for vote in item.votes),
        "present": len(here),
        "mine": mine,
        "owes": actor.id in here and not mine and policies.under_way(item),
    }


@bp.post("/sessions/<uuid:session_id>/agenda")
@allow(Role.SECRETARIAT)
def add(session_id: UUID) -> ResponseReturnValue:
    """Put the chosen proposals onto the agenda."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor, lock=True)
    waiting = {proposal.id: proposal for proposal in agenda.awaiting_sitting(actor)}
    form = AgendaForm()
    form.proposals.choices = listed((key, "") for key in waiting)
    if not form.validate_on_submit():
        return page_of(sitting, actor, agenda_form=form, status=422)
    with unit_of_work(actor):
        chosen = [waiting[key] for key in map(UUID, form.proposals.data or [])]
        made = agenda_services.add(sitting, chosen, actor)
    flash(gettext(N_("Đã đưa %(count)s đề xuất vào chương trình."), count=len(made)), "done")
    return redirect(url_for(".show", session_id=sitting.id))


@bp.post("/items/<uuid:item_id>/order")
@allow(Role.SECRETARIAT)
def order(item_id: UUID) -> ResponseReturnValue:
    """Move an item up or down, or take it off the agenda."""
    actor = current_actor()
    item = agenda.item(item_id, seen_by=actor, lock=True)
    pressed = request.form.get("_act", "")
    with unit_of_work(actor):
        if pressed == "remove":
            agenda_services.remove(item, actor)
            flash(gettext(N_("Đã bỏ %(number)s khỏi chương trình."), number=item.proposal.number), "done")
        elif pressed in ("up", "down"):
            agenda_services.move(item, -1 if pressed == "up" else 1, actor)
    return redirect(url_for(".show", session_id=item.session_id) + "#agenda")


@bp.post("/sessions/<uuid:session_id>/presence")
@allow(Role.SECRETARIAT)
def presence(session_id: UUID) -> ResponseReturnValue:
    """Note who is there."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor, lock=True)
    form = PresenceForm()
    form.present.choices = people(seat.member for seat in sittings.seats(sitting))
    if not form.validate_on_submit():
        flash(str(next(iter(form.errors.values()))[0]), "error")
        return page_of(sitting, actor, status=422)
    with unit_of_work(actor):
        services.note_presence(sitting, [UUID(key) for key in form.present.data or []], actor)
    flash(gettext(N_("Đã ghi có mặt: %(count)s thành viên."), count=len(form.present.data or [])), "done")
    return redirect(url_for(".show", session_id=sitting.id) + "#presence")


@bp.post("/sessions/<uuid:session_id>/open")
@allow(Role.SECRETARIAT, Role.COMMITTEE_CHAIR)
def open_(session_id: UUID) -> ResponseReturnValue:
    """Open the sitting."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor, lock=True)
    with unit_of_work(actor):
        services.open_(sitting, actor)
    flash(gettext(N_("Phiên họp %(code)s đã khai mạc."), code=sitting.code), "done")
    return redirect(url_for(".show", session_id=sitting.id))


@bp.post("/sessions/<uuid:session_id>/close")
@allow(Role.SECRETARIAT, Role.COMMITTEE_CHAIR)
def close(session_id: UUID) -> ResponseReturnValue:
    """Close the sitting."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor, lock=True)
    with unit_of_work(actor):
        services.close(sitting, actor)
    flash(gettext(N_("Phiên họp đã bế mạc. Hãy hoàn thiện biên bản rồi công bố kết quả.")), "done")
    return redirect(url_for(".show", session_id=sitting.id))


@bp.route("/sessions/<uuid:session_id>/minutes", methods=["GET", "POST"])
@allow(*ROOM)
def minutes(session_id: UUID) -> ResponseReturnValue:
    """Read the minutes; write them while they may be written."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor, lock=request.method == "POST")
    writing = policies.may_write_minutes(actor, sitting)
    form = MinutesForm(data={"text": sitting.minutes, "seen_version": str(sitting.row_version)})
    if not form.is_submitted():
        if writing and (not sitting.minutes or "again" in request.args):
            form.text.data = first_draft(sitting, actor)
        return render_template("committee/minutes.html", sitting=sitting, form=form, writing=writing)
    stale = writing and form.seen() != sitting.row_version
    if stale or not form.validate():
        form.seen_version.data = str(sitting.row_version)
        page = render_template("committee/minutes.html", sitting=sitting, form=form, writing=writing, stale=stale)
        return page, 409 if stale else 422
    with unit_of_work(actor):
        services.keep_minutes(sitting, form.text.data or "", actor, seen_version=form.seen())
    flash(gettext(N_("Đã lưu biên bản.")), "done")
    return redirect(url_for(".minutes", session_id=sitting.id))


def first_draft(sitting: Session, actor: Actor) -> str:
    """The minutes as far as the rows tell them."""
    seats = sittings.seats(sitting)
    made = record.Record(
        code=sitting.code,
        title=sitting.title,
        held_on=sitting.held_on,
        held_at=sitting.held_at,
        place=sitting.place,
        present=tuple(seat.member.name for seat in seats if seat.present),
        absent=tuple(seat.member.name for seat in seats if not seat.present),
        needed=sittings.quorum(sitting, seats).needed,
        items=tuple(_recorded(item) for item in agenda.items(sitting, seen_by=actor)),
    )
    return record.minutes(made, gettext)


def _recorded(item: AgendaItem) -> record.RecordedItem:
    told = record.RecordedItem(
        number=item.proposal.number or "",
        title=item.proposal.title,
        unit=item.proposal.unit_name,
        withdrawn=tuple(row.member.name for row in item.withdrawals),
    )
    decision = item.decision
    if decision is None:
        return told
    return record.RecordedItem(
        number=told.number,
        title=told.title,
        unit=told.unit,
        withdrawn=told.withdrawn,
        agree=decision.agree,
        disagree=decision.disagree,
        other=decision.other,
        outcome=gettext(ruling.OUTCOME_LABELS[decision.outcome]),
        text=decision.text,
        conditions=tuple(
            f"{row['measure']}: {row['value']}; {words.format_date(words.parse_date(row['due']))}; {row['who']}"
            for row in decision.conditions
        ),
        supervisor=decision.supervisor.name if decision.supervisor else "",
        lead_unit=decision.lead_unit,
        due=decision.due,
        forwarded_to=decision.forwarded_to,
    )


@bp.post("/sessions/<uuid:session_id>/publish")
@allow(Role.SECRETARIAT, Role.COMMITTEE_CHAIR)
def publish(session_id: UUID) -> ResponseReturnValue:
    """Make the outcomes known to their proposers."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor, lock=True)
    form = ActForm()
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        count = rulings.publish(sitting, actor)
    flash(gettext(N_("Đã công bố %(count)s kết luận và gửi thư cho đơn vị đề xuất."), count=count), "done")
    return redirect(url_for(".show", session_id=sitting.id))
