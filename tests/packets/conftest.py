"""One big packet is laid out once for all tests that only read it."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from packets.contents import Layout
from packets.render import render
from tests.packets.samples import packet


class Paper:
    """A finished PDF with what tests ask of it."""

    def __init__(self, pdf: bytes) -> None:
        self.bytes = pdf
        self.pdf = pikepdf.open(io.BytesIO(pdf))
        self.opened = pypdfium2.PdfDocument(pdf)
        self.texts = [re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in self.opened]

    @property
    def words(self) -> str:
        return " ".join(self.texts)

    def bookmarks(self) -> list[tuple[int, str, int]]:
        """Level, title and page (from 1) of each bookmark."""
        numbers = {page.obj.objgen: place for place, page in enumerate(self.pdf.pages, start=1)}
        held: list[tuple[int, str, int]] = []

        def walk(items, level):
            for item in items:
                held.append((level, str(item.title), numbers[item.destination[0].objgen]))
                walk(item.children, level + 1)

        with self.pdf.open_outline() as outline:
            walk(outline.root, 1)
        return held


@pytest.fixture(scope="session")
def twelve() -> Paper:
    """All twelve samples, Party layout, draft."""
    return Paper(render(packet(Layout.PARTY, count=12).to_json()))


@pytest.fixture(scope="session")
def state_json() -> dict[str, object]:
    """One decided sample, State layout, confirmed."""
    return packet(Layout.STATE, count=1, draft=False, decided=1).to_json()


@pytest.fixture(scope="session")
def state(state_json) -> Paper:
    return Paper(render(state_json))
