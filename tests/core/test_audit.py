"""The audit trail: a changed, removed, cut or rewritten line is noticed, each by itself."""

import json
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts import services
from accounts.actor import Role
from accounts.models import User
from core import audit, db
from core.audit import AuditEntry, AuditHead
from core.db import session, unit_of_work
from core.errors import Invalid
from tests import factories as make


@pytest.fixture
def trail(context: Flask) -> list[int]:
    """Five lines; their numbers."""
    for _ in range(5):
        make.person(Role.AUDITOR)
    assert audit.verify(session) == audit.Verdict(entries=5)
    return list(session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id)))


def spoil(statement: sa.Executable) -> None:
    """Do what somebody with the database's password could do."""
    session.rollback()
    with db.engine().begin() as connection:
        connection.execute(statement)


def fault() -> str:
    session.rollback()
    session.expire_all()
    return audit.verify(session).fault


def test_one_unit_of_work_is_one_line_with_before_and_after(context: Flask):
    actor = make.person(Role.ADMINISTRATOR)
    user = session.get(User, make.person(Role.AUDITOR, name="Trước").id)
    assert user is not None
    with unit_of_work(actor):
        user.name = "Sau"
        user.password = "không được ghi"
        audit.note("person.details", user.id, reason="thử")
    line = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (line.deed, line.subject, line.actor_id) == ("person.details", user.id, actor.id)
    assert line.changes == [
        {"row": f"account:{user.id}", "changed": {"name": ["Trước", "Sau"]}},
        {"deed": "person.details", "facts": {"reason": "thử"}},
    ]
    assert "không được ghi" not in json.dumps(line.changes, ensure_ascii=False)


def test_nothing_done_is_no_line_and_a_refused_deed_leaves_none(context: Flask):
    with unit_of_work():
        pass
    with pytest.raises(Invalid), unit_of_work():
        services.add_person(email="a@thu.example", name="A", roles=[Role.PROPOSER], organisation=None)
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_no_line_of_a_failed_unit_leaks_into_the_next(context: Flask):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        services.add_person(email="a@thu.example", name="A", roles=[Role.AUDITOR], organisation=None)
        audit.note("planted")
        raise ZeroDivisionError
    make.person(Role.AUDITOR)
    assert [line.deed for line in session.scalars(sa.select(AuditEntry))] == ["person.add"]
    assert audit.verify(session).fault == ""


@pytest.mark.parametrize(
    "change",
    [
        {"deed": "khác"},
        {"actor_id": None, "changes": []},
        {"changes": [{"row": "account:x", "added": {}}]},
        {"request_id": "x"},
        {"subject": None},
        {"at": sa.text("'2020-01-01 00:00:00.000000'")},
    ],
)
def test_a_changed_line_is_noticed(trail: list[int], change: dict):
    spoil(sa.update(AuditEntry).where(AuditEntry.id == trail[2]).values(**change))
    assert fault() == f"line {trail[2]} was changed after it was written"


def test_a_removed_line_is_noticed(trail: list[int]):
    spoil(sa.delete(AuditEntry).where(AuditEntry.id == trail[2]))
    assert fault() == f"line {trail[3]} does not follow the line before it"


def test_two_exchanged_lines_are_noticed(trail: list[int]):
    spoil(sa.update(AuditEntry).where(AuditEntry.id == trail[1]).values(id=999_999))
    assert "does not follow" in fault()


def test_a_cut_tail_is_noticed(trail: list[int]):
    spoil(sa.delete(AuditEntry).where(AuditEntry.id >= trail[3]))
    assert fault() == "the head does not match the last line: the tail was cut"


def test_a_cut_tail_with_a_mended_head_is_noticed_by_the_anchor(trail: list[int]):
    link = session.scalars(sa.select(AuditEntry.link).where(AuditEntry.id == trail[2])).one()
    spoil(sa.delete(AuditEntry).where(AuditEntry.id >= trail[3]))
    spoil(sa.update(AuditHead).values(entry_id=trail[2], link=link))
    assert fault() == f"line {trail[3]} is in the anchor file and not in the database: the tail was cut or rewritten"


def test_an_emptied_trail_is_noticed(trail: list[int]):
    spoil(sa.delete(AuditEntry))
    spoil(sa.delete(AuditHead))
    assert "is in the anchor file and not in the database" in fault()


