"""What is known of works, as the models take it: documents, features and numbers, in the row order of `works`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.build.columns import Terms, floats, list_terms, text_terms, work_rows
from recsys.build.descriptions import descriptions
from recsys.build.standing import FEWEST_COMPARED, standing, vote_sources
from recsys.build.words import words
from recsys.bundle.tables import codes
from recsys.domain.countries import country_name
from recsys.domain.schema import FILM_CATALOGUE
from recsys.models.content.tfidf import Document
from recsys.models.vocabulary import Vocabulary
from recsys.text import franchise_name

_TITLE_KINDS = ("main", "original")
# Somebody of more works is a narrator, a voice or a studio's host, and says nothing of any two of them.
_MOST_WORKS = 60
_FEW_DIGITS = re.compile(r"\d{1,2}")
# What the content model compares works by. Languages and collections beside these got the weight 0.
CONTENT_FIELDS = ("saga", "title", "genre", "director", "cast", "country", "description", "keyword", "company")
# Those in which a work has as many terms as somebody wrote down: where one alone is known, a cosine of 1 says little.
# On the third for choosing, shrinking them took graded NDCG of series from 0.546 to 0.580, of films from 0.608 to
# 0.640, and the words of titles, which are of use only so, to 0.596 and 0.649. Countries shrunk cost series 0.02.
SHRUNK_FIELDS = frozenset(("title", "genre", "cast", "description", "keyword", "company"))


class Documents(Sequence[Document]):
    """The terms of every work by field, kept by field: `documents[row][field]` are those of one work."""

    def __init__(self, fields: Mapping[str, Terms]) -> None:
        """Raises ValueError where the fields are not of equally many works."""
        if len({len(terms) for terms in fields.values()}) != 1:
            raise ValueError("documents need fields of the same works")
        self.fields = dict(fields)

    def __len__(self) -> int:
        return len(next(iter(self.fields.values())))

    @overload
    def __getitem__(self, row: int) -> Document: ...
    @overload
    def __getitem__(self, row: slice) -> list[Document]: ...
    def __getitem__(self, row: int | slice) -> Document | list[Document]:
        if isinstance(row, slice):
            return [self[number] for number in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        row %= len(self)
        return {name: terms.values[terms.starts[row] : terms.starts[row + 1]] for name, terms in self.fields.items()}

    def __iter__(self) -> Iterator[Document]:
        columns = [(name, terms.starts.tolist(), terms.values) for name, terms in self.fields.items()]
        for row in range(len(self)):
            yield {name: values[starts[row] : starts[row + 1]] for name, starts, values in columns}


@dataclass(frozen=True)
class ItemFeatures:
    """What is known of all works, each field of `models.content` and of `models.cooccurrence` once, taglines alone too.

    People, companies and collections are spelled as people write them, each in one way; countries have their English
    names in lower case. `is_film` (n_works,) are the works that the film catalogue knows. `numbers` by name, each
    (n_works,), NaN where not known: year, votes, score (0 to 10), runtime (minutes), and `standing`, which all have.
    """

    fields: Mapping[str, Terms]
    is_film: NDArray[np.bool_]
    numbers: Mapping[str, NDArray[np.float64]]

    @classmethod
    def of(cls, works: pa.Table, names: pa.Table, credits: pa.Table, titles: pa.Table) -> "ItemFeatures":
        """The features of the works of these tables (`domain.schema`), of which they take all that is there."""
        ids = Vocabulary(tuple(works.column("work_id").to_pylist()))
        years = works.column("year").to_numpy()
        fields = {
            "title": _title_words(names, ids),
            "saga": _sagas(works.column("title").to_pylist()),
            "genre": list_terms(works.column("genres")),
            **_people(credits, ids),
            "country": _renamed(list_terms(works.column("countries")), _country),
            "description": words(descriptions(works)),
            "tagline": words(works.column("tagline").to_pylist()),
            "collection": _spelled(text_terms(works.column("collection"))),
            "keyword": _renamed(list_terms(works.column("keywords")), str.lower),
            "company": _spelled(list_terms(works.column("companies"))),
            "language": text_terms(works.column("original_language")),
            "decade": _one_each(np.array([str(year // 10) for year in years.tolist()], dtype=object)),
            "type": text_terms(works.column("type")),
            "service": _services(titles, ids),
        }
        sources = list_terms(works.column("sources"))
        is_source = np.array([value == FILM_CATALOGUE for value in sources.values], dtype=bool)
        is_film = np.bincount(sources.rows[is_source], minlength=len(ids)) > 0
        return cls(fields, is_film, _numbers(works, is_film))

    @property
    def documents(self) -> Documents:
        """What the content model takes: all works by CONTENT_FIELDS, without people of very many works."""
        people = {role: _of_few(self.fields[role]) for role in ("director", "cast")}
        return Documents({name: self.fields[name] for name in CONTENT_FIELDS} | people)

    @property
    def facts(self) -> Documents:
        """What the collaborative model takes: all that is known of a work but its words and `numbers`."""
        names = ("genre", "director", "cast", "country", "decade", "type", "service")
        return Documents({name: self.fields[name] for name in names})

    @property
    def film_documents(self) -> Documents:
        """What the co-occurrence model takes: the film catalogue's works, nothing of others.

        Hardly anybody's likes of the others are known, so that what is said of them would be guessed from films.
        """
        names = ("title", "genre", "person", "company", "collection", "keyword", "description", "country", "language")
        return Documents({name: self.fields[name].only(self.is_film) for name in names})

    @property
    def film_numbers(self) -> dict[str, NDArray[np.float64]]:
        """The numbers of the film catalogue's works, NaN for others."""
        return {name: np.where(self.is_film, values, np.nan) for name, values in self.numbers.items()}


