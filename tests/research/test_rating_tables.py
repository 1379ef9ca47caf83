import dataclasses
import math

import numpy as np
import pytest

from recsys.build.evaluation.calibration import Calibration
from recsys.build.evaluation.methods import Answers, Fitted, Method
from recsys.build.evaluation.splits import Newcomers
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.vocabulary import Vocabulary
from recsys.research.rating_tables import (
    Row,
    Scores,
    Table,
    mean_scores,
    newcomer_scores,
    pair_scores,
    rating_report_table,
)
from recsys.research.report_table import table_markdown
from tests.build.evaluation.planted import FEATURES_OF_FOUR, training

# Users 0, 1, 2 and works 0 to 3; work 3 and user 2 are only in the test part.
ALL = RatingArrays(
    Vocabulary.of("abc"),
    Vocabulary.of("wxyz"),
    np.array([0, 0, 1, 1, 2, 0, 2], dtype=np.int32),
    np.array([0, 1, 0, 2, 1, 3, 3], dtype=np.int32),
    np.array([4, 2, 5, 3, 1, 5, 2], dtype=np.float32),
)
TEST_ROWS = np.array([0, 0, 0, 0, 1, 1, 1], dtype=bool)
TRAIN, TEST = training(ALL.where(~TEST_ROWS), FEATURES_OF_FOUR), ALL.where(TEST_ROWS)


def method(predict, fold_in=None, **flags):
    return Method("planned", lambda *_: Fitted(predict, fold_in), **flags)


def test_scores_by_hand_and_clipped_to_the_scale():
    scores = pair_scores(method(lambda *_: np.array([-3.0, 4.5, 9.0])), TRAIN, TEST, 0)
    # 1 for a 1, 4.5 for a 5, 5 for a 2
    assert scores.rmse == pytest.approx(math.sqrt((0 + 0.25 + 9) / 3))
    assert scores.mae == pytest.approx((0 + 0.5 + 3) / 3)
    assert scores.fit_seconds >= 0
    assert scores.predict_seconds >= 0


@pytest.mark.parametrize(("uses_features", "works"), [(False, [1, -1, -1]), (True, [1, 3, 3])])
def test_who_has_no_training_rating_is_unknown(uses_features, works):
    seen = []

    def predict(users, work_nums):
        seen.append((users.tolist(), work_nums.tolist()))
        return np.full(len(users), 3.0)

    pair_scores(method(predict, uses_features=uses_features), TRAIN, TEST, 0)
    assert seen == [([-1, 0, -1], works)]


@pytest.mark.parametrize("predicted", [np.array([1.0, np.nan, 2.0]), np.array([1.0, 2.0]), np.array([1.0, np.inf, 2])])
def test_a_method_must_answer_for_every_pair(predicted):
    with pytest.raises(ValueError, match="planned must predict a number for each of 3 pairs"):
        pair_scores(method(lambda *_: predicted), TRAIN, TEST, 0)


def test_newcomers_get_what_they_gave_and_nothing_else():
    # User 0 has three ratings, of works 1, 3, 0 in that order; user 2 has two, of 3 and 1; user 1 is no newcomer.
    arrivals = Newcomers(np.array([2, 0, -1, -1, 1, 1, 0]), np.array([3, 3, 2, 2, 2, 3, 2]))
    train = training(ALL.where(~arrivals.held_out), FEATURES_OF_FOUR)
    seen = []

    def fold_in(works, ratings):
        def predict(others):
            seen.append((works.tolist(), ratings.tolist(), others.tolist()))
            return np.full(len(others), ratings.mean())

        return predict

    one, two = newcomer_scores(method(lambda *_: None, fold_in), train, ALL, arrivals, (1, 2), 0)
    # Works 1 and 3 have no rating left in the training part: unknown.
    assert seen == [([-1], [2.0], [0, -1]), ([-1], [2.0], [-1]), ([-1, -1], [2.0, 5.0], [0])]
    assert one.rmse == pytest.approx(math.sqrt(((4 - 2) ** 2 + (5 - 2) ** 2 + (1 - 2) ** 2) / 3))
    assert two.mae == pytest.approx(4 - 3.5)


