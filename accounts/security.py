"""Sign-in: Flask-Security on our tables, with argon2, lockout, letters through the mail table and our own sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, abort, g, render_template, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_security import MailUtil, PasswordUtil, Security, SQLAlchemySessionUserDatastore
from flask_security.core import _default_messages

from accounts import forms, notices, queries, services
from accounts.models import RoleRow, User
from core import audit, db
from core.config import Settings
from core.i18n import N_, gettext

SENTENCES = {
    "LOGIN": (N_("Hãy đăng nhập để mở trang này."), "info"),
    "PASSWORD_CHANGE": (N_("Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc."), "success"),
    "PASSWORD_RESET": (N_("Đã đặt mật khẩu mới."), "success"),
    "PASSWORD_RESET_NO_LOGIN": (N_("Đã đặt mật khẩu mới. Hãy đăng nhập bằng mật khẩu đó."), "success"),
    "PASSWORD_RESET_REQUEST": (
        N_("Nếu địa chỉ %(email)s có tài khoản, thư hướng dẫn đặt lại mật khẩu đã được gửi tới đó."),
        "info",
    ),
    "GENERIC_RECOVERY": (N_("Nếu địa chỉ này có tài khoản, thư hướng dẫn đặt lại mật khẩu đã được gửi."), "info"),
    "PASSWORD_RESET_EXPIRED": (
        N_("Đường dẫn đặt mật khẩu đã hết hạn sau 72 giờ. Hãy yêu cầu đường dẫn mới."),
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": (
        N_("Đường dẫn đặt mật khẩu không đúng hoặc đã dùng. Hãy yêu cầu đường dẫn mới."),
        "error",
    ),
    "GENERIC_AUTHN_FAILED": (N_("Địa chỉ thư điện tử hoặc mật khẩu không đúng."), "error"),
    "DISABLED_ACCOUNT": (N_("Địa chỉ thư điện tử hoặc mật khẩu không đúng."), "error"),
    "INVALID_PASSWORD": (N_("Mật khẩu không đúng."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Hãy nhập mật khẩu."), "error"),
    "PASSWORD_IS_THE_SAME": (N_("Mật khẩu mới phải khác mật khẩu cũ."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("Hai lần nhập mật khẩu không giống nhau."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Hãy nhập địa chỉ thư điện tử."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("Địa chỉ thư điện tử không đúng."), "error"),
    "UNAUTHORIZED": (N_("Tài khoản của bạn không được mở trang này."), "error"),
    "UNAUTHENTICATED": (N_("Hãy đăng nhập để mở trang này."), "error"),
}
PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
"""Seconds that a sign-in waits for a shared counter that does not answer."""
OTHERWISE = N_("Thao tác chưa thực hiện được. Hãy tải lại trang rồi thử lại.")
"""Stands in for any sentence of the library that we did not expect people to meet."""


class Passwords(PasswordUtil):
    """What a password may be: twelve characters as people count them, not too few different ones, not one's address."""

    LEAST, MOST = 12, 200

    def validate(self, password: str, is_register: bool, **facts: Any) -> tuple[list[str] | None, str]:
        """Faults in words, and the normalised password."""
        user = facts.get("user")
        written = unicodedata.normalize("NFC", password)
        fault = ""
        if len(written) < self.LEAST:
            fault = gettext(N_("Mật khẩu phải có ít nhất %(length)s ký tự."), length=self.LEAST)
        elif len(written) > self.MOST:
            fault = gettext(N_("Mật khẩu dài quá %(length)s ký tự."), length=self.MOST)
        elif len(set(written)) < 5:
            fault = gettext(N_("Mật khẩu phải có ít nhất 5 ký tự khác nhau."))
        elif user is not None and written.casefold() in (user.email, user.email.partition("@")[0]):
            fault = gettext(N_("Mật khẩu không được là địa chỉ thư điện tử của bạn."))
        return ([fault] if fault else None), self.normalize(password)


class Store(SQLAlchemySessionUserDatastore):
    """The library's view of our accounts; it commits through the house's one place."""

    def commit(self) -> None:
        """Finish the library's transaction as `unit_of_work` would."""
        db.commit()

    def find_user(self, case_insensitive: bool = False, **facts: Any) -> User | None:
        """The account with these facts; addresses are compared in lower case."""
        if "email" in facts:
            facts["email"] = str(facts["email"]).strip().lower()
        return queries.signed_in_user(**facts)


class Letters(MailUtil):
    """Letters of the sign-in library: written from our own templates, in the reader's language, into the mail table."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: Any, html: Any, **context: Any
    ) -> None:
        """Queue our letter in place of the library's."""
        notices.password_letter(template.rpartition("/")[2], context["user"], token=context.get("reset_token", ""))


def _page(template: str, **facts: Any) -> Any:
    """A page of the library; one that shows errors of a form says so with its status."""
    html = render_template(template, **facts)
    return html, 422 if any(getattr(fact, "errors", None) for name, fact in facts.items() if "form" in name) else 200


