"""Writes administrative Vietnamese proposals of about 8 kB for measurements; a number always gives the same text.

Each text has a subject of its own: terms of two or three syllables, a place, an office, figures. Around them stand
fragments of the labelled texts and of the common stock, and every third text carries one administrative paragraph. In
each family of forty the second text is the first one re-worked and the third one holds its outputs.
"""

from __future__ import annotations

import json
import random
import unicodedata
from functools import cached_property

from bench.labelled_pairs import read_written
from duplicates.folding import DATA
from duplicates.readings import Text

SECTIONS = {"necessity": 2200, "objectives": 1200, "scope": 3400, "outputs": 1200}
"""Section → characters."""

FAMILY = 40

PARAGRAPH = (
    "Thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị, căn cứ chức năng, nhiệm vụ được giao, đơn vị đã phối hợp chặt "
    "chẽ với các bộ, ngành, địa phương rà soát, đánh giá thực trạng và xây dựng đề xuất này nhằm tháo gỡ khó khăn, "
    "vướng mắc, góp phần nâng cao hiệu lực, hiệu quả quản lý nhà nước, phục vụ người dân và doanh nghiệp."
)
_OFFICES = ("Sở", "Cục", "Viện", "Trung tâm", "Ban Quản lý", "Trường Đại học", "Công ty")
_UNITS = ("trạm", "hồ sơ", "hộ", "ha", "km", "tấn", "thiết bị", "cán bộ", "doanh nghiệp", "triệu đồng", "lượt", "%")


class Writer:
    """Writes texts by number; the same seed gives the same texts."""

    def __init__(self, seed: int = 57) -> None:
        self.seed = seed

    @cached_property
    def fragments(self) -> list[str]:
        """Two to six neighbouring words of what people wrote."""
        chance = random.Random(self.seed)
        stock = (DATA / "stock.txt").read_text(encoding="utf-8").splitlines()
        bodies = [body for text in read_written().values() for body in text.values()] + 3 * stock
        found = []
        for body in bodies:
            words = body.split()
            place = 0
            while place < len(words):
                length = chance.randint(2, 6)
                found.append(" ".join(words[place : place + length]).strip(".,;: "))
                place += length
        return [one for one in found if one]

    @cached_property
    def syllables(self) -> list[str]:
        """Every word of the fragments once."""
        return sorted({word.strip(".,;:()").lower() for one in self.fragments for word in one.split()})

    @cached_property
    def places(self) -> list[str]:
        """Names of provinces."""
        held: list[str] = json.loads((DATA / "places.json").read_text(encoding="utf-8"))["names"]
        return held

    def title(self, number: int) -> str:
        """The title alone."""
        chance = random.Random(f"{self.seed}-{number}")
        return self._title(self._topic(chance), chance)

    def text(self, number: int) -> Text:
        """One proposal; the second and third of a family are made from its first."""
        if number % FAMILY == 1:
            return self.edited(self.single(number - 1), f"{number}", share=0.12)
        if number % FAMILY == 2:
            return self.with_copy(self.single(number - 2), number)
        return self.single(number)

    def single(self, number: int) -> Text:
        """One proposal with a subject of its own."""
        chance = random.Random(f"{self.seed}-{number}")
        topic = self._topic(chance)
        title = self._title(topic, chance)
        figures = [f"{chance.randint(11, 9999):,}".replace(",", ".") + f" {chance.choice(_UNITS)}" for _ in range(14)]
        sections = {code: self._section(length, topic, figures, chance) for code, length in SECTIONS.items()}
        if number % 3 == 0:
            sections["necessity"] = f"{PARAGRAPH}\n{sections['necessity']}"
        return Text(f"{number}", title, sections)

    def _topic(self, chance: random.Random) -> list[str]:
        terms = [" ".join(chance.sample(self.syllables, chance.choice((2, 2, 3)))) for _ in range(12)]
        place = chance.choice(self.places)
        return [*terms, f"{chance.choice(_OFFICES)} {terms[0].title()}", f"tỉnh {place}", place]

    def _title(self, topic: list[str], chance: random.Random) -> str:
        return f"{chance.choice(self.fragments)} {topic[0]} {chance.choice(self.fragments)} {topic[1]} tại {topic[-1]}"

    def _section(self, length: int, topic: list[str], figures: list[str], chance: random.Random) -> str:
        sentences: list[str] = []
        written = 0
        while written < length:
            parts = chance.choices(self.fragments, k=chance.randint(3, 6))
            for extra, likely in ((topic, 0.6), (figures, 0.25)):
                if chance.random() < likely:
                    parts.insert(chance.randrange(len(parts)), chance.choice(extra))
            line = " ".join(parts)
            sentences.append(f"{line[0].upper()}{line[1:]}.")
            written += len(line) + 2
        return " ".join(sentences)

    def edited(self, text: Text, name: str, *, share: float) -> Text:
        """The text under another title with this share of its words replaced."""
        chance = random.Random(f"{self.seed}-{name}-{text.id}")
        sections = {
            code: " ".join(chance.choice(self.syllables) if chance.random() < share else word for word in body.split())
            for code, body in text.sections.items()
        }
        return Text(name, f"{chance.choice(self.fragments)} {text.title.split(' ', 3)[-1]}", sections)

    def with_copy(self, text: Text, number: int) -> Text:
        """Another proposal whose outputs are those of `text`."""
        other = self.single(number)
        return Text(other.id, other.title, {**other.sections, "outputs": text.sections["outputs"]})

    def unaccented(self, text: Text) -> Text:
        """The text typed without accents."""

        def bare(body: str) -> str:
            parts = unicodedata.normalize("NFD", body.replace("đ", "d").replace("Đ", "D"))
            return "".join(part for part in parts if not unicodedata.combining(part))

        return Text(text.id, bare(text.title), {code: bare(body) for code, body in text.sections.items()})
