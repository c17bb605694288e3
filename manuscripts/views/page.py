"""What the mapping page shows: part by part what was recognised, how it differs, what may be ticked, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from core import words
from core.i18n import choose, gettext
from manuscripts import aligning, found, gathering
from manuscripts.found import Found, Passage, Place, Remark
from manuscripts.models import Manuscript
from proposals import comparing, dossier, wordmarks
from proposals.models import DraftPart, Proposal
from proposals.reading import Reader
from proposals.template import PART_BY_CODE, PARTS, Box, JsonRow, Part, Rows, next_named

__all__ = ["JsonRow", "context"]


def context(
    proposal: Proposal,
    manuscript: Manuscript,
    parts: Mapping[str, DraftPart],
    *,
    chosen: aligning.Chosen | None = None,
) -> dict[str, Any]:
    """Context of the page. `chosen` are the ticks of a page that is shown again; None: what is empty in the draft."""
    held = found.from_json(manuscript.found)
    reader = dossier.reader()
    draft = {code: part.content for code, part in parts.items()}
    everything = {code: list(boxes) for code, boxes in held.parts.items()}
    whole = aligning.merged(draft, held.parts, everything, seed=str(manuscript.id))
    strangers: list[str] = []
    if "finance" in everything.get("resources", []):
        # Money is laid over the draft's own phases where they take it; only else are those of the file needed with it.
        alone = aligning.merged(draft, held.parts, {"resources": ["finance"]}, seed=str(manuscript.id))["resources"]
        strangers = aligning.unplaced(alone["finance"], draft.get("roadmap") or {})
        if not strangers:
            whole["resources"]["finance"] = alone["finance"]
    phases = _phase_names(draft.get("roadmap") or {}, whole.get("roadmap") or {})
    shown = [_part(part, parts[part.code], held, whole, reader, chosen, phases) for part in PARTS if part.code in parts]
    items = [item for part in shown for item in part["items"]]
    return {
        "proposal": proposal,
        "manuscript": manuscript,
        "read_at": words.format_datetime(manuscript.made_at),
        "until": words.format_date(manuscript.expires_at),
        "parts": shown,
        "fresh": sum(item["state"] == "new" for item in items),
        "other": sum(item["state"] == "differs" for item in items),
        "same": sum(item["state"] == "same" for item in items),
        "seen": sum(bool(part["items"]) for part in shown),
        "of": len(PARTS),
        "faults": [_remark(remark) for remark in held.remarks if not remark.taken],
        "notes": [_remark(remark) for remark in held.remarks if remark.taken],
        "rest": [_passage(passage) for passage in held.rest],
        "pictures": held.pictures,
        "strangers": bool(strangers),
    }


def _part(
    part: Part,
    stored: DraftPart,
    held: Found,
    whole: Mapping[str, JsonRow],
    reader: Reader,
    chosen: aligning.Chosen | None,
    phases: Mapping[str, str],
) -> dict[str, Any]:
    given = held.parts.get(part.code)
    items = []
    for box in part.boxes:
        if given and box.code in given:
            items.append(_item(part, box, stored, whole.get(part.code) or {}, reader, chosen, phases))
    open_items = [item for item in items if item["state"] != "same"]
    return {
        "code": part.code,
        "number": PARTS.index(part) + 1,
        "label": gettext(part.label),
        "url": url_for("proposals.part", proposal_id=stored.proposal_id, code=part.code),
        "version": stored.row_version,
        "seen": given is not None,
        "closed": not stored.open,
        "items": items,
        "open": bool(open_items),
    }


def _item(
    part: Part,
    box: Box | Rows,
    stored: DraftPart,
    whole: JsonRow,
    reader: Reader,
    chosen: aligning.Chosen | None,
    phases: Mapping[str, str],
) -> dict[str, Any]:
    """One box or table of the file against the draft's."""
    before = {box.code: stored.content.get(box.code)}
    after = {box.code: whole.get(box.code)}
    if isinstance(box, Rows) and box.code == "finance":
        before, after = ({box.code: _named(held[box.code], phases)} for held in (before, after))
    alone = Part(code=part.code, field=part.field, label=part.label, boxes=(box,))
    found_here = comparing.differences(alone, before, after, reader)
    empty = before[box.code] in ("", None, [])
    state = "same" if not found_here else "new" if empty else "differs"
    taken = box.code in chosen.get(part.code, ()) if chosen is not None else state == "new"
    rows = []
    for one in found_here:
        both = wordmarks.marked(one.old, one.new)
        old, new = both if one.old else ((), (wordmarks.Piece(text=one.new),))
        label = one.label.removeprefix(gettext(box.label)).strip(" ›") if isinstance(box, Rows) else ""
        rows.append({"label": label, "old": old, "new": new})
    return {
        "name": f"{part.code}.{box.code}",
        "id": f"take-{part.code}-{box.code}",
        "label": gettext(box.label),
        "table": isinstance(box, Rows),
        "count": len(whole.get(box.code) or []) if isinstance(box, Rows) else 0,  # type: ignore[arg-type]
        "state": state,
        "rows": rows,
        "ticked": taken and state != "same" and stored.open,
        "closed": not stored.open,
        "loses": any(row["old"] and not row["new"] for row in rows),
    }


def _named(rows: object, phases: Mapping[str, str]) -> object:
    """Money rows with the names of their phases in place of ids."""
    if not isinstance(rows, list):
        return rows
    return [{**row, "phase": phases.get(str(row.get("phase")), str(row.get("phase") or ""))} for row in rows]


def _phase_names(*roadmaps: Mapping[str, Any]) -> dict[str, str]:
    names: dict[str, str] = {}
    for roadmap in roadmaps:
        for number, row in enumerate(roadmap.get("phases") or [], start=1):
            label = str(row.get("name") or "") or gettext("Giai đoạn %(number)s", number=number)
            names.setdefault(str(row.get("id")), label)
    return names


def _remark(remark: Remark) -> dict[str, Any]:
    said = dict(remark.values)
    if remark.sentence == gathering.LOOSE:
        said["read"] = words.day_as_written(said.get("read"))
    elif remark.sentence == gathering.SUMS_DIFFER:
        said = {name: words.format_money(value, choose()) for name, value in said.items()}
    return {
        "part": remark.place.part,
        "where": where(remark.place),
        "text": remark.text,
        "sentence": gettext(remark.sentence, **said),
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {"part": passage.place.part, "where": where(passage.place), "text": passage.text}


def where(place: Place) -> str:
    """A place in words: "13. Rủi ro chính… › Rủi ro, dòng 3 › Tác động"."""
    steps = []
    part = PART_BY_CODE.get(place.part)
    if part is not None:
        steps.append(f"{PARTS.index(part) + 1}. {gettext(part.label)}")
        if place.box:
            box = part.box(place.box)
            label = gettext(box.label)
            steps.append(gettext("%(table)s, dòng %(row)s", table=label, row=place.row) if place.row else label)
            if place.column and isinstance(box, Rows):
                steps.append(gettext(next_named(box.boxes, place.column).label))
            elif place.head:
                steps.append(gettext("cột “%(head)s”", head=place.head))
        elif place.head and not words.fold(place.head).endswith(words.fold(part.label)):
            steps.append(place.head)
    elif place.head:
        steps.append(place.head)
    else:
        steps.append(gettext("Ngoài các mục của mẫu"))
    return " › ".join(steps)