def test_a_method_that_cannot_fold_in_after_all():
    arrivals = Newcomers(np.array([0, 1, -1, -1, -1, -1, -1]), np.array([2] * 7))
    with pytest.raises(ValueError, match="planned says that it folds in"):
        newcomer_scores(method(lambda *_: None), TRAIN, ALL, arrivals, (1,), 0)


def test_means_over_folds():
    assert mean_scores([Scores(1, 2, 3, 4), Scores(3, 6, 5, 0)]) == Scores(2, 4, 4, 2)


def answering(predict, answer):
    return Method("sure", lambda *_: Fitted(predict, answer=answer))


def test_a_method_with_doubts_is_judged_by_its_answers():
    low, high, liking = np.array([1.0, 4, 3]), np.array([3.0, 4.5, 4]), np.array([0.1, 0.9, 0.5])
    answers = Answers(np.array([2.0, 4.5, 9.0]), low, high, liking)
    scores = pair_scores(answering(lambda *_: pytest.fail("must not run"), lambda *_: answers), TRAIN, TEST, 0)
    # TEST's ratings are 1, 5, 2.
    assert scores.mae == pytest.approx((1 + 0.5 + 3) / 3)
    assert scores.calibration is not None
    assert scores.calibration == Calibration.of(answers, TEST.ratings)
    assert scores.calibration.coverage == pytest.approx(1 / 3)
    assert scores.calibration.brier == pytest.approx((0.01 + 0.01 + 0.25) / 3)


def test_means_over_folds_of_calibration():
    judged = Calibration(0.8, 0.5, 2.0, 4.0, 0.2, 0.25, 0.01, [])
    folds = [Scores(1, 2, 3, 4, judged), Scores(1, 2, 3, 4, dataclasses.replace(judged, coverage=1.0))]
    assert mean_scores(folds).calibration == dataclasses.replace(judged, coverage=0.75)


TABLE = Table(
    "5 folds",
    "all in five",
    5,
    8000,
    2000,
    (Row("ours", Scores(0.87404, 0.7, 12.345, 0.001)), Row("theirs", None, "not installed")),
)


def test_the_table_as_text():
    assert table_markdown(rating_report_table(TABLE)) == (
        "## 5 folds\n\nall in five; 8,000 training ratings, 2,000 test ratings; mean of 5 folds.\n\n"
        "| method | RMSE | MAE | fit, s | predict, s |\n| --- | ---: | ---: | ---: | ---: |\n"
        "| ours | 0.8740 | 0.7000 | 12.35 | 0.00 |\n| theirs | – | – | – | – |\n\n- theirs: not installed\n"
    )
    one = table_markdown(rating_report_table(dataclasses.replace(TABLE, folds=1, rows=TABLE.rows[:1])))
    assert "2,000 test ratings.\n" in one
    assert one.endswith("| 12.35 | 0.00 |\n")


def test_calibration_has_columns_where_a_method_has_doubts():
    judged = Calibration(0.8, 0.8126, 2.0, 4.0, 0.20004, 0.25, 0.01, [])
    rows = (*TABLE.rows, Row("sure", Scores(0.9, 0.7, 1, 2, judged)))
    report = rating_report_table(dataclasses.replace(TABLE, rows=rows))
    assert report.columns == ("method", "RMSE", "MAE", "in the 80% interval", "Brier", "ECE", "fit, s", "predict, s")
    assert report.rows == (
        ("ours", "0.8740", "0.7000", "–", "–", "–", "12.35", "0.00"),
        ("theirs", *["–"] * 7),
        ("sure", "0.9000", "0.7000", "0.813", "0.2000", "0.0100", "1.00", "2.00"),
    )
