"""Fetching data sets into the layout of a data folder: each file whole or not at all."""

import csv
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recsys.errors import DataError, FetchError, InvalidValueError
from recsys.files import sha256
from recsys.ingest.download import http, imdb, kaggle, tvmaze, wikidata
from recsys.ingest.download.answers import SUFFIX, Asking
from recsys.ingest.download.http import head_of
from recsys.ingest.download.record import FetchedFile, FetchedSource, record
from recsys.ingest.download.sets import (
    KAGGLE,
    RATINGS,
    RATINGS_COLUMNS,
    SETS,
    USUAL,
    ImdbTable,
    KaggleSet,
    MovieLens,
    Source,
)
from recsys.ingest.sources.registry import source_of_path
from recsys.locks import locked
from recsys.progress import Progress, silent

WORK = ".fetch"  # below the data folder: what is under way, and where it goes on
KEPT, NEW, SAME, REPLACED, GROWN = "kept, not asked for", "new", "the same", "replaced", "added to"
APIS = {tvmaze.FOLDER: tvmaze, wikidata.FOLDER: wikidata}
NAMES = (*SETS, RATINGS, *APIS)


@dataclass(frozen=True)
class FetchReport:
    """What was fetched, and why something was not."""

    data: str
    sources: list[FetchedSource]
    failures: list[str]


def fetch(
    names: Sequence[str],
    data: Path,
    *,
    again: bool = False,
    source: str = "",
    limit: int | None = None,
    people: bool = False,
    progress: Progress = silent,
) -> FetchReport:
    """Fetch the named sets, the usual ones where none is named, into the folder `data`.

    Files that are there stay as they are, and nothing is asked for them, but with `again`. `source` is the Kaggle data
    set, owner/name, of `ratings`; `limit` and `people` say how much to ask the APIs for (`Asking`), which come last,
    since they are asked by what the folder has. What fails is in the report; the rest is fetched. Raises BusyError
    where somebody else works on the folder.
    """
    _check(names, source)
    with locked(data, f"fetch {' '.join(names)}".strip()):
        return _fetch_all(names, data, source, Asking(again, limit, people), progress)


def _fetch_all(names: Sequence[str], data: Path, source: str, asking: Asking, progress: Progress) -> FetchReport:
    wanted: list[Source] = [each for name in names or USUAL if name in SETS for each in SETS[name]]
    if RATINGS in names:
        wanted.append(KaggleSet(source.strip("/"), {}))
    done, failures = [], []
    work = data / WORK
    work.mkdir(parents=True, exist_ok=True)
    for each in wanted:
        progress(each.url)
        try:
            kept = not asking.again and _is_there(each, data)
            done.append(_kept(each, data) if kept else _fetch(each, data, work, asking.again))
        except FetchError as error:
            failures.append(str(error))
    for name in APIS:
        if name in names:
            try:
                done.append(_ask(name, data, asking, progress))
            except (FetchError, DataError) as error:
                failures.append(str(error))
    if not failures:
        shutil.rmtree(work)
    return FetchReport(str(data), done, failures)


def _check(names: Sequence[str], source: str) -> None:
    for name in names:
        if name not in NAMES:
            raise InvalidValueError("name", f"a set must be one of {', '.join(NAMES)}", name)
    if RATINGS in names and source.strip("/").count("/") != 1:
        raise InvalidValueError(
            "from",
            "ratings are on no public site that is known: --from must name a Kaggle data set, owner/name",
            source,
        )


def _is_there(source: Source, data: Path) -> bool:
    return bool(source.targets) and all((data / target).is_file() for target in source.targets)


def _kept(source: Source, data: Path) -> FetchedSource:
    files = [FetchedFile(target, KEPT, (data / target).stat().st_size) for target in source.targets]
    return FetchedSource(source.url, "", _terms(source.targets[0]), files)


def _fetch(source: Source, data: Path, work: Path, again: bool) -> FetchedSource:
    if isinstance(source, ImdbTable):
        return _imdb(source, data, work)
    if isinstance(source, KaggleSet):
        files, version, terms = _kaggle(source, work, again)
    else:
        files, version, terms = _movielens(source, work)
    placed = [_place(file, data, target, again) for target, file in files.items()]
    fetched = FetchedSource(source.url, version, terms, placed)
    record(fetched, data)
    return fetched


