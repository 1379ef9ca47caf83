"""The works of a bundle: what a card shows, and which work a title means."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.bundle.bundle import Bundle
from recsys.bundle.moves import Moves, moves_of
from recsys.bundle.popularity import popularity_of
from recsys.bundle.rows import RowsByWork, codes_of, one_array, work_numbers
from recsys.bundle.search import search_index
from recsys.domain.certifications import level_of
from recsys.domain.countries import country_name
from recsys.domain.licences import AVAILABILITY_BY, attribution
from recsys.domain.schema import TMDB_API, TYPES
from recsys.domain.services import SERVICES, service_name
from recsys.domain.work_ids import parse_slug, tmdb_number
from recsys.errors import NotFoundError
from recsys.ingest.linking.matching import TitleMatcher
from recsys.ingest.linking.titles import read_title
from recsys.models.ranking.topk import top_k
from recsys.models.search.index import TitleIndex
from recsys.models.search.keys import SortedKeys, encoded
from recsys.models.search.reading import readings
from recsys.models.vocabulary import UNKNOWN
from recsys.serving import checks
from recsys.serving.cells import Column, TableCells, cell_of, column_of
from recsys.serving.locales import Locale, LocalTitles, description
from recsys.serving.numbered_works import NumberedWorks
from recsys.serving.posters import picture
from recsys.serving.remembered import Remembered
from recsys.text import fold, in_latin

SUGGESTIONS = 5
NEW_DAYS = 30
EXAMPLES, EXAMPLE = 3, "The Matrix"
# Titles whose works are remembered: whoever has some hundreds of ratings sends them again with every question.
_REMEMBERED = 8192
_MADE = 1024  # cards that are remembered, 5 MB
_IMDB_ID = re.compile(r"tt\d+")
_WORK_COLUMNS = [
    "work_id", "title", "original_title", "type", "year", "genres", "countries", "maturity", "runtime", "seasons",
    "descriptions", "score", "score_count", "score_source", "votes", "vote_average", "poster_path",
    "fact_sources",
]  # fmt: skip
_TITLE_COLUMNS = ["title_id", "source"]
_OFFER_COLUMNS = ["service", "country", "added", "snapshot", "title_id"]
_ROLES = "director", "actor"  # of those who stand on a card
_PLACES = {service.id: place for place, service in enumerate(SERVICES)}


@dataclass(frozen=True)
class Offer:
    """Where a service shows a work now.

    `countries` are ISO 3166-1 codes, none where the source does not say; `since` is the earliest known date or
    snapshot, `snapshot` the newest that shows it. `new` are the countries where it certainly came within NEW_DAYS of
    the newest snapshot, `attribution` is who must be named beside it, if anybody.
    """

    service: str
    name: str
    countries: list[str]
    since: str | None
    snapshot: str
    new: list[str] = field(default_factory=list)
    attribution: str | None = None


@dataclass(frozen=True)
class Work:
    """A work as people see it. `duration` is in minutes for a film, in seasons for a series.

    `title` and `description` are in the language that was asked for where they are known in it, else the main ones.
    `platforms` are the names of the services that show it now, none for a work on no service; `offers` say in which
    countries. `title_ids` are the services' own, of all listings. `votes` and `vote_average` (0 to 10) are those of the
    source that counted most, `score` (0.5 to 5) the mean user rating. `maturity` is the strictest that a source says;
    in a country that rated the work, the level of that on the filters' scale, and `certification` what it is called
    there. `sources` names, for each fact, the source that it is from, `attribution` who must be named where the work is
    shown, with their licence. `picture` is the address of the poster, where one is known and the operator allows
    pictures.
    """

    work_id: str
    title: str
    type: str
    year: int
    platforms: list[str]
    title_ids: list[str]
    genres: list[str]
    directors: list[str]
    cast: list[str]
    countries: list[str]
    maturity: str | None
    duration: int | None
    duration_type: str | None
    description: str
    score: float | None
    score_count: int | None
    score_source: str | None
    picture: str | None = None
    original_title: str | None = None
    offers: list[Offer] = field(default_factory=list)
    votes: int | None = None
    vote_average: float | None = None
    sources: dict[str, str] = field(default_factory=dict)
    certification: str | None = None
    attribution: list[str] = field(default_factory=list)


class Catalogue(NumberedWorks):
    """The works of a bundle.

    `posters` is the address below which pictures of them lie, None for none.
    """

    def __init__(self, bundle: Bundle, posters: str | None = None) -> None:
        super().__init__(bundle)
        self.bundle = bundle
        self._posters = posters
        self._facts = TableCells(bundle.works, _WORK_COLUMNS)
        self._listings = TableCells(bundle.titles, _TITLE_COLUMNS)
        self._shown = TableCells(bundle.offers, _OFFER_COLUMNS)
        self._certifications = column_of(one_array(bundle.works.column("certifications")))
        self._person = column_of(one_array(bundle.credits.column("person")))
        self._main_title, self._seasons, self._genres, self._written_name = (
            cell_of(one_array(column))
            for column in (
                *(bundle.works.column(name) for name in ("title", "seasons", "genres")),
                bundle.names.column("name"),
            )
        )
        self._titles = RowsByWork(self.title_works, len(self))
        self.votes: NDArray[np.int64] = bundle.works.column("votes").to_numpy()
        self.popularity = popularity_of(self.work_ids, bundle.works, bundle.titles, bundle.ratings)
        self._made = Remembered[tuple[int, Locale | None], Work](_MADE)
        self._called = lru_cache(_REMEMBERED)(lambda given: tuple(self._by_name(given)))
        self._of_older = lru_cache(_REMEMBERED)(lambda work_id: self._of_older_bundle(work_id))

    @cached_property
    def titles(self) -> TitleIndex:
        """All names of all works, to search: the bundle's own index, else made when the first is looked for."""
        of = self.bundle
        return of.search if of.search is not None else search_index(of.works, of.names, of.titles, of.ratings)

    @cached_property
    def matcher(self) -> TitleMatcher:
        """What titles, years and kinds mean, by the rules that records are linked by; for many at once.

        Made when first needed, in some seconds.
        """
        return self._matcher_of(np.arange(len(self)))

    @cached_property
    def moves(self) -> Moves:
        """What came to services and left them, with the works' row numbers; made when first needed."""
        return moves_of(self.bundle.offers, self.bundle.snapshots, self.work_ids.ids)

    @cached_property
    def _local(self) -> LocalTitles:
        return LocalTitles(self.bundle.works, self.bundle.names, self._name_works)

    def name(self, work_num: int, locale: Locale | None = None) -> str:
        """The work's title as people of a locale write it; the main one without a locale."""
        if locale is not None:
            return self._local.titles(np.array([work_num]), locale)[0]
        return str(self._main_title(work_num))

    def names(self) -> list[str]:
        """The titles of all works as people write them."""
        titles: list[str] = self.bundle.works.column("title").to_pylist()
        return titles

    def year(self, work_num: int) -> int:
        """The work's release year."""
        return int(self.years[work_num])

    def kind(self, work_num: int) -> str:
        """Whether the work is a movie or a tv show."""
        return TYPES[not self.is_movie[work_num]]

    def seasons(self, work_num: int) -> int | None:
        """How many seasons a series has, None where that is not known."""
        seasons: int | None = self._seasons(work_num)
        return seasons

    def genres(self, work_num: int) -> list[str]:
        """The genres of the work."""
        genres: list[str] = self._genres(work_num)
        return genres

    @cached_property
    def is_listed(self) -> NDArray[np.bool_]:
        """Whether a service lists the work, or did, (n_works,)."""
        return self._titles.counts > 0

    def work(self, work_num: int, locale: Locale | None = None) -> Work:
        """Everything a card shows, as it is told in a locale."""
        return self.works_at([work_num], locale)[0]

    def works_at(self, work_nums: Sequence[int], locale: Locale | None = None) -> list[Work]:
        """The cards of several works, in their order: those that were asked for lately, and others as they are made."""
        return self._made.of(
            [(work, locale) for work in work_nums],
            lambda missing: self._cards_of([work for work, _ in missing], locale),
        )

    def _cards_of(self, work_nums: Sequence[int], locale: Locale | None) -> list[Work]:
        """The cards of several works; one look into each table for all of them."""
        numbers = np.asarray(work_nums, dtype=np.int64)
        rows = self._facts.rows(numbers)
        title_ids = _of_each(self._titles, numbers, self._listings.rows)
        offers = _of_each(self._offers, numbers, self._shown.rows)
        new = self._new_places(numbers)
        country = locale.country if locale is not None else None
        certified: list[list[dict[str, Any]]] = self._certifications(numbers) if country else [[]] * len(rows)
        directors, cast = (_of_each(self._people[role], numbers, self._person) for role in _ROLES)
        if locale is not None:
            for row, title in zip(rows, self._local.titles(numbers, locale), strict=True):
                row["title"] = title
        return [
            self._card(
                row | {"certifications": levels, "directors": by, "cast": of},
                {title["title_id"]: title["source"] for title in listed},
                shown,
                came,
                locale,
            )
            for row, levels, listed, shown, came, by, of in zip(
                rows, certified, title_ids, offers, new, directors, cast, strict=True
            )
        ]

    def find(self, parameter: str, value: object) -> int:
        """The work that a title, `Title (year)`, or an id means.

        In any case and script, with or without accents, articles and decorations, by any name that the work goes by. Of
        works that share a title the best known answers; a year picks another. Ids are the `work_id`, of this bundle or
        an older one, a service's `title_id`, `tmdb-` with TMDB's number, and IMDb's `tt…`. Raises NotFoundError with
        the nearest titles when there is none, InvalidValueError when the value is no title at all.
        """
        return self.namesakes(parameter, value)[0]

    def namesakes(self, parameter: str, value: object) -> list[int]:
        """All works of that title, the one that answers first. Raises what `find` does."""
        given = checks.text(parameter, value, EXAMPLE)
        by_id = self._by_id(given.lower())
        found = [by_id] if by_id is not None else list(self._called(given))
        if found:
            return found
        raise NotFoundError(
            parameter,
            "No title is called",
            given,
            suggestions=self.suggestions(given),
            examples=[self.dated(number) for number in top_k(self.popularity, EXAMPLES).tolist()],
        )

    def current_id(self, work_id: str) -> str | None:
        """The id here of a work that had this one in another bundle; None where no work here is known to be it.

        An id follows from facts: that of a film changes when its first service lists it, any other's with title or
        year. What it was then says which work it is, by the rules of `find`.
        """
        if work_id in self.work_ids:
            return work_id
        found = self._of_older(work_id)
        return self.work_ids.ids[found] if found is not None else None

    def suggestions(self, text: str) -> list[str]:
        """The nearest titles of a text, with their years."""
        return [self.dated(work_num) for work_num in self.titles.search(text, SUGGESTIONS)]

    def dated(self, work_num: int, locale: Locale | None = None) -> str:
        """The work's title in a locale with its year."""
        return f"{self.name(work_num, locale)} ({self.year(work_num)})"

    def _by_id(self, given: str) -> int | None:
        """The work of an id in lower case."""
        ids, works = self._by_title_id
        place = ids.number(given)
        found = int(works[place]) if place is not None else self.work_ids.number(given)
        number = tmdb_number(given) if found == UNKNOWN else None
        if number is not None:
            found = _first(pc.index(self.bundle.works.column("tmdb_id"), number).as_py())
        elif found == UNKNOWN and _IMDB_ID.fullmatch(given):
            found = _first(pc.index(self.bundle.works.column("imdb_id"), given).as_py())
        return found if found != UNKNOWN else None

    def _of_older_bundle(self, work_id: str) -> int | None:
        by_id = self._by_id(work_id.lower())
        if by_id is not None or parse_slug(work_id) is None:
            return by_id
        return next(iter(self._by_name(work_id)), None)

    def _by_name(self, given: str) -> list[int]:
        """The works that a title, or the slug of an older bundle, means."""
        found = self.titles.exact(given)
        if found:
            return self._of_the_year(given, found)
        if (old := parse_slug(given)) is not None:
            of_year = [work for work in self.titles.exact(f"{old.title} ({old.year})") if self.kind(work) == old.type]
            return of_year[:1] or self._matched(old.title, old.year, old.type)
        return self._matched(given)

    def _of_the_year(self, given: str, found: list[int]) -> list[int]:
        """The works found for a text; where it has a year and is not just how the first is called, what the matcher
        means before them.

        «The Ritual (2017)» is a film that services date 2018, not the series «Ritual» of 2017; but «Dark (2017)» is the
        series of that name and year, whatever film is called so a year later.
        """
        dated = next((reading for reading in readings(given) if reading.year is not None), None)
        if dated is None or self.is_movie[found[0]]:
            return found
        title = " ".join(dated.typed)
        if dated.year == self.year(found[0]) and title in (fold(in_latin(name)) for name in self.names_of(found[0])):
            return found
        works = np.array(sorted({*found, *self.titles.exact(title)}), dtype=np.int64)
        place = self._matcher_of(works).match(title, dated.year)
        return found if place is None else list(dict.fromkeys([int(works[place]), *found]))

    def _matched(self, title: str, year: int | None = None, kind: str | None = None) -> list[int]:
        """The work that the matcher finds, among those whose names are similar: to read all of them takes seconds."""
        near = {*self.titles.similar(title), *self.titles.similar(read_title(title).name)}
        works = np.array(sorted(near), dtype=np.int64)
        place = self._matcher_of(works).match(title, year, kind)
        return [int(works[place])] if place is not None else []

    def _matcher_of(self, works: NDArray[np.int64]) -> TitleMatcher:
        """A matcher of some works, numbered by their place among them."""
        rows, counts = self._names.of_each(works)
        first, last = self._dated
        names = self._written(rows)
        return TitleMatcher.of(
            zip(names, np.repeat(np.arange(len(works)), counts).tolist(), strict=True),
            types=[TYPES[not movie] for movie in self.is_movie[works].tolist()],
            years=first[works],
            last_years=last[works],
            known=self.titles.facts.popularity[works],
            seasons=self.bundle.works.column("seasons").fill_null(0).to_numpy()[works],
        )

    def names_of(self, work_num: int) -> list[str]:
        """All that a work is called."""
        return self._written(self._names.of_each(np.array([work_num]))[0])

    def _written(self, rows: NDArray[np.int32]) -> list[str]:
        """The names in rows of their table."""
        return [self._written_name(row) for row in rows.tolist()]

    @cached_property
    def _by_title_id(self) -> tuple[SortedKeys, NDArray[np.int32]]:
        """The services' own ids in lower case, and the work of each; of two alike the last."""
        ids = [encoded(title_id.lower()) for title_id in self.bundle.titles.column("title_id").to_pylist()]
        work_of = dict(zip(ids, self.title_works.tolist(), strict=True))
        distinct = sorted(work_of)
        return SortedKeys.of(distinct), np.array([work_of[one] for one in distinct], dtype=np.int32)

    @cached_property
    def _name_works(self) -> NDArray[np.int32]:
        return work_numbers(self.bundle.names.column("work_id"), self.work_ids)

    @cached_property
    def _names(self) -> RowsByWork:
        return RowsByWork(self._name_works, len(self))

    @cached_property
    def _dated(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The first and the last year that the matcher knows of each work, (n_works,) each.

        Of a film its year and another that a service dates it by, the earlier of two such: one of the two years is
        always the film's own, so that it loses no namesake's contest for it.
        """
        listed = self.bundle.titles.column("release_year").to_numpy()
        films = self.is_movie[self.title_works] & (listed > 0)
        earliest, latest = self.years.copy(), self.years.copy()
        np.minimum.at(earliest, self.title_works[films], listed[films])
        np.maximum.at(latest, self.title_works[films], listed[films])
        latest[earliest < self.years] = self.years[earliest < self.years]
        return earliest, np.where(self.is_movie, latest, self.titles.facts.last_years).astype(np.int32)

    @cached_property
    def _offers(self) -> RowsByWork:
        current = np.flatnonzero(self.bundle.offers.column("until").is_null().to_numpy())
        work_nums = work_numbers(self.bundle.offers.column("work_id"), self.work_ids)[current]
        return RowsByWork(work_nums, len(self), current)

    @cached_property
    def _newly_shown(self) -> RowsByWork:
        """The arrivals of the last NEW_DAYS."""
        arrivals = self.moves.arrivals
        new = np.flatnonzero(self.moves.within(arrivals, NEW_DAYS))
        return RowsByWork(arrivals.works[new], len(self), new)

    def _new_places(self, work_nums: NDArray[np.int64]) -> list[set[tuple[str, str | None]]]:
        """The services and countries to which each of some works came in the last NEW_DAYS."""
        rows, counts = self._newly_shown.of_each(work_nums)
        places = (self.moves.places[place] for place in self.moves.arrivals.places[rows].tolist())
        return [{(place.service, place.country) for place in islice(places, count)} for count in counts.tolist()]

    @cached_property
    def _people(self) -> dict[str, RowsByWork]:
        """By role, for _ROLES, the main credits, those of a work in their source's order."""
        credits = self.bundle.credits
        codes, roles = codes_of(credits.column("role"))
        is_main = credits.column("main").to_numpy()
        order = credits.column("order").to_numpy()
        work_nums = work_numbers(credits.column("work_id"), self.work_ids)

        def of_role(role: str) -> RowsByWork:
            main = np.flatnonzero(is_main & (codes == (roles.index(role) if role in roles else UNKNOWN)))
            main = main[np.argsort(order[main], kind="stable")]
            return RowsByWork(work_nums[main], len(self), main)

        return {role: of_role(role) for role in _ROLES}

    def _card(
        self,
        row: dict[str, Any],
        listed: dict[str, str],
        shown: list[dict[str, Any]],
        new: set[tuple[str, str | None]],
        locale: Locale | None,
    ) -> Work:
        """`listed` are the sources of the titles by their ids, `new` the services and countries it just came to."""
        offers = _offers_of(shown, listed, new)
        is_movie = row["type"] == TYPES[0]
        duration = row["runtime"] if is_movie else row["seasons"]
        country = locale.country if locale is not None else None
        certified = {one["country"]: one["certification"] for one in row["certifications"]}.get(country)
        shows = picture(self._posters, row["poster_path"])
        facts, told = _sources(row["fact_sources"])
        level = level_of(country, certified) if country is not None and certified is not None else None
        return Work(
            work_id=row["work_id"],
            title=row["title"],
            type=row["type"],
            year=row["year"],
            platforms=[offer.name for offer in offers],
            title_ids=list(listed),
            genres=row["genres"],
            directors=list(dict.fromkeys(row["directors"])),
            cast=list(dict.fromkeys(row["cast"])),
            countries=[_made_in(code) for code in row["countries"]],
            maturity=level or row["maturity"],
            certification=certified,
            duration=duration,
            duration_type=("min" if is_movie else "season") if duration is not None else None,
            description=description(row["descriptions"], locale),
            score=row["score"],
            score_count=row["score_count"],
            score_source=row["score_source"],
            picture=shows,
            original_title=row["original_title"],
            offers=offers,
            votes=row["votes"] or None,
            vote_average=row["vote_average"],
            sources=dict(facts),
            attribution=_attribution(told, offers, pictured=shows is not None),
        )


def _of_each(index: RowsByWork, work_nums: NDArray[np.int64], read: Column) -> list[list[Any]]:
    rows, counts = index.of_each(work_nums)
    found = iter(read(rows))
    return [list(islice(found, count)) for count in counts.tolist()]


def _first(place: int) -> int:
    return place if place >= 0 else UNKNOWN


@lru_cache(_REMEMBERED)
def _sources(written: str) -> tuple[dict[str, str], frozenset[str]]:
    """The sources of each fact of a work, as the table has them, and all of them; thousands of works have the same."""
    facts: dict[str, str] = json.loads(written)
    return facts, frozenset(source for sources in facts.values() for source in sources.split(", "))


@cache
def _made_in(code: str) -> str:
    return country_name(code).lower()


def _attribution(told: frozenset[str], offers: Sequence[Offer], *, pictured: bool) -> list[str]:
    """Who must be named: for facts, by their sources, for offers, and for a picture, which is TMDB's."""
    named = attribution(told | {TMDB_API} if pictured else told)
    return list(dict.fromkeys([*named, *(offer.attribution for offer in offers if offer.attribution)]))


def _offers_of(rows: list[dict[str, Any]], sources: Mapping[str, str], new: set[tuple[str, str | None]]) -> list[Offer]:
    """One offer a service, in the registry's order.

    `sources` are those of the titles by their ids, `new` the services and countries that the work just came to.
    """
    by_service: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_service.setdefault(row["service"], []).append(row)
    return [
        Offer(
            service=service,
            name=service_name(service),
            countries=sorted({row["country"] for row in shown if row["country"] is not None}),
            since=min((row["added"] for row in shown if row["added"] is not None), default=None),
            snapshot=max(row["snapshot"] for row in shown),
            new=sorted({row["country"] for row in shown if row["country"] and (service, row["country"]) in new}),
            attribution=next(filter(None, (AVAILABILITY_BY.get(sources[row["title_id"]]) for row in shown)), None),
        )
        for service, shown in sorted(by_service.items(), key=lambda one: _PLACES.get(one[0], len(_PLACES)))
    ]
