"""SVD: biased matrix factorisation, fitted by scikit-surprise, served as arrays."""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from recsys.models.storage import FLOATS, Arrays, FileModel, array, packed, vocabulary
from recsys.models.vocabulary import Vocabulary

_ARRAYS = ("user_bias", "user_factors", "work_bias", "work_factors")


@dataclass(frozen=True)
class SvdParameters:
    """How the factors are learned. The defaults are the best of a search on MovieLens 100K."""

    factors: int = 100
    epochs: int = 50
    learning_rate: float = 0.007
    reg: float = 0.06
    initial_sd: float = 0.02
    seed: int = 0


class Parts(NamedTuple):
    """What a prediction is made of, in stars: μ, b_u, b_i, p_u·q_i."""

    global_mean: float
    user_bias: float
    work_bias: float
    interaction: float


@dataclass(frozen=True)
class SvdModel(FileModel):
    """r̂ = μ + b_u + b_i + p_u·q_i, clipped to the rating scale (Funk 2006; Koren, Bell & Volinsky 2009).

    An unknown user or work contributes neither bias nor factors, as in Surprise's `SVD.predict`, which this
    model equals to 1e-5.

    Shapes: `user_bias` (n_users,), `user_factors` (n_users, factors), `work_bias` (n_works,), `work_factors`
    (n_works, factors), where n_works = len(works). Units: stars, 0.5 to 5.
    """

    users: Vocabulary
    works: Vocabulary
    scale: tuple[float, float]
    global_mean: float
    user_bias: NDArray[np.float32]
    user_factors: NDArray[np.float32]
    work_bias: NDArray[np.float32]
    work_factors: NDArray[np.float32]

    @classmethod
    def fit(
        cls,
        users: Vocabulary,
        works: Vocabulary,
        user_nums: NDArray[np.int32],
        work_nums: NDArray[np.int32],
        ratings: NDArray[np.float32],
        scale: tuple[float, float],
        parameters: SvdParameters = SvdParameters(),
    ) -> "SvdModel":
        """Fit Surprise's SVD on ratings given as three arrays of shape (n_ratings,); each pair once."""
        from surprise import SVD, Trainset  # serving must not need it

        by_user: dict[int, list[tuple[int, float]]] = {}
        by_work: dict[int, list[tuple[int, float]]] = {}
        for user, work, rating in zip(user_nums.tolist(), work_nums.tolist(), ratings.tolist(), strict=True):
            by_user.setdefault(user, []).append((work, rating))
            by_work.setdefault(work, []).append((user, rating))
        # The trainset is made from row numbers, so that Surprise's inner ids are ours and no raw id is
        # ever translated: at ten million ratings its own loader takes most of the time.
        trainset = Trainset(
            by_user,
            by_work,
            len(users),
            len(works),
            len(ratings),
            scale,
            dict(enumerate(range(len(users)))),
            dict(enumerate(range(len(works)))),
        )
        algorithm = SVD(
            n_factors=parameters.factors,
            n_epochs=parameters.epochs,
            lr_all=parameters.learning_rate,
            reg_all=parameters.reg,
            init_std_dev=parameters.initial_sd,
            random_state=parameters.seed,
        ).fit(trainset)
        return cls(
            users=users,
            works=works,
            scale=scale,
            global_mean=float(trainset.global_mean),
            user_bias=algorithm.bu.astype(np.float32),
            user_factors=algorithm.pu.astype(np.float32),
            work_bias=algorithm.bi.astype(np.float32),
            work_factors=algorithm.qi.astype(np.float32),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        low, high, global_mean = array(arrays, "numbers", FLOATS, 3).tolist()
        users, works = (vocabulary(arrays, name) for name in ("users", "works"))
        work_factors = array(arrays, "work_factors", FLOATS, len(works), None)
        return cls(
            users,
            works,
            (low, high),
            global_mean,
            user_bias=array(arrays, "user_bias", FLOATS, len(users)),
            user_factors=array(arrays, "user_factors", FLOATS, len(users), work_factors.shape[1]),
            work_bias=array(arrays, "work_bias", FLOATS, len(works)),
            work_factors=work_factors,
        )

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays, the ids of its users and works among them."""
        ids = packed("users", self.users.ids) | packed("works", self.works.ids)
        numbers = {"numbers": np.array([*self.scale, self.global_mean])}
        return {name: getattr(self, name) for name in _ARRAYS} | ids | numbers

    def take(self, users: NDArray[np.integer], works: NDArray[np.integer]) -> "SvdModel":
        """The same model of some users and works, by row number and in their order."""
        return SvdModel(
            Vocabulary(tuple(self.users.ids[user] for user in users.tolist())),
            Vocabulary(tuple(self.works.ids[work] for work in works.tolist())),
            self.scale,
            self.global_mean,
            self.user_bias[users],
            self.user_factors[users],
            self.work_bias[works],
            self.work_factors[works],
        )

    def estimate(self, user_id: str, work_id: str) -> float:
        """The predicted rating of one pair by their ids, within the scale."""
        return self.predict(self.users.number(user_id), self.works.number(work_id))

    def parts(self, user_num: int, work_num: int) -> Parts:
        """The parts of one prediction; their sum, clipped to the scale, is the prediction."""
        known_user, known_work = user_num >= 0, work_num >= 0
        both = known_user and known_work
        return Parts(
            self.global_mean,
            float(self.user_bias[user_num]) if known_user else 0.0,
            float(self.work_bias[work_num]) if known_work else 0.0,
            float(self.user_factors[user_num] @ self.work_factors[work_num]) if both else 0.0,
        )

    def predict(self, user_num: int, work_num: int) -> float:
        """The predicted rating of one pair, within the scale."""
        return float(np.clip(sum(self.parts(user_num, work_num)), *self.scale))
