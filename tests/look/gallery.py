"""The components with real text as pictures at 1366 and 360 px, checked by axe, the console and the width of the page.

python tests/look/gallery.py [folder] [page …]; ends with 1 when anything is complained about.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.widgets import CheckboxInput, ListWidget

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from core.forms import (  # noqa: E402 - run as a script, the checkout is not on the path before
    AtMost,
    DayField,
    Filled,
    HouseForm,
    LineField,
    MoneyField,
    NumberField,
    ProseField,
    WholeField,
)

CONTENT: dict[str, Any] = json.loads((HERE / "content.json").read_text("utf-8"))
PAGES = ("home", "queue", "dossier", "score", "draft", "draft-wrong", "compare", "sign_in", "error")
CHROMIUM = "/usr/bin/chromium"
QUIETLY = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SPILLS = (
    "width => [...document.querySelectorAll('main *, header *')]"
    ".filter(node => node.getBoundingClientRect().right > width + 1).slice(0, 5)"
    ".map(node => node.tagName + '.' + node.className)"
)


class Objective(Form):
    id = HiddenField()
    statement = LineField("Nội dung", [Filled(), AtMost(1000)])
    measure = LineField("Chỉ số đo", [Filled(), AtMost(500)])
    baseline = NumberField("Giá trị nền", [Filled()])
    target = NumberField("Giá trị đích", [Filled()])
    unit = LineField("Đơn vị đo", [Filled(), AtMost(80)])
    deadline = DayField("Thời hạn", [Filled()])
    responsible = LineField("Đơn vị chịu trách nhiệm", [Filled()])


class Unit(Form):
    id = HiddenField()
    name = LineField("Tên đơn vị", [Filled()])
    role = LineField("Vai trò", [Filled()])


class Milestone(Form):
    name = LineField("Tên mốc", [Filled()])
    due = DayField("Thời hạn", [Filled()])


class Phase(Form):
    name = LineField("Tên giai đoạn", [Filled()])
    milestones = FieldList(FormField(Milestone), label="Mốc")


class Money(Form):
    id = HiddenField()
    phase = HiddenField()
    state_budget = MoneyField("Ngân sách nhà nước")
    socialised = MoneyField("Xã hội hóa")
    other = MoneyField("Nguồn khác")


class Draft(HouseForm):
    general = ProseField("Mục tiêu tổng quát", [Filled(), AtMost(140)])
    specific = FieldList(FormField(Objective), label="Mục tiêu cụ thể")
    units = FieldList(FormField(Unit), label="Các đơn vị phối hợp")
    phases = FieldList(FormField(Phase), label="Các giai đoạn")
    finance = FieldList(FormField(Money), label="Tài chính theo giai đoạn và nguồn")
    kind = RadioField(
        "Loại đề xuất",
        [Filled()],
        choices=[
            ("new", "Đề xuất sáng kiến đột phá mới"),
            ("detailing", "Chi tiết hóa một sáng kiến trong danh mục 30 sáng kiến"),
        ],
    )
    systems = SelectMultipleField(
        "Hệ thống chiến lược liên quan",
        choices=[("1", "1. Đổi mới thể chế và quản trị quốc gia"), ("3", "3. An sinh và phúc lợi")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    secret = BooleanField("Tôi cam đoan nội dung không có bí mật nhà nước.", [Filled()])
    amount = MoneyField("Tổng kinh phí đề nghị")
    system = SelectField(
        "Hệ thống chiến lược chính", choices=[("", "Chọn hệ thống"), ("3", "3. Hệ thống an sinh và phúc lợi")]
    )


class SignIn(HouseForm):
    email = EmailField("Thư điện tử", [Filled()])
    password = PasswordField("Mật khẩu", [Filled()])


def filled_draft() -> Draft:
    """The drafting form with two objectives, an empty third, nested rows and the money grid."""
    goals = CONTENT["P05"]["muc_tieu"]
    objectives: list[dict[str, object]] = [
        {
            "id": f"r{number}",
            "statement": goal["noi_dung"],
            "measure": goal["chi_so"],
            "baseline": Decimal(goal["gia_tri_nen"]),
            "target": Decimal(goal["gia_tri_muc_tieu"]),
            "unit": goal["don_vi"],
            "deadline": date(2029, 12, 31),
            "responsible": "Sở Y tế tỉnh Khánh Hòa",
        }
        for number, goal in enumerate(goals["cu_the"])
    ]
    milestone = {"name": "Nghiệm thu bộ dụng cụ", "due": date(2027, 6, 30)}
    return Draft(
        formdata=None,
        meta={"csrf": False},
        data={
            "general": goals["tong_quat"],
            "specific": [*objectives, {"id": "r9"}],
            "units": [
                {"id": "u1", "name": "Bộ Y tế", "role": "Hướng dẫn chuyên môn, mức thanh toán"},
                {"id": "u2", "name": "Tập đoàn Bưu chính Viễn thông Việt Nam", "role": "Đường truyền vệ tinh"},
            ],
            "phases": [{"name": "Thử nghiệm tại 4 đảo", "milestones": [milestone]}],
            "finance": [
                {"phase": "r1", "state_budget": 4_300_000_000, "socialised": 2_000_000_000, "other": 500_000_000},
                {"phase": "r2", "state_budget": 8_200_000_000, "socialised": 3_000_000_000, "other": 500_000_000},
            ],
            "kind": "new",
            "systems": ["1"],
            "amount": 18_500_000_000,
        },
    )


def refused_draft() -> Draft:
    """The same form sent with mistakes in plain boxes, rows and the grid."""
    form = Draft(
        meta={"csrf": False},
        formdata=MultiDict(
            {
                "general": CONTENT["P05"]["muc_tieu"]["tong_quat"] * 2,
                "specific-0-id": "r0",
                "specific-0-statement": "Trạm y tế đảo có bộ dụng cụ chẩn đoán số và đường truyền dự phòng",
                "specific-0-baseline": "khoảng mười",
                "specific-0-deadline": "31/02/2029",
                "units-0-name": "Bộ Y tế",
                "finance-0-phase": "r1",
                "finance-0-state_budget": "4.300,5x",
                "kind": "",
            }
        ),
    )
    form.validate()
    return form


def scorecard() -> HouseForm:
    """A scorecard with two scores given and one reason refused."""
    boxes: dict[str, Any] = {}
    for criterion in CONTENT["criteria"]:
        boxes[f"score_{criterion['code']}"] = WholeField(criterion["label"], least=0, most=10)
        boxes[f"reason_{criterion['code']}"] = ProseField("Lý do", [AtMost(2000)])
    given = {"score_phu_hop": 8, "reason_phu_hop": "Bám sát nhóm nhiệm vụ an sinh.", "score_dot_pha": 7}
    form: HouseForm = type("Scorecard", (HouseForm,), boxes)(formdata=None, meta={"csrf": False}, data=given)
    form["reason_dot_pha"].errors = ["Hãy viết lý do của điểm này."]
    return form


FORMS = {
    "draft": filled_draft,
    "draft-wrong": refused_draft,
    "compare": filled_draft,
    "score": scorecard,
    "sign_in": SignIn,
}


def build() -> Flask:
    """An app that knows only templates, static files and the sample pages."""
    app = Flask("gallery", root_path=str(ROOT), static_folder=str(ROOT / "static"))
    app.secret_key = "gallery"
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(HERE / "pages")])
    app.jinja_env.globals["drawn"] = lambda macro, *facts: macro(*facts)
    Babel(app, default_locale="vi")
    CSRFProtect(app)
    app.add_url_rule("/language/<code>", "core.language", lambda code: code, methods=["POST"])

    @app.after_request
    def fence(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response

    @app.route("/<page>", methods=["GET", "POST"])
    def show(page: str) -> str:
        context: dict[str, Any] = {
            **CONTENT,
            "locale": "vi",
            "sign_in_url": "/sign_in",
            "form": FORMS.get(page, dict)(),
        }
        if page == "sign_in":
            del context["rooms"]
        else:
            context |= {
                "person": {"name": "Nguyễn Thị Phương Lan", "organisation_name": "Vụ Khoa học và Công nghệ, Bộ Y tế"},
                "rooms": CONTENT["rooms"] if page == "dossier" else CONTENT["rooms"][:6],
                "search_url": "/search",
                "account_url": "#",
                "sign_out_url": "/sign_in",
                "notices": {"url": "#", "count": 2},
            }
        if page == "error":
            text = "Nội dung đã được người khác thay đổi sau khi bạn mở trang. Hãy tải lại trang để xem bản mới nhất."
            context |= {
                "status": 409,
                "code": "9f3c21ab44de",
                "title": "Đã có thay đổi từ khi bạn mở trang",
                "text": text,
            }
            return render_template("errors/error.html", **context)
        context["pressed"] = request.form.get("_act", "")
        return render_template(f"{page.removesuffix('-wrong')}.html", **context)

    return app


def complaints(tab: Page, width: int) -> list[str]:
    """What is wrong with the page that is open: too wide, or a finding of axe."""
    found = []
    if int(tab.evaluate("document.documentElement.scrollWidth")) > width:
        found.append(f"wider than the window: {tab.evaluate(SPILLS, width)}")
    for finding in Axe().run(tab).response["violations"]:
        places = [(node["html"][:160], node["failureSummary"][:220]) for node in finding["nodes"][:3]]
        found.append(f"{finding['id']}: {json.dumps(places, ensure_ascii=False)}")
    return found


def listen(tab: Page, said: list[str]) -> None:
    """Write down every error that the page's console or scripts report."""

    def on_console(line: ConsoleMessage) -> None:
        if line.type == "error":
            said.append(line.text)

    def on_error(error: object) -> None:
        said.append(str(error))

    tab.on("console", on_console)
    tab.on("pageerror", on_error)


def main(folder: Path, wanted: list[str]) -> int:
    """Take the pictures and print every complaint."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    server = make_server("127.0.0.1", 0, build(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    count = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        for width, height in ((1366, 900), (360, 740)):
            tab = browser.new_page(viewport={"width": width, "height": height})
            said: list[str] = []
            listen(tab, said)
            for page in wanted or PAGES:
                tab.goto(f"http://127.0.0.1:{server.server_port}/{page}")
                tab.evaluate("document.fonts.ready")
                tab.screenshot(path=folder / f"{page}-{width}.png", full_page=True)
                tab.screenshot(path=folder / f"{page}-{width}-first.png")
                said += complaints(tab, width)
                for line in said:
                    print(f"{page} {width}: {line}")
                count += len(said)
                said.clear()
        browser.close()
    server.shutdown()
    print(f"pictures in {folder}; {count} complaints")
    return 1 if count else 0


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="look-"))
    raise SystemExit(main(place, sys.argv[2:]))
