"""Pages of attachments: the tab of a dossier, one attachment, downloads, and the administrator's list."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor, signed_in
from attachments import policies, queries, services, wording
from attachments.arrival import landing, limits
from attachments.forms import ACCEPTED, AddForm, ChangeForm, DescribeForm, ReplaceForm
from attachments.models import Attachment, AttachmentFile
from attachments.naming import MEDIA_TYPES, plain_name, title_of
from attachments.services import Outcome
from core import files, once, words
from core.db import unit_of_work
from core.errors import NotFound
from core.forms import HouseForm
from core.i18n import choose, gettext
from proposals import dossier
from proposals import queries as proposals
from proposals.models import Proposal
from proposals.template import PART_BY_CODE, PARTS

bp = Blueprint("attachments", __name__)
HOME = "/proposals/<uuid:proposal_id>/files"
ONE = f"{HOME}/<uuid:attachment_id>"


@bp.get(HOME)
@signed_in
def index(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """What belongs to the newest version, to an earlier one (`?version=`), or to the one being prepared."""
    actor = current_actor()
    return _list(_in_sight(proposal_id, actor), actor)


@bp.post(HOME)
@allow(Role.PROPOSER)
def add(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Take every file of a drop that is as it should be, and say of each other one why not."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    form = AddForm(_parts(proposal))
    if policies.may_attach(actor, proposal) and not form.validate():
        return _list(proposal, actor, form=form, status=422)
    with unit_of_work(actor):
        services.announce(proposal, actor)
    # No transaction is open while files are examined and stored: on SQLite it would keep everybody else from writing.
    with landing(form.uploads(), owner=proposal_id) as landed, unit_of_work(actor):
        once.spend(form.once.data)
        held = queries.locked(proposal_id, seen_by=actor)
        outcomes = services.add(held, landed, actor, part=form.part.data or "")
    lines = [_line(outcome) for outcome in outcomes]
    status = 200 if all(line["kept"] for line in lines) else 422
    if request.accept_mimetypes.best == "application/json":
        return jsonify(lines=lines), status
    if status == 200:
        flash(gettext("Đã tải lên %(n)s tệp.", n=len(lines)), "done")
        return redirect(url_for(".index", proposal_id=proposal_id))
    return _list(_in_sight(proposal_id, actor), actor, lines=lines, status=422)


@bp.get(ONE)
@signed_in
def show(proposal_id: uuid.UUID, attachment_id: uuid.UUID) -> ResponseReturnValue:
    """One attachment with all of its files, and what may be done with it."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    return _page(proposal, queries.attachment(proposal, attachment_id), actor)


@bp.post(f"{ONE}/replace")
@allow(Role.PROPOSER)
def replace(proposal_id: uuid.UUID, attachment_id: uuid.UUID) -> ResponseReturnValue:
    """Give the attachment its next file."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    form = ReplaceForm()
    if not form.validate():
        return _page(proposal, queries.attachment(proposal, attachment_id), actor, new_file=form, status=422)
    with unit_of_work(actor):
        queries.attachment(proposal, attachment_id)
        services.announce(proposal, actor)
    with landing(form.uploads(), owner=proposal_id) as landed, unit_of_work(actor):
        once.spend(form.once.data)
        held = queries.locked(proposal_id, seen_by=actor)
        row = queries.attachment(held, attachment_id, lock=True)
        outcome = services.replace(held, row, landed, actor, seen_version=form.seen_version())
    if outcome.row is None:
        form.file.errors = [_line(outcome)["text"]]
        again = _in_sight(proposal_id, actor)
        return _page(again, queries.attachment(again, attachment_id), actor, new_file=form, status=422)
    flash(gettext("Đã tải lên phiên bản %(n)s của tệp.", n=outcome.row.number), "done")
    return redirect(url_for(".show", proposal_id=proposal_id, attachment_id=attachment_id))


@bp.post(f"{ONE}/describe")
@allow(Role.PROPOSER)
def describe(proposal_id: uuid.UUID, attachment_id: uuid.UUID) -> ResponseReturnValue:
    """Name it and put it to a part."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    form = DescribeForm(_parts(proposal))
    if not form.validate():
        return _page(proposal, queries.attachment(proposal, attachment_id), actor, naming=form, status=422)
    with unit_of_work(actor):
        held = queries.locked(proposal_id, seen_by=actor)
        row = queries.attachment(held, attachment_id, lock=True)
        seen = form.seen_version()
        services.describe(held, row, actor, title=form.title.data, part=form.part.data or "", seen_version=seen)
    flash(gettext("Đã lưu tên và mục của tài liệu."), "done")
    return redirect(url_for(".show", proposal_id=proposal_id, attachment_id=attachment_id))


