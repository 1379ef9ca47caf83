"""Many texts to vectors: each text once, the shortest first, what was made before taken from the cache."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.build.embedding.cache import VectorCache
from recsys.build.embedding.encoder import MOST_TOKENS, Encoder
from recsys.progress import Countdown, Progress

BATCH = 16  # texts; larger ones save nothing, and pad more
SAVED_EVERY = 256  # batches: what a cut loses, a minute or two
_CHARACTERS = 5 * MOST_TOKENS  # of a text that are read, about


def encode_all(
    texts: Sequence[str], encoder: Encoder, cache: VectorCache, words: str, progress: Progress
) -> NDArray[np.float16]:
    """The vectors of texts, (n_texts, d). How far it is, is said after the words of the step that it is part of."""
    keys = [cache.key(text) for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in cache}
    order = sorted(new, key=lambda key: len(new[key]))  # texts of one length need no padding
    read = np.cumsum([min(len(new[key]), _CHARACTERS) for key in order])
    countdown = Countdown(words, len(order), progress)
    for number, start in enumerate(range(0, len(order), BATCH)):
        if number and number % SAVED_EVERY == 0:
            cache.save()
        batch = order[start : start + BATCH]
        cache.add(batch, encoder.encode([new[key] for key in batch]))
        done = start + len(batch)
        countdown.done(done, float(read[done - 1] / read[-1]))
    if order:
        cache.save()
    return cache.take(keys)
