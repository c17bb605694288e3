"""The bench measures in a database of its own and answers with the agreed figures."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from core.db import session
from proposals.models import Proposal

pytestmark = pytest.mark.usefixtures("context")

KEYS = [
    "size", "build_s", "disk_mb", "memory_mb", "query_p50_ms", "query_p95_ms", "insert_ms", "recall@10",
    "exhaustive_ratio",
]  # fmt: skip


def test_the_bench_answers_with_every_figure_and_leaves_the_units_data_alone(app):
    told = app.test_cli_runner().invoke(
        args=["duplicates", "bench", "--sizes", "120", "--queries", "8", "--exhaustive", "1", "--json"]
    )
    assert told.exit_code == 0, told.output
    (row,) = json.loads(told.stdout)["sizes"]
    assert list(row) == KEYS
    assert (row["size"], row["recall@10"]) == (120, 1.0)
    assert [key for key in KEYS if not row[key] > 0] == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 0


@pytest.mark.parametrize("sizes", ["many", "10", "1000,x", "-5"])
def test_sizes_that_make_no_sense_are_said(app, sizes):
    told = app.test_cli_runner().invoke(args=["duplicates", "bench", "--sizes", sizes])
    assert told.exit_code == 2
    assert "Error: Invalid value for '--sizes'" in told.stderr
