"""What the providers of a country show, by TMDB's discover: each list read page by page, in parts where it is long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, zip_longest
from typing import NamedTuple

from recsys.domain.countries import country_name
from recsys.domain.services import service_name
from recsys.ingest.download.tmdb.answers import Answer, KeptAnswers, page_of_ids
from recsys.ingest.download.tmdb.api import MOST_PAGES, Params
from recsys.ingest.download.tmdb.providers import Provider
from recsys.progress import Countdown, Progress

MONETIZATIONS = ("flatrate", "free", "ads")  # of a title that is listed under several, the first is taken
PAGE = 20  # titles
_FIRST_YEAR, _YEARS_AHEAD = 1870, 10
# Not by popularity, which changes while the pages are read, so that titles would move across them.
_DATES = {"movie": "primary_release_date", "tv": "first_air_date"}
# What discover leaves out unless it is asked for, whoever shows it.
_LEFT_OUT = {"movie": "include_video", "tv": "include_null_first_air_dates"}


class Title(NamedTuple):
    """A film or series by its id at TMDB; `type` is movie or tv."""

    type: str
    id: int


class Listed(NamedTuple):
    """A title that a provider shows in a country."""

    title: Title
    country: str
    provider_id: int
    monetization: str

    def to_json(self) -> dict[str, object]:
        """As it stands in a snapshot."""
        where = {"country": self.country, "provider_id": self.provider_id, "monetization": self.monetization}
        return self.title._asdict() | where


@dataclass(frozen=True)
class TitleList:
    """The titles of a type that a provider shows for a kind of payment, all or those released between two dates."""

    provider: Provider
    type: str
    monetization: str
    between: tuple[date, date] | None = None

    def params(self, page: int, by_popularity: bool) -> Params:
        """What discover is asked."""
        released = _DATES[self.type]
        params: dict[str, str | int] = {
            _LEFT_OUT[self.type]: "true",
            "watch_region": self.provider.country,
            "with_watch_providers": self.provider.provider_id,
            "with_watch_monetization_types": self.monetization,
            "include_adult": "false",
            "sort_by": "popularity.desc" if by_popularity else f"{released}.asc",
            "page": page,
        }
        if self.between is not None:
            params |= {f"{released}.gte": self.between[0].isoformat(), f"{released}.lte": self.between[1].isoformat()}
        return params

    def parts(self, today: date) -> "list[TitleList]":
        """The same list in two parts by year; in twelve by month where it is one year; whole where it is a month."""
        first, last = self.between or (date(_FIRST_YEAR, 1, 1), date(today.year + _YEARS_AHEAD, 12, 31))
        if first.year < last.year:
            middle = (first.year + last.year) // 2
            spans = [(first, date(middle, 12, 31)), (date(middle + 1, 1, 1), last)]
        elif first.month < last.month:
            begins = [date(first.year, month, 1) for month in range(1, 13)]
            spans = list(zip(begins, [day - timedelta(days=1) for day in begins[1:]] + [last], strict=True))
        else:
            return [self]
        return [replace(self, between=span) for span in spans]


@dataclass(frozen=True)
class Listing:
    """All that is listed, each title once for a country and provider, and sentences on lists that came short."""

    listed: list[Listed]
    notes: list[str]


def read_listing(
    providers: Sequence[Provider], answers: KeptAnswers, today: date, limit: int | None, progress: Progress
) -> Listing:
    """Everything that the providers show; with a limit, that many titles, popular ones of each list in turn."""
    lists = [
        TitleList(provider, type, monetization)
        for provider in providers
        for type in provider.types
        for monetization in MONETIZATIONS
    ]
    reader = _Reader(answers, limit)
    parts, left = {each: [each] for each in lists}, lists
    while left:
        too_long = []
        countdown = Countdown("how long lists are", len(left), progress)
        for count, one in enumerate(answers.api.each(reader.first_of, left), start=1):
            # As many pages as TMDB shows may be all that it counts.
            if reader.pages(one) >= MOST_PAGES and one.parts(today) != [one]:
                too_long.append(one)
            countdown.done(count)
        cuts = {one: one.parts(today) for one in too_long}
        parts = {each: [part for one in ones for part in cuts.get(one, [one])] for each, ones in parts.items()}
        left = [part for cut in cuts.values() for part in cut]
    pages = [(one, page) for ones in parts.values() for one in ones for page in range(2, reader.pages_to_read(one) + 1)]
    countdown = Countdown("pages of lists", len(pages), progress)
    for count, _ in enumerate(answers.api.each(lambda asked: reader.page(*asked), pages), start=1):
        countdown.done(count)
    ids = {each: list(dict.fromkeys(chain.from_iterable(map(reader.ids, ones)))) for each, ones in parts.items()}
    if limit is not None:
        return Listing(_limited(_listed(ids), ids, limit), [])
    notes = [_short(each, reader.total(each), len(found)) for each, found in ids.items()]
    return Listing(_listed(ids), [note for note in notes if note])


class _Reader:
    """Pages of lists, from what is kept or from TMDB."""

    def __init__(self, answers: KeptAnswers, limit: int | None) -> None:
        self._answers, self._limit = answers, limit

    def page(self, one: TitleList, page: int) -> Answer:
        return self._answers.get(f"/discover/{one.type}", one.params(page, self._limit is not None), page_of_ids)

    def first_of(self, one: TitleList) -> TitleList:
        self.page(one, 1)
        return one

    def pages(self, one: TitleList) -> int:
        """How many pages would be read if TMDB showed them all."""
        pages = int(self.page(one, 1)["pages"])
        return pages if self._limit is None else min(pages, -(-self._limit // PAGE))

    def pages_to_read(self, one: TitleList) -> int:
        return min(self.pages(one), MOST_PAGES)

    def total(self, one: TitleList) -> int:
        return int(self.page(one, 1)["total"])

    def ids(self, one: TitleList) -> Iterator[int]:
        for page in range(1, max(self.pages_to_read(one), 1) + 1):
            yield from self.page(one, page)["ids"]


def _listed(ids: dict[TitleList, list[int]]) -> list[Listed]:
    found: dict[tuple[Title, str, int], Listed] = {}
    for each, titles in ids.items():
        country, provider_id = each.provider.country, each.provider.provider_id
        for title_id in titles:
            title = Title(each.type, title_id)
            found.setdefault((title, country, provider_id), Listed(title, country, provider_id, each.monetization))
    return list(found.values())


def _limited(listed: list[Listed], ids: dict[TitleList, list[int]], limit: int) -> list[Listed]:
    columns = [[Title(each.type, title_id) for title_id in titles] for each, titles in ids.items()]
    in_turn = dict.fromkeys(title for row in zip_longest(*columns) for title in row if title is not None)
    chosen = set(list(in_turn)[:limit])
    return [each for each in listed if each.title in chosen]


def _short(each: TitleList, total: int, found: int) -> str:
    """Films that nobody knows the date of fall out of a list that is read in parts; others may move while it is."""
    if found >= total:
        return ""
    where = f"{service_name(each.provider.service)} in {country_name(each.provider.country)}"
    kind = "films" if each.type == "movie" else "series"
    return f"{where}: TMDB counts {total:,} {kind} ({each.monetization}) and lists {found:,} of them"
