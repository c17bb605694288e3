"""Walks through a checked Word file with python-docx: text as it is seen, styles only as far as they tell a heading.

Inserted text counts and deleted text does not, as when all changes are accepted; hidden text, field codes and drawings
say nothing; text boxes are read where they are anchored.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

from docx import Document

from core import words
from manuscripts.blocks import Block, Cell, Page, Paragraph, Table
from manuscripts.opening import BLOCKS, COLUMNS, DEPTH, TEXT, Refused, W

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TYPED_STYLE = "Nội dung"
"""The paragraph style our own files give to what people type; such a paragraph is never a heading."""

_WRAPPERS = frozenset({W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo", W + "smartTag"})
_GONE = frozenset({W + "del", W + "moveFrom", W + "sdtPr", W + "sdtEndPr"})


def walk(data: bytes) -> Page:
    """All text of the file in the order of the page; raises Refused("large") past the bounds."""
    document = Document(io.BytesIO(data))
    walker = _Walker(document)
    blocks = tuple(walker.blocks(document.element.body, 0))
    return Page(blocks=blocks, footnotes=tuple(_footnotes(document)), pictures=walker.pictures)


class _Walker:
    """One pass over one file, counting what it has said."""

    def __init__(self, document: Any) -> None:
        self.styles = {
            style.get(W + "styleId"): style for style in document.styles.element.iter(W + "style") if style is not None
        }
        self.pictures = self.count = self.length = 0
        self.level_of = cache(self._level_of)
        self.bold_of = cache(self._bold_of)
        self.listed_of = cache(self._listed_of)

    def blocks(self, parent: Any, depth: int) -> Iterator[Block]:
        """The blocks inside a body, a cell or a text box."""
        if depth > DEPTH:
            raise Refused("large")
        for child in parent.iterchildren():
            if child.tag == W + "p":
                yield from self.paragraph(child, depth)
            elif child.tag == W + "tbl":
                self.counted(1, 0)
                yield self.table(child, depth)
            elif child.tag in _WRAPPERS:
                yield from self.blocks(child, depth)

    def counted(self, blocks: int, length: int) -> None:
        """Stop before a page of absurd size."""
        self.count += blocks
        self.length += length
        if self.count > BLOCKS or self.length > TEXT:
            raise Refused("large")

    # --- paragraphs ---------------------------------------------------------------------------------------------------

    def paragraph(self, element: Any, depth: int) -> Iterator[Block]:
        """The paragraph, then the text boxes anchored in it."""
        boxes: list[Any] = []
        pieces: list[tuple[str, bool]] = []
        look = element.find(W + "pPr")
        style = _val(look, "pStyle")
        self.runs(element, pieces, boxes, bold=self.bold_of(style))
        text = _clean("".join(piece for piece, _ in pieces))
        said = [bold for piece, bold in pieces if piece.strip()]
        self.counted(1, len(text))
        yield Paragraph(
            text=text,
            level=_outline(look) or self.level_of(style),
            bold=bool(said) and all(said),
            listed=(look is not None and look.find(W + "numPr") is not None) or self.listed_of(style),
            typed=self.name(style) == TYPED_STYLE,
        )
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def runs(self, parent: Any, pieces: list[tuple[str, bool]], boxes: list[Any], *, bold: bool) -> None:
        """Gather the text of the runs below `parent` with whether each is bold."""
        for child in parent.iterchildren():
            tag = child.tag
            if tag == W + "r":
                self.run(child, pieces, boxes, bold=bold)
            elif isinstance(tag, str) and tag not in _GONE and tag != W + "pPr":
                self.runs(child, pieces, boxes, bold=bold)

    def run(self, run: Any, pieces: list[tuple[str, bool]], boxes: list[Any], *, bold: bool) -> None:
        """Add one run's text."""
        look = run.find(W + "rPr")
        if look is not None and _on(look.find(W + "vanish")):
            return
        own = look.find(W + "b") if look is not None else None
        heavy = bold if own is None else _on(own)
        for child in run.iterchildren():
            tag = child.tag
            if tag == W + "t":
                pieces.append((child.text or "", heavy))
            elif tag == W + "tab":
                pieces.append(("\t", heavy))
            elif tag in (W + "br", W + "cr"):
                pieces.append(("\n" if child.get(W + "type") in (None, "textWrapping") else "", heavy))
            elif tag == W + "noBreakHyphen":
                pieces.append(("-", heavy))
            elif isinstance(tag, str) and tag in (W + "drawing", W + "pict", MC + "AlternateContent", W + "object"):
                self.drawing(child, boxes)

    def drawing(self, element: Any, boxes: list[Any]) -> None:
        """Count pictures; remember text boxes, of two spellings of one box the first."""
        chosen = element.find(MC + "Choice") if element.tag == MC + "AlternateContent" else element
        if chosen is None:
            return
        found = list(chosen.iter(W + "txbxContent"))
        boxes.extend(
            box for box in found if not any(parent in found for parent in box.iterancestors(W + "txbxContent"))
        )
        if next(chosen.iter(A + "blip"), None) is not None or element.tag == W + "object":
            self.pictures += 1

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, element: Any, depth: int) -> Table:
        """The grid with merged cells repeated, so that every column has a cell in every row."""
        grid: list[list[Cell]] = []
        for row in _inside(element, W + "tr"):
            cells: list[Cell] = []
            look = row.find(W + "trPr")
            skipped = _number(look, "gridBefore")
            cells += [Cell(blocks=(), merged=True)] * min(skipped, COLUMNS)
            for cell in _inside(row, W + "tc"):
                cells += self.cell(cell, grid[-1] if grid else [], len(cells), depth)
                if len(cells) > COLUMNS:
                    raise Refused("large")
            grid.append(cells)
        width = max((len(row) for row in grid), default=0)
        self.counted(width * len(grid), 0)
        blank = Cell(blocks=(), merged=True)
        return Table(rows=tuple(tuple(row + [blank] * (width - len(row))) for row in grid))

    def cell(self, element: Any, above: list[Cell], column: int, depth: int) -> list[Cell]:
        """One cell of the file as the one or more places of the grid that it covers."""
        look = element.find(W + "tcPr")
        span = max(1, min(_number(look, "gridSpan"), COLUMNS))
        merge = look.find(W + "vMerge") if look is not None else None
        if merge is not None and merge.get(W + "val") in (None, "continue") and column < len(above):
            return [Cell(blocks=above[column].blocks, merged=True)] * span
        blocks = tuple(self.blocks(element, depth + 1))
        return [Cell(blocks=blocks), *[Cell(blocks=blocks, merged=True)] * (span - 1)]

    # --- styles -------------------------------------------------------------------------------------------------------

    def name(self, style: str) -> str:
        """The style's name as people see it."""
        held = self.styles.get(style)
        return _val(held, "name") if held is not None else ""

    def lineage(self, style: str) -> Iterator[Any]:
        """The style and those it is based on."""
        for _ in range(12):
            held = self.styles.get(style)
            if held is None:
                return
            yield held
            style = _val(held, "basedOn")

    def _level_of(self, style: str) -> int:
        for held in self.lineage(style):
            name = words.fold(_val(held, "name"))
            if name == "title":
                return 1
            for prefix in ("heading ", "tieu de "):
                if name.startswith(prefix) and name.removeprefix(prefix).isdigit():
                    return max(1, min(int(name.removeprefix(prefix)), 9))
            level = _outline(held.find(W + "pPr"))
            if level:
                return level
        return 0

    def _bold_of(self, style: str) -> bool:
        for held in self.lineage(style):
            look = held.find(W + "rPr")
            if look is not None and look.find(W + "b") is not None:
                return _on(look.find(W + "b"))
        return False

    def _listed_of(self, style: str) -> bool:
        for held in self.lineage(style):
            look = held.find(W + "pPr")
            if look is not None and look.find(W + "numPr") is not None:
                return True
        return False


