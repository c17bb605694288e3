"""What is said about files: why one is not taken, what kind it is, how large, and what the scanner knows of it."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Any

from attachments.arrival import Limits
from attachments.models import ScanState
from attachments.naming import Fault, FileKind
from core import words
from core.i18n import N_, choose, gettext

SENTENCES: dict[Fault, str] = {
    Fault.NO_ENDING: N_("Tên tệp không có phần mở rộng nên không biết là loại tệp nào; hãy đặt lại tên, ví dụ “.pdf”."),
    Fault.KIND: N_("Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx) và ảnh PNG, JPG."),
    Fault.OLD_OFFICE: N_("Không nhận định dạng cũ hoặc định dạng khác; hãy lưu lại thành .docx, .xlsx hoặc PDF."),
    Fault.DOUBLE_ENDING: N_("Tên tệp có hai phần mở rộng, trong đó có loại tệp chạy được; hãy đặt lại tên."),
    Fault.EMPTY: N_("Tệp rỗng, không có nội dung."),
    Fault.TOO_LARGE: N_("Tệp lớn hơn giới hạn %(file)s của một tệp."),
    Fault.DISGUISED: N_("Nội dung không đúng với phần mở rộng của tên tệp; hãy lưu lại đúng loại, không chỉ đổi tên."),
    Fault.LOCKED: N_("Tệp đặt mật khẩu nên không ai mở được; hãy bỏ mật khẩu rồi tải lên lại."),
    Fault.OLE: N_(
        "Tệp đặt mật khẩu hoặc là định dạng Word, Excel đời cũ; hãy bỏ mật khẩu, lưu thành .docx hoặc .xlsx."
    ),
    Fault.BROKEN: N_("Tệp hỏng hoặc chưa đủ; hãy mở ra kiểm tra, lưu lại rồi tải lên lại."),
    Fault.MACROS: N_("Tệp có macro; hãy lưu thành bản không có macro (.docx, .xlsx) hoặc PDF."),
    Fault.EMBEDDED: N_("Tệp chứa tệp hoặc đối tượng khác bên trong; hãy tách ra tải lên riêng, hoặc in ra PDF."),
    Fault.ACTIVE: N_("Tệp PDF có mã lệnh tự chạy; hãy in lại ra PDF rồi tải lên."),
    Fault.EXTERNAL: N_("Tệp lấy mẫu hoặc nội dung từ địa chỉ bên ngoài; hãy gỡ liên kết đó hoặc lưu thành PDF."),
    Fault.BOMB: N_("Tệp giải nén ra quá lớn so với mức bình thường nên không nhận."),
    Fault.PICTURE: N_("Ảnh quá lớn (quá 80 triệu điểm ảnh hoặc 20.000 điểm một chiều); hãy thu nhỏ rồi tải lên lại."),
    Fault.TOO_COMPLEX: N_(
        "Tệp quá phức tạp, không kiểm tra xong trong thời gian cho phép; hãy chia nhỏ hoặc in ra PDF."
    ),
    Fault.SAME: N_("Trùng hoàn toàn với “%(title)s” đã có nên không lưu thêm."),
    Fault.TOO_MANY: N_("Đề xuất đã đủ %(files)s tài liệu; hãy gỡ bớt trước khi thêm."),
    Fault.TOO_MUCH: N_(
        "Không còn chỗ: tổng dung lượng các tệp của một đề xuất tối đa %(bytes)s, kể cả phiên bản trước."
    ),
}

KINDS: dict[FileKind, str] = {
    FileKind.PDF: "PDF",
    FileKind.WORD: "Word",
    FileKind.EXCEL: "Excel",
    FileKind.PNG: N_("Ảnh PNG"),
    FileKind.JPEG: N_("Ảnh JPG"),
}

SCANS: dict[ScanState, tuple[str, str, str]] = {
    ScanState.NOT_SCANNED: (N_("Chưa quét"), "quiet", N_("Máy quét chưa được cài")),
    ScanState.WAITING: (N_("Đang chờ quét"), "wait", ""),
    ScanState.UNREACHABLE: (N_("Chưa quét được"), "wait", N_("Máy quét không trả lời, sẽ thử lại")),
    ScanState.TOO_LARGE: (N_("Chưa quét"), "wait", N_("Lớn hơn giới hạn của máy quét")),
    ScanState.CLEAN: (N_("Đã quét"), "done", N_("Không thấy mã độc")),
    ScanState.INFECTED: (N_("Có mã độc"), "late-pill", N_("Đã chặn tải xuống")),
}
"""Word, tone of the pill, and why."""


def sentence(fault: Fault, most: Limits, **values: Any) -> str:
    """Why a file was not taken, in the reader's language."""
    known = {"file": size(most.file), "files": most.files, "bytes": size(most.bytes), **values}
    text = SENTENCES[fault]
    return gettext(text, **known) if "%(" in text else gettext(text)


def size(amount: int) -> str:
    """Bytes as people say them: "512 B", "1,4 MB"; rounded up, so that nothing looks smaller than it is."""
    if amount < 1024:
        return f"{amount} B"
    value, unit = (Decimal(amount) / 1024, "KB") if amount < 1024**2 else (Decimal(amount) / 1024**2, "MB")
    shown = value.quantize(Decimal("0.1") if value < 10 else Decimal(1), rounding=ROUND_CEILING)
    return f"{words.format_number(int(shown) if shown == int(shown) else shown, choose())} {unit}"
