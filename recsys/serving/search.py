"""Finding titles by an inexact spelling."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from recsys.text import title_key

# Below this a title has little more in common with the text than a few letters.
LOWEST_SCORE = 60.0
# What a title that begins with the text, or has all its words, is worth; the whole title is worth more than any.
BEGINS_SCORE, ALL_WORDS_SCORE, EXACT_SCORE = 100.0, 95.0, 200.0


class TitleIndex:
    """All title keys, searched by similarity of spelling (rapidfuzz's normalised indel similarity, 0 to 100)."""

    def __init__(self, works_of_key: Mapping[str, Sequence[int]], popularity: NDArray[np.float64]) -> None:
        self._keys = list(works_of_key)
        self._works = list(works_of_key.values())
        self._popularity = popularity

    def search(self, text: str, k: int) -> list[int]:
        """The k works whose titles are nearest to the text, best first; fewer where nothing is near.

        Of equally near titles the most watched comes first.
        """
        scored = [
            (score, self._popularity[work], work)
            for position, score in self._near(title_key(text), 3 * k).items()
            for work in self._works[position]
        ]
        scored.sort(key=lambda item: (-item[0], -item[1], item[2]))
        return list(dict.fromkeys(work for _, _, work in scored))[:k]

    def _near(self, key: str, limit: int) -> dict[int, float]:
        """The positions of near keys, and how near they are."""
        near = process.extract(key, self._keys, scorer=fuzz.ratio, limit=limit, score_cutoff=LOWEST_SCORE)
        found = {position: score for _, score, position in near}
        words = set(key.split())
        for position, known in enumerate(self._keys):
            if known.startswith(key):
                found[position] = EXACT_SCORE if known == key else BEGINS_SCORE
            elif words and words <= set(known.split()):
                found[position] = max(ALL_WORDS_SCORE, found.get(position, 0.0))
        return found
