"""What is taken and what is not: ending, first bytes and structure must tell the same."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attachments import arrival, structure
from attachments.naming import Fault, FileKind
from tests.attachments import samples

LAUNCH = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
CARRIED = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="a.exe", EF=pikepdf.Dictionary())

GOOD = {
    "pdf": (FileKind.PDF, samples.pdf()),
    "word": (FileKind.WORD, samples.docx()),
    "excel": (FileKind.EXCEL, samples.xlsx()),
    "png": (FileKind.PNG, samples.picture("PNG")),
    "jpg": (FileKind.JPEG, samples.picture("JPEG")),
    "template on the writer's own disk": (
        FileKind.WORD,
        samples.docx(
            word___rels__settings_dot_xml_dot_rels=samples.relations("attachedTemplate", r"file:///C:\Mau\cv.dotx")
        ),
    ),
    "link a reader may press": (
        FileKind.WORD,
        samples.docx(word___rels__document_dot_xml_dot_rels=samples.relations("hyperlink", "https://chinhphu.vn")),
    ),
    "table behind a chart": (FileKind.WORD, samples.docx(word__embeddings__so_lieu_dot_xlsx=samples.xlsx())),
}

BAD = {
    "empty": (FileKind.PDF, b"", Fault.EMPTY),
    "text": (FileKind.PDF, "không phải PDF".encode() * 50, Fault.DISGUISED),
    "page": (FileKind.PDF, b"<html><script>alert(1)</script></html>", Fault.DISGUISED),
    "word called pdf": (FileKind.PDF, samples.docx(), Fault.DISGUISED),
    "word called excel": (FileKind.EXCEL, samples.docx(), Fault.DISGUISED),
    "png called jpg": (FileKind.JPEG, samples.picture("PNG"), Fault.DISGUISED),
    "word 97": (FileKind.WORD, samples.OLE, Fault.OLE),
    "pdf with a password": (FileKind.PDF, samples.pdf(password="mở"), Fault.LOCKED),
    "pdf cut off": (FileKind.PDF, samples.pdf()[:-30], Fault.BROKEN),
    "only the head of a pdf": (FileKind.PDF, b"%PDF-1.7\n" + b"x" * 3000 + b"%%EOF", Fault.BROKEN),
    "pdf without a page": (FileKind.PDF, samples.pdf(pages=0), Fault.BROKEN),
    "pdf that starts a program": (FileKind.PDF, samples.pdf_with(OpenAction=LAUNCH), Fault.ACTIVE),
    "pdf that runs a script": (FileKind.PDF, samples.pdf_with(OpenAction=SCRIPT), Fault.ACTIVE),
    "pdf with a file inside": (FileKind.PDF, samples.pdf_with(Carried=CARRIED), Fault.EMBEDDED),
    "word cut off": (FileKind.WORD, samples.docx()[:-40], Fault.BROKEN),
    "zip of anything": (
        FileKind.WORD,
        samples.package("a.txt", {"a.txt": "a"}, kind="text/plain"),
        Fault.BROKEN,
    ),
    "main part missing": (
        FileKind.WORD,
        samples.package("word/document.xml", {}, kind=samples.WORD_MAIN),
        Fault.BROKEN,
    ),
    "macros": (FileKind.WORD, samples.docx(word__vbaProject_dot_bin=b"\1"), Fault.MACROS),
    "macros by type": (
        FileKind.WORD,
        samples.docx(
            more_types='<Override PartName="/x" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
        ),
        Fault.MACROS,
    ),
    "macro sheet": (FileKind.EXCEL, samples.xlsx(xl__macrosheets__s_dot_xml="<a/>"), Fault.MACROS),
    "macros in the table behind a chart": (
        FileKind.WORD,
        samples.docx(word__embeddings__a_dot_xlsx=samples.xlsx(xl__vbaProject_dot_bin=b"\1")),
        Fault.MACROS,
    ),
    "object": (FileKind.WORD, samples.docx(word__embeddings__oleObject1_dot_bin=samples.OLE), Fault.EMBEDDED),
    "control": (FileKind.EXCEL, samples.xlsx(xl__activeX__activeX1_dot_xml="<a/>"), Fault.EMBEDDED),
    "template from the net": (
        FileKind.WORD,
        samples.docx(
            word___rels__settings_dot_xml_dot_rels=samples.relations("attachedTemplate", "http://xa.example/a.dotm")
        ),
        Fault.EXTERNAL,
    ),
    "template from a share": (
        FileKind.WORD,
        samples.docx(
            word___rels__settings_dot_xml_dot_rels=samples.relations("attachedTemplate", r"file://\\xa\a.dotm")
        ),
        Fault.EXTERNAL,
    ),
    "doctype": (
        FileKind.WORD,
        samples.docx(customXml__a_dot_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        Fault.BROKEN,
    ),
    "part that climbs": (FileKind.WORD, samples.docx(**{"..__..__a_dot_xml": "<a/>"}), Fault.BROKEN),
    "bomb": (FileKind.WORD, samples.bomb(), Fault.BOMB),
    "picture cut off": (FileKind.PNG, samples.picture("PNG", size=(400, 400))[:-60], Fault.BROKEN),
    "photograph cut off": (FileKind.JPEG, samples.picture("JPEG", size=(400, 400))[:-300], Fault.BROKEN),
    "picture that claims to be huge": (FileKind.PNG, samples.wide_header(60_000), Fault.PICTURE),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_sound_file_is_taken(context, name):
    kind, data = GOOD[name]
    assert arrival.examined(io.BytesIO(data), kind) is None


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_refused_for_what_it_is(context, name):
    kind, data, fault = BAD[name]
    assert arrival.examined(io.BytesIO(data), kind) is fault


def test_a_file_over_the_limit_is_refused_before_it_is_read(context, monkeypatch):
    monkeypatch.setitem(context.config, "MAX_FILE_BYTES", 500)
    assert arrival.examined(io.BytesIO(samples.pdf()), FileKind.PDF) is Fault.TOO_LARGE


def test_an_examination_that_never_ends_is_a_refusal(context, monkeypatch):
    monkeypatch.setattr(arrival, "WAIT_SECONDS", 0.01)
    assert arrival.examined(io.BytesIO(samples.pdf()), FileKind.PDF) is Fault.TOO_COMPLEX


def test_the_child_is_told_no_secret(context, monkeypatch):
    seen = {}

    def run(*_args, env, **_more):
        seen.update(env)
        raise arrival.subprocess.TimeoutExpired("x", 1)

    monkeypatch.setenv("SECRET_KEY", "giữ kín")
    monkeypatch.setattr(arrival.subprocess, "run", run)
    arrival.examined(io.BytesIO(samples.pdf()), FileKind.PDF)
    assert set(seen) <= {"PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "PYTHONDONTWRITEBYTECODE"}


def spoiled(data: bytes, places: list[tuple[int, int]], cut: int) -> bytes:
    """The file with some bytes changed and its end cut off."""
    changed = bytearray(data)
    for place, value in places:
        changed[place % len(changed)] = value
    return bytes(changed[: len(changed) - cut % len(changed)])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["pdf", "word", "excel", "png", "jpg"]),
    places=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 300),
)
def test_spoiled_files_are_answered_with_a_word_and_never_with_a_fault_of_ours(monkeypatch, name, places, cut):
    kind, data = GOOD[name]
    stream = io.BytesIO(spoiled(data, places, cut))
    monkeypatch.setattr(structure.sys, "stdin", io.TextIOWrapper(stream))
    assert structure.main(kind.value) in {structure.FINE, *(fault.value for fault in Fault)}
