"""Opens a Word file that nobody vouches for: every bound checked before anything is parsed, nothing in it carried out.

Runs in a process of its own (`manuscripts.fence`) with bounds on memory and time: `python -m manuscripts.opening` reads
the bytes from standard input and writes JSON. Whatever is wrong with a file becomes one of the sentences of `REFUSALS`.

Source of the rules: [MS-OFFCRYPTO] and [MS-CFB] for old and locked files, ECMA-376 for the package and its text.
"""

from __future__ import annotations

import io
import json
import re
import resource
import struct
import sys
import zipfile
from typing import Any

from core.words import N_

REFUSALS = {
    "empty": N_("Tệp rỗng, không có nội dung nào."),
    "name": N_("Chỉ nhận tệp Word có đuôi .docx."),
    "old": N_("Đây là tệp Word đời cũ (.doc). Hãy mở bằng Word, chọn Lưu thành và chọn dạng .docx rồi tải lên lại."),
    "locked": N_("Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu mở tệp rồi tải lên lại."),
    "pdf": N_("Đây là tệp PDF, không phải tệp Word. Hãy tải lên bản .docx; bản PDF có thể gửi làm tệp đính kèm."),
    "rtf": N_("Đây là tệp RTF, không phải .docx. Hãy mở bằng Word, chọn Lưu thành và chọn dạng .docx."),
    "odt": N_("Đây là tệp OpenDocument (.odt). Hãy lưu thành dạng Word .docx rồi tải lên lại."),
    "other": N_("Tệp mang đuôi .docx nhưng bên trong không phải văn bản Word."),
    "strict": N_("Tệp được lưu ở dạng Strict Open XML. Hãy lưu thành “Word Document (.docx)” rồi tải lên lại."),
    "template": N_("Đây là tệp mẫu của Word (.dotx). Hãy lưu thành văn bản .docx rồi tải lên lại."),
    "broken": N_("Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở lại bằng Word, lưu thành tệp mới rồi tải lên lại."),
    "macros": N_("Tệp có macro nên không được nhận. Hãy lưu thành .docx (không macro) rồi tải lên lại."),
    "objects": N_("Tệp có nhúng đối tượng của chương trình khác (OLE, ActiveX) nên không được nhận; hãy xóa chúng."),
    "outside": N_(
        "Tệp lấy mẫu, ảnh hoặc nội dung từ một địa chỉ bên ngoài nên không được nhận. "
        "Hãy chép nội dung sang một văn bản mới, lưu lại rồi tải lên."
    ),
    "entities": N_("Tệp chứa khai báo XML không an toàn nên không được nhận."),
    "bomb": N_("Tệp giải nén ra quá lớn so với một văn bản nên không được nhận."),
    "large": N_("Văn bản quá dài hoặc có quá nhiều bảng, không đọc được. Hãy tách phần phụ lục ra tệp đính kèm."),
    "slow": N_("Không đọc xong tệp trong thời gian cho phép. Hãy mở bằng Word, lưu thành tệp mới rồi tải lên lại."),
}
"""Every reason for which a file is not taken, each a sentence for the person who sent it."""

MEMBERS = 2000
MEMBER_NAME = 260
UNPACKED = 160 * 1024 * 1024
"""Bytes of all members together."""
XML_PART = 16 * 1024 * 1024
"""Bytes of one part that is parsed."""
XML_ALL = 40 * 1024 * 1024
RATIO = 250
"""A member of more than a megabyte may not be packed tighter than this; text of Word is packed five to sixty times."""
BLOCKS = 40_000
TEXT = 2_000_000
"""Characters."""
DEPTH = 6
"""Tables inside tables."""
COLUMNS = 80
MEMORY = 1024 * 1024 * 1024
SECONDS = 15
"""Of the processor."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets|customui/.*onload", re.IGNORECASE)
_DOCTYPE = [
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
]
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


class Refused(Exception):
    """The file is not taken; `code` is a key of REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look(data: bytes, name: str) -> None:
    """Refuse what the first bytes or the name already tell; cheap, nothing is unpacked."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in ("docm", "dotm"):
        raise Refused("macros")
    if not data:
        raise Refused("empty")
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Refused("locked" if "EncryptedPackage".encode("utf-16-le") in data else "old")
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise Refused("pdf")
    if data.startswith(b"{\\rtf"):
        raise Refused("rtf")
    if suffix in ("doc", "odt", "pdf", "rtf") and not data.startswith(b"PK"):
        raise Refused({"doc": "old"}.get(suffix, suffix))
    if suffix == "dotx":
        raise Refused("template")
    if suffix != "docx":
        raise Refused("odt" if suffix == "odt" else "name")
    if not data.startswith(b"PK"):
        raise Refused("other")


def check_package(data: bytes) -> dict[str, bytes]:
    """The XML parts of the package by lower-case name, after every bound was kept; raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _unpacked(package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, struct.error) as error:
        raise Refused("broken") from error
    except (NotImplementedError, RuntimeError) as error:  # a method or a lock that the library does not know
        raise Refused("broken") from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise Refused("broken") from error
        raise


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    members = package.infolist()
    if len(members) > MEMBERS:
        raise Refused("bomb")
    names: set[str] = set()
    parts: dict[str, bytes] = {}
    unpacked = parsed = 0
    for member in members:
        name = member.filename.replace("\\", "/").lstrip("/").lower()
        if member.flag_bits & 0x1:
            raise Refused("locked")
        if name in names or len(name) > MEMBER_NAME or ".." in name.split("/"):
            raise Refused("broken")
        names.add(name)
        if _MACROS.search(name):
            raise Refused("macros")
        if re.search(r"(^|/)(activex/|embeddings/.*\.(bin|ole)$)", name):
            raise Refused("objects")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("broken")
        wanted = name.endswith((".xml", ".rels"))
        size, held = _counted(package, member, keep=wanted, left=UNPACKED - unpacked)
        unpacked += size
        if wanted:
            parsed += size
            if parsed > XML_ALL:
                raise Refused("bomb")
            parts[name] = held
    _check_kind(names, parts)
    for name, held in parts.items():
        _check_xml(held)
        if name.endswith(".rels"):
            _check_links(held)
    return parts


