"""A running product, Debian's chromium, and people who visit it; what the browser complains about fails the test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import Site, chromium, serving
from tests.browser.visiting import Visitor

OUT = Path(__file__).parent / "out"

Visits = Callable[..., Visitor]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Let fixtures know whether their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product with the demo people and no proposal, on the database under test."""
    with serving(tmp_path_factory.mktemp("site"), database_url=database_url) as made:
        yield made


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Another product, with the whole example world; for tests that only look."""
    with serving(tmp_path_factory.mktemp("world"), world="whole") as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for the run; every visitor gets a profile of their own."""
    with sync_playwright() as playwright, chromium(playwright) as made:
        yield made


def _visits(browser: Browser, place: Site, request: pytest.FixtureRequest) -> Iterator[Visits]:
    guests: list[Visitor] = []

    def come(person: str = "", *, signed_in: bool = True, **how: Any) -> Visitor:
        name = person if "@" in person or not person else f"{person}@dotpha.example"
        guest = Visitor(place, browser, name, **how)
        guests.append(guest)
        if signed_in and person:
            guest.sign_in()
        return guest

    yield come
    failed = request.node.stash.get(FAILED, False)
    complaints = [line for guest in guests for line in guest.complaints]
    if failed or complaints:
        _keep(guests, request.node.name)
    for guest in guests:
        guest.close()
    assert not complaints or failed, "\n".join(complaints)
    if failed and complaints:
        print("The browser complained:", *complaints, sep="\n")


def _keep(guests: list[Visitor], test: str) -> None:
    OUT.mkdir(exist_ok=True)
    plain = re.sub(r"\W+", "-", test)
    for number, guest in enumerate(guests):
        who = guest.name.partition("@")[0] or "nobody"
        guest.page.screenshot(path=OUT / f"{plain[:80]}-{number}-{who}.png", full_page=True)


@pytest.fixture
def visitor(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """`visitor("thuky")`: that person's browser, signed in through the real form. Nobody: `visitor()`."""
    yield from _visits(browser, site, request)


@pytest.fixture
def onlooker(browser: Browser, world: Site, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """As `visitor`, in the whole example world."""
    yield from _visits(browser, world, request)
