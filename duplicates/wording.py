"""A finding in words, and the facts of two proposals beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import words
from core.i18n import N_, choose, gettext
from duplicates import evidence
from duplicates.models import Finding, Level
from duplicates.queries.findings import Pair
from proposals.models import Proposal
from proposals.money import matrix
from proposals.template import PART_BY_CODE

LEVELS: dict[Level, str] = {
    Level.LIKELY_DUPLICATE: N_("Có thể trùng"),
    Level.OVERLAPPING: N_("Chồng lấn"),
    Level.NONE: N_("Không thấy trùng"),
}
PILLS = {Level.LIKELY_DUPLICATE: "likely", Level.OVERLAPPING: "overlap", Level.NONE: "none"}
"""Codes of the likeness pill in `components/status.html`."""
_MOST_TOLD = 8


def verdict(finding: Finding, *, later: bool = True) -> str:
    """The machine's finding in one sentence: how alike, why, where most, what differs."""
    held = finding.evidence
    reasons = [gettext(evidence.REASONS[code]) for code in held.get("reasons") or [] if code in evidence.REASONS]
    told = gettext(N_("%(level)s (%(score)s %%)"), level=gettext(LEVELS[finding.level]), score=finding.score)
    if reasons:
        told += f": {', '.join(reasons)}"
    parts = [gettext(PART_BY_CODE[code].label) for code in shared(held, later=later)[:2]]
    if parts:
        told += "; " + gettext(N_("rõ nhất ở phần %(parts)s"), parts=", ".join(f"“{part}”" for part in parts))
    differs = _differs(held)
    if differs:
        told += "; " + gettext(N_("khác nhau về %(what)s"), what=differs)
    return told + "."


def shared(held: Mapping[str, Any], *, later: bool) -> list[str]:
    """Codes of the template's parts that share something."""
    return [code for code in evidence.shared_parts(held, later=later) if code in PART_BY_CODE]


def _differs(held: Mapping[str, Any]) -> str:
    facts = held.get("facts") or {}
    kinds = (("places", N_("địa bàn")), ("numbers", N_("số liệu")))
    told = [gettext(label) for kind, label in kinds if facts.get(f"{kind}_a") or facts.get(f"{kind}_b")]
    return gettext(N_(" và ")).join(told)


def side(proposal: Proposal, content: Mapping[str, Any]) -> dict[str, Any]:
    """The head of one column."""
    return {
        "code": proposal.number,
        "title": evidence.sections(content)["title"] or proposal.title,
        "unit": _unit(content) or proposal.unit_name,
    }


def besides(pair: Pair) -> list[dict[str, Any]]:
    """Both texts part by part, as `components/side_by_side.html` prints them."""
    return [
        {
            "label": gettext(PART_BY_CODE[one.code].label),
            "share": one.share,
            "left": [{"text": piece.text, "mark": piece.mark, "n": piece.n} for piece in one.left],
            "right": [{"text": piece.text, "mark": piece.mark, "n": piece.n} for piece in one.right],
        }
        for one in evidence.beside(pair.left_version.content, pair.right_version.content, pair.finding.evidence)
    ]


def strip(pair: Pair) -> list[dict[str, Any]]:
    """Unit, place, money, phases, systems and targets of both, and the figures that only one of them names."""
    left, right = pair.left_version.content, pair.right_version.content
    facts = pair.finding.evidence.get("facts") or {}
    rows = [
        (N_("Đơn vị đề xuất"), _unit(left), _unit(right)),
        (N_("Kinh phí"), _money(left), _money(right)),
        (N_("Hệ thống chiến lược"), _systems(left), _systems(right)),
        (N_("Sáng kiến được chi tiết hóa"), _initiative(left), _initiative(right)),
        (N_("Thời gian"), _years(left), _years(right)),
        (N_("Số giai đoạn"), str(len(_rows(left, "roadmap", "phases"))), str(len(_rows(right, "roadmap", "phases")))),
        (N_("Chỉ tiêu đóng góp"), _targets(left), _targets(right)),
    ]
    shown = [{"label": gettext(label), "left": a, "right": b, "same": a == b and bool(a)} for label, a, b in rows]
    apart = [(N_("Địa danh chỉ một bên nêu"), "places"), (N_("Số liệu chỉ một bên nêu"), "numbers")]
    for label, kind in apart:
        a, b = _told(facts.get(f"{kind}_a")), _told(facts.get(f"{kind}_b"))
        if a or b:
            shown.append({"label": gettext(label), "left": a, "right": b, "same": False})
    return shown


def _told(facts: object) -> str:
    found = [str(fact.get("text") or "") for fact in facts if isinstance(fact, dict)] if isinstance(facts, list) else []
    more = len(found) - _MOST_TOLD
    told = "; ".join(found[:_MOST_TOLD])
    return gettext(N_("%(some)s và %(more)s mục khác"), some=told, more=more) if more > 0 else told


def _part(content: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    held = content.get(code)
    return held if isinstance(held, dict) else {}


def _rows(content: Mapping[str, Any], part: str, code: str) -> list[dict[str, Any]]:
    held = _part(content, part).get(code)
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []


def _unit(content: Mapping[str, Any]) -> str:
    return str(_part(content, "lead_unit").get("name") or "")


def _money(content: Mapping[str, Any]) -> str:
    total = matrix(content).total
    return words.format_money(total, choose()) if total else ""


def _systems(content: Mapping[str, Any]) -> str:
    head = _part(content, "title")
    return ", ".join(
        str(number) for number in [head.get("main_system"), *(head.get("related_systems") or [])] if number
    )


def _initiative(content: Mapping[str, Any]) -> str:
    number = _part(content, "title").get("initiative")
    return str(number) if number else ""


def _years(content: Mapping[str, Any]) -> str:
    days = [
        str(row[key])[:4] for row in _rows(content, "roadmap", "phases") for key in ("start", "end") if row.get(key)
    ]
    return f"{min(days)}–{max(days)}" if days else ""


def _targets(content: Mapping[str, Any]) -> str:
    codes = {str(row.get("target")) for row in _rows(content, "contribution", "targets") if row.get("target")}
    return ", ".join(sorted(codes))
