"""What drafting pages show around the form: task list, help beside the boxes, money grid, where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import url_for

from catalog import queries as catalog
from catalog.plan import cited
from core import db, words
from core.i18n import choose, gettext
from proposals import coaching, forms, queries, reading, reasons
from proposals.coaching import Advice
from proposals.completeness import Lack
from proposals.models import DraftPart, Proposal, ReturnRequest
from proposals.money import SOURCES, Sums, sums
from proposals.template import PARTS, Box, JsonRow, Kind, Part, Rows
from proposals.workflow import Status


def overview(proposal: Proposal) -> dict[str, Any]:
    """Context of the task list page."""
    content = queries.draft_content(proposal)
    asked = _asked(proposal)
    tasks = task_list(proposal, content, asked, coaching.advice(content))
    return {
        "proposal": proposal,
        "tasks": tasks,
        "done": _done(tasks),
        "blocking": sum(task["blocks"] for task in tasks),
        "asked": asked,
        "due_days": (asked.due - db.today()).days if asked else None,
        "money": words.format_money(proposal.money_total, choose()),
    }


def workbench(proposal: Proposal, part: Part, stored: DraftPart, form: forms.PartForm) -> dict[str, Any]:
    """Context of one part's page."""
    content = queries.draft_content(proposal)
    asked = _asked(proposal)
    told = coaching.advice(content)
    tasks = task_list(proposal, content, asked, told)
    codes = [task["code"] for task in tasks]
    version = proposal.current_version
    reader = reading.Reader(say=gettext, locale=choose(), names=queries.names(choose()))
    return {
        "proposal": proposal,
        "part": part,
        "runs": runs,
        "summary": summary,
        "number": PARTS.index(part) + 1,
        "of": len(PARTS),
        "form": form,
        "stored": stored,
        "tasks": tasks,
        "done": _done(tasks),
        "lacks": [lack_link(proposal, lack) for lack in told[part.code].reasons],
        "help": _help(part),
        "money": money(form) if part.code == "resources" else None,
        "phases": _phases(content),
        "asked": asked,
        "line": next((line for line in asked.lines if line.part == part.code), None) if asked else None,
        "before": reading.read_part(part, version.content, reader) if asked and version else None,
        "now": None if stored.open else reading.read_part(part, content, reader),
        "is_last": not codes or codes[-1] == part.code,
        "saved": words.format_datetime(stored.saved_at),
    }


def _done(tasks: list[dict[str, Any]]) -> int:
    """How many parts hold all that the template asks for; advice takes nothing away from that."""
    return sum(task["state"] == "good" or (task["state"] == "thin" and not task["blocks"]) for task in tasks)


def task_list(
    proposal: Proposal, content: Mapping[str, Any], asked: ReturnRequest | None, told: Mapping[str, Advice]
) -> list[dict[str, Any]]:
    """The parts to work on, as `components/tasks.html` prints them; of a returned proposal only those asked for."""
    wanted = {line.part for line in asked.lines} if asked else {part.code for part in PARTS}
    sent = proposal.current_version.content if asked and proposal.current_version else {}
    tasks = []
    for part in PARTS:
        if part.code not in wanted:
            continue
        found = told[part.code].reasons
        untouched = asked is not None and content.get(part.code) == sent.get(part.code)
        tasks.append(
            {
                "code": part.code,
                "number": PARTS.index(part) + 1,
                "label": gettext(part.label),
                "url": url_for("proposals.part", proposal_id=proposal.id, code=part.code),
                "state": "change" if untouched else told[part.code].state.value,
                "lacks": [reasons.sentence(lack) for lack in found],
                "links": [lack_link(proposal, lack) for lack in found],
                "blocks": told[part.code].blocks,
            }
        )
    return tasks


def lack_link(proposal: Proposal, lack: Lack) -> dict[str, Any]:
    """One reason of the coach with the address of the very box, and of the table that it does not agree with."""
    against = _box_url(proposal, *lack.against) if lack.against else ""
    return reasons.reason(lack, url=_box_url(proposal, lack.part, lack.path), against=against)


def _box_url(proposal: Proposal, part: str, path: str) -> str:
    anchor = "finance" if part == "resources" and path.startswith("finance") and not path.endswith("_note") else path
    return url_for("proposals.part", proposal_id=proposal.id, code=part, _anchor=anchor)


def _asked(proposal: Proposal) -> ReturnRequest | None:
    return queries.open_return(proposal) if proposal.status is Status.RETURNED else None


