"""What a packet holds, complete: everything its pages say, frozen before a page is laid out.

A packet is made in two steps. First the rooms below are read and a `Packet` is built; its canonical JSON is kept and
hashed (`content_sha256`, printed in the foot of every page). Then that JSON alone is rendered, as often as one likes,
into the same bytes. Nothing here knows a database, a request or a page: no name is looked up later.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from committee.ruling import Outcome
from core.words import N_
from packets.freezing import canonical, from_plain, to_plain
from proposals.template import Content


class Layout(StrEnum):
    """Which office's rules of form the paper follows; the two are never mixed."""

    PARTY = "party"
    STATE = "state"


class Stance(StrEnum):
    """What the chief engineer recommends."""

    SUPPORT = "support"
    CONDITIONS = "conditions"
    RESCOPE = "rescope"
    DECLINE = "decline"


STANCE_LABELS = {
    Stance.SUPPORT: N_("Ủng hộ"),
    Stance.CONDITIONS: N_("Ủng hộ có điều kiện"),
    Stance.RESCOPE: N_("Đề nghị điều chỉnh phạm vi"),
    Stance.DECLINE: N_("Không ủng hộ"),
}


class Likeness(StrEnum):
    """How alike the machine found two texts: a suggestion, never a conclusion."""

    LIKELY = "likely"
    OVERLAPPING = "overlapping"
    NONE = "none"


LIKENESS_LABELS = {
    Likeness.LIKELY: N_("Có thể trùng"),
    Likeness.OVERLAPPING: N_("Chồng lấn"),
    Likeness.NONE: N_("Không thấy trùng"),
}
"""The words of the pages (docs/look.md): one word for each level, on screen and on paper."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One person at the session and whether she was there; None while the session is still to come."""

    name: str
    role: str
    present: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """The sitting the packet is put before."""

    code: str
    title: str
    starts_at: datetime
    place: str = ""
    chair: str = ""
    secretary: str = ""
    members: tuple[Member, ...] = ()
    quorum: str = ""
    """The quorum rule in force, in words; it comes from the settings."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The head, body and signature of the cover letter; empty `body` means the standard text of the office."""

    superior: str
    """The body above the issuing one: "BAN CHỈ ĐẠO TRUNG ƯƠNG …"."""
    issuer: str
    issuer_code: str
    """Its abbreviation in document numbers: "CQTTBCĐ"."""
    number: str = ""
    """Empty while the letter has no number: a gap is left to write it."""
    place: str = "Hà Nội"
    dated: date | None = None
    addressee: str
    body: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signing_for: str = ""
    """After T/M or TM.: the body signed for; the issuer when empty."""
    signer_position: str = ""
    signer_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One criterion of the criteria set that judged these proposals."""

    code: str
    name: str
    weight: Decimal
    most: Decimal


@dataclass(frozen=True, kw_only=True)
class CriteriaSet:
    """The criteria set in force, in the order of its criteria."""

    label: str
    note: str = ""
    """Where weights and scale come from: "do đơn vị cấu hình; Kế hoạch không quy định"."""
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Score:
    """One score with its reason; a missing score is None, never zero."""

    criterion: str
    value: Decimal | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """One reviewer's sealed card. The maker of the packet chose how the reviewer is called in it."""

    reviewer: str
    scores: tuple[Score, ...]
    remark: str = ""
    sealed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Lowest, mean and highest of `count` scores; all None when nobody scored."""

    criterion: str
    lowest: Decimal | None
    mean: Decimal | None
    highest: Decimal | None
    count: int


@dataclass(frozen=True, kw_only=True)
class Total:
    """The weighted result of a proposal beside the lowest and highest card, out of `most`."""

    lowest: Decimal | None
    mean: Decimal | None
    highest: Decimal | None
    most: Decimal
    count: int


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a person ruled on a finding, and why."""

    verdict: str
    reason: str
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One text the machine found like this one."""

    code: str
    title: str
    level: Likeness
    percent: Decimal | None = None
    parts: tuple[str, ...] = ()
    """Codes of the template parts that share text."""
    evidence: str = ""
    ruling: Ruling | None = None


@dataclass(frozen=True, kw_only=True)
class Hint:
    """One of the plan's 30 initiatives that the machine finds the proposal near to, in percent."""

    initiative: int
    percent: Decimal


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition that can be checked: what is measured, the value, by when, by whom."""

    measure: str
    value: str
    due: date | None
    who: str


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """The chief engineer's recommendation, or that of the deputy who acted where none is appointed."""

    stance: Stance
    text: str
    conditions: tuple[Condition, ...] = ()
    by: str = ""
    on: date | None = None
    acting_deputy: bool = False


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """The opinion of the chief engineer of a related system."""

    system: int
    by: str
    text: str
    stance: Stance | None = None
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Votes:
    """The votes as taken."""

    agree: int
    disagree: int
    other: int
    present: int
    withdrawn: tuple[str, ...] = ()
    """Who withdrew for a conflict of interest."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the committee decided on this proposal."""

    outcome: Outcome
    text: str
    conditions: tuple[Condition, ...] = ()
    supervising_member: str = ""
    lead_unit: str = ""
    due: date | None = None
    votes: Votes | None = None
    reason_against: str = ""
    """Why it departs from the recommendation, when it does."""
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """One step of the proposal's course."""

    on: date
    label: str
    note: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """One proposal of the packet, in the version that is judged, with everything said about it."""

    code: str
    version: int
    submitted_on: date | None = None
    content: Content
    """The frozen version, by `proposals.template`; title, kind, unit, money and phases are read from it."""
    main_system: int | None = None
    """The strategic system that the secretariat confirmed; the content may name another, which was the proposer's."""
    related_systems: tuple[int, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    spreads: tuple[Spread, ...] = ()
    total: Total | None = None
    findings: tuple[Finding, ...] = ()
    findings_checked_on: date | None = None
    hints: tuple[Hint, ...] = ()
    recommendation: Recommendation | None = None
    opinions: tuple[Opinion, ...] = ()
    decision: Decision | None = None
    course: tuple[Event, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names the contents refer to by number or code, in the packet's language."""

    systems: dict[str, str] = field(default_factory=dict)
    """"1" → name of strategic system 1."""
    initiatives: dict[str, str] = field(default_factory=dict)
    """"2" → short title of initiative 2."""
    targets: dict[str, str] = field(default_factory=dict)
    """"KH30-11" → text of the target."""


@dataclass(frozen=True, kw_only=True)
class Packet:
    """A session's whole packet."""

    code: str
    version: int
    layout: Layout
    language: str = "vi"
    draft: bool
    made_at: datetime
    session: Session
    letter: Letter
    criteria: CriteriaSet
    dossiers: tuple[Dossier, ...]
    names: Names = field(default_factory=Names)

    def to_json(self) -> dict[str, object]:
        """The packet as plain JSON, to be kept and later rendered."""
        plain = to_plain(self)
        assert isinstance(plain, dict)
        return plain

    @staticmethod
    def from_json(plain: object) -> Packet:
        """The packet this JSON was made from; ValueError names the path of the first thing wrong."""
        return from_plain(Packet, plain)

    def names_besides(self) -> set[str]:
        """Numbers of proposals that are named in duplicate findings and have no dossier here."""
        own = {dossier.code for dossier in self.dossiers}
        return {finding.code for dossier in self.dossiers for finding in dossier.findings} - own

    def content_sha256(self) -> str:
        """The checksum that the pages carry."""
        return content_sha256(self.to_json())


def content_sha256(packet_json: object) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, NFC, UTF-8."""
    return hashlib.sha256(canonical(packet_json)).hexdigest()
