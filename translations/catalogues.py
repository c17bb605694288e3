"""The English catalogues, room by room: extract the sentences, update, check and compile them (./dev translations)."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    *("core", "accounts", "keeping", "catalog", "proposals", "attachments", "duplicates", "manuscripts", "scoring"),
    *("review", "committee", "packets", "home", "demo"),
)
SHARED_TEMPLATES = ("layouts", "components", "errors")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?([a-zA-Z])|%%")
UNCHANGING = datetime(2026, 1, 1, tzinfo=UTC)

Text = str | tuple[str, ...] | list[str] | None


def places(room: str) -> list[Path]:
    """The folders and files whose sentences belong to a room."""
    found = [ROOT / room, ROOT / "templates" / room, ROOT / "templates" / "mail" / room]
    if room == "accounts":
        found.append(ROOT / "templates" / "security")
    if room == "core":
        found += [ROOT / "templates" / name for name in SHARED_TEMPLATES]
        found += [path for path in sorted((ROOT / "templates").glob("*")) if path.is_file()]
        found += [path for path in sorted((ROOT / "templates" / "mail").glob("*")) if path.is_file()]
    return [path for path in found if path.exists()]


def extracted(room: str) -> Catalog:
    """Every sentence the room shows, as an empty catalogue."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = fresh()
    for place in places(room):
        folder, only = (place, None) if place.is_dir() else (place.parent, place.name)
        for name, _line, message, _comments, context in extract_from_dir(folder, methods, options, KEYWORDS):
            if message and (only is None or name == only):
                catalogue.add(message, locations=[(_shown(folder / name), 0)], context=context)
    return catalogue


def fresh() -> Catalog:
    """An empty English catalogue whose header never changes by itself, so that updates give small differences."""
    return Catalog(
        locale="en", domain="messages", project="Đột Phá", version="1", charset="utf-8", fuzzy=False,
        header_comment="# English, complete; the source language is Vietnamese.", creation_date=UNCHANGING,
        revision_date=UNCHANGING, last_translator="-", language_team="-", copyright_holder="-", msgid_bugs_address="-",
    )  # fmt: skip


def kept(room: str) -> Catalog:
    """The room's English as it is kept, or an empty catalogue."""
    path = po_path(room)
    if not path.exists():
        return fresh()
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="messages", abort_invalid=True)


def po_path(room: str) -> Path:
    """Where a room's English is kept."""
    return ROOT / "translations" / room / "en" / "LC_MESSAGES" / "messages.po"


def update(rooms: list[str]) -> int:
    """Bring the rooms' catalogues to the sentences of today; English another room already has is copied in."""
    elsewhere = {message.id: message.string for room in ROOMS for message in sentences(kept(room)) if complete(message)}
    for room in rooms:
        new = extracted(room)
        old = kept(room)
        for message in sentences(new):
            before = old.get(message.id, message.context)
            message.string = before.string if before is not None and complete(before) else ""
            if not complete(message):
                message.string = elsewhere.get(message.id, ("", "") if message.pluralizable else "")
        if not list(sentences(new)) and not po_path(room).exists():
            continue
        text = BytesIO()
        write_po(text, new, width=120, sort_output=True, include_lineno=False)
        po_path(room).parent.mkdir(parents=True, exist_ok=True)
        if not po_path(room).exists() or po_path(room).read_bytes() != text.getvalue():
            po_path(room).write_bytes(text.getvalue())
        missing = sum(not complete(message) for message in sentences(new))
        print(f"{room}: {len(list(sentences(new)))} sentences, {missing} without English")
    return 0


def extract(rooms: list[str]) -> int:
    """Print the sentences of the rooms that have no English yet."""
    for room in rooms:
        old = kept(room)
        for message in sentences(extracted(room)):
            before = old.get(message.id, message.context)
            if before is None or not complete(before):
                print(f"{room}: {message.id!r}")
    return 0


def compile_stale(rooms: list[str]) -> int:
    """Write the .mo beside each newer .po, in one step, so that a running server never reads half a file."""
    for room in rooms:
        source = po_path(room)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime > source.stat().st_mtime):
            continue
        half = target.with_suffix(".mo.new")
        with half.open("wb") as file:
            write_mo(file, kept(room), use_fuzzy=False)
        half.replace(target)
    return 0


def check(rooms: list[str]) -> int:
    """Print what is missing, outdated, doubtful or contradictory in the English; 1 if anything is."""
    faults = [f"{room}: {fault}" for room in rooms for fault in faults_of(room)]
    said: dict[object, tuple[str, Text]] = {}
    for room in rooms:
        for message in sentences(kept(room)):
            first, english = said.setdefault((message.id, message.context), (room, message.string))
            if complete(message) and english != message.string:
                faults.append(f"{room}: {message.id!r} is {message.string!r} here and {english!r} in {first}")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def faults_of(room: str) -> Iterator[str]:
    """What keeps one room's English from being complete."""
    today = extracted(room)
    old = kept(room)
    for message in sentences(today):
        before = old.get(message.id, message.context)
        if before is None:
            yield f"{message.id!r} is not in the catalogue: run ./dev translations update {room}"
        elif not complete(before):
            yield f"{message.id!r} has no English"
        elif before.fuzzy:
            yield f"{message.id!r} is fuzzy"
        else:
            yield from _placeholder_faults(before)
    for message in sentences(old):
        if today.get(message.id, message.context) is None:
            yield f"{message.id!r} is no longer used: run ./dev translations update {room}"


def sentences(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def complete(message: Message) -> bool:
    """Whether every form of the message has text."""
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(forms) and all(forms)


def _placeholder_faults(message: Message) -> Iterator[str]:
    sources = message.id if isinstance(message.id, list | tuple) else (message.id,)
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    wanted = set().union(*(_placeholders(text) for text in sources))
    for form in forms:
        found = _placeholders(form)
        if not found <= wanted or (len(forms) == 1 and found != wanted):
            yield f"{message.id!r} has {sorted(wanted)}, its English has {sorted(found)}"


def _placeholders(text: str | None) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text or "") if match[0] != "%%"}


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def main(words: list[str]) -> int:
    """Do the named deed for the named rooms, all rooms when none is named."""
    deeds: dict[str, Callable[[list[str]], int]] = {
        "compile": compile_stale, "extract": extract, "update": update, "check": check,
    }  # fmt: skip
    deed, rooms = (words[0] if words else "compile"), words[1:] or list(ROOMS)
    if deed not in deeds or not set(rooms) <= set(ROOMS):
        print(f"usage: translations {'|'.join(deeds)} [{'|'.join(ROOMS)}]…", file=sys.stderr)
        return 2
    return deeds[deed](rooms)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
