"""The search index of a bundle: how well works are known, and that serving reads what the build made."""

import dataclasses

from recsys.bundle.bundle import load_bundle
from recsys.bundle.search import search_index
from recsys.serving.catalogue import Catalogue
from tests.fixtures import tables as rows
from tests.fixtures.bundles import assert_same_arrays


def index_of(*works):
    tables = rows.tables(rows.together(*works))
    return search_index(tables["works"], tables["names"], tables["titles"], tables["ratings"])


def test_how_well_works_are_known():
    """By votes; one that a service lists and of which nobody counted any as by a hundred."""
    index = index_of(
        rows.film(1, "Counted", "1999-01-01", work_id="a", votes=7),
        rows.work("b", "Listed", 2001),
        rows.title("ns1", "Listed", 2001, work_id="b"),
        rows.work("c", "Nobody", 2002),
    )
    assert index.facts.popularity.round(3).tolist() == [7.0, 100.0, 0.0]


def test_a_series_answers_to_the_years_of_its_seasons():
    index = index_of(
        rows.work("a", "Dark", 2017, type="tv show", end_year=2019),
        rows.title("ns1", "Dark", 2020, work_id="a", type="tv show"),
        rows.work("b", "Film", 2001),
        rows.title("ns2", "Film", 2020, work_id="b"),
    )
    assert index.facts.last_years.tolist() == [2020, 2001]
    assert index.search("dark 2018", 1) == [0]


def test_the_index_that_was_built_is_the_one_that_serving_would_make(sample_bundle):
    bundle = load_bundle(sample_bundle)
    made = Catalogue(dataclasses.replace(bundle, search=None)).titles
    assert Catalogue(bundle).titles is bundle.search
    assert_same_arrays(made, bundle.search)
