"""Snapshots on disk: one folder for each day's run, which is there whole or not at all.

tmdb_api/2026-11-28/           providers, listed, titles (.jsonl.gz), and run.json, what was asked for
tmdb_api/.2026-11-28.partial/  a run that is under way or was cut: the answers so far
"""

import gzip
import json
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recsys.errors import DataError
from recsys.files import replace_file, written_whole
from recsys.ingest.download.tmdb.details import stamp
from recsys.ingest.download.tmdb.journal import whole_lines
from recsys.ingest.download.tmdb.listing import Listed, Title
from recsys.ingest.download.tmdb.needed import Known
from recsys.ingest.download.tmdb.providers import Provider
from recsys.ingest.download.tmdb.wanted import Wanted

FOLDER = "tmdb_api"
RUN, PROVIDERS, LISTED, TITLES = "run.json", "providers.jsonl.gz", "listed.jsonl.gz", "titles.jsonl.gz"
ASKED, ANSWERS = "asked.json", "answers.jsonl.gz"
GOES_ON_FOR = timedelta(days=2)  # then the lists of a run that was cut are too old to be those of one day
_HEAD = re.compile(rb'\{"type":"(movie|tv)","id":(\d+),"fetched":"([^"]+)"(,"gone":true)?')


@dataclass(frozen=True)
class Snapshot:
    """A run that is complete: its folder, when it started, and what its run.json says."""

    folder: Path
    started: datetime
    run: Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """The folder of a run under way."""

    folder: Path
    started: datetime
    goes_on: bool

    @property
    def titles(self) -> Path:
        """The details that came so far."""
        return self.folder / TITLES

    @property
    def answers(self) -> Path:
        """The answers to lists that came so far."""
        return self.folder / ANSWERS


def snapshots(root: Path) -> list[Snapshot]:
    """Those of complete runs, the oldest first. Raises DataError where a run.json cannot be read."""
    found = []
    for path in sorted(root.glob(f"[0-9]*/{RUN}")):
        try:
            run = json.loads(path.read_text(encoding="utf-8"))
            found.append(Snapshot(path.parent, _moment(run["started"]), run))
        except (KeyError, TypeError, ValueError) as error:
            raise _not_said(path, error) from error
    return found


def last_wanted(root: Path) -> Wanted | None:
    """What the newest complete run asked for; None where there is none but those with a limit.

    Raises DataError where a run.json cannot be read.
    """
    whole = [each for each in snapshots(root) if each.run.get("limit") is None]
    if not whole:
        return None
    folder, run = whole[-1].folder, whole[-1].run
    try:
        # Runs that did not write down whether they asked for all services name those that they found.
        services = () if run.get("all_services") else tuple(map(str, run["services"]))
        return Wanted(tuple(map(str, run["countries"])), services, tuple(map(str, run["languages"])))
    except (KeyError, TypeError) as error:
        raise _not_said(folder / RUN, error) from error


def open_draft(root: Path, wanted: Wanted, now: datetime) -> Draft:
    """The folder of a run that was cut, where it asked for the same not long ago; else one for a new run.

    Details that an older or another run left are kept: a build need not know which run brought them.
    """
    root.mkdir(parents=True, exist_ok=True)
    new = root / f".{now.date()}.partial"
    for folder in sorted(root.glob(".*.partial"), reverse=True):
        asked = json.loads(path.read_text(encoding="utf-8")) if (path := folder / ASKED).is_file() else {}
        started = _moment(asked.pop("started", "1970-01-01T00:00:00Z"))
        if started in {each.started for each in snapshots(root)}:
            shutil.rmtree(folder)  # it was finished, and the process killed before it cleaned up
            continue
        if asked == wanted.to_json() and now - started <= GOES_ON_FOR:
            return Draft(folder, started, goes_on=True)
        (folder / ANSWERS).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if folder != new:
            folder.rename(new)
        break
    new.mkdir(exist_ok=True)
    replace_file(new / ASKED, json.dumps(wanted.to_json() | {"started": stamp(now)}))
    return Draft(new, now, goes_on=False)


