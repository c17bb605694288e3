"""A draft that was never submitted can be thrown away by whoever is in charge of it; nothing but a line of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from accounts.actor import Actor, Role
from core import audit, files, jobs
from core.audit import AuditEntry
from core.db import Base, session, unit_of_work
from core.errors import Conflict, Forbidden
from proposals import queries, services
from proposals.models import Proposal
from tests import factories


@pytest.fixture
def proposer(app) -> Actor:
    with app.app_context():
        return factories.person(Role.PROPOSER)


def rows_that_lead_to(proposal_id) -> dict[str, int]:
    """How many rows of each table point at the proposal, and the proposal itself."""
    found = {"proposal": session.query(Proposal).filter_by(id=proposal_id).count()}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is Proposal.__table__:
                count = session.scalar(sa.select(sa.func.count()).select_from(table).where(key.parent == proposal_id))
                found[str(key.parent)] = count or 0
    return {name: count for name, count in found.items() if count}


def test_the_second_press_deletes_the_draft_and_everything_that_hangs_on_it(app, proposer, sign_in):
    with app.app_context():
        other = factories.draft(proposer, sample="P06").id
        mine = factories.draft(proposer).id
        with unit_of_work():
            services.grant_sight(session.get_one(Proposal, mine), proposer.id, reason="test")
        files.put(b"a file of the draft", owner=mine, suffix=".pdf")
        assert set(rows_that_lead_to(mine)) >= {"proposal", "draft_part.proposal_id", "proposal_event.proposal_id"}
    browser = sign_in(proposer)
    page = browser.get(f"/proposals/{mine}/draft").get_data(as_text=True)
    assert "Bỏ bản nháp này?" in page
    answer = browser.fill(f"/proposals/{mine}/draft", f"/proposals/{mine}/discard")
    assert (answer.status_code, answer.location) == (302, "/proposals/")
    listed = browser.get("/proposals/").get_data(as_text=True)
    assert "Đã bỏ bản nháp." in listed
    assert str(mine) not in listed
    assert str(other) in listed
    assert browser.get(f"/proposals/{mine}").status_code == 404
    with app.app_context():
        jobs.sweep()
        assert rows_that_lead_to(mine) == {}
        assert "proposal" in rows_that_lead_to(other)
        assert session.query(AuditEntry).filter_by(deed="proposal.discard", subject=mine).count() == 1
        assert audit.verify(session).fault == ""
        assert not list((Path(app.config["VAR_DIR"]) / "files").rglob("*.pdf"))


def test_only_who_is_in_charge_may_and_only_before_it_was_ever_submitted(app, proposer, sign_in):
    with app.app_context():
        from accounts import queries as people

        unit = people.organisation(proposer.organisation_id)
        colleague = factories.person(Role.PROPOSER, of=unit)
        stranger = factories.person(Role.PROPOSER)
        draft, sent = factories.draft(proposer), factories.submitted(proposer, sample="P06")
        key = draft.id
        with pytest.raises(Forbidden), unit_of_work(colleague):
            services.discard(queries.get(draft.id, seen_by=colleague), colleague)
        with pytest.raises(Conflict), unit_of_work(proposer):
            services.discard(queries.get(sent.id, seen_by=proposer), proposer)
    assert "Bỏ bản nháp" not in sign_in(colleague).get(f"/proposals/{key}/draft").get_data(as_text=True)
    browser = sign_in(stranger)
    assert browser.get(f"/proposals/{key}/draft").status_code == 404
    with app.app_context():
        assert session.query(Proposal).count() == 2
