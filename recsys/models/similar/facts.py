"""Facts of works beside their words: when, what kind, how long, which genres, how well known and liked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.content.term_rows import Floats
from recsys.models.explain import Part
from recsys.models.products import rows_times
from recsys.models.similar.weights import SimilarWeights
from recsys.models.storage import BOOLS, FLOATS, WHOLE, Arrays, array, packed, unpacked

MOST_YEARS = 30.0  # further apart is no further
MOST_MINUTES = 60.0
YEARS, MINUTES = 10.0, 60.0  # what the weights are for
_GENRE = "genre"
_ARRAYS = ("years", "is_series", "episode", "fame", "quality", "genre_sets", "genre_set")


@dataclass(frozen=True)
class ItemFacts:
    """Of every work: its year, whether it is a series, the minutes of a series' episode (0 for a film and where not
    known), `fame`, log10 of its votes, and `quality`, its score from 0 to 10.

    Genres are kept as sets: `genre_set` (n_works,) is the row of `genre_sets` (n_sets, n_genres), True for the genres
    that are in it. All other arrays are of shape (n_works,).
    """

    years: Floats
    is_series: NDArray[np.bool_]
    episode: Floats
    fame: Floats
    quality: Floats
    genres: tuple[str, ...]
    genre_sets: NDArray[np.bool_]
    genre_set: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        numbers: Mapping[str, NDArray[np.floating]],
        is_series: NDArray[np.bool_],
        genres_of: Sequence[Sequence[str]],
    ) -> "ItemFacts":
        """From `numbers` by name (year, runtime, fame, quality), each (n_works,), and the genres of every work."""
        names = tuple(sorted({genre for genres in genres_of for genre in genres}))
        number = {name: place for place, name in enumerate(names)}
        sets: dict[tuple[int, ...], int] = {}
        of_work = [
            sets.setdefault(tuple(sorted(number[genre] for genre in set(genres))), len(sets)) for genres in genres_of
        ]
        members = np.zeros((len(sets), len(names)), dtype=bool)
        for genres, row in sets.items():
            members[row, list(genres)] = True
        return cls(
            years=numbers["year"].astype(np.float32),
            is_series=is_series,
            episode=np.where(is_series, np.nan_to_num(numbers["runtime"]), 0).astype(np.float32),
            fame=numbers["fame"].astype(np.float32),
            quality=numbers["quality"].astype(np.float32),
            genres=names,
            genre_sets=members,
            genre_set=np.array(of_work, dtype=np.int32),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "ItemFacts":
        """The facts that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        years, genres = array(arrays, "years", FLOATS, None), unpacked(arrays, "genres")
        n_works = len(years)
        facts = cls(
            years=years,
            is_series=array(arrays, "is_series", BOOLS, n_works),
            genres=genres,
            genre_sets=array(arrays, "genre_sets", BOOLS, None, len(genres)),
            genre_set=array(arrays, "genre_set", WHOLE, n_works),
            **{name: array(arrays, name, FLOATS, n_works) for name in ("episode", "fame", "quality")},
        )
        if n_works and not 0 <= facts.genre_set.min() <= facts.genre_set.max() < len(facts.genre_sets):
            raise UnreadableError(f"genre_set must be from 0 to below {len(facts.genre_sets)}")
        return facts

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The facts as named arrays."""
        return {name: getattr(self, name) for name in _ARRAYS} | packed("genres", self.genres)

    @property
    def n_works(self) -> int:
        """The number of works."""
        return len(self.years)

    def take(self, works: NDArray[np.integer]) -> "ItemFacts":
        """The facts of some works, in their order."""
        return ItemFacts(
            self.years[works],
            self.is_series[works],
            self.episode[works],
            self.fame[works],
            self.quality[works],
            self.genres,
            self.genre_sets,
            self.genre_set[works],
        )

    def measures(self, seed: int, others: NDArray[np.integer] | slice) -> Iterator[tuple[str, Floats]]:
        """How a seed work and others differ, by the names of `SimilarWeights`, each (n_others,): what a weight times.

        All but the quality are 0 or less: they count against.
        """
        quality = self.quality[others]
        yield "years", np.minimum(np.abs(self.years[others] - self.years[seed]), MOST_YEARS) / -YEARS
        yield "kind", -(self.is_series[others] != self.is_series[seed]).astype(np.float32)
        yield "fame", -np.abs(self.fame[others] - self.fame[seed])
        yield "quality", quality - np.float32(5)
        yield "unlike", -np.abs(quality - self.quality[seed])
        if self.episode[seed]:
            episode = self.episode[others]
            apart = np.minimum(np.abs(episode - self.episode[seed]), MOST_MINUTES) / -MINUTES
            yield "episode", np.where(episode > 0, apart, np.float32(0))

    @cached_property
    def _members(self) -> Floats:
        """The sets of genres as numbers, to be multiplied."""
        return self.genre_sets.astype(np.float32)

    def share_genre(self, seed: int, others: NDArray[np.integer] | None = None) -> NDArray[np.bool_]:
        """Which of some works, all where none are named, have a genre of the seed, shape (n_others,)."""
        if others is not None:
            found: NDArray[np.bool_] = self.genre_sets[self.genre_set[others]][:, self._own(seed)].any(axis=1)
            return found
        of_sets: NDArray[np.bool_] = self._members @ self._members[self.genre_set[seed]] > 0
        return of_sets.take(self.genre_set)

    def genre_scores(self, seed: int, weights: SimilarWeights, others: NDArray[np.integer] | None = None) -> Floats:
        """What genres that only one has count for with some works, all where none are named, 0 or less, (n_others,)."""
        signed, together = self._apart(seed, weights)
        if others is None:
            of_sets: Floats = np.minimum(self._members @ signed - together, 0)
            return of_sets.take(self.genre_set)
        found: Floats = np.minimum(rows_times(self._members, self.genre_set[others], signed) - together, 0)
        return found

    def genre_scores_of_sets(self, seeds: NDArray[np.integer], weights: SimilarWeights) -> Floats:
        """The same of each of some seeds with each set of genres, but for rounding, (n_seeds, n_sets)."""
        signed, together = zip(*(self._apart(seed, weights) for seed in seeds.tolist()), strict=True)
        found: Floats = np.minimum(np.stack(signed) @ self._members.T - np.array(together)[:, None], 0)
        return found

    def add_to(
        self, scores: Floats, seed: int, weights: SimilarWeights, others: NDArray[np.integer] | None = None
    ) -> None:
        """Add what the facts count for to the scores (n_others,) of some works, all where none are named."""
        for name, measure in self.measures(seed, slice(None) if others is None else others):
            weight = np.float32(getattr(weights, name))
            if weight:
                scores += weight * measure
        scores += self.genre_scores(seed, weights, others)

    def _own(self, seed: int) -> NDArray[np.bool_]:
        """Which genres the seed has, (n_genres,)."""
        own: NDArray[np.bool_] = self.genre_sets[self.genre_set[seed]]
        return own

    def _apart(self, seed: int, weights: SimilarWeights) -> tuple[Floats, np.float32]:
        """What each genre of another work counts for, (n_genres,), and what the seed's, taken together, take away: a
        genre of both adds back what it took.
        """
        apart = np.array([weights.apart.get(genre, 0.0) for genre in self.genres], dtype=np.float32)
        own = self._own(seed)
        return np.where(own, apart, -apart), apart[own].sum()

    def explain(self, seed: int, others: NDArray[np.integer], weights: SimilarWeights) -> list[list[Part]]:
        """The parts of what `add_to` adds for each of some others: (field, term, part)."""
        parts: list[list[Part]] = [[] for _ in others]
        for name, measure in self.measures(seed, others):
            weight = np.float32(getattr(weights, name))
            for place, value in enumerate((weight * measure).tolist()):
                if value:
                    parts[place].append((_FIELDS[name], "", value))
        apart = self.genre_scores(seed, weights, others)
        for place, value in enumerate(apart.tolist()):
            if value:
                parts[place].append((_GENRE, "", value))
        return parts


# The fields of explanations that facts belong to.
_FIELDS = {
    "years": "year",
    "kind": "type",
    "fame": "votes",
    "quality": "score",
    "unlike": "score",
    "episode": "runtime",
}
