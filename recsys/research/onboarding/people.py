"""Newcomers whose answers are known: people of MovieLens, and people of whom it is known what they watch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.build.dataset import dataset_of
from recsys.build.evaluate import WATCHED_REG
from recsys.build.evaluation.rankers import fit_ease, popularity_of
from recsys.build.evaluation.splits import hold_out, last_in_time, rows_by_user
from recsys.build.item_features import ItemFeatures
from recsys.bundle.bundle import Bundle
from recsys.bundle.rows import codes_of, work_numbers
from recsys.errors import DataError, NotFoundError
from recsys.ingest.raw import read_cells
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.ratings.posterior.fit import QUICK, fit_posterior
from recsys.serving.catalogue import Catalogue
from recsys.serving.service import Service

AWAY = 0.5  # of the people: half of them chose constants, half are reported
FEWEST_WATCHED = 5
WATCHERS = "series/watched.csv"
NAMED = 4.0  # stars of a series that somebody says they watch


@dataclass(frozen=True)
class Newcomer:
    """Somebody who answers with `stars` by work, and has not seen anything else; asked are none of the `wanted`, which
    a list should hold.
    """

    stars: dict[int, float]
    wanted: NDArray[np.integer]


class Split(NamedTuple):
    """A service whose models know nothing of the people away: by the source of what they told, those who teach and
    those who are reported; the year that it is for each source, that of the newest work in it; and the series that
    anybody of WATCHERS watches, (n_works,), of which alone it is known who does not.
    """

    service: Service
    teaching: dict[str, list[Newcomer]]
    reported: dict[str, list[Newcomer]]
    years: dict[str, int]
    watched: NDArray[np.bool_]


def split(bundle: Bundle, data_folder: Path, seed: int) -> Split:
    """Some people apart, and models of the others.

    Models are fitted anew but for the weights of the bundle's ranker. Raises DataError for a bundle without ratings
    or ranker, or where the people who watch cannot be read.
    """
    if bundle.ranker is None:
        raise DataError("onboarding is measured on a bundle with ratings and a ranker, found none in it.")
    catalogue = Catalogue(bundle)
    user_nums, users = codes_of(bundle.ratings.column("user_id"))
    away = hold_out(len(users), seed, AWAY)
    reported = away & hold_out(len(users), seed + 1, 0.5)
    watched = _watched(data_folder / WATCHERS, catalogue)
    watchers_away = hold_out(len(watched), seed, AWAY)
    staying = [works for works, gone in zip(watched, watchers_away.tolist(), strict=True) if not gone]

    others = bundle.ratings.filter(~away[user_nums])
    features = ItemFeatures.of(bundle.works, bundle.names, bundle.credits, bundle.titles)
    dataset = dataset_of(bundle.works, others, features)
    if dataset is None:
        raise DataError("onboarding is measured on 100 ratings and more, found fewer.")
    model = fit_posterior(*dataset, replace(QUICK, seed=seed))
    ranker = RankingModel(
        fit_ease(dataset.ratings), bundle.ranker.ranker, popularity_of(dataset.ratings), _ease(staying, len(catalogue))
    )
    service = Service(replace(bundle, collaborative=model, ranker=ranker, ratings=others, svd=None))

    works = work_numbers(bundle.ratings.column("work_id"), catalogue.work_ids)
    stars = bundle.ratings.column("rating").to_numpy()
    later = last_in_time(user_nums, bundle.ratings.column("timestamp").to_numpy())
    teaching: dict[str, list[Newcomer]] = {}
    told_of: dict[str, list[Newcomer]] = {}
    years: dict[str, int] = {}
    for user, rows in rows_by_user(user_nums).items():
        source = users[user].rsplit("-", 1)[0]
        years[source] = max(years.get(source, 0), int(catalogue.years[works[rows]].max()))
        if away[user]:
            told, wanted = rows[~later[rows]], rows[later[rows] & (stars[rows] >= LIKED_FROM)]
            answers = dict(zip(works[told].tolist(), stars[told].tolist(), strict=True))
            (told_of if reported[user] else teaching).setdefault(source, []).append(Newcomer(answers, works[wanted]))
    watchers = _watchers(watched, watchers_away, seed)
    teaching[WATCHERS], told_of[WATCHERS] = watchers[::2], watchers[1::2]
    years[WATCHERS] = int(catalogue.years.max())
    named = np.zeros(len(catalogue), dtype=bool)
    named[[work for works in watched for work in works]] = True
    return Split(service, teaching, told_of, years, named)


def _watchers(watched: Sequence[list[int]], away: NDArray[np.bool_], seed: int) -> list[Newcomer]:
    """Those away of whom enough is known, less one series each."""
    rng = np.random.default_rng(seed)
    return [
        Newcomer(dict.fromkeys(told[1:], NAMED), np.array(told[:1]))
        for works, gone in zip(watched, away.tolist(), strict=True)
        if gone and len(works) >= FEWEST_WATCHED
        for told in [rng.permutation(works).tolist()]
    ]


def _watched(path: Path, catalogue: Catalogue) -> list[list[int]]:
    """The series that each person watches, by row number; a name of no series is passed over."""
    people = [sorted({name for name in cells if name}) for _, cells in read_cells(path)]
    series = {name: _series(name, catalogue) for name in sorted({name for names in people for name in names})}
    return [sorted({found for name in names if (found := series[name]) is not None}) for names in people]


def _series(name: str, catalogue: Catalogue) -> int | None:
    try:
        found = [work for work in catalogue.namesakes("title", name) if not catalogue.is_movie[work]]
    except NotFoundError:
        return None
    return max(found, key=lambda work: int(catalogue.votes[work]), default=None)


def _ease(watched: Sequence[list[int]], n_works: int) -> EaseModel:
    users = np.repeat(np.arange(len(watched), dtype=np.int32), [len(works) for works in watched])
    works = np.array([work for of in watched for work in of], dtype=np.int32)
    return EaseModel.fit(users, works, len(watched), n_works, reg=WATCHED_REG)
