import pyarrow.compute as pc
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.domain.schema import WORKS
from recsys.serving.explore.films import (
    MoneyGroup,
    VoteGroup,
    money_by_decade,
    money_by_genre,
    votes_by_decade,
    votes_by_genre,
)
from tests.fixtures.tables import film, tables

DRAMA, COMEDY, BOTH = {"genres": ["drama"]}, {"genres": ["comedy"]}, {"genres": ["drama", "comedy"]}


@pytest.fixture(scope="module")
def movies():
    return tables(
        film(1, "Two", "1990-01-01", budget=10, revenue=20, vote_average=6.0, votes=10, **DRAMA),
        film(2, "Four", "1999-12-31", budget=10, revenue=40, vote_average=8.0, votes=99, **BOTH),
        film(3, "Half", "2000-01-01", budget=20, revenue=10, vote_average=9.9, votes=9, **COMEDY),
        film(4, "Ten", "2009-01-01", budget=40, revenue=400, vote_average=7.0, votes=10, **DRAMA),
        film(5, "No revenue", "2009-01-01", budget=5, votes=50, **DRAMA),
        film(6, "No budget", "1990-01-01", revenue=5, **DRAMA),
    )["works"]


def test_money_by_genre(movies):
    # Quartiles of 2, 4, 10 and of 1/2, 4
    assert money_by_genre(movies) == [
        MoneyGroup("drama", 3, 60, 460, 460 / 60, 3.0, 4.0, 7.0),
        MoneyGroup("comedy", 2, 30, 50, 50 / 30, 1.375, 2.25, 3.125),
    ]
    assert [group.group for group in money_by_genre(movies, 1)] == ["drama"]


def test_money_by_decade(movies):
    assert money_by_decade(movies) == [
        MoneyGroup("1990", 2, 20, 60, 3.0, 2.5, 3.0, 3.5),
        MoneyGroup("2000", 2, 60, 410, 410 / 60, 2.875, 5.25, 7.625),
    ]


def test_votes_where_there_are_enough(movies):
    assert votes_by_genre(movies) == [VoteGroup("drama", 3, 6.5, 7.0, 7.5), VoteGroup("comedy", 1, 8.0, 8.0, 8.0)]
    assert votes_by_decade(movies) == [VoteGroup("1990", 2, 6.5, 7.0, 7.5), VoteGroup("2000", 1, 7.0, 7.0, 7.0)]


@pytest.mark.parametrize("summary", [money_by_genre, money_by_decade, votes_by_genre, votes_by_decade])
def test_no_films(summary):
    assert summary(WORKS.empty_table()) == []


def test_the_sample_as_pandas_counts_it(sample_bundle):
    works = load_bundle(sample_bundle).works
    movies = works.filter(pc.equal(works.column("type"), "movie"))
    frame = movies.to_pandas()
    known = frame[(frame["budget"] > 0) & (frame["revenue"] > 0)]
    comedies = known[known["genres"].map(lambda genres: "comedy" in genres)]
    (found,) = [group for group in money_by_genre(movies) if group.group == "comedy"]
    assert (found.films, found.budget) == (len(comedies), comedies["budget"].sum())
    assert found.median == pytest.approx((comedies["revenue"] / comedies["budget"]).median())
    assert sum(group.films for group in money_by_decade(movies)) == len(known)
