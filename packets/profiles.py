"""The two rules of form as data: how a party body's paper and a state body's paper look. Never mixed (pure).

Party: the guidance on the form of party documents. State: Decree 30/2020/NĐ-CP, Appendix I. Sizes are points,
margins are millimetres. Both rules fix Vietnamese words; those stay Vietnamese in an English packet too.
"""

from __future__ import annotations

from dataclasses import dataclass

from packets.contents import Layout


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One office's rules; the templates read these and decide nothing themselves."""

    code: Layout
    top: int = 20
    bottom: int = 20
    left: int = 30
    right: int = 15
    body: float
    leading: str
    """Line height of running text: "18pt", or a factor."""
    indent: str
    """First-line indent of running text."""
    motto: tuple[str, ...]
    """The lines at the right of the head, the last one ruled."""
    motto_sizes: tuple[float, ...]
    head_left: int
    """Percent of the head's width that the issuing body takes."""
    superior_size: float
    issuer_size: float
    star: bool
    """A "*" beneath the issuing body, instead of a short rule."""
    number: str
    """How a document's number is written; `kind` is TTr, BB, …"""
    place_under_head: bool
    """Place and date stand under the motto at the right in both; the State puts them on the number's line."""
    addressing: str
    signing: str
    position_bold: bool
    full_stop: str
    """What ends the body."""
    page_number_top: bool
    """Page number alone, centred at the top from page 2."""
    recipients_size: float


PARTY = Profile(
    code=Layout.PARTY,
    body=14,
    leading="18pt",
    indent="10mm",
    motto=("ĐẢNG CỘNG SẢN VIỆT NAM",),
    motto_sizes=(15,),
    head_left=50,
    superior_size=14,
    issuer_size=14,
    star=True,
    number="Số %(number)s-%(kind)s/%(issuer)s",
    place_under_head=True,
    addressing="Kính trình",
    signing="T/M",
    position_bold=False,
    full_stop=".",
    page_number_top=False,
    recipients_size=12,
)

STATE = Profile(
    code=Layout.STATE,
    right=20,
    body=14,
    leading="1.3",
    indent="12.7mm",
    motto=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    motto_sizes=(12.5, 13.5),
    head_left=40,
    superior_size=12.5,
    issuer_size=12.5,
    star=False,
    number="Số: %(number)s/%(kind)s-%(issuer)s",
    place_under_head=False,
    addressing="Kính gửi",
    signing="TM.",
    position_bold=True,
    full_stop="./.",
    page_number_top=True,
    recipients_size=11,
)

PROFILES = {Layout.PARTY: PARTY, Layout.STATE: STATE}


def sheet(profile: Profile, *, draft: str, page_words: str, sum_words: str) -> str:
    """The profile's part of the style sheet: page boxes, sizes, the draft mark; only our own words go in, quoted."""
    number = _quoted(page_words) + ' " " counter(page) "/" counter(pages)'
    rules = [
        f"@page {{ margin: {profile.top}mm {profile.right}mm {profile.bottom}mm {profile.left}mm;",
        f'  @bottom-left {{ content: string(paper) "\\a" {_quoted(sum_words)}; }}',
        f"  @bottom-right {{ content: {number}; }}",
        f"  @top-left {{ content: {_quoted(draft)}; border: 1pt solid #000; }}" if draft else "",
        "  @top-center { content: counter(page); }" if profile.page_number_top else "",
        "}",
        "@page :first { @top-center { content: none; } }",
        f"body {{ font-size: {profile.body}pt; }}",
        f".running p {{ line-height: {profile.leading}; text-indent: {profile.indent}; }}",
        f".head-left {{ width: {profile.head_left}%; }}",
        f".superior {{ font-size: {profile.superior_size}pt; }}",
        f".issuer {{ font-size: {profile.issuer_size}pt; }}",
        f".recipients {{ font-size: {profile.recipients_size}pt; }}",
    ]
    rules += [f".motto{index} {{ font-size: {size}pt; }}" for index, size in enumerate(profile.motto_sizes, start=1)]
    return "\n".join(rule for rule in rules if rule)


def _quoted(words: str) -> str:
    """A CSS string holding these words, whatever they are."""
    return '"' + "".join(char if char.isalnum() or char in " :·/-" else f"\\{ord(char):x} " for char in words) + '"'