def training_features(
    training_works: pa.Table, training_names: pa.Table, training_credits: pa.Table, training_titles: pa.Table
) -> ItemFeatures:
    """The features of works as models may learn them (`ingest.training`)."""
    return ItemFeatures.of(training_works, training_names, training_credits, training_titles)


def _sagas(titles: Sequence[str]) -> Terms:
    """The name that each work's title begins with; none where that is a digit or two: «3%» has nothing of «3»."""
    names = np.array([*map(franchise_name, titles), None], dtype=object)[:-1]
    rows = np.flatnonzero([bool(name) and not _FEW_DIGITS.fullmatch(name) for name in names])
    return Terms.of_rows(rows, names[rows], len(names))


def _title_words(names: pa.Table, ids: Vocabulary) -> Terms:
    """The words of each work's main and original titles, each word once."""
    kinds, kind_of = codes(names.column("kind"))
    kept = np.isin(kind_of, [number for number, kind in enumerate(kinds) if kind in _TITLE_KINDS])
    rows = work_rows(names, ids)[kept]
    order = np.argsort(rows, kind="stable")
    texts = words(names.column("name").filter(pa.array(kept)).take(pa.array(order)).to_pylist())
    return _distinct(rows[order][texts.rows], np.array(texts.values, dtype=object), len(ids))


def _people(credits: pa.Table, ids: Vocabulary) -> dict[str, Terms]:
    """Who made each work (directors and creators), who plays in it, and both, of its fullest list, in their order."""
    roles, role_of = codes(credits.column("role"))
    persons, person_of = codes(credits.column("person"))
    spelled = _one_spelling(persons, person_of)
    main = credits.column("main").to_numpy()
    order, rows = credits.column("order").to_numpy(), work_rows(credits, ids)
    lists = {}
    for name, of_name in (("director", ("director", "creator")), ("cast", ("actor",))):
        kept = np.flatnonzero(main & np.isin(role_of, np.flatnonzero(np.isin(roles, of_name))))
        kept = kept[np.lexsort((order[kept], rows[kept]))]
        lists[name] = (rows[kept], person_of[kept])
    both = [np.concatenate(parts) for parts in zip(*lists.values(), strict=True)]
    together = np.argsort(both[0], kind="stable")
    lists["person"] = (both[0][together], both[1][together])
    return {name: _distinct(of_rows, spelled[people], len(ids)) for name, (of_rows, people) in lists.items()}


