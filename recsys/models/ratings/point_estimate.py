"""Point estimates as a collaborative model of one draw: factors from SGD, users folded in by ridge regression."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from recsys.errors import UnreadableError
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.calibration import with_liking_cut
from recsys.models.ratings.collaborative import LIKED_FROM, CollaborativeModel, StoredUsers
from recsys.models.ratings.features import Features
from recsys.models.ratings.svd import SvdModel
from recsys.models.storage import FLOATS, Arrays, FileModel, array
from recsys.models.vocabulary import Vocabulary

_USERS = 200  # whose ratings the noise of predictions is estimated from
_KEPT_BACK = 5  # one in so many of a user's ratings is predicted from the others
_LEAST_SQUARED_ERROR = 1e-4  # where everybody gives the same rating, predictions are perfect


@dataclass(frozen=True)
class PointEstimate(FileModel):
    """The factors that SGD found, and what was measured of them on their ratings: what answers need beside factors.

    With the works held fixed, what SGD minimises for the average user, of n̄ ratings, is Σ_j (r_j - r̂_j)² + n̄ reg
    |(b_u, p_u)|²: its minimum is the ridge solution that `fold_in` works out, for everybody with this strength. (SGD
    shrinks once for each rating; a user with three would be shrunk hardly at all.)

    `svd` has the users and works with ratings alone. `strength` is n̄ reg; `noise_precision` that of ratings around
    their predictions, per star squared; from `liking_cut` stars on a predicted rating counts as liking; `n_ratings` is
    how many ratings were learned from.
    """

    svd: SvdModel
    strength: float
    noise_precision: float
    liking_cut: float
    n_ratings: int

    @classmethod
    def measured(cls, svd: SvdModel, data: RatingArrays, reg: float, seed: int) -> "PointEstimate":
        """The factors of `svd`, fitted on `data` with the regularisation `reg`, with what they are worth there."""
        # Without ratings, factors are still what SGD began with.
        users, works = np.unique(data.user_nums), np.unique(data.work_nums)
        return cls(svd.take(users, works), reg * len(data) / len(users), 1.0, LIKED_FROM, len(data)).tried(data, seed)

    def tried(self, data: RatingArrays, seed: int) -> Self:
        """The same factors with what they are worth on ratings of some users or all, each user's whole."""
        from threadpoolctl import threadpool_limits  # serving must not need it

        with threadpool_limits(1):  # threads within the small products of one user cost more than they bring
            error = _squared_error(self.collaborative(data.works, keep_users=False), data, seed)
            noisy = replace(self, noise_precision=1 / max(error, _LEAST_SQUARED_ERROR))
            calibrated = with_liking_cut(noisy.collaborative(data.works, keep_users=False), data, seed)
            return replace(noisy, liking_cut=calibrated.liking_cut)

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        strength, noise_precision, liking_cut, n_ratings = array(arrays, "measured", FLOATS, 4).tolist()
        if strength <= 0 or noise_precision <= 0:
            raise UnreadableError(
                f"measured must begin with two positive numbers, found {strength} and {noise_precision}"
            )
        return cls(SvdModel.from_arrays(arrays), strength, noise_precision, liking_cut, int(n_ratings))

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays; those of `svd` among them under their own names, so that it can be read alone."""
        numbers = (self.strength, self.noise_precision, self.liking_cut, self.n_ratings)
        return self.svd.to_arrays() | {"measured": np.array(numbers, dtype=np.float64)}

    def collaborative(self, works: Vocabulary, *, keep_users: bool) -> CollaborativeModel:
        """The model over `works`, which those with ratings are among.

        With `keep_users` the users' own coefficients are kept, so that a stored user's answers are those of `svd`
        itself.
        """
        svd, k = self.svd, self.svd.work_factors.shape[1] + 1
        coefficients = np.column_stack([svd.work_bias, svd.work_factors])[:, None, :]
        row_of = svd.works.numbers(works.ids)
        noise = np.float32(self.noise_precision)
        stored = StoredUsers(svd.users, np.column_stack([svd.user_bias, svd.user_factors])) if keep_users else None
        return CollaborativeModel(
            works=works,
            scale=svd.scale,
            global_mean=svd.global_mean,
            row_of=row_of,
            coefficients=coefficients.astype(np.float32),
            implicit=np.zeros((len(coefficients), 1, k), np.float32),
            implicit_exponent=0.0,
            prior_mean=np.zeros((1, k), np.float32),
            prior_precision=noise * (np.float32(self.strength) * np.eye(k, dtype=np.float32)[None]),
            implicit_variance=np.zeros((1, k, k), np.float32),
            noise_precision=np.array([noise]),
            noise_shape=0.0,
            work_mean=np.zeros((1, k), np.float32),
            work_variance=np.cov(coefficients[:, 0].T, ddof=0).reshape(1, k, k).astype(np.float32),
            doubt=(row_of < 0).astype(np.float32),
            features=Features.none(len(works)),
            feature_coefficients=np.zeros((0, 1, k), np.float32),
            liking_cut=self.liking_cut,
            stored=stored,
        )


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
