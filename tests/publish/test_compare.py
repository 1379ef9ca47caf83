import dataclasses

import pyarrow.compute as pc
import pytest

from recsys.publish.compare import Figure, K, Moved, Title, compare, overlap
from tests.fixtures.bundles import tiny_bundle
from tests.serving.fixture_catalogue import house, list_model

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


def test_a_bundle_beside_itself_moved_nowhere():
    steps: list[str] = []
    bundle = house(metrics=METRICS).bundle
    found = compare(bundle, bundle, steps.append)
    assert (found.added, found.gone, found.same_test) == ([], [], True)
    assert all(figure.before == figure.after is not None for figure in found.figures)
    assert found.lists == [Moved("recommend", 7, 1.0, 1.0), Moved("for_user", 4, 1.0, 1.0)]
    assert len(steps) == 2


def test_titles_that_came_and_went():
    bundle = house(collaborative=False).bundle
    less = dataclasses.replace(
        bundle, titles=bundle.titles.filter(pc.not_equal(bundle.titles.column("title_id"), "ns1"))
    )
    found = compare(bundle, less)
    assert (found.added, found.gone) == ([], [Title("ns1", "ALIEN", 1979, "netflix")])
    found = compare(less, bundle)
    assert (found.added, found.gone) == ([Title("ns1", "ALIEN", 1979, "netflix")], [])
    assert Figure("titles", 8, 9) in found.figures


def test_figures_that_only_one_has():
    one, other = house(metrics=METRICS).bundle, house(metrics=METRICS | {"models": {"fast": {"rmse": 0.75}}}).bundle
    found = compare(one, other)
    figures = {figure.name: (figure.before, figure.after) for figure in found.figures}
    assert figures["models: posterior: rmse"] == (0.5, None)
    assert figures["models: fast: rmse"] == (None, 0.75)
    assert figures["titles: signal"] == (1, 1)
    assert figures["ratings"] == (8, 8)
    assert "bins" not in figures
    assert found.same_test
    assert not compare(one, dataclasses.replace(other, metrics={"split": "another tenth"})).same_test


def test_lists_of_people_that_moved():
    one, other = house(), house(lists=list_model(popularity=1.0))
    lists = [
        [[result.work.work_id for result in service.for_user(user, K).results] for service in (one, other)]
        for user in ("field-2", "field-31", "lab-1", "lab-2")
    ]
    same = sum(before == after for before, after in lists) / 4
    assert same < 1
    found = compare(one.bundle, other.bundle)
    assert found.lists[1] == Moved("for_user", 4, sum(overlap(*pair) for pair in lists) / 4, same)
    assert found.lists[0].overlap == 1


def test_bundles_with_nothing_in_common():
    found = compare(house().bundle, house(collaborative=False).bundle)
    assert found.lists[1] == Moved("for_user", 0, None, None)
    found = compare(tiny_bundle(), tiny_bundle(collaborative=False))
    assert (found.lists[1].sample, found.lists[1].overlap) == (2, 0.0)


def test_the_sample_is_no_larger_than_it_says_and_always_the_same(monkeypatch):
    monkeypatch.setattr("recsys.publish.compare.SAMPLE", 3)
    one, other = house().bundle, house(lists=list_model(popularity=1.0)).bundle
    found = compare(one, other)
    assert [moved.sample for moved in found.lists] == [3, 3]
    assert found == compare(one, other)
    assert found.lists == compare(other, one).lists
