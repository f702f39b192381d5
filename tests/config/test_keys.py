"""Secrets: made once, for their owner alone."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from madoguchi.config import keys


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _number: keys.secret_key(home), range(16)))
    assert len(made) == 1
    assert len(made.pop()) >= 50
    assert stat.S_IMODE((home / "keys" / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "keys").stat().st_mode) == stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [path.name for path in (home / "keys").iterdir()] == ["secret"]


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    keys.write_private(tmp_path / "keys" / "secret", "first")
    with pytest.raises(FileExistsError):
        keys.write_private(tmp_path / "keys" / "secret", "second")
    assert (tmp_path / "keys" / "secret").read_text() == "first"


def test_what_others_can_read_is_found(tmp_path: Path) -> None:
    keys.encryption_keys(tmp_path)
    assert keys.readable_by_others(tmp_path) == []
    (tmp_path / "keys" / "encryption").chmod(0o640)
    assert keys.readable_by_others(tmp_path) == [tmp_path / "keys" / "encryption"]


def test_keys_of_a_restored_installation_lead_and_ours_follow(tmp_path: Path) -> None:
    mine = keys.encryption_keys(tmp_path)
    keys.adopt(tmp_path, "their secret", ["theirs"])
    assert keys.encryption_keys(tmp_path) == ("theirs", *mine)
    assert keys.secret_key(tmp_path) == "their secret"


def test_a_fingerprint_names_a_key_without_giving_it_away() -> None:
    names = keys.fingerprint(["one", "two"])
    assert len(set(names)) == 2
    assert not {"one", "two"} & set("".join(names).split())
