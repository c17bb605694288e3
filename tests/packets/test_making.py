"""Packets from the press to the download, on real pages: frozen, marked as drafts, confirmed once, never changed."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pdfplumber
import pytest

from accounts.actor import Actor, Role
from committee.models import Outcome, Session
from core import db, files, jobs
from core.db import session, unit_of_work
from core.jobs import Job, JobState
from packets import services
from packets.contents import Layout, Packet, content_sha256
from packets.jobs import carry_out
from packets.models import PacketRow, PacketState
from proposals import queries as proposals
from proposals import services as course
from proposals.models import Proposal
from proposals.workflow import Status
from tests import factories
from tests.committee import world

DATA = b"%PDF-1.7 stands for pages"
HOME = Path(__file__).resolve().parent.parent.parent


@dataclass
class Room:
    """A planned sitting with one scored and recommended proposal."""

    clerk: Actor
    chair: Actor
    other: Actor
    reviewer_names: list[str]
    proposal: UUID
    sitting: UUID

    def rows(self) -> list[PacketRow]:
        session.expire_all()
        return list(session.query(PacketRow).order_by(PacketRow.number))

    def order(self, **more: object) -> PacketRow:
        """A packet ordered without a page."""
        with unit_of_work(self.clerk):
            sitting = session.get_one(Session, self.sitting)
            row = services.order(sitting, services.Order(layout=Layout.PARTY, **more), self.clerk)
            services.hand_over(row)
        return row

    @property
    def page(self) -> str:
        return f"/packets/sessions/{self.sitting}"


@pytest.fixture
def room(app) -> Room:
    with app.app_context():
        clerk = world.desk(name="Trần Thị Thu Hà")
        chair = world.member(chair=True, name="Nguyễn Văn Bình")
        other = world.member(name="Lê Thị Châu")
        proposal = world.before_committee(clerk)
        names = [user.name for user in people_scoring()]
        sitting = world.sitting(clerk, proposal, title="Phiên họp thứ nhất năm 2026")
        return Room(
            clerk=clerk, chair=chair, other=other, reviewer_names=names, proposal=proposal.id, sitting=sitting.id
        )


def laid_out(room: Room) -> UUID:
    """A draft with a file, without the time that laying it out takes."""
    row = room.order()
    with unit_of_work():
        held = session.get_one(PacketRow, row.id)
        assert services.keep(held, services.freeze(held), files.put(DATA, owner=row.id, suffix=".pdf"), 1)
    return row.id


def people_scoring():
    from accounts.models import User
    from scoring.models import Scorecard

    return session.query(User).join(Scorecard, Scorecard.reviewer_id == User.id).all()


def words(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return re.sub(r"\s+", " ", " ".join(page.extract_text() or "" for page in opened.pages))


def make(browser, room) -> str:
    """Press the button of the sitting's page; the address of the packet."""
    answer = browser.fill(room.page, f"{room.page}/make")
    assert answer.status_code == 302
    return answer.location


