"""Small real files of every kind that is taken, and the ways in which files go wrong; made here, byte by byte."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from PIL import Image

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def pdf(words: str = "Tờ trình", *, password: str = "", pages: int = 1) -> bytes:
    """A PDF; `words` make its content different from that of others."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.docinfo["/Title"] = words
        if password:
            document.save(made, encryption=pikepdf.Encryption(user=password, owner=password))
        else:
            document.save(made, deterministic_id=True)
    return made.getvalue()


def pdf_with(**entries: pikepdf.Object) -> bytes:
    """A PDF whose catalogue has more entries."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, value in entries.items():
            document.Root[f"/{name}"] = value
        document.save(made)
    return made.getvalue()


def package(main: str, parts: dict[str, str | bytes], *, kind: str, more_types: str = "") -> bytes:
    """An Office package of these parts."""
    made = io.BytesIO()
    types = (
        f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" ContentType="{kind}"/>'
        f"{more_types}</Types>"
    )
    rels = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/relationships/officeDocument" Target="{main}"/></Relationships>'
    )
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({"[Content_Types].xml": types, "_rels/.rels": rels} | parts).items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(words: str = "Thuyết minh", *, more_types: str = "", **more: str | bytes) -> bytes:
    """A Word file; further parts by name, with "__" for "/" and "_dot_" for "."."""
    body = f'<w:document xmlns:w="{OFFICE}/wordprocessingml"><w:body><w:p>{words}</w:p></w:body></w:document>'
    return package(
        "word/document.xml", _parts({"word/document.xml": body}, more), kind=WORD_MAIN, more_types=more_types
    )


def _parts(first: dict[str, str | bytes], more: dict[str, str | bytes]) -> dict[str, str | bytes]:
    return first | {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}


def xlsx(words: str = "Dự toán", **more: str | bytes) -> bytes:
    """An Excel file."""
    body = f'<workbook xmlns="{OFFICE}/spreadsheetml"><sheets><sheet name="{words}"/></sheets></workbook>'
    return package("xl/workbook.xml", _parts({"xl/workbook.xml": body}, more), kind=EXCEL_MAIN)


def relations(kind: str, target: str) -> str:
    """A relationships part with one target outside the file."""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r9" Type="{OFFICE}/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


def picture(format: str = "PNG", *, size: tuple[int, int] = (40, 30), colour: str = "#0b509b") -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, format)
    return made.getvalue()


def wide_header(side: int) -> bytes:
    """A PNG that claims to be `side` points wide and high."""
    import struct
    import zlib

    head = struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0)
    real = picture("PNG")
    start = real.index(b"IHDR")
    return real[:start] + b"IHDR" + head + struct.pack("!I", zlib.crc32(b"IHDR" + head)) + real[start + 4 + 13 + 4 :]


def bomb() -> bytes:
    """A Word file of 400 kB that unpacks to 300 MB."""
    return docx(word__media__image1_dot_bin=b"\0" * (300 << 20))


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000
"""The head of a file of Word 97, and of today's with a password."""
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test pattern of the makers of scanners; harmless."""
