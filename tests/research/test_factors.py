import numpy as np
import pandas as pd
import pytest
import surprise

from recsys.build.evaluation.splits import k_folds
from recsys.research.factors import FactorScore, svd_by_factors
from tests.build.evaluation.planted import SCALE, planted, training


def test_each_fold_is_surprise_by_itself():
    ratings, features = planted(n_users=20, n_works=12)
    steps: list[str] = []
    found = svd_by_factors(training(ratings, features), [1, 3], 3, seed=5, progress=steps.append)
    assert steps == ["SVD with 1 factors, 3 folds", "SVD with 3 factors, 3 folds"]
    for score in found:
        errors = []
        for held_out in k_folds(len(ratings), 3, 5):
            train, test = ratings.where(~held_out), ratings.where(held_out)
            frame = pd.DataFrame({"u": train.user_nums, "i": train.work_nums, "r": train.ratings.astype(float)})
            trainset = surprise.Dataset.load_from_df(frame, surprise.Reader(rating_scale=SCALE)).build_full_trainset()
            model = surprise.SVD(n_factors=score.factors, random_state=5).fit(trainset)
            pairs = zip(test.user_nums.tolist(), test.work_nums.tolist(), strict=True)
            predicted = np.array([model.predict(user, work).est for user, work in pairs])
            errors.append(float(np.sqrt(np.mean((predicted - test.ratings) ** 2))))
        assert score.folds == pytest.approx(errors, abs=1e-6)
    assert [score.factors for score in found] == [1, 3]


def test_the_mean_of_the_folds():
    assert FactorScore(2, [0.5, 1.0, 0.9]).rmse == pytest.approx(0.8)
