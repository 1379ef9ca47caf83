"""What `recsys fetch tmdb` wrote of TMDB's API: dated snapshots of who shows what where, and the titles' details.

A folder a day, `tmdb_api/YYYY-mm-dd/`, with `run.json`, which is written last, and three files of JSON lines. A title's
details are those of its newest line in all snapshots; who shows what is said by each snapshot for its day.

TMDB's terms let nobody keep its data for longer than six months: what was fetched before is left out, and said; from
five months on the build asks for it to be fetched anew.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from recsys.domain.countries import country_code, country_name
from recsys.domain.licences import TMDB_MONTHS, keepable_since
from recsys.domain.maturity import DEFAULT_MATURITY
from recsys.domain.schema import TMDB_API
from recsys.domain.services import service_by_id
from recsys.ingest.json_lines import read_objects
from recsys.ingest.records import Listing, Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout
from recsys.ingest.sources.tmdb_answer import MOST, Place
from recsys.ingest.sources.tmdb_details import TYPES, Wanted, read_details, record_id

NAME = TMDB_API
_OLD_MONTHS = 5
_RUN, _PROVIDERS, _LISTED, _TITLES = "run.json", "providers.jsonl.gz", "listed.jsonl.gz", "titles.jsonl.gz"
_FOLDER = r"tmdb_api/(?P<date>\d{4}-\d\d-\d\d)/"
LAYOUTS = tuple(
    Layout(
        re.compile(_FOLDER + re.escape(name)),
        (),
        f"tmdb_api/2026-11-28/{name}",
        partner="" if name == _RUN else re.escape(_RUN),
    )
    for name in (_RUN, _PROVIDERS, _LISTED, _TITLES)
)
_AGAIN = "fetch it anew: python -m recsys fetch tmdb"


class _Run(NamedTuple):
    """A snapshot: its day, what it was asked for, and its files by name; `whole` where no limit cut its listing."""

    day: str
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    whole: bool
    files: Mapping[str, Path]


class _Key(NamedTuple):
    """A title of TMDB: `kind` is movie or tv."""

    kind: str
    number: int


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record a title of which there are details, with a listing for each snapshot, service and country of it.

    A line that is none of its file's, or of a service, provider or title that nothing is known of, is rejected. Raises
    DataError where a file of a whole snapshot is damaged.
    """
    runs = sorted(_runs(files, reading), key=lambda run: run.day)
    found = _Details.of(runs, reading)
    first_day: dict[tuple[str, str], str] = {}
    days = list(found.days)
    for run in _listing_runs(runs, reading):
        _add_listings(run, found, first_day, reading)
        days.append(run.day)
    return SourceData(list(found.records.values()), as_of=(min(days), max(days)) if days else None)


def _listing_runs(runs: list[_Run], reading: Reading) -> list[_Run]:
    """The runs whose listings count, of which the others are told.

    A run with a limit lists some titles, of which nothing can be told to have come or gone: one alone counts, the
    newest, and only where there is no whole one.
    """
    recent = [run for run in runs if run.day >= keepable_since(reading.today)]
    counted = [run for run in recent if run.whole] or recent[-1:]
    for run in runs:
        if run not in counted:
            why = "its run had a limit" if run in recent else f"it is over {TMDB_MONTHS} months old; {_AGAIN}"
            for name in (_LISTED, _PROVIDERS):
                if name in run.files:
                    reading.note(run.files[name], f"left out, {why}")
    return counted


def _runs(files: Iterable[Path], reading: Reading) -> Iterator[_Run]:
    folders: dict[Path, dict[str, Path]] = defaultdict(dict)
    for path in files:
        folders[path.parent][path.name.lower()] = path
    for folder, names in folders.items():
        asked = _asked(names[_RUN]) if _RUN in names else None
        if asked is None:
            for path in names.values():
                reading.note(path, "not read: run.json must be an object with the countries and languages of the run")
        else:
            yield _Run(folder.name, *asked, names)


def _asked(path: Path) -> tuple[tuple[str, ...], tuple[str, ...], bool] | None:
    """The countries and languages that a run was asked for, and whether for all; None where the file does not say."""
    try:
        run = json.loads(path.read_bytes())
        lists = [run[name] for name in ("countries", "languages")]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    if not all(isinstance(one, list) and all(isinstance(text, str) for text in one) for one in lists):
        return None
    return tuple(lists[0]), tuple(lists[1]), run.get("limit") is None


