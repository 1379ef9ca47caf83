"""Two bundles beside one another: titles that came and went, what was measured, how far the lists moved."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from recsys.bundle.bundle import Bundle
from recsys.errors import RequestError
from recsys.progress import Progress, silent
from recsys.serving.service import Service

K = 10
# Enough for the second decimal of a mean overlap, and a few seconds of answering.
SAMPLE = 200
SEED = 0
STEPS = 2


@dataclass(frozen=True)
class Title:
    """A title of a catalogue, as people tell it apart."""

    title_id: str
    title: str
    year: int
    platform: str


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
    """What became of the bundle `before` in the bundle `after`, which are told by when they were built.

    `same_test` is False where the figures were not measured on the same ratings, and say less beside one another.
    """

    before: str
    after: str
    same_test: bool
    added: list[Title]
    gone: list[Title]
    figures: list[Figure]
    lists: list[Moved]


def compare(before: Bundle, after: Bundle, progress: Progress = silent) -> Comparison:
    """Compare two bundles; the lists of the same sample of works and people, whichever comes first."""
    progress("comparing the lists of works")
    services = Service(before), Service(after)
    works = _moved("recommend", _both(before.works.ids, after.works.ids), services, _alike)
    progress("comparing the lists of people")
    people = _moved("for_user", _both(_users(before), _users(after)), services, _for_user)
    then, now = _titles(before), _titles(after)
    return Comparison(
        before=str(before.manifest["built"]),
        after=str(after.manifest["built"]),
        same_test=all(_test(before, name) == _test(after, name) for name in ("inputs", "split")),
        added=[now[title_id] for title_id in sorted(now.keys() - then.keys())],
        gone=[then[title_id] for title_id in sorted(then.keys() - now.keys())],
        figures=_figures(before, after),
        lists=[works, people],
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


def _titles(bundle: Bundle) -> dict[str, Title]:
    columns = ("title_id", "display_title", "release_year", "platform")
    rows = zip(*(bundle.titles.column(name).to_pylist() for name in columns), strict=True)
    return {row[0]: Title(*row) for row in rows}


def _figures(before: Bundle, after: Bundle) -> list[Figure]:
    then, now = _measured(before), _measured(after)
    names = [*then, *(name for name in now if name not in then)]
    return [Figure(name, then.get(name), now.get(name)) for name in names]


def _test(bundle: Bundle, name: str) -> object:
    return bundle.manifest.get(name), bundle.metrics.get(name)


def _measured(bundle: Bundle) -> dict[str, float]:
    films = bundle.films.movies.num_rows if bundle.films is not None else 0
    counts = {
        "titles": bundle.titles.num_rows,
        "works": len(bundle.works),
        "films": films,
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
