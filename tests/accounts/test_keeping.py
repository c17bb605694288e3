"""The administrator's desk: people, roles, organisations, appointments; and what everybody may do for themselves."""

import json
import re
import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts import queries, services
from accounts.actor import Actor, Role
from accounts.models import Organisation, User
from core.audit import AuditEntry
from core.db import session, unit_of_work
from core.errors import Conflict, Invalid
from tests import factories as make
from tests.pages import form_of


@pytest.fixture
def keeper(app: Flask) -> Actor:
    with app.app_context():
        return make.person(Role.ADMINISTRATOR, name="Hoàng Bảo Quỳnh")


def words_of(response) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def test_people_are_found_without_accents_and_sorted_by_given_name(app: Flask, sign_in, keeper: Actor):
    with app.app_context():
        for name in ("Nguyễn Văn Ổn", "Trần Thị Ân", "Đỗ Thuỳ Dương", "Lê Đức Anh"):
            make.person(Role.REVIEWER, name=name)
    desk = sign_in(keeper)
    page = words_of(desk.get("/people?role=reviewer"))
    places = [page.index(name) for name in ("Lê Đức Anh", "Trần Thị Ân", "Đỗ Thuỳ Dương", "Nguyễn Văn Ổn")]
    assert places == sorted(places)
    for typed in ("do thuy duong", "Đỗ Thùy Dương", "đỗ thuỳ"):
        found = words_of(desk.get("/people", query_string={"q": typed}))
        assert "Đỗ Thuỳ Dương" in found
        assert "Lê Đức Anh" not in found


def test_the_list_of_people_has_pages(app: Flask, sign_in, keeper: Actor):
    with app.app_context(), unit_of_work():
        for number in range(60):
            services.add_person(
                email=f"n{number}@thu.example", name=f"Nguyễn {number:03d}", roles=[Role.AUDITOR], organisation=None
            )
    desk = sign_in(keeper)
    assert "1–50 trong 61 người" in words_of(desk.get("/people?state=invited"))
    assert "51–61 trong 61 người" in words_of(desk.get("/people?state=invited&page=2"))
    for odd in ("page=0", "page=-3", "page=x", "page=99999999999999999999", "role=king", "organisation=x", "state=y"):
        assert desk.get(f"/people?{odd}").status_code == 200


def test_a_change_of_roles_ends_sessions_at_the_next_request(app: Flask, sign_in, keeper: Actor):
    with app.app_context():
        reviewer = make.person(Role.REVIEWER)
    browser, desk = sign_in(reviewer), sign_in(keeper)
    assert browser.get("/me").status_code == 200
    path = f"/people/{reviewer.id}"
    assert desk.fill(path, action=f"{path}/roles", roles=["auditor", "reviewer"]).status_code == 302
    assert browser.get("/me").status_code == 302
    with app.app_context():
        assert queries.actor(reviewer.id).roles == {Role.AUDITOR, Role.REVIEWER}
        line = session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "person.roles")).one()
        assert line.actor_id == keeper.id
        assert {"before": ["reviewer"], "after": ["auditor", "reviewer"]} in [c.get("facts") for c in line.changes]


def test_disabling_ends_sessions_and_enabling_lets_in_again(app: Flask, sign_in, keeper: Actor):
    with app.app_context():
        reviewer = make.person(Role.REVIEWER)
    browser, desk = sign_in(reviewer), sign_in(keeper)
    path = f"/people/{reviewer.id}"
    desk.fill(path, action=f"{path}/disable")
    assert browser.get("/me").status_code == 302
    with app.app_context():
        assert not queries.person(reviewer.id).active
    desk.fill(path, action=f"{path}/enable")
    with app.app_context():
        assert queries.person(reviewer.id).active


def test_the_last_administrator_cannot_be_lost(app: Flask, sign_in, keeper: Actor):
    desk = sign_in(keeper)
    path = f"/people/{keeper.id}"
    answer = desk.fill(path, action=f"{path}/roles", roles=["auditor"])
    assert answer.status_code == 422
    assert "quản trị viên duy nhất" in words_of(answer)
    assert f"{path}/disable" not in words_of(desk.get(path))
    with app.app_context():
        with pytest.raises(Invalid), unit_of_work():
            services.disable(queries.person(keeper.id), keeper)
        assert queries.actor(keeper.id).roles == {Role.ADMINISTRATOR}


