"""Papers for tests: our own file, and files as people make them by hand, in several habits, with python-docx."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document

from core.words import fold
from demo.conversion import load_samples
from manuscripts import blocks, opening, recognising, writing
from manuscripts.found import Found
from proposals.reading import Names, TargetName
from proposals.template import PARTS
from tests import factories

SAMPLES = [f"P{number:02d}" for number in range(1, 13)]
ORIGIN = writing.Origin(line="SK-2026-0001 · phiên bản 1", title="Thử", made_at=datetime(2026, 11, 22, tzinfo=UTC))


def names() -> Names:
    """The catalogue's names without a database."""
    import json

    held = json.loads((Path(__file__).parents[2] / "catalog/data/catalog.json").read_text("utf-8"))
    targets = [*held["targets"], *held["targets_qualitative"]]
    return Names(
        systems={row["number"]: row["name_vi"] for row in held["systems"]},
        initiatives={row["number"]: row["short_title_vi"] for row in held["initiatives"]},
        targets={
            row["code"]: TargetName(code=row["code"], text=row["text_vi"], source=row["source"]) for row in targets
        },
    )


NAMES = names()


def ours(content: Mapping[str, Any]) -> bytes:
    """The file we hand out."""
    return writing.write(content, NAMES, ORIGIN)


def read(data: bytes) -> Found:
    """What the file says, without the fence."""
    return recognising.recognise(blocks.from_json(opening.read(data, "x.docx")), NAMES)


def bare(value: Any) -> Any:
    """Content without ids and without what is not filled in, to compare word for word."""
    if isinstance(value, dict):
        kept = {key: bare(held) for key, held in value.items() if key != "id"}
        return {key: held for key, held in kept.items() if held not in ("", None, [], {})}
    if isinstance(value, list):
        return [bare(held) for held in value]
    return value


def expected(sample: str) -> Any:
    """A sample as a file can say it: money names its phase."""
    content = factories.content(sample)
    phases = {row["id"]: row["name"] for row in content["roadmap"]["phases"]}
    for row in content["resources"]["finance"]:
        row["phase"] = phases[row["phase"]]
    return bare(content)


def saved(document: Any) -> bytes:
    """The bytes of a python-docx document."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


# --- by hand ----------------------------------------------------------------------------------------------------------

Habit = Callable[[Any, int, str], None]
"""How somebody writes the heading of a part: (document, number, words)."""


def styled(document: Any, number: int, words: str) -> None:
    """Word's own heading, its number typed."""
    document.add_heading(f"{number}. {words}", level=1)


def bold_capitals(document: Any, number: int, words: str) -> None:
    """A bold paragraph in capitals with a Roman number."""
    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"][number - 1]
    document.add_paragraph().add_run(f"{roman}. {words.upper()}").bold = True


def plain_muc(document: Any, number: int, words: str) -> None:
    """An ordinary paragraph: "Mục 4. …:"."""
    document.add_paragraph(f"Mục {number}. {words}:")


def without_accents(document: Any, number: int, words: str) -> None:
    """A bold paragraph typed without accents."""
    document.add_paragraph().add_run(f"{number}/ {fold(words)}").bold = True


def decomposed(document: Any, number: int, words: str) -> None:
    """Bold, in NFD as some systems type it."""
    document.add_paragraph().add_run(unicodedata.normalize("NFD", f"{number}) {words}")).bold = True


HABITS: tuple[Habit, ...] = (styled, bold_capitals, plain_muc, without_accents, decomposed)


