"""The mapping page: what a file says beside what the draft says, and one press that takes the ticked boxes over."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Role
from accounts.gate import allow, current_actor
from core import once
from core.db import unit_of_work
from core.forms import HouseForm
from core.i18n import gettext
from manuscripts import aligning, forms, found, queries, services
from manuscripts.views import page
from manuscripts.views.blueprint import bp
from proposals import policies
from proposals import queries as proposals


@bp.get("/<uuid:proposal_id>/word/<uuid:manuscript_id>")
@allow(Role.PROPOSER)
def compare(proposal_id: uuid.UUID, manuscript_id: uuid.UUID) -> ResponseReturnValue:
    """Everything a file says, part by part, against the draft as it is now."""
    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    row = queries.get(manuscript_id, proposal, seen_by=actor)
    if not policies.may_edit(actor, proposal):
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    parts = proposals.draft_parts(proposal)
    return render_template("manuscripts/compare.html", form=HouseForm(), **page.context(proposal, row, parts))


@bp.post("/<uuid:proposal_id>/word/<uuid:manuscript_id>")
@allow(Role.PROPOSER)
def take_over(proposal_id: uuid.UUID, manuscript_id: uuid.UUID) -> ResponseReturnValue:
    """Save the ticked boxes into the draft, all of them or none; the ticks stay when it cannot be done."""
    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    row = queries.get(manuscript_id, proposal, seen_by=actor)
    if not policies.may_edit(actor, proposal):
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    form = HouseForm()
    held = found.from_json(row.found)
    chosen, seen = forms.ticked(request.form), forms.seen_versions(request.form)
    parts = {code: proposals.draft_part(proposal, code, lock=True) for code in sorted(proposals.draft_parts(proposal))}
    seed = str(row.id)
    made = aligning.merged({code: part.content for code, part in parts.items()}, held.parts, chosen, seed=seed)
    fault, status = "", 200
    if not form.validate():
        fault, status = "; ".join(form.csrf_token.errors), 422
    elif not made:
        fault, status = gettext("Chưa chọn ô nào để lấy."), 422
    elif any(not parts[code].open for code in made):
        fault, status = gettext("Phần này không nằm trong yêu cầu bổ sung nên không sửa được."), 409
    elif any(seen.get(code) != parts[code].row_version for code in made):
        fault, status = gettext(services.CHANGED), 409
    elif _loose_money(made, parts["roadmap"].content, chosen):
        fault, status = gettext(services.NO_PHASE), 422
    if fault:
        shown = page.context(proposal, row, parts, chosen=chosen)
        return render_template("manuscripts/compare.html", form=form, fault=fault, **shown), status
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        changed = services.take_over(proposal, actor, held, chosen, parts, seen, seed=seed)
    count = sum(len(boxes) for code, boxes in chosen.items() if code in changed)
    flash(gettext("Đã lấy từ tệp vào bản soạn: %(count)s ô, bảng.", count=count), "done")
    return redirect(url_for("proposals.tasks", proposal_id=proposal.id))


def _loose_money(made: dict[str, page.JsonRow], roadmap: page.JsonRow, chosen: aligning.Chosen) -> bool:
    """Whether money would name a phase that is in no roadmap."""
    if "finance" not in chosen.get("resources", ()) or "resources" not in made:
        return False
    return bool(aligning.unplaced(made["resources"].get("finance"), made.get("roadmap", roadmap)))
