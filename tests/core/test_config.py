"""Settings: defaults that work, and one clear sentence for each wrong one."""

from pathlib import Path

import pytest

from core.config import SettingsError, load_settings
from wsgi import create_app

LIVE = {
    "PRODUCTION": "1",
    "PUBLIC_URL": "https://dotpha.example",
    "SECRET_KEY": "s" * 32,
    "AUDIT_KEY": "a" * 32,
}


def load(tmp_path: Path, **env: str):
    return load_settings({"VAR_DIR": str(tmp_path / "var")} | env)


def test_nothing_given_works_and_keeps_its_keys(tmp_path: Path):
    first, second = load(tmp_path), load(tmp_path)
    var = tmp_path / "var"
    assert first == second
    assert first.database_url == f"sqlite:///{var}/dotpha.sqlite3"
    assert first.queue_url == f"sqlite:///{var}/queue.sqlite3"
    assert first.files_url == f"file://{var}/files"
    assert first.mail_url == f"file://{var}/mail"
    assert len(first.secret_key) == len(first.audit_key) == 64
    assert first.secret_key != first.audit_key
    assert (first.secure_cookies, first.production, first.idle_seconds, first.session_seconds) == (
        False,
        False,
        1800,
        43200,
    )
    for name in ("secret-key", "audit-key"):
        assert oct((var / "keys" / name).stat().st_mode)[-3:] == "600"
    assert oct(var.stat().st_mode)[-3:] == "700"


def test_keys_never_appear_when_settings_are_printed(tmp_path: Path):
    shown = repr(load(tmp_path, **LIVE))
    assert "s" * 32 not in shown
    assert "a" * 32 not in shown


def test_each_part_can_be_moved(tmp_path: Path):
    settings = load(
        tmp_path,
        DATABASE_URL="postgresql://u:p@db/dotpha",
        QUEUE_URL="redis://queue:6379/1",
        FILES_URL="s3://bucket/prefix?region=x",
        MAIL_URL="smtps://u:p@mail:465",
        IDLE_MINUTES="45",
        SESSION_HOURS="8",
        TRUSTED_PROXIES="1",
    )
    assert settings.database_url == "postgresql+psycopg://u:p@db/dotpha"
    assert (settings.queue_url, settings.idle_seconds, settings.session_seconds) == (
        "redis://queue:6379/1",
        2700,
        28800,
    )
    assert not settings.sqlite


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must start with one of sqlite://, postgresql://"),
        ({"QUEUE_URL": "amqp://x"}, "QUEUE_URL must start with one of"),
        ({"FILES_URL": "ftp://x"}, "FILES_URL must start with one of file://, s3://"),
        ({"MAIL_URL": "http://x"}, "MAIL_URL must start with one of file://, smtp://, smtps://"),
        ({"MAIL_URL": "smtp://[x"}, "MAIL_URL is not a URL."),
        ({"MAIL_URL": "smtp://host:99999"}, "MAIL_URL is not a URL."),
        ({"MAIL_URL": "smtp://"}, "MAIL_URL names no host: smtp://"),
        ({"FILES_URL": "s3://"}, "FILES_URL names no bucket: s3://"),
        ({"QUEUE_URL": "redis://"}, "QUEUE_URL names no host: redis://"),
        ({"PUBLIC_URL": "http://"}, "PUBLIC_URL names no host: http://"),
        ({"MAIL_SENDER": "nonsense"}, "MAIL_SENDER must be an address such as"),
        ({"MAIL_SENDER": "a@b@c"}, "MAIL_SENDER must be an address such as"),
        ({"MAIL_SENDER": "Đột Phá <>"}, "MAIL_SENDER must be an address such as"),
        ({"PUBLIC_URL": "dotpha.example"}, "PUBLIC_URL must start with one of http://, https://"),
        ({"CLAMD_URL": "localhost:3310"}, "CLAMD_URL must be tcp://host:port or unix:///path/of/the/socket"),
        ({"CLAMD_URL": "tcp://máy"}, "CLAMD_URL must be"),
        ({"CLAMD_URL": "tcp://x:99999"}, "CLAMD_URL must be"),
        ({"MAX_FILES": "0"}, "MAX_FILES must be a whole number from 1 to 1000"),
        ({"IDLE_MINUTES": "0"}, "IDLE_MINUTES must be a whole number from 1 to 1440, not '0'."),
        ({"IDLE_MINUTES": "1_0"}, "IDLE_MINUTES must be a whole number"),
        ({"SESSION_HOURS": "-1"}, "SESSION_HOURS must be a whole number"),
        ({"MAX_FORM_KB": "nhiều"}, "MAX_FORM_KB must be a whole number"),
        ({"MAX_UPLOAD_MB": "9" * 40}, "MAX_UPLOAD_MB must be a whole number"),
        ({"LOCKOUT_AFTER": "٥"}, "LOCKOUT_AFTER must be a whole number"),
        ({"PRODUCTION": "perhaps"}, "PRODUCTION must be 1 or 0, not 'perhaps'."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short: give at least 32 characters."),
        ({"AUDIT_KEY": "short"}, "AUDIT_KEY is too short"),
        (LIVE | {"PUBLIC_URL": "http://dotpha.example"}, "PRODUCTION=1 needs PUBLIC_URL to start with https://"),
        (LIVE | {"FLASK_DEBUG": "1"}, "PRODUCTION=1 refuses FLASK_DEBUG"),
        (LIVE | {"SECRET_KEY": ""}, "PRODUCTION=1 needs SECRET_KEY"),
        (LIVE | {"AUDIT_KEY": ""}, "PRODUCTION=1 needs AUDIT_KEY"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(tmp_path: Path, env: dict[str, str], sentence: str):
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, **env)
    said = str(refused.value)
    assert said.startswith(sentence)
    assert "\n" not in said


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"VAR_DIR names .*file/var, which cannot be created"):
        load_settings({"VAR_DIR": str(tmp_path / "file" / "var")})