def table(document: Any, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Any:
    """A table with a head and rows of text; a line break in a text is a new paragraph of its cell."""
    made = document.add_table(rows=1, cols=len(heads))
    for cell, head in zip(made.rows[0].cells, heads, strict=True):
        cell.text = head
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            first, *others = text.split("\n")
            cell.text = first
            for line in others:
                cell.add_paragraph(line)
    return made


def empty() -> Any:
    """A new document."""
    return Document()


def by_hand(habit: Habit) -> bytes:
    """A whole proposal as an official of a province types it: other words for heads, other columns, no numbers."""
    sample = next(row for row in load_samples() if row["id"] == "P05")
    document = Document()
    document.add_paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    document.add_paragraph("Độc lập - Tự do - Hạnh phúc")
    labels = [part.label for part in PARTS]

    def head(number: int) -> None:
        habit(document, number, labels[number - 1])

    head(1)
    document.add_paragraph(sample["ten"])
    document.add_paragraph("Loại đề xuất: Chi tiết hóa một sáng kiến trong danh mục 30 sáng kiến")
    document.add_paragraph("Sáng kiến gốc: SK10")
    document.add_paragraph("Hệ thống chiến lược chính: HT3")
    document.add_paragraph("Hệ thống liên quan: HT4")
    head(2)
    document.add_paragraph("Tên đơn vị: Tỉnh Khánh Hòa")
    document.add_paragraph("Loại đơn vị: Địa phương")
    document.add_paragraph("Đầu mối liên hệ: Người liên hệ mẫu 05")
    head(3)
    for row in sample["don_vi_phoi_hop"]:
        document.add_paragraph(f"{row['ten']}: {row['vai_tro']}", style="List Bullet")
    head(4)
    document.add_paragraph("a) Bối cảnh")
    document.add_paragraph(sample["su_can_thiet"]["boi_canh"])
    document.add_paragraph("b) Vấn đề cần giải quyết")
    document.add_paragraph(sample["su_can_thiet"]["van_de"])
    document.add_paragraph("c) Căn cứ pháp lý")
    for row in sample["su_can_thiet"]["can_cu"]:
        document.add_paragraph(f"- {row['so_ky_hieu']}: {row['noi_dung']}")
    head(5)
    document.add_paragraph(f"Mục tiêu chung: {sample['muc_tieu']['tong_quat']}")
    document.add_paragraph("Mục tiêu cụ thể:")
    table(
        document,
        ["TT", "Mục tiêu", "Đơn vị tính", "Chỉ số đo", "Giá trị mục tiêu", "Hiện trạng", "Thời gian hoàn thành"],
        (
            [
                str(number),
                row["noi_dung"],
                row["don_vi"],
                row["chi_so"],
                f"{row['gia_tri_muc_tieu']}".replace(".", ","),
                f"{row['gia_tri_nen']}".replace(".", ","),
                "/".join(reversed(row["thoi_han"].split("-"))),
            ]
            for number, row in enumerate(sample["muc_tieu"]["cu_the"], start=1)
        ),
    )
    head(10)
    phases = sample["lo_trinh"]["giai_doan"]
    table(
        document,
        ["Giai đoạn", "Từ ngày", "Đến ngày", "Nội dung công việc", "Mốc chính"],
        (
            [
                row["ten"],
                "/".join(reversed(row["bat_dau"].split("-"))),
                "/".join(reversed(row["ket_thuc"].split("-"))),
                row["noi_dung"],
                "\n".join(
                    f"- {mark['ten']} (hạn: {'/'.join(reversed(mark['thoi_han'].split('-')))})" for mark in row["moc"]
                ),
            ]
            for row in phases
        ),
    )
    head(11)
    document.add_paragraph("1. Tài chính")
    document.add_paragraph("ĐVT: tỷ đồng")
    money = table(
        document,
        ["Nguồn vốn", *(row["ten"] for row in phases), "Tổng"],
        (
            [
                words,
                *(vietnamese(row[code]) for row in sample["tai_chinh"]["theo_giai_doan"]),
                vietnamese(sum(row[code] for row in sample["tai_chinh"]["theo_giai_doan"])),
            ]
            for words, code in (("NSNN", "ngan_sach_nha_nuoc"), ("Xã hội hoá", "xa_hoi_hoa"), ("Khác", "khac"))
        ),
    )
    assert money is not None
    head(12)
    years = sorted({target["nam"] for row in sample["kpis"] for target in row["muc_tieu"]})
    table(
        document,
        ["STT", "Tên KPI", "ĐVT", "Loại", "Tầng", "Hiện trạng", *(f"Năm {year}" for year in years), "Nguồn số liệu"],
        (
            [
                str(number),
                row["ten"],
                row["don_vi"],
                row["loai"],
                str(row["tang_kpi"]),
                str(row["gia_tri_nen"]),
                *(next((str(t["gia_tri"]) for t in row["muc_tieu"] if t["nam"] == year), "") for year in years),
                row["nguon_du_lieu"],
            ]
            for number, row in enumerate(sample["kpis"], start=1)
        ),
    )
    head(13)
    table(
        document,
        ["Rủi ro", "Khả năng xảy ra", "Mức độ ảnh hưởng", "Giải pháp phòng ngừa", "Mức độ ưu tiên"],
        (
            [row["mo_ta"], f"{row['xac_suat']}/5", str(row["tac_dong"]), row["phong_ngua"], "Cao"]
            for row in sample["rui_ro"]
        ),
    )
    head(14)
    for row in sample["kien_nghi"]:
        document.add_paragraph(row["noi_dung"], style="List Number")
    return saved(document)


def vietnamese(million: float) -> str:
    """Million đồng as people write tỉ đồng: 12800 → "12,8"."""
    return f"{million / 1000:g}".replace(".", ",")


# --- LibreOffice ------------------------------------------------------------------------------------------------------

SOFFICE = shutil.which("soffice")


def through_libreoffice(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each file opened and saved again by LibreOffice."""
    before, after = folder / "before", folder / "after"
    before.mkdir()
    for name, data in files.items():
        (before / f"{name}.docx").write_bytes(data)
    subprocess.run(
        [
            str(SOFFICE),
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(after),
            *(str(before / f"{name}.docx") for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "HOME": str(folder)},
    )
    return {name: (after / f"{name}.docx").read_bytes() for name in files}
