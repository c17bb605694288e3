"""The chief engineer's word on one proposal: the summary with the form, and opinions of related systems."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from catalog import queries as catalog
from core import once
from core.db import unit_of_work
from core.errors import NotFound
from core.forms import change_rows
from core.i18n import N_, choose, gettext
from proposals import dossier
from proposals import queries as proposals
from proposals.models import Proposal
from proposals.workflow import Status
from review.forms.assignment import GroundForm
from review.forms.recommendation import STANCES, AskForm, OpinionForm, RecommendationForm
from review.models import Opinion, RecommendationDraft
from review.policies import recommendation as policies
from review.policies.assignment import sees_assignments
from review.policies.scorecard import sees_scores
from review.queries import assignment as assignments
from review.queries import recommendation as queries
from review.services import recommendation as services
from review.views import bp, spread
from scoring import queries as scoring

ENGINEERS = (Role.CHIEF_ENGINEER, Role.SECRETARIAT, Role.AUDITOR)
READERS = (*ENGINEERS, Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR)
LEVELS = {"likely_duplicate": "likely", "overlapping": "overlap", "none": "none"}
RULINGS = {
    "duplicate": N_("Kết luận: trùng lặp"),
    "builds_on": N_("Kết luận: kế thừa, phát triển"),
    "complements": N_("Kết luận: bổ sung cho nhau"),
    "distinct": N_("Kết luận: khác biệt"),
}


# --- one proposal ---------------------------------------------------------------------------------------------------


def _in_sight(proposal_id: uuid.UUID, actor: Actor) -> Proposal:
    proposal = proposals.get(proposal_id, seen_by=actor)
    if not policies.sees_recommendation(actor, proposal):
        raise NotFound
    return proposal


@bp.get("/proposals/<uuid:proposal_id>/recommendation")
@allow(*READERS)
def recommendation(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """What the recommendation rests on, and the form of whoever gives it."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    held = queries.draft(proposal.current_version_id, actor)
    unsent = queries.newest_draft(proposal, actor)
    earlier = unsent.content if unsent is not None and (held is None or _passed(proposal, actor)) else None
    return _page(proposal, actor, form=_filled(held), draft=held, unsent=earlier)


def _passed(proposal: Proposal, actor: Actor) -> str:
    """Why this person's recommendation is not awaited any more, in words; "" while it is."""
    given = queries.recommendation(proposal.current_version_id)
    if given is not None and given.author_id == actor.id:
        return gettext(N_("Ý kiến về phiên bản này đã được gửi."))
    if given is not None:
        return gettext(N_("%(name)s đã gửi ý kiến về phiên bản này."), name=given.author.name)
    if proposal.status is not Status.ENGINEERING:
        return gettext(N_("Đề xuất không còn ở bước xin ý kiến Tổng công trình sư."))
    stands = queries.who_recommends(proposal)
    if policies.may_recommend(actor, proposal, stands):
        return ""
    if stands is None:
        return gettext(N_("Đề xuất này không còn chờ ý kiến của bạn."))
    return gettext(N_("Ý kiến về đề xuất này nay do %(name)s cho."), name=stands.user.name)


def _typed(form: RecommendationForm) -> dict[str, Any]:
    """What stands in the boxes, as a draft keeps it."""
    return services.plain(form.written())


def _filled(held: RecommendationDraft | None) -> RecommendationForm:
    content: dict[str, Any] = dict(held.content) if held else {}
    if held:
        content["row_version"] = str(held.row_version)
    return RecommendationForm(formdata=None, data=content)


