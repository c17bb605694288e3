"""Axe, the keyboard and the telephone: what each role's main pages owe to everybody who reads them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from demo.people import SHOWN
from tests.browser.rounds import SIGNED_OUT, main_pages

pytestmark = pytest.mark.browser

ROLES = {role.value: address for role, address in SHOWN.items()}
SPILLS = """width => [...document.querySelectorAll('main *, header *')]
  .filter(node => node.getBoundingClientRect().right > width + 1 && !node.closest('.table-box, .steps, .rail, .tabs'))
  .slice(0, 3).map(node => node.tagName.toLowerCase() + '.' + node.className)"""
everyone = pytest.mark.parametrize("role", ROLES)


def faults(page):
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']} ({fault['impact']}): {[node['target'] for node in fault['nodes']][:3]}" for fault in found]


def spill(page):
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{wide} px wide: {page.evaluate(SPILLS, 360)}"] if wide > 360 else []


@everyone
def test_axe_and_a_telephone_find_nothing_wrong_with_the_main_pages_of(role, onlooker):
    person = onlooker(ROLES[role])
    found = {}
    for path in main_pages(person):
        wrong = faults(person.page)
        person.page.set_viewport_size({"width": 360, "height": 740})
        wrong += spill(person.page)
        person.page.set_viewport_size({"width": 1366, "height": 800})
        if wrong:
            found[path] = wrong
    assert found == {}


def test_signed_out_pages_please_axe_and_fit_a_telephone(onlooker):
    person = onlooker(width=360)
    found = {}
    for path in SIGNED_OUT:
        person.open(path)
        if wrong := faults(person.page) + spill(person.page):
            found[path] = wrong
    with person.refused(404):
        person.open("/khong-co")
        assert faults(person.page) + spill(person.page) == []
    assert found == {}


def test_a_person_signs_in_finds_a_proposal_and_reads_the_keys_without_a_mouse(onlooker):
    person = onlooker()
    person.name = ROLES["secretariat"]
    page, press = person.page, person.page.keyboard.press
    person.open("/sign-in")
    press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    press("Enter")
    for _ in range(10):
        press("Tab")
        if page.evaluate("document.activeElement.name") == "email":
            break
    page.keyboard.type(person.name)
    press("Tab")
    page.keyboard.type("dot-pha-thu-2026")
    press("Enter")
    expect(page.locator("h1")).to_have_text("Việc cần làm")
    page.wait_for_load_state()
    press("/")
    page.keyboard.type("ve tinh")
    press("Enter")
    page.wait_for_url("**/search?q=*")
    page.wait_for_load_state()
    person.sees("Khám chữa bệnh từ xa cho trạm y tế tuyến đảo")
    press("Tab")
    press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()


def test_a_reviewer_scores_and_seals_without_a_mouse(onlooker):
    person = onlooker(ROLES["reviewer"])
    page, press = person.page, person.page.keyboard.press
    person.open("/review")
    press("n")
    page.wait_for_load_state()
    person.sees("Phiếu đánh giá")
    first = page.url
    radios = page.locator("[data-criterion]")
    for number in range(radios.count()):
        radios.nth(number).locator("input[type=radio]").first.focus()
        press("7")
        expect(radios.nth(number).locator('input[value="7"]')).to_be_checked()
        press("Tab")
        if page.evaluate("document.activeElement.tagName") != "TEXTAREA":
            press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        page.keyboard.type("Căn cứ phần đã đọc.")
    page.locator('[name="complete"]').focus()
    press("Space")
    press("Control+Enter")
    page.wait_for_url(lambda url: url != first)
    person.sees("Đã khóa phiếu")
