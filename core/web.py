"""The web shell: limits on what comes in, headers on what goes out, one error page, and the rooms in the bar."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from flask import Blueprint, Flask, Response, abort, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from core import db, i18n, words
from core.config import Settings
from core.errors import Refusal
from core.i18n import N_, gettext

log = structlog.get_logger(__name__)
csrf = CSRFProtect()
bp = Blueprint("core", __name__)

View = TypeVar("View", bound=Callable[..., Any])

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

ERRORS: dict[int, tuple[str, str]] = {
    400: (N_("Yêu cầu không hợp lệ"), N_("Dữ liệu gửi lên không đọc được. Hãy quay lại, kiểm tra rồi gửi lại.")),
    403: (N_("Không có quyền"), N_("Tài khoản của bạn không được thực hiện việc này.")),
    404: (N_("Không tìm thấy trang"), N_("Trang không tồn tại, đã chuyển chỗ, hoặc tài khoản của bạn không xem được.")),
    405: (N_("Không có quyền"), N_("Trang này không nhận thao tác vừa gửi.")),
    409: (
        N_("Đã có thay đổi từ khi bạn mở trang"),
        N_("Nội dung đã được người khác thay đổi sau khi bạn mở trang. Hãy tải lại trang để xem bản mới nhất."),
    ),
    413: (N_("Dữ liệu quá lớn"), N_("Nội dung gửi lên vượt giới hạn cho phép.")),
    422: (N_("Chưa thực hiện được"), N_("Có thông tin chưa đúng. Hãy quay lại, sửa rồi gửi lại.")),
    429: (N_("Quá nhiều yêu cầu"), N_("Hãy chờ một phút rồi thử lại.")),
    500: (
        N_("Hệ thống gặp sự cố"),
        N_("Thao tác chưa được thực hiện. Hãy thử lại; nếu vẫn lỗi, báo mã bên dưới cho quản trị."),
    ),
}


def public(view: View) -> View:
    """Door label: anybody may open this page, signed in or not."""
    view.door = "public"  # type: ignore[attr-defined]  # a label on a function
    return view


@dataclass(frozen=True, kw_only=True)
class RoomLink:
    """One entry of the bar: where it leads, for whom, and the scalar subquery that counts what waits there.

    `waiting` is called once for everybody with the same duties (`accounts.anybody`), so it rests on nothing but
    those and the actor's id and organisation. `pages` names the endpoints at which a room with several entries shows
    this one as current; empty means all of the room's pages.
    """

    label: str
    endpoint: str
    seen_by: Callable[[Any], bool]
    waiting: Callable[[Any], Any] | None = None
    order: int = 50
    pages: frozenset[str] = frozenset()

    def current_at(self, endpoint: str) -> bool:
        """Whether this entry is marked on the page of an endpoint."""
        if endpoint == self.endpoint or endpoint in self.pages:
            return True
        return not self.pages and endpoint.partition(".")[0] == self.endpoint.partition(".")[0]


def add_room(app: Flask, link: RoomLink) -> None:
    """Put a room into the bar."""
    links: list[RoomLink] = app.extensions.setdefault("rooms", [])
    links.append(link)
    links.sort(key=lambda held: held.order)


def asset_of(app: Flask) -> Callable[[str], str]:
    """A template function: a static file's address with part of its SHA-256, so that browsers may keep it."""
    folder = Path(app.static_folder or "static")

    @cache
    def asset(path: str) -> str:
        digest = hashlib.sha256((folder / path).read_bytes()).hexdigest()[:10]
        return f"{app.static_url_path}/{path}?v={digest}"

    return asset