def _page(
    proposal: Proposal,
    actor: Actor,
    *,
    form: RecommendationForm,
    draft: RecommendationDraft | None,
    ask: AskForm | None = None,
    ground: GroundForm | None = None,
    stale: bool = False,
    unsent: dict[str, Any] | None = None,
    passed: str = "",
) -> str:
    version_id = proposal.current_version_id
    stands = queries.who_recommends(proposal)
    given = queries.recommendation(version_id)
    opinions = queries.opinions(version_id)
    standing = assignments.own_state(version_id, actor)
    shows_scores = sees_scores(actor, proposal, standing)
    may_recommend = given is None and policies.may_recommend(actor, proposal, stands)
    may_ask = policies.may_ask(actor, proposal)
    systems = catalog.systems()
    return render_template(
        "review/recommendation.html",
        proposal=proposal,
        given=given,
        stands=stands,
        may_recommend=may_recommend,
        form=form,
        draft=draft,
        stale=stale,
        unsent=unsent,
        passed=passed,
        stances={choice.value: choice.label for choice in STANCES},
        opinions=opinions,
        own_opinions=[row for row in opinions if _may_answer(actor, proposal, row)],
        may_ask=may_ask,
        ask=_ask_form(proposal, opinions, ask) if may_ask else None,
        ground=ground or GroundForm(formdata=None),
        shows_scores=shows_scores,
        shows_desk=sees_assignments(actor, proposal),
        findings=[
            {
                "level": LEVELS[row.level.value],
                "score": row.score,
                "code": row.number,
                "title": row.title,
                "unit": row.unit_name,
                "ruling": gettext(RULINGS[row.ruling.value]) if row.ruling else "",
            }
            for row in queries.findings(version_id)
        ],
        neighbours=queries.neighbours(proposal, actor),
        system_names={row.number: row.name_en if choose() == "en" else row.name_vi for row in systems},
        assessment=assignments.assessment(version_id),
        **(scores := spread.comparison(scoring.sealed_cards(version_id) if shows_scores and version_id else [])),
        radar=spread.drawn(scores),
        **dossier.frame(proposal, actor, current="recommendation"),
    )


def _may_answer(actor: Actor, proposal: Proposal, row: Opinion) -> bool:
    return policies.may_answer(actor, proposal, row, queries.who_answers(proposal, row.system))


def _ask_form(proposal: Proposal, opinions: Any, form: AskForm | None) -> AskForm:
    """The systems that can still be asked; the related ones come ticked."""
    known = {row.system for row in opinions} | {proposal.main_system}
    made = form or AskForm(
        formdata=None, data={"systems": [number for number in proposal.related_systems if number not in known]}
    )
    english = choose() == "en"
    made.systems.choices = [
        SelectChoice(row.number, f"{row.number}. {row.name_en if english else row.name_vi}")
        for row in catalog.systems()
        if row.number not in known
    ]
    return made


