"""The evaluate command answers for any texts, and says in one sentence which line is wrong."""

import json

import pytest
from click.testing import CliRunner

from duplicates.cli_evaluate import evaluate

WORDS = "Bản đồ ngập là bản đồ tĩnh, trạm bơm vận hành theo kinh nghiệm nên phản ứng chậm với triều cường tháng mười."
COFFEE = "Giống cà phê chịu hạn được khảo nghiệm ở bốn vùng, nông dân nòng cốt theo dõi năng suất từng vụ thu hoạch."
TEXTS = [
    {"id": "a", "title": "Chống ngập", "objective": WORDS, "unit": {"other": "keys"}},
    {"id": "b", "title": "CHỐNG NGẬP ĐÔ THỊ", "scope": WORDS.upper(), "outputs": None},
    {"id": 3, "title": "Cà phê", "necessity": COFFEE},
    {"id": "empty"},
    {"id": "word", "title": "Robot"},
    {"id": "emoji", "objective": "🚀💡" * 500},
    {"id": "foreign", "title": "Smart ports", "necessity": "Ships wait nine hours for a berth in most ports."},
    {"id": "long", "scope": " ".join(f"chữ{place}" for place in range(60_000))},
    {"id": "surrogate", "objective": "a\ud800b\x00c"},
]
PAIRS = [
    {"a": "a", "b": "b", "label": "duplicate", "kind": "all_caps", "note": 1},
    {"a": "a", "b": "3", "label": "distinct", "kind": "unrelated"},
    *(
        {"a": "a", "b": name, "label": "distinct"}
        for name in ("empty", "word", "emoji", "foreign", "long", "surrogate")
    ),
    {"a": "empty", "b": "long", "label": "overlapping", "kind": "odd"},
]


def run(folder, texts=TEXTS, pairs=PAIRS, *more, raw_texts=None, raw_pairs=None):
    """(exit code, what was printed, what was complained of)."""
    for name, rows, raw in (("t", texts, raw_texts), ("p", pairs, raw_pairs)):
        data = raw if raw is not None else "".join(json.dumps(row) + "\n" for row in rows).encode()
        (folder / name).write_bytes(data)
    done = CliRunner().invoke(evaluate, ["--texts", str(folder / "t"), "--pairs", str(folder / "p"), *more])
    return done.exit_code, done.stdout, done.stderr.replace(str(folder), "")


def test_levels_and_retrieval_come_as_json(tmp_path):
    code, told, _ = run(tmp_path, TEXTS, PAIRS, "--json")
    found = json.loads(told)
    assert (code, set(found), found["pairs"]["all_caps"], found["pairs"]["unrelated"]) == (
        0,
        {"method", "pairs", "retrieval"},
        {"label": "duplicate", "n": 1, "duplicate": 1, "overlapping": 0, "none": 0},
        {"label": "distinct", "n": 1, "duplicate": 0, "overlapping": 0, "none": 1},
    )
    assert found["pairs"]["distinct"]["none"] == 6
    assert found["retrieval"] == {
        "n": 2,
        "recall@1": 0.5,
        "recall@3": 0.5,
        "recall@10": 0.5,
        "by_kind": {
            "all_caps": {"n": 1, "recall@1": 1.0, "recall@3": 1.0, "recall@10": 1.0},
            "odd": {"n": 1, "recall@1": 0.0, "recall@3": 0.0, "recall@10": 0.0},
        },
    }


def test_a_corpus_is_searched_too_and_a_text_that_is_in_both_counts_once(tmp_path):
    nearer = [{"id": f"c{place}", "title": "Chống ngập", "objective": WORDS} for place in range(3)]
    corpus = tmp_path / "c"
    corpus.write_text("\n".join(json.dumps(row) for row in [*TEXTS, *nearer]), encoding="utf-8")
    _, told, _ = run(tmp_path, TEXTS, PAIRS[:1], "--corpus", str(corpus), "--json")
    assert json.loads(told)["retrieval"]["recall@1"] == 0.0
    assert json.loads(told)["retrieval"]["recall@10"] == 1.0


def test_without_json_there_is_a_line_for_every_kind(tmp_path):
    code, told, _ = run(tmp_path)
    assert (code, [line.split()[0] for line in told.splitlines()]) == (
        0,
        ["method", "kind", "all_caps", "unrelated", "distinct", "odd", "all", "Machine"],
    )


def test_no_pair_at_all_is_an_answer(tmp_path):
    assert json.loads(run(tmp_path, TEXTS, [], "--json")[1])["retrieval"]["n"] == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"raw_texts": b'{"id": "a"}\n\n{"id": '}, "/t, dòng 3: không phải JSON"),
        ({"raw_texts": b"\xff\xfe"}, "/t, dòng 1: không phải UTF-8."),
        ({"raw_texts": b"[1]"}, "/t, dòng 1: cần một đối tượng JSON."),
        ({"texts": [{"title": "x"}]}, "/t, dòng 1: thiếu “id”"),
        ({"texts": [{"id": "x", "scope": ["y"]}]}, "/t, dòng 1: “scope” phải là chuỗi."),
        ({"texts": [{"id": "x"}, {"id": "x", "title": "khác"}]}, "/t, dòng 2: mã “x” đã dùng"),
        ({"pairs": [PAIRS[0], {"a": "a", "b": "đâu", "label": "distinct"}]}, "/p, dòng 2: không có văn bản nào"),
        ({"pairs": [{"a": "a", "b": "b", "label": "maybe"}]}, "/p, dòng 1: “label” phải là một trong"),
        ({"pairs": [{"a": "a", "label": "distinct"}]}, "/p, dòng 1: thiếu “b”"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_with_its_line(tmp_path, given, said):
    code, told, complained = run(tmp_path, **given)
    assert (code, told, complained.startswith(said), complained.count("\n")) == (2, "", True, 1)


def test_a_file_that_is_not_there_is_said(tmp_path):
    code, _, complained = run(tmp_path, TEXTS, PAIRS, "--corpus", str(tmp_path / "nowhere"))
    assert (code, complained) == (2, "/nowhere: không đọc được tệp (No such file or directory).\n")
