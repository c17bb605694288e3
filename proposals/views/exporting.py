"""The list of proposals as a file: what the page shows, narrowed by the same address, for Excel."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from accounts.actor import Role
from accounts.gate import allow, current_actor
from core import db, words
from core.i18n import N_, choose, gettext
from core.tables import Cell, Column, comma_separated, workbook
from proposals import queries
from proposals.deeds import OUTCOMES
from proposals.dossier import named
from proposals.listing import read_filters
from proposals.views.blueprint import bp
from proposals.views.listing import STAGES
from proposals.workflow import Status

COLUMNS = (
    (N_("Mã"), 14),
    (N_("Tên đề xuất"), 60),
    (N_("Đơn vị đề xuất"), 36),
    (N_("Bước"), 22),
    (N_("Từ ngày"), 12),
    (N_("Hạn"), 12),
    (N_("Kết quả"), 24),
    (N_("Hệ thống chiến lược"), 12),
    (N_("Kinh phí (đồng)"), 20),
    (N_("Người phụ trách"), 24),
)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/list.xlsx")
@allow(Role.PROPOSER, Role.SECRETARIAT, Role.AUDITOR)
def as_workbook() -> ResponseReturnValue:
    """The list as an Excel workbook."""
    return _file(workbook(gettext("Đề xuất"), _columns(), _rows()), "xlsx", WORKBOOK)


@bp.get("/list.csv")
@allow(Role.PROPOSER, Role.SECRETARIAT, Role.AUDITOR)
def as_csv() -> ResponseReturnValue:
    """The list as CSV."""
    return _file(comma_separated(_columns(), _rows()), "csv", "text/csv; charset=utf-8")


def _columns() -> list[Column]:
    return [Column(title=gettext(label), width=width) for label, width in COLUMNS]


def _rows() -> list[list[Cell]]:
    actor = current_actor()
    stages = {status: gettext(label) for status, label in STAGES}
    return [_cells(row, stages) for row in queries.exported(read_filters(request.args), seen_by=actor)]


def _cells(row: Any, stages: dict[Status, str]) -> list[Cell]:
    """One line; of a proposal gone to the secret channel only its code, step and day."""
    secret = row.status is Status.SECRET
    organisation = row.name_vi if choose() == "vi" else row.name_en or row.name_vi
    return [
        row.number or "",
        named(row.title, row.status),
        "" if secret else organisation,
        stages[row.status],
        words.day_in_vietnam(row.status_since),
        row.step_due,
        gettext(OUTCOMES[row.outcome]) if row.outcome else "",
        None if secret else row.main_system,
        None if secret else row.money_total or None,
        "" if secret else row.owner,
    ]


def _file(content: bytes, suffix: str, kind: str) -> Response:
    answer = Response(content, content_type=kind)
    name = f"de-xuat-{db.today():%Y-%m-%d}.{suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