class _Details(NamedTuple):
    """The titles by what they are: records of those with details, those that TMDB has no longer, when fetched."""

    records: dict[_Key, Record]
    gone: set[_Key]
    days: set[str]

    @classmethod
    def of(cls, runs: list[_Run], reading: Reading) -> "_Details":
        """From all runs, which stand in the order of their days."""
        found, seen = cls({}, set(), set()), set[_Key]()
        countries = dict.fromkeys(code for run in reversed(runs) for code in run.countries)
        languages = dict.fromkeys(code for run in reversed(runs) for code in run.languages)
        for run in reversed(runs):
            if _TITLES in run.files:
                newer = set(seen)
                found._add(run.files[_TITLES], Wanted(tuple(countries), tuple(languages)), newer, seen, reading)
        return found

    def _add(self, path: Path, wanted: Wanted, newer: set[_Key], seen: set[_Key], reading: Reading) -> None:
        """The titles of a file but those of `newer` runs; where one stands twice the later line counts."""
        again, old = 0, Counter[str]()
        oldest, warned = keepable_since(reading.today), keepable_since(reading.today, _OLD_MONTHS)
        for line, values in read_objects(path, reading.rejections):
            reading.rejections.count_rows(path)
            key, fetched = _key(values), _day(values.get("fetched"))
            fault = "type must be movie or tv, id a number" if key is None else ""
            if not fault and fetched is None:
                fault = "fetched must be a moment: 2026-11-28T10:01:02Z"
            if key is None or fetched is None or fault:
                reading.rejections.add_row(path, line, fault, str(values)[:200])
                continue
            if key in newer:
                again += 1
                continue
            seen.add(key)
            self.records.pop(key, None)
            self.gone.discard(key)
            if values.get("gone") is True:
                self.gone.add(key)
            elif fetched < oldest:
                reason = f"fetched over {TMDB_MONTHS} months ago, and TMDB allows to keep nothing longer; {_AGAIN}"
                reading.rejections.add_row(path, line, reason, f"{record_id(*key)} {fetched}")
            else:
                record = self._record(key, values.get("details"), wanted, Place(path, line, reading))
                if record is not None:
                    self.records[key] = record
                    self.days.add(fetched)
                    old[fetched] += fetched < warned
        if again:
            reading.note(path, f"{again:,} titles have newer details in a later snapshot")
        if old.total():
            reading.note(
                path,
                f"{old.total():,} titles were fetched over {_OLD_MONTHS} months ago, the first on {min(+old)}; after "
                f"{TMDB_MONTHS} they are left out, {_AGAIN}",
            )

    def _record(self, key: _Key, details: object, wanted: Wanted, place: Place) -> Record | None:
        record = read_details(*key, details, wanted, place) if isinstance(details, dict) else "no details"
        if isinstance(record, Record):
            return record
        place.reading.rejections.add_row(place.path, place.line, record, record_id(*key))
        return None


def _key(values: Mapping[str, Any]) -> _Key | None:
    kind, number = values.get("type"), values.get("id")
    if not isinstance(kind, str) or not isinstance(number, int) or isinstance(number, bool):
        return None
    return _Key(kind, number) if kind in TYPES and 0 <= number < MOST else None


def _day(moment: object) -> str | None:
    """The day of a moment as ISO 8601 has it."""
    try:
        return date.fromisoformat(str(moment)[:10]).isoformat()
    except ValueError:
        return None


def _providers(run: _Run, reading: Reading) -> dict[tuple[str, int], str]:
    """The service of each country and provider."""
    found: dict[tuple[str, int], str] = {}
    if _PROVIDERS not in run.files:
        return found
    path = run.files[_PROVIDERS]
    for line, values in read_objects(path, reading.rejections):
        reading.rejections.count_rows(path)
        country, number, service = (values.get(name) for name in ("country", "provider_id", "service"))
        if not isinstance(country, str) or country_code(country) != country or not isinstance(number, int):
            reading.rejections.add_row(path, line, "country must be a code, provider_id a number", str(values)[:200])
        elif not isinstance(service, str) or service not in service_by_id():
            reading.rejections.add_row(path, line, "service must be an id of the registry", str(service))
        else:
            found[country, number] = service
    return found


def _add_listings(run: _Run, found: _Details, first_day: dict[tuple[str, str], str], reading: Reading) -> None:
    """Give the records a listing for each service and country of the run; several providers may be one service."""
    if _LISTED not in run.files:
        return
    path, providers = run.files[_LISTED], _providers(run, reading)
    shown: dict[tuple[_Key, str, str], None] = {}
    for line, values in read_objects(path, reading.rejections):
        reading.rejections.count_rows(path)
        key, country, number = _key(values), str(values.get("country")), values.get("provider_id")
        service = providers.get((country, number)) if isinstance(number, int) else None
        fault = ""
        if key is None:
            fault = "type must be movie or tv, id a number"
        elif service is None:
            fault = "the run has no such country and provider"
        elif key in found.gone:
            fault = "TMDB has the title no longer"
        elif key not in found.records:
            fault = "no details of the title that may be used are there"
        if key is None or service is None or fault:
            reading.rejections.add_row(path, line, fault, str(values)[:200])
            continue
        shown[key, service, country] = None
        first_day.setdefault((service, country), run.day)
    for key, service, country in shown:
        record = found.records[key]
        # What the first snapshot of a service shows is known to be there since that day, what a later one shows that
        # this one lacks since its own (`ingest.offers`).
        is_first = first_day[service, country] == run.day
        record.listings.append(_listing(record, service, country, run.day, run.day if is_first else None))


def _listing(record: Record, service: str, country: str, day: str, added: str | None) -> Listing:
    facts = record.facts
    is_film = record.type == TYPES["movie"]
    descriptions = dict(reversed(facts.get("descriptions", ())))
    return Listing(
        service=service,
        where=(country,),
        snapshot=day,
        title_id=record.record_id,
        title=record.title,
        release_year=record.year or 0,
        date_added=added,
        rating=facts.get("maturity", DEFAULT_MATURITY),
        rating_given="maturity" in facts,
        duration_int=facts.get("runtime") if is_film else facts.get("seasons"),
        duration_type="min" if is_film else "season",
        genres=list(facts.get("genres", ())),
        countries=[country_name(code).lower() for code in facts.get("countries", ())],
        description=descriptions.get("en", ""),
    )
