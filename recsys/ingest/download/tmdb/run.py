"""`fetch tmdb` from its start to its end: lists, then details, then a snapshot."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recsys.domain.licences import TMDB_MONTHS, keepable_since
from recsys.errors import FetchError
from recsys.ingest.download.record import FetchedFile, FetchedSource, record
from recsys.ingest.download.tmdb import snapshot
from recsys.ingest.download.tmdb.answers import KeptAnswers
from recsys.ingest.download.tmdb.api import Api
from recsys.ingest.download.tmdb.details import fetch_details, stamp
from recsys.ingest.download.tmdb.journal import Journal
from recsys.ingest.download.tmdb.listing import Listed, read_listing
from recsys.ingest.download.tmdb.needed import find_needed
from recsys.ingest.download.tmdb.providers import Provider, find_providers, not_there
from recsys.ingest.download.tmdb.snapshot import Draft
from recsys.ingest.download.tmdb.wanted import Wanted
from recsys.ingest.sources import tmdb_api
from recsys.ingest.sources.registry import SOURCES
from recsys.locks import locked
from recsys.progress import Progress, silent

SITE = "https://www.themoviedb.org"


@dataclass(frozen=True)
class ShownTitles:
    """How many titles a service shows in a country."""

    country: str
    service: str
    titles: int


@dataclass(frozen=True)
class TmdbReport:
    """What a run listed and fetched.

    `new`, `changed` and `old` say for which reason details were asked for; of these `came_before` came before the run
    was cut. `requests` and `seconds` are those since. `notes` are what is worth knowing, `failures` what could not be
    had.
    """

    snapshot: str
    listed: list[ShownTitles]
    titles: int
    new: int
    changed: int
    old: int
    unchanged: int
    came_before: int
    gone: int
    requests: int
    seconds: float
    notes: list[str]
    failures: list[str]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def fetch_tmdb(
    wanted: Wanted,
    data: Path,
    api: Api,
    *,
    again: bool = False,
    now: Callable[[], datetime] = _utc_now,
    progress: Progress = silent,
) -> TmdbReport:
    """Fetch what the services show in the countries into a snapshot below the folder `data`.

    Details that are there already are asked for anew where they changed or are old, and with `again`. A run that was
    cut goes on. Raises FetchError where it cannot be finished; what came is kept. Raises BusyError where somebody else
    works on the folder.
    """
    with locked(data, "fetch tmdb"):
        return _fetch(wanted, data, api, again, now, progress)


def _fetch(
    wanted: Wanted, data: Path, api: Api, again: bool, now: Callable[[], datetime], progress: Progress
) -> TmdbReport:
    begun, root = time.monotonic(), data / snapshot.FOLDER
    terms = _terms()
    progress(terms)
    draft = snapshot.open_draft(root, wanted, now().replace(microsecond=0))
    complete = snapshot.snapshots(root)
    if wanted.limit is not None and any(_is_whole(each, draft) for each in complete):
        raise FetchError(
            f"A snapshot of {draft.started.date()} is there that was fetched without --limit, which is for a first "
            "try. Leave it out"
        )
    if draft.goes_on:
        progress(f"going on with the run that started at {stamp(draft.started)}")
    answers, journal = KeptAnswers(api, draft.answers), Journal(draft.titles)
    try:
        providers = find_providers(wanted, answers)
        listing = read_listing(providers, answers, draft.started.date(), wanted.limit, progress)
        known = {} if again else snapshot.known_titles(complete, draft)
        needed = find_needed((each.title for each in listing.listed), known, draft.started, answers)
        there = snapshot.fetched_titles(draft)
        left = [title for title in (*needed.new, *needed.changed, *needed.old) if title not in there]
        fetched = fetch_details(left, api, journal, now, progress)
    finally:
        answers.close()
        journal.close()
    services = [each.service for each in providers]
    run = wanted.to_json() | {
        "services": list(wanted.services or dict.fromkeys(services)),
        "all_services": not wanted.services,
        "started": stamp(draft.started),
        "finished": stamp(now()),
        "requests": api.requests,
    }
    folder = snapshot.finish(root, draft, run, providers, listing.listed)
    files = [path.relative_to(data).as_posix() for path in sorted(folder.iterdir())]
    placed = [FetchedFile(path, "new", (data / path).stat().st_size) for path in files]
    record(FetchedSource(f"{SITE}, {folder.name}", "the API's version 3", terms, placed), data)
    notes = [*not_there(wanted, providers), *listing.notes, *_to_delete(complete, now())]
    return TmdbReport(
        snapshot=str(folder),
        listed=_shown(providers, listing.listed),
        titles=len({each.title for each in listing.listed}),
        new=len(needed.new),
        changed=len(needed.changed),
        old=len(needed.old),
        unchanged=needed.unchanged,
        came_before=len(there),
        gone=fetched.gone,
        requests=api.requests,
        seconds=round(time.monotonic() - begun, 1),
        notes=notes,
        failures=fetched.failures,
    )


def _terms() -> str:
    return next(source.terms for source in SOURCES if source.name == tmdb_api.NAME)


def _shown(providers: Sequence[Provider], listed: Sequence[Listed]) -> list[ShownTitles]:
    service = {(each.country, each.provider_id): each.service for each in providers}
    shown = {(each.country, service[each.country, each.provider_id], each.title) for each in listed}
    count = Counter((country, name) for country, name, _ in shown)
    places = dict.fromkeys((each.country, each.service) for each in providers)
    return [ShownTitles(country, name, count[country, name]) for country, name in places]


def _is_whole(each: snapshot.Snapshot, draft: Draft) -> bool:
    return each.folder.name == f"{draft.started.date()}" and each.run.get("limit") is None


def _to_delete(complete: Sequence[snapshot.Snapshot], now: datetime) -> list[str]:
    return [
        f"{each.folder} is older than {TMDB_MONTHS} months, for which TMDB allows to keep it: delete it"
        for each in complete
        if each.started.date().isoformat() < keepable_since(now.date())
    ]
