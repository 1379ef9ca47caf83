"""A build with data that models must not learn from has the models of a build without, unless it is asked to learn."""

import numpy as np
import pytest

from recsys.build.item_features import ItemFeatures
from recsys.build.pipeline import build
from recsys.bundle.bundle import load_bundle
from recsys.ingest.load import read_data
from tests.fixtures.bundles import names
from tests.fixtures.raw_folder import raw_folder, small_raw
from tests.fixtures.tmdb_snapshots import days_ago, fetched, film, listed, snapshot

DAY = days_ago(2)
TOLD = {
    "genres": [{"id": 27}], "overview": "Wholly other words of ghosts and houses.", "tagline": "Boo.", "runtime": 93,
    "vote_count": 9_999_999, "vote_average": 1.5, "popularity": 999.0, "keywords": {"keywords": [{"name": "ghost"}]},
    "production_companies": [{"name": "Ghost House"}], "production_countries": [{"iso_3166_1": "NZ"}],
    "credits": {"cast": [{"id": n, "name": f"Ghost {n}", "order": n} for n in range(40)],
                "crew": [{"id": 99, "name": "Ghost Writer", "job": "Director"}]},
}  # fmt: skip


def add_snapshot(raw, *films, on_netflix=()):
    shows = [listed("movie", one["id"], "MX", 8) for one in on_netflix]
    snapshot(raw, DAY, titles=[fetched("movie", one | TOLD, f"{DAY}T10:00:00Z") for one in films], shows=shows)


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """The folders of the bundles of the same films and ratings, without and with what TMDB's API says of some of them,
    and of one that learned from it.
    """
    folder = tmp_path_factory.mktemp("train-on")
    raw = small_raw(folder / "raw")
    build(raw, folder / "without")
    known = read_data(raw).works.to_pylist()
    films = [film(one["tmdb_id"], one["title"], one["release_date"]) for one in known if one["tmdb_id"]][:50]
    # A film that comes to its first service gets another id, so only those are shown that Hulu has too.
    listed_films = [film(10_000_000 + n, f"Film {n}", "1985-01-01") for n in range(6)]
    add_snapshot(raw, *films, *listed_films, on_netflix=listed_films)
    build(raw, folder / "with")
    build(raw, folder / "asked", train_on=("tmdb-api",))
    return folder


def test_every_model_is_byte_for_byte_that_of_a_build_without(builds):
    models = [name for name in names(builds / "without") if name.endswith(".safetensors")]
    assert len(models) == 6
    for name in models:
        assert (builds / "with" / name).read_bytes() == (builds / "without" / name).read_bytes(), name
    with_it = load_bundle(builds / "with")
    assert with_it.manifest["settings"]["train_on"] is None
    assert with_it.metrics == load_bundle(builds / "without").metrics
    # And all of it is there to be shown.
    shown = [row for row in with_it.works.to_pylist() if "tmdb-api" in row["sources"]]
    assert len(shown) == 56
    assert all("horror" in row["genres"] and row["votes"] == 9_999_999 for row in shown)
    assert with_it.offers["service"].to_pylist().count("netflix") == 6


def test_a_build_that_is_asked_to_learns_from_it_and_says_so(builds):
    for name in ("content.safetensors", "pairs.safetensors", "collaborative.safetensors"):
        assert (builds / "asked" / name).read_bytes() != (builds / "without" / name).read_bytes(), name
    asked = load_bundle(builds / "asked")
    assert asked.manifest["settings"]["train_on"] == "tmdb-api"
    card = (builds / "asked" / "README.md").read_text()
    assert "The models learned from tmdb-api, as whoever built it asked." in " ".join(card.split())
    assert "genre:horror" in asked.similar.content.terms


def test_works_that_nothing_else_knows_change_no_feature_of_the_others(tmp_path):
    raw = raw_folder(tmp_path / "raw", [f"Film {n}" for n in range(12)])
    before = read_data(raw)
    films = [film(1, "Film 3", "1985-01-01"), film(2, "Film 3: The Return of Film 4", "1990-01-01")]
    add_snapshot(raw, *films, on_netflix=films)
    after = read_data(raw)
    assert (before.works.num_rows, after.works.num_rows) == (12, 13)
    ours, theirs = (
        ItemFeatures.of(*(tables.for_models[name] for name in ("works", "names", "credits", "titles")))
        for tables in (before, after)
    )
    for name, terms in ours.fields.items():
        assert theirs.fields[name].lists()[:12] == terms.lists(), name
    for name, values in ours.numbers.items():
        np.testing.assert_array_equal(theirs.numbers[name][:12], values, name)
    told = {name: terms.lists()[12] for name, terms in theirs.fields.items()}
    assert {name: values for name, values in told.items() if values} == {"decade": ["199"], "type": ["movie"]}
    numbers = {name for name, values in theirs.numbers.items() if np.isfinite(values[12])}
    assert numbers == {"year", "votes", "fame", "quality"}  # no votes, the fame and quality of what nobody counted
    assert theirs.numbers["votes"][12] == 0
