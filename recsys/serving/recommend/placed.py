"""Where works can be watched tonight: on a person's own services, elsewhere, or nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recsys.models.ratings.user_posterior import UserPosterior
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import Filters
from recsys.serving.locales import Locale

YOURS, ELSEWHERE, NOWHERE = "yours", "elsewhere", "nowhere"
WHERE = (YOURS, ELSEWHERE, NOWHERE)  # the best first


@dataclass(frozen=True)
class PlacedWork:
    """A work, where it is shown now, and what the person is predicted to think of it.

    `where` is «yours» where one of the person's services shows it in their country, «elsewhere» where only others do,
    or in other countries, «nowhere» where none does; `services` are the names of those: elsewhere of the ones in
    their country, of any where it has none. `predicted_rating` is in stars, from `low` to `high` with probability 0.8,
    `liking` the probability that they like it.
    """

    work: Work
    where: str
    services: list[str]
    predicted_rating: float
    low: float
    high: float
    liking: float


def placed_works(
    catalogue: Catalogue, posterior: UserPosterior, rows: Sequence[int], filters: Filters, locale: Locale | None
) -> list[PlacedWork]:
    """Works by row number, in their order, for whoever has that posterior; `filters` say which services are theirs,
    none for all, and in which country, none for any.
    """
    if not rows:
        return []
    found = posterior.predict(np.array(rows))
    figures = np.column_stack([found.ratings, found.low, found.high, found.liking]).tolist()
    works = catalogue.works_at(rows, locale)
    return [
        PlacedWork(work, *_where(work, filters), *predicted) for work, predicted in zip(works, figures, strict=True)
    ]


def _where(work: Work, filters: Filters) -> tuple[str, list[str]]:
    here = [offer for offer in work.offers if filters.country is None or filters.country in offer.countries]
    yours = [offer.name for offer in here if not filters.platforms or offer.service in filters.platforms]
    if yours:
        return YOURS, yours
    return ELSEWHERE if work.offers else NOWHERE, [offer.name for offer in here or work.offers]
