"""Which file of a data folder belongs to which source, and why some belong to none."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from recsys.domain.countries import country_code
from recsys.domain.services import find_services
from recsys.errors import DataError, shown
from recsys.ingest.raw import read_header
from recsys.ingest.sources.layout import Layout, OtherFile, Source
from recsys.ingest.sources.registry import OTHER_FILES, SOURCES

_HIDDEN = re.compile(r"\.|__pycache__$")
_DOCUMENTS = re.compile(
    r"readme.*|licen[cs]es?(\..*)?|.*\.(md|txt|rst|pdf|html?|docx?|bib|py|ipynb|ya?ml|log|sh)", re.IGNORECASE
)
_ARCHIVES = re.compile(r".*\.(zip|rar|7z|tar|tgz|gz|bz2|xz|zst)", re.IGNORECASE)
_TABLES = re.compile(r".*\.(csv|tsv|dat|data|item|txt)(\.gz)?", re.IGNORECASE)
_FEWEST_COLUMNS = 3  # in common, below which a layout is no likely one


class Unread(NamedTuple):
    """A file that no source reads: its path below the data folder, with slashes, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Claims:
    """The files of each source, by its name and in the order of the registry; the others, each with its reason."""

    files: Mapping[str, list[Path]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)


def claim(root: Path, sources: Sequence[Source] = SOURCES, other_files: Sequence[OtherFile] = OTHER_FILES) -> Claims:
    """Find for each file below `root` the one source that reads it, or say why none does.

    Hidden files and folders are passed over; folders that are links are followed. A file is a source's if its path and
    its header fit a layout; where several sources have such a layout, it is the first one's.
    """
    paths = {path.relative_to(root).as_posix(): path for path in files_below(root)}
    files: dict[str, list[Path]] = {source.name: [] for source in sources}
    unread = []
    for name, path in paths.items():
        found = _claim(name, path, paths, sources, other_files)
        if isinstance(found, Source):
            files[found.name].append(path)
        else:
            unread.append(Unread(name, found))
    return Claims({name: own for name, own in files.items() if own}, unread)


def files_below(root: Path) -> Iterator[Path]:
    """All files below the folder that are not hidden, by path; a folder that several links lead to once."""
    seen: set[str] = set()
    for folder, folders, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not _HIDDEN.match(name))
        yield from (Path(folder, name) for name in sorted(names) if not _HIDDEN.match(name))


def _claim(
    name: str, path: Path, paths: Mapping[str, Path], sources: Sequence[Source], other_files: Sequence[OtherFile]
) -> Source | str:
    """The source that reads the file, or why none does."""
    fitting = [(source, layout) for source in sources for layout in source.layouts if layout.match(name)]
    faults = []
    for source, layout in fitting:
        fault = _fault(name, path, layout, paths)
        if fault is None:
            return source
        faults.append((source, layout, fault))
    for other in other_files:
        if re.fullmatch(other.path, name):
            return other.reason
    if faults:
        # Of layouts that share a path the one of which least is missing.
        source, layout, fault = min(faults, key=lambda one: one[2].missing)
        return f"it lies where «{layout.example}» ({source.name}) does, but {fault.reason}"
    return _reason(name, path, sources)


class _Fault(NamedTuple):
    """What a file lacks for a layout: how many of a hundred of its columns, and in words."""

    missing: float
    reason: str


def _fault(name: str, path: Path, layout: Layout, paths: Mapping[str, Path]) -> _Fault | None:
    """What keeps a file that lies where the layout says from being of it; None where nothing does."""
    if layout.columns:
        try:
            header = read_header(path)
        except DataError as error:
            return _Fault(100, f"cannot be read: {error}")
        missing = [column for column in layout.columns if column not in header]
        if missing:
            lacks = f"lacks the columns {', '.join(missing)}; it has {_columns(header)}"
            return _Fault(100 * len(missing) / len(layout.columns), lacks)
    named = layout.match(name)
    groups = named.groupdict() if named else {}
    if groups.get("service") and len(find_services(groups["service"])) != 1:
        return _Fault(0, f"no service of the registry goes by «{groups['service']}»: an entry of it makes it one")
    if groups.get("country") and country_code(groups["country"]) is None:
        return _Fault(0, f"«{groups['country']}» is no country's code")
    if layout.partner:
        folder = name.rpartition("/")[0]
        others = (other.rpartition("/")[2] for other in paths if other.rpartition("/")[0] == folder)
        if not any(re.fullmatch(layout.partner, other, re.IGNORECASE) for other in others):
            return _Fault(0, f"no file {_plain(layout.partner)} lies in its folder, without which it is of no use")
    return None


def _reason(name: str, path: Path, sources: Sequence[Source]) -> str:
    """Why a file that lies where no layout has one is not read: what it is, or what is nearest."""
    base = name.rpartition("/")[2]
    if _DOCUMENTS.fullmatch(base):
        return "a document or a program, not data"
    if _ARCHIVES.fullmatch(base) and not _TABLES.fullmatch(base):
        return "an archive: unpack it and the files in it are looked at"
    layouts = [(source, layout) for source in sources for layout in source.layouts]
    try:
        header = read_header(path)
    except DataError:
        header = []
    by_columns = [(_in_common(layout, header), source, layout) for source, layout in layouts if layout.columns]
    likeliest = max(by_columns, key=lambda one: one[0], default=None)
    if likeliest is not None and likeliest[0] * len(likeliest[2].columns) >= _FEWEST_COLUMNS:
        _, source, layout = likeliest
        missing = [column for column in layout.columns if column not in header]
        lacks = f", but lacks {', '.join(missing)}" if missing else ""
        return f"it has columns of «{layout.example}» ({source.name}){lacks}; those files lie and are named like that"
    examples = {layout.example: source.name for source, layout in layouts}
    nearest = next(iter(difflib.get_close_matches(name, examples, n=1, cutoff=0)), None)
    if nearest is None:
        return "no source reads such a file"
    has = f"; it has the columns {_columns(header)}" if header and _TABLES.fullmatch(base) else ""
    return f"no source reads such a file; the nearest layout is «{nearest}» ({examples[nearest]}){has}"


def _in_common(layout: Layout, header: Sequence[str]) -> float:
    """The share of the layout's columns that the header has, from 0 to 1."""
    return sum(column in header for column in layout.columns) / len(layout.columns)


def _columns(header: Sequence[str]) -> str:
    return shown(", ".join(header)) if any(header) else "none, it is empty"


def _plain(pattern: str) -> str:
    """A simple pattern of a file's name as people write it."""
    return "«" + re.sub(r"\(\?:.*?\)\?|\\", "", pattern) + "»"
