"""What goes through an encoder, and how much of it."""

import numpy as np

from madoguchi.features.answers.ranking.encoders import BATCH, Encoder

Read = list[list[str]]


def of_lengths(read: Read) -> Encoder:
    """An encoder that tells the length of a text, and keeps what it was given to read."""

    def encode(texts: list[str]) -> list[list[int]]:
        read.append(texts)
        return [[len(text), 1] for text in texts]

    return Encoder("lengths", 2, lambda: encode)


def test_a_text_that_stands_often_is_read_once() -> None:
    read: Read = []
    done: list[int] = []
    rows = of_lengths(read).vectors(["返品したい", "猫", "返品したい", " ", "猫 "], done.append)
    assert read == [["猫", "返品したい"]]
    assert np.array_equal(rows, [[5, 1], [1, 1], [5, 1], [0, 0], [1, 1]])
    assert done == [4]


def test_texts_of_like_length_are_read_together() -> None:
    read: Read = []
    texts = ["a" * (number + 1) for number in range(BATCH + 1)]
    done: list[int] = []
    rows = of_lengths(read).vectors(texts[::-1], done.append)
    assert read == [texts[:BATCH], texts[BATCH:]]
    assert [int(length) for length, _one in rows] == list(range(BATCH + 1, 0, -1))
    assert done == [BATCH, BATCH + 1]


def test_nothing_is_read_where_nothing_is_said() -> None:
    read: Read = []
    assert of_lengths(read).vectors(["", "\n"]).tolist() == [[0, 0], [0, 0]]
    assert of_lengths(read).vectors([]).shape == (0, 2)
    assert read == []