@bp.post(f"{ONE}/remove")
@allow(Role.PROPOSER)
def remove(proposal_id: uuid.UUID, attachment_id: uuid.UUID) -> ResponseReturnValue:
    """Take it away from what is being prepared."""
    actor = current_actor()
    _in_sight(proposal_id, actor)
    form = ChangeForm()
    with unit_of_work(actor):
        once.spend(form.once.data)
        held = queries.locked(proposal_id, seen_by=actor)
        row = queries.attachment(held, attachment_id, lock=True)
        title = row.title
        services.remove(held, row, actor, seen_version=form.seen_version())
    flash(gettext("Đã gỡ “%(title)s”.", title=title), "done")
    return redirect(url_for(".index", proposal_id=proposal_id))


@bp.get(f"{ONE}/<int:number>/file")
@signed_in
def download(proposal_id: uuid.UUID, attachment_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """The file as it came, to be saved and never to be shown by the browser."""
    actor = current_actor()
    proposal = _in_sight(proposal_id, actor)
    held = queries.attachment(proposal, attachment_id)
    row = next((row for row in _files(proposal, held, actor) if row.number == number), None)
    if row is None:
        raise NotFound
    stream = services.open_file(row)
    answer = Response(_pieces(stream), mimetype=MEDIA_TYPES[row.kind])
    answer.call_on_close(stream.close)
    answer.content_length = row.size
    answer.set_etag(row.sha256)
    answer.headers["Content-Disposition"] = disposition(row.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/files/blocked")
@allow(Role.ADMINISTRATOR)
def blocked() -> ResponseReturnValue:
    """Files with malware: who sent which checksum. No name of a file, no title: an administrator reads no proposals."""
    rows = [
        {
            "at": words.format_datetime(row.made_at),
            "found_at": words.format_datetime(row.asked_at) if row.asked_at else "",
            "who": row.made_by.name,
            "email": row.made_by.email,
            "unit": proposal.organisation.name_vi,
            "code": proposal.number or "",
            "kind": gettext(wording.KINDS[row.kind]),
            "size": wording.size(row.size),
            "sha256": row.sha256,
            "finding": row.finding,
        }
        for row, proposal in queries.infected()
    ]
    return render_template("attachments/blocked.html", rows=rows)


# --- what the pages show ----------------------------------------------------------------------------------------------


def _in_sight(proposal_id: uuid.UUID, actor: Actor) -> Proposal:
    proposal = proposals.get(proposal_id, seen_by=actor)
    if not policies.sees_files(proposal):
        raise NotFound
    return proposal


def _files(proposal: Proposal, held: Attachment, actor: Actor) -> list[AttachmentFile]:
    """The files of an attachment that this person may know of; NotFound when there is none."""
    inside = policies.sees_preparation(actor, proposal)
    found = queries.files_of(held, submitted=None if inside else queries.submitted_number(proposal))
    if not found:
        raise NotFound
    return list(found)


def _parts(proposal: Proposal) -> list[tuple[str, str]]:
    """The whole proposal, and the parts that are open, as choices."""
    opened = services.open_parts(proposal)
    named = [(part.code, _part_label(part.code)) for part in PARTS if part.code in opened]
    return [("", _part_label("")), *named]


def _part_label(code: str) -> str:
    part = PART_BY_CODE.get(code)
    return f"{PARTS.index(part) + 1}. {gettext(part.label)}" if part else gettext("Toàn bộ đề xuất")


def _line(outcome: Outcome) -> dict[str, Any]:
    """What became of one file, in words."""
    if outcome.row is not None:
        return {
            "name": outcome.name,
            "kept": True,
            "text": gettext("Đã lưu, %(size)s.", size=wording.size(outcome.row.size)),
        }
    assert outcome.fault is not None
    name = outcome.name or gettext("(tệp không có tên)")
    return {"name": name, "kept": False, "text": wording.sentence(outcome.fault, limits(), **outcome.values)}


def _row(row: AttachmentFile, proposal: Proposal, *, inside: bool) -> dict[str, Any]:
    """One file as the tables print it."""
    told, tone, why = wording.SCANS[row.scan]
    own: dict[str, Any] = {"proposal_id": proposal.id, "attachment_id": row.attachment_id}
    return {
        "title": row.attachment.title,
        "name": row.name,
        "called": "" if title_of(row.name) == row.attachment.title else row.name,
        "url": url_for(".show", **own),
        "download": url_for(".download", **own, number=row.number) if policies.may_download(row) else "",
        "part": _part_label(row.attachment.part),
        "kind": gettext(wording.KINDS[row.kind]),
        "size": wording.size(row.size),
        "exact": words.format_number(row.size, choose()),
        "number": row.number,
        "since": row.since,
        "sha256": row.sha256,
        "scan": gettext(told),
        "tone": tone,
        "why": gettext(why),
        "at": words.format_datetime(row.made_at),
        "who": row.made_by.name if inside else "",
        "finding": row.finding if inside else "",
    }


def _list(
    proposal: Proposal,
    actor: Actor,
    *,
    form: AddForm | None = None,
    lines: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The tab; after a drop with what became of each file."""
    may_add = policies.may_attach(actor, proposal)
    newest = queries.submitted_number(proposal)
    present = newest + 1 if may_add else newest
    asked = request.args.get("version", "")[:9]
    number = int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= newest else present
    inside = policies.sees_preparation(actor, proposal)
    found = queries.files_of_version(proposal.id, number)
    most = limits()
    page = render_template(
        "attachments/index.html",
        proposal=proposal,
        rows=[_row(row, proposal, inside=inside) for row in found],
        total=wording.size(sum(row.size for row in found)),
        form=(form or AddForm(_parts(proposal), formdata=None)) if may_add and number == present else None,
        lines=lines or [],
        number=number,
        newest=newest,
        preparing=number > newest,
        versions=[
            {
                "label": gettext("Đang soạn") if n > newest else gettext("Phiên bản %(n)s", n=n),
                "url": url_for(".index", proposal_id=proposal.id, version=None if n == present else n),
                "current": n == number,
            }
            for n in range(present, 0, -1)
        ],
        accepted=ACCEPTED,
        most={
            "file": wording.size(most.file),
            "bytes": most.file,
            "files": most.files,
            "all": wording.size(most.bytes),
        },
        used=wording.size(queries.bytes_kept(proposal)) if may_add else "",
        **dossier.frame(proposal, actor, current="files"),
    )
    return page, status


def _page(
    proposal: Proposal,
    held: Attachment,
    actor: Actor,
    *,
    new_file: ReplaceForm | None = None,
    naming: DescribeForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """One attachment, also after a form on it was refused."""
    found = _files(proposal, held, actor)
    inside = policies.sees_preparation(actor, proposal)
    may_change = policies.may_change(actor, proposal, held, services.open_parts(proposal))
    sent = services.was_sent(proposal, held)
    page = render_template(
        "attachments/show.html",
        proposal=proposal,
        held=held,
        part=_part_label(held.part),
        rows=[_row(row, proposal, inside=inside) for row in found],
        removed=held.until if held.until and (inside or held.until <= queries.submitted_number(proposal)) else None,
        sent=sent,
        new_file=(new_file or ReplaceForm(formdata=None)) if may_change else None,
        naming=(naming or _naming(proposal, held)) if may_change and not sent else None,
        taking_away=HouseForm(formdata=None) if may_change else None,
        accepted=ACCEPTED,
        most=wording.size(limits().file),
        **dossier.frame(proposal, actor, current="files"),
    )
    return page, status


def _naming(proposal: Proposal, held: Attachment) -> DescribeForm:
    form = DescribeForm(_parts(proposal), formdata=None)
    form.title.data, form.part.data = held.title, held.part
    return form


def disposition(name: str) -> str:
    """Content-Disposition with the name in ASCII and, for all present browsers, in full (RFC 5987, RFC 6266)."""
    plain = plain_name(name)
    full = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'attachment; filename="{plain}"{full}'


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(files.IN_MEMORY):
            yield piece
