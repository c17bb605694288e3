"""Word files out and in: the empty template for anybody, a proposal's own text for those who see it, and the upload."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor, signed_in
from catalog import queries as catalog
from core import db, once, words
from core.db import unit_of_work
from core.errors import NotFound
from core.forms import HouseForm
from core.i18n import N_, gettext
from core.web import public
from manuscripts import fence, queries, recognising, services
from manuscripts.forms import UploadForm
from manuscripts.views.blueprint import bp
from proposals import policies
from proposals import queries as proposals
from proposals.models import Proposal
from proposals.template import PARTS, blank_content
from proposals.workflow import Status

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/word/phu-luc-i.docx")
@public
def blank() -> ResponseReturnValue:
    """The empty template with our hints; it holds nothing of anybody."""
    from manuscripts import layout, writing  # noqa: PLC0415 - only these requests pay for the Word libraries

    origin = writing.Origin(line="", title=layout.NAME, made_at=db.now())
    file = writing.write(blank_content(), proposals.names("vi"), origin, guide=_hints())
    return _download(file, "phu-luc-I-mau-de-xuat-sang-kien-dot-pha.docx")


@bp.get("/<uuid:proposal_id>/word/download")
@signed_in
def download(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The proposal's text as this person sees it: the working text for its writers, the newest version for others."""
    from manuscripts import writing  # noqa: PLC0415

    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    content, what = _text(proposal, actor)
    code = proposal.number or "Bản soạn thảo"
    origin = writing.Origin(
        line=f"{code} · {what} · xuất lúc {words.format_datetime(db.now())}",
        title=f"{code}. {_title(content)}" if _title(content) else code,
        made_at=db.now(),
    )
    file = writing.write(content, proposals.names("vi"), origin)
    name = "-".join(piece for piece in (proposal.number or "ban-soan", _slug(_title(content))) if piece)
    return _download(file, f"{name}.docx")


def _text(proposal: Proposal, actor: Actor) -> tuple[Mapping[str, Any], str]:
    if proposal.status is Status.SECRET:
        raise NotFound
    if policies.may_edit(actor, proposal) or proposal.status is Status.DRAFT:
        return proposals.draft_content(proposal), "bản đang soạn"
    if proposal.current_version is None:
        raise NotFound
    return proposal.current_version.content, f"phiên bản {proposal.current_version.number}"


def _title(content: Mapping[str, Any]) -> str:
    return str((content.get("title") or {}).get("title") or "")


def _slug(title: str) -> str:
    """The title as a file name of any system: no accents, whole words, at most eighty characters."""
    name = re.sub(r"[^a-z0-9]+", "-", words.fold(title)).strip("-")
    return name if len(name) <= 80 else name[:80].rpartition("-")[0] or name[:80]


def _download(file: bytes, name: str) -> Response:
    response = send_file(io.BytesIO(file), mimetype=DOCX, as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def _hints() -> dict[str, str]:
    """Our help for each part, in Vietnamese as the paper is."""
    helps = {row.code: row.help_vi for row in catalog.template_fields()}
    return {part.code: helps.get(part.field, "") for part in PARTS}


@bp.get("/<uuid:proposal_id>/word")
@allow(Role.PROPOSER)
def desk(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Where a Word file is fetched and sent in."""
    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    if not policies.may_edit(actor, proposal):
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    return _desk(proposal, actor, UploadForm())


def _desk(proposal: Proposal, actor: Actor, form: UploadForm) -> str:
    waiting = [
        {
            "url": url_for(".compare", proposal_id=proposal.id, manuscript_id=row.id),
            "drop": url_for(".drop", proposal_id=proposal.id, manuscript_id=row.id),
            "name": row.file_name,
            "at": words.format_datetime(row.made_at),
            "until": words.format_date(row.expires_at),
        }
        for row in queries.waiting(proposal, seen_by=actor)
    ]
    most = int(current_app.config["MAX_CONTENT_LENGTH"]) // (1024 * 1024)
    return render_template("manuscripts/desk.html", proposal=proposal, form=form, waiting=waiting, most=most)


@bp.post("/<uuid:proposal_id>/word")
@allow(Role.PROPOSER)
def upload(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Read a file and keep what it says for this person; nothing of the draft changes yet."""
    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    if not policies.may_edit(actor, proposal):
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    form = UploadForm()
    if not form.validate():
        return _desk(proposal, actor, form), 422
    sent = form.file.data
    if not sent or not sent.filename:
        return _refused(proposal, actor, form, gettext("Hãy chọn một tệp Word (.docx)."))
    data = sent.stream.read()
    page = fence.read(data, sent.filename)
    if isinstance(page, fence.Refusal):
        return _refused(proposal, actor, form, gettext(page.sentence))
    hints = frozenset(words.fold(text) for text in _hints().values())
    found = recognising.recognise(page, proposals.names("vi"), ignored=hints)
    if not any(found.parts.values()):
        sentence = N_("Không thấy nội dung nào theo các mục của mẫu Phụ lục I trong tệp. Hãy kiểm tra tên các mục.")
        return _refused(proposal, actor, form, gettext(sentence))
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        row = services.keep(proposal, actor, found, name=sent.filename, data=data)
    return redirect(url_for(".compare", proposal_id=proposal.id, manuscript_id=row.id))


def _refused(proposal: Proposal, actor: Actor, form: UploadForm, sentence: str) -> ResponseReturnValue:
    form.file.errors = [sentence]
    form.form_errors = []
    return _desk(proposal, actor, form), 422


@bp.post("/<uuid:proposal_id>/word/<uuid:manuscript_id>/drop")
@allow(Role.PROPOSER)
def drop(proposal_id: uuid.UUID, manuscript_id: uuid.UUID) -> ResponseReturnValue:
    """Forget what a file said."""
    actor = current_actor()
    proposal = proposals.get(proposal_id, seen_by=actor)
    row = queries.get(manuscript_id, proposal, seen_by=actor)
    HouseForm()
    with unit_of_work(actor):
        services.drop(row)
    flash(gettext("Đã bỏ nội dung đọc từ tệp."), "done")
    return redirect(url_for(".desk", proposal_id=proposal.id))
