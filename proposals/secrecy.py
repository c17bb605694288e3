"""Finds marks of state secrecy – "TỐI MẬT", "độ mật", "(Mật)" – and leaves "bảo mật" and "mật độ" alone (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from proposals.template import PARTS, texts

_PLAIN = r"(?!\s*(?:mã|khẩu|độ|ong|thiết|hoa|gấu|vụ|danh|ngữ|đàm|báo)\b)"
"""Words after "mật" that make it a cipher, a password, a density or honey."""

MARKS = (
    re.compile(r"\b(?:tuyệt|tối)\s+mật\b", re.IGNORECASE),
    re.compile(r"(?<!BẢO )(?<!BÍ )(?<!CƠ )(?<!KÍN )\bMẬT\b(?i:" + _PLAIN + ")"),
    re.compile(r"\b(?:độ|dấu|mức|tài liệu|văn bản|công văn|hồ sơ)\s+[“\"(]?mật\b" + _PLAIN, re.IGNORECASE),
    re.compile(r"[(\[“\"]\s*mật\s*[)\]”\"]", re.IGNORECASE),
    re.compile(r"^[ \t]*Mật[ \t.:]*$", re.MULTILINE),
)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One mark: the part and box where it stands, the mark itself, and the words around it."""

    part: str
    path: str
    mark: str
    around: str


def marks(content: Mapping[str, Any]) -> list[Mark]:
    """Every mark found, in the order of the template; a warning for people, never a verdict."""
    found = []
    for part in PARTS:
        held = content.get(part.code)
        for path, text in texts(part, held if isinstance(held, dict) else {}):
            places = sorted({match.span() for pattern in MARKS for match in pattern.finditer(text)})
            end = -1
            for start, stop in places:
                if start >= end:
                    around = " ".join(text[max(0, start - 40) : stop + 40].split())
                    found.append(
                        Mark(part=part.code, path=path.replace(".", "-"), mark=text[start:stop].strip(), around=around)
                    )
                    end = stop
    return found