@bp.post("/proposals/<uuid:proposal_id>/recommendation")
@allow(Role.CHIEF_ENGINEER, Role.SECRETARIAT)
def recommend(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the draft, change its rows, or give the recommendation."""
    actor = current_actor()
    form = RecommendationForm()
    if not queries.in_sight(proposal_id, actor):
        return _out_of_sight(form.text.data or "")
    proposal = _in_sight(proposal_id, actor)
    if passed := _passed(proposal, actor):
        mine = queries.recommendation(proposal.current_version_id)
        typed = None if mine is not None and mine.author_id == actor.id else _typed(form)
        return _page(proposal, actor, form=form, draft=None, unsent=typed, passed=passed), 409
    held = queries.draft(proposal.current_version_id, actor)
    act = request.form.get("_act", "save")
    if change_rows(form, act):
        return _page(proposal, actor, form=form, draft=held)
    valid = form.validate()
    if valid and act == "give":
        valid = form.validate_to_give()
    if not valid:
        return _page(proposal, actor, form=form, draft=held), 422
    if act != "give" and (held.row_version if held else 0) != form.seen_version():
        return _page(proposal, actor, form=form, draft=held, stale=True), 409
    with unit_of_work(actor):
        if act == "give":
            once.spend(form.once.data or "")
            services.give(proposal, actor, form.written())
        else:
            services.save_draft(proposal, actor, form.written(), seen_version=form.seen_version())
    said = N_("Đã gửi ý kiến; hồ sơ chuyển Thường trực Ban Chỉ đạo.") if act == "give" else N_("Đã lưu nháp.")
    flash(gettext(said), "done")
    return _back(proposal)


def _out_of_sight(text: str) -> ResponseReturnValue:
    """The proposal is not there (any more) for this person; the page says so alike for every id and keeps the text."""
    return render_template("review/out_of_sight.html", text=text), 404


def _back(proposal: Proposal) -> Response:
    return redirect(url_for(".recommendation", proposal_id=proposal.id))


@bp.post("/proposals/<uuid:proposal_id>/recommendation/recuse")
@allow(Role.CHIEF_ENGINEER, Role.SECRETARIAT)
def recuse(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Whoever should recommend declares a conflict of interest."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    form = GroundForm()
    if not form.validate():
        held = queries.draft(proposal.current_version_id, actor)
        return _page(proposal, actor, form=_filled(held), draft=held, ground=form), 422
    with unit_of_work(actor):
        services.recuse(proposal, actor, ground=form.ground.data or "")
    flash(gettext(N_("Đã ghi nhận xung đột lợi ích; người thay thế được báo.")), "done")
    return redirect(url_for(".engineer_queue"))


@bp.post("/proposals/<uuid:proposal_id>/opinions")
@allow(Role.CHIEF_ENGINEER, Role.SECRETARIAT)
def ask_opinions(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Ask related systems what they think."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    form = _ask_form(proposal, queries.opinions(proposal.current_version_id), AskForm())
    valid = form.validate()
    sentence = services.wrong_to_ask(proposal, form.systems.data or [], due=form.due.data) if valid else {}
    for name, said in sentence.items():
        form[name].errors = [gettext(said)]
    if not valid or sentence:
        held = queries.draft(proposal.current_version_id, actor)
        return _page(proposal, actor, form=_filled(held), draft=held, ask=form), 422
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.ask_opinions(proposal, form.systems.data or [], actor, due=form.due.data)
    flash(gettext(N_("Đã gửi thư xin ý kiến.")), "done")
    return _back(proposal)


@bp.get("/proposals/<uuid:proposal_id>/opinions/<int:system>")
@allow(Role.CHIEF_ENGINEER, Role.SECRETARIAT)
def opinion(proposal_id: uuid.UUID, system: int) -> ResponseReturnValue:
    """The page of a related system that was asked."""
    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    row = _own_opinion(proposal, system, actor)
    return _opinion_page(proposal, row, actor, OpinionForm(formdata=None))


def _own_opinion(proposal: Proposal, system: int, actor: Actor) -> Opinion:
    row = queries.opinion(proposal.current_version_id, system)
    if row is None:
        raise NotFound
    stands = queries.who_answers(proposal, system)
    if row.author_id != actor.id and (stands is None or stands.user.id != actor.id):
        raise NotFound
    return row


def _opinion_page(proposal: Proposal, row: Opinion, actor: Actor, form: OpinionForm, *, unsent: str = "") -> str:
    names = {held.number: held.name_en if choose() == "en" else held.name_vi for held in catalog.systems()}
    return render_template(
        "review/opinion.html",
        proposal=proposal,
        opinion=row,
        system_name=names.get(row.system, ""),
        may_answer=_may_answer(actor, proposal, row),
        form=form,
        unsent=unsent,
        **dossier.frame(proposal, actor, current="recommendation"),
    )


@bp.post("/proposals/<uuid:proposal_id>/opinions/<int:system>")
@allow(Role.CHIEF_ENGINEER, Role.SECRETARIAT)
def give_opinion(proposal_id: uuid.UUID, system: int) -> ResponseReturnValue:
    """Give the opinion that was asked for."""
    actor = current_actor()
    form = OpinionForm()
    if not queries.in_sight(proposal_id, actor):
        return _out_of_sight(form.text.data or "")
    proposal = proposals.get(proposal_id, seen_by=actor)
    row = _own_opinion(proposal, system, actor)
    if not _may_answer(actor, proposal, row):  # answered meanwhile, or the step has passed on
        return _opinion_page(proposal, row, actor, form, unsent=form.text.data or ""), 409
    if not form.validate():
        return _opinion_page(proposal, row, actor, form), 422
    with unit_of_work(actor):
        services.give_opinion(row, proposal, actor, text=form.text.data or "")
    flash(gettext(N_("Đã gửi ý kiến.")), "done")
    return redirect(url_for(".opinion", proposal_id=proposal.id, system=system))
