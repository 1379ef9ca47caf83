"""The scale of a file's ratings, and its ratings as stars."""

from collections.abc import Iterable

from recsys.domain.schema import RATING_MAX, RATING_MIN

STARS, TEN, HUNDRED = RATING_MAX, 10.0, 100.0


def found_out(ratings: Iterable[float | None]) -> float | None:
    """The highest value of the scale that all ratings of a file fit, None where there are none.

    Any above 10 says a hundred points, any above 5 ten; else they are stars.

    >>> found_out([9, 8, 4]), found_out([4.5, 3]), found_out([87, 5])
    (10.0, 5.0, 100.0)
    """
    highest = max((rating for rating in ratings if rating is not None), default=None)
    if highest is None:
        return None
    return next((scale for scale in (STARS, TEN) if highest <= scale), HUNDRED)


def stars(rating: float, highest: float) -> float | None:
    """A rating as stars, half a star at least; None where it is not on the scale.

    >>> stars(9, 10), stars(0.5, 10), stars(0, 10), stars(11, 10)
    (4.5, 0.5, None, None)
    """
    if not 0 < rating <= highest:
        return None
    return max(RATING_MIN, round(rating * RATING_MAX / highest, 2))
