"""The PDF: pages, bookmarks, letters, marks; nothing fetched; the same bytes for the same packet."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from packets import render as press_room
from packets.brief import height
from packets.contents import Layout, content_sha256
from packets.pages import HOME, Pages, pages
from packets.pages import Paper as Sheets
from packets.render import PaperUnavailable, RenderError, press, render, render_limited
from tests.packets.conftest import Paper
from tests.packets.samples import contents, dossier, packet, stressed

HOSTILE = '<img src=file:///etc/passwd><style>body{background:url(http://198.51.100.7/x)}</style> "\\"} @import'


def briefs(paper):
    marks = paper.bookmarks()
    for place, (_level, title, page) in enumerate(marks):
        if re.fullmatch(r"\d+\.1\. Bản tóm tắt", title):
            yield page, marks[place + 1][2]


def test_each_of_the_twelve_samples_has_a_brief_of_exactly_one_page(twelve):
    held = list(briefs(twelve))
    assert len(held) == 12
    assert [after - page for page, after in held] == [1] * 12


def test_no_letter_of_a_picture_in_a_brief_is_smaller_than_eight_points():
    held = packet(Layout.PARTY, count=12)
    paper = Sheets(held, str)
    for one in held.dossiers:
        room = paper.brief(one)
        low = paper.money_chart(one.content, half=True), paper.gantt(one.content, half=True)
        tall = paper.radar(one), paper.matrix(one.content)
        letters = [
            float(size) * 77 / 25.4 * 72 / float(ET.fromstring(svg).attrib["width"])
            for svg in (*low, *tall)
            for size in re.findall(r'font-size="([\d.]+)"', svg)
        ]
        assert min(letters) >= 8
        assert room.low + 0.01 >= max(height(svg) for svg in low)  # and the page has room for them at that size
        assert room.tall + 0.01 >= max(height(svg) for svg in tall)


def test_the_briefs_fill_their_page(twelve):
    for number, _after in briefs(twelve):
        page = twelve.opened[number - 1]
        words = page.get_textpage()
        bottoms = [words.get_charbox(place)[1] for place in range(words.count_chars())]
        foot = 25 / 25.4 * 72
        free = min(bottom for bottom in bottoms if bottom > foot) - foot
        assert free < 30 / 25.4 * 72, f"page {number}: {free / 72 * 25.4:.0f} mm stay white"


def test_each_brief_says_what_who_how_much_when_how_good_how_risky_how_alike_and_what_is_recommended(twelve):
    for place, (page, _after) in enumerate(briefs(twelve)):
        words = twelve.texts[page - 1]
        assert contents()[place]["title"]["title"][:40] in words
        for said in (
            "Đơn vị chủ trì",
            "Kinh phí",
            "Thời gian",
            "Điểm đánh giá",
            "Rủi ro",
            "Trùng lặp",
            "Tổng công trình",
        ):
            assert said in words


def test_bookmarks_lead_through_letter_contents_summary_dossiers_and_forms(twelve):
    marks = twelve.bookmarks()
    first = [title for level, title, _page in marks if level == 1]
    assert first[:3] == ["TỜ TRÌNH", "MỤC LỤC", "BẢNG TỔNG HỢP CÁC ĐỀ XUẤT"]
    assert first[-2:] == ["Biên bản phiên họp (mẫu)", "Phiếu biểu quyết (mẫu)"]
    assert len(first) == 17
    assert sum(level == 3 for level, _title, _page in marks) == 12 * 14
    sections = [title for level, title, _page in marks if level == 2][:6]
    assert [title.split(". ", 1)[0] for title in sections] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]


def test_the_contents_give_the_page_each_bookmark_has(twelve):
    words = " ".join(twelve.texts[1:5])
    for level, title, page in twelve.bookmarks():
        if level == 2:
            assert re.search(re.escape(title) + rf"[ .]+{page}\b", words), title


def test_every_page_carries_number_code_checksum_and_draft_mark(twelve):
    total = len(twelve.texts)
    checksum = content_sha256(packet(Layout.PARTY, count=12).to_json())
    for place, words in enumerate(twelve.texts, start=1):
        assert f"Trang {place}/{total}" in words
        assert "HST-2026-03" in words
        assert checksum in words
        assert "DỰ THẢO" in words


def test_a_confirmed_packet_has_no_draft_mark(state):
    assert "DỰ THẢO" not in state.words


def test_the_two_rules_of_form_are_never_mixed(twelve, state):
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in twelve.texts[0]
    assert "Số 05-TTr/CQTTBCĐ" in twelve.texts[0]
    assert "T/M" in twelve.texts[0]
    assert "CỘNG HÒA" not in twelve.words
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in state.texts[0]
    assert "Độc lập - Tự do - Hạnh phúc" in state.texts[0]
    assert "Số: 15/TTr-ĐMST" in state.texts[0]
    assert "./." in state.texts[0]
    assert "ĐẢNG CỘNG SẢN" not in state.words


def test_the_state_numbers_its_pages_at_the_top_from_the_second(state):
    assert " 2 HST-2026-03 ·" in state.texts[1]
    assert " 1 HST-2026-03 ·" not in state.texts[0]


def test_every_word_of_a_proposal_is_on_paper(state):
    words = re.sub(r"\s", "", state.words)

    def walk(held):
        if isinstance(held, dict):
            for key, value in held.items():
                if key != "id":
                    yield from walk(value)
        elif isinstance(held, list):
            for value in held:
                yield from walk(value)
        elif isinstance(held, str) and " " in held:
            yield from re.split(r"\s+", held)

    missing = {word for word in walk(contents()[0]) if word not in words}
    assert missing == set()


def test_a_decided_proposal_has_a_filled_form_and_an_open_one_has_lines(state, twelve):
    assert "Đồng ý chủ trương" in state.words
    assert "Đồng ý chủ trương" not in twelve.words


def test_an_open_decision_form_is_one_page(twelve):
    marks = twelve.bookmarks()
    for place, (level, title, page) in enumerate(marks):
        if level == 2 and title.endswith("Phiếu ghi quyết định"):
            assert marks[place + 1][2] - page == 1, title


def test_machine_findings_are_labelled_as_suggestions(twelve):
    assert twelve.words.count("Gợi ý của máy, không phải kết luận.") >= 13


def test_only_the_vendored_letters_are_embedded(twelve):
    names = set()
    for page in twelve.pdf.pages:
        for font in (page.Resources.get("/Font") or {}).values():
            inner = font.DescendantFonts[0]
            assert "/FontFile2" in inner.FontDescriptor or "/FontFile3" in inner.FontDescriptor
            names.add(str(inner.BaseFont).split("+")[-1].split("-")[0])
    assert names == {"Tinos"}


def test_the_file_is_tagged_and_its_properties_name_no_person(twelve):
    info = {key: str(value) for key, value in twelve.pdf.docinfo.items()}
    assert info["/Title"] == "Hồ sơ trình HST-2026-03"
    assert info["/Author"] == "Cơ quan Thường trực Ban Chỉ đạo"
    assert info["/CreationDate"].startswith("D:20261122013000")
    assert set(info) == {"/Title", "/Author", "/CreationDate", "/ModDate", "/Producer"}
    assert str(twelve.pdf.Root.Lang) == "vi"
    assert bool(twelve.pdf.Root.MarkInfo.Marked)


def test_the_same_packet_gives_the_same_bytes_here_and_in_the_limited_child(state, state_json):
    told = []
    limited = render_limited(state_json, on_progress=lambda done, total: told.append((done, total)))
    assert limited == state.bytes
    assert (told[0], told[-1]) == ((0, 1), (1, 1))


def test_a_proposal_at_every_limit_still_has_a_one_page_brief_that_ends_in_the_recommendation():
    paper = Paper(render(packet(dossiers=(stressed(),)).to_json()))
    ((page, after),) = briefs(paper)
    assert after - page == 1
    assert "Tổng công trình sư (người được giao thay)" in paper.texts[page - 1]
    assert "SHA-256" in paper.texts[page - 1]


@pytest.fixture
def watched(monkeypatch):
    """Every file opened and every connection tried while a test runs."""
    seen: list[str] = []
    real = builtins.open

    def spy(file, *args, **kwargs):
        seen.append(str(file))
        return real(file, *args, **kwargs)

    def connected(*args, **kwargs):
        seen.append(f"network {args}")
        raise OSError("no network here")

    monkeypatch.setattr("builtins.open", spy)
    monkeypatch.setattr("socket.socket.connect", connected)
    monkeypatch.setattr("socket.getaddrinfo", connected)
    monkeypatch.setattr("urllib.request.OpenerDirector._open", connected)
    return seen


def test_a_title_full_of_markup_is_printed_and_reaches_nothing(watched):
    content = contents()[1]
    content["title"]["title"] = HOSTILE
    content["lead_unit"]["name"] = HOSTILE
    made = packet(dossiers=(dossier(1, content),))
    paper = Paper(render(replace(made, code=HOSTILE[:60]).to_json()))
    assert "<img src=file:///etc/passwd>" in paper.words
    assert not [seen for seen in watched if "passwd" in seen or "network" in seen]


def test_the_press_fetches_nothing_even_for_markup_that_asks(watched):
    html = (
        "<p>chữ</p><img src='file:///etc/passwd'><img src='http://198.51.100.7/a.png'>"
        "<img src='data:image/png;base64,AA'>"
        "<link rel=attachment href='file:///etc/passwd'><link rel=stylesheet href='http://198.51.100.7/a.css'>"
        "<object data='file:///etc/passwd'></object><svg><image href='file:///etc/passwd'/></svg>"
    )
    css = "@import url(http://198.51.100.7/b.css); p { background: url(file:///etc/passwd) }"
    paper = Paper(press(Pages(html=html, css=css, weights=()), identifier="x"))
    assert "chữ" in paper.words
    assert len(paper.pdf.attachments) == 0
    assert not [seen for seen in watched if "passwd" in seen or "network" in seen]


def test_what_is_no_packet_is_a_render_error():
    with pytest.raises(RenderError, match=r"packet\.code: missing"):
        render({})


def test_a_child_out_of_memory_or_time_is_a_render_error(state_json):
    with pytest.raises(RenderError):
        render_limited(state_json, memory_mb=150)
    with pytest.raises(RenderError, match="seconds"):
        render_limited(state_json, seconds=1)


def test_a_machine_without_pango_says_what_is_delayed(monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr("builtins.__import__", missing)
    with pytest.raises(PaperUnavailable, match="libpango"):
        press_room.press(pages(packet(count=1).to_json()), identifier="x")


def test_importing_the_press_does_not_import_weasyprint():
    code = "import sys, packets.render; sys.exit('weasyprint' in sys.modules or 'flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=HOME, check=False).returncode == 0


def test_the_system_on_paper_is_the_confirmed_one_and_another_that_the_proposer_named_is_told():
    routed = replace(dossier(1, contents()[0]), main_system=4, related_systems=(1,))
    html = pages(packet(dossiers=(routed,)).to_json()).html
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
    confirmed = "Hệ thống 4 – Hệ thống hạ tầng thông tin và dữ liệu (đơn vị đề xuất ghi Hệ thống 1)"
    assert said.count(confirmed) == 1  # the brief
    assert "dữ liệu(đơn vị đề xuất ghi Hệ thống 1)" in said  # the summary, on a line of its own
    assert (
        "Cơ quan Thường trực xác định khi tiếp nhận: hệ thống chính là Hệ thống 4 – Hệ thống hạ tầng thông tin và dữ "
        "liệu; hệ thống liên quan: Hệ thống 1 – Hệ thống đổi mới thể chế và quản trị quốc gia." in said
    )


def test_where_both_name_the_same_systems_nothing_is_added():
    routed = replace(dossier(1, contents()[0]), main_system=1, related_systems=(4,))
    html = pages(packet(dossiers=(routed,)).to_json()).html
    assert "Hệ thống 1 – Hệ thống đổi mới thể chế" in html
    assert "đơn vị đề xuất ghi" not in html
    assert "xác định khi tiếp nhận" not in html


def test_the_initiatives_that_the_machine_hints_at_are_printed_as_its_suggestion():
    html = pages(packet(dossiers=(dossier(5, contents()[4]), dossier(1, contents()[0]))).to_json()).html
    with_hints, without = html.split('id="d1-findings"')[1].split('id="d2-findings"')
    told = re.sub(r"\s+", " ", with_hints.split("</article>")[0])
    near = told[told.index("Gần với sáng kiến của Kế hoạch") :]
    assert "Gợi ý của máy, không phải kết luận." in near
    assert "<li>Sáng kiến 10 – Y tế số toàn dân (31 %)</li>" in near
    assert "Gần với sáng kiến" not in without
