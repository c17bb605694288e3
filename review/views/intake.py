"""The intake desk: its queue, and the check of one version item by item beside its text."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from core import db, once, words
from core.db import unit_of_work
from core.errors import Conflict, NotFound
from core.i18n import N_, choose, gettext
from duplicates import wording
from duplicates.forms import KINDS
from duplicates.queries import findings
from duplicates.queries.findings import LIKELY_FROM
from proposals import coaching, dossier, reasons, secrecy
from proposals import queries as proposals
from proposals.models import Proposal
from proposals.services import MOVED_ON
from proposals.template import PART_BY_CODE
from proposals.workflow import Action, Status
from review.checklist import DECLARATION, ITEMS, LABELS, SYSTEM
from review.forms.intake import CheckForm
from review.models import IntakeItem, IntakeSheet
from review.policies import intake as policies
from review.queries import intake as queries
from review.queries.intake import SORTS, STEPS, TABS, Filters
from review.queries.queue import Edge
from review.services import intake as services
from review.services.intake import CheckDraft, Judged, Lacking
from review.views import bp

DESK = (Role.SECRETARIAT, Role.AUDITOR)
TILES = {
    "waiting": (N_("Chờ tiếp nhận"), ""),
    "late": (N_("Quá hạn tiếp nhận"), "late"),
    "begun": (N_("Đang kiểm tra"), ""),
    "alike": (N_("Có cặp giống chờ kết luận"), ""),
}
ACTS = {
    Action.RETURN: (N_("Trả lại để bổ sung"), "review.intake_return"),
    Action.REFUSE: (N_("Không tiếp nhận"), "review.intake_refuse"),
    Action.MERGE: (N_("Nhập vào đề xuất khác"), "review.intake_merge"),
    Action.MOVE_TO_SECRET: (N_("Chuyển kênh mật"), "review.intake_secret"),
}


# --- the queue --------------------------------------------------------------------------------------------------------


@bp.get("/intake")
@allow(*DESK)
def intake_queue() -> ResponseReturnValue:
    """What waits to be received, by day; what was sent back; what has left the desk."""
    actor = current_actor()
    filters = _asked()
    page = queries.page(filters, actor, _edge())
    counted = queries.counts(filters, actor)
    return render_template(
        "review/intake_queue.html",
        filters=filters,
        tabs=[
            {
                "label": gettext(label),
                "url": url_for(".intake_queue", **{**_kept(filters), "tab": tab}),
                "current": tab == filters.tab,
                "count": counted[tab],
            }
            for tab, label in TABS.items()
        ],
        tiles=[
            {
                "label": gettext(label),
                "number": counted[f"tile_{name}"],
                "url": url_for(".intake_queue", **_kept(queries.tiles()[name])),
                "tone": tone if counted[f"tile_{name}"] else "",
            }
            for name, (label, tone) in TILES.items()
        ],
        rows=[_row(row) for row in page.rows],
        newer=_address(filters, page.newer),
        older=_address(filters, page.older),
        total=counted[filters.tab],
        steps=[(code, gettext(label)) for code, label in STEPS.items()],
        sorts=[(code, gettext(label)) for code, label in SORTS.items()],
        keep=_kept(filters),
        items=len(ITEMS),
    )


def _asked() -> Filters:
    """The filters of the address; what is not in its closed set counts as not chosen."""
    arguments = request.args
    system = arguments.get("system", "")
    return Filters(
        tab=arguments["tab"] if arguments.get("tab", "") in TABS else "waiting",
        words=" ".join(arguments.get("q", "").split())[:200],
        step=arguments["step"] if arguments.get("step", "") in STEPS else "",
        system=int(system) if system in tuple("123456") else None,
        sort=arguments["sort"] if arguments.get("sort", "") in SORTS else "due",
    )


def _edge() -> Edge | None:
    for name in ("after", "before"):
        value, _, ident = request.args.get(name, "").rpartition("~")
        if value and len(ident) == 32 and all(character in "0123456789abcdef" for character in ident):
            return Edge(value=value[:400], id=uuid.UUID(ident), back=name == "before")
    return None


def _kept(filters: Filters) -> dict[str, Any]:
    """What is in force, for links that change one thing."""
    held = {
        "tab": filters.tab if filters.tab != "waiting" else "",
        "q": filters.words,
        "step": filters.step,
        "system": str(filters.system or ""),
        "sort": filters.sort if filters.sort != "due" else "",
    }
    return {name: value for name, value in held.items() if value}


def _address(filters: Filters, edge: Edge | None) -> str:
    if edge is None:
        return ""
    name = "before" if edge.back else "after"
    kept: dict[str, Any] = {**_kept(filters), name: f"{edge.value}~{edge.id.hex}"}
    return url_for(".intake_queue", **kept)


def _row(row: Any) -> dict[str, Any]:
    waits = row.status is Status.INTAKE
    alike = row.alike or 0
    return {
        "title": row.title,
        "url": url_for(".intake", proposal_id=row.id),
        "code": row.number,
        "unit": row.unit_name,
        "status": row.status.value,
        "again": row.version > 1,
        "system": row.main_system,
        "money": words.format_money(row.money_total, choose()),
        "checked": row.checked,
        "alike": alike % LIKELY_FROM if alike else None,
        "level": "likely" if alike >= LIKELY_FROM else "overlap",
        "waits": waits,
        "due_days": (row.step_due - db.today()).days if row.step_due and row.status in _DUE else None,
        "due_date": words.format_date(row.step_due),
        "since": words.format_date(row.status_since),
    }


_DUE = (Status.INTAKE, Status.RETURNED)


# --- the check --------------------------------------------------------------------------------------------------------


def in_sight(proposal_id: uuid.UUID, actor: Actor) -> Proposal:
    """The proposal as the desk sees it; 404 where it is not theirs to check."""
    proposal = proposals.get(proposal_id, seen_by=actor)
    if not policies.sees_intake(actor, proposal):
        raise NotFound
    return proposal


@bp.get("/proposals/<uuid:proposal_id>/intake")
@allow(*DESK)
def intake(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The check of the newest version: each item beside its text, the machine's hints, what may be done."""
    actor = current_actor()
    proposal = in_sight(proposal_id, actor)
    form = CheckForm(formdata=None, systems=queries.systems())
    draft = services.kept(proposal)
    form.show(draft)
    return _page_of(proposal, actor, form, lacking=services.lacking(proposal, draft))


