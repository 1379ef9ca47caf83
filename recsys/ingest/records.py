"""What a source says of films and series, before it is known which of its records are the same work."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from recsys.domain.schema import FILM_CATALOGUE
from recsys.ingest.raw import Rejections
from recsys.progress import Progress, silent
from recsys.text import title_key


class Name(NamedTuple):
    """Another title of a record; `kind` is one of `schema.NAME_KINDS`."""

    name: str
    language: str | None = None
    region: str | None = None
    kind: str = "alternative"


def distinct_names(names: Iterable[Name], known: Collection[str] = ()) -> list[Name]:
    """The names in their order, each spelling once for every language and region that it is told of.

    One that tells neither is left out where its spelling is in `known`, the titles kept elsewhere, and, but for an
    original title, where another name has it.

    >>> names = [Name("Titanic"), Name("Titanic", "es", "MX"), Name("Titanic", "es", "ES"), Name("Titanik")]
    >>> [tuple(name)[:3] for name in distinct_names(names)]
    [('Titanic', 'es', 'MX'), ('Titanic', 'es', 'ES'), ('Titanik', None, None)]
    """
    first: dict[tuple[str, str | None, str | None], Name] = {}
    for name in names:
        first.setdefault((name.name, name.language, name.region), name)
    located = {name.name for name in first.values() if _is_located(name)}
    return [
        name
        for name in first.values()
        if _is_located(name) or (name.name not in known and (name.kind == "original" or name.name not in located))
    ]


def _is_located(name: Name) -> bool:
    return name.language is not None or name.region is not None


class Person(NamedTuple):
    """Somebody of a record: `role` is one of `schema.ROLES`, `person_id` TMDB's; a list has its order of billing."""

    name: str
    role: str
    person_id: int | None = None
    character: str | None = None


@dataclass(slots=True)
class Listing:
    """A record on a service, as of one snapshot: what the service's catalogue says there.

    `where` are ISO 3166-1 codes, `(None,)` where the source does not say; `snapshot` is `YYYY`, `YYYY-mm` or
    `YYYY-mm-dd`. The rest are the columns of `schema.TITLES`.
    """

    service: str
    where: tuple[str | None, ...]
    snapshot: str
    title_id: str
    title: str
    release_year: int
    date_added: str | None = None
    rating: str = "g"
    rating_given: bool = False
    duration_int: int | None = None
    duration_type: str | None = None
    genres: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    description: str = ""


@dataclass(slots=True)
class Record:
    """One film or series as one source knows it.

    `record_id` tells it apart among the source's; a source lists each once. `type` is one of `schema.TYPES`, None where
    the source does not say; `year` None where it does not say, and the first of a series unless `newest_year`: then it
    is that of the season that the source had last. `tmdb_id` is TMDB's number of a film. `facts` are columns of
    `schema.WORKS` with their values; `descriptions` there is a list of (language, text), `certifications` a
    dict by country.
    """

    source: str
    record_id: str
    title: str
    type: str | None
    year: int | None
    newest_year: bool = False
    names: list[Name] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    imdb_id: str | None = None
    tmdb_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    listings: list[Listing] = field(default_factory=list)


@dataclass
class SourceData:
    """What a source's files hold.

    `ratings` are frames of `user_id` (category, with its source in front), `record_id` (category), `rating` (float32)
    and `timestamp`; `scores` frames of `score`, `score_count` and `score_source` indexed by `record_id`. A `record_id`
    there is that of a record of this source or, where this source has no records, a `title_id` of any listing.
    `watched` are frames of `user_id` and `record_id` (both category), of records of this source. `as_of` are the oldest
    and the newest day (YYYY-mm-dd) of what was read, of a source that says when each of its facts was fetched.
    """

    records: list[Record] = field(default_factory=list)
    ratings: list[pd.DataFrame] = field(default_factory=list)
    scores: list[pd.DataFrame] = field(default_factory=list)
    watched: list[pd.DataFrame] = field(default_factory=list)
    as_of: tuple[str, str] | None = None


@dataclass
class Reading:
    """What every reader shares: where from, whom to tell, what is rejected, and what must be said of a file.

    `notes` are sentences by file, such as which order its dates are in. What the records of the catalogues go by is
    known before the sources are read that only add to them: `wanted_imdb_ids`, `wanted_names` as (title key, year), and
    `wanted_title_ids`, those of services' titles, also where no listing of one counts any more: its ratings still do.
    A source of millions of titles keeps what these name; None keeps all.
    `rating_scale` is the lowest and highest rating of the ratings and scores of titles where they have another scale
    than `schema.RATING_MIN` to `RATING_MAX`. `today` is what the age of data is reckoned from.
    """

    root: Path
    rejections: Rejections
    progress: Progress = silent
    notes: dict[Path, list[str]] = field(default_factory=dict)
    wanted_imdb_ids: set[str] | None = None
    wanted_names: set[tuple[str, int]] | None = None
    wanted_title_ids: set[str] | None = None
    rating_scale: tuple[float, float] | None = None
    today: date = field(default_factory=lambda: datetime.now(UTC).date())

    @classmethod
    def of(cls, root: Path, progress: Progress = silent, rating_scale: tuple[float, float] | None = None) -> "Reading":
        """Reading of a folder of raw data."""
        return cls(root, Rejections(root), progress, rating_scale=rating_scale)

    def note(self, path: Path, sentence: str) -> None:
        """Say something of a file in the build's summary."""
        self.notes.setdefault(path, []).append(sentence)

    def want(self, records: Iterable[Record]) -> None:
        """Let later sources keep what goes by an id of these records, or by a title of theirs and its year."""
        ids, names = self.wanted_imdb_ids or set(), self.wanted_names or set()
        title_ids = self.wanted_title_ids or set()
        for record in records:
            title_ids.update(listing.title_id for listing in record.listings)
            if record.source != FILM_CATALOGUE:  # whose ids are bare numbers, as others number other films
                title_ids.add(record.record_id)
            if record.imdb_id is not None:
                ids.add(record.imdb_id)
            if record.year is not None:
                titles = {record.title, *(name.name for name in record.names)}
                names.update((title_key(title), record.year) for title in titles)
        self.wanted_imdb_ids, self.wanted_names, self.wanted_title_ids = ids, names, title_ids


Reader = Callable[[list[Path], Reading], SourceData]
