"""How often a token may ask: one bucket for each, counted by several processes together."""

import multiprocessing

from madoguchi.base.limits import NEIGHBOURS, SLOTS, Limiter


def test_they_count_a_token_together() -> None:
    limiter = Limiter(6)
    context = multiprocessing.get_context("fork")
    for _ in range(2):
        child = context.Process(target=lambda: [limiter.take("aaaa", at=100.0) for _ in range(2)])
        child.start()
        child.join()
    assert limiter.take("aaaa", at=100.0).remaining == 1
    assert limiter.take("bbbb", at=100.0).remaining == 5


def test_a_bucket_fills_with_time_and_is_then_refused_no_more() -> None:
    limiter = Limiter(60)
    for _ in range(60):
        assert limiter.take("cafe", at=100.0).wait == 0
    refused = limiter.take("cafe", at=100.0)
    assert (refused.remaining, refused.wait, refused.reset) == (0, 1, 60)
    assert limiter.take("cafe", at=101.0).wait == 0
    assert limiter.take("cafe", at=1000.0).remaining == 59


def test_many_tokens_in_one_place_push_out_the_longest_unused() -> None:
    limiter = Limiter(60)
    neighbours = [f"{SLOTS * turn:016x}" for turn in range(1, NEIGHBOURS + 2)]
    for second, key in enumerate(neighbours):
        assert limiter.take(key, at=100.0 + second).remaining == 59
    assert limiter.take(neighbours[-1], at=110.0).remaining == 59  # full again by now
    assert limiter.take(neighbours[1], at=101.5).remaining == 58  # still known
    assert limiter.take(neighbours[0], at=100.0).remaining == 59  # forgotten
