"""Turns one sample proposal (Vietnamese keys, million đồng) into a content document of `proposals.template`.

Mappings:
- `ten` → title.title; `loai` moi/chi_tiet_hoa → new/detailing; `sang_kien_goc` "SK02" → initiative 2; "HT4" → system 4;
  `nhom_du_an` and `ly_do_nhom` → project_group and its reason; `co_hop_phan_khcn` → strategic_technology.
- `don_vi_de_xuat`, `loai_don_vi`, `nguoi_lien_he` → lead_unit; words of unit, output, novelty and KPI types → codes,
  compared without regard to the place of the tone mark ("thương mại hoá" is "thương mại hóa").
- Row ids are the sample's own codes ("MT1", "HP2", "SP1", "GD1", "KPI1", "R1"); rows without a code are "r1", "r2", …
- `hop_phan[].hoat_dong` (a list) → activities, one per line; `giai_doan[].moc` → milestones nested in their phase.
- `tai_chinh.theo_giai_doan` → resources.finance: each row names the id of its phase; million đồng → đồng.
- Numbers of measures and quantities → canonical decimal strings ("3.2"), never floats; `nhan_luc[].so_luong` → int.
- `smart.co_thoi_han` is an ISO date in the samples and becomes the text "31/12/2028".
- Texts are normalised to NFC and stripped; null texts become "".

Added: objectives name no responsible unit in the samples; the proposing unit stands there, as the template
asks for one.
Lost, on purpose: `id`, `ma_ho_so`, `du_lieu_mau` (the registry numbers for itself), `cam_ket` (declared anew at
submission), `cong`, `tong`, `co_cau_phan_tram`, `diem`, `muc` (computed by us from the same figures).
Not in the samples, so left blank: title.running_programme.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from proposals.template import Content, JsonRow, blank_content

SAMPLES = Path(__file__).parent / "data" / "sample_proposals.json"
MILLION = 1_000_000

Sample = Mapping[str, Any]

_KINDS = {"moi": "new", "chi_tiet_hoa": "detailing"}
_UNIT_TYPES = {
    "bộ, ngành": "ministry",
    "cơ quan đảng, mặt trận, đoàn thể": "party_body",
    "địa phương": "locality",
    "doanh nghiệp": "enterprise",
    "viện nghiên cứu": "institute",
    "cơ sở giáo dục đại học": "university",
    "cơ sở giáo dục nghề nghiệp": "vocational",
    "tổ chức xã hội - nghề nghiệp": "association",
    "cá nhân": "individual",
}
_NOVELTY_TYPES = {"công nghệ": "technology", "mô hình": "model", "giải pháp": "solution", "chính sách": "policy"}
_OUTPUT_TYPES = {
    "công nghệ": "technology",
    "quy trình": "process",
    "mô hình": "model",
    "chính sách": "policy",
    "cơ sở dữ liệu": "database",
    "ứng dụng": "application",
    "sản phẩm thương mại hóa": "commercial",
}
_KPI_TYPES = {
    "đầu vào": "input",
    "đầu ra": "output",
    "chất lượng": "quality",
    "kết quả": "outcome",
    "tác động": "impact",
}
_ARCHITECT_STATES = {"đề xuất": "proposed", "đã cử": "appointed"}


def load_samples(path: Path = SAMPLES) -> list[dict[str, Any]]:
    """The sample proposals as they were written, in their order."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return list(document["proposals"])


def convert(sample: Sample) -> Content:
    """The sample as a whole content document: every part and box present, nothing validated."""
    content = blank_content()
    for code, part in (
        ("title", _title(sample)),
        ("lead_unit", _lead_unit(sample)),
        ("coordination", {"units": _rows(sample["don_vi_phoi_hop"], _coordinating)}),
        ("necessity", _necessity(sample["su_can_thiet"])),
        ("objectives", _objectives(sample)),
        ("novelty", _novelty(sample["tinh_dot_pha"])),
        ("scope", {"components": _rows(sample["hop_phan"], _component)}),
        ("outputs", {"items": _rows(sample["san_pham"], _output)}),
        ("contribution", _contribution(sample["dong_gop"])),
        ("roadmap", _roadmap(sample["lo_trinh"])),
        ("resources", _resources(sample)),
        ("kpis", {"items": _rows(sample["kpis"], _kpi)}),
        ("risks", {"items": _rows(sample["rui_ro"], _risk)}),
        ("requests", {"items": _rows(sample["kien_nghi"], _request)}),
    ):
        content[code].update(part)
    return content


