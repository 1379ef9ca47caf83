"""What the rows of people's files mean: which work of the catalogue, by which evidence, and how sure that is.

Ids decide first; then the rules that records are linked by (`ingest.linking.matching`) over name, year and kind. Of
several works of one name that the rules leave, the one counts that the exporting service lists or listed, then the
one that is better known by far, then the one of the same director; else there is doubt. What `compound` titles call a
series is found by its longest name that the catalogue has, and by what is behind it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.domain.schema import TYPES
from recsys.domain.services import service_named
from recsys.ingest.linking.matching import MUCH_BETTER_KNOWN, Candidate
from recsys.serving.catalogue import Catalogue
from recsys.serving.imports.entries import Entry, Signal
from recsys.serving.imports.report import Evidence, WhyNot, WorkName
from recsys.serving.imports.splitting import Head, Marked, episode_of, heads, season_head
from recsys.text import name_key

ALTERNATIVES = 3
_FILM, _SERIES = TYPES
_NOT_SEEN = (Signal.WISH, Signal.LIKED, Signal.DISLIKED, Signal.RATED)


class Asked(NamedTuple):
    """What a row says of which work it means; rows that say the same mean the same."""

    titles: tuple[str, ...]
    year: int | None
    type: str | None
    imdb_id: str | None
    tmdb_id: int | None
    people: tuple[str, ...]
    compound: bool
    either: bool  # of a compound title: a series' bare name may stand for all of it

    @classmethod
    def of(cls, entry: Entry) -> "Asked":
        """What a row says."""
        either = entry.compound and entry.signal in _NOT_SEEN
        return cls(
            entry.titles,
            entry.year,
            entry.type,
            entry.imdb_id,
            entry.tmdb_id,
            entry.people,
            entry.compound,
            either,
        )


class Found(NamedTuple):
    """The work that is meant, of an episode its season, number and own words; None where none is, then why if clear."""

    work: int | None
    evidence: Evidence | None = None
    doubtful: bool = False
    others: tuple[int, ...] = ()
    why: WhyNot | None = None
    season: int | None = None
    episode: int | None = None
    tail: str = ""


class Finder:
    """Finds the works of a catalogue that rows mean; keeps what many imports need."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._listed: dict[str, NDArray[np.bool_]] = {}

    def found(self, asked: Iterable[Asked], source: str) -> dict[Asked, Found]:
        """What each row means, of one document of an exporter: bare «Name: Title» rows bear each other out."""
        search = _Search(self, self._listed_by(source))
        answers: dict[Asked, Found] = {}
        open_rows: list[tuple[Asked, list[Head]]] = []
        for one in asked:
            if one in answers:
                continue
            found, beginnings = search.first(one)
            answers[one] = found
            if found.work is None and beginnings:
                open_rows.append((one, beginnings))
        tails = Counter(head.name for _, beginnings in open_rows for head in beginnings)
        for one, beginnings in open_rows:
            answers[one] = search.by_head(one, beginnings, tails) or answers[one]
        return answers

    def by_id(self, asked: Asked) -> int | None:
        """The work of IMDb's id, else of TMDB's, whose numbers of films and series are two."""
        if asked.imdb_id is not None and (work := self._by_imdb.get(asked.imdb_id)) is not None:
            return work
        if asked.tmdb_id is None:
            return None
        kinds = TYPES if asked.type is None else (asked.type,)
        works = [self._by_tmdb[kind, asked.tmdb_id] for kind in kinds if (kind, asked.tmdb_id) in self._by_tmdb]
        return works[0] if len(works) == 1 else None

    def imdb_id(self, work: int) -> str | None:
        """IMDb's id of a work, where it is known."""
        return self._imdb_ids[work]

    def runtime(self, work: int) -> int | None:
        """The minutes of a work, where they are known."""
        return self._runtimes[work]

    def why_not(self, asked: Asked) -> WhyNot:
        """Why a title means nothing: whether anything goes by its name."""
        matcher, title = self.catalogue.matcher, asked.titles[0]
        if any(not one.by_part for one in matcher.candidates(title, None, asked.type)):
            return WhyNot.OTHER_YEAR
        other = None if asked.type is None else TYPES[asked.type == _FILM]
        if other is not None and any(not one.by_part for one in matcher.candidates(title, asked.year, other)):
            return WhyNot.OTHER_TYPE
        return WhyNot.NO_NAME

    def nearest(self, title: str) -> list[WorkName]:
        """The works with the nearest names; takes milliseconds."""
        return [self.name(work) for work in self.catalogue.titles.search(title, ALTERNATIVES)]

    def name(self, work: int) -> WorkName:
        """A work as the report tells it."""
        catalogue = self.catalogue
        work_id = str(catalogue.work_ids.ids[work])
        return WorkName(work_id, self._titles[work], catalogue.year(work), catalogue.kind(work))

    @cached_property
    def _titles(self) -> list[str]:
        return self.catalogue.names()

    @cached_property
    def _runtimes(self) -> list[int | None]:
        minutes: list[int | None] = self.catalogue.bundle.works.column("runtime").to_pylist()
        return minutes

    @cached_property
    def _imdb_ids(self) -> list[str | None]:
        ids: list[str | None] = self.catalogue.bundle.works.column("imdb_id").to_pylist()
        return ids

    @cached_property
    def _by_imdb(self) -> dict[str, int]:
        return {given: work for work, given in enumerate(self._imdb_ids) if given is not None}

    @cached_property
    def _by_tmdb(self) -> dict[tuple[str, int], int]:
        numbers = self.catalogue.bundle.works.column("tmdb_id").to_pylist()
        kinds = self.catalogue.bundle.works.column("type").to_pylist()
        return {(kind, number): work for work, (kind, number) in enumerate(zip(kinds, numbers, strict=True)) if number}

    def _listed_by(self, source: str) -> NDArray[np.bool_] | None:
        """Which works the exporter, where it is a service, lists or listed, (n_works,)."""
        service = service_named(source)
        if service is None:
            return None
        if service not in self._listed:
            column = self.catalogue.bundle.titles.column("service").to_pylist()
            listed = np.zeros(len(self.catalogue), dtype=bool)
            listed[self.catalogue.title_works[[one == service for one in column]]] = True
            self._listed[service] = listed
        return self._listed[service]


