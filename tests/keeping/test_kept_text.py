"""Kept text over HTTP: its writer's alone, never more than typed text, gone with the save."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.actor import Role
from core import audit, db
from core.db import session, unit_of_work
from keeping import services
from keeping.models import KeptText
from proposals import services as proposing
from tests import factories as make
from tests.pages import form_of

WORDS = "Chữ chưa lưu của riêng người viết"


class Writer:
    """A person at a form page, as its script speaks for them."""

    def __init__(self, client, form: str) -> None:
        self.client, self.form = client, form
        self.told = client.get("/kept", query_string={"form": form}).get_json() or {}
        self.token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/me").get_data(as_text=True))[0]

    def send(self, path: str = "/kept", *, token: str | None = None, **changes):
        body = {
            "form": self.form,
            "account": self.told.get("account"),
            "page": "11111111-1111-4111-8111-111111111111",
            "seen": "1",
            "turn": 1_000,
            "fields": [["context", WORDS]],
            "was": {"context": [""]},
        }
        key = self.token if token is None else token
        return self.client.post(path, json=body | changes, headers={"X-CSRFToken": key})

    def texts(self):
        return self.client.get("/kept", query_string={"form": self.form}).get_json()["texts"]


@pytest.fixture
def author(context):
    return make.person(Role.PROPOSER)


@pytest.fixture
def address(author):
    return f"/proposals/{make.draft(author, sample=None).id}/draft/necessity"


@pytest.fixture
def writer(sign_in, author, address):
    return Writer(sign_in(author), address)


def rows() -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(KeptText)) or 0


def test_what_was_typed_comes_back_to_its_writer_as_it_was(writer):
    answer = writer.send()
    assert (answer.status_code, answer.get_json()) == (200, {"kept": True})
    (text,) = writer.texts()
    del text["at"]
    assert text == {
        "page": "11111111-1111-4111-8111-111111111111",
        "seen": "1",
        "turn": 1000,
        "fields": [["context", WORDS]],
        "was": {"context": [""]},
    }


def test_a_page_tells_its_script_that_something_waits_and_nothing_of_it(writer):
    assert "data-waits" not in writer.client.get(writer.form).get_data(as_text=True)
    writer.send()
    page = writer.client.get(writer.form).get_data(as_text=True)
    assert "data-waits" in page and WORDS not in page


def test_the_task_list_and_the_page_of_submission_name_parts_with_unsaved_text(writer):
    tasks = writer.form.rpartition("/")[0]
    pages = (tasks, tasks.replace("/draft", "/submit"))
    told = "chưa lưu chính thức"
    assert [told in writer.client.get(page).get_data(as_text=True) for page in pages] == [False, False]
    writer.send()
    for page in pages:
        answer = writer.client.get(page)
        shown = answer.get_data(as_text=True)
        assert answer.status_code == 200 and told in shown and WORDS not in shown


def test_a_colleague_with_the_same_form_sees_none_of_it(writer, sign_in, author):
    writer.send()
    organisation = writer_organisation(author)
    colleague = Writer(sign_in(make.person(Role.PROPOSER, of=organisation)), writer.form)
    assert colleague.texts() == []
    proposal = writer.form.rpartition("/draft")[0]
    for page in (
        writer.form,
        proposal,
        f"{proposal}/draft",
        f"{proposal}/preview",
        "/proposals/",
        "/",
        "/search?q=Chữ",
    ):
        answer = colleague.client.get(page, follow_redirects=True)
        shown = answer.get_data(as_text=True)
        assert answer.status_code == 200, page
        assert WORDS not in shown and "data-waits" not in shown and "chưa lưu chính thức:" not in shown, page
    assert colleague.send("/kept/let-go").status_code == 200
    assert [text["fields"] for text in writer.texts()] == [[["context", WORDS]]]


def writer_organisation(author):
    from accounts.models import Organisation

    return session.get(Organisation, author.organisation_id)


def test_neither_the_trail_nor_the_own_data_export_holds_it(writer):
    before = session.scalar(sa.select(sa.func.count()).select_from(audit.AuditEntry))
    writer.send()
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(audit.AuditEntry)) == before
    token = writer.told["csrf_token"]
    exported = writer.client.post("/me/export", data={"csrf_token": token}, headers={"Origin": "http://localhost"})
    assert exported.status_code == 200 and WORDS not in exported.get_data(as_text=True)


@pytest.mark.parametrize(
    "form",
    [
        "/me",
        "/sign-in",
        "/proposals/",
        "/proposals/start",
        f"/proposals/{uuid.UUID(int=7)}/draft/necessity",
        f"/review/assignments/{uuid.UUID(int=7)}/score",
        f"/proposals/{uuid.UUID(int=7)}/intake",
        "//evil.example/x",
        "https://evil.example/x",
        "/kept",
        "/proposals/../me",
        "",
        "/\u0000",
        "/" + "a" * 400,
        None,
        7,
        ["/me"],
        {},
    ],
)
def test_a_form_that_is_not_kept_or_not_in_sight_does_not_exist(writer, form):
    assert writer.send(form=form).status_code == 404
    assert writer.send("/kept/let-go", form=form).status_code == 404
    if isinstance(form, str):
        assert writer.client.get("/kept", query_string={"form": form}).status_code in (400, 404)
    assert rows() == 0


def test_somebody_elses_form_does_not_exist(writer, sign_in):
    stranger = Writer(sign_in(make.person(Role.PROPOSER)), writer.form)
    assert stranger.told == {} and stranger.send().status_code == 404
    mine = f"/proposals/{make.draft(make.person(Role.PROPOSER), sample=None).id}/draft/necessity"
    assert writer.send(form=mine).status_code == 404
    assert writer.client.get("/kept", query_string={"form": mine}).status_code == 404
    reviewer = Writer(sign_in(make.person(Role.REVIEWER)), writer.form)
    assert reviewer.told == {} and reviewer.send(account="x").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"page": "x"},
        {"page": None},
        {"page": "<script>alert(1)</script>"},
        {"page": "a" * 41},
        {"turn": 0},
        {"turn": -1},
        {"turn": 2**53},
        {"turn": True},
        {"turn": 1.5},
        {"turn": "1"},
        {"seen": 1},
        {"seen": "x" * 61},
        {"seen": "\u0000"},
        {"fields": []},
        {"fields": {}},
        {"fields": None},
        {"fields": [["context"]]},
        {"fields": [["context", 7]]},
        {"fields": [["", "x"]]},
        {"fields": [["x" * 201, "x"]]},
        {"fields": [["a b", "x"]]},
        {"fields": [["context", "\u0000"]]},
        {"fields": [["context", "\ud800"]]},
        {"fields": [["context", "x"]] * 4001},
        {"was": []},
        {"was": {"context": "x"}},
        {"was": {"context": [7]}},
        {"was": {"context": ["\udfff"]}},
        {"was": {"a b": None}},
    ],
)
def test_json_that_no_page_of_ours_sends_is_refused(writer, changes):
    assert writer.send(**changes).status_code == 400
    assert rows() == 0


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'"x"', b"{", b"\xff", b"[" * 100_000, b'{"turn": 1' + b"0" * 5000 + b"}"]
)
def test_bytes_that_are_no_json_object_are_refused(writer, body):
    for path in ("/kept", "/kept/let-go"):
        answer = writer.client.post(
            path, data=body, content_type="application/json", headers={"X-CSRFToken": writer.told["csrf_token"]}
        )
        assert answer.status_code == 400


def test_a_text_longer_than_any_form_is_refused(writer):
    assert writer.send(fields=[["context", "ơ" * 700_000]]).status_code == 413
    assert writer.send(fields=[["context", "x" * 1_000_000]]).status_code == 200
    assert rows() == 1


def test_without_the_key_of_forms_nothing_is_kept(writer):
    assert writer.send(token="").status_code == 400
    assert writer.send(token="xxx").status_code == 400
    assert writer.send("/kept/let-go", token="").status_code == 400
    assert rows() == 0


def test_an_ended_session_is_told_in_words_for_the_script(writer):
    with writer.client.session_transaction() as held:
        held["sid"] = str(uuid.uuid4())
    answer = writer.send()
    assert (answer.status_code, answer.get_json()) == (401, {"lapsed": True})
    assert rows() == 0


def test_text_of_one_account_never_lands_in_another(writer, sign_in, author):
    organisation = writer_organisation(author)
    other = Writer(sign_in(make.person(Role.PROPOSER, of=organisation)), writer.form)
    for path in ("/kept", "/kept/let-go"):
        assert other.send(path, account=writer.told["account"]).status_code == 409
    assert rows() == 0


def test_a_late_arrival_of_an_earlier_text_does_not_replace_the_later(writer):
    writer.send(turn=2000, fields=[["context", "sau"]])
    writer.send(turn=1000, fields=[["context", "trước"]])
    assert [text["fields"] for text in writer.texts()] == [[["context", "sau"]]]


def test_two_tabs_keep_two_texts_and_the_newest_is_told_first(writer):
    writer.send(fields=[["context", "thẻ một"]])
    writer.send(page="22222222-2222-4222-8222-222222222222", fields=[["context", "thẻ hai"]])
    assert [text["fields"][0][1] for text in writer.texts()] == ["thẻ hai", "thẻ một"]


def typed(writer, **boxes):
    _, values = form_of(writer.client.get(writer.form).get_data(as_text=True), writer.form)
    return values | boxes


def post(writer, values):
    return writer.client.post(writer.form, data=values, headers={"Origin": "http://localhost"})


def test_the_save_forgets_what_was_kept_of_its_page_and_only_of_that(writer):
    values = typed(writer, context="Đã lưu thật", _act="save")
    page = values["once"]
    writer.send(page=page)
    writer.send(page="22222222-2222-4222-8222-222222222222", fields=[["context", "thẻ khác"]])
    assert post(writer, values | {"_kept": page}).status_code == 302
    assert [text["fields"] for text in writer.texts()] == [[["context", "thẻ khác"]]]
    assert f'data-settled="{page}"' in writer.client.get(writer.form).get_data(as_text=True)
    late = writer.send(page=page, turn=9_000)  # was on its way while the save was made
    assert late.get_json() == {"kept": False}
    assert [text["fields"] for text in writer.texts()] == [[["context", "thẻ khác"]]]


def test_a_save_without_a_script_leaves_no_trace_here(writer):
    assert post(writer, typed(writer, context="Không có JavaScript", _act="save")).status_code == 302
    assert rows() == 0


def test_a_save_that_was_refused_forgets_nothing(writer):
    values = typed(writer, context="x" * 30_000, _act="save")
    writer.send(page=values["once"])
    assert post(writer, values | {"_kept": values["once"]}).status_code == 422
    assert [text["fields"] for text in writer.texts()] == [[["context", WORDS]]]


def test_laying_text_into_the_boxes_again_saves_nothing_and_checks_like_any_typing(writer, author):
    values = typed(writer, context="Được lấy lại", _act="restore")
    page = post(writer, values)
    assert page.status_code == 200 and "Được lấy lại" in page.get_data(as_text=True)
    assert "Được lấy lại" not in writer.client.get(writer.form).get_data(as_text=True)


def test_one_person_keeps_a_bounded_number_of_texts(writer):
    for number in range(services.MOST_TEXTS + 2):
        writer.send(page=f"{number:08d}-1111-4111-8111-111111111111")
    assert rows() == services.MOST_TEXTS
    newest = range(services.MOST_TEXTS + 1, services.MOST_TEXTS - 19, -1)
    assert [text["page"][:8] for text in writer.texts()] == [f"{number:08d}" for number in newest]


def test_text_nobody_came_back_for_is_forgotten(writer):
    writer.send()
    with db.at(db.now() + services.DAYS - timedelta(hours=1)):
        services.forget_old()
    assert rows() == 1
    with db.at(db.now() + services.DAYS + timedelta(hours=1)):
        services.forget_old()
    assert rows() == 0


def test_what_goes_to_the_secret_channel_takes_everybodys_kept_text_along(context, sign_in):
    author, secretary = make.person(Role.PROPOSER), make.person(Role.SECRETARIAT)
    proposal = make.submitted(author)
    desk = Writer(sign_in(secretary), f"/proposals/{proposal.id}/intake/refuse")
    assert desk.send(fields=[["reason", WORDS]]).status_code == 200
    mine = Writer(sign_in(author), f"/proposals/{proposal.id}/draft/necessity")
    assert mine.send().status_code == 200
    session.rollback()
    with unit_of_work(secretary):
        proposing.move_to_secret(proposal, secretary)
    assert rows() == 0
    assert desk.client.get("/kept", query_string={"form": desk.form}).status_code == 404


def test_the_key_in_the_page_opens_one_account_alone_and_stays_the_same(writer, sign_in, author):
    marks = []
    for person in (author, author, make.person(Role.PROPOSER, of=writer_organisation(author))):
        page = sign_in(person).get(writer.form).get_data(as_text=True)
        marks.append([page.partition(f'{name}="')[2].partition('"')[0] for name in ("data-account", "data-seal")])
    assert marks[0] == marks[1]
    assert set(marks[0]).isdisjoint(marks[2])
    assert len(bytes.fromhex(marks[0][1])) == 32
    assert json.dumps(marks).find(str(author.id)) == -1
