"""What the engine came with was learnt from the phrasebook as it is."""

from bench.answers import learn
from madoguchi.features.answers.ranking import intents, space, training
from madoguchi.features.answers.ranking.confidence import SIGNS
from madoguchi.features.answers.ranking.evidence import NAMES


def test_it_was_learnt_from_the_phrasebook_of_today() -> None:
    """After a change: python -m bench.answers.learn, then python -m bench.answers.given --save."""
    texts, owners = learn.said()
    assert space.learnt_digest() == learn.digest(texts)
    assert intents.shares(intents.chatter()[1]).shape == (owners.count(-1), max(owners) + 2)


def test_weights_and_confidence_are_for_the_evidence_of_today() -> None:
    weights, calibration, thresholds = training.given()
    assert len(weights.values) == len(NAMES)
    assert len(calibration.values) == len(SIGNS)
    wanted = sorted(thresholds)
    assert [thresholds[one] for one in wanted] == sorted(thresholds.values())
    assert training.given_threshold(0.95) > training.given_threshold(0.9) > 0.5
