"""Loading the catalogue: exact, once, versioned; what others refer to is never doubled or lost."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts import queries as people
from accounts.models import Organisation
from catalog import plan, queries, services
from catalog.models import CatalogRelease, Initiative, PlanCriterion, StrategicSystem, Target, TemplateField
from core import audit, words
from core.audit import AuditEntry
from core.db import session, unit_of_work

TABLES = (StrategicSystem, Initiative, PlanCriterion, TemplateField, Target)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files that a test may spoil."""
    for name in plan.FILES:
        shutil.copy(plan.DATA / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def kept(app: Flask):
    """Puts the catalogue back as it was."""
    yield
    with app.app_context(), unit_of_work():
        session.execute(sa.delete(Target).where(Target.code.like("THU-%")))
        session.execute(sa.delete(Organisation).where(Organisation.listed_as == "Tổ chức mới"))
        session.execute(sa.delete(CatalogRelease).where(CatalogRelease.version > 1))
        release = session.scalars(sa.select(CatalogRelease)).one()
        release.sha256 = "0" * 64
        services.load(plan.read())
        session.execute(sa.delete(CatalogRelease).where(CatalogRelease.version == 1))
        session.execute(sa.update(CatalogRelease).values(version=1))
        session.execute(
            sa.update(Organisation).values(name_vi=Organisation.listed_as).where(Organisation.listed_as != "")
        )


def edit(folder: Path, name: str, change) -> None:
    path = folder / name
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def test_everything_the_plan_lists_is_there(context: Flask):
    counts = [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in TABLES]
    assert counts == [6, 30, 6, 17, 67]
    assert sum(row.qualitative for row in queries.targets()) == 9
    assert (
        session.scalar(sa.select(sa.func.count()).select_from(Organisation).where(Organisation.listed_as != "")) == 102
    )
    assert {row.system for row in queries.initiatives()} == {1, 2, 3, 4, 5, 6}
    assert [row.number for row in queries.initiatives(system=6)] == [26, 27, 28, 29, 30]


def test_names_and_figures_are_exact(context: Flask):
    tenth = queries.initiative(10)
    assert (tenth.code, tenth.short_title_vi) == ("SK10", "Y tế thông minh")
    assert tenth.section_text.startswith("Y tế thông minh - Phát triển hệ thống y tế thông minh")
    assert tenth.appendix_title.startswith("Y tế thông minh - Phát triển hệ sinh thái y tế thông minh")
    assert [part["label"] for part in tenth.appendix_parts] == ["Mục tiêu", "Nội dung"]
    assert queries.target("KH30-02").value == ">=3"
    assert queries.target("TB24-01").year is None
    assert queries.system(5).name_vi == "Hệ thống năng lực sáng tạo và văn hoá đổi mới"


def test_like_targets_of_two_documents_stay_two(context: Flask):
    found = queries.targets("ít nhất 3 tổ chức doanh nghiệp công nghệ hàng đầu")
    assert {"KH30-02", "NQ30-17"} <= {row.code for row in found}
    assert len({row.code for row in found}) == len(found)


def test_every_field_and_criterion_has_help_of_our_own(context: Flask):
    document = json.loads((plan.DATA / "catalog.json").read_text(encoding="utf-8"))
    theirs = {row["code"]: row["guidance_vi"] or "" for row in document["template_fields"]}
    theirs |= {row["code"]: row["definition_vi"] for row in document["criteria"]}
    rows: list[Any] = [*queries.template_fields(), *queries.criteria()]
    for row in rows:
        assert len(row.help_vi) > 40
        assert len(row.help_en) > 40
        assert "01-KH/BCĐTW" in row.clause
        quoted = theirs[row.code]
        assert not quoted or quoted not in row.help_vi
        taken = {tuple(quoted.split()[n : n + 8]) for n in range(max(0, len(quoted.split()) - 7))}
        ours = row.help_vi.split()
        assert not taken & {tuple(ours[n : n + 8]) for n in range(len(ours))}, row.code


@pytest.mark.parametrize("typed", ["hoà", "hòa", "HOA", "hoá", "hóa"])
def test_both_placements_of_the_tone_are_found(context: Flask, typed: str):
    found = [row.number for row in queries.initiatives(f"văn {typed}")]
    assert 25 in found
    assert found == [row.number for row in queries.initiatives("van hoa")]


def test_both_wordings_are_searched(context: Flask):
    assert [row.number for row in queries.initiatives("y tế hệ sinh thái kịp thời")] == [10]
    assert [row.number for row in queries.initiatives("phát triển hệ thống y tế thông minh toàn diện")] == [10]
    assert [row.number for row in queries.initiatives("SK10")] == [10]
    assert queries.initiatives("%") == queries.initiatives()
    assert queries.initiatives("không có chữ này đâu zzz") == []


def test_words_are_found_where_words_begin_and_titles_come_first(context: Flask):
    found = queries.initiatives("y te")
    assert found[0].number == 10
    assert all({"y", "te"} <= set(words.fold(row.folded).split()) for row in found)
    assert queries.initiatives("y te thong min")[0].number == 10  # a longer word may be unfinished
    assert [row.number for row in queries.initiatives("hong minh")] == []
    numbered = {row.code for row in queries.targets("KH30")}
    assert {row.code for row in queries.targets("H30")} == set()
    assert {row.code for row in queries.targets("30")} >= numbered


def test_loading_the_same_files_changes_nothing(app: Flask):
    with app.app_context():
        before = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    outcome = app.test_cli_runner().invoke(args=["catalog", "load"])
    assert outcome.exit_code == 0
    assert outcome.output.startswith("Nothing changed: catalogue version 1 is in force")
    with app.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before


def test_a_changed_file_is_a_new_version_and_loses_nothing(app: Flask, folder: Path, kept):
    def change(content) -> None:
        gone = content["targets"].pop(0)
        content["targets"].append(gone | {"code": "THU-01", "text_vi": "Chỉ tiêu thử"})
        content["initiatives"][0]["short_title_vi"] = "Tên đã sửa"

    edit(folder, "catalog.json", change)
    edit(folder, "organisations.json", lambda content: content["organisations"].append(
        content["organisations"][0] | {"name_vi": "Tổ chức mới"}))  # fmt: skip
    outcome = app.test_cli_runner().invoke(args=["catalog", "load", "--from", str(folder)])
    assert outcome.output.startswith("Catalogue version 2 loaded:"), outcome.output
    with app.app_context():
        assert queries.initiative(1).short_title_vi == "Tên đã sửa"
        assert not queries.target("KH30-01").current
        assert "KH30-01" not in {row.code for row in queries.targets()}
        assert "THU-01" in {row.code for row in queries.targets()}
        assert session.scalar(sa.select(sa.func.count()).select_from(Initiative)) == 30
        assert people.organisation_named("Tổ chức mới") is not None
        line = session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "catalog.load")).one()
        assert line.actor_id is None
        assert audit.verify(session).fault == ""


