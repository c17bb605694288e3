"""The strict client: any HTML page it receives must be well-formed, have one h1, and label every control."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOLERATED = {"unexpected-end-tag-implies-table-voodoo"}
CONTROLS = {"input", "select", "textarea"}
NAMESPACE = "{http://www.w3.org/1999/xhtml}"


class CarelessPage(AssertionError):
    """The page a view answered with is not one we would show."""


def check_page(html: str, where: str) -> None:
    """Raise CarelessPage when the page is malformed, lacks an h1, repeats an id or leaves a control without a label."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=False)
    tree = parser.parse(html)
    faults = [f"{code} at {position}" for position, code, _ in parser.errors if code not in TOLERATED]
    headings = tree.findall(f".//{NAMESPACE}h1")
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1 elements")
    faults += _ids(tree) + _labels(tree) + _inline(html)
    if faults:
        raise CarelessPage(f"{where}: " + "; ".join(faults[:8]))


def _ids(tree: Any) -> list[str]:
    seen: set[str] = set()
    faults = []
    for element in tree.iter():
        name = element.get("id")
        if name in seen:
            faults.append(f"id {name!r} twice")
        elif name is not None:
            seen.add(name)
    return faults


def _labels(tree: Any) -> list[str]:
    named = {element.get("for") for element in tree.iter(f"{NAMESPACE}label")}
    wrapped = {
        id(control)
        for label in tree.iter(f"{NAMESPACE}label")
        for control in label.iter()
        if control.tag.removeprefix(NAMESPACE) in CONTROLS
    }
    faults = []
    for control in tree.iter():
        if not isinstance(control.tag, str) or control.tag.removeprefix(NAMESPACE) not in CONTROLS:
            continue
        if control.get("type") in ("hidden", "submit"):
            continue
        known = control.get("id") in named or id(control) in wrapped
        if not (known or control.get("aria-label") or control.get("aria-labelledby")):
            faults.append(f"no label for {control.get('name')!r}")
    return faults


def _inline(html: str) -> list[str]:
    faults = []
    if re.search(r"<script(?![^>]*\bsrc=)", html):
        faults.append("inline script")
    if re.search(r"<[^>]+\sstyle=", html) or "<style" in html:
        faults.append("inline style")
    if re.search(r"<[^>]+\son[a-z]+=", html):
        faults.append("inline handler")
    return faults


class StrictClient(FlaskClient):
    """A browser that fails the test when a page is careless or a transaction was left open."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send the request and look at what comes back."""
        with self.application.app_context():  # a request never shares a session with the test that sends it
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 307, 308):
            html = response.get_data(as_text=True)
            if "<html" in html:
                check_page(html, response.request.path)
        return response

    def fill(self, path: str, action: str | None = None, **typed: Any) -> TestResponse:
        """Open a page, type into its form (the one with this action, else the first in its main part), send it."""
        page = self.get(path)
        assert page.status_code == 200, f"{path}: {page.status_code}"
        target, values = form_of(page.get_data(as_text=True), action)
        return self.post(target or path, data=values | typed, headers={"Origin": "http://localhost"})


def form_of(html: str, action: str | None = None) -> tuple[str, dict[str, Any]]:
    """The address of a page's form and what a browser would send of it untouched, its buttons left out."""
    tree = html5lib.parse(html, treebuilder="etree")
    inside = tree.find(f".//{NAMESPACE}main")
    assert inside is not None
    forms = [form for form in inside.iter(f"{NAMESPACE}form") if form.get("method", "").lower() == "post"]
    form = next(form for form in forms if action is None or form.get("action") == action)
    values: dict[str, Any] = {}
    for control in form.iter():
        name, tag = control.get("name"), str(control.tag).removeprefix(NAMESPACE)
        if name is None or tag not in CONTROLS or control.get("type") in ("submit", "file"):
            continue
        if tag == "select":
            options = list(control.iter(f"{NAMESPACE}option"))
            chosen = next((option for option in options if option.get("selected") is not None), options[0])
            values[name] = chosen.get("value") if options else ""
        elif tag == "textarea":
            values[name] = (control.text or "").removeprefix("\n")
        elif control.get("type") in ("radio", "checkbox"):
            if control.get("checked") is not None:
                values.setdefault(name, []).append(control.get("value", "on"))
        else:
            values[name] = control.get("value", "")
    return form.get("action") or "", values
