"""Whatever is sent to the drafting pages, the answer is a page with a 2xx, 3xx or 4xx, and the draft stays readable."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actor import Role
from proposals.template import PART_BY_CODE
from tests import factories
from tests.journeys.test_drafting import Browser, boxes, start

NAMES = st.sampled_from(
    [
        "finance-0-phase",
        "finance-0-other",
        "finance-999999-other",
        "finance-x-other",
        "people-0-count",
        "people-0-id",
        "people-00-id",
        "mechanism",
        "architect_state",
        "row_version",
        "_act",
        "once",
        "infrastructure-0-quantity",
        "finance",
        "people-0-",
        "-",
        "people-0-count-0-x",
    ]
)
STRANGE = [
    "NaN",
    "Infinity",
    "1e999",
    "-0",
    "1_0",
    "٣",
    "add:people",
    "remove:people.99999",
    "up:people.0",
    "add:finance.0.x",
    "add:people.0.id",
    "<script>",
    "=1+1",
    "1.000.000.000.001",
]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40),
    st.sampled_from([*STRANGE, "9" * 400, "' OR 1=1", "\r\n" * 20, "\x1b[31m"]),
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(NAMES, TEXTS), max_size=8))
def test_no_typed_text_breaks_a_page(app: Flask, sign_in: Browser, pairs: list[tuple[str, str]]) -> None:
    with app.app_context():
        browser = sign_in(factories.person(Role.PROPOSER))
    url = start(browser) + "/resources"
    sent = boxes(browser.get(url), "resources")
    for name, text in pairs:
        sent.add(name, text)
    assert browser.post(url, data=sent).status_code < 500
    assert browser.post(f"{url}/sums", data=sent).status_code < 500
    assert browser.get(url).status_code == 200


@pytest.mark.parametrize("part", ["", "nothing", "..", "title/x", "__class__"])
def test_a_part_that_is_not_in_the_template_is_not_there(app: Flask, sign_in: Browser, part: str) -> None:
    assert part not in PART_BY_CODE
    with app.app_context():
        browser = sign_in(factories.person(Role.PROPOSER))
    assert browser.get(f"{start(browser)}/{part}").status_code in (404, 308)


def test_a_form_with_thousands_of_rows_is_refused(app: Flask, sign_in: Browser) -> None:
    with app.app_context():
        browser = sign_in(factories.person(Role.PROPOSER))
    url = start(browser) + "/risks"
    sent = boxes(browser.get(url), "risks")
    for number in range(3000):
        sent[f"items-{number}-group"] = "x"
    assert browser.post(url, data=sent).status_code == 422