def init_app(app: Flask, settings: Settings) -> None:
    """Configure the library; every sentence a person can meet is ours."""
    messages = {code: (OTHERWISE, category) for code, (_, category) in _default_messages.items()} | SENTENCES
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        SECURITY_PASSWORD_SALT=settings.secret_key[:32],
        SECURITY_PASSWORD_NORMALIZE_FORM="NFKD",
        SECURITY_HASHING_SCHEMES=["hex_sha256"],  # of hashes and addresses in signed links; passwords go through argon2
        SECURITY_DEPRECATED_HASHING_SCHEMES=[],
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(hours=notices.LINK_HOURS),
        SECURITY_FRESHNESS=timedelta(seconds=-1),
        SECURITY_EMAIL_PLAINTEXT=False,
        SECURITY_EMAIL_HTML=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": not settings.production},
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_RESET_URL="/reset-password",
        SECURITY_CHANGE_URL="/change-password",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_CHANGE_VIEW="/me",
        SECURITY_LOGOUT_CSRF=True,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_I18N_DOMAIN="messages",
        SECURITY_I18N_DIRNAME=app.config["BABEL_TRANSLATION_DIRECTORIES"].split(";"),
        REMEMBER_COOKIE_DURATION=timedelta(0),
        RATELIMIT_STORAGE_URI=settings.queue_url if settings.queue_url.startswith("redis") else "memory://",
        RATELIMIT_STORAGE_OPTIONS=PATIENCE if settings.queue_url.startswith("redis") else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,  # without a queue each process counts for itself
        **{f"SECURITY_MSG_{code}": sentence for code, sentence in messages.items()},
    )
    library = Security(
        app,
        Store(db.session, User, RoleRow),  # type: ignore[arg-type]  # it asks for a scoped_session and uses a session
        login_form=forms.SignInForm,
        forgot_password_form=forms.ForgotForm,
        reset_password_form=forms.ResetForm,
        change_password_form=forms.ChangeForm,
        mail_util_cls=Letters,
        password_util_cls=Passwords,
        render_template=_page,
    )
    library.want_json(lambda _request: False)
    # Who may enter is asked by the gate, and pages know the actor: neither needs the account loaded a second time.
    library.principal.identity_loaders.clear()
    shared = app.template_context_processors[None]
    shared[:] = [given for given in shared if given.__module__ != "flask_login.utils"]
    app.login_manager.user_loader(_session_person)  # type: ignore[attr-defined]  # Flask-Login hangs itself on the app
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # no tokens in headers
    limiter = Limiter(get_remote_address, app=app, headers_enabled=False)
    per_minute = f"{settings.sign_in_per_minute} per minute"
    for endpoint, after in DOORS.items():
        view = _as_one(app.view_functions[endpoint], after)
        if endpoint != "security.logout":
            view = limiter.limit(per_minute, methods=["POST"])(view)
        app.view_functions[endpoint] = view


def _session_person(key: str) -> User | None:
    """The account behind a browser's session, while the server still holds that session open."""
    user = queries.person_of_session(key, session.get("sid", ""))
    if user is not None:
        from flask_security.utils import set_request_attr  # noqa: PLC0415 - what the library's own loader would do

        set_request_attr("fs_authn_via", "session")
        set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


View = Callable[..., Any]
After = Callable[[User | None, str], None]


def _as_one(view: View, after: After) -> View:
    """One of the library's views as one unit of work, with what we add once it has succeeded."""

    @wraps(view)
    def whole(**values: Any) -> Any:
        if request.method != "POST":
            return view(**values)
        if request.is_json:
            abort(415)
        before = current_user._get_current_object() if current_user.is_authenticated else None
        held = session.get("sid", "")
        with db.unit_of_work(before):
            if request.endpoint == "security.login":
                g.writes = False  # the slow comparison of passwords must not hold the database's one writer
            answer = view(**values)
            if getattr(answer, "status_code", 200) == 302:
                g.writes = True
                after(before, held)
        return answer

    return whole


def _signed_in(before: User | None, _held: str) -> None:
    """A new session: nothing of the old one stays but the key that protects forms."""
    if before is not None or not current_user.is_authenticated:
        return
    user: User = current_user._get_current_object()
    kept = {key: value for key, value in session.items() if key.startswith(("_", "fs_", "csrf", "identity"))}
    session.clear()
    session.update(kept)
    opened = services.open_session(user, device=device_name(request.user_agent.string))
    session["sid"] = str(opened.id)
    session["opened"] = session["seen"] = int(db.now().timestamp())
    db.current_session().info["actor_id"] = user.id
    g.pop("actor", None)


def _signed_out(before: User | None, held: str) -> None:
    if before is not None:
        services.close_session(before, held)
    session.clear()
    g.pop("actor", None)


def _changed(before: User | None, held: str) -> None:
    """The library has given the account a new key; every other session is over."""
    if before is not None:
        services.close_sessions(before, but=held)
        audit.note("person.password", before.id)


def _reset(_before: User | None, _held: str) -> None:
    """A link was answered: `ResetForm` keeps whose it was."""
    user: User | None = g.get("reset_user")
    if user is not None:
        services.close_sessions(user)
        services.wake(user)
        db.current_session().info["actor_id"] = user.id
        audit.note("person.password_reset", user.id)


def _asked(_before: User | None, _held: str) -> None:
    """Nothing more to do: `ForgotForm` has noted the question."""


DOORS: dict[str, After] = {
    "security.login": _signed_in,
    "security.logout": _signed_out,
    "security.change_password": _changed,
    "security.reset_password": _reset,
    "security.forgot_password": _asked,
}

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS", "macOS"))


def device_name(agent: str) -> str:
    """Browser and system in two words ("Firefox · Windows"), so that people recognise their own sessions."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "Safari" if "Safari" in agent else "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "Linux" if "Linux" in agent else "")
    return " · ".join(word for word in (browser, system) if word)


__all__ = ["device_name", "init_app"]
