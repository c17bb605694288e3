"""The catalogue's pages: linkable by code, found without accents, in both languages; rules with history."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from accounts import queries as people
from accounts.actor import Role
from accounts.models import AppointmentKind
from catalog import queries, services
from catalog.rules import RULE_BY_CODE, RuleFault, fault
from core import db, words
from core.db import unit_of_work
from core.errors import Conflict, Invalid
from tests import factories as make


def words_of(response) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


@pytest.fixture
def reader(app: Flask, sign_in):
    with app.app_context():
        return sign_in(make.person(Role.REVIEWER))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/catalog", ["1. Hệ thống đổi mới thể chế và quản trị quốc gia", "SK30", "Chưa bổ nhiệm"]),
        ("/catalog/systems/6", ["Hệ thống dự án đặc biệt quan trọng", "SK26"]),
        ("/catalog/initiatives", ["Bán dẫn và vật liệu tiên tiến"]),
        ("/catalog/initiatives?q=ban+dan&system=2", ["Bán dẫn và vật liệu tiên tiến"]),
        ("/catalog/initiatives/10", ["Mục II.3.c, Sáng kiến 10", "Phụ lục I, Phần III, Nhóm C, Sáng kiến 10"]),
        ("/catalog/targets", ["Thông báo 24-TB/CQTTBCĐ", "KH30-Q9", "≥ 3"]),
        ("/catalog/template", ["Tên Sáng kiến đột phá", "Phụ lục I"]),
        ("/catalog/criteria", ["Khả năng huy động nguồn lực xã hội hóa", "trọng số"]),
        ("/catalog/rules", ["Thời hạn thẩm định", "20 ngày", "mặc định", "67%"]),
        ("/catalog/search?q=hoa+hoc", ["Khoa học"]),
        ("/catalog/search?q=zzzz", ["Không tìm thấy"]),
        ("/catalog/search", ["Nhập chữ cần tìm"]),
    ],
)
def test_each_page_shows_its_part(reader, path: str, expected: list[str]):
    response = reader.get(path)
    assert response.status_code == 200
    page = words_of(response)
    for text in expected:
        assert text in page


def test_unknown_codes_are_not_found(reader):
    for path in (
        "/catalog/systems/7",
        "/catalog/initiatives/31",
        "/catalog/initiatives/0",
        "/catalog/initiatives/99999999999999999999",
        "/catalog/targets/KH30-99",
    ):
        assert reader.get(path).status_code == 404, path


def test_a_target_has_an_address_of_its_own(reader):
    assert reader.get("/catalog/targets/NQ30-01").headers["Location"] == "/catalog/targets#NQ30-01"


def test_english_pages_hold_no_vietnamese_of_ours(reader):
    reader.set_cookie("language", "en")
    page = words_of(reader.get("/catalog/initiatives/10"))
    assert "Wording in Appendix I" in page
    assert "Smart" in page
    assert "Cách viết" not in page
    assert "System of social security and welfare" in words_of(reader.get("/catalog"))
    assert "Short, showing" not in words_of(reader.get("/catalog/template"))


def test_a_rule_is_set_from_a_day_on_with_its_reason(app: Flask, sign_in):
    with app.app_context():
        keeper = make.person(Role.ADMINISTRATOR, name="Hoàng Bảo Quỳnh")
        today = db.today()
    desk = sign_in(keeper)
    later = words.format_date(today + timedelta(days=10))
    assert desk.fill("/catalog/rules/review_days", value="25", since=later, reason="Thông báo 9").status_code == 302
    with app.app_context():
        assert queries.rule_number("review_days") == 20
        assert queries.rule_number("review_days", on=today + timedelta(days=9)) == 20
        assert queries.rule_number("review_days", on=today + timedelta(days=10)) == 25
    page = words_of(desk.get("/catalog/rules"))
    for text in (later, "25 ngày", "sắp áp dụng", "Thông báo 9", "Hoàng Bảo Quỳnh", "ban đầu: 20 ngày"):
        assert text in page


@pytest.mark.parametrize(
    ("code", "typed", "sentence"),
    [
        ("review_days", {"value": "0"}, "Số phải từ 1 đến 365."),
        ("review_days", {"value": "1_0"}, "Hãy nhập một số nguyên."),
        ("review_days", {"value": "٣"}, "Hãy nhập một số nguyên."),
        ("review_days", {"value": ""}, "Hãy điền ô này."),
        ("review_days", {"since": "1/1/2020"}, "không áp dụng ngược"),
        ("review_days", {"since": "31/2/2027"}, "Hãy nhập ngày theo dạng"),
        ("review_days", {"reason": " "}, "Hãy điền ô này."),
        ("paper_layout", {"value": "scroll"}, "Hãy chọn một mục trong danh sách."),
    ],
)
def test_a_wrong_rule_is_refused_at_the_box(app: Flask, sign_in, code: str, typed: dict, sentence: str):
    with app.app_context():
        desk = sign_in(make.person(Role.ADMINISTRATOR))
    answer = desk.fill(f"/catalog/rules/{code}", **({"reason": "x"} | typed))
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    with app.app_context():
        assert queries.rules_set() == {}


def test_rules_hold_together(context: Flask):
    keeper = make.person(Role.ADMINISTRATOR)
    today = db.today()
    with pytest.raises(Invalid), unit_of_work(keeper):
        services.set_rule(RULE_BY_CODE["reviewers_least"], value="5", since=today, reason="x", actor=keeper)
    with unit_of_work(keeper):
        services.set_rule(RULE_BY_CODE["reviewers_most"], value="5", since=today, reason="x", actor=keeper)
    with pytest.raises(Conflict), unit_of_work(keeper):
        services.set_rule(RULE_BY_CODE["reviewers_most"], value="6", since=today, reason="x", actor=keeper)
    assert fault(RULE_BY_CODE["quorum_percent"], "101") is RuleFault.OUT_OF_BOUNDS
    assert fault(RULE_BY_CODE["quorum_percent"], "67") is None


def test_only_the_administrator_sets_rules_and_appointments(reader):
    assert reader.get("/catalog/rules/review_days").status_code == 403
    assert reader.get("/catalog/appointments").status_code == 403
    assert "Đặt lại" not in words_of(reader.get("/catalog/rules"))


def test_a_chief_engineer_is_appointed_followed_and_ended(app: Flask, sign_in):
    with app.app_context():
        desk = sign_in(make.person(Role.ADMINISTRATOR))
        first = make.person(Role.CHIEF_ENGINEER, name="Phạm Ngọc Ẩn")
        second = make.person(Role.CHIEF_ENGINEER, name="Trịnh Hữu Nhân")
        deputy = make.person(Role.SECRETARIAT, name="Nguyễn Phương Lan")
    path = "/catalog/appointments"
    sent = {"system": "2", "kind": "chief_engineer", "since": "1/9/2026", "document": "QĐ 112"}
    assert desk.fill(path, action=path, person=str(first.id), **sent).status_code == 302
    with app.app_context():
        assert people.actor(first.id).systems == {2}
        held = people.who_stands_for(2)
        assert held is not None
        assert (held.user_id, held.document) == (first.id, "QĐ 112")
    assert desk.fill(path, action=path, person=str(second.id), **(sent | {"since": "1/10/2026"})).status_code == 302
    assert desk.fill(path, action=path, person=str(deputy.id), **(sent | {"kind": "deputy"})).status_code == 302
    with app.app_context():
        assert people.actor(first.id).systems == set()
        assert people.actor(second.id).systems == {2}
        assert people.actor(deputy.id).systems == set()
        past = people.past_appointments()
        assert [(row.user_id, words.format_date(row.until)) for row in past] == [(first.id, "30/09/2026")]
        ending = str(next(row.id for row in people.appointments() if row.kind is AppointmentKind.CHIEF_ENGINEER))
    assert "Nguyễn Phương Lan" not in words_of(desk.get("/catalog/systems/2"))  # a deputy leads only where none is
    assert desk.fill(path, action=f"{path}/{ending}/end").status_code == 302
    with app.app_context():
        assert people.actor(deputy.id).acting_systems == {2}
    assert "Nguyễn Phương Lan (được giao thay khi chưa bổ nhiệm)" in words_of(desk.get("/catalog/systems/2"))


def test_a_deputy_must_be_of_the_secretariat(app: Flask, sign_in):
    with app.app_context():
        desk = sign_in(make.person(Role.ADMINISTRATOR))
        engineer = make.person(Role.CHIEF_ENGINEER)
    path = "/catalog/appointments"
    sent = {"person": str(engineer.id), "system": "2", "kind": "deputy", "since": "1/9/2026"}
    assert desk.fill(path, action=path, **sent).status_code == 422
    late = desk.fill(path, action=path, **(sent | {"kind": "chief_engineer", "since": "1/9/2199"}))
    assert "Ngày bổ nhiệm không được sau hôm nay." in words_of(late)
    nobody = desk.fill(path, action=path, **(sent | {"person": ""}))
    assert "Hãy chọn một người." in words_of(nobody)
    with app.app_context():
        assert people.appointments() == []
