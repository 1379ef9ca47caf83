"""The references that every engine is compared with: means, biases, and scikit-surprise's algorithms."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recsys.build.evaluation.methods import Fitted, Method, Nums, PlainDataset, Predicted
from recsys.models.ratings.bias import USER_DAMPING, BiasModel
from recsys.models.ratings.svd import SvdModel, SvdParameters

# Ridge on the weights of genres and decades: each counts as if ten ratings said that it means nothing.
FEATURE_DAMPING = 10.0


def _fit_mean(training: PlainDataset, seed: int) -> Fitted:
    del seed
    mean = float(training.ratings.ratings.mean(dtype=np.float64))

    def of_works(works: Nums) -> Predicted:
        return np.full(len(works), mean)

    return Fitted(lambda _, works: of_works(works), lambda *_: of_works)


def _fit_biases(training: PlainDataset, seed: int) -> Fitted:
    del seed
    model = _bias_model(training)
    return Fitted(model.predict, _fold_in_biases(model))


def _fit_features(training: PlainDataset, seed: int) -> Fitted:
    """Biases; a work that nobody rated gets the bias that its genres and its decade would lead one to expect.

    w = argmin Σ (r_ui - μ - b_u - x_i·w)² + damping ‖w‖², with x_i the work's genres and decade as 0 and 1.
    """
    del seed
    model, ratings = _bias_model(training), training.ratings
    features = _one_hot(training)
    counts = np.bincount(ratings.work_nums, minlength=len(ratings.works))
    residuals = ratings.ratings - model.global_mean - model.user_bias[ratings.user_nums]
    sums = np.bincount(ratings.work_nums, residuals, len(ratings.works))
    gram = features.T @ (counts[:, None] * features) + FEATURE_DAMPING * np.eye(features.shape[1])
    expected = features @ np.linalg.solve(gram, features.T @ sums)
    filled = BiasModel(model.global_mean, model.user_bias, np.where(counts > 0, model.work_bias, expected))
    return Fitted(filled.predict, _fold_in_biases(filled))


def _bias_model(training: PlainDataset) -> BiasModel:
    ratings = training.ratings
    triples = (ratings.user_nums, ratings.work_nums, ratings.ratings)
    return BiasModel.fit(*triples, len(ratings.users), len(ratings.works))


def _fold_in_biases(model: BiasModel) -> Callable[[Nums, NDArray[np.float32]], Callable[[Nums], Predicted]]:
    """A newcomer's bias is their damped mean residual, as if they had been there: b_u = Σ (r - μ - b_i) / (n + d)."""
    work_bias = np.append(model.work_bias, 0.0)

    def fold_in(works: Nums, ratings: NDArray[np.float32]) -> Callable[[Nums], Predicted]:
        user_bias = (ratings - model.global_mean - work_bias[works]).sum() / (len(works) + USER_DAMPING)
        return lambda others: model.global_mean + user_bias + work_bias[others]

    return fold_in


def _one_hot(training: PlainDataset) -> NDArray[np.float64]:
    """The works' genres and decades as 0 and 1, shape (n_works, n_features)."""
    genres, years = training.features.genres, training.features.years
    words_of = [
        {*words, *([f"{year // 10}0s"] if year else [])} for words, year in zip(genres, years.tolist(), strict=True)
    ]
    words = sorted(set().union(*words_of))
    return np.array([[word in of_work for word in words] for of_work in words_of], dtype=np.float64)


def _fit_tuned_svd(training: PlainDataset, seed: int) -> Fitted:
    """Our SvdModel with its default parameters; newcomers by the ridge solve that its descent approximates.

    Descent shrinks a user's bias and factors once for each of their ratings. A newcomer's few would shrink theirs
    hardly at all, so they are shrunk as often as the average user's: reg × mean number of ratings.
    """
    ratings, parameters = training.ratings, SvdParameters(seed=seed)
    triples = (ratings.user_nums, ratings.work_nums, ratings.ratings)
    model = SvdModel.fit(ratings.users, ratings.works, *triples, training.scale, parameters)
    # The last row, which -1 reads, is the unknown user's or work's.
    user_bias, work_bias = np.append(model.user_bias, 0.0), np.append(model.work_bias, 0.0)
    user_factors = np.pad(model.user_factors, ((0, 1), (0, 0)))
    work_factors = np.pad(model.work_factors, ((0, 1), (0, 0)))

    shrinkage = parameters.reg * len(ratings) / len(np.unique(ratings.user_nums))

    def predict(users: Nums, works: Nums) -> Predicted:
        interaction = np.einsum("nf,nf->n", user_factors[users], work_factors[works])
        predicted: Predicted = model.global_mean + user_bias[users] + work_bias[works] + interaction
        return predicted

    def fold_in(works: Nums, stars: NDArray[np.float32]) -> Callable[[Nums], Predicted]:
        design = np.column_stack([np.ones(len(works)), work_factors[works]])
        gram = design.T @ design + shrinkage * np.eye(design.shape[1])
        solved = np.linalg.solve(gram, design.T @ (stars - model.global_mean - work_bias[works]))
        return lambda others: model.global_mean + work_bias[others] + solved[0] + work_factors[others] @ solved[1:]

    return Fitted(predict, fold_in)


_SEEDED = {"SVD", "SVDpp"}  # the others leave nothing to chance


def surprise_method(name: str, algorithm: str, **options: object) -> Method:
    """An algorithm of scikit-surprise as its users fit it: its own loader, its own `predict`, its own defaults."""

    def fit(training: PlainDataset, seed: int) -> Fitted:
        import surprise  # only `evaluate` needs it

        ratings = training.ratings
        frame = pd.DataFrame(
            {"user": ratings.user_nums, "work": ratings.work_nums, "rating": ratings.ratings.astype(np.float64)}
        )
        reader = surprise.Reader(rating_scale=training.scale)
        trainset = surprise.Dataset.load_from_df(frame, reader).build_full_trainset()
        own = {**options, "random_state": seed} if algorithm in _SEEDED else options
        fitted = getattr(surprise, algorithm)(verbose=False, **own).fit(trainset)

        def predict(users: Nums, works: Nums) -> Predicted:
            pairs = zip(users.tolist(), works.tolist(), strict=True)
            return np.array([fitted.predict(user, work).est for user, work in pairs])

        return Fitted(predict)

    return Method(name, fit)


_PEARSON = {"name": "pearson_baseline", "user_based": False}
BASELINES = (
    Method("global mean", _fit_mean, folds_in=True),
    Method("biases", _fit_biases, folds_in=True),
    Method("biases, cold works by features", _fit_features, folds_in=True, uses_features=True),
    surprise_method("Surprise BaselineOnly", "BaselineOnly"),
    surprise_method("Surprise SVD", "SVD"),
    Method("Surprise SVD, tuned", _fit_tuned_svd, folds_in=True),
    surprise_method("Surprise SVD++", "SVDpp"),
    surprise_method("Surprise KNNBaseline", "KNNBaseline", sim_options=_PEARSON),
)
