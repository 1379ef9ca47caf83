"""Point estimates as a collaborative model of one draw: factors from SGD, users folded in by ridge regression."""

from dataclasses import replace

import numpy as np

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.calibration import with_liking_cut
from recsys.models.ratings.collaborative import CollaborativeModel, StoredUsers
from recsys.models.ratings.features import Features
from recsys.models.ratings.svd import SvdModel
from recsys.models.vocabulary import Vocabulary

_USERS = 200  # whose ratings the noise of predictions is estimated from
_KEPT_BACK = 5  # one in so many of a user's ratings is predicted from the others
_LEAST_SQUARED_ERROR = 1e-4  # where everybody gives the same rating, predictions are perfect


def one_draw(svd: SvdModel, data: RatingArrays, reg: float, seed: int, *, keep_users: bool) -> CollaborativeModel:
    """The factors of `svd`, fitted on `data` with the regularisation `reg`, as a collaborative model.

    With the works held fixed, what SGD minimises for the average user, of n̄ ratings, is Σ_j (r_j - r̂_j)² + n̄ reg
    |(b_u, p_u)|²: its minimum is the ridge solution that `fold_in` works out, for everybody with this strength. (SGD
    shrinks once for each rating; a user with three would be shrunk hardly at all.) With `keep_users` the users' own
    coefficients are kept, so that a stored user's answers are those of `svd` itself.
    """
    k = svd.work_factors.shape[1] + 1
    rated, row_of = data.rated()
    coefficients = np.column_stack([svd.work_bias[rated], svd.work_factors[rated]])[:, None, :]
    strength = np.float32(reg * len(data) / len(np.unique(data.user_nums)))
    stored = None
    if keep_users:
        # Without ratings a user's factors are still what SGD began with.
        known = np.flatnonzero(np.bincount(data.user_nums, minlength=len(data.users)))
        ids = Vocabulary(tuple(svd.users.ids[user] for user in known.tolist()))
        stored = StoredUsers(ids, np.column_stack([svd.user_bias[known], svd.user_factors[known]]))
    model = CollaborativeModel(
        works=data.works,
        scale=svd.scale,
        global_mean=svd.global_mean,
        row_of=row_of,
        coefficients=coefficients.astype(np.float32),
        implicit=np.zeros((len(rated), 1, k), np.float32),
        implicit_exponent=0.0,
        prior_mean=np.zeros((1, k), np.float32),
        prior_precision=strength * np.eye(k, dtype=np.float32)[None],
        implicit_variance=np.zeros((1, k, k), np.float32),
        noise_precision=np.ones(1, np.float32),
        noise_shape=0.0,
        work_mean=np.zeros((1, k), np.float32),
        work_variance=np.cov(coefficients[:, 0].T, ddof=0).reshape(1, k, k).astype(np.float32),
        doubt=(row_of < 0).astype(np.float32),
        features=Features.none(len(data.works)),
        feature_coefficients=np.zeros((0, 1, k), np.float32),
        stored=stored,
    )
    noise = np.array(1 / max(_squared_error(model, data, seed), _LEAST_SQUARED_ERROR), np.float32)
    scaled = replace(model, noise_precision=noise[None], prior_precision=noise * model.prior_precision)
    return with_liking_cut(scaled, data, seed)


def _squared_error(model: CollaborativeModel, data: RatingArrays, seed: int) -> float:
    """The mean squared error of a fifth of the ratings of some users, predicted from the rest of theirs.

    The works' factors have seen them, so that it is a little too small.
    """
    order, starts = data.by_user()
    enough = np.flatnonzero(np.diff(starts) >= _KEPT_BACK)
    if not len(enough):
        return float(np.var(data.ratings))
    rng = np.random.default_rng(seed)
    squares: list[float] = []
    for number in rng.choice(enough, min(_USERS, len(enough)), replace=False).tolist():
        rows = rng.permutation(order[starts[number] : starts[number + 1]])
        back, given = rows[: len(rows) // _KEPT_BACK], rows[len(rows) // _KEPT_BACK :]
        user = model.fold_in(data.work_nums[given], data.ratings[given])
        squares += ((user.predict(data.work_nums[back]).ratings - data.ratings[back]) ** 2).tolist()
    return float(np.mean(squares))