def _inside(parent: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, content controls and insertions looked through."""
    for child in parent.iterchildren():
        if child.tag == wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, wanted)


def _footnotes(document: Any) -> Iterator[str]:
    """The texts of footnotes and endnotes, in their order."""
    from lxml import etree  # noqa: PLC0415

    for link in document.part.rels.values():
        if link.reltype.rpartition("/")[2] in ("footnotes", "endnotes") and not link.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            tree = etree.fromstring(link.target_part.blob, parser)
            for note in tree:
                text = _clean("\n".join("".join(t.text or "" for t in p.iter(W + "t")) for p in note.iter(W + "p")))
                if text.strip() and note.get(W + "type") is None:
                    yield text[:4000]


def _val(parent: Any, name: str) -> str:
    held = parent.find(W + name) if parent is not None else None
    return str(held.get(W + "val") or "") if held is not None else ""


def _number(parent: Any, name: str) -> int:
    text = _val(parent, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _on(element: Any) -> bool:
    return element is not None and element.get(W + "val") not in ("0", "false", "off", "none")


def _outline(look: Any) -> int:
    text = _val(look, "outlineLvl")
    return int(text) + 1 if text.isascii() and text.isdigit() and int(text) < 9 else 0


def _clean(text: str) -> str:
    """The text as we keep any text; what no page takes is left out."""
    plain = words.printable(text.replace("\x00", "")).replace("\u00ad", "")
    return words.clean("".join(letter for letter in plain if not "\ud800" <= letter <= "\udfff")).replace("\u200b", "")
