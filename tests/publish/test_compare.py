import dataclasses
import json

import pytest
from typer.testing import CliRunner

from recsys import cli
from recsys.build.pipeline import build
from recsys.bundle.bundle import load_bundle
from recsys.bundle.moves import moves_of
from recsys.cli.tell import show_comparison
from recsys.publish.compare import (
    ComparedOffer,
    ComparedWork,
    Figure,
    K,
    Moved,
    PlaceMoves,
    RenamedWork,
    compare,
    overlap,
)
from recsys.serving.service import Service
from tests.fixtures.bundles import tiny_bundle
from tests.fixtures.catalogue import bundle, catalogue_bundle, ranking_model
from tests.fixtures.raw_files import csv_text, write_files
from tests.fixtures.tables import film, offer, rating, title

METRICS = {"split": "a tenth", "models": {"posterior": {"rmse": 0.5}}, "titles": {"signal": True}, "bins": [1, 2]}


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("abcd", "abcd", 1),
        ("abcd", "dcba", 1),
        ("abcd", "abxy", 0.5),
        ("abcd", "a", 0.25),
        ("a", "abcd", 0.25),
        ("ab", "xy", 0),
        ("", "a", 0),
        ("", "", 1),
    ],
)
def test_overlap(one, other, share):
    assert overlap(list(one), list(other)) == share


def test_a_bundle_compared_with_itself_moved_nowhere():
    steps: list[str] = []
    made = catalogue_bundle(metrics=METRICS)
    found = compare(made, made, steps.append)
    assert (found.works_added, found.works_gone, found.offers_added, found.offers_gone) == ([], [], [], [])
    assert (found.places, found.same_test) == ([], True)
    assert all(figure.before == figure.after is not None for figure in found.figures)
    assert found.lists == [Moved("recommend", 8, 1.0, 1.0), Moved("for_user", 4, 1.0, 1.0)]
    assert len(steps) == 2


def test_works_and_offers_that_came_and_went():
    alien, dark = "alien-1979-movie", "dark-2017-series"
    before = bundle(
        title("as1", "Alien", 1979, country=("US", "MX")),
        title("hs1", "Brazil", 1985, country=None),
        # Shown no more, already before.
        title("ns1", "Brazil", 1985, until="2022"),
    )
    after = bundle(
        title("as1", "Alien", 1979, country="US"),
        # Another title of the same work there is no other offer.
        title("as2", "Alien", 1979, country="US"),
        title("ns2", "Dark", 2017, "tv show", country=("MX", "BR")),
        offer(alien, "amazon", "MX", "as1", until="2025-05"),
        offer(alien, "amazon", "BR", "as1"),
    )
    found = compare(before, after)
    assert found.works_added == [ComparedWork(dark, "Dark", 2017, "tv show")]
    assert found.works_gone == [ComparedWork("brazil-1985-movie", "Brazil", 1985, "movie")]
    assert found.offers_added == [
        ComparedOffer("amazon", "BR", alien, "Alien", 1979),
        ComparedOffer("netflix", "BR", dark, "Dark", 2017),
        ComparedOffer("netflix", "MX", dark, "Dark", 2017),
    ]
    assert found.offers_gone == [
        ComparedOffer("amazon", "MX", alien, "Alien", 1979),
        ComparedOffer("hulu", None, "brazil-1985-movie", "Brazil", 1985),
    ]
    assert found.places == [
        PlaceMoves("amazon", "BR", 1, 0, None, "2021"),
        PlaceMoves("amazon", "MX", 0, 1, "2021", "2025-05"),
        PlaceMoves("hulu", None, 0, 1, "2021", None),
        PlaceMoves("netflix", "BR", 1, 0, None, "2021"),
        PlaceMoves("netflix", "MX", 1, 0, None, "2021"),
    ]
    assert Figure("titles", 3, 3) in found.figures
    assert Figure("offers", 4, 6) in found.figures


def test_a_work_under_another_id_is_the_same_work():
    """No service lists «Alien» any more, whose id says so; «Dark» is dated otherwise, and left Mexico."""
    before = bundle(
        film(7, "Alien", "1979-05-25", work_id="alien-1979-movie"),
        title("as1", "Alien", 1979),
        title("ns1", "Dark", 2018, "tv show", country=("US", "MX")),
        rating("u-1", "alien-1979-movie", 5),
        rating("u-1", "dark-2018-series", 4),
    )
    after = bundle(film(7, "Alien", "1979-05-25"), title("ns1", "Dark", 2017, "tv show"), rating("u-1", "tmdb-7", 5))
    found = compare(before, after)
    assert found.works_renamed == [
        RenamedWork("alien-1979-movie", "tmdb-7", "Alien", 1979, "movie"),
        RenamedWork("dark-2018-series", "dark-2017-series", "Dark", 2017, "tv show"),
    ]
    assert (found.works_added, found.works_gone, found.rated_gone) == ([], [], [])
    assert (found.offers_added, [(one.service, one.country, one.work_id) for one in found.offers_gone]) == (
        [],
        [("amazon", "US", "tmdb-7"), ("netflix", "MX", "dark-2017-series")],
    )


