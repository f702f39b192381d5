"""Files of texts: what is a quotation, what a mark, and what is said of a file that cannot be read."""

from pathlib import Path

import pytest

from madoguchi.features.answers.ranking.shapes import Article, Past
from madoguchi.features.answers.ranking.tables import BadTable, articles_in, history_in, questions_in


def file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "table.tsv"
    path.write_text(text, encoding=encoding, newline="")
    return path


def test_columns_are_found_by_name_in_any_order_behind_a_byte_order_mark(tmp_path: Path) -> None:
    path = file(tmp_path, "title\tid\tnote\tbody\n送料\ta1\tx\t税込 800 円です。\r\n\n返品\ta2\n", "utf-8-sig")
    assert articles_in(path) == [Article("a1", "送料", "税込 800 円です。"), Article("a2", "返品", "")]


def test_a_field_in_quotation_marks_may_hold_tabs_lines_and_marks(tmp_path: Path) -> None:
    path = file(tmp_path, 'id\tquestion\n1\t"two\tparts\nand ""more"""\n2\tplain\n')
    assert questions_in(path) == [("1", 'two\tparts\nand "more"'), ("2", "plain")]


@pytest.mark.parametrize(
    "text",
    ['"please" reset it', 'a 5" screen', '"never closed', '""', 'say "hello"', '"ends" or "not"'],
)
def test_other_quotation_marks_are_letters(tmp_path: Path, text: str) -> None:
    path = file(tmp_path, f'question\tid\n{text}\t1\nnext "one"\t2\n')
    expected = "" if text == '""' else text
    assert questions_in(path) == [("1", expected), ("2", 'next "one"')]


def test_a_mark_that_opens_far_above_one_that_closes_is_no_quotation(tmp_path: Path) -> None:
    path = file(tmp_path, 'id\tquestion\n1\t"first\n2\tsecond"\n')
    assert questions_in(path) == [("1", '"first'), ("2", 'second"')]


@pytest.mark.parametrize("text", ["", "\n", "question\tarticle_id\n", "\ufeff"])
def test_a_history_may_be_empty(tmp_path: Path, text: str) -> None:
    assert history_in(file(tmp_path, text)) == []


def test_a_past_question_without_an_article_is_one_that_nobody_could_answer(tmp_path: Path) -> None:
    path = file(tmp_path, "question\tarticle_id\nどこ?\ta1\n猫\t\n犬\n")
    assert history_in(path) == [Past("どこ?", "a1"), Past("猫", None), Past("犬", None)]


@pytest.mark.parametrize(
    ("text", "reason", "line", "detail"),
    [
        ("id\ttitle\na\tb\n", "columns", 1, "body"),
        ("", "columns", 1, "id, title, body"),
        ("id\ttitle\tbody\na\tb\tc\n\na\tb\tc\td\n", "row", 4, "4 > 3"),
        ("id\ttitle\tbody\n\tb\tc\n", "id", 2, ""),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(
    tmp_path: Path, text: str, reason: str, line: int, detail: str
) -> None:
    with pytest.raises(BadTable) as found:
        articles_in(file(tmp_path, text))
    assert (found.value.reason, found.value.line, found.value.detail) == (reason, line, detail)


def test_another_encoding_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadTable) as found:
        articles_in(file(tmp_path, "id\ttitle\tbody\n1\t送料\t\n", "cp932"))
    assert found.value.reason == "encoding"
