"""The local outbox."""

from pathlib import Path

import pytest

from madoguchi.adapters.channels.email.outbox import Outbox, list_outbox, read_outbox, send

MIME = b"Subject:\r\n =?UTF-8?B?44GT44KT44Gr44Gh44Gv?=\r\nMessage-ID: <a@b>\r\n\r\nHello\r\n"
HANAKO = "hanako@customer.example"


def test_a_mail_is_kept_with_its_envelope(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    (result,) = send(Outbox(folder), "desk@madoguchi.example", [HANAKO], MIME)
    assert (result.address, result.state, result.kept) == (HANAKO, "sent", True)
    (entry,) = list_outbox(folder)
    assert (entry.mail_from, entry.recipients) == ("desk@madoguchi.example", (HANAKO,))
    assert (entry.subject, entry.message_id) == ("こんにちは", "a@b")
    raw = read_outbox(folder, entry.name)
    assert raw.endswith(MIME)
    assert entry.size == len(raw)
    assert [path.name for path in folder.iterdir()] == [entry.name]


def test_the_newest_first_a_page_at_a_time(tmp_path: Path) -> None:
    for number in range(5):
        send(Outbox(tmp_path), "d@m.example", [f"{number}@c.example"], MIME)
    (tmp_path / "foreign.eml").write_bytes(b"")
    first = list_outbox(tmp_path, limit=3)
    rest = list_outbox(tmp_path, limit=3, before=first[-1].name)
    assert [entry.recipients[0][0] for entry in (*first, *rest)] == ["4", "3", "2", "1", "0"]


def test_no_outbox_yet_is_an_empty_one(tmp_path: Path) -> None:
    assert list_outbox(tmp_path / "none") == []


@pytest.mark.parametrize("name", ["../secret.eml", "/etc/passwd", "", "20261101T100000000000-xxxxxxxx.eml"])
def test_only_its_own_mails_can_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.eml").write_bytes(b"secret")
    (tmp_path / "box").mkdir()
    with pytest.raises(FileNotFoundError):
        read_outbox(tmp_path / "box", name)


def test_a_folder_that_cannot_be_written_defers(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    (result,) = send(Outbox(blocked / "outbox"), "d@m.example", [HANAKO], MIME)
    assert result.state == "deferred"


def test_an_address_cannot_add_a_line(tmp_path: Path) -> None:
    send(Outbox(tmp_path), "a\r\nX-Evil: 1", ["b\nX-Evil: 2"], MIME)
    (entry,) = list_outbox(tmp_path)
    assert not any(line.startswith(b"X-Evil") for line in read_outbox(tmp_path, entry.name).splitlines())