def test_a_wrong_form_keeps_what_was_typed(app: Flask, sign_in, keeper: Actor):
    desk = sign_in(keeper)
    answer = desk.fill(
        "/people/invite", name="Lê Văn Giữ", email="sai địa chỉ", phone="gọi cho tôi", roles=["proposer"]
    )
    page = words_of(answer)
    assert answer.status_code == 422
    for expected in (
        'value="Lê Văn Giữ"',
        'value="sai địa chỉ"',
        'value="gọi cho tôi"',
        "Địa chỉ thư điện tử không đúng",
        "Hãy nhập số điện thoại bằng chữ số",
        "Người đề xuất phải thuộc một đơn vị.",
    ):
        assert expected in page
    with app.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def test_a_second_click_on_the_invitation_is_told(app: Flask, sign_in, keeper: Actor):
    desk = sign_in(keeper)
    _, values = form_of(desk.get("/people/invite").get_data(as_text=True))
    typed = values | {"name": "A", "email": "a@thu.example", "roles": ["auditor"]}
    assert desk.post("/people/invite", data=typed).status_code == 302
    again = desk.post("/people/invite", data=typed)
    assert again.status_code in (409, 422)
    with app.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(User).where(User.email == "a@thu.example")) == 1


def test_two_administrators_saving_the_same_person_do_not_overwrite(app: Flask, sign_in, keeper: Actor):
    with app.app_context():
        person = make.person(Role.REVIEWER, name="Trần Đức Hữu")
    desk = sign_in(keeper)
    path = f"/people/{person.id}"
    _, stale = form_of(desk.get(path).get_data(as_text=True), path)
    assert desk.fill(path, action=path, position="Vụ trưởng").status_code == 302
    answer = desk.post(path, data=stale | {"position": "Chuyên viên"})
    page = words_of(answer)
    assert answer.status_code == 409
    assert 'value="Chuyên viên"' in page
    assert "Vụ trưởng" in page
    with app.app_context():
        assert queries.person(person.id).position == "Vụ trưởng"
        with pytest.raises(Conflict), unit_of_work():
            services.change_details(
                queries.person(person.id), name="x", position="", phone="", language="vi", seen_edition=1
            )


def test_an_address_that_is_taken_is_refused(app: Flask, sign_in, keeper: Actor):
    with app.app_context():
        one, two = make.person(Role.AUDITOR), make.person(Role.AUDITOR)
    desk = sign_in(keeper)
    answer = desk.fill(f"/people/{one.id}", action=f"/people/{one.id}", email=two.email)
    assert answer.status_code == 409
    assert "đã có tài khoản" in words_of(answer)


def test_one_changes_ones_own_details_and_language(app: Flask, sign_in):
    with app.app_context():
        person = make.person(Role.AUDITOR, name="Vũ Khắc Ý")
    browser = sign_in(person)
    answer = browser.fill("/me", action="/me", position="Trợ lý", phone="0912 345 678", language="en")
    assert answer.status_code == 302
    page = words_of(browser.get("/me"))
    assert "My details" in page
    assert 'value="Trợ lý"' in page
    with app.app_context():
        user = queries.person(person.id)
        assert (user.position, user.phone, user.language) == ("Trợ lý", "0912 345 678", "en")
        assert user.email == person.email


def test_a_box_that_was_not_sent_is_an_empty_one(app: Flask, sign_in):
    with app.app_context():
        person = make.person(Role.AUDITOR)
    browser = sign_in(person)
    _, held = form_of(browser.get("/me").get_data(as_text=True), "/me")
    sent = {name: value for name, value in held.items() if name not in ("phone", "position")}
    assert browser.post("/me", data=sent, headers={"Origin": "http://localhost"}).status_code == 302
    with app.app_context():
        user = queries.person(person.id)
        assert (user.position, user.phone, user.name) == ("", "", person.name)


def test_nobody_changes_their_own_address_organisation_or_roles(app: Flask, sign_in):
    with app.app_context():
        person = make.person(Role.AUDITOR)
        unit = make.organisation()
    sign_in(person).fill(
        "/me", action="/me", email="khac@thu.example", organisation=str(unit.id), roles=["administrator"], active="0"
    )
    with app.app_context():
        user = queries.person(person.id)
        assert (user.email, user.organisation_id, user.active) == (person.email, None, True)
        assert queries.actor(person.id).roles == {Role.AUDITOR}


def test_other_sessions_end_and_this_one_stays(app: Flask, sign_in):
    with app.app_context():
        person = make.person(Role.AUDITOR)
    here, there = sign_in(person), sign_in(person)
    assert here.fill("/me", action="/me/sessions").status_code == 302
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 302


def test_changing_the_password_keeps_this_session_and_ends_the_others(app: Flask, sign_in):
    with app.app_context(), unit_of_work():
        user = services.add_person(
            email="lan@thu.example", name="Lan", roles=[Role.AUDITOR], organisation=None, password="mật khẩu ban đầu 1"
        )
    with app.app_context():
        person = queries.actor(user.id)
    here, there = sign_in(person), sign_in(person)
    wrong = here.fill(
        "/change-password",
        password="không phải mật khẩu",
        new_password="mật khẩu mới toanh 2",
        new_password_confirm="mật khẩu mới toanh 2",
    )
    assert wrong.status_code == 422
    assert "Mật khẩu không đúng." in words_of(wrong)
    done = here.fill(
        "/change-password",
        password="mật khẩu ban đầu 1",
        new_password="mật khẩu mới toanh 2",
        new_password_confirm="mật khẩu mới toanh 2",
    )
    assert (done.status_code, done.headers["Location"]) == (302, "/me")
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 302


