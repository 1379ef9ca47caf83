"""What whoever has said nothing is shown first."""

import numpy as np
import pytest

from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.newcomers import Newcomers, newest_year
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import together, work

VOTES = 100_000


def film(number, year=2024, **facts):
    return work(f"film-{number:02}", f"Film {number}", year, votes=VOTES - number, vote_average=7.0, **facts)


def series(number, **facts):
    name = f"Series {number}"
    return work(f"series-{number:02}", name, 2024, "tv show", votes=VOTES - number, vote_average=7.0, **facts)


def listed(rows, country=None, without=()):
    catalogue = Catalogue(bundle(together(*rows)))
    eligible = np.ones(len(catalogue), dtype=bool)
    eligible[[catalogue.work_ids.number(one) for one in without]] = False
    scores = Newcomers(catalogue).scores(eligible, country)
    order = np.argsort(-scores, kind="stable")
    return [catalogue.work_ids.ids[place] for place in order if scores[place] > 0]


@pytest.mark.parametrize(("hours", "of_ten"), [((60, 40), 4), ((0, 0), 5), ((10, 90), 7), ((99, 1), 3)])
def test_films_and_series_as_they_are_watched_neither_under_a_third(hours, of_ten):
    rows = [film(number, hours_viewed=hours[0]) for number in range(10)]
    rows += [series(number, hours_viewed=hours[1]) for number in range(10)]
    first = listed(rows)[:10]
    assert sum(one.startswith("series") for one in first) == of_ten
    assert [one for one in first if one.startswith("film")] == [f"film-{n:02}" for n in range(10 - of_ten)]


def test_the_newer_of_as_good_and_known_ones_and_the_much_better_known_before_the_new():
    rows = [film(0, 1994), film(1, 2023), work("unknown", "Unknown", 2024, votes=20, vote_average=7.0)]
    assert newest_year(Catalogue(bundle(together(*rows)))) == 2024
    assert listed(rows) == ["film-01", "film-00", "unknown"]
    assert listed(rows, without=["film-01"]) == ["film-00", "unknown"]


def test_a_fifth_is_from_home_where_it_is_known():
    rows = [film(number, countries=["US"]) for number in range(20)]
    rows += [film(number, countries=["MX"], genres=["drama"]) for number in range(20, 24)]
    rows += [film(24, countries=["MX", "US"])]
    home = {f"film-{number}" for number in range(20, 24)}
    assert [sum(one in home for one in listed(rows, "MX")[:k]) for k in (5, 10, 20)] == [1, 2, 4]
    # Of the whole they would be last, as the least known.
    assert not home & set(listed(rows, "US")[:20])
