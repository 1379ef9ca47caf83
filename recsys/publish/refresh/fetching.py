"""What a refresh fetches: the sources that it names, or those that the data folder was fetched from before."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from recsys.errors import FetchError, InvalidValueError
from recsys.ingest.download import tvmaze, wikidata
from recsys.ingest.download.answers import SUFFIX
from recsys.ingest.download.run import FetchReport, fetch
from recsys.ingest.download.sets import SETS
from recsys.ingest.download.tmdb.api import Api
from recsys.ingest.download.tmdb.key import read_key
from recsys.ingest.download.tmdb.run import fetch_tmdb
from recsys.ingest.download.tmdb.snapshot import FOLDER as TMDB_FOLDER
from recsys.ingest.download.tmdb.snapshot import last_wanted, snapshots
from recsys.ingest.download.tmdb.wanted import Wanted, wanted
from recsys.progress import Progress
from recsys.settings import Settings

TMDB, IMDB, TVMAZE, WIKIDATA = "tmdb", "imdb", tvmaze.FOLDER, wikidata.FOLDER
# In this order: the others are asked by the ids that TMDB's titles have.
FETCHERS = (TMDB, IMDB, TVMAZE, WIKIDATA)
_KEPT = "What is served stays, and what was fetched is there for the next try."


@dataclass(frozen=True)
class Asked:
    """What to fetch: sources of FETCHERS, none for those that the data folder has; of TMDB what, as people write it.

    Countries, services and languages that are not named are those of the last run of `fetch tmdb` in the data folder.
    """

    names: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fetched:
    """What came of a source, in words, and what is worth knowing of it."""

    source: str
    what: str
    notes: list[str]


def names_to_fetch(asked: Asked, data: Path) -> tuple[str, ...]:
    """The sources to fetch, in their order. Raises InvalidValueError for others, or for options of TMDB without it."""
    for name in asked.names:
        if name not in FETCHERS:
            raise InvalidValueError("fetch", f"--fetch must be of {', '.join(FETCHERS)}", name)
    names = tuple(name for name in FETCHERS if (name in asked.names if asked.names else _is_there[name](data)))
    if TMDB not in names and (asked.countries or asked.services or asked.languages):
        rule = "--country, --services and --languages are of --fetch tmdb"
        raise InvalidValueError("fetch", rule, " ".join(names) or "nothing")
    return names


def fetch_all(asked: Asked, data: Path, settings: Settings, progress: Progress) -> list[Fetched]:
    """Fetch what is new and what changed. Raises FetchError where a source cannot be had; what came is kept.

    Single titles that TMDB does not answer are no reason to stop: they are notes, and asked for the next time.
    """
    fetched = []
    for name in names_to_fetch(asked, data):
        progress(f"fetching {name}")
        try:
            fetched.append(_fetch_tmdb(asked, data, settings, progress) if name == TMDB else _set(name, data, progress))
        except FetchError as error:
            raise FetchError(f"{error} {_KEPT}") from error
    return fetched


def _fetch_tmdb(asked: Asked, data: Path, settings: Settings, progress: Progress) -> Fetched:
    question = _question(asked, last_wanted(data / TMDB_FOLDER))
    with Api(settings.tmdb_url, read_key(settings)) as api:
        report = fetch_tmdb(question, data, api, progress=progress)
    what = (
        f"{report.titles:,} titles, {report.new:,} new, {report.changed:,} changed, {report.old:,} fetched anew, "
        f"{report.gone:,} no more"
    )
    return Fetched(TMDB, what, [*report.notes, *_not_asked(question, data), *report.failures])


def _not_asked(question: Wanted, data: Path) -> list[str]:
    """The countries of which there are older snapshots alone: what is shown there stays as it was."""
    older = {country for each in snapshots(data / TMDB_FOLDER) for country in each.run.get("countries", ())}
    return [
        f"{country} was asked for by an earlier run and not by this one: name it with --country, or it grows old"
        for country in sorted(older - set(question.countries))
    ]


def _question(asked: Asked, before: Wanted | None) -> Wanted:
    if before is None:
        return wanted(asked.countries, asked.services, asked.languages or ("en",))
    return wanted(
        asked.countries or before.countries, asked.services or before.services, asked.languages or before.languages
    )


def _set(name: str, data: Path, progress: Progress) -> Fetched:
    # Of IMDb `again` brings the tables that changed; the APIs bring what changed by themselves.
    casts = name == TVMAZE and _has_answers(data / TVMAZE / "people")
    report: FetchReport = fetch([name], data, again=name == IMDB, people=casts, progress=progress)
    if report.failures:
        raise FetchError(" ".join(report.failures))
    count = Counter(file.what for source in report.sources for file in source.files)
    return Fetched(name, f"files: {', '.join(f'{times:,} {what}' for what, times in count.items()) or 'none'}", [])


def _has_answers(folder: Path) -> bool:
    return any(folder.glob(f"*{SUFFIX}"))


# Whether the data folder was fetched from a source.
_is_there: Mapping[str, Callable[[Path], bool]] = {
    TMDB: lambda data: bool(snapshots(data / TMDB_FOLDER)),
    IMDB: lambda data: all((data / target).is_file() for table in SETS[IMDB] for target in table.targets),
    TVMAZE: lambda data: _has_answers(data / TVMAZE / "shows"),
    WIKIDATA: lambda data: _has_answers(data / WIKIDATA),
}