def test_from_the_press_to_a_file_that_never_changes(app, room, sign_in):
    browser = sign_in(room.clerk)
    url = make(browser, room)
    waiting = browser.get(url).get_data(as_text=True)
    assert "Đang chờ máy lập hồ sơ" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert browser.get(f"{url}/file").status_code == 409
    with app.app_context():
        assert jobs.sweep() >= 1
        (row,) = room.rows()
        assert (row.state, row.number, row.pages > 8, row.confirmed_at) == (PacketState.DRAFT, 1, True, None)
        frozen, job = dict(row.content or {}), session.get_one(Job, row.job_id)
        assert (job.state, job.done, job.total) == (JobState.DONE, 1, 1)
    draft = browser.get(f"{url}/file")
    told = words(draft.data)
    assert draft.headers["Content-Disposition"] == 'attachment; filename="ho-so-trinh-PH-2026-01-so-1-du-thao.pdf"'
    assert draft.headers["Content-Security-Policy"] == "sandbox"
    assert draft.headers["X-Content-Type-Options"] == "nosniff"
    assert "DỰ THẢO" in told
    assert content_sha256(frozen) in told
    assert hashlib.sha256(draft.data).hexdigest() in browser.get(url).get_data(as_text=True)
    assert "Người thẩm định 1" in told
    assert not [name for name in room.reviewer_names if name in told]

    with app.app_context(), unit_of_work():
        session.get_one(Proposal, room.proposal).title = "Tên đã đổi sau khi lập"
    assert browser.fill(url, f"{url}/confirm").status_code == 302
    with app.app_context():
        jobs.sweep()
        (row,) = room.rows()
        assert (row.state, row.confirmed_by_id) == (PacketState.CONFIRMED, room.clerk.id)
        assert row.content == frozen | {"draft": False}
        assert row.content_sha256 == content_sha256(row.content)
    final = browser.get(f"{url}/file")
    assert final.headers["Content-Disposition"] == 'attachment; filename="ho-so-trinh-PH-2026-01-so-1.pdf"'
    assert "DỰ THẢO" not in words(final.data)
    assert words(final.data).count("Tên đã đổi sau khi lập") == 0
    assert hashlib.sha256(final.data).hexdigest() in browser.get(url).get_data(as_text=True)

    with app.app_context():
        kept = (room.rows()[0].file_key, room.rows()[0].row_version)
        assert carry_out(UUID(url.rsplit("/", 1)[1]), lambda done, total: None) == ""
        assert (room.rows()[0].file_key, room.rows()[0].row_version) == kept
    assert sign_in(room.other).get(f"{url}/file").data == final.data
    assert f"{url}/confirm" not in browser.get(url).get_data(as_text=True)
    again = make(browser, room)
    with app.app_context():
        assert [(row.number, row.state) for row in room.rows()] == [
            (1, PacketState.CONFIRMED),
            (2, PacketState.MAKING),
        ]
    assert again != url


def test_the_same_work_done_twice_gives_one_file(app, room):
    with app.app_context():
        row = room.order()
        carry_out(row.id, lambda done, total: None)
        (first,) = room.rows()
        kept = (first.file_key, first.file_sha256, first.row_version)
        carry_out(row.id, lambda done, total: None)
        (second,) = room.rows()
        assert (second.file_key, second.file_sha256, second.row_version) == kept


def test_a_machine_without_pango_says_what_is_delayed_and_the_press_works_again(
    app, room, sign_in, tmp_path, monkeypatch
):
    for name in ("libpango-1.0.so.0", "libgobject-2.0.so.0"):
        (tmp_path / name).write_bytes(b"no library")
    browser = sign_in(room.clerk)
    url = make(browser, room)
    with monkeypatch.context() as broken, app.app_context():
        broken.setenv("LD_LIBRARY_PATH", str(tmp_path))
        jobs.sweep()
        (row,) = room.rows()
        assert (row.state, row.problem, row.file_key) == (PacketState.FAILED, "paper_unavailable", "")
    page = browser.get(url).get_data(as_text=True)
    assert "Máy chủ thiếu thư viện dàn trang" in page
    assert browser.get("/committee/").status_code == 200
    assert browser.fill(url, f"{url}/retry").status_code == 302
    with app.app_context():
        jobs.sweep()
        assert room.rows()[0].state is PacketState.DRAFT


def test_content_that_cannot_be_laid_out_is_told_and_hides_its_detail(app, room, sign_in):
    with app.app_context():
        row = room.order()
        with unit_of_work():
            services.freeze(session.get_one(PacketRow, row.id))
        with unit_of_work():
            held = session.get_one(PacketRow, row.id)
            held.content = {"broken": "BÍ-MẬT-TRONG-LỖI"}
        assert carry_out(row.id, lambda done, total: None) == "render_failed"
        assert room.rows()[0].problem == "render_failed"
    page = sign_in(room.clerk).get(f"/packets/{row.id}").get_data(as_text=True)
    assert "Không dàn được trang" in page
    assert "BÍ-MẬT-TRONG-LỖI" not in page


def test_the_bar_is_asked_for_alone_and_ends_with_a_whole_page(app, room, sign_in):
    browser = sign_in(room.clerk)
    url = make(browser, room)
    with app.app_context(), unit_of_work():
        job = session.get_one(Job, room.rows()[0].job_id)
        job.state, job.done, job.total = JobState.RUNNING, 3, 8
    answer = browser.get(f"{url}/progress")
    page = answer.get_data(as_text=True)
    assert "Đã dàn trang 3/8 đề xuất." in page
    assert 'value="3" max="8"' in page
    assert "HX-Refresh" not in answer.headers
    with app.app_context(), unit_of_work():
        services.fail(room.rows()[0], "render_failed")
    assert browser.get(f"{url}/progress").headers["HX-Refresh"] == "true"


