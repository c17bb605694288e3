"""Builds the queue benchmark's database in a process of its own; run by bench.reviewer_queue."""

from __future__ import annotations

import json
import re
import sys

import sqlalchemy as sa
from flask import Flask, url_for

from bench import world
from wsgi import create_app

WHO = ("reviewer0", "desk")


def main() -> None:
    """python -m bench.reviewer_queue_world SIZE: fills the database of the environment, prints facts as JSON.

    The facts are the address of the queue and, for each of WHO, the Cookie header after signing in through the sign-in
    page and the queries and bytes of the queue.
    """
    size = int(sys.argv[1])
    app = create_app()
    for command in (["db", "upgrade"], ["catalog", "load"]):
        outcome = app.test_cli_runner().invoke(args=command)
        if outcome.exit_code:
            sys.exit(outcome.output)
    with app.app_context():
        world.fill(size, world.people(3 * size // world.CARDS_EACH))
        with app.extensions["engine"].connect() as connection:
            connection.exec_driver_sql("ANALYZE")
    with app.test_request_context():
        url = url_for("review.queue")
    print(json.dumps({"url": url} | {who: _visit(app, who, url) for who in WHO}))


def _visit(app: Flask, who: str, url: str) -> dict[str, object]:
    browser = app.test_client()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/sign-in").get_data(as_text=True))
    assert found is not None
    form = {"email": f"{who}@bench.example", "password": world.PASSWORD, "csrf_token": found[1]}
    assert browser.post("/sign-in", data=form).status_code == 302
    seen: list[str] = []

    def note(*facts: object) -> None:
        seen.append(str(facts[2]))

    sa.event.listen(app.extensions["engine"], "before_cursor_execute", note)
    answer = browser.get(url)
    sa.event.remove(app.extensions["engine"], "before_cursor_execute", note)
    assert answer.status_code == 200
    held = browser.get_cookie("session")
    assert held is not None
    return {"queries": len(seen), "bytes": len(answer.data), "cookie": f"session={held.value}"}


if __name__ == "__main__":
    main()
