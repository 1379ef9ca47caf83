"""Synthetic catalogues of any size with the traits of the real ones, to measure how time and memory scale.

Counts, shares and exponents are near those of the union of the streaming and the film catalogue (63,407 works): how
many terms a work has of each field, how many different ones there are, how often the most frequent ones occur.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.tfidf import Document
from recsys.models.cooccurrence.likes import Likes
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel
from recsys.models.similar.semantic import DIMENSIONS, SemanticModel
from recsys.models.similar.weights import SimilarWeights

CHUNK = 8_192  # works that are drawn at once
KINDS = 24  # main genres, by which people choose what they like
FAVOURITE = 0.7  # of what people like that is of their favourite kind
LIKES, LIKES_OF_A_USER = 3.7, 90  # for each work; a user's, on average
FEWEST_USERS = 2_000
SERIES = 0.19  # of the works
_DOCUMENTS, _KINDS, _NUMBERS, _LIKES, _PAIRS = range(5)  # streams of randomness


@dataclass(frozen=True)
class Field:
    """How a field's terms are spread: `known` of the works have any, then `mean` on average.

    There are `terms` · n^`power` to choose from, rank r as often as (r + `shift`)^-`exponent` says (Zipf,
    Mandelbrot).
    """

    known: float
    mean: float
    terms: float
    power: float
    exponent: float
    shift: float = 1.0


FIELDS = {
    "title": Field(0.99, 2.1, 250, 0.5, 0.85, 3),
    "genre": Field(0.6, 1.9, 72, 0.0, 1.05),  # without the main one
    "director": Field(0.87, 1.1, 0.6, 1.0, 0.6, 10),
    "cast": Field(0.89, 2.7, 1.6, 1.0, 0.6, 100),
    "company": Field(0.53, 2.1, 0.7, 1.0, 0.85, 10),
    "collection": Field(0.07, 0.0, 0.027, 1.0, 0.1),
    "keyword": Field(0.07, 8.0, 60, 0.5, 0.85, 5),
    "description": Field(0.67, 16.5, 280, 0.5, 1.05, 25),
    "country": Field(0.76, 0.25, 169, 0.0, 1.6),
    "language": Field(0.71, 0.0, 89, 0.0, 1.8),
    "saga": Field(0.28, 0.0, 0.096, 1.0, 0.1),
}


def zipf(
    shares: NDArray[np.float64], n_terms: NDArray[np.integer] | int, exponent: float, shift: float
) -> NDArray[np.int64]:
    """Ranks from 0 to n_terms - 1 at which these shares (0 to 1) of all that is drawn are reached.

    The integral over r of (r + shift)^-exponent in place of the sum; the exponent is not 1.
    """
    power = 1.0 - exponent
    low, high = shift**power, np.power(n_terms + shift, power)
    drawn = np.power(low + shares * (high - low), 1 / power) - shift
    ranks: NDArray[np.int64] = np.clip(drawn.astype(np.int64), 0, np.asarray(n_terms) - 1)
    return ranks


@dataclass(frozen=True)
class SyntheticCatalogue:
    """`n_works` works, the same for the same seed. As an iterable it is their documents, made anew each time."""

    n_works: int
    seed: int = 0

    def __iter__(self) -> Iterator[Document]:
        kinds = self.kinds()
        for start in range(0, self.n_works, CHUNK):
            yield from self._documents(kinds[start : start + CHUNK], self._rng(_DOCUMENTS, start))

    def kinds(self) -> NDArray[np.int64]:
        """The main genre of every work, shape (n_works,)."""
        return zipf(self._rng(_KINDS).random(self.n_works), KINDS, 0.9, 1.0)

    def numbers(self) -> dict[str, NDArray[np.float64]]:
        """Year, votes, score and runtime, each (n_works,), NaN where not known."""
        rng, n = self._rng(_NUMBERS), self.n_works
        drawn = {
            "year": (1.0, np.clip(2024 - np.floor(rng.exponential(22, n)), 1900, None)),
            "votes": (0.72, np.floor(rng.lognormal(2.7, 2.2, n))),
            "score": (0.67, np.clip(rng.normal(6, 1.3, n), 0, 10)),
            "runtime": (0.87, np.clip(np.floor(rng.normal(95, 28, n)), 1, None)),
        }
        return {name: np.where(rng.random(n) < known, values, np.nan) for name, (known, values) in drawn.items()}

    def likes(self) -> Likes:
        """Likes by people who prefer one kind each; of a kind some works are liked much more often than others."""
        rng = self._rng(_LIKES)
        n_likes = int(LIKES * self.n_works)
        n_users = max(n_likes // LIKES_OF_A_USER, FEWEST_USERS)
        users = np.sort(zipf(rng.random(n_likes), n_users, 0.5, 1.0))
        kinds = self.kinds()
        favourites = kinds[rng.integers(self.n_works, size=n_users)]
        liked = np.where(
            rng.random(n_likes) < FAVOURITE, favourites[users], kinds[rng.integers(self.n_works, size=n_likes)]
        )
        by_kind = rng.permutation(self.n_works)
        by_kind = by_kind[np.argsort(kinds[by_kind], kind="stable")]
        sizes = np.bincount(kinds, minlength=KINDS)
        places = (np.cumsum(sizes) - sizes)[liked] + zipf(rng.random(n_likes), sizes[liked], 1.1, 5.0)
        pairs = np.unique(users * self.n_works + by_kind[places])
        users, works = np.divmod(pairs, self.n_works)
        return Likes(users.astype(np.int32), works.astype(np.int32), np.zeros(n_users, dtype=np.int32))

    def pairs(self, documents: Iterable[Document]) -> PairModel:
        """What pairs are compared by beside words, given the works' own documents; embeddings point anywhere."""
        rng, numbers = self._rng(_PAIRS), self.numbers()
        standing = {
            "fame": np.log10(1 + np.nan_to_num(numbers["votes"])),
            "quality": np.nan_to_num(numbers["score"], nan=6.0),
        }
        genres = [document["genre"] for document in documents]
        facts = ItemFacts.of(numbers | standing, rng.random(self.n_works) < SERIES, genres)
        described = np.flatnonzero(rng.random(self.n_works) < FIELDS["description"].known)
        vectors = rng.standard_normal((len(described), DIMENSIONS), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        semantic = SemanticModel(self.n_works, described.astype(np.int32), vectors)
        return PairModel(facts, SimilarWeights.learned(semantic=True), semantic)

    def _rng(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, *stream])

    def _documents(self, kinds: NDArray[np.int64], rng: np.random.Generator) -> Iterator[Document]:
        columns = {name: self._terms(field, len(kinds), rng) for name, field in FIELDS.items()}
        for place, kind in enumerate(kinds.tolist()):
            document = {name: terms[place] for name, terms in columns.items()}
            document["genre"] = [f"kind {kind}", *document["genre"]]
            document["person"] = list(dict.fromkeys([*document["director"], *document["cast"]]))
            yield document

    def _terms(self, field: Field, n_works: int, rng: np.random.Generator) -> list[list[str]]:
        """The field's terms in each of some works: `mean` of those that have any, one at least."""
        counts = np.where(rng.random(n_works) < field.known, 1 + rng.poisson(max(field.mean - 1, 0), n_works), 0)
        n_terms = max(int(field.terms * self.n_works**field.power), 1)
        terms = list(map(str, zipf(rng.random(int(counts.sum())), n_terms, field.exponent, field.shift).tolist()))
        ends = np.cumsum(counts).tolist()
        return [terms[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