def test_a_job_that_gave_up_can_be_started_again(app, room, sign_in):
    browser = sign_in(room.clerk)
    url = make(browser, room)
    with app.app_context(), unit_of_work():
        session.get_one(Job, room.rows()[0].job_id).state = JobState.FAILED
    assert "Chưa lập được hồ sơ" in browser.get(url).get_data(as_text=True)
    assert browser.fill(url, f"{url}/retry").status_code == 302
    with app.app_context():
        assert session.query(Job).filter_by(name="packets.make", state=JobState.QUEUED).count() == 1


def test_the_second_press_makes_no_second_packet(app, room, sign_in):
    browser, key = sign_in(room.clerk), "8f9e7d1c-3a52-4a4e-9a58-0d3f1f4f9a11"
    assert browser.fill(room.page, f"{room.page}/make", once=key).status_code == 302
    assert browser.fill(room.page, f"{room.page}/make", once=key).status_code == 409
    with app.app_context():
        assert len(room.rows()) == 1


def test_a_wrong_box_is_told_and_nothing_is_made(app, room, sign_in):
    answer = sign_in(room.clerk).fill(
        room.page, f"{room.page}/make", letter_date="31/02/2026", signer_name="Người ký thử"
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "31/02/2026" in page
    assert "Người ký thử" in page
    with app.app_context():
        assert room.rows() == []


def test_who_makes_confirms_and_reads(app, room, sign_in):
    with app.app_context():
        auditor, proposer = factories.person(Role.AUDITOR), factories.person(Role.PROPOSER)
        key = laid_out(room)
    url = f"/packets/{key}"
    for who, page, made, confirmed in (
        (room.clerk, 200, True, True),
        (room.chair, 200, False, True),
        (room.other, 200, False, False),
        (auditor, 200, False, False),
        (proposer, 403, False, False),
    ):
        browser = sign_in(who)
        assert browser.get(url).status_code == page
        assert browser.get(f"{url}/file").status_code == page
        if page == 200:
            assert (f"{room.page}/make" in browser.get(room.page).get_data(as_text=True)) is made
            assert (f"{url}/confirm" in browser.get(url).get_data(as_text=True)) is confirmed


def test_a_member_of_another_time_does_not_see_the_packets_of_an_opened_sitting(app, room, sign_in):
    from committee.services import sittings as sittings_services

    with app.app_context():
        row = room.order()
        with unit_of_work(room.clerk):
            sittings_services.open_(session.get_one(Session, room.sitting), room.clerk)
        late = world.member(name="Người vào sau")
    assert sign_in(late).get(f"/packets/{row.id}").status_code == 404
    assert sign_in(room.other).get(f"/packets/{row.id}").status_code == 200


def test_who_withdrew_from_one_item_is_told_why_the_file_is_shut(app, room, sign_in):
    from accounts import queries as people
    from committee.queries import agenda
    from committee.services import agenda as agenda_services

    with app.app_context():
        key = laid_out(room)
        item = world.items(session.get_one(Session, room.sitting), room.clerk)[0]
        with unit_of_work(room.clerk):
            held = agenda.item(item.id, seen_by=room.clerk, lock=True)
            agenda_services.withdraw(held, people.person(room.other.id), room.clerk, ground="Người nhà.")
    browser = sign_in(room.other)
    answer = browser.get(f"/packets/{key}/file")
    assert answer.status_code == 403
    assert "xung đột lợi ích" in answer.get_data(as_text=True)
    assert "Tải bản dự thảo" not in browser.get(f"/packets/{key}").get_data(as_text=True)
    assert sign_in(room.chair).get(f"/packets/{key}/file").status_code == 200


def test_a_packet_with_a_proposal_moved_to_the_secret_channel_is_given_to_nobody(app, room, sign_in):
    with app.app_context():
        key = laid_out(room)
        with unit_of_work():
            session.get_one(Proposal, room.proposal).status = Status.SECRET
    for who in (room.clerk, room.chair):
        browser = sign_in(who)
        assert browser.get(f"/packets/{key}/file").status_code == 403
        assert "kênh mật" in browser.get(f"/packets/{key}").get_data(as_text=True)
        assert f"/packets/{key}/confirm" not in browser.get(f"/packets/{key}").get_data(as_text=True)


def test_a_file_changed_in_the_store_is_not_handed_out(app, room, sign_in):
    with app.app_context():
        key = laid_out(room)
        path = Path(app.config["VAR_DIR"]) / "files" / room.rows()[0].file_key
    assert (path.stat().st_mode & 0o777) == 0o600
    path.write_bytes(path.read_bytes() + b"x")
    answer = sign_in(room.clerk).get(f"/packets/{key}/file")
    assert answer.status_code == 409
    assert "không còn khớp với mã kiểm" in answer.get_data(as_text=True)


def gathered(room: Room, **more: object) -> Packet:
    row = room.order(**more)
    with unit_of_work():
        services.freeze(session.get_one(PacketRow, row.id))
    return Packet.from_json(session.get_one(PacketRow, row.id).content)


def test_what_a_packet_says_is_what_the_rooms_below_hold(app, room):
    with app.app_context():
        world.opinion(session.get_one(Proposal, room.proposal), system=4, text="Dùng chuẩn kết nối chung.")
        made = gathered(room, letter_number="05", signer_name="Trần Thị Mẫu", signer_position="Chánh Văn phòng")
        (dossier,) = made.dossiers
        assert (made.code, made.version, made.layout, made.draft) == ("HST-2026-01", 1, Layout.PARTY, True)
        assert (made.letter.number, made.letter.signer_name) == ("05", "Trần Thị Mẫu")
        assert (made.session.code, made.session.chair, made.session.secretary) == (
            "PH-2026-01",
            "Nguyễn Văn Bình",
            "Trần Thị Thu Hà",
        )
        assert [(one.name, one.present) for one in made.session.members] == [
            ("Nguyễn Văn Bình", None),
            ("Lê Thị Châu", None),
        ]
        assert made.session.starts_at.hour * 60 + made.session.starts_at.minute == 90
        assert [[score.value for score in card.scores] for card in dossier.scorecards] == [
            [7, 8, 6, 7, 9, 5],
            [8, 8, 7, 6, 9, None],
        ]
        spread = dossier.spreads[-1]
        assert (spread.lowest, spread.mean, spread.highest, spread.count) == (Decimal(5), Decimal(5), Decimal(5), 1)
        assert dossier.recommendation is not None
        assert (dossier.recommendation.stance.value, dossier.decision) == ("support", None)
        assert [(one.system, one.text) for one in dossier.opinions] == [(4, "Dùng chuẩn kết nối chung.")]
        assert [event.label for event in dossier.course][:2] == ["Gửi phiên bản 1", "Tiếp nhận, chuyển thẩm định"]
        assert made.names.systems["1"]


def test_the_confirmed_systems_and_the_hints_of_the_comparison_are_gathered(app, room):
    from duplicates.models import Check

    with app.app_context():
        with unit_of_work(room.clerk):
            proposal = proposals.get(room.proposal, seen_by=room.clerk)
            course.confirm_system(proposal, room.clerk, main=6, related=[3, 2])
            session.query(Check).delete()
            session.add(
                Check(
                    version_id=proposal.current_version_id,
                    method="1",
                    checked_at=db.now(),
                    compared=4,
                    initiative_hints=[{"initiative": 10, "score": 31}, {"initiative": 2, "score": 12}],
                )
            )
        (dossier,) = gathered(room).dossiers
        assert (dossier.main_system, dossier.related_systems) == (6, (2, 3))
        assert [(hint.initiative, hint.percent) for hint in dossier.hints] == [(10, Decimal(31)), (2, Decimal(12))]


def test_reviewers_are_numbers_unless_the_maker_chooses_names(app, room):
    with app.app_context():
        hidden = gathered(room)
        assert [card.reviewer for card in hidden.dossiers[0].scorecards] == ["Người thẩm định 1", "Người thẩm định 2"]
        assert not [name for name in room.reviewer_names if name in str(hidden.to_json())]
        named = gathered(room, named_reviewers=True)
        assert sorted(card.reviewer for card in named.dossiers[0].scorecards) == sorted(room.reviewer_names)


def test_findings_are_read_from_either_side_of_the_pair_with_the_newest_ruling(app, room):
    import uuid

    from core import db
    from duplicates.models import Finding, Level, Ruling, RulingKind

    with app.app_context():
        other = world.before_committee(room.clerk, sample="P06")
        mine = session.get_one(Proposal, room.proposal)
        key = uuid.uuid4()
        with unit_of_work():
            session.add(
                Finding(
                    id=key,
                    version_id=other.current_version_id,
                    other_version_id=mine.current_version_id,
                    proposal_id=other.id,
                    other_proposal_id=mine.id,
                    level=Level.OVERLAPPING,
                    score=41,
                    evidence={
                        "reasons": ["section_copied", "unheard_of"],
                        "sections": [{"section_a": "outputs", "section_b": "scope", "score": 80, "copied": 40}],
                    },
                    method="1",
                    found_at=db.now(),
                )
            )
            session.flush()
            session.add(
                Ruling(
                    id=uuid.uuid4(),
                    finding_id=key,
                    kind=RulingKind.COMPLEMENTS,
                    reason="Hai địa bàn.",
                    ruled_at=db.now(),
                    ruled_by_id=room.clerk.id,
                )
            )
        (found,) = gathered(room).dossiers[0].findings
        assert (found.code, found.level.value, found.percent, found.parts) == (
            other.number,
            "overlapping",
            Decimal(41),
            ("scope",),
        )
        assert found.evidence == "Có phần giống gần như nguyên văn."
        assert found.ruling is not None
        assert (found.ruling.verdict, found.ruling.reason, found.ruling.by) == (
            "Bổ trợ cho nhau",
            "Hai địa bàn.",
            "Trần Thị Thu Hà",
        )


def test_a_packet_made_after_the_sitting_holds_the_ruling(app, room):
    with app.app_context():
        made = world.opened(room.clerk, [room.chair, room.other], world.before_committee(room.clerk, sample="P06"))
        item = world.items(made, room.clerk)[0].id
        for who in (room.chair, room.other):
            world.vote(item, who)
        world.decide(item, room.clerk, world.draft(Outcome.APPROVE_WITH_CONDITIONS, room.other))
        held = gathered(Room(**(room.__dict__ | {"sitting": made.id})))
        decision = held.dossiers[0].decision
        assert decision is not None
        assert decision.outcome is Outcome.APPROVE_WITH_CONDITIONS
        assert (decision.supervising_member, decision.lead_unit) == ("Lê Thị Châu", "Bộ Y tế")
        assert decision.votes is not None
        assert (decision.votes.agree, decision.votes.present) == (2, 2)
        assert [one.measure for one in decision.conditions] == ["Số xã kết nối"]


def test_the_command_makes_a_packet_and_writes_the_file(app, room, tmp_path):
    target = tmp_path / "ho-so.pdf"
    ran = app.test_cli_runner().invoke(args=["packets", "make", "PH-2026-01", "-o", str(target), "--layout", "state"])
    assert ran.exit_code == 0, ran.output
    pdf = target.read_bytes()
    with app.app_context():
        (row,) = room.rows()
        assert (row.file_sha256, row.state, row.layout) == (
            hashlib.sha256(pdf).hexdigest(),
            PacketState.DRAFT,
            "state",
        )
    assert row.file_sha256 in ran.output
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words(pdf)


def test_the_command_says_when_there_is_no_such_sitting(app, room, tmp_path):
    ran = app.test_cli_runner().invoke(args=["packets", "make", "PH-1999-01", "-o", str(tmp_path / "x.pdf")])
    assert ran.exit_code == 1
    assert "There is no session PH-1999-01." in ran.output
    assert not (tmp_path / "x.pdf").exists()


def test_web_workers_do_not_carry_weasyprint(tmp_path):
    code = (
        "import sys, wsgi; wsgi.app.test_client().get('/healthz');"
        "sys.exit('weasyprint' in sys.modules or 'pikepdf' in sys.modules)"
    )
    environ = {"PATH": "/usr/bin:/bin", "VAR_DIR": str(tmp_path), "SECRET_KEY": "s" * 32, "AUDIT_KEY": "a" * 32}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=HOME, env=environ, check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr[-800:]
