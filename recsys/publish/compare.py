"""Comparison of two bundles: works and offers that came and went, what was measured, how far the lists moved."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from recsys.bundle.bundle import Bundle
from recsys.bundle.moves import places_of
from recsys.errors import RequestError
from recsys.progress import Progress, silent
from recsys.serving.service import Service

K = 10
# Enough for the second decimal of a mean overlap, and a few seconds of answering.
SAMPLE = 200
SEED = 0
STEPS = 2


@dataclass(frozen=True)
class ComparedWork:
    """A work, as people tell it apart."""

    work_id: str
    title: str
    year: int
    type: str


@dataclass(frozen=True)
class ComparedOffer:
    """A work that a service shows in a country, by their ids; `country` is None where the source does not say."""

    service: str
    country: str | None
    work_id: str
    title: str
    year: int


@dataclass(frozen=True)
class RenamedWork:
    """A work whose id changed, because the facts did that it follows from; title, year and type are those of now."""

    before: str
    after: str
    title: str
    year: int
    type: str


@dataclass(frozen=True)
class PlaceMoves:
    """How many works came to a service in a country, and how many went, and as of which snapshots.

    `before` and `after` are the newest whole snapshot in each bundle, None where it has none.
    """

    service: str
    country: str | None
    added: int
    gone: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Figure:
    """Something that was counted or measured in both bundles; None where one has no such figure."""

    name: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Moved:
    """How far lists of K moved: of `sample` lists that both bundles give, how much the two have in common.

    `overlap` is the mean over the lists of the share of the longer one that both hold (1 where both are empty), `same`
    the share of lists that are equal, order and all. Both are None where there is no list to compare.
    """

    answer: str
    sample: int
    overlap: float | None
    same: float | None


@dataclass(frozen=True)
class Comparison:
    """What became of the bundle `before` in the bundle `after`, each named by when it was built.

    `same_test` is False where the figures were not measured on the same ratings, so that they can hardly be compared.
    Of works that the second bundle has under another id, `works_renamed`, only what else became of them is told. Offers
    are those that are current in each bundle, by service, country and work; `places` counts them, and has the services
    and countries where something moved. `rated_gone` are works with ratings in the first bundle of which the second
    knows nothing, not even by the id that they had.
    """

    before: str
    after: str
    same_test: bool
    works_added: list[ComparedWork]
    works_gone: list[ComparedWork]
    works_renamed: list[RenamedWork]
    rated_gone: list[ComparedWork]
    offers_added: list[ComparedOffer]
    offers_gone: list[ComparedOffer]
    places: list[PlaceMoves]
    figures: list[Figure]
    lists: list[Moved]


def compare(before: Bundle, after: Bundle, progress: Progress = silent) -> Comparison:
    """Compare two bundles; the lists of the same sample of works and users, whichever comes first."""
    progress("comparing the lists of works")
    services = Service(before), Service(after)
    works = _moved("recommend", _both(before.work_ids.ids, after.work_ids.ids), services, _alike)
    progress("comparing the lists of users")
    users = _moved("for_user", _both(_users(before), _users(after)), services, _for_user)
    works_then, works_now = _works(before), _works(after)
    current_id = services[1].catalogue.current_id
    renamed = {
        work_id: found
        for (work_id,) in works_then.keys() - works_now.keys()
        if (found := current_id(work_id)) is not None and (found,) not in works_then
    }
    offers_then, offers_now = _offers(before, works_then, renamed), _offers(after, works_now, {})
    offers_added, offers_gone = _only(offers_now, offers_then), _only(offers_then, offers_now)
    return Comparison(
        before=str(before.manifest["built"]),
        after=str(after.manifest["built"]),
        same_test=all(_test(before, name) == _test(after, name) for name in ("inputs", "split")),
        works_added=[work for work in _only(works_now, works_then) if work.work_id not in renamed.values()],
        works_gone=[work for work in _only(works_then, works_now) if work.work_id not in renamed],
        works_renamed=[
            RenamedWork(old, new, works_now[new,].title, works_now[new,].year, works_now[new,].type)
            for old, new in sorted(renamed.items())
        ],
        rated_gone=[works_then[work_id,] for work_id in _rated(before) if current_id(work_id) is None],
        offers_added=offers_added,
        offers_gone=offers_gone,
        places=_places(offers_added, offers_gone, before, after),
        figures=_figures(before, after),
        lists=[works, users],
    )


def overlap(one: list[str], other: list[str]) -> float:
    """The share of the longer list that both hold; 1 where both are empty."""
    longer = max(len(one), len(other))
    return len(set(one) & set(other)) / longer if longer else 1.0


def _moved(
    answer: str, names: list[str], services: tuple[Service, Service], listed: Callable[[Service, str], list[str]]
) -> Moved:
    pairs = [(listed(services[0], name), listed(services[1], name)) for name in names]
    if not pairs:
        return Moved(answer, 0, None, None)
    shares = [overlap(one, other) for one, other in pairs]
    return Moved(answer, len(pairs), float(np.mean(shares)), float(np.mean([one == other for one, other in pairs])))


def _alike(service: Service, work_id: str) -> list[str]:
    return [result.work.work_id for result in service.recommend(work_id, K).results]


def _for_user(service: Service, user_id: str) -> list[str]:
    try:
        return [result.work.work_id for result in service.for_user(user_id, K).results]
    except RequestError:  # a bundle without a collaborative model has no list for anybody
        return []


def _both(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """A sample of what both have, always the same."""
    shared = sorted(set(one) & set(other))
    if len(shared) <= SAMPLE:
        return shared
    chosen = np.random.default_rng(SEED).choice(len(shared), SAMPLE, replace=False)
    return [shared[number] for number in sorted(chosen.tolist())]


def _users(bundle: Bundle) -> list[str]:
    return [str(user_id) for user_id in bundle.ratings.column("user_id").unique().to_pylist()]


def _works(bundle: Bundle) -> dict[tuple[str, ...], ComparedWork]:
    columns = ("work_id", "title", "year", "type")
    rows = zip(*(bundle.works.column(name).to_pylist() for name in columns), strict=True)
    return {(row[0],): ComparedWork(*row) for row in rows}


def _rated(bundle: Bundle) -> list[str]:
    return sorted(str(work_id) for work_id in bundle.ratings.column("work_id").unique().to_pylist())


def _offers(
    bundle: Bundle, works: Mapping[tuple[str, ...], ComparedWork], renamed: Mapping[str, str]
) -> dict[tuple[str, ...], ComparedOffer]:
    """The current offers by service, country ("" where not known) and work, that by its new id where it has one."""
    current = bundle.offers.filter(bundle.offers.column("until").is_null())
    found: dict[tuple[str, ...], ComparedOffer] = {}
    for service, country, work_id in zip(
        *(current.column(name).to_pylist() for name in ("service", "country", "work_id")), strict=True
    ):
        work, known_as = works[work_id,], renamed.get(work_id, work_id)
        found[service, country or "", known_as] = ComparedOffer(service, country, known_as, work.title, work.year)
    return found


_Thing = TypeVar("_Thing")


def _only(one: Mapping[tuple[str, ...], _Thing], other: Mapping[tuple[str, ...], _Thing]) -> list[_Thing]:
    """What `one` has and `other` has not, in the order of their keys."""
    return [one[key] for key in sorted(one.keys() - other.keys())]


def _places(
    added: Iterable[ComparedOffer], gone: Iterable[ComparedOffer], before: Bundle, after: Bundle
) -> list[PlaceMoves]:
    came = Counter((offer.service, offer.country) for offer in added)
    went = Counter((offer.service, offer.country) for offer in gone)
    places = sorted(came.keys() | went.keys(), key=lambda place: (place[0], place[1] or ""))
    then, now = (
        {(place.service, place.country): place.as_of for place in places_of(bundle.snapshots)}
        for bundle in (before, after)
    )
    return [PlaceMoves(*place, came[place], went[place], then.get(place), now.get(place)) for place in places]


def _figures(before: Bundle, after: Bundle) -> list[Figure]:
    then, now = _measured(before), _measured(after)
    names = [*then, *(name for name in now if name not in then)]
    return [Figure(name, then.get(name), now.get(name)) for name in names]


def _test(bundle: Bundle, name: str) -> object:
    return bundle.manifest.get(name), bundle.metrics.get(name)


def _measured(bundle: Bundle) -> dict[str, float]:
    counts = {
        "works": bundle.works.num_rows,
        "titles": bundle.titles.num_rows,
        "offers": bundle.offers.num_rows,
        "ratings": bundle.ratings.num_rows,
        "users": len(_users(bundle)),
    }
    return counts | dict(_numbers(bundle.metrics, ""))


def _numbers(metrics: Mapping[str, Any], above: str) -> Iterable[tuple[str, float]]:
    """Every number of the metrics by its way there; lists, such as the bins of a plot, are left out."""
    for name, value in metrics.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{above}{name}: ")
        elif isinstance(value, bool | int | float):
            yield f"{above}{name}", float(value)
