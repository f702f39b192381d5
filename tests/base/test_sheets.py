"""Tables for spreadsheets: no cell is a formula, and what was written is read."""

import pytest

from madoguchi.base.errors import Refused
from madoguchi.base.sheets import read, written

COLUMNS = ("name", "note")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+81", "-3", "@SUM(A1)", "\tx", "'=1", "''=1", "＝1", "'90s", "plain", "a\nb", '"']
)
def test_what_is_written_is_read_and_runs_nothing(cell: str) -> None:
    content = written(COLUMNS, [{"name": cell}])
    assert read(content, columns=COLUMNS, most=9) == [{"name": cell, "note": ""}]
    first = content.decode("utf-8-sig").splitlines()[1].lstrip('"')
    assert first[:1] not in ("=", "+", "-", "@", "\t", "＝")


def test_excel_in_japanese_is_read() -> None:
    assert read("name\r\n請求\r\n\r\n".encode("cp932"), columns=COLUMNS, most=9) == [{"name": "請求"}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bad-file"),
        (b"\x81\xff\xfe", "bad-file"),
        (b'name\n"open', "bad-file"),
        (b"colour\nred", "no-such-column"),
        (b"name\n" + b"x\n" * 10, "too-many"),
        (b"x" * (5 * 1024 * 1024 + 1), "too-large"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        read(content, columns=COLUMNS, most=9)
