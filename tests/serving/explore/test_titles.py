import pandas as pd
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.domain.schema import CREDITS, TITLES
from recsys.domain.services import SERVICES
from recsys.serving.explore import titles as explore
from recsys.serving.explore.titles import Breakdown
from tests.fixtures.catalogue import LISTINGS
from tests.fixtures.tables import tables, title

SIZES = {"amazon": 2, "disney": 1, "hulu": 3, "max": 2, "netflix": 3}
SUMMARIES = [
    explore.types,
    explore.years_released,
    explore.years_added,
    explore.genres,
    explore.minutes,
    explore.seasons,
    explore.maturity,
]


@pytest.fixture(scope="module")
def titles():
    return tables(LISTINGS)["titles"]


def of(*rows):
    return tables(*rows)["titles"]


def found(breakdown):
    """{group: {service: count}} without zeros."""
    return {
        group: {name: counts[place] for name, counts in breakdown.counts.items() if counts[place]}
        for place, group in enumerate(breakdown.groups)
        if breakdown.totals[place]
    }


def test_films_and_series(titles):
    counts = {"amazon": [2, 0], "disney": [1, 0], "hulu": [2, 1], "max": [2, 0], "netflix": [3, 0]}
    assert explore.types(titles) == Breakdown(["movie", "tv show"], counts, SIZES)
    assert explore.types(titles).totals == [10, 1]
    assert explore.types(titles).shares["hulu"] == [2 / 3, 1 / 3]


def test_years_of_release_without_a_gap(titles):
    years = explore.years_released(titles)
    assert years.groups == list(range(1951, 2018))
    assert found(years) == {
        1951: {"disney": 1},
        1979: {"amazon": 1, "max": 1, "netflix": 1},
        1982: {"amazon": 1, "hulu": 1},
        2001: {"hulu": 1, "max": 1},
        2007: {"netflix": 1},
        2009: {"netflix": 1},
        2017: {"hulu": 1},
    }


def test_years_of_arrival():
    rows = [
        title("ns1", "One", 1990, date_added="2019-12-31"),
        title("ns2", "Two", 1991, date_added="2021-01-01"),
        title("as3", "Three", 1992),
    ]
    assert explore.years_added(of(*rows)) == Breakdown(
        [2019, 2020, 2021], {"amazon": [0, 0, 0], "netflix": [1, 0, 1]}, {"amazon": 1, "netflix": 2}
    )


def test_genres_most_first_and_by_name_where_equal(titles):
    assert explore.genres(titles, 3) == Breakdown(
        ["horror", "drama", "science fiction"],
        {"amazon": [2, 1, 1], "disney": [1, 0, 0], "hulu": [1, 1, 0], "max": [0, 0, 0], "netflix": [1, 1, 1]},
        SIZES,
    )
    assert explore.genres(titles).groups == ["horror", "drama", "science fiction", "action", "comedy"]


def test_lengths():
    minutes = [1, 9, 10, 119, 120, 239, 240, 601]
    films = [
        title(f"ns{n}", f"Film {n}", 2000, duration_int=minute, duration_type="min") for n, minute in enumerate(minutes)
    ]
    seasons = [
        title(f"hs{n}", f"Show {n}", 2000, "tv show", duration_int=number, duration_type="season")
        for n, number in enumerate([1, 1, 9, 10, 34])
    ]
    unknown = [title("as1", "Unknown", 2000), title("as2", "Film of unknown length", 2000, duration_type="min")]
    titles = of(*films, *seasons, *unknown)
    assert found(explore.minutes(titles)) == {
        0: {"netflix": 2},
        10: {"netflix": 1},
        110: {"netflix": 1},
        120: {"netflix": 1},
        230: {"netflix": 1},
        240: {"netflix": 2},
    }
    assert explore.minutes(titles).groups == list(range(0, 250, 10))
    assert explore.seasons(titles).counts == {
        "amazon": [0] * 10,
        "hulu": [2, 0, 0, 0, 0, 0, 0, 0, 1, 2],
        "netflix": [0] * 10,
    }


def test_maturity_on_one_scale(titles):
    # Of Netflix's three one is for 13, one says `nr`, and one says nothing.
    assert explore.maturity(titles) == Breakdown(
        ["all", "7+", "13+", "16+", "18+", "not rated"],
        {
            "amazon": [0, 0, 0, 0, 2, 0],
            "disney": [0, 1, 0, 0, 0, 0],
            "hulu": [0, 0, 0, 1, 2, 0],
            "max": [0, 0, 0, 0, 0, 2],
            "netflix": [0, 0, 1, 0, 0, 2],
        },
        SIZES,
    )


def test_what_the_sources_do_not_say():
    made = tables(LISTINGS)
    gaps = found(explore.gaps(made["titles"], made["credits"]))
    # Max's source names nobody at all, so that its titles have the works' people, where these have any.
    assert gaps["directors"] == {"amazon": 1, "disney": 1, "hulu": 3, "max": 1, "netflix": 2}
    assert gaps["cast"] == {"amazon": 1, "disney": 1, "hulu": 2, "max": 1, "netflix": 1}
    assert gaps["date_added"] == SIZES
    assert gaps["duration_int"] == {"amazon": 1, "disney": 1, "hulu": 2, "max": 2, "netflix": 3}
    assert gaps["score"] == {"amazon": 1, "disney": 1, "hulu": 3, "max": 2, "netflix": 3}
    assert gaps["rating"] == {"max": 2, "netflix": 1}
    assert gaps["genres"] == {"max": 2}


@pytest.mark.parametrize("summary", SUMMARIES)
def test_no_titles(summary):
    empty = summary(TITLES.empty_table())
    assert (empty.counts, empty.titles) == ({}, {})
    assert set(empty.totals) <= {0}


def test_no_titles_have_no_gaps():
    assert explore.gaps(TITLES.empty_table(), CREDITS.empty_table()).counts == {}


def test_the_sample_as_pandas_counts_it(sample_bundle):
    titles = load_bundle(sample_bundle).titles
    titles = titles.filter(titles.column("current"))
    frame = titles.to_pandas()
    years = explore.years_released(titles)
    assert years.titles == frame["service"].value_counts().to_dict()
    assert list(years.titles) == [service.id for service in SERVICES if service.id in years.titles]
    expected = pd.crosstab(frame["release_year"], frame["service"]).reindex(years.groups, fill_value=0)
    assert pd.DataFrame(years.counts, years.groups).to_dict() == expected[list(years.counts)].to_dict()
    genres = explore.genres(titles)
    each = frame[["service", "genres"]].explode("genres")
    assert len(genres.groups) == 15
    assert sum(genres.totals) == each["genres"].isin(genres.groups).sum()
    assert genres.totals == sorted(genres.totals, reverse=True)
    films = frame[frame["duration_type"] == "min"]["duration_int"].dropna()
    assert explore.minutes(titles).totals[9] == ((films >= 90) & (films < 100)).sum()
