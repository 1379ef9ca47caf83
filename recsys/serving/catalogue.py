"""The streaming catalogue as works: what a card shows, and which work a title means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.bundle import Bundle
from recsys.domain.schema import MOVIES, PLATFORM_NAMES
from recsys.errors import NotFoundError
from recsys.models.ranking.topk import top_k
from recsys.models.vocabulary import UNKNOWN
from recsys.serving import checks
from recsys.serving.posters import pictures
from recsys.serving.search.titles import Titles

FILM_PREFIX = "tmdb-"  # of the work_id of a film on no service; TMDB's number follows
SUGGESTIONS = 5
EXAMPLES, EXAMPLE = 3, "The Matrix"
# Titles whose works are remembered: whoever has some hundreds of ratings sends them again with every question.
_REMEMBERED = 8192
_FILM_ID = re.compile(rf"{FILM_PREFIX}\d{{1,18}}")
_CARD_COLUMNS = [
    "title_id", "platform", "type", "display_title", "display_directors", "display_cast", "countries", "genres",
    "release_year", "rating", "rating_given", "duration_int", "duration_type", "display_description",
    "score", "score_count", "score_source",
]  # fmt: skip


@dataclass(frozen=True)
class Work:
    """A work as people see it. `duration` is in minutes for a film, in seasons for a series.

    A film of the film catalogue alone, which is on no service, has no platforms and no title_ids, and `tmdb-` with
    TMDB's number for a work_id; it can be found and asked about, but neither recommended nor rated. `picture` is the
    address of its poster, where the film catalogue knows one and the operator allows pictures.
    """

    work_id: str
    title: str
    type: str
    year: int
    platforms: list[str]
    title_ids: list[str]
    genres: list[str]
    directors: list[str]
    cast: list[str]
    countries: list[str]
    maturity: str | None
    duration: int | None
    duration_type: str | None
    description: str
    score: float | None
    score_count: int | None
    score_source: str | None
    picture: str | None = None


class Catalogue:
    """The works of a bundle by row number, the bundle's `works` vocabulary giving the order.

    `posters` is the address below which pictures of them lie, None for none.
    """

    def __init__(self, bundle: Bundle, posters: str | None = None) -> None:
        self.works = bundle.works
        self._films = bundle.films
        self._pictures = pictures(posters, bundle.films)
        self._table = bundle.titles.combine_chunks()
        self._cards = self._table.select(_CARD_COLUMNS)
        self.work_nums: NDArray[np.int32] = bundle.works.numbers(self._column("work_id"))
        self._rows: list[list[int]] = [[] for _ in range(len(bundle.works))]
        for row, work_num in enumerate(self.work_nums.tolist()):
            self._rows[work_num].append(row)
        self._by_title_id = {title_id: row for row, title_id in enumerate(self._column("title_id"))}
        self.popularity = self._popularity(bundle)
        self._called = lru_cache(_REMEMBERED)(lambda given: tuple(self.titles.called(given)))

    def __len__(self) -> int:
        return len(self.works)

    @cached_property
    def titles(self) -> Titles:
        """All titles to search, the film catalogue's too; made when the first is looked for, in half a second."""
        movies, of_films = MOVIES.empty_table(), np.zeros(0, dtype=np.int32)
        if self._films is not None:
            movies, of_films = self._films.movies, self._films.work_nums
        return Titles.of(self._table, [rows[0] for rows in self._rows], self.popularity, movies, of_films)

    def column(self, name: str) -> pa.Array:
        """A column of the titles table, one value per title."""
        return self._table.column(name)

    def rows(self, work_num: int) -> list[int]:
        """The titles of a work, as row numbers of the titles table."""
        return self._rows[work_num]

    def name(self, work_num: int) -> str:
        """The work's title as people write it."""
        return str(self._table.column("display_title")[self._rows[work_num][0]].as_py())

    def names(self) -> list[str]:
        """The titles of all works as people write them."""
        titles: list[str] = self._table.column("display_title").take([rows[0] for rows in self._rows]).to_pylist()
        return titles

    def year(self, work_num: int) -> int:
        """The work's release year."""
        return int(self._table.column("release_year")[self._rows[work_num][0]].as_py())

    def kind(self, work_num: int) -> str:
        """Whether the work is a movie or a tv show."""
        return str(self._table.column("type")[self._rows[work_num][0]].as_py())

    def genres(self, work_num: int) -> list[str]:
        """The genres of the work, as its first title has them."""
        genres: list[str] = self._table.column("genres")[self._rows[work_num][0]].as_py()
        return genres

    def work(self, work_num: int) -> Work:
        """Everything a card shows, its titles on several platforms put together."""
        return self.works_at([work_num])[0]

    def works_at(self, work_nums: Sequence[int]) -> list[Work]:
        """The cards of several works, in their order; one look into the table for all of them."""
        rows = [self._rows[work_num] for work_num in work_nums]
        # An array with a type: of an empty list Arrow does not know that it holds row numbers.
        flat = pa.array([row for of_work in rows for row in of_work], pa.int64())
        titles = iter(self._cards.take(flat).to_pylist())
        return [
            _card(self.works.ids[work_num], list(islice(titles, len(of_work))), self._pictures.get(work_num))
            for work_num, of_work in zip(work_nums, rows, strict=True)
        ]

    def find(self, parameter: str, value: object) -> int:
        """The work that a title, `Title (year)`, `title_id` or `work_id` means.

        In any case and script, with or without accents and articles, as search takes for the whole title. Of works
        that share a title the best known answers; a year picks another. Raises NotFoundError with the nearest titles
        when there is none, InvalidValueError when the value is no title at all.
        """
        return self.namesakes(parameter, value)[0]

    def namesakes(self, parameter: str, value: object) -> list[int]:
        """All works of that title, the one that answers first. Raises what `find` does."""
        if found := self.works_called(parameter, value):
            return found
        given = checks.text(parameter, value, EXAMPLE)
        raise NotFoundError(
            parameter,
            "No title is called",
            given,
            suggestions=self.suggestions(given),
            examples=[self._dated(number) for number in top_k(self.popularity, EXAMPLES).tolist()],
        )

    def works_called(self, parameter: str, value: object) -> list[int]:
        """The same, empty where there is none; no search for what else may be meant, which takes longest of all."""
        given = checks.text(parameter, value, EXAMPLE)
        if given.lower() in self._by_title_id:
            return [int(self.work_nums[self._by_title_id[given.lower()]])]
        work_num = self.works.number(given.lower())
        return [work_num] if work_num != UNKNOWN else list(self._called(given))

    def films_called(self, value: object) -> list[int]:
        """The films on no service whose title this is, or whose work_id, by row of the movies table.

        The best known first.
        """
        if self._films is None or not isinstance(value, str):
            return []
        if _FILM_ID.fullmatch(value.strip().lower()):
            wanted = int(value.strip()[len(FILM_PREFIX) :])
            rows = np.flatnonzero(self._films.movies.column("movie_id").to_numpy() == wanted).tolist()
            return [row for row in rows if self._films.work_nums[row] < 0]
        return self.titles.films_called(value)

    def suggestions(self, text: str) -> list[str]:
        """The nearest titles of a text, with their years."""
        return [self._dated(work_num) for work_num in self.titles.works_like(text, SUGGESTIONS)]

    def _dated(self, work_num: int) -> str:
        return f"{self.name(work_num)} ({self.year(work_num)})"

    def _column(self, name: str) -> list[str]:
        values: list[str] = self._table.column(name).to_pylist()
        return values

    def _popularity(self, bundle: Bundle) -> NDArray[np.float64]:
        """How many ratings each work has; a work on more platforms goes before one on fewer. Shape (n_works,)."""
        codes = bundle.ratings.column("title_id").combine_chunks()
        rows = np.array([self._by_title_id[title_id] for title_id in codes.dictionary.to_pylist()], dtype=np.int64)
        counts = np.bincount(codes.indices.to_numpy(), minlength=len(rows)) if len(rows) else np.array([])
        ratings = np.bincount(self.work_nums[rows], counts, len(self.works)) if len(rows) else np.zeros(len(self.works))
        return ratings + 0.1 * np.array([len(rows) for rows in self._rows])


def _card(work_id: str, titles: list[dict[str, Any]], picture: str | None) -> Work:
    fullest = max(titles, key=lambda title: len(title["display_description"]))
    given = next((title["rating"] for title in titles if title["rating_given"]), None)
    long = next((title for title in titles if title["duration_int"] is not None), titles[0])
    scored = next((title for title in titles if title["score"] is not None), titles[0])
    return Work(
        work_id=work_id,
        title=titles[0]["display_title"],
        type=titles[0]["type"],
        year=titles[0]["release_year"],
        platforms=[PLATFORM_NAMES[platform] for platform in dict.fromkeys(title["platform"] for title in titles)],
        title_ids=[title["title_id"] for title in titles],
        genres=_union(titles, "genres"),
        directors=_union(titles, "display_directors"),
        cast=_union(titles, "display_cast"),
        countries=_union(titles, "countries"),
        maturity=given,
        duration=long["duration_int"],
        duration_type=long["duration_type"],
        description=fullest["display_description"],
        score=scored["score"],
        score_count=scored["score_count"],
        score_source=scored["score_source"],
        picture=picture,
    )


def _union(titles: list[dict[str, list[str]]], column: str) -> list[str]:
    return list(dict.fromkeys(value for title in titles for value in title[column]))
