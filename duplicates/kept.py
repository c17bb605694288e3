"""A reading as bytes and back: what is kept of a text so that it can be compared again without folding it again.

The words are kept as their numbers, with the places of their characters, the ends of sentences and the quantities;
about 7 kB for a proposal of 8 kB. Spelling is not kept.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

from duplicates.folding import Hashes, Offsets, Words
from duplicates.readings import Reading

_FORM = 1
"""Number of this form; what was kept in another is read from its text again."""
_HEAD = struct.Struct("<BB")
_SECTION = struct.Struct("<BHHH?")


def packed(reading: Reading) -> bytes:
    """The reading as bytes, without its id."""
    heads: list[bytes] = []
    numbers: list[Hashes] = []
    places: list[npt.NDArray[np.uint16]] = []
    for code, words in zip(reading.codes, reading.sections, strict=True):
        name = code.encode()
        heads.append(_SECTION.pack(len(name), len(words), len(words.sentences), words.quantities.size, words.cut))
        heads.append(name)
        numbers += [words.hashes, words.quantities]
        before = np.concatenate([np.zeros(1, dtype=np.int32), words.ends[:-1]]) if len(words) else words.ends
        places += [_small(words.starts - before), _small(words.ends - words.starts)]
        places.append(np.array(words.sentences, dtype="<u2").reshape(-1))
    body = b"".join([*heads, *(one.astype("<u4").tobytes() for one in numbers), *(one.tobytes() for one in places)])
    return _HEAD.pack(_FORM, len(reading.codes)) + zlib.compress(body, 1)


def _small(values: npt.NDArray[np.int32]) -> npt.NDArray[np.uint16]:
    return values.astype("<u2")


def unpacked(text_id: str, held: bytes) -> Reading:
    """What `packed` gave, without spelling. ValueError when the bytes are something else or of another form."""
    try:
        form, count = _HEAD.unpack_from(held)
        if form != _FORM:
            raise ValueError("a reading of another form")
        body = zlib.decompress(held[_HEAD.size :])
        heads, place = [], 0
        for _ in range(count):
            length, *sizes = _SECTION.unpack_from(body, place)
            place += _SECTION.size
            heads.append((body[place : place + length].decode(), sizes))
            place += length
        words = sum(sizes[0] + sizes[2] for _, sizes in heads)
        numbers = np.frombuffer(body, "<u4", words, place).astype(np.uint32, copy=False)
        places = np.frombuffer(body, "<u2", offset=place + 4 * words)
        if places.size != sum(2 * (sizes[0] + sizes[1]) for _, sizes in heads):
            raise ValueError("not a reading")
    except (struct.error, zlib.error, UnicodeDecodeError) as error:
        raise ValueError("not a reading") from error
    sections, at, there = [], 0, 0
    for _, (count, sentences, quantities, cut) in heads:
        gaps, lengths = places[there : there + count], places[there + count : there + 2 * count]
        ends: Offsets = np.cumsum(gaps.astype(np.int32) + lengths, dtype=np.int32)
        ranges = places[there + 2 * count : there + 2 * (count + sentences)].reshape(-1, 2).tolist()
        sections.append(
            Words(
                words=(),
                starts=ends - lengths,
                ends=ends,
                hashes=numbers[at : at + count],
                sentences=tuple((begin, end) for begin, end in ranges),
                quantities=numbers[at + count : at + count + quantities],
                cut=cut,
            )
        )
        at += count + quantities
        there += 2 * (count + sentences)
    return Reading(text_id, tuple(sections), tuple(code for code, _ in heads))
