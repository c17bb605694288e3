"""Reads a Word file as a proposal: which part, box and row each piece belongs to, and what belongs nowhere.

Pure: pages in, `Found` out. Nothing is lost: a passage that is not understood is listed with its place, a value that
cannot be read is listed with the reason, and neither touches a box.
"""

from __future__ import annotations

import re
from typing import Any

from core.words import fold
from manuscripts import grids, headings, layout, synonyms, values
from manuscripts.blocks import Blocks, Cell, Page, Paragraph, Table
from manuscripts.found import Found
from manuscripts.gathering import Gathering
from manuscripts.grids import Match
from manuscripts.headings import Named
from proposals.reading import Names
from proposals.template import PART_BY_CODE, Box, Kind, Part, Rows, next_named

FURNITURE = frozenset(
    fold(text)
    for text in (
        *layout.SENTENCES,
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Độc lập - Tự do - Hạnh phúc",
        "Đảng Cộng sản Việt Nam",
        "Đề xuất sáng kiến đột phá",
        "Phiếu đề xuất sáng kiến đột phá",
        "Phụ lục",
        "Mẫu đề xuất",
    )
)
"""What stands on such papers and says nothing."""


def recognise(page: Page, names: Names, *, ignored: frozenset[str] = frozenset()) -> Found:
    """Sort everything the file says. `ignored` are folded sentences that our own files print as hints."""
    reader = _Recogniser(names, FURNITURE | ignored)
    reader.run(page.blocks)
    for note in page.footnotes:
        reader.part = None
        reader.leave(note, head="")
    return reader.found(page.pictures)


CAPTION = 60
"""Characters of a line above a table that only says what its money counts in."""


