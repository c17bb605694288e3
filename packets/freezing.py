"""Frozen dataclasses to plain JSON and back, and the one way to write that JSON as bytes.

Knows str, int, bool, Decimal (kept as a string), date, datetime (with its zone), StrEnum, tuple[X, ...], dict[str, X],
X | None and dataclasses of these. A field that is missing takes its default; a name that is not known is refused.
"""

from __future__ import annotations

import json
import types
import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: object) -> object:
    """The value as JSON knows it: NFC texts, dates as ISO, decimals as strings, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {box.name: to_plain(getattr(value, box.name)) for box in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(held) for held in value]
    raise TypeError(f"{type(value).__name__} cannot be frozen")


def canonical(plain: object) -> bytes:
    """The one spelling of this JSON: sorted keys, no spaces, UTF-8. Floats are refused: they have no one spelling."""
    _refuse_floats(plain)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _refuse_floats(plain: object) -> None:
    if isinstance(plain, float):
        raise TypeError("a float cannot be frozen; write a decimal string")
    if isinstance(plain, dict):
        for held in plain.values():
            _refuse_floats(held)
    elif isinstance(plain, list):
        for held in plain:
            _refuse_floats(held)


def from_plain(kind: type[T], plain: object, path: str = "") -> T:
    """The value of type `kind` that was frozen as `plain`; ValueError says where it does not fit."""
    value: T = _read(kind, plain, path or "packet")
    return value


@lru_cache(maxsize=256)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, plain: Any, path: str) -> Any:
    origin = get_origin(kind)
    if kind is Any or kind is object:
        return plain
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        (kind,) = (part for part in get_args(kind) if part is not type(None))
        return _read(kind, plain, path)
    if origin is tuple:
        _expect(plain, list, path)
        part = get_args(kind)[0]
        return tuple(_read(part, held, f"{path}.{index}") for index, held in enumerate(plain))
    if origin is dict:
        _expect(plain, dict, path)
        part = get_args(kind)[1]
        return {key: _read(part, held, f"{path}.{key}") for key, held in plain.items()}
    if is_dataclass(kind):
        return _read_dataclass(kind, plain, path)
    return _read_scalar(kind, plain, path)


def _read_dataclass(kind: Any, plain: Any, path: str) -> Any:
    _expect(plain, dict, path)
    known = {box.name: box for box in fields(kind)}
    for name in plain:
        if name not in known:
            raise ValueError(f"{path}.{name}: not a field")
    values = {}
    for name, box in known.items():
        if name in plain:
            values[name] = _read(_hints(kind)[name], plain[name], f"{path}.{name}")
        elif box.default is MISSING and box.default_factory is MISSING:
            raise ValueError(f"{path}.{name}: missing")
    return kind(**values)


def _read_scalar(kind: Any, plain: Any, path: str) -> Any:
    if kind in (bool, int):
        if type(plain) is not kind:
            raise ValueError(f"{path}: {kind.__name__} expected")
        return plain
    _expect(plain, str, path)
    try:
        if kind is str:
            return plain
        if kind is Decimal:
            number = Decimal(plain)
            if not number.is_finite():
                raise ValueError("not finite")
            return number
        if kind is datetime or kind is date:
            return kind.fromisoformat(plain)
        return kind(plain)
    except (ValueError, InvalidOperation) as wrong:
        raise ValueError(f"{path}: {kind.__name__} expected") from wrong


def _expect(plain: Any, kind: type, path: str) -> None:
    if not isinstance(plain, kind):
        raise ValueError(f"{path}: {kind.__name__} expected")
