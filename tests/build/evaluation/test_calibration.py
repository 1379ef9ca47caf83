import json
from dataclasses import asdict

import numpy as np
import pytest

from recsys.build.evaluation.calibration import Calibration
from recsys.build.evaluation.methods import Answers

ANSWERS = Answers(
    ratings=np.array([3.0, 4.0, 4.5, 2.0]),
    low=np.array([2.0, 3.5, 4.0, 1.0]),
    high=np.array([4.0, 4.5, 5.0, 2.0]),
    liking=np.array([0.25, 0.75, 0.75, 0.0]),
)
ACTUAL = np.array([4.0, 5.0, 4.0, 1.0], dtype=np.float32)


def test_worked_by_hand():
    judged = Calibration.of(ANSWERS, ACTUAL)
    assert judged.interval == 0.8
    assert judged.coverage == 3 / 4
    assert judged.width == pytest.approx((2 + 1 + 1 + 1) / 4)
    assert judged.brier == pytest.approx((0.75**2 + 2 * 0.25**2) / 4)
    assert judged.brier_of_share == pytest.approx(3 / 16)
    assert judged.ece == pytest.approx((0.75 + 2 * 0.25 + 0) / 4)
    assert [(one["predicted"], one["observed"], one["size"]) for one in judged.bins] == [
        (0, 0, 1),
        (0.25, 1, 1),
        (0.75, 1, 2),
    ]


def test_the_mean_of_folds_joins_bins_of_the_same_bounds():
    first = Calibration.of(ANSWERS, ACTUAL)
    second = Calibration.of(Answers(*(column[1:3] for column in ANSWERS)), np.array([1.0, 2.0], np.float32))
    both = Calibration.mean([first, second])
    assert both.coverage == pytest.approx((0.75 + 0) / 2)
    assert both.ece == pytest.approx((first.ece + 0.75) / 2)
    assert [(one["predicted"], one["observed"], one["size"]) for one in both.bins] == [
        (0, 0, 1),
        (0.25, 1, 1),
        (0.75, 0.5, 4),
    ]
    assert Calibration.mean([first]) == first


def test_it_can_be_kept_as_json():
    judged = Calibration.of(ANSWERS, ACTUAL)
    assert json.loads(json.dumps(asdict(judged))) == asdict(judged)
