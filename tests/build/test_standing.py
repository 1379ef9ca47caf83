"""How well known and how well liked works are, on tables that fit on paper."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.build.standing import FEWEST_COMPARED, STANDING, standing, vote_sources
from tests.fixtures.tables import Rows, tables, work


def voted(number, votes, average=None, *, by="tmdb", **columns):
    """A work with so many votes by the source named."""
    return work(f"w-{number}", f"Work {number}", 2000, source=by, votes=votes, vote_average=average, **columns)


def told(*works):
    """`standing` of the works, in the order in which they are given."""
    table = tables(*works)["works"]
    found = standing(table)
    assert tuple(found) == STANDING
    places = {work_id: place for place, work_id in enumerate(table.column("work_id").to_pylist())}
    order = [places[one.works[0]["work_id"]] for one in works]
    return found["fame"][order], found["quality"][order]


def test_votes_of_tmdb_alone_stand_as_they_are():
    fame, quality = told(voted(1, 9, 8.0), voted(2, 99, 6.0))
    assert fame.tolist() == pytest.approx([1, 2])
    # The mean of works is 7, as if 900 more had given it.
    assert quality.tolist() == pytest.approx([(9 * 8 + 900 * 7) / 909, (99 * 6 + 900 * 7) / 999], abs=2e-3)


def test_what_its_api_counts_are_tmdbs_votes_too():
    fame, _ = told(*OF_TMDB[1:], voted(1, 20, 6.0, by="tmdb-api", popularity=1.0), *OF_IMDB)
    assert fame[29] == pytest.approx(np.log10(1 + 100 * 20), abs=1e-6)


# Thirty films of TMDB, whose votes follow their popularity, and thirty of as much popularity that IMDb counts: of these
# one in three has ten times as many votes, one a hundred times, one a thousand times.
POPULAR = [1 + number for number in range(FEWEST_COMPARED)]
OF_TMDB = [voted(number, 10 * (1 + number), 6.0, popularity=float(number)) for number in POPULAR]
OF_IMDB = [
    voted(100 + number, 10 * (1 + number) * (10, 100, 1000)[number % 3], 6.0, by="imdb", popularity=float(number))
    for number in POPULAR
]


def test_votes_of_tmdb_are_multiplied_by_the_median_of_others_for_films_as_popular():
    fame, _ = told(*OF_TMDB, *OF_IMDB)
    popular = 1 + np.array(POPULAR)
    np.testing.assert_allclose(fame[:30], np.log10(1 + 100 * 10 * popular), atol=1e-6)
    np.testing.assert_allclose(fame[30:33], np.log10(1 + 10 * popular[:3] * (100, 1000, 10)))


def test_series_do_not_tell_how_many_votes_films_have():
    """Of which IMDb has fewer: thirty-one with one vote each."""
    series = [voted(200 + number, 1, 6.0, by="imdb", popularity=5.0, type="tv show") for number in range(31)]
    fame, _ = told(*OF_TMDB, *OF_IMDB, *series)
    assert fame[0] == pytest.approx(np.log10(1 + 100 * 20), abs=1e-6)
    assert fame[-1] == pytest.approx(np.log10(2))


@pytest.mark.parametrize("others", [OF_IMDB[:-1], [voted(300 + n, 500, by="imdb") for n in range(30)]])
def test_too_few_films_with_both_tell_nothing_of_tmdbs_votes(others):
    fame, _ = told(*OF_TMDB, *others)
    assert fame[0] == pytest.approx(np.log10(21))


def test_films_all_of_one_popularity_tell_nothing_of_tmdbs_votes():
    same = [voted(number, 10, popularity=1.0) for number in range(30)]
    fame, _ = told(*same, *OF_IMDB)
    assert fame[0] == pytest.approx(np.log10(11))


def test_hours_viewed_tell_of_works_whose_votes_nobody_counted():
    """Each has a tenth as many votes as hours, up to the one that both logarithms add."""
    seen = [
        voted(number, 10**power - 1, by="imdb", hours_viewed=10 ** (power + 1) - 1)
        for number, power in enumerate([2, 3, 4] * 10)
    ]
    unknown = voted(99, 0, hours_viewed=10**6 - 1, popularity=0.0)
    series = voted(98, 0, hours_viewed=10**6 - 1, type="tv show")
    fame, _ = told(*seen, unknown, series)
    assert fame[-2] == pytest.approx(5)
    assert fame[-1] == 0  # of series no votes are known


def test_what_tells_most_is_asked_first():
    by_weight = [voted(number, 10**power - 1, weight=10.0**power - 1) for number, power in enumerate([1, 2] * 15)]
    by_popularity = [
        voted(50 + number, 10**power - 1, popularity=10.0 ** (3 - power) - 1)
        for number, power in enumerate([1, 2] * 15)
    ]
    both, one = voted(98, 0, weight=99.0, popularity=99.0), voted(99, 0, popularity=99.0)
    fame, _ = told(*by_weight, *by_popularity, both, one)
    assert fame[-2:].tolist() == pytest.approx([2, 1])


def test_what_nothing_tells_of_is_little_known():
    fame, quality = told(*(voted(number, 10**number - 1, 9.0) for number in range(1, 12)), voted(0, 0, 2.0))
    assert fame[-1] == pytest.approx(2)  # one in ten of 1 to 11 has no more
    assert quality[-1] == pytest.approx(9)  # nobody gave that score


def test_nothing_known_at_all():
    fame, quality = told(voted(1, 0), voted(2, 0, type="tv show"))
    assert (fame.tolist(), quality.tolist()) == ([0, 0], [5, 5])


def test_no_works():
    found = standing(tables()["works"])
    assert [found[name].shape for name in STANDING] == [(0,), (0,)]
    assert vote_sources(tables()["works"]).shape == (0,)


def test_the_source_of_votes():
    table = tables(voted(1, 4, by="imdb"), voted(2, 4), work("s-3", "Dark", 2017, "tv show"))["works"]
    assert vote_sources(table).tolist() == ["imdb", "tmdb", ""]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.none() | st.floats(0, 10)), min_size=1, max_size=8))
def test_a_quality_lies_between_the_score_and_the_mean(votes_and_scores):
    works: list[Rows] = [voted(place, votes, score) for place, (votes, score) in enumerate(votes_and_scores)]
    fame, quality = told(*works)
    known = [score for votes, score in votes_and_scores if votes and score is not None]
    mean = np.mean(known) if known else 5.0
    assert (fame >= 0).all()
    for (votes, score), found in zip(votes_and_scores, quality.tolist(), strict=True):
        ends = (mean, score) if votes and score is not None else (mean, mean)
        assert min(ends) - 1e-9 <= found <= max(ends) + 1e-9
