"""Marks of secrecy are seen, words that only contain "mật" are not."""

from __future__ import annotations

import pytest

from proposals.secrecy import marks
from proposals.template import blank_content


def found(text: str) -> list[str]:
    content = blank_content()
    content["necessity"]["context"] = text
    return [mark.mark for mark in marks(content)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Theo báo cáo TỐI MẬT của Bộ", ["TỐI MẬT"]),
        ("tài liệu tuyệt mật số 12", ["tuyệt mật"]),
        ("Độ mật: Mật", ["Độ mật"]),
        ("Văn bản số 05 (Mật)", ["(Mật)"]),
        ("ĐÓNG DẤU MẬT ngày 1", ["DẤU MẬT"]),
        ("MẬT\nSố 12", ["MẬT"]),
        ("Mật\nSố 12", ["Mật"]),
        ("công văn mật của tỉnh", ["công văn mật"]),
    ],
)
def test_a_mark_is_seen(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "BẢO MẬT THÔNG TIN và bảo mật dữ liệu",
        "mật độ dân số; MẬT ĐỘ XÂY DỰNG",
        "mật khẩu, mật mã, MẬT MÃ DÂN SỰ, văn bản mật mã",
        "giữ bí mật kinh doanh, BÍ MẬT NHÀ NƯỚC",
        "sản xuất mật ong, nhiệt độ mật ong",
        "thân mật, cẩn mật, đường mật",
    ],
)
def test_a_word_that_only_contains_it_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_mark_says_where_it_stands() -> None:
    content = blank_content()
    content["risks"]["items"] = [{"id": "a", "description": "Lộ tài liệu tối mật của đối tác"}]
    [mark] = marks(content)
    assert (mark.part, mark.path, mark.mark, mark.around) == (
        "risks",
        "items-0-description",
        "tối mật",
        "Lộ tài liệu tối mật của đối tác",
    )
