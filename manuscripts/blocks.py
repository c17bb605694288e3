"""What a Word file says, without its looks: paragraphs and tables in the order of the page (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """One paragraph. `level` is the heading's level (1-9) or 0; `typed` marks a style that is only for running text."""

    text: str
    level: int = 0
    bold: bool = False
    listed: bool = False
    typed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One place of a table's grid; `merged` when it repeats the cell beside or above it."""

    blocks: tuple[Paragraph | Table, ...]
    merged: bool = False

    @property
    def lines(self) -> list[str]:
        """Its paragraphs in order, those of inner tables included, blank ones at the ends left out."""
        return trimmed(paragraph.text for paragraph in paragraphs(self.blocks))

    @property
    def text(self) -> str:
        """Its paragraphs as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A grid: every row has as many cells as the widest one."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Table
Blocks = Sequence[Block]


@dataclass(frozen=True, kw_only=True)
class Page:
    """All of a file: its blocks, its notes below the page, and how many pictures it holds."""

    blocks: tuple[Block, ...]
    footnotes: tuple[str, ...] = ()
    pictures: int = 0


def paragraphs(blocks: Blocks) -> Iterator[Paragraph]:
    """Every paragraph, those inside tables included; a merged cell speaks once."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    if not cell.merged:
                        yield from paragraphs(cell.blocks)


def trimmed(lines: Iterator[str] | Sequence[str]) -> list[str]:
    """The lines without the blank ones at either end."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1].strip():
        kept.pop()
    while kept and not kept[0].strip():
        kept.pop(0)
    return kept


def to_json(page: Page) -> dict[str, Any]:
    """The page as plain JSON, for the way out of the fenced process."""
    return {
        "blocks": [_out(block) for block in page.blocks],
        "footnotes": list(page.footnotes),
        "pictures": page.pictures,
    }


def _out(block: Block) -> list[Any]:
    if isinstance(block, Paragraph):
        marks = block.bold + 2 * block.listed + 4 * block.typed
        return [block.text, block.level, marks]
    return [[[[_out(inner) for inner in cell.blocks], int(cell.merged)] for cell in row] for row in block.rows]


def from_json(held: dict[str, Any]) -> Page:
    """What `to_json` wrote."""
    return Page(
        blocks=tuple(_in(block) for block in held["blocks"]),
        footnotes=tuple(held["footnotes"]),
        pictures=held["pictures"],
    )


def _in(held: list[Any]) -> Block:
    if held and isinstance(held[0], str):
        text, level, marks = held
        return Paragraph(text=text, level=level, bold=bool(marks & 1), listed=bool(marks & 2), typed=bool(marks & 4))
    return Table(
        rows=tuple(
            tuple(Cell(blocks=tuple(_in(inner) for inner in blocks), merged=bool(merged)) for blocks, merged in row)
            for row in held
        )
    )