@bp.post("/proposals/<uuid:proposal_id>/intake")
@allow(Role.SECRETARIAT)
def save_intake(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Save the check as it stands; with "accept" also take the proposal into assessment when nothing is lacking."""
    actor = current_actor()
    proposal = in_sight(proposal_id, actor)
    form = CheckForm(systems=queries.systems())
    sheet = queries.sheet(proposal.current_version_id, lock=True)
    if not policies.may_check(actor, proposal):
        raise Conflict(MOVED_ON)
    stale = form.seen_version() != (sheet.row_version if sheet else None)
    if stale or not form.validate():
        page = _page_of(proposal, actor, form, lacking=services.lacking(proposal, services.kept(proposal)), stale=stale)
        return page, 409 if stale else 422
    accepting = request.form.get("_act") == "accept"
    draft = form.draft()
    lacking = services.lacking(proposal, draft)
    uncompared = bool(form.uncompared.data)
    ready = not lacking or (uncompared and lacking == Lacking(not_compared=True))
    with unit_of_work(actor):
        if accepting and ready:
            once.spend(form.once.data or "")
        services.save(proposal, actor, draft, seen_version=form.seen_version(), sheet=sheet)
        if accepting and ready:
            services.accept(proposal, actor, uncompared=uncompared)
    if accepting and not ready:
        return _page_of(proposal, actor, form, lacking=lacking, refused=True), 422
    if accepting:
        flash(gettext("Đã tiếp nhận đề xuất %(code)s; tiếp theo là mời người thẩm định.", code=proposal.number), "done")
        return redirect(url_for(".assignment", proposal_id=proposal.id))
    flash(gettext("Đã lưu bản kiểm tra."), "done")
    return redirect(url_for(".intake", proposal_id=proposal.id))


def _page_of(
    proposal: Proposal,
    actor: Actor,
    form: Any,
    *,
    lacking: Lacking,
    stale: bool = False,
    refused: bool = False,
) -> str:
    version = proposal.current_version
    assert version is not None
    sheet = queries.sheet(proposal.current_version_id)
    held = queries.items(proposal.current_version_id)
    form.seen.data = str(sheet.row_version) if sheet else ""
    typed = form.draft()
    readings = {reading.code: reading for reading in dossier.read(version.content)}
    may_check = policies.may_check(actor, proposal)
    return render_template(
        "review/intake.html",
        proposal=proposal,
        version=version,
        form=form,
        sheet=sheet,
        stale=stale,
        may_check=may_check,
        items=[_item(code, typed, held.get(code), stale=stale) for code in ITEMS],
        readings=readings,
        hints=_machine(version.content),
        marks=_marks(version.content),
        told=_told(version.content),
        kept_systems=_systems(sheet) if stale else "",
        lines=[
            {"line": line, "verdict": wording.verdict(line.finding, later=line.finding.proposal_id == proposal.id)}
            for line in findings.of_proposal(proposal, seen_by=actor)
            if line.current
        ],
        check=findings.check_of(proposal),
        pills=wording.PILLS,
        kinds=KINDS,
        lacking=lacking,
        lacks=_lacks(lacking),
        refused=refused,
        acts=[(gettext(label), url_for(endpoint, proposal_id=proposal.id), action.value)
              for action, (label, endpoint) in ACTS.items() if action in policies.acts(actor, proposal)],
        **dossier.frame(proposal, actor, current="intake"),
    )  # fmt: skip


def _item(code: str, typed: CheckDraft, held: IntakeItem | None, *, stale: bool) -> dict[str, Any]:
    """One item for the list at the side, with what is kept where it differs from what a stale page typed."""
    judged = typed.items.get(code, Judged())
    kept = Judged(complete=held.complete, note=held.note) if held else Judged()
    state = {True: "good", False: "thin", None: "empty"}[judged.complete]
    return {
        "code": code,
        "label": gettext(LABELS[code]),
        "url": f"#item-{code}",
        "state": state,
        "lacks": [judged.note] if judged.note and judged.complete is False else [],
        "kept": kept if stale and kept != judged else None,
        "checked_at": held.checked_at if held else None,
        "complete": judged.complete,
        "note": judged.note,
        "place": ITEMS.index(code) + 1,
        "is_part": code not in (DECLARATION, SYSTEM),
    }


def _machine(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the machine thinks of each part: its state and its reasons, the same that the proposer reads."""
    return {
        code: {"state": told.state.value, "reasons": [reasons.reason(lack) for lack in told.reasons]}
        for code, told in coaching.advice(content).items()
    }


def _marks(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Words that look like a degree of secrecy, with where they stand."""
    return [
        {"mark": mark.mark, "around": mark.around, "part": gettext(PART_BY_CODE[mark.part].label), "code": mark.part}
        for mark in secrecy.marks(content)
    ]


def _told(content: dict[str, Any]) -> str:
    """The systems that the proposer named."""
    head = content.get("title") or {}
    related = ", ".join(str(number) for number in head.get("related_systems") or [])
    main = gettext(N_("chính: %(number)s"), number=head.get("main_system") or "–")
    others = gettext(N_("liên quan: %(numbers)s"), numbers=related)
    return f"{main}; {others}" if related else main


def _systems(sheet: IntakeSheet | None) -> str:
    if sheet is None:
        return ""
    return ", ".join(str(number) for number in [sheet.main_system, *sheet.related_systems] if number)


def _lacks(lacking: Lacking) -> list[tuple[str, str]]:
    """What keeps the proposal from being accepted, each with where to look."""
    told = [
        (gettext(N_("%(item)s: chưa đánh giá"), item=gettext(LABELS[code])), f"#item-{code}")
        for code in lacking.unjudged
    ]
    told += [
        (gettext(N_("%(item)s: chưa đủ"), item=gettext(LABELS[code])), f"#item-{code}") for code in lacking.incomplete
    ]
    if lacking.no_system:
        told.append((gettext(N_("Chưa xác định hệ thống chiến lược chính")), "#main_system"))
    if lacking.unruled:
        told.append((gettext(N_("%(number)s cặp giống nhau chưa có kết luận"), number=lacking.unruled), "#likeness"))
    if lacking.not_compared:
        told.append((gettext(N_("Máy chưa đối chiếu phiên bản này với các đề xuất khác")), "#likeness"))
    return told