def test_an_emptied_key_is_named_rather_than_replaced(tmp_path: Path):
    load(tmp_path)
    (tmp_path / "var" / "keys" / "audit-key").write_text("")
    with pytest.raises(SettingsError, match="audit-key is empty"):
        load(tmp_path)


def test_production_cookies_cannot_leave_https(tmp_path: Path):
    settings = load(tmp_path, **LIVE)
    assert (settings.secure_cookies, settings.production) == (True, True)


def test_a_database_that_does_not_answer_is_said_in_one_sentence(tmp_path: Path):
    product = create_app(load(tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"))
    outcome = product.test_cli_runner().invoke(args=["db", "upgrade"])
    assert outcome.exit_code == 1
    assert outcome.output.startswith("DATABASE_URL: the database does not answer: ")
    assert outcome.output.count("\n") == 1


def test_what_is_written_under_the_folder_is_for_its_own_account_alone(tmp_path: Path):
    folder = tmp_path / "var"
    load_settings({"VAR_DIR": str(folder)})
    (folder / "later").write_text("điểm chưa khóa")
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in (folder, folder / "later")} == {
        "var": "0o700",
        "later": "0o600",
    }


def test_the_scanner_and_the_limits_of_files_are_settings(tmp_path: Path):
    assert (load(tmp_path).clamd_url, load(tmp_path).max_files, load(tmp_path).max_files_bytes) == ("", 30, 300 << 20)
    given = load(tmp_path, CLAMD_URL="unix:///run/clamav/clamd.ctl", MAX_FILES="5", MAX_FILES_MB="9")
    assert (given.clamd_url, given.max_files, given.max_files_bytes) == ("unix:///run/clamav/clamd.ctl", 5, 9 << 20)
    assert load(tmp_path, CLAMD_URL="tcp://quet:3310").clamd_url == "tcp://quet:3310"