def _help(part: Part) -> list[dict[str, str]]:
    """Our help text and the clause for the part's field of the plan and the fields under it."""
    vietnamese = choose() == "vi"
    return [
        {
            "label": "" if row.code == part.field else (row.label_vi if vietnamese else row.label_en),
            "text": row.help_vi if vietnamese else row.help_en,
            "clause": cited(row.clause, choose()),
        }
        for row in catalog.template_fields()
        if part.field in (row.code, row.parent)
    ]


_SHORT = frozenset(
    {Kind.DECIMAL, Kind.INTEGER, Kind.YEAR, Kind.SCALE, Kind.DATE, Kind.YES_NO, Kind.CHOICE, Kind.PHONE, Kind.EMAIL}
)


def runs(boxes: tuple[Box | Rows, ...]) -> list[tuple[bool, list[Box | Rows]]]:
    """The boxes in order, neighbouring short ones gathered so that they can stand beside each other."""
    return [(short, list(run)) for short, run in groupby(boxes, key=_is_short)]


def summary(table: Rows) -> str:
    """The box whose text names a row while its card is closed."""
    texts = [box.code for box in table.boxes if isinstance(box, Box) and box.kind in (Kind.LINE, Kind.TEXT)]
    return texts[0] if texts else table.boxes[0].code


def _is_short(box: Box | Rows) -> bool:
    return isinstance(box, Box) and (box.kind in _SHORT or (box.kind is Kind.LINE and box.most <= 200))


# --- content as the form needs it -------------------------------------------------------------------------------------


def lists(content: Mapping[str, Any]) -> forms.Lists:
    """The catalogue's lists, with any code that the stored content holds besides."""
    rows = content.get("targets")
    used = {str(row.get("target") or "") for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()
    return forms.Lists(names=queries.names(choose()), used=frozenset(used - {""}))


def shown_content(proposal: Proposal, part: Part, content: JsonRow) -> JsonRow:
    """Stored content as the page shows it: the money grid has one row for each phase of the roadmap."""
    if part.code != "resources":
        return content
    roadmap = queries.draft_part(proposal, "roadmap").content
    return {**content, "finance": forms.grid(content.get("finance") or [], roadmap.get("phases") or [])}  # type: ignore[arg-type]


def stored_content(part: Part, before: JsonRow, content: JsonRow) -> JsonRow:
    """Content read from the page as it is stored: phases without money leave no empty row behind."""
    if part.code != "resources":
        return content
    return {**content, "finance": forms.without_blank(content["finance"], before.get("finance") or [])}  # type: ignore[arg-type]


def money(form: forms.PartForm) -> dict[str, Any]:
    """Totals of the grid as typed, computed here and nowhere else."""
    rows = [{source: row.form[source].data for source in SOURCES} for row in form["finance"].entries]
    counted: Sums = sums(rows)
    return {
        "totals": {
            "rows": [reading.millions(amount, "vi") for amount in counted.rows],
            "columns": [reading.millions(amount, "vi") for amount in counted.columns],
            "all": reading.millions(counted.all, "vi"),
        },
        "total": words.format_money(counted.all, choose()),
        "shares": [words.format_number(share, choose()) for share in counted.shares or ()],
    }


def _phases(content: Mapping[str, Any]) -> dict[str, str]:
    """Names of the roadmap's phases by id."""
    roadmap = content.get("roadmap") or {}
    rows = [row for row in roadmap.get("phases") or [] if isinstance(row, dict)]
    return {
        str(row.get("id")): str(row.get("name") or "") or gettext("Giai đoạn %(number)s", number=number)
        for number, row in enumerate(rows, start=1)
    }


def next_page(proposal: Proposal, part: Part, button: str, place: str | None) -> str:
    """Where to go after a save: to the changed row, the next part, the one before, or back to the same."""
    if button == "list":
        return url_for("proposals.tasks", proposal_id=proposal.id)
    if button in ("next", "back"):
        open_parts = {code for code, row in queries.draft_parts(proposal).items() if row.open}
        codes = [each.code for each in PARTS if each.code in open_parts or each.code == part.code]
        other = codes.index(part.code) + (1 if button == "next" else -1)
        if 0 <= other < len(codes):
            return url_for("proposals.part", proposal_id=proposal.id, code=codes[other])
        return url_for("proposals.tasks", proposal_id=proposal.id)
    return url_for("proposals.part", proposal_id=proposal.id, code=part.code, _anchor=place)
