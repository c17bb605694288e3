"""What a file is made of, read by real parsers; runs as a child with bounds on memory and time (see `arrival`).

`python -m attachments.structure KIND` reads the file from its standard input and prints a `Fault`, or "fine".
"""

from __future__ import annotations

import io
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Callable
from typing import IO, Any, BinaryIO, cast
from xml.parsers import expat

from attachments.naming import Fault, FileKind

FINE = "fine"
MEMORY_MB = 1536
SECONDS = 30
"""Of processor time."""

MEMBERS = 5000
"""Parts of a Word or Excel file; a long report with a hundred pictures has about three hundred."""
UNPACKED_MB = 400
RATIO = 200
"""Unpacked bytes for each packed one; sheets of repeated figures reach about a hundred."""
RATIO_FROM_MB = 20
"""Below so many unpacked megabytes the ratio says nothing."""
SIDE = 20_000
PIXELS = 80_000_000
"""A sheet of A2 scanned at 300 dpi has 35 million."""

MAIN: dict[FileKind, str] = {
    FileKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    FileKind.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
LOADED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument")
"""Relationships whose outside target a program fetches or opens by itself (links that a person presses are not)."""
_LOCAL = re.compile(r"(file:/{2,3})?[A-Za-z]:[\\/]")
"""A template on the writer's own disk: every Word file made from one names it, and nothing is fetched."""
_ACTIVE = re.compile(rb"/S\s*/(JavaScript|Launch)\b")
_CARRIES = re.compile(rb"/EF\s*<<|/EF\s+\d")


class Refused(Exception):
    """The file is not taken; holds the Fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def examine(stream: IO[bytes], kind: FileKind) -> Fault | None:
    """What is wrong with the file, None when nothing is. Any other exception means that it is broken."""
    stream.seek(0)
    try:
        if kind is FileKind.PDF:
            _pdf(stream)
        elif kind in MAIN:
            _office(stream, kind)
        else:
            _picture(stream, "PNG" if kind is FileKind.PNG else "JPEG")
    except Refused as refused:
        return refused.fault
    return None


# --- PDF --------------------------------------------------------------------------------------------------------------


def _pdf(stream: IO[bytes]) -> None:
    """Opened without a password, whole, with a page, with nothing that runs and no other file inside."""
    import pikepdf  # noqa: PLC0415 - the child loads only the parser it needs

    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 2048))
    if b"%%EOF" not in stream.read():
        raise Refused(Fault.BROKEN)  # cut off; small damage further up is mended by every reader, and by this one
    stream.seek(0)
    try:
        opened = pikepdf.open(cast(BinaryIO, stream))
    except pikepdf.PasswordError as error:
        raise Refused(Fault.LOCKED) from error
    if not len(opened.pages):
        raise Refused(Fault.BROKEN)
    for held in opened.objects:
        if isinstance(held, pikepdf.Stream):
            text = held.stream_dict.unparse(resolved=True)
        elif isinstance(held, pikepdf.Dictionary | pikepdf.Array):
            text = held.unparse(resolved=True)
        else:
            continue
        if _ACTIVE.search(text):
            raise Refused(Fault.ACTIVE)
        if _CARRIES.search(text):
            raise Refused(Fault.EMBEDDED)


# --- Word and Excel ---------------------------------------------------------------------------------------------------


def _office(stream: IO[bytes], kind: FileKind, *, inside: bool = False) -> int:
    """A package with the right main part and without macros, foreign objects, doctype or bomb; its unpacked bytes."""
    packed = stream.seek(0, io.SEEK_END)
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        names = {part.filename.lower() for part in parts}
        if len(parts) > MEMBERS:
            raise Refused(Fault.BOMB)
        if len(names) < len(parts) or any(_climbs(part.filename) for part in parts):
            raise Refused(Fault.BROKEN)
        if any(part.flag_bits & 0x1 for part in parts):
            raise Refused(Fault.LOCKED)
        for name in names:
            _refuse_part(name)
        types: dict[str, str] = {}
        unpacked = 0
        for part in parts:
            unpacked = _read(archive, part, types, unpacked, packed, inside=inside)
    _refuse_types(types, names, kind)
    return unpacked


def _climbs(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _refuse_part(name: str) -> None:
    if name.endswith(("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")) or "/macrosheets/" in name:
        raise Refused(Fault.MACROS)
    if "/activex/" in name or "oleobject" in name or ("/embeddings/" in name and not name.endswith((".docx", ".xlsx"))):
        raise Refused(Fault.EMBEDDED)


def _read(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, types: dict[str, str], unpacked: int, packed: int, *, inside: bool
) -> int:
    """Unpack one part, counting real bytes; XML is parsed as it comes. Returns the bytes unpacked so far."""
    name = part.filename.lower()
    parser = _parser(name, types)
    embedded = io.BytesIO() if "/embeddings/" in name else None
    with archive.open(part) as opened:
        while piece := opened.read(256 * 1024):
            unpacked += len(piece)
            if unpacked > UNPACKED_MB << 20 or (unpacked > RATIO_FROM_MB << 20 and unpacked > RATIO * packed):
                raise Refused(Fault.BOMB)
            if parser is not None:
                parser.Parse(piece, False)
            if embedded is not None:
                embedded.write(piece)
    if parser is not None:
        parser.Parse(b"", True)
    if embedded is not None and not name.endswith("/"):
        if inside:
            raise Refused(Fault.EMBEDDED)
        unpacked += _office(embedded, FileKind.WORD if name.endswith(".docx") else FileKind.EXCEL, inside=True)
    return unpacked


def _parser(name: str, types: dict[str, str]) -> Any:
    """An XML parser that refuses a doctype, and outside targets in relationships; None for what is no XML."""
    if not name.endswith((".xml", ".rels")):
        return None
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    if name == "[content_types].xml":
        parser.StartElementHandler = _typed(types)
    elif name.endswith(".rels"):
        parser.StartElementHandler = _related
    return parser


def _no_doctype(*_told: object) -> None:
    raise Refused(Fault.BROKEN)


def _typed(types: dict[str, str]) -> Callable[[str, dict[str, str]], None]:
    def element(tag: str, attributes: dict[str, str]) -> None:
        key = attributes.get("PartName") or "." + attributes.get("Extension", "")
        types[key.lower().lstrip("/")] = attributes.get("ContentType", "").lower()

    return element


def _related(tag: str, attributes: dict[str, str]) -> None:
    if attributes.get("TargetMode") == "External" and attributes.get("Type", "").endswith(LOADED):
        target = attributes.get("Target", "")
        if not (attributes["Type"].endswith("/attachedTemplate") and _LOCAL.match(target)):
            raise Refused(Fault.EXTERNAL)


def _refuse_types(types: dict[str, str], names: set[str], kind: FileKind) -> None:
    if any("macroenabled" in told or "vbaproject" in told for told in types.values()):
        raise Refused(Fault.MACROS)
    if any("oleobject" in told or "activex" in told for told in types.values()):
        raise Refused(Fault.EMBEDDED)
    mains = {found: name for name, told in types.items() for found, wanted in MAIN.items() if told == wanted}
    if kind not in mains:
        raise Refused(Fault.DISGUISED if mains else Fault.BROKEN)
    if mains[kind] not in names or "_rels/.rels" not in names:
        raise Refused(Fault.BROKEN)


# --- pictures ---------------------------------------------------------------------------------------------------------


def _picture(stream: IO[bytes], format: str) -> None:
    """A picture of bounded size, decoded to its last row."""
    from PIL import Image  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # our own bound is asked before anything is decoded
    warnings.simplefilter("ignore")
    with Image.open(stream, formats=(format,)) as picture:
        wide, high = picture.size
        if max(wide, high) > SIDE or wide * high > PIXELS:
            raise Refused(Fault.PICTURE)
        picture.verify()
    stream.seek(0)
    with Image.open(stream, formats=(format,)) as picture:
        picture.load()


# --- the child --------------------------------------------------------------------------------------------------------


def _limit() -> None:
    size = MEMORY_MB << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str) -> str:
    """The word for what was found; whatever a parser trips over is "broken"."""
    try:
        fault = examine(sys.stdin.buffer, FileKind(kind))
    except MemoryError:
        return Fault.TOO_COMPLEX.value
    except Exception:  # these parsers have many ways to say that a file is none
        return Fault.BROKEN.value
    return fault.value if fault else FINE


if __name__ == "__main__":
    _limit()
    sys.stdout.write(main(sys.argv[1]))
