"""How well ratings that were held out are predicted, beside baselines: `metrics.json` of a bundle."""

import numpy as np

from recsys.evaluation.metrics import mae, rmse
from recsys.evaluation.splits import HELD_OUT, hold_out
from recsys.models.bias import BiasModel
from recsys.models.ratings import RatingArrays
from recsys.models.svd import SvdModel, SvdParameters


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
