"""What the engine came with was learnt from the phrasebook as it is."""

import numpy as np
import pytest

from bench.answers import learn
from bench.answers.given import WITHOUT
from madoguchi.features.answers.ranking import intents, keeping, space, training
from madoguchi.features.answers.ranking.confidence import SIGNS
from madoguchi.features.answers.ranking.evidence import NAMES


def test_it_was_learnt_from_the_phrasebook_of_today() -> None:
    """After a change: python -m bench.answers.learn, then python -m bench.answers.given --save."""
    texts, owners = learn.said()
    assert space.learnt_digest() == learn.digest(texts)
    assert intents.shares(intents.chatter()[1]).shape == (owners.count(-1), max(owners) + 2)


def test_a_ranker_that_was_fitted_with_another_phrasebook_is_outdated() -> None:
    """After a change: raise FORMAT in ranking/keeping.py and models/answering.py, and write down the digest here."""
    assert (keeping.FORMAT, space.learnt_digest()[:12]) == (8, "cee2b9eb27a3")


def test_what_articles_are_about_is_not_asked_elsewhere() -> None:
    count = intents.shares(np.zeros((1, space.SIZE), dtype=np.float32)).shape[1] - 1
    texts, points = intents.asked_elsewhere(np.zeros((2, count), dtype=np.float32))
    assert len(texts) == len(points) >= 2 * count
    about_all = np.zeros((2, count), dtype=np.float32)
    about_all[1] = intents.COVERED
    assert intents.asked_elsewhere(about_all)[0] == []


@pytest.mark.parametrize("reads_with", WITHOUT)
def test_weights_and_confidence_are_for_the_evidence_of_today(reads_with: str) -> None:
    given = training.given(reads_with)
    assert len(given.weights.values) == len(NAMES)
    assert len(given.calibration.values) == len(SIGNS)
    wanted = sorted(given.thresholds)
    assert [given.thresholds[one] for one in wanted] == sorted(given.thresholds.values())


def test_the_more_is_wanted_the_surer_it_has_to_be() -> None:
    assert training.given_threshold(0.95) > training.given_threshold(0.9) > 0.5


def test_words_alone_are_not_trusted_to_be_right_as_often_as_is_wanted_usually(words_alone: None) -> None:
    assert training.given_threshold(0.95) > 1.0
