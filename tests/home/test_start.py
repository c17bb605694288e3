"""The first page tells each person what needs them, with figures that agree with the lists they open."""

from __future__ import annotations

import re

import pytest

from accounts.actor import Role
from catalog import queries as catalog
from core.db import unit_of_work
from home import queries
from proposals import queries as proposals
from proposals.models import Proposal
from tests import factories


def kinds(actor):
    return [(row.kind, row.code) for row in queries.waiting_for(actor)]


def test_a_visitor_meets_the_public_page_with_no_content(context, client):
    proposer = factories.person(Role.PROPOSER)
    factories.submitted(proposer)
    page = client.get("/").get_data(as_text=True)
    assert "Đề xuất sáng kiến đột phá" in page
    assert "Khám chữa bệnh từ xa" not in page  # not accepted yet, so not public


def test_a_proposer_is_told_of_drafts_and_of_nothing_of_others(context, sign_in):
    ours, theirs = factories.person(Role.PROPOSER), factories.person(Role.PROPOSER)
    factories.draft(ours, sample="P05")
    factories.draft(theirs, sample="P06")
    assert kinds(ours) == [("draft", "")]
    page = sign_in(ours).get("/").get_data(as_text=True)
    assert "tuyến đảo" in page
    assert "xã biên giới" not in page


def test_the_secretariat_is_told_what_waits_at_intake_and_drafts_do_not_exist_for_it(context, sign_in):
    proposer, desk = factories.person(Role.PROPOSER), factories.person(Role.SECRETARIAT)
    proposal = factories.submitted(proposer, sample="P05")
    factories.draft(proposer, sample="P06")
    assert kinds(desk) == [("check", proposal.number)]
    page = sign_in(desk).get("/").get_data(as_text=True)
    assert proposal.number in page
    assert "xã biên giới" not in page


def test_a_person_with_several_roles_sees_what_needs_each_of_them(context):
    both = factories.person(Role.SECRETARIAT, Role.PROPOSER)
    other = factories.person(Role.PROPOSER)
    factories.draft(both, sample="P05")
    proposal = factories.submitted(other, sample="P06")
    assert set(kinds(both)) == {("draft", ""), ("check", proposal.number)}


@pytest.mark.parametrize("role", [Role.PROPOSER, Role.SECRETARIAT, Role.AUDITOR])
def test_the_figures_by_stage_are_those_of_the_lists_they_open(context, sign_in, role):
    proposer = factories.person(Role.PROPOSER)
    for sample in ("P01", "P02", "P03"):
        factories.submitted(proposer, sample=sample)
    factories.draft(proposer, sample="P04")
    reader = proposer if role is Role.PROPOSER else factories.person(role)
    browser = sign_in(reader)
    page = browser.get("/").get_data(as_text=True)
    tiles = re.findall(
        r'<a href="(/proposals/\?status=[a-z]+)"[^>]*><span class="counts-label">[^<]*</span> <b>(\d+)</b>', page
    )
    assert tiles
    for address, number in tiles:
        listed = browser.get(address).get_data(as_text=True)
        assert len(re.findall(r'<td class="title">', listed)) == int(number), address


def test_a_withdrawn_conflicted_person_is_not_told_of_the_proposal(context):
    proposer, desk = factories.person(Role.PROPOSER), factories.person(Role.SECRETARIAT)
    proposal = factories.submitted(proposer)
    from proposals import services

    with unit_of_work():
        services.bar_sight(proposals.get(proposal.id, seen_by=desk), desk.id, reason="conflict")
    assert kinds(desk) == []
    assert queries.stages(desk) == {}
    assert queries.lately(desk) == []


def test_a_second_page_load_costs_no_more_queries_with_more_rows(context, sign_in, counted):
    desk, proposer = factories.person(Role.SECRETARIAT), factories.person(Role.PROPOSER)
    factories.submitted(proposer, sample="P01")
    browser = sign_in(desk)
    browser.get("/")
    with counted() as few:
        browser.get("/")
    for sample in ("P02", "P03", "P07"):
        factories.submitted(proposer, sample=sample)
    with counted() as many:
        browser.get("/")
    assert len(many) == len(few)


def test_search_finds_without_accents_and_only_what_the_person_may_see(context, sign_in):
    ours, theirs = factories.person(Role.PROPOSER), factories.person(Role.PROPOSER)
    mine: Proposal = factories.draft(ours, sample="P05")
    factories.draft(theirs, sample="P06")
    page = sign_in(ours).get("/search?q=kham+chua+benh+tu+xa").get_data(as_text=True)
    assert mine.title in page
    assert "xã biên giới" not in page


def test_search_says_how_much_there_is_and_leads_to_the_rest(context, sign_in):
    page = sign_in(factories.person(Role.PROPOSER)).get("/search?q=quoc+gia").get_data(as_text=True)
    known = len(catalog.initiatives("quoc gia"))
    assert known > 10
    assert f"Sáng kiến trong danh mục ({known})" in page
    assert f'<a href="/catalog/search?q=quoc+gia">Xem tất cả {known} mục trong danh mục</a>' in page
    assert (">Tìm</button>" in page, ">Xóa</a>" in page, "Bỏ lọc" in page) == (True, True, False)


@pytest.mark.parametrize("typed", ["%", "_", "'", '"><script>', "a" * 5000, "\u202e", "😀"])
def test_search_answers_anything_that_is_typed(context, sign_in, typed):
    reader = factories.person(Role.SECRETARIAT)
    assert sign_in(reader).get("/search", query_string={"q": typed}).status_code == 200
