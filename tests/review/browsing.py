"""What a person does on a page: read its form, type, press."""

from __future__ import annotations

from typing import Any

import html5lib


def boxes(page: str, *, action: str = "") -> dict[str, Any]:
    """Names and values of the form whose address ends with `action` (of the whole page when none is named)."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    scopes = [form for form in tree.iter("form") if (form.get("action") or "").endswith(action)] if action else [tree]
    found: dict[str, Any] = {}
    for scope in scopes[:1]:
        for box in scope.iter():
            name, kind = box.get("name"), box.get("type")
            if box.tag not in ("input", "textarea") or not name or kind == "submit":
                continue
            if kind in ("checkbox", "radio"):
                if box.get("checked") is not None:
                    held = found.setdefault(name, [])
                    if isinstance(held, list):
                        held.append(box.get("value") or "")
            else:
                found[name] = (box.text or "") if box.tag == "textarea" else box.get("value") or ""
    return found


def press(browser, address, *, action="", **typed):
    """Open a page, type into the form, press; returns the answer."""
    page = browser.get(address).get_data(as_text=True)
    filled = boxes(page, action=action)
    target = typed.pop("to", action or address)
    return browser.post(target, data=filled | typed)
