import numpy as np
import pytest

from recsys.research.benchmark import Benchmark
from recsys.research.groups.lists import Asked, gfar, ways
from recsys.research.groups.measure import asked_of, chosen_by_all, list_scores, mean_scores
from recsys.research.groups.people import (
    DIVERGENT,
    KINDS,
    RANDOM,
    REPORTING,
    SIMILAR,
    Tried,
    agreement,
    form_groups,
    try_people,
)
from recsys.research.rated_films import read_rated_films
from recsys.research.suites.groups import count_groups_steps, run_groups
from tests.build.evaluation.planted import predict_by_biases
from tests.research.suites.test_suites import write_movielens


def tried(seen, ratings, chosen, liked, scores, liking=None):
    return Tried(
        np.array(seen, dtype=np.int32),
        np.array(ratings, dtype=np.float32),
        np.array(chosen, dtype=np.int32),
        np.array(liked, dtype=np.int32),
        np.array(scores, dtype=np.float32),
        np.array(liking if liking is not None else scores, dtype=np.float32),
    )


ANA = tried([0], [5], [1, 2], [2], [9, 5, 4, 3, 2, 1], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
LUIS = tried([5], [4], [0, 2, 3], [3], [9, 1, 2, 3, 4, 9], [0.5, 0.1, 0.2, 0.3, 0.4, 0.9])
POPULARITY = np.array([9, 1, 2, 8, 7, 9])


def test_the_scores_of_a_list_on_paper():
    asked = asked_of([ANA, LUIS], POPULARITY)
    assert asked.eligible.tolist() == [False, True, True, True, True, False]
    assert chosen_by_all(asked).tolist() == [2]
    second = 1 / np.log2(3)
    scores = dict(
        zip(
            ("mean", "least", "jain", "found", "all_found", "together", "least_chance"),
            list_scores(asked, np.array([4, 2]), 2),
            strict=True,
        )
    )
    # Both chose the second of the list, and both two works that the list could have held; Ana liked it.
    one = second / (1 + second)
    assert scores == pytest.approx(
        {
            "mean": one, "least": one, "jain": 1, "found": 0.5, "all_found": 0, "together": second,
            "least_chance": (0.4 + 0.2) / 2,
        }
    )  # fmt: skip
    # Of the list 1, 4 Ana's share is 1 / (1 + second), Luis's none: a Jain index of a half.
    assert list_scores(asked, np.array([1, 4]), 2)[:4] == pytest.approx((1 / (1 + second) / 2, 0, 0.5, 0))
    nobody = asked_of([tried([0], [5], [0], [0], range(6))], POPULARITY)
    assert np.isnan(list_scores(nobody, np.array([1]), 2)[:6]).all()


def test_every_way_lists_what_it_says():
    asked = asked_of([ANA, LUIS], POPULARITY)
    listed = {name: way(asked, 3).tolist() for name, way in ways().items()}
    assert listed["popularity"] == [3, 4, 2]
    assert listed["one member's own list"] == [1, 2, 3]
    # Places of Ana: 1, 2, 3, 4; of Luis: 4, 3, 2, 1. Their products with the offset: 154, 156.
    assert listed["average, by place"] == [1, 4, 2]
    assert listed["fair, by place"] == [1, 4, 2]
    assert listed["least misery, by place"] == [2, 3, 1]
    # √(0.6·0.3), then √(0.5·0.4) = √(0.2), √(0.7·0.2), √(0.8·0.1): the largest is 0.2.
    assert listed["fair, by chance of liking"] == [4, 3, 2]
    assert listed["average, by standardised score"] == [1, 2, 3]  # all equal: row numbers
    assert all(set(rows) <= {1, 2, 3, 4} for rows in listed.values())


def test_gfar_gives_each_member_something():
    # Both of the first member's best come before anything of the second's in a mean of shares of one work in two.
    first = tried([], [], [0], [0], [9, 8, 7, 6])
    second = tried([], [], [3], [3], [1, 2, 3, 4])
    asked = Asked([first, first, second], np.ones(4, dtype=bool), np.zeros(4, np.int64))
    listed = gfar(asked, 4).tolist()
    shares = np.stack([1 / np.array([11, 12, 13, 14.0])] * 2 + [1 / np.array([14, 13, 12, 11.0])])
    chances = shares / shares.sum(axis=1, keepdims=True)

    def value(rows):
        return sum(1 - np.prod([1 - one[row] for row in rows]) for one in chances)

    for k in (1, 2, 3, 4):  # a naive greedy one
        head, rest = listed[: k - 1], set(range(4)) - set(listed[: k - 1])
        assert listed[k - 1] == max(rest, key=lambda row: (round(value([*head, row]), 12), -row))
    assert len(gfar(asked, 9)) == 4


def test_groups_of_who_agree_and_of_who_do_not():
    likes, hates = ([0, 1, 2], [5, 5, 1]), ([0, 1, 2], [1, 1, 5])
    people = [tried(*(likes if number % 2 else hates), [], [], range(3)) for number in range(12)]
    cosines = agreement(people, 3)
    assert cosines[0, 2] == pytest.approx(1)
    assert cosines[0, 1] == pytest.approx(-1)
    rng = np.random.default_rng(0)
    for group in form_groups(SIMILAR, 3, 20, cosines, rng):
        assert len({member % 2 for member in group}) == 1
    for group in form_groups(DIVERGENT, 2, 20, cosines, rng):
        assert {member % 2 for member in group} == {0, 1}
    groups = form_groups(RANDOM, 5, 20, cosines, rng)
    assert all(len(set(group)) == 5 for group in groups)
    assert len(set(groups)) > 15


def test_nothing_is_learned_from_whom_it_is_told_of(tmp_path):
    data = Benchmark.of(read_rated_films(write_movielens(tmp_path) / "movielens" / "ml-100k")).timed()
    learned = []

    def spying(plain, seed):
        learned.append(set(plain.ratings.user_nums.tolist()))
        return predict_by_biases(plain, seed)

    people, popularity = try_people(data, spying, 0)
    n_users = len(data.plain.ratings.users)
    everybody = set(range(n_users))
    reporting = everybody - set().union(*learned)
    assert len(reporting) == round(REPORTING * n_users) >= len(people) > 0
    assert popularity.sum() == sum(user not in reporting for user in data.plain.ratings.user_nums.tolist())
    for person in people:
        assert not set(person.seen.tolist()) & set(person.chosen.tolist())
        assert set(person.liked.tolist()) <= set(person.chosen.tolist())
    asked = [asked_of(people[:2], popularity), asked_of(people[1:4], popularity)]
    scores = mean_scores(asked, ways()["fair, by place"])
    assert 0 <= scores.least <= scores.mean <= 1


def test_the_report_has_a_table_of_each_kind(tmp_path):
    steps: list[str] = []
    report = run_groups(write_movielens(tmp_path), steps.append, ("ml-100k",), predict_by_biases)
    tables = report.report_tables()
    assert [table.name for table in tables] == [f"ml-100k, {kind} groups" for kind in KINDS]
    assert len(steps) == 1 + len(KINDS)
    assert count_groups_steps() == 3 * len(steps)
    for table in tables:
        assert [row[0] for row in table.rows] == list(ways())
        assert all(0 <= float(cell) <= 1 for row in table.rows for cell in row[1:])