def known_titles(complete: Sequence[Snapshot], draft: Draft) -> dict[Title, Known]:
    """What was there of every title before this run, by its newest line.

    A title that a complete run listed was unchanged when that run started, or fetched by it.
    """
    known: dict[Title, Known] = {}
    for snapshot in complete:
        _add(known, _details(_unpacked(snapshot.folder / TITLES)))
        for row in map(json.loads, _unpacked(snapshot.folder / LISTED)):
            title = Title(row["type"], row["id"])
            if title in known:
                there = known[title]
                known[title] = there._replace(checked=max(there.checked, snapshot.started))
    _add(known, (each for each in _kept(draft) if each[1].fetched < draft.started))
    return known


def fetched_titles(draft: Draft) -> set[Title]:
    """What this run has fetched already, where it goes on."""
    return {title for title, there in _kept(draft) if there.fetched >= draft.started}


def finish(
    root: Path, draft: Draft, run: Mapping[str, Any], providers: Sequence[Provider], listed: Sequence[Listed]
) -> Path:
    """Make the run's folder a snapshot, in one step.

    Where the day has one already, its details are kept, and what it lists of providers that this run did not ask for.
    """
    target = root / f"{draft.started.date()}"
    before = next((each for each in snapshots(root) if each.folder == target), None)
    rows = [provider.to_json() for provider in providers]
    titles_of = [row.to_json() for row in listed]
    run = dict(run)
    with written_whole(target) as folder:
        with (folder / TITLES).open("wb") as file:
            for path in ([before.folder / TITLES] if before else []) + [draft.titles]:
                with path.open("rb") as part:
                    shutil.copyfileobj(part, file)
        if before is not None and before.run.get("limit") is None and run["limit"] is None:
            asked = {_place(row) for row in rows}
            old = [json.loads(line) for line in _unpacked(before.folder / PROVIDERS)]
            rows += [row for row in old if _place(row) not in asked]
            titles_of += [row for row in map(json.loads, _unpacked(before.folder / LISTED)) if _place(row) not in asked]
            for name in ("countries", "services", "languages"):
                run[name] = list(dict.fromkeys([*run[name], *before.run[name]]))
            run["all_services"] = run["all_services"] or before.run.get("all_services", False)
        _write(folder / PROVIDERS, rows)
        _write(folder / LISTED, titles_of)
        (folder / RUN).write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(draft.folder)
    return target


def _not_said(path: Path, error: Exception) -> DataError:
    message = f"{path} must say what a run of fetch tmdb asked for, and does not ({error!r})"
    return DataError(f"{message}. Move its folder away.")


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    # One member: lines of lists are short, and alike.
    with gzip.GzipFile(path, "wb", compresslevel=6, mtime=0) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _place(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["country"], row["provider_id"]


def _kept(draft: Draft) -> Iterator[tuple[Title, Known]]:
    return _details(line for line, _ in whole_lines(draft.titles))


def _details(lines: Iterable[bytes]) -> Iterator[tuple[Title, Known]]:
    for line in lines:
        found = _HEAD.match(line)  # details are long, and only the head of the line is of use here
        if found is not None:
            fetched = _moment(found[3].decode())
            yield Title(found[1].decode(), int(found[2])), Known(fetched, fetched, gone=found[4] is not None)


def _add(known: dict[Title, Known], details: Iterable[tuple[Title, Known]]) -> None:
    for title, there in details:
        if title not in known or there.fetched >= known[title].fetched:
            known[title] = there


def _unpacked(path: Path) -> Iterator[bytes]:
    """The lines of a file; of one that is damaged those before the damage, since the others are fetched again."""
    try:
        with gzip.open(path) as file:
            yield from file
    except (OSError, EOFError, zlib.error):
        return


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
