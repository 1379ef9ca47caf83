"""How well ratings that were held out are predicted, beside baselines: `metrics.json` of a bundle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.evaluation.metrics import mae, rmse
from recsys.models.bias import BiasModel
from recsys.models.svd import SvdModel, SvdParameters
from recsys.models.vocabulary import Vocabulary

HELD_OUT = 0.1


@dataclass(frozen=True)
class RatingArrays:
    """Ratings by row number: `user_nums`, `work_nums` and `ratings` of shape (n_ratings,), each pair once."""

    users: Vocabulary
    works: Vocabulary
    user_nums: NDArray[np.int32]
    work_nums: NDArray[np.int32]
    ratings: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.ratings)

    def where(self, rows: NDArray[np.bool_]) -> "RatingArrays":
        """The ratings of some rows, under the same vocabularies."""
        return RatingArrays(self.users, self.works, self.user_nums[rows], self.work_nums[rows], self.ratings[rows])


def hold_out(n_ratings: int, seed: int, share: float = HELD_OUT) -> NDArray[np.bool_]:
    """Which ratings are held out: a random `share` of them, at least one and never all, shape (n_ratings,)."""
    count = min(max(1, round(share * n_ratings)), n_ratings - 1)
    held_out = np.zeros(n_ratings, dtype=bool)
    held_out[np.random.default_rng(seed).choice(n_ratings, count, replace=False)] = True
    return held_out


def rating_report(
    data: RatingArrays, scale: tuple[float, float], seed: int, parameters: SvdParameters
) -> dict[str, object]:
    """RMSE and MAE on a random tenth held out, of the SVD model, of biases alone and of the global mean.

    A user or a work that has no rating left in the training part is unknown to the model that predicts it.
    """
    held_out = hold_out(len(data), seed)
    train, test = data.where(~held_out), data.where(held_out)
    known_users = np.bincount(train.user_nums, minlength=len(data.users)) > 0
    known_works = np.bincount(train.work_nums, minlength=len(data.works)) > 0
    users = np.where(known_users[test.user_nums], test.user_nums, -1)
    works = np.where(known_works[test.work_nums], test.work_nums, -1)

    triples = (train.user_nums, train.work_nums, train.ratings)
    bias = BiasModel.fit(*triples, len(data.users), len(data.works))
    svd = SvdModel.fit(data.users, data.works, *triples, scale, parameters)
    predictions = {
        "global mean": np.full(len(test), bias.global_mean),
        "biases": np.clip(bias.predict(users, works), *scale),
        "svd": np.array([svd.predict(u, i) for u, i in zip(users.tolist(), works.tolist(), strict=True)]),
    }
    return {
        "split": f"random, {HELD_OUT:.0%} of the ratings held out, seed {seed}",
        "ratings": {"train": len(train), "test": len(test)},
        "models": {
            name: {"rmse": rmse(p, test.ratings), "mae": mae(p, test.ratings)} for name, p in predictions.items()
        },
    }