def _rows(samples: Sequence[Sample] | None, convert_row: Callable[[Sample], JsonRow]) -> list[JsonRow]:
    return [
        {"id": text(sample.get("ma")) or f"r{number}", **convert_row(sample)}
        for number, sample in enumerate(samples or (), start=1)
    ]


def text(value: object) -> str:
    """A sample's text as we keep it: NFC, stripped, "" for null."""
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()


def decimal_text(value: object) -> str | None:
    """A number of the samples (int, float or digits) as a canonical decimal string: 2.10 → "2.1", 12.0 → "12"."""
    if value is None or value == "":
        return None
    number = Decimal(str(value))
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _number_after(code: object, prefix: str) -> int | None:
    if not code:
        return None
    return int(text(code).removeprefix(prefix))


def _coded(words: object, codes: Mapping[str, str]) -> str:
    folded = text(words).lower().replace("hoá", "hóa")
    return codes.get(folded, "other") if folded else ""


def _money(value: object) -> int | None:
    return None if value is None else int(Decimal(str(value)) * MILLION)


def _title(sample: Sample) -> JsonRow:
    return {
        "title": text(sample["ten"]),
        "kind": _KINDS[sample["loai"]],
        "initiative": _number_after(sample["sang_kien_goc"], "SK"),
        "main_system": _number_after(sample["he_thong_chinh"], "HT"),
        "related_systems": sorted(
            number for code in sample["he_thong_lien_quan"] if (number := _number_after(code, "HT")) is not None
        ),
        "strategic_technology": sample["co_hop_phan_khcn"],
        "project_group": text(sample["nhom_du_an"]),
        "project_group_reason": text(sample["ly_do_nhom"]),
    }


def _lead_unit(sample: Sample) -> JsonRow:
    contact = sample["nguoi_lien_he"]
    return {
        "name": text(sample["don_vi_de_xuat"]),
        "unit_type": _coded(sample["loai_don_vi"], _UNIT_TYPES),
        "contact_name": text(contact["ho_ten"]),
        "contact_position": text(contact["chuc_vu"]),
        "contact_phone": text(contact["dien_thoai"]),
        "contact_email": text(contact["thu_dien_tu"]),
    }


def _coordinating(row: Sample) -> JsonRow:
    return {"name": text(row["ten"]), "role": text(row["vai_tro"])}


def _necessity(part: Sample) -> JsonRow:
    return {
        "context": text(part["boi_canh"]),
        "problem": text(part["van_de"]),
        "bases": _rows(
            part["can_cu"], lambda row: {"number": text(row["so_ky_hieu"]), "content": text(row["noi_dung"])}
        ),
    }


def _objectives(sample: Sample) -> JsonRow:
    unit = text(sample["don_vi_de_xuat"])

    def specific(row: Sample) -> JsonRow:
        smart = row["smart"]
        return {
            "statement": text(row["noi_dung"]),
            "measure": text(row["chi_so"]),
            "baseline": decimal_text(row["gia_tri_nen"]),
            "target": decimal_text(row["gia_tri_muc_tieu"]),
            "unit": text(row["don_vi"]),
            "deadline": text(row["thoi_han"]) or None,
            "responsible": unit,
            "specific": text(smart["cu_the"]),
            "measurable": text(smart["do_luong_duoc"]),
            "achievable": text(smart["kha_thi"]),
            "relevant": text(smart["lien_quan"]),
            "time_bound": _day_text(smart["co_thoi_han"]),
        }

    part = sample["muc_tieu"]
    return {"general": text(part["tong_quat"]), "specific": _rows(part["cu_the"], specific)}


def _day_text(value: object) -> str:
    words = text(value)
    try:
        return date.fromisoformat(words).strftime("%d/%m/%Y")
    except ValueError:
        return words


def _novelty(part: Sample) -> JsonRow:
    return {
        "summary": text(part["tom_tat"]),
        "points": _rows(
            part["diem_moi"],
            lambda row: {
                "type": _coded(row["loai"], _NOVELTY_TYPES),
                "new": text(row["diem_moi"]),
                "today": text(row["so_voi_hien_tai"]),
            },
        ),
    }


def _component(row: Sample) -> JsonRow:
    return {
        "name": text(row["ten"]),
        "content": text(row["noi_dung"]),
        "activities": "\n".join(text(activity) for activity in row["hoat_dong"]),
        "unit": text(row["don_vi_thuc_hien"]),
    }


