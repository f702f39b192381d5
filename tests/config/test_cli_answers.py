"""madoguchi answers: files in, one line a question out."""

import json
import os
from pathlib import Path

import pytest

from tests.config.test_cli import run

ARTICLES = """id\ttitle\tbody\tlang
returns\t返品の手続き\t8日以内なら返品できます。\tja
receipt\t領収書を保存する\t注文履歴から PDF を保存できます。\tja
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles.tsv").write_text("\ufeff" + ARTICLES, encoding="utf-8")
    (tmp_path / "questions.tsv").write_text(
        'question\tid\n送り返したい\tq2\n"経費の紙"をください\tq1\n\tq0\n', encoding="utf-8"
    )
    return tmp_path


def rank(folder: Path, *more: str) -> tuple[int, str]:
    words = ["--articles", "articles.tsv", "--questions", "questions.tsv", "--out", "found.jsonl", *more]
    done = run("answers", "rank", *[str(folder / word) if word.endswith(("tsv", "jsonl")) else word for word in words])
    return done.returncode, done.stderr


def test_each_question_gets_its_line_in_the_order_given(folder: Path) -> None:
    assert rank(folder) == (0, "")
    lines = [json.loads(line) for line in (folder / "found.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["q2", "q1", "q0"]
    assert lines[0]["ranked"] == ["returns", "receipt"]
    assert (lines[2]["ranked"], lines[2]["answer"], lines[2]["confidence"]) == ([], False, 0.0)
    assert all(isinstance(line["answer"], bool) and 0 <= line["confidence"] <= 1 for line in lines)


def test_an_empty_history_is_a_history(folder: Path) -> None:
    (folder / "history.tsv").write_text("")
    assert rank(folder, "--history", "history.tsv", "--target-precision", "0.9") == (0, "")


def test_a_file_that_cannot_be_read_is_told_with_its_line(folder: Path) -> None:
    with (folder / "articles.tsv").open("a") as file:
        file.write("x\ty\tz\tja\tmore\n")
    code, said = rank(folder)
    assert (code, "line 4" in said, (folder / "found.jsonl").exists()) == (os.EX_DATAERR, True, False)
    (folder / "articles.tsv").write_text("id\ttitle\n")
    code, said = rank(folder)
    assert (code, "no column: body" in said) == (os.EX_DATAERR, True)


def test_a_precision_that_cannot_be_is_a_usage_error(folder: Path) -> None:
    assert rank(folder, "--target-precision", "95")[0] == 2
    assert rank(folder, "--history", "nowhere.tsv")[0] == 2
