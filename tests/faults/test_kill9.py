"""kill -9 of web, worker, inbound mail and PostgreSQL while mails and API writes come in (long: bench/faults.py)."""

from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.storm import Storm, Verdict, check


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    with Installation(tmp_path / "home") as place:
        storm = Storm(place, mails=200, writes=150, pause=1.0, seed=20261123)
        storm.run()
        assert len(storm.accepted) == 201
        assert len(storm.written) == 150
        assert sum(storm.killed.values()) >= 3
        assert check(place, storm.accepted, storm.written) == Verdict(0, 0, 0, 0, 0)
        assert set(storm.unavailable) <= {503}
