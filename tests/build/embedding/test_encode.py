from collections.abc import Sequence

import numpy as np
import pytest

from recsys.build.embedding import encode
from recsys.build.embedding.cache import VectorCache
from recsys.build.embedding.encode import BATCH, encode_all
from recsys.build.embedding.encoder import Encoder
from recsys.progress import FURTHER, silent


class Counting:
    """An encoder that remembers what it was asked: a text's vector says how long it is."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.fails_at = -1

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if len(self.batches) == self.fails_at:
            raise KeyboardInterrupt
        self.batches.append(list(texts))
        return np.array([(len(text), 1) for text in texts], dtype=np.float32)

    @property
    def encoder(self) -> Encoder:
        return Encoder("counting", self.encode)


TEXTS = [f"{number:03} " + "x" * (number * 37 % 101) for number in range(3 * BATCH + 1)]


def encoded(counting, folder, texts, progress=silent):
    return encode_all(texts, counting.encoder, VectorCache(folder, "counting"), "embedding", progress)


def test_vectors_are_in_the_order_of_the_texts_and_made_in_that_of_their_lengths(tmp_path):
    counting = Counting()
    vectors = encoded(counting, tmp_path, TEXTS)
    assert vectors.dtype == np.float16
    assert vectors.tolist() == [[len(text), 1] for text in TEXTS]
    lengths = [len(text) for batch in counting.batches for text in batch]
    assert lengths == sorted(lengths)
    assert [len(batch) for batch in counting.batches] == [BATCH, BATCH, BATCH, 1]


def test_each_text_is_made_once(tmp_path):
    counting = Counting()
    assert encoded(counting, tmp_path, ["a", "bb", "a"]).tolist() == [[1, 1], [2, 1], [1, 1]]
    assert counting.batches == [["a", "bb"]]
    assert encoded(counting, tmp_path, ["bb", "ccc"]).tolist() == [[2, 1], [3, 1]]
    assert counting.batches == [["a", "bb"], ["ccc"]]
    assert encoded(counting, tmp_path, ["ccc"]).tolist() == [[3, 1]]
    assert len(encoded(counting, tmp_path, [])) == 0
    assert len(counting.batches) == 2


def test_what_was_made_before_a_cut_is_not_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(encode, "SAVED_EVERY", 2)
    counting = Counting()
    counting.fails_at = 3
    with pytest.raises(KeyboardInterrupt):
        encoded(counting, tmp_path, TEXTS)
    counting.fails_at = -1
    encoded(counting, tmp_path, TEXTS)
    assert [len(batch) for batch in counting.batches] == [BATCH] * 4 + [1]  # the third was lost


def test_what_is_left_is_guessed_by_what_is_to_be_read(tmp_path, monkeypatch):
    clock = iter([0.0, 60.0, 600.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    said: list[str] = []
    # As many texts are left as are done, but ten times as long.
    encoded(Counting(), tmp_path, [f"{n:02}" for n in range(BATCH)] + [f"{n:020}" for n in range(BATCH)], said.append)
    assert said == [
        f"embedding{FURTHER}16 of 32{FURTHER}about 10 minutes left",
        f"embedding{FURTHER}32 of 32{FURTHER}done",
    ]