def test_the_export_holds_ones_own_data_and_no_secrets(app: Flask, sign_in):
    with app.app_context():
        person = make.person(Role.AUDITOR, name="Phạm Ngọc Ẩn")
        planted = make.person(Role.AUDITOR, name="Người Khác")
        key = queries.person(person.id).fs_uniquifier
    answer = sign_in(person).fill("/me", action="/me/export")
    held = json.loads(answer.get_data(as_text=True))
    assert held["person"]["name"] == "Phạm Ngọc Ẩn"
    assert held["deeds"][0]["deed"] == "person.export"
    text = answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert planted.email not in text
    assert key not in text


def test_organisations_are_added_found_and_corrected(app: Flask, sign_in, keeper: Actor):
    desk = sign_in(keeper)
    answer = desk.fill("/organisations/new", name_vi="Viện  Thử nghiệm Hoà Lạc", type="institute", functional="y")
    assert answer.status_code == 302
    page = words_of(desk.get("/organisations?q=hòa+lac"))
    assert "Viện Thử nghiệm Hoà Lạc" in page
    taken = desk.fill("/organisations/new", name_vi="Viện Thử nghiệm Hoà Lạc", type="institute")
    assert taken.status_code == 422
    assert "Đã có đơn vị mang tên này." in words_of(taken)
    with app.app_context():
        row = queries.organisation_named("Viện Thử nghiệm Hoà Lạc")
        assert row is not None
        assert (row.functional, row.type.value) == (True, "institute")
        path = f"/organisations/{row.id}"
    _, stale = form_of(desk.get(path).get_data(as_text=True))
    assert desk.fill(path, name_vi="Viện Thử nghiệm Láng Hoà Lạc").status_code == 302
    lost = desk.post(path, data=stale | {"name_vi": "Viện khác"})
    assert lost.status_code == 409
    assert 'value="Viện khác"' in words_of(lost)
    with app.app_context(), unit_of_work():
        session.execute(sa.delete(Organisation).where(Organisation.type == "institute"))


def test_everybody_looks_up_organisations_and_only_the_administrator_changes_them(app: Flask, sign_in):
    with app.app_context():
        person = make.person(Role.REVIEWER)
        some = str(queries.organisations("bo khoa hoc")[0].id)
    browser = sign_in(person)
    page = words_of(browser.get("/organisations?q=binh+duong"))
    assert "Thành phố Hồ Chí Minh" in page
    assert some not in words_of(browser.get("/organisations"))
    assert browser.get(f"/organisations/{some}").status_code == 403


def test_the_trail_names_deeds_and_hides_content(app: Flask, sign_in, keeper: Actor):
    with app.app_context():
        auditor = make.person(Role.AUDITOR)
        proposer = make.person(Role.PROPOSER)
        proposal = make.draft(proposer, sample="P05")
        title = "Nền tảng"
    page = words_of(sign_in(auditor).get("/trail"))
    assert "Mở tài khoản" in page
    assert title not in page.replace("nền tảng", "")
    assert str(proposal.id)[:8] in page
    narrowed = words_of(sign_in(keeper).get(f"/trail?person={proposer.id}"))
    assert "draft_part" in narrowed
    assert "catalog_release" not in narrowed


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("first=1/2/2026&last=2/2/2026", 200),
        ("first=hôm qua", 422),
        ("person=x", 422),
        ("subject=1", 422),
        ("before=99999999999999999999999", 200),
        ("before=-1", 200),
        ("deed=%25", 200),
    ],
)
def test_odd_filters_of_the_trail_are_answered_calmly(app: Flask, sign_in, keeper: Actor, query: str, status: int):
    assert sign_in(keeper).get(f"/trail?{query}").status_code == status


def test_the_trail_is_narrowed_by_days_in_vietnam(app: Flask, sign_in, keeper: Actor):
    from core import db, words

    today = words.format_date(db.today())
    desk = sign_in(keeper)
    assert "Đăng nhập" in words_of(desk.get(f"/trail?first={today}&last={today}")).partition("<table")[2]
    assert "Không có dòng nào" in words_of(desk.get("/trail?last=1/1/2020"))


def test_unknown_people_are_not_found(app: Flask, sign_in, keeper: Actor):
    desk = sign_in(keeper)
    assert desk.get(f"/people/{uuid.uuid4()}").status_code == 404
    assert desk.get("/people/1").status_code == 404
