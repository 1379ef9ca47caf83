"""What is known of a record, or of all records of one work, that tells whether another one is the same."""

from collections.abc import Iterable
from itertools import islice

from recsys.domain.schema import TYPES
from recsys.ingest.linking.matching import YEAR_SLACK
from recsys.ingest.linking.people import People
from recsys.ingest.linking.titles import Title, titled
from recsys.ingest.records import Record

MOVIE, SERIES = TYPES
_ANIMATED = frozenset(("animation", "anime"))
_CAST = 40  # of a list of hundreds the first are enough to tell works apart


class Profile:
    """Names, kind, years, ids, people and length of one or more records that are the same work.

    `whole` has the keys of names with their articles, `parts` and `heads` those of parts of names. `imdb` tells of
    each id whether a source that goes by IMDb's ids has it, and not only one that gives them besides its own. `years`
    of a film are all its dates; of a series those of its first season, and `newest` has (year, seasons) where only the
    newest is known. `directed` has (director, year), and the years next to it, as single records of films
    tell them.
    """

    __slots__ = (
        "animated", "countries", "descriptions", "directed", "heads", "imdb", "newest", "parts", "people", "regions",
        "runtimes", "seasons", "tmdb", "types", "votes", "whole", "years",
    )  # fmt: skip

    def __init__(self, record: Record, titles: Iterable[Title]) -> None:
        """Of one record, whose titles have been read."""
        self.whole: dict[str, set[str]] = {}
        self.parts: set[str] = set()
        self.heads: set[str] = set()
        self.regions: set[str] = set()
        for title in titles:
            self.whole.setdefault(title.key, set()).add(title.article)
            self.parts.update(title.parts)
            self.heads |= title.heads
            if title.country:
                self.regions.add(title.country)
        self.types: set[str] = {record.type} if record.type else set()
        self.seasons = int(record.facts.get("seasons") or 0) or _listed(record, "season")
        newest = record.newest_year and record.type != MOVIE
        self.years: set[int] = set() if record.year is None or newest else {record.year}
        self.newest: set[tuple[int, int]] = (
            {(record.year, self.seasons)} if record.year is not None and newest else set()
        )
        self.people = People(
            [person.name for person in record.people if person.role in ("director", "creator")],
            list(islice((person.name for person in record.people if person.role == "actor"), _CAST)),
        )
        self.directed = (
            {
                (director, year + apart)
                for director in self.people.director_keys
                for year in self.years
                for apart in range(-YEAR_SLACK, YEAR_SLACK + 1)
            }
            if record.type == MOVIE
            else set()
        )
        self.imdb: dict[str, bool] = {record.imdb_id: record.record_id == record.imdb_id} if record.imdb_id else {}
        self.tmdb: set[int] = {record.tmdb_id} if record.tmdb_id is not None else set()
        self.runtimes: set[int] = set()
        length = record.facts.get("runtime") or _listed(record, "min")
        if length and record.type == MOVIE:
            self.runtimes.add(int(length))
        self.countries: set[str] = set(record.facts.get("countries") or ())
        self.animated = not _ANIMATED.isdisjoint(record.facts.get("genres") or ())
        self.descriptions: list[str] = [text for _, text in record.facts.get("descriptions") or ()]
        self.votes: dict[str, int] = {record.source: int(record.facts["votes"])} if record.facts.get("votes") else {}

    def add(self, other: "Profile") -> None:
        """All that the other knows too: the two are the same work."""
        for key, articles in other.whole.items():
            self.whole.setdefault(key, set()).update(articles)
        self.parts |= other.parts
        self.heads |= other.heads
        self.regions |= other.regions
        self.types |= other.types
        self.seasons = max(self.seasons, other.seasons)
        self.years |= other.years
        self.newest |= other.newest
        self.people.add(other.people)
        self.directed |= other.directed
        for imdb_id, own in other.imdb.items():
            self.imdb[imdb_id] = own or self.imdb.get(imdb_id, False)
        self.tmdb |= other.tmdb
        self.runtimes |= other.runtimes
        self.countries |= other.countries
        self.animated |= other.animated
        self.descriptions += other.descriptions
        for source, votes in other.votes.items():
            self.votes[source] = max(votes, self.votes.get(source, 0))

    @property
    def dates(self) -> set[int]:
        """Every year that is written of it, whatever it is of."""
        return self.years | {year for year, _ in self.newest}

    @property
    def dated(self) -> bool:
        """Whether any year is known."""
        return bool(self.years or self.newest)


def titles_of(record: Record, read: dict[str, Title]) -> list[Title]:
    """The record's titles read, the main one first; `read` keeps what was read before."""
    return [titled(text, read) for text in spellings(record)]


def spellings(record: Record) -> list[str]:
    """The record's titles as they are written, each once, the main one first."""
    return list(dict.fromkeys((record.title, *(name.name for name in record.names))))


def _listed(record: Record, unit: str) -> int:
    """The longest duration that a service lists in a unit; 0 where none does."""
    return max((one.duration_int or 0 for one in record.listings if one.duration_type == unit), default=0)
