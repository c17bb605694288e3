"""A packet's JSON becomes one HTML document and its style sheet: plain autoescaping Jinja, no Flask."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from committee import ruling
from core.pen import width
from core.words import N_
from packets import charts, contents, figures, tables, wording
from packets.brief import RISK_LINE, RISKS_TOLD, Brief, height, share
from packets.contents import Dossier, Packet, content_sha256
from packets.profiles import PROFILES, sheet
from proposals.template import PARTS, Box, Content, JsonRow, Kind, Part, Rows
from scoring.radar import radar

HOME = Path(__file__).resolve().parent.parent
STYLE = HOME / "static" / "paper" / "paper.css"
POINTS_A_MM = 72 / 25.4
BRIEF_ROOM = 465.0
"""Points across a brief."""
TWO_SYLLABLES = (
    "thường trực", "chỉ đạo", "trung ương", "cơ quan", "văn phòng", "chính phủ", "khoa học", "công nghệ", "đổi mới",
    "sáng tạo", "phát triển", "chuyển đổi", "nhân dân", "thành phố", "giúp việc", "quốc gia", "tư vấn",
)  # fmt: skip
"""Words of office names that a line must not break."""
SECTIONS = (
    ("brief", N_("Bản tóm tắt")),
    ("proposal", N_("Nội dung đề xuất")),
    ("scores", N_("Phiếu đánh giá và độ phân tán")),
    ("findings", N_("Kết quả rà soát trùng lặp")),
    ("recommendation", N_("Ý kiến của Tổng công trình sư")),
    ("decision", N_("Phiếu ghi quyết định")),
)
SOURCE_LABELS = (N_("Ngân sách nhà nước"), N_("Xã hội hóa"), N_("Nguồn khác"))


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What the press needs: the document, its sheet, and how long each dossier is (to tell how far it is)."""

    html: str
    css: str
    weights: tuple[int, ...]


def translations(language: str) -> NullTranslations:
    """The packet's language from the catalogues of all rooms; Vietnamese is the source and needs none."""
    merged: NullTranslations = NullTranslations()
    if language == "vi":
        return merged
    for folder in sorted((HOME / "translations").glob("*/")):
        found = Translations.load(folder, [language])
        if isinstance(found, Translations):
            merged = found if not isinstance(merged, Translations) else merged.merge(found)
    return merged


