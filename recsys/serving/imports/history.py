"""«Bring what you have watched»: files of any exporter read, matched, united, and told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from recsys.errors import InvalidValueError, NotFoundError
from recsys.progress import FURTHER, Progress, silent
from recsys.serving.imports.archives import Why
from recsys.serving.imports.entries import Entry, Reason
from recsys.serving.imports.limits import LISTED, LISTED_UNKNOWN, NEAREST_FOR
from recsys.serving.imports.match import Asked, Finder, Found
from recsys.serving.imports.reading import File, Read, read
from recsys.serving.imports.report import (
    Imported,
    Profile,
    Totals,
    UnknownDocument,
    Unmatched,
)
from recsys.serving.imports.uniting import Rows, united

_NAMED = "Give an export that has names, or ids of IMDb or TMDB."
_REMEDY = "Give the export of your ratings or history as you had it from the service."


@dataclass
class _Unknown:
    """A title that means no work, and its rows so far."""

    asked: Asked
    found: Found
    rows: int = 0
    stars: float | None = None


@dataclass
class _Outcome:
    """What the rows that were matched say so far."""

    sure: dict[int, Rows] = field(default_factory=dict)
    doubtful: dict[tuple[int, str], Rows] = field(default_factory=dict)
    unknown: dict[tuple[str, int | None], _Unknown] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)


def import_history(
    files: Sequence[File], finder: Finder, profile: str | None = None, tell: Progress = silent
) -> Imported:
    """What files say of the works of a catalogue.

    `profile` is the person of an account whose rows are taken; needed where there are several. Raises
    InvalidValueError, its parameter `file_size`, `file_kind`, `file_columns`, `file_numbers` or `file_empty`, where the
    files are too large or none of them can be read; NotFoundError, `profile`, where nobody is called so.
    """
    documents, unread = read(files, tell)
    _check(documents, unread)
    profiles = Counter(entry.profile for one in documents for entry in one.entries if entry.profile is not None)
    chosen = _chosen(profiles, profile)
    outcome = _Outcome()
    for number, one in enumerate(documents):
        entries = [entry for entry in one.entries if entry.profile is None or entry.profile == chosen]
        tell(f"matching {one.document.file}{FURTHER}{len(entries):,} rows")
        _match(entries, one.document.source, number, finder, outcome)
    tell("nearest names")
    works = [united(rows, finder) for rows in outcome.sure.values()]
    doubtful = [united(rows, finder) for rows in outcome.doubtful.values()]
    return Imported(
        [one.document for one in documents],
        unread[:LISTED_UNKNOWN],
        [Profile(name, rows) for name, rows in profiles.most_common()],
        chosen,
        works,
        doubtful,
        _unmatched(outcome, finder),
        Totals(
            sum(one.document.rows for one in documents),
            sum(one.document.entries for one in documents),
            outcome.rows["sure"],
            outcome.rows["doubtful"],
            outcome.rows["unknown"],
            sum(one.document.refused_rows for one in documents),
            sum(one.document.left_out for one in documents),
            len(works),
            len(doubtful),
            len(outcome.unknown),
        ),
    )


def _check(documents: Sequence[Read], unread: Sequence[UnknownDocument]) -> None:
    """Raise InvalidValueError where nothing can be read."""
    if not documents:
        table = next((one for one in unread if one.why == Why.UNKNOWN), None)
        if table is not None:
            near = f" The nearest known file is {table.nearest}." if table.nearest else ""
            value = ", ".join(table.columns) or table.file
            raise InvalidValueError("file_columns", "a file must be of a known layout", value, f"{_REMEDY}{near}")
        value = f"{unread[0].file} ({unread[0].why})" if unread else "nothing"
        raise InvalidValueError("file_kind", "a file must be a table, JSON or XML, or a zip of them", value, _REMEDY)
    if not any(one.entries for one in documents):
        refused = sum(one.document.refused_rows for one in documents)
        if {row.reason for one in documents for row in one.document.refused} == {Reason.NUMBER_ALONE}:
            rule = "the file must say its titles, and not only the numbers that its service has for them"
            raise InvalidValueError("file_numbers", rule, documents[0].document.source, _NAMED)
        raise InvalidValueError("file_empty", "the file must hold ratings or a history", f"{refused} rows", _REMEDY)


def _chosen(profiles: Counter[str], profile: str | None) -> str | None:
    """The person whose rows are taken: the one asked for, or the only one."""
    if profile is not None and not isinstance(profile, str):
        raise InvalidValueError("profile", "profile must be the name of one", profile)
    if profile is not None and (asked := profile.strip().casefold()):
        named = next((name for name in profiles if name.casefold() == asked), None)
        if named is None:
            raise NotFoundError("profile", "No profile of the files is called", profile, examples=list(profiles)[:5])
        return named
    return next(iter(profiles)) if len(profiles) == 1 else None


def _match(entries: Sequence[Entry], source: str, document: int, finder: Finder, outcome: _Outcome) -> None:
    asked = [Asked.of(entry) for entry in entries]
    answers = finder.found(asked, source)
    before = outcome.rows.total()
    for number, (entry, one) in enumerate(zip(entries, asked, strict=True), start=before):
        found = answers[one]
        if found.work is None:
            unknown = outcome.unknown.setdefault((one.titles[0], one.year), _Unknown(one, found))
            unknown.rows += 1
            unknown.stars = entry.rating if entry.rating is not None else unknown.stars
            outcome.rows["unknown"] += 1
        elif found.doubtful:
            name = one.titles[0].removesuffix(found.tail)
            rows = outcome.doubtful.setdefault((found.work, name), Rows(found, one.titles[0]))
            rows.add(entry, found, number, document)
            outcome.rows["doubtful"] += 1
        else:
            rows = outcome.sure.setdefault(found.work, Rows(found, one.titles[0]))
            rows.add(entry, found, number, document)
            outcome.rows["sure"] += 1


def _unmatched(outcome: _Outcome, finder: Finder) -> list[Unmatched]:
    """The titles that mean no work, those with most rows first; the first of them with the nearest names."""
    unknown = sorted(outcome.unknown.values(), key=lambda one: -one.rows)[:LISTED]
    return [
        Unmatched(
            one.asked.titles[0],
            one.asked.year,
            one.rows,
            one.stars,
            (one.found.why or finder.why_not(one.asked)).value,
            finder.nearest(one.asked.titles[0]) if place < NEAREST_FOR else [],
        )
        for place, one in enumerate(unknown)
    ]
