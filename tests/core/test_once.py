"""Once-keys: a form that creates or moves acts a single time, however often it is sent and however close together."""

import threading
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from core import db, once
from core.db import session, unit_of_work
from core.errors import Conflict
from core.once import SpentKey


def test_a_key_is_spent_once(context: Flask):
    key = str(uuid.uuid4())
    with unit_of_work():
        once.spend(key)
    with pytest.raises(Conflict), unit_of_work():
        once.spend(key)


def test_a_refused_deed_gives_its_key_back(context: Flask):
    key = str(uuid.uuid4())
    with pytest.raises(ZeroDivisionError), unit_of_work():
        once.spend(key)
        raise ZeroDivisionError
    with unit_of_work():
        once.spend(key)


@pytest.mark.parametrize("key", ["", None, "x", "1" * 5000])
def test_a_strange_key_is_an_old_form(context: Flask, key: str | None):
    with pytest.raises(Conflict), unit_of_work():
        once.spend(key)


def test_the_same_key_from_many_at_once_acts_once(app: Flask):
    key, done, refused = str(uuid.uuid4()), [], []
    start = threading.Barrier(6)

    def press() -> None:
        start.wait()
        try:
            with app.app_context(), unit_of_work():
                once.spend(key)
                done.append(1)
        except (Conflict, sa.exc.IntegrityError):
            refused.append(1)

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 5
    with app.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(SpentKey)) == 1


def test_old_keys_are_forgotten_and_young_ones_kept(context: Flask):
    with unit_of_work():
        for days in (1, 8):
            session.add(SpentKey(key=uuid.uuid4(), spent_at=db.now() - timedelta(days=days)))
    once.forget_old()
    assert session.scalar(sa.select(sa.func.count()).select_from(SpentKey)) == 1
