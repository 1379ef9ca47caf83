import math
from importlib.util import find_spec

import numpy as np
import pytest

from recsys.build.evaluation.rankers import UserPrediction
from recsys.build.evaluation.splits import last_in_time
from recsys.models.content.model import ContentModel
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.vocabulary import Vocabulary
from recsys.research.rankers import RankingMethod, TimedDataset, by_ranker, learn_ranker, rankers
from recsys.research.ranking import (
    COLUMNS,
    ListScores,
    RankingRow,
    RankingTable,
    list_scores,
    rank_in_time,
    ranking_report_table,
)
from tests.build.evaluation.planted import FEATURES_OF_FOUR, planted, predict_by_biases, training


@pytest.fixture(scope="module")
def dataset():
    ratings, features = planted()
    content = ContentModel.fit([{"genre": genres} for genres in features.genres], {"genre": 1.0})
    return TimedDataset(training(ratings, features), np.random.default_rng(2).permutation(len(ratings)), content)


def four_works(stars):
    """Users 0 and 1 rate two works each, then user 0 works 2 and 3 and user 1 work 2."""
    ratings = RatingArrays(
        Vocabulary.of("ab"),
        Vocabulary.of("wxyz"),
        np.array([0, 0, 1, 1, 0, 0, 1], dtype=np.int32),
        np.array([0, 1, 0, 3, 2, 3, 2], dtype=np.int32),
        np.array([4, 2, 5, 3, *stars], dtype=np.float32),
    )
    late = np.arange(7) >= 4
    return TimedDataset(training(ratings.where(~late), FEATURES_OF_FOUR), np.arange(4)), ratings.where(late)


def planned(seen):
    def fit(dataset, seed):
        def score(works, stars):
            seen.append((works.tolist(), stars.tolist()))
            return np.array([9.0, 8.0, 1.0, 2.0])

        return score

    return RankingMethod("planned", fit)


def test_worked_by_hand():
    seen: list[tuple[list[int], list[float]]] = []
    dataset, test = four_works([3, 4.5, 2])
    scores = list_scores(planned(seen), dataset, test, 0, k=2)
    assert seen == [([0, 1], [4, 2]), ([0, 3], [5, 3])]
    # User 0 gets 3, 2: both chosen, the first liked. User 1 gets 1, 2: the second chosen, nothing liked.
    assert scores.ndcg == pytest.approx((1 + 1 / math.log2(3)) / 2)
    assert scores.recall == 1
    assert scores.ndcg_liked == 1
    assert scores.recall_liked == 1
    assert scores.coverage == 3 / 4
    # Works 1 and 3 were rated by one user of two, work 2 by nobody, which counts as one: a bit each.
    assert scores.novelty == pytest.approx(1)
    assert scores.fit_seconds >= 0
    assert scores.list_ms > 0


def test_a_work_without_score_is_not_listed():
    def fit(dataset, seed):
        return lambda *_: np.array([np.nan, np.nan, 1.0, np.nan])

    dataset, test = four_works([3, 4.5, 4])
    scores = list_scores(RankingMethod("one", fit), dataset, test, 0, k=2)
    assert scores.coverage == 1 / 4


def test_the_future_is_held_out_and_teaches_nothing(dataset):
    seen: list[TimedDataset] = []

    def fit(given, seed):
        seen.append(given)
        return lambda *_: np.arange(35.0)

    table = rank_in_time(dataset, [RankingMethod("spy", fit)], 0)
    held_out = last_in_time(dataset.plain.ratings.user_nums, dataset.timestamps)
    assert table.train == len(seen[0].plain.ratings) == len(seen[0].timestamps) == (~held_out).sum()
    assert table.test == held_out.sum()
    assert table.users == 60
    latest = np.full(60, -1)
    np.maximum.at(latest, seen[0].plain.ratings.user_nums, seen[0].timestamps)
    users = dataset.plain.ratings.user_nums[held_out]
    assert (dataset.timestamps[held_out] > latest[users]).all()
    assert seen[0].content is dataset.content


def test_every_ranker_runs_and_the_missing_are_named(dataset):
    table = rank_in_time(
        dataset,
        [*rankers(predict_by_biases), RankingMethod("far", rankers(predict_by_biases)[0].fit, ("no_such_package",))],
        0,
    )
    by_name = {row.ranker: row for row in table.rows}
    assert list(by_name) == ["popularity", "predicted rating", "EASE", "implicit ALS", "mix", "far"]
    assert by_name["far"] == RankingRow("far", None, "left out, not installed: no_such_package")
    assert (by_name["implicit ALS"].scores is None) == (find_spec("implicit") is None)
    for name in ("popularity", "predicted rating", "EASE", "mix"):
        scores = by_name[name].scores
        assert scores is not None
        assert 0 < scores.ndcg < 1
        assert 0 < scores.recall < 1
        assert 0 < scores.coverage <= 1


def test_weights_are_learned_from_earlier_ratings_alone(dataset):
    """The signals are fitted without the slice that the weights are learned on."""
    later = last_in_time(dataset.plain.ratings.user_nums, dataset.timestamps)
    seen: list[RatingArrays] = []

    def predict_user(given, seed):
        seen.append(given.ratings)
        return predict_by_biases(given, seed)

    mix = learn_ranker(dataset, predict_user, 0)
    assert set(mix.weights) == {"popularity", "ease", "liking", "content"}
    assert max(mix.weights.values()) >= 1
    assert learn_ranker(dataset, predict_by_biases, 0) == mix
    (given,) = seen
    np.testing.assert_array_equal(given.work_nums, dataset.plain.ratings.work_nums[~later])


def test_the_mix_finds_what_people_choose():
    """Users choose at random, and like what the planted ratings say: predictions that know them carry the mix."""
    ratings, features = planted()
    truth = np.zeros((60, 35))
    truth[ratings.user_nums, ratings.work_nums] = ratings.ratings

    def knowing(given, seed):
        def predict_user(works, stars):
            # The user whose ratings these are.
            user = int(np.argmax((truth[:, works] == stars).sum(axis=1)))
            return UserPrediction(truth[user], truth[user] / 5)

        return predict_user

    dataset = TimedDataset(training(ratings, features), np.random.default_rng(2).permutation(len(ratings)))
    popular, *_, mixed = rank_in_time(dataset, [rankers(predict_by_biases)[0], by_ranker("mix", knowing)], 0).rows
    assert popular.scores is not None
    assert mixed.scores is not None
    assert mixed.scores.ndcg_liked > 1.5 * popular.scores.ndcg_liked


def test_the_table_as_text():
    scores = ListScores(0.2, 0.12345, 0.15, 0.1, 0.25, 3.5, 1.25, 0.5)
    table = RankingTable(8000, 2000, 90, (RankingRow("EASE", scores), RankingRow("ALS", None, "left out")))
    report = ranking_report_table(table)
    assert report.words == (
        "the last 20 % of each user's ratings held out; 8,000 training ratings, 2,000 test ratings, 90 users."
    )
    assert report.columns == COLUMNS
    assert report.rows == (
        ("EASE", "0.2000", "0.1235", "0.1500", "0.1000", "0.250", "3.50", "1.25", "0.50"),
        ("ALS", *["–"] * 8),
    )
    assert report.notes == ("ALS: left out",)


def test_every_ranker_that_runs_is_told(dataset):
    steps: list[str] = []
    far = RankingMethod("far", rankers(predict_by_biases)[0].fit, ("no_such_package",))
    rank_in_time(dataset, [rankers(predict_by_biases)[0], far], 0, progress=steps.append)
    assert steps == ["lists: popularity"]
