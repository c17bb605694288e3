"""The main pages of a person, found as they would find them: the bar, the first of each list, its acts and tabs."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.browser.visiting import Visitor, shape_of

EVERYBODY = ("/", "/me", "/change-password", "/search?q=y%20te", "/public", "/about", "/catalog", "/organisations")
SIGNED_OUT = ("/sign-in", "/reset-password", "/public", "/about", "/")
BAR = "header nav.menu-box a, header ul.rooms a"
FIRST_OF_EACH_LIST = "main table tbody tr:first-child a[href], main ul.needs li:first-child a[href]"
ACTS = "main a.button[href]:not([download]), main ol.checklist a[href], main nav.tabs a[href], main .counts a[href]"


def main_pages(person: Visitor) -> Iterator[str]:
    """Opens page after page and names each; the caller looks while it is open."""
    seen: set[str] = set()
    rooms = ["/"]
    person.open("/")
    rooms += _addresses(person, BAR)
    further: list[str] = []
    for path in [*rooms, *EVERYBODY]:
        if _open(person, path, seen):
            yield path
            further += [*_addresses(person, FIRST_OF_EACH_LIST), *_addresses(person, ACTS)]
    furthest: list[str] = []
    for path in further:
        if _open(person, path, seen):
            yield path
            furthest += _addresses(person, ACTS)
    for path in furthest:
        if _open(person, path, seen):
            yield path


def _addresses(person: Visitor, where: str) -> list[str]:
    found: list[str] = person.page.locator(where).evaluate_all("nodes => nodes.map(node => node.getAttribute('href'))")
    return [path for path in found if path.startswith("/") and not path.endswith("/file")]


def _open(person: Visitor, path: str, seen: set[str]) -> bool:
    shape = shape_of(urlsplit(path).path)
    if shape in seen:
        return False
    seen.add(shape)
    person.open(path)
    return True
