"""Other libraries' rating predictors, from the optional extra `peers`.

Their parameters are the best known for MovieLens 100K (cmfrec's by a search on a tenth of u1.base held out), not
their defaults: to be ahead of a peer that nobody tuned says nothing.
"""

from collections.abc import Callable
from contextlib import redirect_stderr
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recsys.build.evaluation.methods import Fitted, Method, Nums, PlainDataset, Predicted
from recsys.models.ratings.svd import SvdParameters

# `scale_lam` multiplies lambda by a user's or a work's number of ratings.
CMFREC = {"k": 40, "lambda_": 0.12, "scale_lam": True, "w_implicit": 1.0}
MYFM_RANK, MYFM_DRAWS, MYFM_BURN_IN = 10, 300, 20


def _cmfrec(implicit_features: bool) -> Callable[[PlainDataset, int], Fitted]:
    """Alternating least squares with biases (Cortes 2018); factors also of who rated what, where asked for."""

    def fit(training: PlainDataset, seed: int) -> Fitted:
        from cmfrec import CMF

        ratings = training.ratings
        frame = pd.DataFrame({"UserId": ratings.user_nums, "ItemId": ratings.work_nums, "Rating": ratings.ratings})
        model = CMF(**CMFREC, add_implicit_features=implicit_features, random_state=seed, verbose=False)
        model.fit(frame)

        # Summed up here, since its own methods look ids up in a way that pandas is about to refuse, and know no
        # answer for a newcomer and an unknown work. The last row, which -1 reads, is the unknown one's.
        user_rows = pd.Index(model.user_mapping_).get_indexer(np.arange(len(ratings.users) + 1))
        work_rows = pd.Index(model.item_mapping_).get_indexer(np.arange(len(ratings.works) + 1))
        user_bias, user_factors = np.append(model.user_bias_, 0.0)[user_rows], _padded(model.A_)[user_rows]
        work_bias, work_factors = np.append(model.item_bias_, 0.0)[work_rows], _padded(model.B_)[work_rows]

        def predict(users: Nums, works: Nums) -> Predicted:
            interaction = np.einsum("nf,nf->n", user_factors[users], work_factors[works])
            predicted: Predicted = model.glob_mean_ + user_bias[users] + work_bias[works] + interaction
            return predicted

        def fold_in(works: Nums, stars: NDArray[np.float32]) -> Callable[[Nums], Predicted]:
            known = works >= 0
            factors, bias = model.factors_warm(X_col=works[known], X_val=stars[known], return_bias=True)
            return lambda others: model.glob_mean_ + bias + work_bias[others] + work_factors[others] @ factors

        return Fitted(predict, fold_in)

    return fit


def _fit_cornac(training: PlainDataset, seed: int) -> Fitted:
    """Biased matrix factorisation by stochastic descent, with the objective of our tuned SVD."""
    import cornac

    ratings, tuned = training.ratings, SvdParameters()
    triples = zip(ratings.user_nums.tolist(), ratings.work_nums.tolist(), ratings.ratings.tolist(), strict=True)
    data = cornac.data.Dataset.from_uir(list(triples), seed=seed)
    model = cornac.models.MF(
        k=tuned.factors,
        max_iter=tuned.epochs,
        learning_rate=tuned.learning_rate,
        lambda_reg=tuned.reg,
        use_bias=True,
        num_threads=1,  # more would update in no fixed order
        seed=seed,
    ).fit(data)
    user_rows = _rows(data.uid_map, len(ratings.users))
    work_rows = _rows(data.iid_map, len(ratings.works))

    def predict(users: Nums, works: Nums) -> Predicted:
        u, i = user_rows[users], work_rows[works]
        predicted = model.global_mean + np.append(model.u_biases, 0.0)[u] + np.append(model.i_biases, 0.0)[i]
        factors = _padded(model.u_factors)[u], _padded(model.i_factors)[i]
        both: Predicted = predicted + np.einsum("nf,nf->n", *factors)
        return both

    return Fitted(predict)


def _padded(factors: NDArray[np.floating]) -> NDArray[np.floating]:
    """The factors with one more row, of zeros, for the unknown."""
    return np.pad(factors, ((0, 1), (0, 0)))


def _rows(row_of: dict[int, int], n: int) -> NDArray[np.int64]:
    """A library's row of each of our row numbers, shape (n + 1,); -1 for those it does not know, as for our -1."""
    rows = np.full(n + 1, -1, dtype=np.int64)
    rows[list(row_of)] = list(row_of.values())
    return rows


def _myfm(neighbours: bool) -> Callable[[PlainDataset, int], Fitted]:
    """Bayesian factorisation machine by Gibbs sampling (Rendle, Zhang & Koren 2019, «On the Difficulty of …»).

    Features are the user and the work; with `neighbours` also which works the user rated and which users rated the
    work, each divided by √n ("timeSVD++ flipped" there, without the time).
    """

    def fit(training: PlainDataset, seed: int) -> Fitted:
        import myfm
        from scipy import sparse

        ratings = training.ratings
        n_users, n_works = len(ratings.users), len(ratings.works)
        pairs = (ratings.user_nums, ratings.work_nums)
        rated = sparse.csr_matrix((np.ones(len(ratings)), pairs), shape=(n_users, n_works))

        def block(near: sparse.csr_matrix) -> sparse.csr_matrix:
            # The last row, which -1 reads, is the unknown user or work: a feature that no rating has, whose weights
            # are drawn from what is known of the others.
            features = [sparse.identity(near.shape[0] + 1, format="csr")]
            if neighbours:
                counts = np.maximum(np.asarray(near.sum(axis=1)).ravel(), 1.0)
                nobody = sparse.csr_matrix((1, near.shape[1]))
                features.append(sparse.vstack([sparse.diags(1 / np.sqrt(counts)) @ near, nobody]))
            return sparse.hstack(features).tocsr()

        of_users, of_works = block(rated), block(rated.T.tocsr())

        def relations(users: Nums, works: Nums) -> list[Any]:
            return [
                myfm.RelationBlock(np.where(users < 0, n_users, users).tolist(), of_users),
                myfm.RelationBlock(np.where(works < 0, n_works, works).tolist(), of_works),
            ]

        model = myfm.MyFMGibbsRegressor(rank=MYFM_RANK, random_seed=seed)
        with redirect_stderr(StringIO()):  # myfm draws a progress bar and cannot be asked not to
            model.fit(
                sparse.csr_matrix((len(ratings), 0)),
                ratings.ratings.astype(np.float64),
                X_rel=relations(*pairs),
                n_iter=MYFM_BURN_IN + MYFM_DRAWS,
                n_kept_samples=MYFM_DRAWS,
                group_shapes=[n_users + 1, n_works, n_works + 1, n_users] if neighbours else [n_users + 1, n_works + 1],
            )

        def predict(users: Nums, works: Nums) -> Predicted:
            predicted: Predicted = model.predict(None, relations(users, works))
            return predicted

        return Fitted(predict)

    return fit


_CMFREC = ("cmfrec", "threadpoolctl")  # it imports threadpoolctl and forgets to require it
PEERS = (
    Method("cmfrec ALS", _cmfrec(implicit_features=False), folds_in=True, needs=_CMFREC),
    Method("cmfrec ALS, implicit features", _cmfrec(implicit_features=True), folds_in=True, needs=_CMFREC),
    Method("cornac MF, tuned", _fit_cornac, needs=("cornac",)),
    Method("myfm", _myfm(neighbours=False), needs=("myfm",)),
    Method("myfm, flipped", _myfm(neighbours=True), needs=("myfm",)),
)
