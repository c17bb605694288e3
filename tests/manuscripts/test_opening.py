"""Hostile, broken and mistaken files: each refused with a sentence, whatever they hold; never an exception."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manuscripts import blocks, fence, opening
from tests import factories
from tests.manuscripts import papers

GOOD = papers.ours(factories.content())
MAIN = "word/document.xml"


def repacked(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """Our file with its members changed (None leaves one out) and others added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = change(name, before.read(name))
            if data is not None:
                after.writestr(name, data)
        for name, data in (extra or {}).items():
            after.writestr(name, data)
    return file.getvalue()


def same(_name: str, data: bytes) -> bytes:
    return data


def replaced(member: str, old: bytes, new: bytes) -> bytes:
    return repacked(lambda name, data: data.replace(old, new) if name == member else data)


def linked(kind: str, target: str, *, outside: bool) -> bytes:
    mode = b' TargetMode="External"' if outside else b""
    base = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    link = b'<Relationship Id="rX9" Type="%s%s" Target="%s"%s/>' % (base, kind.encode(), target.encode(), mode)
    return replaced("word/_rels/document.xml.rels", b"</Relationships>", link + b"</Relationships>")


def code_of(data: bytes, name: str = "de-xuat.docx") -> str:
    try:
        opening.read(data, name)
    except opening.Refused as refused:
        return refused.code
    return ""


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 600


def open_document() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<x/>")
    return file.getvalue()


def doubled() -> bytes:
    file = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as package:
        package.writestr(MAIN, b"<x/>")
    return file.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "%s">]>' % (b"c" * 40)
TYPES = "[Content_Types].xml"

FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty": (lambda: b"", "x.docx", "empty"),
    "old word": (lambda: ole("WordDocument"), "x.docx", "old"),
    "old word by its own name": (lambda: ole("WordDocument"), "x.doc", "old"),
    "locked": (lambda: ole("EncryptedPackage"), "x.docx", "locked"),
    "pdf": (lambda: b"%PDF-1.7\n", "x.docx", "pdf"),
    "rtf": (lambda: b"{\\rtf1}", "x.docx", "rtf"),
    "text": (lambda: "Kính gửi".encode(), "x.docx", "other"),
    "odt": (open_document, "x.docx", "odt"),
    "odt by its own name": (open_document, "x.odt", "odt"),
    "no ending": (lambda: GOOD, "de-xuat", "name"),
    "another ending": (lambda: GOOD, "de-xuat.docx.exe", "name"),
    "macros by name": (lambda: GOOD, "x.docm", "macros"),
    "macros": (lambda: repacked(same, {"word/vbaProject.bin": b"x"}), "x.docx", "macros"),
    "macros by kind": (
        lambda: replaced(
            TYPES,
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "x.docx",
        "macros",
    ),
    "template": (
        lambda: replaced(TYPES, b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml"),
        "x.docx",
        "template",
    ),
    "workbook": (
        lambda: replaced(TYPES, b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"),
        "x.docx",
        "other",
    ),
    "any zip": (lambda: repacked(lambda name, data: None, {"a.txt": b"a"}), "x.docx", "other"),
    "ole object": (lambda: repacked(same, {"word/embeddings/oleObject1.bin": b"x"}), "x.docx", "objects"),
    "activex": (lambda: repacked(same, {"word/activeX/activeX1.xml": b"<x/>"}), "x.docx", "objects"),
    "ole link": (lambda: linked("oleObject", "x.bin", outside=False), "x.docx", "objects"),
    "outer template": (
        lambda: linked("attachedTemplate", "http://x.example/x.dotm", outside=True),
        "x.docx",
        "outside",
    ),
    "outer picture": (lambda: linked("image", "file:////evil.example/x.png", outside=True), "x.docx", "outside"),
    "embedded page": (lambda: linked("aFChunk", "x.html", outside=False), "x.docx", "outside"),
    "truncated": (lambda: GOOD[: len(GOOD) // 2], "x.docx", "broken"),
    "cut tail": (lambda: GOOD[:-10], "x.docx", "broken"),
    "no text": (lambda: repacked(lambda name, data: None if name == MAIN else data), "x.docx", "?"),
    "not xml": (lambda: repacked(lambda name, data: b"<w:document" if name == MAIN else data), "x.docx", "?"),
    "twice": (doubled, "x.docx", "broken"),
    "upwards": (lambda: repacked(same, {"../../x.xml": b"<x/>"}), "x.docx", "broken"),
    "entities": (lambda: repacked(lambda name, data: DOCTYPE + data if name == MAIN else data), "x.docx", "entities"),
    "entities in utf-16": (
        lambda: repacked(same, {"word/x.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}),
        "x.docx",
        "entities",
    ),
    "strange encoding": (
        lambda: repacked(same, {"word/x.xml": b'<?xml version="1.0" encoding="UTF-7"?><a/>'}),
        "x.docx",
        "entities",
    ),
    "bomb": (lambda: repacked(same, {"word/media/x.png": b"\0" * 40_000_000}), "x.docx", "bomb"),
    "xml bomb": (lambda: repacked(same, {"word/x.xml": os.urandom(1 << 16) * 300}), "x.docx", "bomb"),
    "many members": (lambda: repacked(same, {f"word/x{n}.txt": b"" for n in range(2100)}), "x.docx", "bomb"),
    "strict": (
        lambda: replaced(
            "_rels/.rels",
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
        ),
        "x.docx",
        "strict",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_none_of_ours_is_refused_for_its_own_reason(case: str) -> None:
    make, name, code = FILES[case]
    answer = fence.read(make(), name)
    assert isinstance(answer, fence.Refusal)
    assert answer.code == (code if code != "?" else "broken")
    assert answer.sentence.endswith(".")


def test_a_hyperlink_is_only_text() -> None:
    assert code_of(linked("hyperlink", "https://example.org/", outside=True)) == ""


def locked_member() -> bytes:
    data = bytearray(GOOD)
    place = 0
    while (place := data.find(b"PK\x01\x02", place)) >= 0:
        data[place + 8] |= 1
        place += 4
    return bytes(data)


def test_a_package_with_locked_members_is_refused() -> None:
    assert code_of(locked_member()) == "locked"


def test_tables_inside_tables_without_end_are_refused() -> None:
    document = papers.empty()
    place = document
    for _ in range(12):
        place = place.add_table(1, 1).cell(0, 0)
    assert code_of(papers.saved(document)) == "large"


def test_more_text_than_any_proposal_has_is_refused() -> None:
    document = papers.empty()
    for _ in range(45):
        document.add_paragraph(os.urandom(26_000).hex())
    assert code_of(papers.saved(document)) == "large"


def test_what_never_ends_is_stopped() -> None:
    answer = fence.read(GOOD, "x.docx", seconds=0)
    assert answer == fence.Refusal(code="slow")


def test_the_fenced_process_sees_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    seen: list[dict[str, str]] = []

    def run(*args: object, **kwargs: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
        seen.append(kwargs["env"])
        return subprocess.CompletedProcess([], 0, b'{"refused": "broken"}', b"")

    monkeypatch.setenv("SECRET_KEY", "bí mật")
    monkeypatch.setattr(fence.subprocess, "run", run)
    fence.read(GOOD, "x.docx")
    assert sorted(seen[0]) == ["LANG", "PYTHONHASHSEED", "PYTHONPATH"]


def test_through_the_fence_the_page_is_the_same() -> None:
    page = fence.read(GOOD, "Đề xuất.DOCX")
    assert page == blocks.from_json(opening.read(GOOD, "x.docx"))


def answered(data: bytes) -> None:
    """Looked at in this process, as the fence does: an answer or a refusal, nothing else."""
    try:
        opening.look(data, "x.docx")
        opening.check_package(data)
    except opening.Refused as refused:
        assert refused.code in opening.REFUSALS


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200), st.integers(0, len(GOOD) - 1), st.integers(0, 3))
def test_no_bytes_break_the_gate(noise: bytes, place: int, way: int) -> None:
    answered(
        [
            noise,
            b"PK\x03\x04" + noise,
            GOOD[:place] + noise + GOOD[place + len(noise) :],
            GOOD[:place] + GOOD[place + len(noise) :],
        ][way]
    )


NS = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>%s</w:document>"
_NAMES = st.sampled_from([MAIN, "word/styles.xml", "_rels/.rels", "word/_rels/document.xml.rels", TYPES, "word/x.xml"])
_XML = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"<a/>",
            NS % b"<w:body/>",
            b"<?xml version='1.0' encoding='utf-8'?>" + b"<a>" * 400,
            NS % b"",
            b"<Relationships xmlns='x'><Relationship/></Relationships>",
        ]
    ),
)


@settings(deadline=None, max_examples=60)
@given(_NAMES, _XML)
def test_no_member_breaks_the_reader(name: str, data: bytes) -> None:
    file = repacked(lambda member, held: None if member == name else held, {name: data})
    answered(file)
    try:
        opening.read(file, "x.docx")
    except opening.Refused as refused:
        assert refused.code in opening.REFUSALS
    except Exception as error:  # `opening.main` says "broken" for it
        assert not isinstance(error, KeyboardInterrupt | SystemExit)