def _output(row: Sample) -> JsonRow:
    return {
        "type": _coded(row["loai"], _OUTPUT_TYPES),
        "name": text(row["ten"]),
        "description": text(row["mo_ta"]),
        "quantity": decimal_text(row["so_luong"]),
        "unit": text(row["don_vi_tinh"]),
        "acceptance": text(row["tieu_chi_nghiem_thu"]),
        "users": text(row["nguoi_su_dung"]),
        "deadline": text(row["thoi_han"]) or None,
    }


def _contribution(part: Sample) -> JsonRow:
    return {
        "narrative": text(part["thuyet_minh"]),
        "targets": _rows(
            part["anh_xa"],
            lambda row: {
                "system": _number_after(row["he_thong"], "HT"),
                "target": text(row["ma_chi_tieu"]),
                "contribution": text(row["muc_dong_gop"]),
                "measured_by": text(row["cach_do"]),
            },
        ),
    }


def _roadmap(part: Sample) -> JsonRow:
    def milestone(row: Sample) -> JsonRow:
        return {"name": text(row["ten"]), "due": text(row["thoi_han"]) or None}

    def phase(row: Sample) -> JsonRow:
        return {
            "name": text(row["ten"]),
            "start": text(row["bat_dau"]) or None,
            "end": text(row["ket_thuc"]) or None,
            "content": text(row["noi_dung"]),
            "milestones": _rows(row["moc"], milestone),
        }

    return {
        "phases": _rows(part["giai_doan"], phase),
        "marks": _rows(part["moc_1_3_5_10"], lambda row: {"years": int(row["nam"]), "mark": text(row["moc"])}),
    }


def _resources(sample: Sample) -> JsonRow:
    finance = sample["tai_chinh"]
    architect = sample["kien_truc_su_truong"] or {}
    return {
        "finance": _rows(
            finance["theo_giai_doan"],
            lambda row: {
                "phase": text(row["giai_doan"]),
                "state_budget": _money(row["ngan_sach_nha_nuoc"]),
                "socialised": _money(row["xa_hoi_hoa"]),
                "other": _money(row["khac"]),
            },
        ),
        "mechanism": text(finance["de_xuat_co_che_tai_chinh"]),
        "finance_note": text(finance["ghi_chu"]),
        "people": _rows(
            sample["nhan_luc"],
            lambda row: {
                "position": text(row["vi_tri"]),
                "count": int(row["so_luong"]),
                "requirement": text(row["yeu_cau"]),
                "source": text(row["nguon"]),
                "phase": text(row["giai_doan"]),
            },
        ),
        "architect_state": _coded(architect.get("trang_thai"), _ARCHITECT_STATES),
        "architect_standard": text(architect.get("tieu_chuan")),
        "infrastructure": _rows(
            sample["ha_tang"],
            lambda row: {
                "item": text(row["hang_muc"]),
                "quantity": decimal_text(row["so_luong"]),
                "unit": text(row["don_vi"]),
                "source": text(row["nguon"]),
                "phase": text(row["giai_doan"]),
                "note": text(row["ghi_chu"]),
            },
        ),
    }


def _kpi(row: Sample) -> JsonRow:
    return {
        "name": text(row["ten"]),
        "tier": text(row["tang_kpi"]),
        "type": _coded(row["loai"], _KPI_TYPES),
        "unit": text(row["don_vi"]),
        "baseline": decimal_text(row["gia_tri_nen"]),
        "baseline_year": row["nam_nen"],
        "targets": _rows(
            row["muc_tieu"], lambda target: {"year": target["nam"], "value": decimal_text(target["gia_tri"])}
        ),
        "source": text(row["nguon_du_lieu"]),
        "method": text(row["phuong_phap_do"]),
        "frequency": text(row["tan_suat"]),
        "responsible": text(row["don_vi_chiu_trach_nhiem"]),
    }


def _risk(row: Sample) -> JsonRow:
    return {
        "description": text(row["mo_ta"]),
        "group": text(row["nhom"]),
        "probability": row["xac_suat"],
        "impact": row["tac_dong"],
        "prevention": text(row["phong_ngua"]),
        "response": text(row["ung_pho"]),
        "owner": text(row["don_vi_theo_doi"]),
    }


def _request(row: Sample) -> JsonRow:
    return {
        "content": text(row["noi_dung"]),
        "authority": text(row["cap_giai_quyet"]),
        "basis": text(row["can_cu"]),
    }