class _Search:
    """The search of one document's rows."""

    def __init__(self, finder: Finder, listed: NDArray[np.bool_] | None) -> None:
        self._finder, self._listed = finder, listed
        self._matcher = finder.catalogue.matcher
        self._series: dict[str, list[Candidate]] = {}
        self._films_begin: set[str] = set()  # names that films of the document begin with
        self._before_season: dict[str, Found] = {}

    def first(self, asked: Asked) -> tuple[Found, list[Head]]:
        """What a row means by itself; where that is nothing, the beginnings of its title that may be a series'."""
        if (work := self._finder.by_id(asked)) is not None:
            return Found(work, Evidence.ID), []
        if asked.compound and (head := season_head(asked.titles[0])) is not None:
            return _told(self._of_season(head.name), head), []
        beginnings = heads(asked.titles[0]) if asked.compound else []
        whole = self._whole(asked)
        if whole.work is not None and whole.evidence is not Evidence.PART:
            if self._finder.catalogue.is_movie[whole.work]:
                self._films_begin.update(head.name for head in beginnings)
            return whole, []
        if not beginnings:
            return whole, []
        return Found(None), beginnings

    def by_head(self, asked: Asked, beginnings: Sequence[Head], tails: Counter[str]) -> Found | None:
        """The series that an unmarked row means: by the longest name in front that is one.

        Sure where another row has the same name in front, or what follows is a part and an episode; unless films of
        the document begin so, too. A season of it in another row tells as much.
        """
        for head in beginnings:
            series = self._series_named(head.name)
            if not series:
                continue
            part_and_episode = head.marked is Marked.MAYBE and head is not beginnings[0]
            borne_out = tails[head.name] > 1 or part_and_episode or head.name in self._before_season
            found = self._decided(series, Evidence.SERIES, asked)
            doubtful = found.doubtful or not borne_out or head.name in self._films_begin
            return _told(found._replace(doubtful=doubtful), head)
        return None

    def _of_season(self, name: str) -> Found:
        """The series in front of a season; where the catalogue has only one of a shorter name, in doubt."""
        if name not in self._before_season:
            self._before_season[name] = self._series_before_season(name)
        return self._before_season[name]

    def _series_before_season(self, name: str) -> Found:
        if series := self._series_named(name):
            return self._decided(series, Evidence.SERIES, None)
        for head in heads(name):
            if series := self._series_named(head.name):
                return self._decided(series, Evidence.PART, None)._replace(doubtful=True)
        return Found(None, why=WhyNot.NO_SERIES)

    def _series_named(self, name: str) -> list[Candidate]:
        if name not in self._series:
            found = self._matcher.candidates(name, None, _SERIES)
            self._series[name] = [one for one in found if not one.by_part]
        return self._series[name]

    def _whole(self, asked: Asked) -> Found:
        """The work that the whole title means, by the main title, else by the original."""
        part: Found | None = None
        for title in asked.titles:
            candidates = self._candidates(title, asked)
            if not candidates:
                continue
            found = self._decided(candidates, _evidence(candidates[0], asked), asked)
            if found.evidence is not Evidence.PART:
                return found
            part = part or found
        return part or Found(None)

    def _candidates(self, title: str, asked: Asked) -> list[Candidate]:
        candidates = self._matcher.candidates(title, asked.year, asked.type)
        if asked.either and candidates and not candidates[0].by_part:
            series = self._series_named(title)
            if asked.type is None and series:
                candidates = sorted([*candidates, *(one for one in series if one not in candidates)], key=_nearest)
        return candidates

    def _decided(self, candidates: Sequence[Candidate], evidence: Evidence, asked: Asked | None) -> Found:
        """One of the candidates, and whether it leaves doubt."""
        best = candidates[0]
        tier = [one for one in candidates if one[1:4] == best[1:4]]
        if self._listed is not None:
            shown = [one for one in candidates if self._listed[one.work] and one.apart == best.apart]
            tier = shown or tier
        if len(tier) > 1 and not _by_far(tier) and asked is not None and asked.people:
            tier = self._of_people(tier, asked.people) or tier
        best = tier[0]
        others = [one.work for one in dict.fromkeys([*tier[1:], *candidates]) if one.work != best.work]
        doubtful = (
            (len(tier) > 1 and not _by_far(tier))
            or best.by_part
            or (best.apart > 0 and len(others) > 0)
            or (best.other_article and (asked is None or asked.year is None) and len(others) > 0)
        )
        if asked is not None and asked.imdb_id is not None:
            known = self._finder.imdb_id(best.work)
            doubtful |= known is not None and known != asked.imdb_id
        return Found(best.work, evidence, doubtful, tuple(others[:ALTERNATIVES]) if doubtful else ())

    def _of_people(self, tier: Sequence[Candidate], people: Iterable[str]) -> list[Candidate]:
        """Those of some works that one of the people directed."""
        sought = {name_key(person) for person in people}
        works = self._finder.catalogue.works_at([one.work for one in tier])
        return [
            one
            for one, work in zip(tier, works, strict=True)
            if sought & {name_key(person) for person in work.directors}
        ]


def _told(found: Found, head: Head) -> Found:
    """With what an episode's title tells."""
    work, evidence, doubtful, others, why, *_ = found
    return Found(work, evidence, doubtful, others, why, head.season, episode_of(head.tail), head.tail)


def _evidence(best: Candidate, asked: Asked) -> Evidence:
    if best.by_part:
        return Evidence.PART
    if asked.year is None:
        return Evidence.NAME
    return Evidence.YEAR_OFF if best.apart else Evidence.NAME_YEAR


def _by_far(tier: Sequence[Candidate]) -> bool:
    """Whether the first, the best known, is so by far."""
    return tier[0].known >= MUCH_BETTER_KNOWN * max(1.0, *(one.known for one in tier[1:]))


def _nearest(one: Candidate) -> tuple[int, bool, float, int]:
    return one.apart, one.other_article, -one.known, one.work
