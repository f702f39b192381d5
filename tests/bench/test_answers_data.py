"""The data of bench/answers: whole, as many as its README says, and no test question known beforehand."""

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

ANSWERS = Path(__file__).resolve().parents[2] / "bench" / "answers"
COUNT = re.compile(r"^\| `(\w+)` \| (\d+(?: \| \d+)+) \|$", re.MULTILINE)
PROMISED = {
    name: [int(number) for number in numbers.split(" | ")]
    for name, numbers in COUNT.findall((ANSWERS / "README.md").read_text(encoding="utf-8"))
}
pytestmark = pytest.mark.parametrize("name", sorted(path.name for path in (ANSWERS / "data").iterdir()))


def rows(name: str, table: str) -> list[dict[str, str]]:
    path = ANSWERS / "data" / name / f"{table}.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def bare(question: str) -> str:
    """The question without case, width, space and punctuation; itself where nothing else is left."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", question).lower()) or question


def test_every_cell_stands_in_its_column(name: str) -> None:
    for table in ("articles", "history", "questions", "gold"):
        for row in rows(name, table):
            assert None not in row, row
            assert None not in row.values(), row


def test_ids_are_unique(name: str) -> None:
    for table in ("articles", "questions", "gold"):
        ids = [row["id"] for row in rows(name, table)]
        assert ids
        assert len(set(ids)) == len(ids)


def test_every_question_has_its_gold_in_the_same_order(name: str) -> None:
    assert [row["id"] for row in rows(name, "questions")] == [row["id"] for row in rows(name, "gold")]


def test_gold_and_history_name_articles_that_exist(name: str) -> None:
    articles = {row["id"] for row in rows(name, "articles")}
    for row in rows(name, "gold"):
        assert (row["kind"] == "answerable") == bool(row["article_id"]), row
        assert row["article_id"] in articles | {""}, row
    assert {row["article_id"] for row in rows(name, "history")} <= articles | {""}


def test_every_article_is_asked_about_in_the_test_part_where_there_is_one(name: str) -> None:
    asked = {row["article_id"] for row in rows(name, "gold") if row["part"] == "test"}
    assert not asked or {row["id"] for row in rows(name, "articles")} <= asked


def test_author_and_part_go_together(name: str) -> None:
    assert {(row["author"], row["part"]) for row in rows(name, "gold")} <= {("a", "dev"), ("b", "test"), ("c", "dev")}


def test_there_are_as_many_as_the_readme_says(name: str) -> None:
    found = Counter((row["part"], row["kind"]) for row in rows(name, "gold"))
    kinds = [found[part, kind] for part in ("dev", "test") for kind in ("answerable", "near", "far")]
    assert [len(rows(name, "articles")), len(rows(name, "history")), *kinds] == PROMISED[name]


def test_no_question_is_written_twice_and_none_of_the_test_is_known(name: str) -> None:
    questions = [bare(row["question"]) for table in ("history", "questions") for row in rows(name, table)]
    assert [question for question, times in Counter(questions).items() if times > 1] == []
