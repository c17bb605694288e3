"""Takes the pictures of docs/shots again: the page each role works on, at 1366 and 360 px (./dev shots).

python docs/shots.py [role …]
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from demo.people import SHOWN  # noqa: E402 - run as a script, the checkout is not on the path before
from tests.browser.serving import chromium, serving  # noqa: E402
from tests.browser.visiting import Visitor  # noqa: E402

SIZES = {1366: 900, 360: 1200}
MOST = 250_000


def writing(person: Visitor) -> None:
    """A part of a draft, with the task list and the help beside it."""
    person.open("/proposals/")
    person.page.locator("main table tbody a").first.click()
    person.page.locator("ol.checklist a").nth(4).click()


def opened(path: str, link: str = "") -> Callable[[Visitor], None]:
    """A page by its address, then the first link in this place."""

    def go(person: Visitor) -> None:
        person.open(path)
        if link:
            person.page.locator(link).first.click()

    return go


PAGES: dict[str, tuple[str, Callable[[Visitor], None]]] = {
    "proposer": ("nongnghiep@dotpha.example", writing),
    "secretariat": ("", opened("/")),
    "reviewer": ("", opened("/review")),
    "adviser": ("", opened("/review?tab=done", "main table tbody a")),
    "chief_engineer": ("", opened("/engineer", "main table tbody a")),
    "committee_member": ("", opened("/committee/", "#sittings tbody tr:first-child a")),
    "committee_chair": ("", opened("/")),
    "administrator": ("", opened("/people")),
    "auditor": ("", opened("/trail")),
}
"""Role: who is shown ("" for the account that `./dev run` prints), and how to get to the page."""


def take(person: Visitor, width: int, name: str) -> int:
    """One picture, small enough for a repository; answers its bytes."""
    person.page.wait_for_load_state("networkidle")
    person.page.evaluate("document.activeElement.blur()")
    picture = Image.open(BytesIO(person.page.screenshot())).convert("RGB")
    place = HERE / "shots" / f"{name}-{width}.png"
    picture.save(place, optimize=True)
    if place.stat().st_size > MOST:
        picture.quantize(256, dither=Image.Dither.NONE).save(place, optimize=True)
    return place.stat().st_size


def main(wanted: list[str]) -> int:
    """Every role, or those named; 1 when a browser complained or a picture is too large."""
    (HERE / "shots").mkdir(exist_ok=True)
    addresses = {role.value: address for role, address in SHOWN.items()}
    complaints: list[str] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), world="whole") as site,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        for role in wanted or PAGES:
            address, go = PAGES[role]
            for width, height in SIZES.items():
                person = Visitor(site, browser, address or addresses[role], width=width)
                person.page.set_viewport_size({"width": width, "height": height})
                person.sign_in()
                go(person)
                size = take(person, width, role.replace("_", "-"))
                print(f"{role} {width}: {size:,} bytes, {person.path}")
                complaints += person.complaints + ([f"{role}-{width}.png is too large"] if size > MOST else [])
                person.close()
    print(*complaints, sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