def test_what_the_administrator_changed_by_hand_stays(app: Flask, kept):
    with app.app_context(), unit_of_work():
        row = people.organisation_named("Tỉnh Đồng Tháp")
        assert row is not None
        row.name_vi, row.functional = "Tỉnh Đồng Tháp mới", True
    app.test_cli_runner().invoke(args=["catalog", "load"])
    with app.app_context(), unit_of_work():
        assert people.organisation_named("Tỉnh Đồng Tháp") is None
        held = people.organisation_listed_as("Tỉnh Đồng Tháp")
        assert held is not None
        assert (held.name_vi, held.functional) == ("Tỉnh Đồng Tháp mới", True)
        held.functional = False


def test_hooks_of_upper_rooms_run_in_the_same_transaction(app: Flask):
    called = []

    def hook() -> None:
        called.append(session.in_transaction())

    services.after_load.append(hook)
    try:
        app.test_cli_runner().invoke(args=["catalog", "load"])
    finally:
        services.after_load.remove(hook)
    assert called == [True]


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("catalog.json", lambda c: c["initiatives"].append(c["initiatives"][0]), "initiatives holds 1 twice"),
        ("catalog.json", lambda c: c["systems"].pop(), "systems must be numbered 1 to 6"),
        ("catalog.json", lambda c: c["initiatives"][3].pop("title_en"), "initiatives[3] is not as expected"),
        ("catalog.json", lambda c: c["initiatives"][0].update(system=2), "lists initiatives"),
        ("catalog.json", lambda c: c.update(targets=[]), "targets is empty"),
        ("help.json", lambda c: c["template_fields"].pop("kpis"), "template_fields[14] is not as expected"),
        ("catalog.json", lambda c: c["systems"][0].update(name_vi="He\u0323 tho\u0302\u0301ng"), "not in NFC"),
    ],
)
def test_a_spoilt_file_is_refused_whole(app: Flask, folder: Path, name: str, change, sentence: str):
    edit(folder, name, change)
    outcome = app.test_cli_runner().invoke(args=["catalog", "load", "--from", str(folder)])
    assert outcome.exit_code == 1
    assert sentence in outcome.output
    with app.app_context():
        assert session.scalar(sa.select(sa.func.max(CatalogRelease.version))) == 1
