"""kill -9 of web, worker, inbound mail and PostgreSQL while mails and API writes come in (long: bench/faults.py)."""

import sys
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.storm import Storm, Verdict, check, in_turn


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    with Installation(tmp_path / "home") as place:
        storm = Storm(place, mails=300, writes=200)
        storm.run(in_turn(storm, ["worker", "postgres", "smtp", "web", "postgres"]))
        assert len(storm.accepted) == 301
        assert len(storm.written) == 200
        assert storm.killed.total() == 5
        assert check(place, storm.accepted, storm.written) == Verdict(0, 0, 0, 0, 0)
        assert set(storm.refused) <= {503}
        back = {name: [round(each, 1) for each in times] for name, times in storm.back_after.items()}
        sys.stdout.write(f"back after {back}; answers meanwhile {dict(storm.refused)}\n")