class _Recogniser(Gathering):
    """One pass over one document: headings move on, everything else is gathered where we are."""

    def __init__(self, names: Names, ignored: frozenset[str]) -> None:
        super().__init__(names)
        self.ignored = ignored
        self.level = self.rank = 0
        self.card = False

    # --- paragraphs ---------------------------------------------------------------------------------------------------

    def run(self, blocks: Blocks) -> None:
        """Take in blocks in order."""
        for block in blocks:
            if isinstance(block, Table):
                self.table(block)
            else:
                self.paragraph(block)

    def paragraph(self, paragraph: Paragraph) -> None:
        """A heading moves on, anything else goes where we are."""
        text = paragraph.text.strip()
        if not text or (values.is_blank(text) and not paragraph.typed):
            if isinstance(self.target, Box) and self.target.kind is Kind.TEXT and not text:
                self.gather(self.target, "")
            return
        if fold(text) in self.ignored and not paragraph.typed:
            self.unit = values.money_unit(text) or self.unit
            return
        if not paragraph.typed and (self.to_part(paragraph, text) or self.to_box(paragraph, text)):
            return
        self.feed(
            paragraph.text if paragraph.typed else text,
            listed=not paragraph.level and (paragraph.listed or headings.is_listed(text)),
        )

    def to_part(self, paragraph: Paragraph, text: str) -> bool:
        """Begin the part that the paragraph names; False when it names none."""
        _, rank = headings.without_number(text)
        heading = _looks_like_heading(paragraph, text)
        named = headings.find(text, headings.parts(), loose=heading)
        if named is None or (named.rest and not heading and self.part is not None):
            return False
        if self.part is not None:
            own = headings.find(text, headings.boxes(self.part.code), loose=False)
            if named.code == self.part.code and own is not None:
                return False
            if own is not None and rank > self.rank > 0:
                return False
            if not heading and len(fold(text).split()) < 3 and not text.endswith(":"):
                return False
            if self.level and paragraph.level > self.level:
                return False
            if self.rank and rank > self.rank:
                return False
        self.begin(PART_BY_CODE[named.code], text)
        if paragraph.level:
            self.level = min(paragraph.level, self.level or 9)
        if rank:
            self.rank = min(rank, self.rank or 9)
        if named.rest:
            self.feed(named.rest, listed=False)
        return True

    def begin(self, part: Part, heading: str) -> None:
        """From here on we are in this part."""
        self.part, self.target, self.heading, self.unit = part, headings.first_box(part), heading[:200], None
        self.seen[part.code] = None
        self.card = False

    def to_box(self, paragraph: Paragraph, text: str) -> bool:
        """Move to the box that the paragraph names; False when it names none."""
        heading = _looks_like_heading(paragraph, text)
        if self.part is not None:
            if self.to_card(text):
                return True
            named = headings.find(text, headings.boxes(self.part.code), loose=heading)
            if named is not None and (heading or named.rest or fold(text) == fold(text.rstrip(":"))):
                return self.open_box(self.part, named, text)
        if heading:
            known = {name: f"{part} {box}" for name, (part, box) in headings.unique_boxes().items()}
            far = headings.find(text, known, loose=False)
            if far is not None:
                part, box = far.code.split()
                if self.part is None or part != self.part.code:
                    self.begin(PART_BY_CODE[part], text)
                return self.open_box(PART_BY_CODE[part], Named(code=box, rest=far.rest), text)
        return False

    def open_box(self, part: Part, named: Named, text: str) -> bool:
        """Whatever follows belongs to this box."""
        self.target = part.box(named.code)
        self.heading, self.card = text[:200], False
        if isinstance(self.target, Rows):
            self.unit = values.money_unit(text) or self.unit
        if named.rest:
            self.feed(named.rest, listed=False)
        return True

    def to_card(self, text: str) -> bool:
        """A line "Bắt đầu: 01/01/2027" under the heading of a table fills a box of its present row."""
        if not isinstance(self.target, Rows) or self.part is None or ":" not in text[: headings.LONGEST]:
            return False
        named = headings.find(text, headings.columns(self.part.code, self.target.code), loose=False)
        if named is None or not named.rest:
            return False
        box = next_named(self.target.boxes, named.code)
        place = (self.part.code, self.target.code)
        rows = self.tables.setdefault(place, [])
        if not self.card or not rows or named.code in rows[-1]:
            rows.append({})
        self.card = True
        self.given.setdefault(place, set()).add(named.code)
        self.fill(rows[-1], box, named.rest.split("\n"), len(rows), self.unit, named.rest)
        return True

    def feed(self, text: str, *, listed: bool) -> None:
        """Put running text where we are."""
        if isinstance(self.target, Rows) and self.part is not None:
            self.line_of_table(self.part, self.target, text, listed=listed)
        elif isinstance(self.target, Box) and (
            self.target.kind is Kind.TEXT or not self.texts.get(self.here(self.target))
        ):
            for line in text.split("\n"):
                self.gather(self.target, line)
        else:
            self.leave(text)

    def line_of_table(self, part: Part, table: Rows, text: str, *, listed: bool) -> None:
        """A list where the template has a table: one row for each line, where that is plain to see."""
        unit = values.money_unit(text)
        if unit is not None and len(text) < CAPTION:
            self.unit = unit
            return
        codes = synonyms.LINES.get(f"{part.code}.{table.code}")
        bare = headings.without_bullet(text)
        head, mark, tail = _halves(bare)
        if codes is None or not (listed or (mark and len(codes) > 1)):
            self.leave(text)
            return
        split = len(codes) > 1 and mark
        row: dict[str, Any] = {}
        rows = self.tables.setdefault((part.code, table.code), [])
        pieces = (head, tail) if split else (bare,)
        for code, piece in zip(codes, pieces, strict=False):
            self.fill(row, next_named(table.boxes, code), piece.split("\n"), len(rows) + 1, None, piece)
        rows.append(row)
        self.given.setdefault((part.code, table.code), set()).update(codes)

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        """A table of rows, a sheet of labels and values, a frame around text, or something unknown."""
        if not table.rows:
            return
        if len(table.rows[0]) == 1:
            for row in table.rows:
                self.run(row[0].blocks)
            return
        if self.count_labels(table, parts_only=True) >= 2:
            self.sheet(table)
            return
        target = self.target if isinstance(self.target, Rows) else None
        found = grids.match(table, self.part, target)
        if found is not None:
            self.rows(found)
        elif self.count_labels(table, parts_only=False) >= 1:
            self.sheet(table)
        else:
            self.leave_grid(table)

    def leave_grid(self, table: Table) -> None:
        """Keep an unknown table as text, a line for each row."""
        for row in table.rows:
            said = [" ".join(cell.lines) for cell in row if not cell.merged and cell.lines]
            if said:
                self.leave(" | ".join(said))

    def count_labels(self, table: Table, *, parts_only: bool) -> int:
        """How many rows begin with the name of a part, or of a box of the part they stand in."""
        count = 0
        part = self.part.code if self.part else ""
        for row in table.rows:
            label = grids.label(row)
            if label is None:
                continue
            named = headings.find(label[0].text, headings.parts(), loose=False)
            own = part and headings.find(label[0].text, headings.boxes(part), loose=False)
            if named is not None and not named.rest and not (own and named.code == part):
                part = named.code
                count += 1
            elif own and not parts_only:
                count += 1
        return count

    def sheet(self, table: Table) -> None:
        """Labels at the left, what they ask for at the right; a label may be a part or a box."""
        for row in table.rows:
            label = grids.label(row)
            if label is None:
                alone = [cell for cell in row if not cell.merged and cell.lines]
                for cell in alone:
                    self.run(cell.blocks)
                continue
            cell, answers = label
            text = cell.text
            own = headings.find(text, headings.boxes(self.part.code), loose=True) if self.part else None
            named = headings.find(text, headings.parts(), loose=True)
            if own is not None and self.part is not None:
                self.open_box(self.part, Named(code=own.code, rest=""), text)
                self.answer(answers)
            elif named is not None and not named.rest:
                self.begin(PART_BY_CODE[named.code], text)
                self.answer(answers)
            elif row is not table.rows[0] or not grids.is_head(row):
                said = "\n".join(answer.text for answer in answers if answer.lines)
                if said:
                    self.leave(f"{' '.join(cell.lines)}: {said}")

    def answer(self, cells: list[Cell]) -> None:
        """What stands beside a label."""
        for cell in cells:
            simple = isinstance(self.target, Box)
            if simple and all(isinstance(block, Paragraph) for block in cell.blocks):
                assert isinstance(self.target, Box)
                nested = self.target.kind is Kind.TEXT and _has_labels(cell, self.part)
                if not nested:
                    lines = [line for line in cell.lines if fold(line) not in self.ignored]
                    for line in lines if any(not values.is_blank(line) for line in lines) else []:
                        self.gather(self.target, line)
                    continue
            self.run(cell.blocks)

    def rows(self, found: Match) -> None:
        """Take in the rows of a known table: new ones, or more columns of those already there."""
        self.part, self.seen[found.part.code] = found.part, None
        place = (found.part.code, found.table.code)
        rows = self.tables.setdefault(place, [])
        given = self.given.setdefault(place, set())
        joins = bool(rows) and bool(given) and not (given & found.codes)
        taken = 0
        said_sums: list[tuple[Match, tuple[Cell, ...]]] = []
        for index, cells in enumerate(found.rows):
            kind = grids.kind_of(cells, found, first=index == 0)
            if kind == "sum":
                said_sums.append((found, cells))
            elif kind == "title":
                self.leave(" ".join(next(cell.text for cell in cells if cell.lines).split()))
            elif kind == "row":
                number = self.row_number(found, cells, taken) if joins else len(rows)
                while len(rows) <= number < len(rows) + 200:
                    rows.append({})
                self.one_row(found, cells, rows[min(number, len(rows) - 1)], number + 1)
                taken += 1
        given.update(found.codes)
        for match, cells in said_sums:
            self.compare_sum(match, cells, rows)
        self.target = found.table
        self.card = False

    def row_number(self, found: Match, cells: tuple[Cell, ...], taken: int) -> int:
        """Which row a second table goes on with: the one its number names, else the next."""
        for column, cell in zip(found.columns, cells, strict=True):
            if column.numbers and re.fullmatch(r"[0-9]{1,3}\.?", cell.text.strip()):
                return max(0, int(cell.text.strip().rstrip(".")) - 1)
        return taken

    # --- the outcome --------------------------------------------------------------------------------------------------


def _looks_like_heading(paragraph: Paragraph, text: str) -> bool:
    if paragraph.level or paragraph.bold:
        return True
    _, rank = headings.without_number(text)
    return bool(rank) or (text.isupper() and len(text) < headings.LONGEST)


def _halves(text: str) -> tuple[str, str, str]:
    """The text before and after its first colon or dash."""
    found = re.search(r"\s*(?::|\s[–-])\s+", text)
    return (text[: found.start()], found.group(), text[found.end() :]) if found else (text, "", "")


def _has_labels(cell: Cell, part: Part | None) -> bool:
    """Whether the paragraphs of a cell name boxes of the part themselves ("Bối cảnh: …")."""
    if part is None:
        return False
    known = headings.boxes(part.code)
    return any(headings.find(line, known, loose=False) is not None for line in cell.lines)
