"""What dovecot and postfix stand on."""

import pytest

from tests.mail.folder import open_folder


def test_nobody_who_starts_pytest_closes_the_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_folder() as folder:
        assert all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))
        assert tmp_path_factory.getbasetemp().parent not in folder.parents
    assert not folder.exists()
