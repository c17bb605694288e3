"""The pages of judgement: the criteria sets, and the administrator's page for a later one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Role
from accounts.gate import allow, current_actor, signed_in
from core import once
from core.db import unit_of_work
from core.forms import change_rows
from core.i18n import N_, choose, gettext
from proposals.template import PART_BY_CODE
from scoring import policies, queries, services
from scoring.arithmetic import bands
from scoring.forms import CriteriaSetForm
from scoring.models import CriteriaSet, Criterion

bp = Blueprint("scoring", __name__)


@bp.get("/criteria")
@signed_in
def criteria() -> ResponseReturnValue:
    """The criteria set in force, and earlier ones with their reasons."""
    sets = queries.sets()
    return render_template(
        "scoring/criteria.html",
        sets=[{"set": held, "rows": [shown(row, held.highest) for row in held.criteria]} for held in sets],
        may_add=bool(sets) and policies.may_set_criteria(current_actor()),
    )


def shown(row: Criterion, highest: int) -> dict[str, Any]:
    """A criterion in the reader's language, as the scorecard component takes it."""
    english = choose() == "en"
    return {
        "code": row.code,
        "label": row.name_en if english else row.name_vi,
        "text": row.text_en if english else row.text_vi,
        "clause": row.clause,
        "weight": row.weight.normalize(),
        "highest": highest,
        "levels": [
            {"range": _range(level["from"], level["to"]), "text": level["en" if english else "vi"]}
            for level in row.levels
        ],
        "part_labels": [gettext(PART_BY_CODE[part].label) for part in row.parts if part in PART_BY_CODE],
        "part_codes": [part for part in row.parts if part in PART_BY_CODE],
    }


def _range(low: int, top: int) -> str:
    return str(low) if low == top else f"{low}–{top}"


@bp.get("/criteria/new")
@allow(Role.ADMINISTRATOR)
def new_set() -> ResponseReturnValue:
    """The page for a later set, filled in from the one in force."""
    held = queries.set_in_force()
    form = CriteriaSetForm(data=_copied(held))
    return render_template("scoring/new_set.html", form=form, bands=bands(held.highest))


def _copied(held: CriteriaSet) -> dict[str, Any]:
    return {
        "after_version": held.version,
        "highest": held.highest,
        "criteria": [
            {
                "code": row.code,
                "name_vi": row.name_vi,
                "name_en": row.name_en,
                "text_vi": row.text_vi,
                "text_en": row.text_en,
                "clause": row.clause,
                "weight": row.weight.normalize(),
                "parts": row.parts,
                "levels_vi": "\n".join(level["vi"] for level in row.levels),
                "levels_en": "\n".join(level["en"] for level in row.levels),
            }
            for row in held.criteria
        ],
    }


@bp.post("/criteria/new")
@allow(Role.ADMINISTRATOR)
def add_set() -> ResponseReturnValue:
    """Enter a later set, or add and remove a criterion on the page."""
    actor = current_actor()
    form = CriteriaSetForm()
    if change_rows(form, request.form.get("_act", "")):
        return render_template("scoring/new_set.html", form=form, bands=[])
    if not form.validate() or form.highest.data is None:
        return render_template("scoring/new_set.html", form=form, bands=[]), 422
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.add_set(
            actor,
            highest=form.highest.data,
            note=form.note.data or "",
            criteria=form.drafts(),
            after_version=_whole(form.after_version.data),
        )
    flash(gettext(N_("Bộ tiêu chí mới đã có hiệu lực cho các phiên bản chưa có phiếu đánh giá.")), "done")
    return redirect(url_for(".criteria"))


def _whole(text: str | None) -> int:
    return int(text) if text and len(text) < 9 and text.isdecimal() and text.isascii() else 0