def _counted(package: zipfile.ZipFile, member: zipfile.ZipInfo, *, keep: bool, left: int) -> tuple[int, bytes]:
    """The real size of a member, whatever its header says, read piece by piece."""
    size = 0
    held = bytearray()
    most = min(left, XML_PART) if keep else left
    with package.open(member) as stream:
        while piece := stream.read(64 * 1024):
            size += len(piece)
            if size > most or (size > 1024 * 1024 and size > RATIO * max(member.compress_size, 1)):
                raise Refused("bomb")
            if keep:
                held += piece
    return size, bytes(held)


def _check_kind(names: set[str], parts: dict[str, bytes]) -> None:
    types = parts.get("[content_types].xml", b"")
    if not types:
        raise Refused("odt" if "mimetype" in names and "content.xml" in names else "other")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Refused("macros")
    if b"wordprocessingml.template" in types:
        raise Refused("template")
    if b"wordprocessingml.document.main+xml" not in types:
        raise Refused("other")
    links = parts.get("_rels/.rels", b"")
    if b"purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" in links:
        raise Refused("strict")


def _check_xml(held: bytes) -> None:
    """No document type, no entity, and no encoding in which one could hide."""
    if any(mark in held for mark in _DOCTYPE):
        raise Refused("entities")
    said = _ENCODING.search(held[:400])
    if said and said[1].lower().replace(b"_", b"-") not in (b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"):
        raise Refused("entities")
    if held[:4] in (b"\x00\x00\x00<", b"<\x00\x00\x00", b"Lo\xa7\x94") or held[:4] == b"\x00\x00\xfe\xff":
        raise Refused("entities")


def _check_links(held: bytes) -> None:
    """Nothing is fetched from outside; a hyperlink is only text to us."""
    from lxml import etree  # noqa: PLC0415 - only the fenced process pays for it

    try:
        tree = etree.fromstring(held, _parser())
    except etree.XMLSyntaxError as error:
        raise Refused("broken") from error
    for link in tree.iter("{*}Relationship"):
        kind = str(link.get("Type") or "").rpartition("/")[2].lower()
        if kind in ("oleobject", "control", "activexcontrolbinary"):
            raise Refused("objects")
        if kind in ("vbaproject", "wordvbadata", "keymapcustomizations"):
            raise Refused("macros")
        if str(link.get("TargetMode") or "").lower() == "external" and kind != "hyperlink":
            raise Refused("outside")
        if kind in ("afchunk", "subdocument"):
            raise Refused("outside")


def _parser() -> Any:
    from lxml import etree  # noqa: PLC0415

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def read(data: bytes, name: str) -> dict[str, Any]:
    """What the file says, as `blocks.to_json` writes it; raises Refused."""
    from manuscripts import blocks, walking  # noqa: PLC0415 - the web process imports only the sentences above

    look(data, name)
    check_package(data)
    return blocks.to_json(walking.walk(data))


def main() -> int:
    """Read bytes, say JSON: {"page": …} or {"refused": code}."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        said: dict[str, Any] = {"page": read(sys.stdin.buffer.read(), name)}
    except Refused as refused:
        said = {"refused": refused.code}
    except MemoryError:
        said = {"refused": "large"}
    except Exception as error:  # whatever breaks a parser is a broken file, never a fault of ours to show
        said = {"refused": "broken", "kind": type(error).__name__}
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
