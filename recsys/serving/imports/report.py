"""What an import answers: what was recognised, matched and with which evidence, and what became of every other row.

No field is called `path`: Gradio's client takes an object with one for a file, and fetches it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Evidence(StrEnum):
    """By what a work is known to be meant, the strongest first."""

    ID = "id"  # IMDb's or TMDB's
    NAME_YEAR = "name_year"
    YEAR_OFF = "year_off"  # the name, and a year one off or within the series' years
    SERIES = "series"  # the name of a series before a season or an episode
    NAME = "name"  # no year was told
    PART = "part"  # of a name


class WhyNot(StrEnum):
    """Why a title means no work."""

    NO_NAME = "no_name"  # nothing is called so
    OTHER_YEAR = "other_year"  # works of that name are of other years
    OTHER_TYPE = "other_type"  # works of that name are films, and a series was told, or the other way round
    NO_SERIES = "no_series"  # an episode of a series that the catalogue does not have


@dataclass(frozen=True)
class WorkName:
    """A work by its id and what people call it."""

    work_id: str
    title: str
    year: int
    type: str


@dataclass(frozen=True)
class ImportedWork:
    """What all rows about one work say together.

    `written` is what the first of them calls it. `stars` are those of the latest rating; `liked` the latest thumb or
    heart, None without. `watched` says whether it was seen, `times` how often (0 where it was not; of a series the
    episode seen most), `episodes` how many different ones of it, in which `seasons`, and on which last day, as far as
    told; `minutes` in all, and the largest `share` of its length. `wish` is on a watchlist and was not seen. Where the
    evidence leaves doubt, `alternatives` are the other works that may be meant, and `doubtful` is true.
    """

    work: WorkName
    written: str
    rows: int
    evidence: str
    doubtful: bool
    alternatives: list[WorkName]
    stars: float | None
    liked: bool | None
    watched: bool
    times: int
    episodes: int
    seasons: list[int]
    last_day: str | None
    minutes: float | None
    share: float | None
    wish: bool


@dataclass(frozen=True)
class Unmatched:
    """A title that means no work of the catalogue, why, and the works with the nearest names."""

    title: str
    year: int | None
    rows: int
    stars: float | None
    why: str
    nearest: list[WorkName]


@dataclass(frozen=True)
class RefusedRow:
    """A row that counts for nothing: its line in the document, the value that decided, and the reason's key."""

    line: int
    value: str
    reason: str


@dataclass(frozen=True)
class ReadDocument:
    """A document that was recognised: in which `file`, whose, of which kind, and what became of its rows.

    `scale` is the highest value of its ratings (5, 10, 100), None where it has none; they are divided to have 5 stars.
    `dates` is `day_first`, `month_first`, or `ambiguous` where both orders are possible and no day is known; None where
    days are written beyond doubt. `refused` are the first rows of `refused_rows`; `left_out` came behind the limit.
    """

    file: str
    source: str
    kind: str
    rows: int
    entries: int
    scale: float | None
    dates: str | None
    refused: list[RefusedRow]
    refused_rows: int
    left_out: int


@dataclass(frozen=True)
class UnknownDocument:
    """A `file` that is no document of a known layout: why, its columns, and the layout that is nearest to them."""

    file: str
    why: str
    columns: list[str]
    nearest: str | None


@dataclass(frozen=True)
class Profile:
    """A person of an account, and how many rows are theirs."""

    name: str
    rows: int


@dataclass(frozen=True)
class Totals:
    """How many rows there were, of which so many say something, are of works that are known, in doubt, or unknown.

    Those of profiles that were not chosen are none of the latter three. `works`, `doubtful_works` and
    `unmatched_titles` count different ones.
    """

    rows: int
    entries: int
    matched: int
    doubtful: int
    unmatched: int
    refused: int
    left_out: int
    works: int
    doubtful_works: int
    unmatched_titles: int


@dataclass(frozen=True)
class Imported:
    """What an import answers.

    `profiles` are the persons of the account; `profile` is the one that was taken, None where nobody was chosen of
    several: then nothing of theirs is taken, and one is to be asked for. `works` are known, `doubtful` ones want a yes;
    `unmatched` are the first of the titles that are not known, those with most rows first.
    """

    documents: list[ReadDocument]
    unknown: list[UnknownDocument]
    profiles: list[Profile]
    profile: str | None
    works: list[ImportedWork]
    doubtful: list[ImportedWork]
    unmatched: list[Unmatched]
    totals: Totals
