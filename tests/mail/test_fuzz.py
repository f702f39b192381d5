"""The short form of the fuzzer, the same mails each time. The long one: `python -m tests.mail.fuzz --count 50000`."""

from tests.mail.fuzz import mutants, run


def test_nothing_crashes_and_nothing_vanishes() -> None:
    result = run(1_500, seed=1)
    assert result.failures == []
    assert result.count == 1_500


def test_a_mutant_can_be_made_again() -> None:
    third = list(mutants(4, seed=7))[3]
    assert list(mutants(0, seed=7, only=3)) == [third]
