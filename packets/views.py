"""Pages of packets: those of a sitting, one packet while it is made and afterwards, its file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from catalog import queries as catalog
from committee.models import Session
from committee.queries import sittings
from core import once
from core.db import unit_of_work
from core.i18n import N_, gettext
from core.jobs import JobState
from packets import policies, services
from packets.forms import ActForm, OrderForm
from packets.models import PacketRow, PacketState
from packets.queries import rows

bp = Blueprint("packets", __name__, url_prefix="/packets")
ROOM = rows.ROOM


@bp.get("/")
@allow(*ROOM)
def index() -> ResponseReturnValue:
    """Packets of all sittings."""
    return render_template("packets/index.html", found=rows.newest(seen_by=current_actor()))


@bp.get("/sessions/<uuid:session_id>")
@allow(*ROOM)
def of_session(session_id: UUID) -> ResponseReturnValue:
    """A sitting's packets, and the one press that makes the next."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor)
    form = OrderForm(data={"layout": catalog.rule("paper_layout"), "language": "vi", "signer_name": ""})
    return _of_session(sitting, actor, form)


def _of_session(sitting: Session, actor: Actor, form: OrderForm, status: int = 200) -> ResponseReturnValue:
    form.offer()
    on_agenda = rows.ids_on_agenda(sitting)
    shut = rows.shut(on_agenda, actor)
    page = render_template(
        "packets/of_session.html",
        sitting=sitting,
        packets=rows.of_sitting(sitting, seen_by=actor),
        form=form,
        count=len(on_agenda),
        shut=services.SHUT_SENTENCES[shut] if shut else "",
        may_order=policies.may_order(actor),
    )
    return page, status


@bp.post("/sessions/<uuid:session_id>/make")
@allow(Role.SECRETARIAT)
def make(session_id: UUID) -> ResponseReturnValue:
    """Have the sitting's next packet made."""
    actor = current_actor()
    sitting = sittings.get(session_id, seen_by=actor, lock=True)
    form = OrderForm()
    form.offer()
    if not form.validate_on_submit():
        return _of_session(sitting, actor, form, 422)
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        row = services.order(sitting, form.order(), actor)
        services.hand_over(row)
    return redirect(url_for(".show", packet_id=row.id))


def _state(row: PacketRow, actor: Actor) -> dict[str, Any]:
    """What the page tells of one packet: how far it is, what went wrong, what may be done."""
    job = rows.job(row)
    under_way = row.state in (PacketState.MAKING, PacketState.CONFIRMING)
    stalled = under_way and job is not None and job.state is JobState.FAILED
    shut = rows.shut_packet(row, actor)
    return {
        "row": row,
        "sitting": rows.sitting(row),
        "job": job,
        "under_way": under_way and not stalled,
        "stalled": stalled,
        "problem": services.PROBLEMS.get(row.problem, services.PROBLEMS["render_failed"]),
        "shut": services.SHUT_SENTENCES[shut] if shut else "",
        "may_download": policies.may_download(row, shut),
        "may_confirm": policies.may_confirm(actor, row, shut),
        "may_retry": policies.may_retry(actor, row, stalled=stalled),
        "made_by": rows.person(row.made_by_id),
        "confirmed_by": rows.person(row.confirmed_by_id),
        "file_name": file_name(row, rows.sitting(row)),
    }


@bp.get("/<uuid:packet_id>")
@allow(*ROOM)
def show(packet_id: UUID) -> ResponseReturnValue:
    """One packet: how far it is, and when it is made its checksums and its file."""
    actor = current_actor()
    row = rows.get(packet_id, seen_by=actor)
    return render_template("packets/show.html", act=ActForm(), **_state(row, actor))


@bp.get("/<uuid:packet_id>/progress")
@allow(*ROOM)
def progress(packet_id: UUID) -> ResponseReturnValue:
    """The bar alone, asked for again and again; when the work is over the whole page is loaded anew."""
    actor = current_actor()
    told = _state(rows.get(packet_id, seen_by=actor), actor)
    answer = make_response(render_template("packets/_progress.html", **told))
    if not told["under_way"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.post("/<uuid:packet_id>/retry")
@allow(Role.SECRETARIAT)
def retry(packet_id: UUID) -> ResponseReturnValue:
    """Start a failed making again."""
    actor = current_actor()
    row = rows.get(packet_id, seen_by=actor, lock=True)
    with unit_of_work(actor):
        services.retry(row, actor, stalled=_state(row, actor)["stalled"])
    return redirect(url_for(".show", packet_id=row.id))


@bp.post("/<uuid:packet_id>/confirm")
@allow(Role.SECRETARIAT, Role.COMMITTEE_CHAIR)
def confirm(packet_id: UUID) -> ResponseReturnValue:
    """Take the draft mark off."""
    actor = current_actor()
    row = rows.get(packet_id, seen_by=actor, lock=True)
    form = ActForm()
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.confirm(row, actor)
    flash(gettext(N_("Đã xác nhận. Tệp không còn dấu dự thảo đang được lập từ đúng nội dung đã xem.")), "done")
    return redirect(url_for(".show", packet_id=row.id))


def file_name(row: PacketRow, sitting: Session) -> str:
    """A name in plain ASCII that tells sitting and number and nothing else."""
    end = "" if row.state is PacketState.CONFIRMED else "-du-thao"
    return f"ho-so-trinh-{sitting.code}-so-{row.number}{end}.pdf"


@bp.get("/<uuid:packet_id>/file")
@allow(*ROOM)
def download(packet_id: UUID) -> ResponseReturnValue:
    """The file."""
    actor = current_actor()
    row = rows.get(packet_id, seen_by=actor)
    answer = Response(services.read(row, actor), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(row, rows.sitting(row))}"'
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
