"""Who issues the cover letter under each rule of form, as data: names, abbreviation, addressee (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from packets.contents import Layout, Letter

STANDING_BOARD = "Thường trực Ban Chỉ đạo Trung ương"


@dataclass(frozen=True, kw_only=True)
class Office:
    """The office that puts the packet before the committee."""

    superior: str
    issuer: str
    issuer_code: str
    addressee: str
    recipients: tuple[str, ...]


OFFICES: dict[Layout, Office] = {
    Layout.PARTY: Office(
        superior="Ban Chấp hành Trung ương",
        issuer="Cơ quan Thường trực Ban Chỉ đạo",
        issuer_code="CQTTBCĐ",
        addressee=STANDING_BOARD,
        recipients=(STANDING_BOARD, "Tổ Giúp việc", "Lưu Cơ quan Thường trực Ban Chỉ đạo"),
    ),
    Layout.STATE: Office(
        superior="Ban Chỉ đạo của Chính phủ",
        issuer="Tổ Giúp việc",
        issuer_code="TGV",
        addressee=STANDING_BOARD,
        recipients=("Như trên", "Cơ quan Thường trực Ban Chỉ đạo", "Lưu: TGV"),
    ),
}
"""Names of bodies stay Vietnamese in every language, as the rules of form have them (plan V.1, organisations file)."""


def letter(layout: Layout, *, number: str, dated: date | None, position: str, name: str) -> Letter:
    """The cover letter of one packet: the office's data and what was typed for this one."""
    office = OFFICES[layout]
    return Letter(
        superior=office.superior,
        issuer=office.issuer,
        issuer_code=office.issuer_code,
        number=number,
        dated=dated,
        addressee=office.addressee,
        recipients=office.recipients,
        signer_position=position,
        signer_name=name,
    )