def test_a_trail_removed_with_its_head_and_its_anchor_is_noticed(app: Flask, trail: list[int]):
    spoil(sa.delete(AuditEntry))
    spoil(sa.delete(AuditHead))
    (Path(app.config["VAR_DIR"]) / "audit.anchor").unlink()
    assert fault() == "there is no line, though the database holds records: the trail was removed"


@pytest.mark.parametrize(("column", "garbage"), [("changes", "{không"), ("at", "hôm qua"), ("actor_id", "ai đó")])
def test_a_line_that_cannot_be_read_is_noticed(trail: list[int], column: str, garbage: str):
    if db.engine().dialect.name != "sqlite":
        pytest.skip("PostgreSQL holds no such value")
    spoil(sa.text(f"UPDATE audit_entry SET {column} = '{garbage}' WHERE id = {trail[2]}"))
    assert fault() == f"the line after {trail[1]} cannot be read: it was changed"


def test_a_trail_rewritten_with_the_right_shape_is_noticed(app: Flask, trail: list[int]):
    """Somebody with the database but without the key writes the whole chain anew."""
    lines = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    session.expunge_all()
    session.rollback()
    previous = audit.GENESIS
    with db.engine().begin() as connection:
        for number, line in zip(trail, lines, strict=True):
            line.deed, line.previous = "sạch sẽ", previous
            previous = audit._link(line, b"a guessed key, not the right one")
            connection.execute(
                sa.update(AuditEntry)
                .where(AuditEntry.id == number)
                .values(deed="sạch sẽ", previous=line.previous, link=previous)
            )
        connection.execute(sa.update(AuditHead).values(link=previous))
    assert fault() == f"line {trail[0]} was changed after it was written"


def test_a_trail_rewritten_with_the_key_itself_is_noticed_by_the_anchor(app: Flask, trail: list[int]):
    lines = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    session.expunge_all()
    session.rollback()
    previous = audit.GENESIS
    with db.engine().begin() as connection:
        for number, line in zip(trail, lines, strict=True):
            line.deed, line.previous = "sạch sẽ", previous
            previous = audit._link(line, app.config["AUDIT_KEY"].encode())
            connection.execute(
                sa.update(AuditEntry)
                .where(AuditEntry.id == number)
                .values(deed="sạch sẽ", previous=line.previous, link=previous)
            )
        connection.execute(sa.update(AuditHead).values(link=previous))
    session.expunge_all()
    assert "is in the anchor file and not in the database" in fault()


def test_a_missing_or_strange_anchor_is_noticed(app: Flask, trail: list[int]):
    anchor = Path(app.config["VAR_DIR"]) / "audit.anchor"
    kept = anchor.read_text()
    anchor.unlink()
    assert fault() == "the anchor file is missing"
    anchor.write_text(kept + "not ours\n")
    assert "was not written by this program" in fault()
    assert oct(anchor.stat().st_mode)[-3:] in ("644", "600")


def test_the_command_says_what_it_found(app: Flask):
    with app.app_context():
        make.person(Role.AUDITOR)
    runner = app.test_cli_runner()
    good = runner.invoke(args=["audit", "verify"])
    assert good.exit_code == 0
    head = good.output.removeprefix("1 lines, all in order. Head ").strip()
    assert runner.invoke(args=["audit", "verify", "--noted", head]).exit_code == 0
    strange = runner.invoke(args=["audit", "verify", "--noted", "9" + head])
    assert (strange.exit_code, "is not in the trail" in strange.output) == (1, True)
    with app.app_context():
        spoil(sa.update(AuditEntry).values(deed="khác"))
    bad = runner.invoke(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert "was changed after it was written" in bad.output


def test_many_writers_at_once_make_one_unbroken_chain(app: Flask):
    failures: list[str] = []

    def write(number: int) -> None:
        for turn in range(6):
            try:
                with app.app_context(), unit_of_work():
                    audit.note(f"thread.{number}.{turn}")
            except Exception as error:
                failures.append(repr(error))

    with app.app_context():
        make.person(Role.AUDITOR)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        assert audit.verify(session) == audit.Verdict(entries=37)


def test_a_long_lived_session_goes_on_where_others_have_written(app: Flask, context: Flask):
    make.person(Role.AUDITOR)

    def elsewhere() -> None:
        with app.app_context():
            make.person(Role.AUDITOR)

    other = threading.Thread(target=elsewhere)
    session.rollback()
    other.start()
    other.join()
    make.person(Role.AUDITOR)
    assert audit.verify(session) == audit.Verdict(entries=3)