def test_rated_works_of_which_nothing_is_known_any_more_are_named(capsys):
    before = bundle(
        title("as1", "Alien", 1979), title("ns1", "Brazil", 1985), title("ns2", "Heat", 1995),
        rating("u-1", "alien-1979-movie", 5), rating("u-2", "brazil-1985-movie", 4),
    )  # fmt: skip
    after = bundle(title("as1", "Alien", 1979), rating("u-1", "alien-1979-movie", 5))
    found = compare(before, after)
    assert found.rated_gone == [ComparedWork("brazil-1985-movie", "Brazil", 1985, "movie")]
    assert [work.title for work in found.works_gone] == ["Brazil", "Heat"]
    show_comparison(found)
    said = capsys.readouterr().out
    assert "1 rated works are forgotten\n  Brazil (1985), brazil-1985-movie\n" in said
    assert "another id" not in said


def test_what_moved_between_two_bundles_is_what_their_snapshots_say(tmp_path):
    """Two builds, of the first snapshot and of both: what came and left is what offers of the second say."""
    columns = ("id", "title", "type", "release_year", "genres", "imdb_id")
    heat, ronin, dark = (
        {"id": f"tm{n}", "title": name, "type": "MOVIE", "release_year": "1995"}
        for n, name in enumerate(("Heat", "Ronin", "Dark"))
    )
    listings = {"2022-05": (heat, ronin), "2023-04": (ronin | {"id": "tm9"}, dark)}
    bundles = []
    for date, listed in listings.items():
        write_files(tmp_path, {f"justwatch/max_mx_{date}/titles.csv": csv_text(columns, *listed)})
        build(tmp_path, tmp_path / "built" / date)
        bundles.append(tmp_path / "built" / date)
    done = CliRunner().invoke(cli.app, ["diff", *map(str, bundles), "--json"])
    told = json.loads(done.stdout)
    assert told["places"] == [
        {"service": "max", "country": "MX", "added": 1, "gone": 1, "before": "2022-05", "after": "2023-04"}
    ]
    assert [[one["work_id"] for one in told[f"offers_{what}"]] for what in ("added", "gone")] == [
        ["dark-1995-movie"],
        ["heat-1995-movie"],
    ]
    assert (told["works_gone"], told["works_renamed"], told["rated_gone"]) == ([], [], [])
    after = load_bundle(bundles[1])
    moved = moves_of(after.offers, after.snapshots, after.work_ids.ids)
    assert [after.work_ids.ids[table.works[0]] for table in (moved.arrivals, moved.departures)] == [
        "dark-1995-movie",
        "heat-1995-movie",
    ]


def test_figures_that_only_one_has():
    one = catalogue_bundle(metrics=METRICS)
    other = catalogue_bundle(metrics=METRICS | {"models": {"fast": {"rmse": 0.75}}})
    found = compare(one, other)
    figures = {figure.name: (figure.before, figure.after) for figure in found.figures}
    assert figures["models: posterior: rmse"] == (0.5, None)
    assert figures["models: fast: rmse"] == (None, 0.75)
    assert figures["titles: signal"] == (1, 1)
    assert figures["ratings"] == (8, 8)
    assert "bins" not in figures
    assert found.same_test
    assert not compare(one, dataclasses.replace(other, metrics={"split": "another tenth"})).same_test


def test_lists_of_users_that_moved():
    one, other = (Service(catalogue_bundle(ranker=ranker)) for ranker in (None, ranking_model(popularity=1.0)))
    lists = [
        [[result.work.work_id for result in service.for_user(user, K).results] for service in (one, other)]
        for user in ("club-1", "club-2", "field-2", "field-31")
    ]
    same = sum(before == after for before, after in lists) / 4
    assert same < 1
    found = compare(one.bundle, other.bundle)
    assert found.lists[1] == Moved("for_user", 4, sum(overlap(*pair) for pair in lists) / 4, same)
    assert found.lists[0].overlap == 1


def test_bundles_with_nothing_in_common():
    found = compare(catalogue_bundle(), catalogue_bundle(collaborative=False))
    assert found.lists[1] == Moved("for_user", 0, None, None)
    found = compare(tiny_bundle(), tiny_bundle(collaborative=False))
    assert (found.lists[1].sample, found.lists[1].overlap) == (2, 0.0)


def test_the_sample_is_no_larger_than_it_says_and_always_the_same(monkeypatch):
    monkeypatch.setattr("recsys.publish.compare.SAMPLE", 3)
    one, other = catalogue_bundle(), catalogue_bundle(ranker=ranking_model(popularity=1.0))
    found = compare(one, other)
    assert [moved.sample for moved in found.lists] == [3, 3]
    assert found == compare(one, other)
    assert found.lists == compare(other, one).lists