def _imdb(source: ImdbTable, data: Path, work: Path) -> FetchedSource:
    (target,) = source.targets
    goal = data / target
    there = goal.is_file()
    what = (REPLACED if there else NEW) if imdb.download(source, goal, work) else SAME
    published = datetime.fromtimestamp(goal.stat().st_mtime, UTC).isoformat(timespec="seconds")
    placed = [FetchedFile(target, what, goal.stat().st_size)]
    fetched = FetchedSource(source.url, f"of {published}, read to its end", _terms(target), placed)
    record(fetched, data)
    return fetched


def _ask(name: str, data: Path, asking: Asking, progress: Progress) -> FetchedSource:
    """Ask an API; what came is on record even where it was cut."""
    before = _sizes(data / name)
    version = "cut; run it again"
    try:
        version = APIS[name].fetch(data, asking, progress)
    finally:
        files = [
            FetchedFile(
                path.relative_to(data).as_posix(),
                SAME if before.get(path) == size else GROWN if path in before else NEW,
                size,
            )
            for path, size in _sizes(data / name).items()
        ]
        fetched = FetchedSource(APIS[name].ADDRESS, version, _terms(files[0].path) if files else "", files)
        if files:
            record(fetched, data)
    return fetched


def _sizes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in sorted(folder.rglob(f"*{SUFFIX}"))}


def _kaggle(source: KaggleSet, work: Path, again: bool) -> tuple[dict[str, Path], str, str]:
    got = kaggle.download(source.handle, list(source.files), work / "kaggle", again=again)
    files = {}
    for name, path in got.files.items():
        target, columns = source.files.get(name, (f"{RATINGS}/{name}", RATINGS_COLUMNS))
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            header = next(csv.reader(file), [])
        missing = [column for column in columns if column not in header]
        if missing and source.files:
            shutil.rmtree(work, ignore_errors=True)
            found = " ".join(",".join(header).split())[:80]
            message = f"{source.url}: {name} must have the columns {', '.join(columns)}, found «{found}»"
            raise FetchError(f"{message}. It was thrown away.")
        if not missing:
            files[target] = path
    if not files:
        raise FetchError(f"{source.url}: no file there has the columns {', '.join(RATINGS_COLUMNS)}.")
    target = next(iter(files))
    return files, f"version {got.version}", f"{got.licence}, as {KAGGLE} says; {_terms(target)}"


def _movielens(source: MovieLens, work: Path) -> tuple[dict[str, Path], str, str]:
    path, folder = work / f"{source.name}.zip", work / source.name
    expected = source.md5 or http.published_md5(source.url)
    http.download(source.url, path, expected)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith(("/", "\\")) or ".." in Path(name.replace("\\", "/")).parts:
                    raise FetchError(
                        f"{source.url}: the zip has a file «{name}» outside of its folder. Nothing was kept."
                    )
            for file in source.files:
                with archive.open(f"{source.name}/{file}") as packed, (folder / file).open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
    except (zipfile.BadZipFile, EOFError, KeyError) as error:
        message = (
            f"{source.url}: expected a zip of {', '.join(source.files)}, found one that begins with {head_of(path)}"
        )
        raise FetchError(f"{message} ({error}). It was thrown away; run it again.") from error
    finally:
        path.unlink()
    checked = f"MD5 {expected}" if expected else "no MD5 published"
    files = dict(zip(source.targets, (folder / file for file in source.files), strict=True))
    return files, checked, _terms(source.targets[0])


def _place(file: Path, data: Path, target: str, again: bool) -> FetchedFile:
    """Move the file to where it goes, unless another is there that nobody asked to replace."""
    goal, size = data / target, file.stat().st_size
    there = goal.is_file()
    if there and sha256(goal) == sha256(file):
        return FetchedFile(target, SAME, size)
    if there and not again:
        return FetchedFile(target, KEPT, goal.stat().st_size)
    goal.parent.mkdir(parents=True, exist_ok=True)
    temporary = goal.with_name(f".{goal.name}.fetched")  # the cache may lie on another disk
    shutil.copyfile(file, temporary)
    temporary.replace(goal)
    return FetchedFile(target, REPLACED if there else NEW, size)


def _terms(target: str) -> str:
    source = source_of_path(target)
    return source.terms if source is not None else "those of whoever gathered them"