class BoundedInteger(IntegerConverter):
    """A whole number in an address that any column can hold; a larger one is simply not found."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int = 2**31 - 1) -> None:
        super().__init__(map, fixed_digits, min, max)


def init_app(app: Flask, settings: Settings) -> None:
    """Install limits, headers, error pages, health checks and the language switch."""
    _log_plainly()
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 64 * 1024,  # one file of that size, and the form around it
        MAX_FORM_MEMORY_SIZE=settings.max_form_bytes,
        MAX_FORM_PARTS=20_000,
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure_cookies else "session",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PREFERRED_URL_SCHEME="https" if settings.secure_cookies else "http",
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.url_map.converters["int"] = BoundedInteger
    app.before_request(_open)
    csrf.init_app(app)
    app.register_blueprint(bp)
    app.after_request(_close)
    app.register_error_handler(Exception, failed)
    app.jinja_env.globals["asset"] = asset_of(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=lambda value: words.format_date(value) if value else "",
        moment=lambda value: words.format_datetime(value) if value else "",
        money=lambda value: words.format_money(value, str(i18n.choose())),
        number=lambda value: "" if value is None else words.format_number(value, str(i18n.choose())),
        t=lambda message: gettext(str(message)),
    )


def _log_plainly() -> None:
    """One line a fact and a bare traceback: values of variables (people's text, tokens) never reach the log."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )


_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def _open() -> None:
    """Refuse unreadable input before any view sees it; only requests with an upload may be larger than a form."""
    g.request_id = uuid.uuid4().hex[:12]
    g.writes = request.method not in ("GET", "HEAD", "OPTIONS")
    if request.content_length and request.mimetype != "multipart/form-data":
        request.max_content_length = request.max_form_memory_size
    if _UNREADABLE.search(request.path) or _unreadable(request.args):
        abort(400)
    if request.method not in ("GET", "HEAD", "OPTIONS") and _unreadable(request.form):
        abort(400)


def _unreadable(sent: MultiDict[str, str]) -> bool:
    return any(
        _UNREADABLE.search(name) or any(_UNREADABLE.search(value) for value in values) for name, values in sent.lists()
    )


def _close(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == "static":
        headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if "v" in request.args else "public, max-age=300"
        )
    else:
        if request.blueprint == "security" or "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        headers.add("Vary", "Cookie")
    headers["X-Request-Id"] = g.get("request_id", "")
    return response


def failed(error: Exception) -> ResponseReturnValue:
    """Every refusal and every fault becomes the same calm page; the log has the detail."""
    if "session" in g:
        g.session.rollback()
    status, sentence = _status(error)
    if status == 500:
        log.exception("request failed", request_id=g.get("request_id"), path=request.path, exc_info=error)
    if status < 400:
        return error  # type: ignore[return-value]  # a redirect raised by routing
    allow = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
    title, text = ERRORS.get(status, ERRORS[400 if status < 500 else 500])
    shown = sentence or gettext(text)
    facts = {"title": gettext(title), "text": shown, "code": g.get("request_id", ""), "status": status}
    facts["back_url"] = came_from()
    if _UNREADABLE.search(request.path):
        facts["language_next"] = "/"
    try:
        return render_template("errors/error.html", **facts), status, allow
    except Exception as fault:  # the frame asks the database, which may be what is down
        log.error("the error page failed too", kind=type(fault).__name__)
        return Response(f"{facts['title']}. {shown} {facts['code']}\n", status, mimetype="text/plain")


def _status(error: Exception) -> tuple[int, str]:
    if isinstance(error, Refusal):
        return error.status, gettext(str(error.sentence)) if error.sentence else ""
    if isinstance(error, StaleDataError) or (isinstance(error, IntegrityError) and _met_another(error)):
        log.warning(
            "lost a race", request_id=g.get("request_id"), kind=type(error).__name__, detail=str(error.__cause__)
        )
        return 409, ""
    if isinstance(error, CSRFError):
        return 400, gettext(
            N_("Phiên làm việc đã hết hạn hoặc biểu mẫu đã cũ. Hãy quay lại, tải lại trang rồi gửi lại.")
        )
    if isinstance(error, HTTPException):
        return error.code or 500, ""
    return 500, ""


TAKEN = {
    *("23505", "23503"),  # unique and foreign-key violations of PostgreSQL
    *(f"SQLITE_CONSTRAINT_{kind}" for kind in ("UNIQUE", "PRIMARYKEY", "FOREIGNKEY")),
}


def _met_another(error: IntegrityError) -> bool:
    """Whether a write failed because another was first; a NOT NULL or CHECK that fails is a fault of ours."""
    return bool(TAKEN & {getattr(error.orig, "sqlstate", ""), getattr(error.orig, "sqlite_errorname", "")})


def safe_next(target: str | None, *, fallback: str) -> str:
    """`target` when it is a path of our own, else `fallback`."""
    if (
        target
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and not re.search(r"[\x00-\x20\\]", target)
    ):
        return target
    return fallback


def came_from() -> str:
    """The page of our own that led to this request, by the browser's word; "" for none, a foreign one or itself."""
    sent = request.referrer or ""
    if not sent.startswith(request.host_url):
        return ""
    path = safe_next("/" + sent.removeprefix(request.host_url), fallback="")
    asked_again = request.method in ("GET", "HEAD") and path == request.full_path.rstrip("?")
    return "" if asked_again else path


@bp.post("/language/<code>")
@public
def language(code: str) -> ResponseReturnValue:
    """Switch the reader's language and return to the page they were on."""
    if code not in i18n.LANGUAGES:
        abort(404)
    response = redirect(safe_next(request.form.get("next"), fallback=url_for("home.start")))
    response.set_cookie(
        i18n.COOKIE,
        code,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )
    return response


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The process can do its work: the database answers and its tables are there."""
    try:
        with db.engine().connect() as connection:
            connection.execute(sa.text("SELECT count(*) FROM job WHERE 1 = 0"))
    except Exception as error:  # whatever is wrong, the answer is the same
        log.warning("not ready", kind=type(error).__name__)
        return jsonify(status="database"), 503
    return jsonify(status="ok")
