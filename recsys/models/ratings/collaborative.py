"""The collaborative model as it is served: posterior draws of a factor model, and users folded in by their ratings."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.ratings.features import Features
from recsys.models.ratings.regression import Moments, Prior, Regression, few_ratings, many_ratings
from recsys.models.ratings.user_posterior import UserPosterior
from recsys.models.storage import FLOATS, WHOLE, Arrays, array, part, prefixed
from recsys.models.vocabulary import UNKNOWN, Vocabulary

Floats = NDArray[np.float32]
# Rounds of the fixed point between a user's coefficients and how noisy their ratings are. Where a model was
# fitted, the third moves a prediction by less than 0.001 stars; under 9,000 random ones, with strange ratings, more
# than half of the way was left 21 times after three, 3 times after five, never after six. From three to six costs
# 1.5 ms of the 8 ms in which a user is folded in under 50 draws.
_NOISE_ROUNDS = 6
# Ratings after which half of what a user's choice of works will once say of them is known: the prior of a user with
# few ratings is that much wider. 5 and 20 were measured on MovieLens 100K's newcomers, with 10 ratings 0.9159 and
# 0.9152 RMSE.
_HALF_KNOWN = 20.0
LIKED_FROM = 4.0  # stars: what counts as liking
_ARRAYS = (
    "row_of",
    "coefficients",
    "implicit",
    "prior_mean",
    "prior_precision",
    "implicit_variance",
    "noise_precision",
    "work_mean",
    "work_variance",
    "doubt",
    "feature_coefficients",
)


@dataclass(frozen=True)
class StoredUsers:
    """Coefficients (b_u, p_u) that were fitted for the users of the ratings, shape (n_users, k), in stars."""

    users: Vocabulary
    coefficients: Floats


@dataclass(frozen=True)
class CollaborativeModel:
    """S draws of the model r_ui = μ + b_u + b_i + p_u·q_i + ε from its posterior; a point estimate is one draw.

    μ is the mean rating, b_u and b_i the biases of user and work, p_u and q_i their factors, ε noise (BPMF,
    Salakhutdinov & Mnih 2008). Given the works of a draw, the coefficients w = (b_u, p_u) of a user with n ratings are
    Gaussian with prior mean m + Σ_j y_j / n^e, where y_j is what having rated work j says of a user (SVD++, Koren
    2008), and prior precision Λ, wider where n is small by what that sum may yet become; the noise precision of their
    ratings is gamma with shape a around the population's; a rating of a work without others is noisier by what is not
    known of the work. `fold_in` computes that conditional, so that a stored user, a
    visitor and a user with new ratings are answered alike; a user without ratings is the population. A work without
    ratings has its expectation m' + F·B, from its features F, in place of coefficients.

    Shapes: n works in all, n_rated of them rated, k = 1 + factors, S draws, f features.
    `row_of` (n,) the row of a work among the rated, -1 for one without ratings; `coefficients` (n_rated, S, k),
    (b_i, q_i); `implicit` (n_rated, S, k), y; `prior_mean` (S, k); `prior_precision` (S, k, k); `implicit_variance`
    (S, k, k), of that sum among the users; `noise_precision` (S,), per star squared; `work_mean` (S, k), m';
    `work_variance` (S, k, k), of a work's coefficients around their expectation; `doubt` (n,), how many times that the
    coefficients of a work without ratings vary, about 1, and 0 for one with ratings; `feature_coefficients` (f, S, k),
    B. Units: stars.
    """

    works: Vocabulary
    scale: tuple[float, float]
    global_mean: float
    row_of: NDArray[np.int32]
    coefficients: Floats
    implicit: Floats
    implicit_exponent: float
    prior_mean: Floats
    prior_precision: Floats
    implicit_variance: Floats
    noise_precision: Floats
    noise_shape: float  # 0: everybody's ratings are equally noisy
    work_mean: Floats
    work_variance: Floats
    doubt: Floats
    features: Features
    feature_coefficients: Floats
    liking_cut: float = LIKED_FROM  # predicted ratings are continuous: which of them count as «4 or more»
    stored: StoredUsers | None = None

    @classmethod
    def from_arrays(cls, arrays: Arrays, works: Vocabulary) -> "CollaborativeModel":
        """The model that `to_arrays` stored, over these works, its numbers in 32 bits.

        Raises UnreadableError where arrays do not fit one another or the works.
        """
        halves = {name: numbers.astype(np.float32) for name, numbers in arrays.items() if numbers.dtype == np.float16}
        arrays = {**arrays, **halves}
        low, high, global_mean, implicit_exponent, noise_shape, liking_cut = array(
            arrays, "numbers", FLOATS, 6
        ).tolist()
        features = Features.from_arrays(part("features_", arrays))
        if features.n_works != len(works):
            raise UnreadableError(f"features of {features.n_works} works for {len(works)} works")
        row_of = array(arrays, "row_of", WHOLE, len(works))
        n_rated = int((row_of >= 0).sum())
        if n_rated and int(row_of.max()) >= n_rated:
            raise UnreadableError(f"row_of must be below {n_rated}, found {row_of.max()}")
        draws, k = array(arrays, "prior_mean", FLOATS, None, None).shape
        shapes = {
            "coefficients": (n_rated, draws, k),
            "implicit": (n_rated, draws, k),
            "prior_mean": (draws, k),
            "prior_precision": (draws, k, k),
            "implicit_variance": (draws, k, k),
            "noise_precision": (draws,),
            "work_mean": (draws, k),
            "work_variance": (draws, k, k),
            "doubt": (len(works),),
            "feature_coefficients": (features.n_features, draws, k),
        }
        return cls(
            works=works,
            scale=(low, high),
            row_of=row_of,
            features=features,
            global_mean=global_mean,
            implicit_exponent=implicit_exponent,
            noise_shape=noise_shape,
            liking_cut=liking_cut,
            stored=None,
            **{name: array(arrays, name, FLOATS, *shape) for name, shape in shapes.items()},
        )

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays, in 16 bits where that loses nothing; the works' ids are the bundle's.

        An engine keeps no users: the SVD does, which has a file of its own (`models.ratings.point_estimate`).
        """
        arrays = {name: getattr(self, name) for name in _ARRAYS} | prefixed("features_", self.features.to_arrays())
        numbers = (self.global_mean, self.implicit_exponent, self.noise_shape, self.liking_cut)
        arrays["numbers"] = np.array([*self.scale, *numbers])
        return {name: np.ascontiguousarray(_halved(array)) for name, array in arrays.items()}

    @property
    def n_draws(self) -> int:
        """S, the number of draws."""
        return len(self.prior_mean)

    @cached_property
    def _prior_variance(self) -> Floats:
        variance: Floats = np.linalg.inv(self.prior_precision)
        return variance

    def rated(self, work_nums: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Which of these works have ratings, shape (len(work_nums),)."""
        known: NDArray[np.bool_] = self.row_of[work_nums] >= 0
        return known

    def coefficients_of(self, work_nums: NDArray[np.integer]) -> Floats:
        """(b_i, q_i) of some works under each draw, shape (len(work_nums), S, k)."""
        rows = self.row_of[work_nums]
        known = rows >= 0
        if known.all():
            found: Floats = self.coefficients.take(rows, axis=0)
            return found
        found = np.empty((len(work_nums), *self.prior_mean.shape), dtype=np.float32)
        found[known] = self.coefficients[rows[known]]
        unknown = np.flatnonzero(~known)
        found[unknown] = self.work_mean
        places, columns, values = self.features.rows(work_nums[unknown])
        with_features, first = np.unique(places, return_index=True)
        if len(first):
            weighed = values[:, None, None] * self.feature_coefficients[columns]
            found[unknown[with_features]] += np.add.reduceat(weighed, first, axis=0)
        return found

    def fold_in(
        self,
        work_nums: NDArray[np.integer],
        ratings: NDArray[np.floating],
        weights: NDArray[np.floating] | None = None,
    ) -> UserPosterior:
        """The posterior of the user who gave these ratings, both of shape (n,), each work once.

        Of a user without ratings, n = 0, it is that of the population. `weights` (n,), from 0 to 1, are how many times
        as precise as a rating of the user each is, 1 unless given. What weighs less is no rating but a sign of one: it
        does not tell how noisy the user's ratings are. That the work was chosen says the same at any weight, at 0 too.
        """
        n = len(work_nums)
        x = np.ascontiguousarray(self.coefficients_of(work_nums).transpose(1, 0, 2))  # (S, n, k)
        y = ratings.astype(np.float32) - np.float32(self.global_mean) - x[:, :, 0]  # (S, n)
        x[:, :, 0] = 1.0
        mean = self.prior_mean
        rows = self.row_of[work_nums]
        if (rows >= 0).any():
            mean = mean + self.implicit.take(rows[rows >= 0], axis=0).sum(axis=0) / n**self.implicit_exponent
        doubt = self.doubt[work_nums]
        if doubt.any():
            self._weaken(x, y, doubt, mean)
        unsure = _HALF_KNOWN / (n + _HALF_KNOWN)
        prior = Prior(mean, self._prior_variance + unsure * self.implicit_variance)
        if weights is None:
            w, covariance, noise = self._noisy(
                few_ratings(prior, x, y) if n < x.shape[2] else many_ratings(prior, x, y), n
            )
        else:
            whole = weights == 1
            of_noise = Moments.of(x[:, whole], y[:, whole])
            roots = np.sqrt(weights).astype(np.float32)
            x *= roots[:, None]
            y *= roots
            w, covariance, noise = self._noisy(many_ratings(prior, x, y, of_noise), int(whole.sum()))
        return UserPosterior(self, w, covariance, noise, x, y, work_nums, prior.variance)

    def _noisy(self, given: Regression, n_whole: int) -> tuple[Floats, Floats, Floats]:
        """The coefficients, their covariance and how precise the ratings are, each right for the others."""
        noise = self.noise_precision
        for _ in range(_NOISE_ROUNDS - 1 if self.noise_shape and n_whole else 0):
            rate = self.noise_shape / self.noise_precision + given.squares(noise) / 2
            noise = ((self.noise_shape + n_whole / 2) / rate).astype(np.float32, copy=False)
        return *given.coefficients(noise), noise  # last, or influences would not add up

    def _weaken(self, x: Floats, y: Floats, doubt: Floats, mean: Floats) -> None:
        """Make ratings of works that nobody rated say less, in place: their rows of x and y are divided by the root
        of how many times more their ratings vary than those of known works.

        Such a work's own coefficients add seenᵀ V seen to the variance of its rating, with V the `work_variance` times
        its `doubt` (n,); it is taken at the user's prior `mean` (S, k) and the population's noise. Worked out in each
        round of the fixed point, at the noise found there, it changes RMSE by 0.0001 and costs 0.3 ms more with five
        ratings, 1.6 with a hundred.
        """
        weights = 1 / np.sqrt(1 + np.outer(self.noise_precision * self.work_variance_seen(mean), doubt))
        x *= weights[:, :, None]
        y *= weights

    def work_variance_seen(self, w: Floats) -> Floats:
        """What the uncertain coefficients of a work without ratings, of doubt 1, add to the variance of its rating by
        users with the coefficients `w` (S, k), under each draw, (S,).
        """
        seen = w.copy()
        seen[:, 0] = 1.0
        found: Floats = (np.matmul(seen[:, None, :], self.work_variance)[:, 0] * seen).sum(axis=1)
        return found

    def stored_user(self, user_id: str, work_nums: NDArray[np.integer], ratings: NDArray[np.floating]) -> UserPosterior:
        """The posterior of the user who gave these ratings, with the coefficients that were kept of them, if any."""
        user = self.fold_in(work_nums, ratings)
        user_num = self.stored.users.number(user_id) if self.stored is not None else UNKNOWN
        if self.stored is None or user_num == UNKNOWN:
            return user
        return replace(user, w=self.stored.coefficients[user_num][None, :])


def _halved(array: np.ndarray) -> np.ndarray:
    """32-bit numbers in 16 bits where nothing is lost by it."""
    if array.dtype != np.float32:
        return array
    with np.errstate(over="ignore"):  # too large for 16 bits: then it is not equal
        half = array.astype(np.float16)
    return half if np.array_equal(half, array) else array
