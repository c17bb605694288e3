"""Makes duplicates/data/pairs/{texts,pairs}.jsonl from the texts written by hand in duplicates/data/pairs/written.

    python -m bench.labelled_pairs [--swap] [--paragraph N] [--short N] [--sections 2] [--out FOLDER]

Written by hand: originals, free paraphrases (-vietlai), the same solution for another province (-tinhkhac), the same
technology for another problem (-congnghe), another proposal detailing the same initiative (-sangkien), unrelated
texts. Made here, the same at every run: copies (light edit, new title, without accents, old tone marks, NFD,
abbreviations either way, sections or sentences in another order, one section copied, two merged). A text has at most
three relatives, so that the right one can be among the first three found. Half of the families carry a shared
administrative paragraph in all their texts. A third of the families is held out.

The options make other sets from the same texts, for trying how robust a threshold is: --swap gives the paragraph to
the other half, --paragraph gives everybody the same one, --short cuts every section to N characters, --sections 2
keeps title and objective alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from duplicates.folding import DATA

FOLDER = DATA / "pairs"
SECTIONS = ("necessity", "objective", "scope", "outputs")
HELD_OUT = frozenset(
    ["bohoc", "luquet", "thatthoat", "uavvacxin", "congchung", "khodulieu", "thietbichung", "P03", "P08", "P09", "P11"],
)
"""Families (an original with all that was made from it) that no threshold was set on."""

Written = dict[str, str]

RELATIONS = {
    "vietlai": ("duplicate", "paraphrase"),
    "tinhkhac": ("overlapping", "other_province"),
    "congnghe": ("distinct", "same_technology"),
    "sangkien": ("distinct", "same_initiative"),
}


def family(name: str) -> str:
    """The original that a text belongs to."""
    return re.split(r"[-+]", name)[0]


def read_written(folder: Path = FOLDER / "written") -> dict[str, Written]:
    """The texts written by hand: "@ id", "# title", then a line for each section by its first letter."""
    letters = {"n": "necessity", "o": "objective", "s": "scope", "u": "outputs"}
    texts: dict[str, Written] = {}
    name = ""
    for path in sorted(folder.glob("*.txt")):
        if path.name == "paragraphs.txt":
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            mark, _, rest = line.partition(" ")
            if mark == "@":
                name = rest
                texts[name] = {"id": name, "title": ""}
            elif mark == "#":
                texts[name]["title"] = rest
            elif mark in letters:
                texts[name][letters[mark]] = rest.replace(" / ", "\n")
    return texts


# --- copies made by rule -------------------------------------------------------------------------

_EDITS = [
    ("hiện nay", "hiện tại"), ("hiện", "đang"), ("khoảng", "chừng"), ("ít nhất", "tối thiểu"),
    ("xây dựng", "hình thành"), ("bảo đảm", "đảm bảo"), ("không có", "chưa có"), ("giảm", "hạ"),
    ("mỗi năm", "hằng năm"), ("toàn bộ", "tất cả"),
    ("thí điểm", "làm thử"), ("thử nghiệm", "chạy thử"), ("đào tạo", "bồi dưỡng"), ("tập huấn", "bồi dưỡng"),
    ("phối hợp", "cùng"), ("trên", "hơn"), ("gồm", "bao gồm"), ("vì vậy", "do đó"), ("báo cáo", "bản báo cáo"),
]  # fmt: skip
_TITLES = [
    "Giải pháp đổi mới, nâng cao hiệu quả quản lý và phục vụ trong lĩnh vực được giao",
    "Đề án ứng dụng công nghệ số tạo đột phá giai đoạn 2026 - 2030",
    "Mô hình mới phục vụ người dân, doanh nghiệp theo tinh thần Nghị quyết 57",
    "Chương trình chuyển đổi số trọng điểm của đơn vị đến năm 2030",
    "Sáng kiến đột phá giải quyết vấn đề bức xúc từ thực tiễn cơ sở",
]
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_NEW_TONE = re.compile(rf"(o[ae]|uy)([{_TONE_MARKS}])(?![a-z])", re.IGNORECASE)
_EXPANSIONS = {
    "AI": "trí tuệ nhân tạo", "CSDL": "cơ sở dữ liệu", "API": "giao diện lập trình ứng dụng", "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân", "BHYT": "bảo hiểm y tế", "TTHC": "thủ tục hành chính", "KCN": "khu công nghiệp",
    "DNNVV": "doanh nghiệp nhỏ và vừa", "HTX": "hợp tác xã", "CNTT": "công nghệ thông tin", "ATTT": "an toàn thông tin",
    "KCB": "khám bệnh, chữa bệnh", "NSNN": "ngân sách nhà nước", "SHTT": "sở hữu trí tuệ", "DN": "doanh nghiệp",
    "DTTS": "dân tộc thiểu số", "UAV": "máy bay không người lái", "TP": "thành phố", "CBCC": "cán bộ, công chức",
    "ĐMST": "đổi mới sáng tạo", "KH&CN": "khoa học và công nghệ", "THPT": "trung học phổ thông", "TW": "Trung ương",
    "THCS": "trung học cơ sở", "CQNN": "cơ quan nhà nước", "QĐ": "quyết định", "ĐBSCL": "đồng bằng sông Cửu Long",
    "HTTT": "hệ thống thông tin", "QCVN": "quy chuẩn kỹ thuật quốc gia", "CĐS": "chuyển đổi số",
    "NNL": "nguồn nhân lực",
}  # fmt: skip


def _mapped(text: Written, change: Callable[[str], str]) -> Written:
    return {key: change(value) if key != "id" else value for key, value in text.items()}


def light_edit(text: Written, chance: random.Random) -> Written:
    """Some words changed for others, some numbers changed, one sentence left out where there are several."""

    def edited(body: str) -> str:
        for one, other in chance.sample(_EDITS, 9):
            body = re.sub(rf"(?<!\w){one}(?!\w)", other, body, count=2)
        numbers = list(re.finditer(r"(?<![\d.,/-])\d{2,3}(?![\d.,/-])", body))
        for found in chance.sample(numbers, min(len(numbers), 1 + len(numbers) // 4)):
            body = body[: found.start()] + str(int(found.group()) + 1) + body[found.end() :]
        return body

    changed = _mapped(text, edited)
    sentences = re.split(r"(?<=\.) ", changed.get("necessity", ""))
    if len(sentences) > 3:
        del sentences[chance.randrange(1, len(sentences) - 1)]
        changed["necessity"] = " ".join(sentences)
    return {**changed, "title": text["title"]}


def retitled(text: Written, chance: random.Random) -> Written:
    """Another, general title."""
    return {**text, "title": chance.choice(_TITLES)}


def unaccented(text: Written, _: random.Random) -> Written:
    """Typed without any accent."""

    def bare(body: str) -> str:
        body = body.replace("đ", "d").replace("Đ", "D")
        parts = unicodedata.normalize("NFD", body)
        return "".join(part for part in parts if unicodedata.category(part) != "Mn")

    return _mapped(text, bare)


def old_tone_marks(text: Written, _: random.Random) -> Written:
    """hoà → hòa, thuý → thúy, khoẻ → khỏe; kĩ and tỉ for kỹ and tỷ."""

    def old(body: str) -> str:
        parts = unicodedata.normalize("NFD", body)
        parts = _NEW_TONE.sub(lambda found: found[1][0] + found[2] + found[1][1], parts)
        body = unicodedata.normalize("NFC", parts)
        return re.sub(r"(?<!\w)([KkLlMm])ỹ(?!\w)", r"\1ĩ", re.sub(r"(?<!\w)([Tt])ỉ(?!\w)", r"\1ỷ", body))

    return _mapped(text, old)


def nfd(text: Written, _: random.Random) -> Written:
    """The same characters taken apart."""
    return _mapped(text, lambda body: unicodedata.normalize("NFD", body))


def all_caps(text: Written, _: random.Random) -> Written:
    """Everything in capitals."""
    return _mapped(text, str.upper)


def abbreviations_contracted(text: Written, _: random.Random) -> Written:
    """Every listed phrase shortened; read the other way round, every listed abbreviation written out."""

    def shortened(body: str) -> str:
        for short, long in _EXPANSIONS.items():
            body = re.sub(rf"(?<!\w){re.escape(long)}(?!\w)", short, body, flags=re.IGNORECASE)
        return body

    return _mapped(text, shortened)


def sections_reordered(text: Written, _: random.Random) -> Written:
    """Every section stands in the box of the next one."""
    held = [key for key in SECTIONS if key in text]
    return {**text, **{key: text[held[(place + 1) % len(held)]] for place, key in enumerate(held)}}


def sentences_reordered(text: Written, chance: random.Random) -> Written:
    """The sentences of every section in another order."""

    def mixed(body: str) -> str:
        sentences = re.split(r"(?<=[.;]) ", body)
        chance.shuffle(sentences)
        return " ".join(sentences)

    return {**_mapped(text, mixed), "title": text["title"]}


COPIES: dict[str, Callable[[Written, random.Random], Written]] = {
    "light_edit": light_edit, "retitled": retitled, "unaccented": unaccented, "old_tone_marks": old_tone_marks,
    "nfd": nfd, "abbreviations_contracted": abbreviations_contracted,
    "abbreviations_expanded": abbreviations_contracted, "sections_reordered": sections_reordered,
    "sentences_reordered": sentences_reordered, "all_caps": all_caps,
}  # fmt: skip


def merged(one: Written, other: Written, name: str) -> Written:
    """Two proposals in one: each section of the one after that of the other."""
    bodies = {key: "\n".join(text[key] for text in (one, other) if key in text) for key in SECTIONS}
    return {
        "id": name,
        "title": f"{one['title']}; {other['title']}",
        **{key: body for key, body in bodies.items() if body},
    }


def with_section(text: Written, other: Written, section: str, name: str) -> Written:
    """A text in which one section is that of another."""
    return {**text, "id": name, section: other[section]}


# --- the set -------------------------------------------------------------------------------------


class Maker:
    """Puts texts and pairs together; the same arguments give the same set."""

    def __init__(self, *, swap: bool = False, paragraph: int | None = None) -> None:
        self.chance = random.Random(57)
        self.paragraphs = (FOLDER / "written" / "paragraphs.txt").read_text(encoding="utf-8").splitlines()
        self.families: list[str] = []
        self.swap, self.paragraph = swap, paragraph
        written = read_written()
        for name in written:
            if family(name) not in self.families:
                self.families.append(family(name))
        self.written = written
        self.texts = {name: self.dressed(text, name) for name, text in written.items()}
        self.pairs: list[dict[str, str]] = []
        self.relatives: dict[str, int] = dict.fromkeys(self.texts, 0)

    def carries(self, name: str) -> bool:
        """Whether the texts of this family hold the shared paragraph."""
        held = [one for one in self.families if (one in HELD_OUT) == (family(name) in HELD_OUT)]
        return (held.index(family(name)) % 2 == 1) != self.swap

    def words(self, name: str) -> str:
        """The paragraph of this family: each serves two or three families, those held out have others."""
        held = family(name) in HELD_OUT
        alike = [one for one in self.families if (one in HELD_OUT) == held and self.carries(one)]
        place = alike.index(family(name))
        choice = min(7, 5 + place // 2) if held else min(4, place // 3)
        return self.paragraphs[choice if self.paragraph is None else self.paragraph]

    def dressed(self, text: Written, name: str) -> Written:
        """The text with the paragraph of the family of `name`, before or after a section, or as it is."""
        if not self.carries(name):
            return text
        words, number = self.words(name), self.families.index(family(name))
        if number % 3 == 2:
            return {**text, "outputs": text["outputs"] + "\n" + words}
        return {**text, "necessity": f"{words}\n{text['necessity']}" if number % 3 else f"{text['necessity']} {words}"}

    def pair(self, one: str, other: str, label: str, kind: str) -> None:
        """Note a labelled pair."""
        if self.carries(one):
            kind += "_same_paragraph"
        split = "held_out" if family(one) in HELD_OUT else "tune"
        self.pairs.append({"a": one, "b": other, "label": label, "kind": kind, "split": split})
        if label != "distinct":
            self.relatives[one] = self.relatives.get(one, 0) + 1
            self.relatives[other] = self.relatives.get(other, 0) + 1

    def made(self) -> tuple[list[Written], list[dict[str, str]]]:
        """All texts and pairs."""
        originals = [name for name in self.families if name in self.texts]
        self._written_pairs(originals)
        singles = [
            name for name in self.texts if name.endswith(("-congnghe", "-sangkien")) or name in ("nuocsach", "disan")
        ]
        for held in (False, True):
            for carries in (False, True):
                alike = [name for name in originals if self._of(name, held, carries)]
                hosts = [name for name in alike if name not in singles]
                self._copies([name for name in singles if self._of(name, held, carries)], hosts)
                self._unrelated(alike)
        return list(self.texts.values()), self.pairs

    def _of(self, name: str, held: bool, carries: bool) -> bool:
        return (family(name) in HELD_OUT) == held and self.carries(name) == carries

    def _written_pairs(self, originals: list[str]) -> None:
        for name in originals:
            for ending, (label, kind) in RELATIONS.items():
                if f"{name}-{ending}" in self.texts:
                    self.pair(name, f"{name}-{ending}", label, kind)
            for ending in ("congnghe", "sangkien"):
                if f"{name}-vietlai" in self.texts and f"{name}-{ending}" in self.texts:
                    self.pair(f"{name}-vietlai", f"{name}-{ending}", *RELATIONS[ending])

    def _copies(self, singles: list[str], originals: list[str]) -> None:
        """Every kind in turn: of each single text one or two, then a section copied into an original or one merged."""
        for place, name in enumerate(singles):
            for _ in range(1 + place % 2):
                self._copy(name)
            section = SECTIONS[place % len(SECTIONS)]
            host = originals[(place + 1) % len(originals)]
            if family(host) == family(name):
                host = originals[(place + 2) % len(originals)]
            if place % 2 == 0 and self.relatives[host] < 3:
                made = with_section(self.written[host], self.written[name], section, f"{host}+{name}-{section}")
                self._add(self.dressed(made, name), name, "section_copied")
                self.relatives[host] += 1
            elif place % 2 == 1 and place + 1 < len(singles):
                other = singles[place + 1]
                made = merged(self.written[name], self.written[other], f"{name}+{other}")
                self._add(self.dressed(made, name), name, "two_merged")
                self.pair(other, made["id"], "duplicate", "two_merged")
        for name in originals:
            if self.relatives[name] < 3:
                self._copy(name)

    def _copy(self, name: str) -> None:
        """A copy of the kind that there are fewest of so far and that changes this text."""
        made_so_far = Counter(pair["kind"].removesuffix("_same_paragraph") for pair in self.pairs
                              if self.carries(pair["a"]) == self.carries(name)
                              and (family(pair["a"]) in HELD_OUT) == (family(name) in HELD_OUT))  # fmt: skip
        for kind in sorted(COPIES, key=lambda kind: made_so_far[kind]):
            changed = COPIES[kind](self.texts[name], self.chance)
            made = {**changed, "id": f"{name}-{kind}"}
            if changed == self.texts[name] or made["id"] in self.texts:
                continue
            if kind == "abbreviations_expanded":
                self.texts[made["id"]] = made
                self.pair(made["id"], name, "duplicate", kind)
            else:
                self._add(made, name, kind)
            return

    def _add(self, made: Written, origin: str, kind: str) -> None:
        self.texts[made["id"]] = made
        self.pair(origin, made["id"], "duplicate", kind)

    def _unrelated(self, originals: list[str]) -> None:
        for step in (1, 2):
            for place, name in enumerate(originals):
                other = originals[(place + step) % len(originals)]
                if name != other and (not self.carries(name) or self.words(name) == self.words(other)):
                    self.pair(name, other, "distinct", "unrelated")


def cut(text: Written, *, short: int | None, sections: int) -> Written:
    """The text with its sections cut, or with title and objective alone."""
    kept = ("objective",) if sections == 2 else SECTIONS
    return {key: value[:short] if short and key in SECTIONS else value
            for key, value in text.items() if key in ("id", "title", *kept)}  # fmt: skip


def main() -> None:
    """Read the options and write the two files."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--swap", action="store_true")
    options.add_argument("--paragraph", type=int)
    options.add_argument("--short", type=int)
    options.add_argument("--sections", type=int, default=4)
    options.add_argument("--out", type=Path, default=FOLDER)
    given = options.parse_args()
    texts, pairs = Maker(swap=given.swap, paragraph=given.paragraph).made()
    texts = [cut(text, short=given.short, sections=given.sections) for text in texts]
    given.out.mkdir(parents=True, exist_ok=True)
    for name, rows in (("texts", texts), ("pairs", pairs)):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (given.out / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
