"""The web shell: what comes in is bounded and readable, what goes out is fenced, and refusals are calm pages."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.actor import Role
from core.web import safe_next
from tests import factories as make
from tests.pages import form_of


@pytest.fixture
def reader(app: Flask, sign_in) -> FlaskClient:
    with app.app_context():
        return sign_in(make.person(Role.ADMINISTRATOR))


def own_form(browser: FlaskClient) -> dict:
    return form_of(browser.get("/me").get_data(as_text=True), "/me")[1]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/catalog", "/healthz", "/khong-co", "/language/xx"])
def test_every_answer_is_fenced(reader: FlaskClient, path: str):
    headers = reader.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    for part in ("base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Request-Id"]
    assert "Server" not in headers or "Werkzeug" not in headers["Server"]


def test_cookies_are_kept_from_scripts_and_other_sites(app: Flask, client: FlaskClient):
    cookies = client.get("/sign-in").headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_cookies_of_an_https_product_are_bound_to_its_host(app: Flask, tmp_path):
    from core import config
    from wsgi import create_app

    made = create_app(
        config.load_settings(
            {
                "VAR_DIR": str(tmp_path),
                "DATABASE_URL": app.extensions["engine"].url.render_as_string(hide_password=False),
                "PRODUCTION": "1",
                "PUBLIC_URL": "https://dotpha.example",
                "SECRET_KEY": "s" * 32,
                "AUDIT_KEY": "a" * 32,
            }
        )
    )
    answer = made.test_client().get("/sign-in", base_url="https://dotpha.example")
    (cookie,) = [text for text in answer.headers.getlist("Set-Cookie") if "session" in text]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    made.extensions["engine"].dispose()


def test_a_form_without_its_key_is_refused(app: Flask, reader: FlaskClient):
    typed = own_form(reader)
    before = reader.get("/me").get_data(as_text=True)
    for key in (None, "", "x", "a.b.c"):
        sent = {name: value for name, value in typed.items() if name != "csrf_token"} | {"name": "Kẻ gian"}
        if key is not None:
            sent["csrf_token"] = key
        answer = reader.post("/me", data=sent)
        assert answer.status_code == 400
        assert "Kẻ gian" not in answer.get_data(as_text=True)
    assert "Kẻ gian" not in before + reader.get("/me").get_data(as_text=True)


def test_a_key_of_somebody_else_is_refused(app: Flask, reader: FlaskClient, sign_in):
    with app.app_context():
        other = sign_in(make.person(Role.AUDITOR))
    answer = reader.post("/me", data=own_form(reader) | {"csrf_token": own_form(other)["csrf_token"]})
    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["a\x00b", "\x00"])
def test_nul_is_refused_wherever_it_comes_from(reader: FlaskClient, text: str):
    assert reader.post("/me", data=own_form(reader) | {"name": text}).status_code == 400
    assert reader.get("/catalog/search", query_string={"q": text}).status_code == 400
    assert reader.post("/me", data=own_form(reader) | {text: "x"}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/catalog/search?q=%ff%fe", "/catalog/search?q=%ed%a0%80", "/%00", "/catalog/targets/%ff"]
)
def test_unreadable_addresses_are_never_a_fault_of_ours(reader: FlaskClient, path: str):
    assert reader.get(path).status_code in (200, 400, 404)


def test_an_over_long_form_is_refused_before_it_is_read(app: Flask, reader: FlaskClient):
    most = app.config["MAX_FORM_MEMORY_SIZE"]
    answer = reader.post("/me", data=own_form(reader) | {"name": "x" * (most + 1)})
    assert answer.status_code == 413
    assert "Dữ liệu quá lớn" in answer.get_data(as_text=True)
    parts = reader.post("/me", data=own_form(reader) | {"name": "x" * (most + 1)}, content_type="multipart/form-data")
    assert parts.status_code == 413


def test_too_long_a_name_is_told_at_its_box_and_kept(reader: FlaskClient):
    answer = reader.post("/me", data=own_form(reader) | {"name": "Ẩ" * 130})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Dài 130 ký tự, quá 10 so với giới hạn 120." in page
    assert "Ẩ" * 130 in page


def test_typed_text_is_stored_as_one_normal_form(app: Flask, reader: FlaskClient):
    reader.post("/me", data=own_form(reader) | {"name": "Pha\u0323m  Ngo\u0323c A\u0302\u0309n"})
    assert 'value="Phạm Ngọc Ẩn"' in reader.get("/me").get_data(as_text=True)


def test_markup_in_a_name_is_text(reader: FlaskClient):
    reader.post("/me", data=own_form(reader) | {"name": "<script>alert(1)</script>"})
    page = reader.get("/me").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/proposals?q=1", "/proposals?q=1"),
        ("/", "/"),
        ("//evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("/\tx", "/home"),
        ("/ /evil", "/home"),
        ("/a\\b", "/home"),
        ("https://evil.example", "/home"),
        ("javascript:alert(1)", "/home"),
        ("proposals", "/home"),
        ("", "/home"),
        (None, "/home"),
    ],
)
def test_only_paths_of_our_own_are_followed(target: str | None, expected: str):
    assert safe_next(target, fallback="/home") == expected


def test_the_language_switch_returns_to_the_page_and_nowhere_else(app: Flask, reader: FlaskClient):
    key = own_form(reader)["csrf_token"]
    good = reader.post("/language/en", data={"csrf_token": key, "next": "/catalog?x=1"})
    assert (good.status_code, good.headers["Location"]) == (302, "/catalog?x=1")
    assert "Catalogue of the plan" in reader.get("/catalog").get_data(as_text=True)
    bad = reader.post("/language/vi", data={"csrf_token": key, "next": "https://evil.example"})
    assert "evil" not in bad.headers["Location"]
    assert reader.post("/language/fr", data={"csrf_token": key}).status_code == 404


@pytest.mark.parametrize(("path", "status"), [("/khong-co", 404), ("/people/x", 404), ("/sign-out", 405)])
def test_a_refusal_is_a_calm_page_with_a_code(reader: FlaskClient, path: str, status: int):
    answer = reader.get(path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert answer.headers["X-Request-Id"] in page
    assert "Traceback" not in page
    assert "werkzeug" not in page.lower()
    assert answer.headers.get("Allow") == ("OPTIONS, POST" if status == 405 else None)


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost/proposals?tab=draft", "/proposals?tab=draft"),
        ("http://localhost/nowhere", ""),
        ("http://localhost//evil.example/x", ""),
        ("http://localhost.evil.example/x", ""),
        ("https://evil.example/proposals", ""),
        ("http://[", ""),
        (None, ""),
    ],
)
def test_a_refusal_leads_back_to_the_page_of_our_own_that_one_came_from(
    reader: FlaskClient, referrer: str | None, back: str
):
    page = reader.get("/nowhere", headers={"Referer": referrer} if referrer else {}).get_data(as_text=True)
    button = f'<a class="button primary" href="{back}">Quay lại trang trước</a>'
    assert (button in page) == bool(back)
    assert ("Quay lại trang trước" in page) == bool(back)
    assert "Lỗi 404" not in page


def test_a_fault_shows_a_code_and_no_detail(app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    def fail() -> None:
        raise RuntimeError("mật khẩu của cơ sở dữ liệu")

    fail.door = "public"
    monkeypatch.setitem(app.view_functions, "core.healthz", fail)
    answer = reader.get("/healthz")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Hệ thống gặp sự cố" in page
    assert answer.headers["X-Request-Id"] in page
    assert "mật khẩu của cơ sở dữ liệu" not in page


def test_static_files_are_kept_by_browsers_and_the_rest_is_not(client: FlaskClient):
    page = client.get("/sign-in").get_data(as_text=True)
    found = re.search(r'href="(/static/css/theme.css\?v=[0-9a-f]+)"', page)
    assert found is not None
    assert "immutable" in client.get(found[1]).headers["Cache-Control"]
    assert client.get("/static/../wsgi.py").status_code == 404
    assert client.get("/static/%2e%2e/wsgi.py").status_code == 404


def test_the_product_says_whether_it_is_well(client: FlaskClient):
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ok"}


def test_with_the_database_gone_the_answer_is_still_calm(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    import sqlalchemy as sa

    gone = sa.create_engine("sqlite:////khong/co/o/dau.sqlite3")
    monkeypatch.setitem(app.extensions, "engine", gone)
    answer = reader.get("/catalog")
    assert answer.status_code == 500
    assert "Hệ thống gặp sự cố" in answer.get_data(as_text=True)
    assert "sqlite" not in answer.get_data(as_text=True)
    assert reader.get("/readyz").status_code in (500, 503)
    assert app.test_client().get("/healthz").status_code == 200
