"""All rows about one work, united: stars, thumbs, what was watched, and wishes."""

from collections import Counter
from dataclasses import dataclass, field

from recsys.domain.schema import TYPES
from recsys.serving.imports.entries import Entry, Signal
from recsys.serving.imports.match import Finder, Found
from recsys.serving.imports.report import Evidence, ImportedWork

_FILM = TYPES[0]
_STRENGTH = {evidence: place for place, evidence in enumerate([*Evidence, None])}
_Place = tuple[str, int]  # a day, "" where it is not known, and the row's number: what is later counts


@dataclass
class Rows:
    """What the rows about one work say so far."""

    found: Found
    written: str
    rows: int = 0
    stars: tuple[_Place, float] | None = None
    liked: tuple[_Place, bool] | None = None
    seen: bool = False
    wished: bool = False
    last_day: str | None = None
    minutes: float = 0.0
    share: float | None = None
    seasons: set[int] = field(default_factory=set)
    episodes: set[tuple[int | None, int | None, str]] = field(default_factory=set)
    times: Counter[tuple[int, object]] = field(default_factory=Counter)

    def add(self, entry: Entry, found: Found, number: int, document: int) -> None:
        """Add the row of that number, of that document.

        A film's diary and its list of films watched tell of the same evening: how often a thing was seen is the most
        that any document tells.
        """
        self.rows += 1
        self.found = min(self.found, found, key=lambda one: _STRENGTH[one.evidence])
        place = (entry.day or "", number)
        if entry.rating is not None and (self.stars is None or place >= self.stars[0]):
            self.stars = (place, entry.rating)
        if entry.signal in (Signal.LIKED, Signal.DISLIKED) and (self.liked is None or place >= self.liked[0]):
            self.liked = (place, entry.signal is Signal.LIKED)
        if entry.signal is Signal.WISH:
            self.wished = True
            if entry.rating is None:
                return
        self.seen = True
        if entry.signal is Signal.WATCHED:
            self._watched(entry, found, document)

    def _watched(self, entry: Entry, found: Found, document: int) -> None:
        season, episode = (entry.season or found.season), (entry.episode or found.episode)
        part: tuple[int | None, int | None, str] | None = None
        if season is not None:
            self.seasons.add(season)
        if episode is not None or found.tail:
            part = (season, episode, "" if episode is not None else found.tail)
            self.episodes.add(part)
        self.times[document, part] += max(1, entry.times)
        if entry.day is not None:
            self.last_day = max(self.last_day or "", entry.day)
        self.minutes += entry.minutes or 0.0
        if entry.share is not None:
            self.share = max(self.share or 0.0, min(1.0, entry.share))


def united(rows: Rows, finder: Finder) -> ImportedWork:
    """What all rows about one work say together."""
    found, work = rows.found, finder.name(rows.found.work if rows.found.work is not None else 0)
    share = rows.share
    runtime = finder.runtime(found.work) if found.work is not None and work.type == _FILM else None
    if share is None and rows.minutes and runtime:
        share = min(1.0, round(rows.minutes / runtime, 2))
    return ImportedWork(
        work,
        rows.written,
        rows.rows,
        found.evidence.value if found.evidence is not None else "",
        found.doubtful,
        [finder.name(other) for other in found.others],
        None if rows.stars is None else rows.stars[1],
        None if rows.liked is None else rows.liked[1],
        rows.seen,
        max(rows.times.values(), default=int(rows.seen)),
        len(rows.episodes),
        sorted(rows.seasons),
        rows.last_day,
        round(rows.minutes, 1) or None,
        share,
        rows.wished and not rows.seen,
    )