def _of_few(people: Terms) -> Terms:
    """The same people but those of more than _MOST_WORKS works."""
    number = {name: place for place, name in enumerate(dict.fromkeys(people.values))}
    numbers = np.array([number[name] for name in people.values], dtype=np.int64)
    kept = np.bincount(numbers, minlength=len(number))[numbers] <= _MOST_WORKS
    values = np.array([*people.values, None], dtype=object)[:-1][kept]
    return Terms.of_rows(people.rows[kept], values, len(people))


def _one_spelling(names: NDArray[np.object_], used: NDArray[np.int32]) -> NDArray[np.object_]:
    """Each name as it is first written by whatever has it, names that differ in case alone being one."""
    first: dict[str, str] = {}
    _, places = np.unique(used, return_index=True)
    for place in np.sort(places).tolist():
        if used[place] >= 0:
            name = names[used[place]]
            first.setdefault(name.lower(), name)
    return np.array([*(first.get(name.lower(), name) for name in names), None], dtype=object)[:-1]


def _spelled(terms: Terms) -> Terms:
    first: dict[str, str] = {}
    return Terms(terms.starts, [first.setdefault(name.lower(), name) for name in terms.values])


def _renamed(terms: Terms, rename: Any) -> Terms:  # noqa: ANN401 - a function of str, `str.lower` among them
    new = {value: rename(value) for value in set(terms.values)}
    return Terms(terms.starts, [new[value] for value in terms.values])


def _country(code: str) -> str:
    return country_name(code).lower()


def _services(titles: pa.Table, ids: Vocabulary) -> Terms:
    """The services that list or listed each work, in the order of their ids."""
    services, service_of = codes(titles.column("service"))
    rows = work_rows(titles, ids)
    place = np.argsort(np.argsort(services))
    order = np.lexsort((place[service_of], rows))
    return _distinct(rows[order], services[service_of[order]], len(ids))


def _numbers(works: pa.Table, is_film: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    votes, runtime = floats(works.column("votes")), floats(works.column("runtime"))
    score = floats(works.column("vote_average"))
    return {
        "year": floats(works.column("year")),
        "votes": _comparable_votes(works, votes, is_film),
        "score": np.where(votes > 0, score, np.nan),  # without votes an average of 0 says nothing
        "runtime": np.where(runtime > 0, runtime, np.nan),
        **standing(works),
    }


def _comparable_votes(works: pa.Table, votes: NDArray[np.float64], is_film: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The votes as the film catalogue would count them, shape (n_works,).

    A work has the votes of the source with the most, and IMDb counts some 300 for each of TMDB: films that a service
    shows would seem to be another kind of film. So what other sources count is divided by how many times more they
    have, in the median, than films of the same popularity at TMDB; NaN where too few films tell.
    """
    popularity = floats(works.column("popularity"))
    sources = vote_sources(works)
    known = is_film & (votes > 0) & np.isfinite(popularity)
    own = known & (sources == FILM_CATALOGUE)
    others = sorted(set(sources[known & ~own].tolist()))
    if not others:
        return votes
    log_votes, log_popularity = np.log2(1 + votes), np.log2(1 + popularity)
    comparable = np.where(is_film & ~np.isin(sources, [FILM_CATALOGUE, ""]), np.nan, votes)
    if own.sum() < FEWEST_COMPARED:
        return comparable
    curve = np.polyfit(log_popularity[own], log_votes[own], 2)
    for source in others:
        of_source = known & (sources == source)
        if of_source.sum() >= FEWEST_COMPARED:
            times = np.median(log_votes[of_source] - np.polyval(curve, log_popularity[of_source]))
            counted = is_film & (sources == source)
            comparable[counted] = np.maximum(2 ** (log_votes[counted] - times) - 1, 0)
    return comparable


def _one_each(values: NDArray[np.object_]) -> Terms:
    return Terms(np.arange(len(values) + 1), values.tolist())


def _distinct(rows: NDArray[np.integer], values: NDArray[np.object_], n_works: int) -> Terms:
    """Of pairs in the order of their works, each once, the first of equals."""
    number: dict[str, int] = {}
    numbers = np.array([number.setdefault(value, len(number)) for value in values.tolist()], dtype=np.int64)
    _, first = np.unique(rows.astype(np.int64) * (len(number) + 1) + numbers, return_index=True)
    first.sort()
    return Terms.of_rows(rows[first], values[first], n_works)
