"""Builds the queue benchmark's database in a process of its own and counts the queries and bytes of the page."""

from __future__ import annotations

import json
import sys

import sqlalchemy as sa
from flask import url_for

from accounts.models import User
from bench import world
from core.db import session
from wsgi import create_app


def main() -> None:
    """python -m bench.reviewer_queue_world SIZE REVIEWERS (database named by VAR_DIR)."""
    size, reviewers = int(sys.argv[1]), int(sys.argv[2])
    app = create_app()
    for command in (["db", "upgrade"], ["catalog", "load"]):
        outcome = app.test_cli_runner().invoke(args=command)
        if outcome.exit_code:
            sys.exit(outcome.output)
    with app.app_context():
        ids = world.people(reviewers)
        world.fill(size, ids)
        with app.extensions["engine"].connect() as connection:
            connection.exec_driver_sql("ANALYZE")
    with app.test_request_context():
        url = url_for("review.queue")
    facts: dict[str, object] = {"url": url}
    seen: list[str] = []
    sa.event.listen(app.extensions["engine"], "before_cursor_execute", lambda *args: seen.append(args[2]))
    for who in ("reviewer0", "desk"):
        with app.app_context():
            key = session.scalar(sa.select(User.fs_uniquifier).where(User.email == f"{who}@bench.example"))
        client = app.test_client()
        with client.session_transaction() as held:
            held["_user_id"], held["_fresh"] = key, True
        client.get(url)
        seen.clear()
        answer = client.get(url)
        facts[who] = {"status": answer.status_code, "queries": len(seen), "bytes": len(answer.data)}
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
