"""Files: kept under random names, checked when read, alike in a folder and in S3."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core import files
from core.files import FileGone

OWNER = uuid.UUID(int=7)
DATA = "Biên bản họp – có dấu".encode() * 1000


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, context: Flask) -> Iterator[Flask]:
    """The product with its files in a folder, then in S3."""
    if request.param == "folder":
        yield context
        return
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    kept = context.config["FILES_URL"]
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    before = {name: os.environ.get(name) for name in keys}
    os.environ.update(keys)
    import urllib.request

    urllib.request.urlopen(urllib.request.Request(f"http://{host}:{port}/ho-so", method="PUT"))
    context.config["FILES_URL"] = f"s3://ho-so/dot-pha?endpoint=http://{host}:{port}&region=us-east-1"
    context.extensions.pop("files", None)
    yield context
    server.stop()
    context.config["FILES_URL"] = kept
    context.extensions.pop("files", None)
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def test_what_was_put_is_what_is_got(store: Flask):
    kept = files.put(DATA, owner=OWNER, suffix=".pdf")
    assert kept.size == len(DATA)
    assert files.get(kept.key, sha256=kept.sha256) == DATA
    assert kept.key.endswith(".pdf")


def test_every_file_has_a_name_of_its_own(store: Flask):
    assert files.put(DATA, owner=OWNER, suffix=".pdf").key != files.put(DATA, owner=OWNER, suffix=".pdf").key


def test_a_missing_file_and_a_changed_one_are_gone(store: Flask):
    kept = files.put(DATA, owner=OWNER, suffix=".pdf")
    with pytest.raises(FileGone):
        files.get("00/khong-co.pdf", sha256=kept.sha256)
    with pytest.raises(FileGone):
        files.get(kept.key, sha256="0" * 64)


def test_a_file_in_the_folder_is_its_owners_alone_and_a_change_is_noticed(context: Flask):
    kept = files.put(DATA, owner=OWNER, suffix=".pdf")
    path = Path(context.config["VAR_DIR"]) / "files" / kept.key
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert oct((Path(context.config["VAR_DIR"]) / "files").stat().st_mode)[-3:] == "700"
    path.write_bytes(DATA[:-1])
    with pytest.raises(FileGone):
        files.get(kept.key, sha256=kept.sha256)


def test_a_key_cannot_climb_out_of_the_folder(context: Flask):
    secret = Path(context.config["VAR_DIR"]) / "secret.txt"
    secret.write_text("bí mật")
    for key in ("../secret.txt", "a/../../secret.txt", "/etc/passwd", "..%2fsecret.txt"):
        with pytest.raises(Exception):  # noqa: B017 - whatever the store says, it is not the file
            files.get(key, sha256="0" * 64)


def test_what_is_removed_is_gone_and_removing_it_again_is_no_error(store: Flask):
    kept, other = (files.put(DATA, owner=OWNER, suffix=".pdf") for _ in range(2))
    files.remove(kept.key)
    files.remove(kept.key)
    with pytest.raises(FileGone):
        files.get(kept.key, sha256=kept.sha256)
    assert files.get(other.key, sha256=other.sha256) == DATA


def test_all_files_of_one_owner_go_and_those_of_another_stay(store: Flask):
    owner, neighbour = uuid.uuid4(), uuid.uuid4()
    mine = [files.put(DATA, owner=owner, suffix=".pdf") for _ in range(2)]
    theirs = files.put(DATA, owner=neighbour, suffix=".pdf")
    assert files.remove_all(owner) == 2
    assert files.remove_all(owner) == 0
    for kept in mine:
        with pytest.raises(FileGone):
            files.get(kept.key, sha256=kept.sha256)
    assert files.get(theirs.key, sha256=theirs.sha256) == DATA
