"""The first criteria set, and later ones that the administrator enters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.actor import Role
from catalog import queries as catalog
from core.db import session, unit_of_work
from core.errors import Conflict, Forbidden, Invalid
from scoring import queries, services
from scoring.models import CriteriaSet, Criterion
from tests import factories as make


@pytest.fixture
def later_sets(context):
    """Take away what a test adds: criteria sets outlive a test."""
    yield
    session.rollback()
    with unit_of_work():
        for held in queries.sets():
            if held.version > 1:
                for row in held.criteria:
                    session.delete(row)
                session.flush()
                session.delete(held)


def drafts(**changes):
    held = queries.set_in_force()
    return [
        services.CriterionDraft(
            code=row.code,
            name_vi=row.name_vi,
            name_en=row.name_en,
            text_vi=row.text_vi,
            text_en=row.text_en,
            clause=row.clause,
            weight=changes.get(row.code, row.weight),
            parts=row.parts,
            levels_vi=[level["vi"] for level in row.levels],
            levels_en=[level["en"] for level in row.levels],
        )
        for row in held.criteria
    ]


def test_the_first_set_has_the_six_criteria_of_the_plan_with_equal_weights(context):
    held = queries.set_in_force()
    named = [(row.code, row.name_vi, row.name_en, row.clause) for row in catalog.criteria()]
    assert [(row.code, row.name_vi, row.name_en, row.clause) for row in held.criteria] == named
    assert [row.weight for row in held.criteria] == [Decimal(1)] * 6
    assert (held.version, held.highest) == (1, 10)


def test_every_criterion_describes_its_five_levels_in_both_languages(context):
    for row in queries.set_in_force().criteria:
        assert [(level["from"], level["to"]) for level in row.levels] == [(0, 2), (3, 4), (5, 6), (7, 8), (9, 10)]
        assert all(level["vi"] and level["en"] for level in row.levels)
        assert row.parts


def test_loading_again_changes_nothing(context):
    with unit_of_work():
        assert services.load_first_set() is False
    assert len(queries.sets()) == 1


def test_a_later_set_is_in_force_and_the_first_stays(context, later_sets):
    keeper = make.person(Role.ADMINISTRATOR)
    added = services.CriterionDraft(
        code="an_ninh",
        name_vi="Bảo đảm an ninh",
        name_en="Security",
        text_vi="",
        text_en="",
        clause="",
        weight=Decimal("0.5"),
        parts=["risks", "not_a_part"],
        levels_vi=list("abcde"),
        levels_en=list("abcde"),
    )
    with unit_of_work(keeper):
        services.add_set(
            keeper,
            highest=100,
            note="Nghị quyết của đơn vị",
            criteria=[*drafts(phu_hop=Decimal(2)), added],
            after_version=1,
        )
    session.expire_all()
    newest, first = queries.sets()
    assert (newest.version, newest.highest, len(newest.criteria)) == (2, 100, 7)
    assert newest.criteria[0].weight == 2
    assert newest.criteria[6].parts == ["risks"]
    assert [(level["from"], level["to"]) for level in newest.criteria[6].levels][-1] == (81, 100)
    assert (first.version, first.highest, len(first.criteria)) == (1, 10, 6)


def test_the_plans_own_criteria_cannot_be_dropped(context):
    keeper = make.person(Role.ADMINISTRATOR)
    with pytest.raises(Invalid), unit_of_work(keeper):
        services.add_set(keeper, highest=10, note="x", criteria=drafts()[1:], after_version=1)
    assert len(queries.sets()) == 1


def test_a_set_written_from_an_old_page_is_refused(context):
    keeper = make.person(Role.ADMINISTRATOR)
    with pytest.raises(Conflict), unit_of_work(keeper):
        services.add_set(keeper, highest=10, note="x", criteria=drafts(), after_version=0)


def test_only_the_administrator_enters_a_set(context):
    clerk = make.person(Role.SECRETARIAT)
    with pytest.raises(Forbidden), unit_of_work(clerk):
        services.add_set(clerk, highest=10, note="x", criteria=drafts(), after_version=1)


def test_anybody_signed_in_reads_the_criteria_and_where_they_come_from(app, sign_in):
    with app.app_context():
        reader = make.person(Role.PROPOSER)
    page = sign_in(reader).get("/criteria").get_data(as_text=True)
    assert "do đơn vị cấu hình; Kế hoạch không quy định" in page
    assert "Phụ lục I, Mục I" in page
    assert "Ban hành bộ mới" not in page
    assert sign_in(reader).get("/criteria/new").status_code == 403


def fields_of(page):
    import html5lib

    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found: dict[str, Any] = {}
    for box in (node for node in tree.iter() if node.tag in ("input", "textarea")):
        name, kind = box.get("name"), box.get("type")
        if not name or name in ("q", "next", "_act") or kind == "submit":
            continue
        if kind == "checkbox":
            if box.get("checked") is not None:
                found.setdefault(name, []).append(box.get("value"))
        else:
            found[name] = box.text or "" if box.tag == "textarea" else box.get("value", "")
    return found


def test_the_administrator_enters_a_set_on_the_page(app, sign_in, later_sets):
    with app.app_context():
        keeper = make.person(Role.ADMINISTRATOR)
    browser = sign_in(keeper)
    typed = fields_of(browser.get("/criteria/new").get_data(as_text=True))
    wrong = browser.post(
        "/criteria/new", data=typed | {"note": "", "criteria-0-weight": "0", "criteria-1-levels_vi": "một"}
    )
    assert wrong.status_code == 422
    shown = wrong.get_data(as_text=True)
    assert "Trọng số phải lớn hơn 0." in shown
    assert "hiện có 1 dòng" in shown
    more = browser.post("/criteria/new", data=typed | {"_act": "add:criteria"})
    assert 'name="criteria-6-name_vi"' in more.get_data(as_text=True)
    good = typed | {"note": "Nghị quyết số 1", "highest": "5", "criteria-0-weight": "1,5"}
    assert browser.post("/criteria/new", data=good).status_code == 302
    assert browser.post("/criteria/new", data=good).status_code == 409
    page = browser.get("/criteria").get_data(as_text=True)
    assert "Thang điểm 0–5" in page
    assert "trọng số 1,5" in page
    with app.app_context():
        assert session.query(CriteriaSet).count() == 2
        assert session.query(Criterion).count() == 12