def environment(language: str) -> Environment:
    """The plain Jinja environment of the paper: everything escaped, unknown names refused."""
    made = Environment(
        loader=FileSystemLoader(HOME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    spoken = translations(language)
    made.install_gettext_callables(spoken.gettext, spoken.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def pages(packet_json: dict[str, object]) -> Pages:
    """The whole packet as HTML and CSS; ValueError where the JSON is not a packet."""
    packet = Packet.from_json(packet_json)
    paper = Paper(packet, translations(packet.language).gettext)
    made = environment(packet.language)
    checksum = content_sha256(packet_json)
    shared = paper.shared(checksum)
    body = [made.get_template(f"packets/{name}.html").render(shared) for name in ("letter", "toc", "summary")]
    weights = []
    for index, dossier in enumerate(packet.dossiers, start=1):
        text = made.get_template("packets/dossier.html").render(shared, **paper.of(dossier), index=index)
        weights.append(len(text))
        body.append(text)
    body += [made.get_template(f"packets/{name}.html").render(shared) for name in ("minutes", "ballot")]
    # Every piece has just been escaped by its own template.
    html = made.get_template("packets/packet.html").render(shared, body=[Markup(piece) for piece in body])  # noqa: S704
    css = sheet(
        paper.profile,
        draft=paper.say(N_("DỰ THẢO")) if packet.draft else "",
        page_words=paper.say(N_("Trang")),
        sum_words=f"SHA-256: {checksum}",
    )
    return Pages(html=html, css=STYLE.read_text(encoding="utf-8") + css, weights=tuple(weights))


class Paper:
    """The functions templates write with, bound to one packet's language and names."""

    def __init__(self, packet: Packet, say: wording.Say) -> None:
        self.packet = packet
        self.profile = PROFILES[packet.layout]
        self.say = say
        self.language = packet.language

    def shared(self, checksum: str) -> dict[str, object]:
        """Names every template knows."""
        return {
            "packet": self.packet,
            "profile": self.profile,
            "checksum": checksum,
            "paper": self,
            "parts": PARTS,
            "figures": figures,
            "cut": wording.cut,
            "paragraphs": wording.paragraphs,
            "day": wording.day,
            "month": wording.month,
            "moment": wording.moment,
            "letter_date": partial(wording.letter_date, say=self.say),
            "number": partial(wording.number, language=self.language),
            "score": partial(wording.score, language=self.language),
            "million": partial(wording.million, language=self.language),
            "money": partial(wording.money, language=self.language, say=self.say),
            "percent": partial(wording.percent, language=self.language),
            "stance": self._label(contents.STANCE_LABELS),
            "outcome": self._label(ruling.OUTCOME_LABELS),
            "outcomes": tuple(ruling.Outcome),
            "likeness": self._label(contents.LIKENESS_LABELS),
            "source_labels": tuple(self.say(label) for label in SOURCE_LABELS),
            "columns": tables.columns,
            "beneath": tables.beneath,
            "unlabelled": tables.UNLABELLED,
            "risk_level": lambda weight: self.say(charts.RISK_LEVELS[charts.risk_level(weight)][1]),
            "is_rows": lambda box: isinstance(box, Rows),
        }

    def _label(self, labels: Mapping[Any, str]) -> Callable[[Any], str]:
        return lambda code: self.say(labels[code])

    def of(self, dossier: Dossier) -> dict[str, object]:
        """Names the templates of one dossier know besides."""
        content = dossier.content
        begin, end = figures.lifetime(content)
        return {
            "dossier": dossier,
            "content": content,
            "title": self.title(dossier),
            "unit": figures.words(content, "lead_unit", "name"),
            "funds": figures.money(content),
            "begin": begin,
            "end": end,
            "named_parts": self.named_parts,
        }

    def total(self) -> int:
        """The money of all proposals together."""
        return sum(figures.money(dossier.content).total for dossier in self.packet.dossiers)

    def scale(self) -> str:
        """The highest score of the set, or the highest of them where criteria differ."""
        most = max((criterion.most for criterion in self.packet.criteria.criteria), default=None)
        return wording.number(most, self.language)

    def sections(self) -> tuple[tuple[str, str], ...]:
        """The sections of every dossier: anchor and title."""
        return SECTIONS

    def unit(self, dossier: Dossier) -> str:
        """The lead unit's name."""
        return figures.words(dossier.content, "lead_unit", "name")

    def main_system(self, dossier: Dossier) -> str:
        """The main system's name with its number, as the secretariat confirmed it."""
        number = figures.main_system(dossier)
        return self.system(number) if number else "–"

    def proposed_system(self, dossier: Dossier) -> str:
        """Which system the proposer had named, where the secretariat confirmed another; "" where it is the same."""
        written = figures.value(dossier.content, "title", "main_system")
        if not written or written == figures.main_system(dossier):
            return ""
        return self.say(N_("đơn vị đề xuất ghi Hệ thống %s")) % written

    def routing(self, dossier: Dossier) -> str:
        """The systems that the secretariat confirmed, where they are not those of the proposal's own text."""
        main, *related = [self.system(number) for number in figures.systems(dossier)] or [""]
        if not main or list(figures.systems(dossier)) == list(figures.written_systems(dossier.content)):
            return ""
        said = self.say(N_("Cơ quan Thường trực xác định khi tiếp nhận: hệ thống chính là %s")) % main
        return f"{said}; {self.say(N_('hệ thống liên quan:'))} {', '.join(related)}." if related else f"{said}."

    def hints(self, dossier: Dossier) -> list[str]:
        """The plan's initiatives that the machine finds the text near to."""
        return [
            f"{self.initiative(hint.initiative)} ({wording.number(hint.percent, self.language)} %)"
            for hint in dossier.hints
        ]

    def kind_line(self, dossier: Dossier) -> str:
        """New, or which of the 30 initiatives it details."""
        kind = figures.words(dossier.content, "title", "kind")
        initiative = figures.value(dossier.content, "title", "initiative")
        if kind == "detailing" and initiative:
            return self.say(N_("Chi tiết hóa %s")) % self.initiative(initiative)
        return figures.choice_label("title", ("kind",), kind, self.say) or "–"

    def likeness_line(self, dossier: Dossier) -> str:
        """The gravest level and how many texts were found alike."""
        order = tuple(contents.Likeness)
        levels = sorted((finding.level for finding in dossier.findings), key=order.index)
        if not levels:
            return self.say(contents.LIKENESS_LABELS[contents.Likeness.NONE])
        return f"{self.say(contents.LIKENESS_LABELS[levels[0]])} ({len(levels)})"

    @staticmethod
    def spread(dossier: Dossier, code: str) -> contents.Spread | None:
        """The spread of one criterion."""
        return next((held for held in dossier.spreads if held.criterion == code), None)

    @staticmethod
    def score_of(card: contents.Scorecard, code: str) -> contents.Score | None:
        """One criterion's score on a card."""
        return next((held for held in card.scores if held.criterion == code), None)

    def title(self, dossier: Dossier) -> str:
        """The proposal's title; its code where it has none yet."""
        return figures.words(dossier.content, "title", "title") or dossier.code

    def system(self, number: object) -> str:
        """ "Hệ thống 1 – name", or just the number where the name is not in the packet."""
        name = self.packet.names.systems.get(str(number), "")
        head = self.say(N_("Hệ thống %s")) % number
        return f"{head} – {name}" if name else head

    def initiative(self, number: object) -> str:
        """ "Sáng kiến 2 – title"."""
        name = self.packet.names.initiatives.get(str(number), "")
        head = self.say(N_("Sáng kiến %s")) % number
        return f"{head} – {name}" if name else head

    def criterion(self, code: str) -> str:
        """The criterion's name in this packet's set."""
        return next((held.name for held in self.packet.criteria.criteria if held.code == code), code)

    def named_parts(self, codes: tuple[str, ...]) -> str:
        """The labels of these template parts in one line."""
        labels = {part.code: part.label for part in PARTS}
        return "; ".join(self.say(labels.get(code, code)) for code in codes)

    def halves(self, name: str, size: float, *, bold: bool) -> list[str]:
        """A body's name on as many lines as it needs in the left of a head, broken where the lines are most alike."""
        words = _kept_together(name).split(" ")
        room = (210 - self.profile.left - self.profile.right - 4) * POINTS_A_MM * self.profile.head_left / 100
        if width(name.upper(), size, bold=bold) * 0.95 <= room or len(words) < 2:
            return [name]
        places = range(1, len(words))
        at = min(places, key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:])) + 1))
        return [" ".join(words[:at]), " ".join(words[at:])]

    def brief(self, dossier: Dossier) -> Brief:
        """How the one page is shared: full pictures first, then texts as long as fit beside them."""
        content = dossier.content
        low = max(height(self.money_chart(content, half=True)), height(self.gantt(content, half=True)))
        worst = RISK_LINE * len(figures.worst_risks(content, RISKS_TOLD))
        tall = max(height(self.radar(dossier)), height(self.matrix(content)) + worst)
        return share(lambda part: self._brief_lines(dossier, part), low=low, tall=tall)

    def _brief_lines(self, dossier: Dossier, part: float) -> int:
        """Lines of 11 pt that the texts of the brief need when each may be this part of its usual length."""
        content = dossier.content
        recommended = dossier.recommendation.text if dossier.recommendation else ""
        decided = dossier.decision.text if dossier.decision else ""
        whole = (
            (wording.cut(self.title(dossier), 180), 1.5),
            (wording.cut(figures.words(content, "objectives", "general"), int(330 * part)) + " Mục tiêu. ", 1.0),
            (wording.cut(figures.words(content, "novelty", "summary"), int(260 * part)) + " Đột phá. ", 1.0),
            (" " * 30 + "".join(f"{'x' * 60} {wording.cut(found.title, 70)}" for found in dossier.findings[:2]), 1.0),
            (f"{'x' * 70} {wording.cut(recommended, int(260 * part))}", 1.05),
            (f"{'x' * 40} {wording.cut(decided, int(160 * part))}" if decided else "", 1.05),
        )
        lines = sum(ceil(width(words, 11) * wide / BRIEF_ROOM) for words, wide in whole)
        system = f"{wording.cut(self.main_system(dossier), 90)} {self.proposed_system(dossier)}"
        facts = (wording.cut(self.unit(dossier), 90), system, wording.cut(self.kind_line(dossier), 90))
        return lines + sum(ceil(width(words, 11) / (BRIEF_ROOM * 0.38)) for words in facts)

    def results(self, content: Content) -> str:
        """The names of what the proposal makes, in its order."""
        named = [str(row.get("name") or "").strip() for row in figures.rows(content, "outputs", "items")]
        return "; ".join(name for name in named if name)

    def radar(self, dossier: Dossier) -> Markup:
        """The spread of the scores."""
        return self._drawn(radar(figures.spokes(dossier, self.packet.criteria), language=self.language, say=self.say))

    def money_chart(self, content: Content, *, half: bool) -> Markup:
        """Money by phase and source."""
        labels = [self.say(label) for label in SOURCE_LABELS]
        bars = figures.bars(content)
        return self._drawn(charts.money_bars(bars, labels, half=half, language=self.language, say=self.say))

    def gantt(self, content: Content, *, half: bool) -> Markup:
        """Phases and milestones."""
        return self._drawn(charts.gantt(figures.spans(content), half=half, language=self.language, say=self.say))

    def matrix(self, content: Content) -> Markup:
        """Risks by probability and impact."""
        return self._drawn(charts.risk_matrix(figures.risks(content), language=self.language, say=self.say))

    @staticmethod
    def _drawn(svg: str) -> Markup:
        # charts escape every word they draw; see tests/packets/test_charts.py
        return Markup(svg)  # noqa: S704

    def shown(self, box: Box | Rows, held: object, content: Content) -> list[str]:
        """A box's value as paragraphs; [] when it is not filled in."""
        if isinstance(box, Rows):
            if not isinstance(held, list):
                return []
            return [self._row_line(box, row, content) for row in held if isinstance(row, dict)]
        if held is None or held == "" or held == []:
            return []
        match box.kind:
            case Kind.MONEY:
                return [wording.million(_int(held), self.language)]
            case Kind.DECIMAL:
                return [wording.number(str(held), self.language)]
            case Kind.INTEGER:
                return [wording.number(_int(held), self.language)]
            case Kind.DATE:
                return [wording.day(str(held))]
            case Kind.YES_NO:
                return [self.say(N_("Có") if held else N_("Không"))]
            case Kind.CHOICE:
                label = next((choice.label for choice in box.choices if choice.code == held), str(held))
                return [self.say(label)]
            case Kind.SYSTEM:
                return [self.system(held)]
            case Kind.SYSTEMS:
                return [self.system(number) for number in held] if isinstance(held, list) else []
            case Kind.INITIATIVE:
                return [self.initiative(held)]
            case Kind.TARGET:
                name = self.packet.names.targets.get(str(held), "")
                return [f"{held} – {name}" if name else str(held)]
            case Kind.PHASE:
                names = {row.get("id"): row.get("name") for row in figures.rows(content, "roadmap", "phases")}
                return [str(names.get(held) or held)]
            case _:
                return wording.paragraphs(str(held))

    def _row_line(self, box: Rows, row: JsonRow, content: Content) -> str:
        said = ["; ".join(self.shown(inner, row.get(inner.code), content)) for inner in box.boxes]
        return ": ".join(words for words in said if words)

    def heading(self, table: Rows, column: tables.Column) -> str:
        """A column's heading."""
        first = next(box for box in table.boxes if box.code == column.boxes[0])
        return self.say(column.label or first.label)

    def cell(self, table: Rows, column: tables.Column, row: JsonRow, content: Content) -> list[tuple[str, list[str]]]:
        """What a cell says: for each filled box its label ("" where it needs none) and its paragraphs."""
        held = []
        for place, code in enumerate(column.boxes):
            box = next(box for box in table.boxes if box.code == code)
            words = self.shown(box, row.get(code), content)
            if words:
                bare = place == 0 or code in tables.UNLABELLED
                held.append(("" if bare else self.say(box.label), words))
        return held

    def lines(self, part: Part, box: Box | Rows, content: Content) -> list[str]:
        """The paragraphs of a box that stands directly in a part."""
        return self.shown(box, content.get(part.code, {}).get(box.code), content)


def _kept_together(name: str) -> str:
    """The name with its two-syllable words held by no-break spaces, so that a line never ends inside one."""
    kept = " ".join(name.split())
    for word in TWO_SYLLABLES:
        kept = re.sub(re.escape(word), lambda found: found.group().replace(" ", "\u00a0"), kept, flags=re.IGNORECASE)
    return kept


def _int(held: object) -> int | None:
    return held if isinstance(held, int) else None
