"""What is known of the works of both catalogues, in one form: words by field, and numbers."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recsys.ingest.linking.films import link_films, movie_index
from recsys.ingest.sources.movielens import Film
from recsys.ingest.works import _words, movie_documents, work_documents

Words = dict[str, list[str]]
# The catalogues' names of one country; the film catalogue's first.
_SAME_COUNTRY = {"united states of america": "united states"}
_NUMBERS = ("year", "votes", "score", "runtime")


@dataclass(frozen=True)
class Portraits:
    """The works of both catalogues, each once: the films in the order of `movies`, then the works of no known film.

    `words` has for each the terms by field: title, genre, person, director, cast, company, collection, keyword,
    tagline, description (tagline and overview), country, language. `numbers` by name, each (n_works,), NaN where not
    known: year, votes, score (0 to 10), runtime (minutes). Names of people, companies and collections are spelled as
    people write them, each in one way. The first `n_films` rows are the film catalogue's; `work_rows`
    (n_streaming_works,) says which row a work of the streaming catalogue is; that of a film that it was linked to by
    title and year has the words of both.
    """

    words: list[Words]
    numbers: dict[str, NDArray[np.float64]]
    n_films: int
    work_rows: NDArray[np.int64]

    @property
    def film_works(self) -> NDArray[np.int32]:
        """Which work of the streaming catalogue each film is, (n_films,), -1 for a film on no service."""
        found = np.full(self.n_films, -1, dtype=np.int32)
        linked = np.flatnonzero(self.work_rows < self.n_films)
        found[self.work_rows[linked]] = linked
        return found

    @property
    def film_words(self) -> list[Words]:
        """The words of the film catalogue's works; none of the others, of which nobody's likes are known."""
        return [*self.words[: self.n_films], *[{}] * (len(self.words) - self.n_films)]

    @property
    def film_numbers(self) -> dict[str, NDArray[np.float64]]:
        """The numbers of the film catalogue's works, NaN for the others."""
        is_film = np.arange(len(self.words)) < self.n_films
        return {name: np.where(is_film, values, np.nan) for name, values in self.numbers.items()}


def film_portraits(movies: pd.DataFrame, credits: pd.DataFrame) -> Portraits:
    """The works of the film catalogue alone."""
    spelling = _Spelling(credits["person"])
    spelling.learn(name for row in movies["companies"] for name in row)
    spelling.learn(movies["collection"].dropna())
    words = [
        spelling.of(_film_words(document, row))
        for document, row in zip(movie_documents(movies, credits), movies.to_dict("records"), strict=True)
    ]
    # A film without votes has the average 0, which says nothing of it.
    score = movies["vote_average"].where(movies["vote_count"] > 0)
    runtime = movies["runtime"].where(movies["runtime"] > 0)
    columns = (movies["release_year"], movies["vote_count"], score, runtime)
    numbers = {name: column.to_numpy(dtype=np.float64) for name, column in zip(_NUMBERS, columns, strict=True)}
    return Portraits(words, numbers, len(movies), np.zeros(0, dtype=np.int64))


def portraits(titles: pd.DataFrame, works: Sequence[str], movies: pd.DataFrame, credits: pd.DataFrame) -> Portraits:
    """The works of both catalogues; `works` are the streaming catalogue's in the order of `work_rows`."""
    films = film_portraits(movies, credits)
    film_of = linked_rows(titles, movies)
    spelling = _Spelling(credits["person"])
    spelling.learn(name for column in ("display_directors", "display_cast") for row in titles[column] for name in row)
    words, numbers = list(films.words), {name: list(values) for name, values in films.numbers.items()}
    first = titles.drop_duplicates("work_id").set_index("work_id").loc[list(works)].to_dict("records")
    rows = []
    for work, document, facts in zip(works, work_documents(titles, works), first, strict=True):
        own = spelling.of(_work_words(document))
        row = film_of.get(work)
        if row is None:
            row = len(words)
            words.append(own)
            minutes = facts["duration_int"] if facts["duration_type"] == "min" else None
            runtime = float(minutes) if minutes and not pd.isna(minutes) else np.nan
            for name, value in zip(_NUMBERS, (facts["release_year"], np.nan, np.nan, runtime), strict=True):
                numbers[name].append(float(value))
        else:
            words[row] = _united(words[row], own)
        rows.append(row)
    columns = {name: np.array(values, dtype=np.float64) for name, values in numbers.items()}
    return Portraits(words, columns, films.n_films, np.array(rows, dtype=np.int64))


class _Spelling:
    """How names that are alike but for their case are written: as they were first seen."""

    _FIELDS = ("person", "director", "cast", "company", "collection")

    def __init__(self, names: Iterable[str]) -> None:
        self._of: dict[str, str] = {}
        self.learn(names)

    def learn(self, names: Iterable[str]) -> None:
        for name in names:
            self._of.setdefault(name.lower(), name)

    def of(self, words: Words) -> Words:
        """The words with their names spelled so; the terms of a document are in lower case."""
        named = {field: [self._of.get(name, name) for name in words.get(field, ())] for field in self._FIELDS}
        return words | {field: names for field, names in named.items() if field in words}


def linked_rows(titles: pd.DataFrame, movies: pd.DataFrame) -> dict[str, int]:
    """The rows in `movies` of the works of the streaming catalogue that are films there, {work_id: row}.

    Of several films of one title and year it is the one with the most votes, the first of equals.
    """
    films = [
        Film(str(row), title, (), year)
        for row, (title, year) in enumerate(zip(movies["title"], movies["release_year"], strict=True))
    ]
    votes = movies["vote_count"].tolist()
    found: dict[str, int] = {}
    for number, work in link_films(films, movie_index(titles)).items():
        row = int(number)
        if work not in found or (votes[row], -row) > (votes[found[work]], -found[work]):
            found[work] = row
    return found


def _film_words(document: Mapping[str, list[str]], row: Mapping[Hashable, Any]) -> Words:
    language = row["original_language"]
    words = {field: list(document[field]) for field in ("title", "genre", "director", "cast", "collection", "keyword")}
    return words | {
        "person": list(dict.fromkeys([*document["director"], *document["cast"]])),
        "company": [company.lower() for company in row["companies"]],
        "country": [_SAME_COUNTRY.get(name.lower(), name.lower()) for name in row["countries"]],
        "language": [language] if isinstance(language, str) else [],
        "tagline": _words(row["tagline"]),
        "description": list(document["description"]),
    }


def _work_words(document: Mapping[str, list[str]]) -> Words:
    words = defaultdict(list, {field: list(terms) for field, terms in document.items()})
    words["person"] = list(dict.fromkeys([*document["director"], *document["cast"]]))
    words["country"] = [_SAME_COUNTRY.get(name.lower(), name.lower()) for name in document["country"]]
    return dict(words)


def _united(film: Words, work: Words) -> Words:
    both = {field: list(dict.fromkeys([*film.get(field, ()), *work.get(field, ())])) for field in {**film, **work}}
    # Two descriptions mostly tell the same story twice, so the longer counts; a word's repetitions count in it.
    both["description"] = max(film["description"], work["description"], key=len)
    return both
