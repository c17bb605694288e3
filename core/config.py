"""Settings: the only place that reads the environment; a wrong setting stops start-up with one clear sentence."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(Exception):
    """A setting is missing or wrong; the message is the one sentence an operator needs."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of one process. Sizes are bytes, times are seconds."""

    var_dir: Path
    database_url: str
    queue_url: str
    files_url: str
    mail_url: str
    mail_sender: str
    public_url: str
    secret_key: str = field(repr=False)
    audit_key: str = field(repr=False)
    production: bool
    idle_seconds: int = 30 * 60
    session_seconds: int = 12 * 60 * 60
    max_form_bytes: int = 4 * 1024 * 1024
    max_upload_bytes: int = 40 * 1024 * 1024
    max_files: int = 30
    max_files_bytes: int = 300 * 1024 * 1024
    clamd_url: str = ""
    sign_in_per_minute: int = 30
    lockout_after: int = 5
    lockout_seconds: int = 15 * 60
    trusted_proxies: int = 0

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry Secure and the __Host- prefix whenever people reach the product over https."""
        return self.public_url.startswith("https://")

    @property
    def sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings; creates VAR_DIR and, outside production, its secret keys. Raises SettingsError."""
    env = os.environ if environ is None else environ
    production = _flag(env, "PRODUCTION")
    var_dir = _var_dir(env)
    database_url = _url(
        env,
        "DATABASE_URL",
        default=f"sqlite:///{var_dir / 'dotpha.sqlite3'}",
        schemes=("sqlite", "postgresql", "postgresql+psycopg"),
    )
    if database_url.startswith("postgresql://"):
        database_url = database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    public_url = _url(env, "PUBLIC_URL", default="http://localhost:8000", schemes=("http", "https")).rstrip("/")
    if production and not public_url.startswith("https://"):
        raise SettingsError("PRODUCTION=1 needs PUBLIC_URL to start with https:// .")
    if production and _flag(env, "FLASK_DEBUG"):
        raise SettingsError("PRODUCTION=1 refuses FLASK_DEBUG: debug mode shows source code to visitors.")
    return Settings(
        var_dir=var_dir,
        database_url=database_url,
        queue_url=_url(
            env,
            "QUEUE_URL",
            default=f"sqlite:///{var_dir / 'queue.sqlite3'}",
            schemes=("sqlite", "redis", "rediss", "postgresql"),
        ),
        files_url=_url(env, "FILES_URL", default=f"file://{var_dir / 'files'}", schemes=("file", "s3")),
        mail_url=_url(env, "MAIL_URL", default=f"file://{var_dir / 'mail'}", schemes=("file", "smtp", "smtps")),
        mail_sender=_sender(env),
        public_url=public_url,
        secret_key=_key(env, "SECRET_KEY", var_dir, production=production),
        audit_key=_key(env, "AUDIT_KEY", var_dir, production=production),
        production=production,
        idle_seconds=_whole(env, "IDLE_MINUTES", 30, low=1, high=24 * 60) * 60,
        session_seconds=_whole(env, "SESSION_HOURS", 12, low=1, high=7 * 24) * 60 * 60,
        max_form_bytes=_whole(env, "MAX_FORM_KB", 4096, low=64, high=65_536) * 1024,
        max_upload_bytes=_whole(env, "MAX_UPLOAD_MB", 40, low=1, high=2048) * 1024 * 1024,
        max_files=_whole(env, "MAX_FILES", 30, low=1, high=1000),
        max_files_bytes=_whole(env, "MAX_FILES_MB", 300, low=1, high=100_000) * 1024 * 1024,
        clamd_url=_clamd(env),
        sign_in_per_minute=_whole(env, "SIGN_IN_PER_MINUTE", 30, low=1, high=10_000),
        lockout_after=_whole(env, "LOCKOUT_AFTER", 5, low=1, high=1000),
        lockout_seconds=_whole(env, "LOCKOUT_MINUTES", 15, low=1, high=24 * 60) * 60,
        trusted_proxies=_whole(env, "TRUSTED_PROXIES", 0, low=0, high=5),
    )


def child_environment() -> dict[str, str]:
    """The few variables a child process needs to run at all; no setting and no secret goes with it."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL") if name in os.environ}


def _var_dir(env: Mapping[str, str]) -> Path:
    path = Path(env.get("VAR_DIR") or "var").absolute()
    os.umask(0o077)  # whatever this process writes is for its own account: drafts, unsealed scores, password hashes
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"VAR_DIR names {path}, which cannot be created: {error.strerror}.") from error
    return path


def _flag(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").strip().lower()
    if text in ("", "0", "no", "false"):
        return False
    if text in ("1", "yes", "true"):
        return True
    raise SettingsError(f"{name} must be 1 or 0, not {text!r}.")


def _whole(env: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not low <= int(text) <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}, not {text[:40]!r}.")
    return int(text)


def _url(env: Mapping[str, str], name: str, *, default: str, schemes: tuple[str, ...]) -> str:
    text = env.get(name, "").strip() or default
    try:
        url = urlsplit(text)
        scheme, host, _ = url.scheme, url.hostname, url.port
    except ValueError as error:
        raise SettingsError(f"{name} is not a URL.") from error
    if scheme not in schemes:
        raise SettingsError(f"{name} must start with one of {', '.join(s + '://' for s in schemes)}.")
    if scheme in HOSTED and not host:
        raise SettingsError(f"{name} names no {HOSTED[scheme]}: {scheme}://….")
    return text


HOSTED = dict.fromkeys(("http", "https", "redis", "rediss", "smtp", "smtps"), "host") | {"s3": "bucket"}
"""What stands right after the slashes of these URLs; of the others it may be left out."""


def _sender(env: Mapping[str, str]) -> str:
    text = env.get("MAIL_SENDER", "").strip() or "Đột Phá <khong-tra-loi@localhost>"
    name, address = parseaddr(text)
    try:
        Address(name, addr_spec=address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise SettingsError("MAIL_SENDER must be an address such as Đột Phá <khong-tra-loi@example.vn>.") from error
    return text


def _clamd(env: Mapping[str, str]) -> str:
    """Where the virus scanner listens, "" for none."""
    text = env.get("CLAMD_URL", "").strip()
    if not text:
        return ""
    try:
        url = urlsplit(text)
        known = (url.scheme == "tcp" and url.hostname and url.port) or (url.scheme == "unix" and url.path)
    except ValueError:
        known = False
    if not known:
        raise SettingsError("CLAMD_URL must be tcp://host:port or unix:///path/of/the/socket (empty: no scanner).")
    return text


def _key(env: Mapping[str, str], name: str, var_dir: Path, *, production: bool) -> str:
    """The given key, or one kept in VAR_DIR/keys (made at the first start) where no operator gave one."""
    given = env.get(name, "").strip()
    if given:
        if len(given) < 32:
            raise SettingsError(f"{name} is too short: give at least 32 characters.")
        return given
    if production:
        raise SettingsError(f"PRODUCTION=1 needs {name}: at least 32 random characters, kept outside the database.")
    folder = var_dir / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name.lower().replace("_", "-")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(path)
    with os.fdopen(handle, "w") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key


def _kept_key(path: Path) -> str:
    for _ in range(50):
        key = path.read_text().strip()
        if key:
            return key
        import time  # noqa: PLC0415 - only while another process is writing the key

        time.sleep(0.02)
    raise SettingsError(f"{path} is empty: delete it, or give the key as a setting.")
