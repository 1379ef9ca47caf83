"""How well a title suits a user, and the best unseen titles for one, by the collaborative model."""

from dataclasses import dataclass

import numpy as np

from recsys.bundle import Bundle
from recsys.errors import NotFoundError
from recsys.models.svd import SvdModel
from recsys.models.topk import top_k
from recsys.models.vocabulary import UNKNOWN
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.users import Users

# From here on a title is recommended: half a star below what counts as liking (4), because predictions keep
# closer to the mean than ratings do.
RECOMMENDED_FROM = 3.5


@dataclass(frozen=True)
class FitParts:
    """What a predicted rating is made of, in stars; their sum is the prediction before it is clipped to 0.5-5."""

    global_mean: float  # μ, the mean of all ratings
    user_bias: float  # b_u, how generous the user is
    work_bias: float  # b_i, how well the title is liked
    interaction: float  # p_u·q_i, how the user's taste meets the title


@dataclass(frozen=True)
class Fit:
    """How well a work suits a user. `rated` is the user's own rating, None where they have not rated it."""

    user_id: str
    work: Work
    predicted_rating: float
    parts: FitParts
    recommended: bool
    recommended_from: float
    user_ratings: int
    title_ratings: int
    rated: float | None
    explanation: str


@dataclass(frozen=True)
class PredictedWork:
    """An unseen work and the rating that the user is predicted to give it, in stars."""

    work: Work
    predicted_rating: float
    title_ratings: int


@dataclass(frozen=True)
class ForUser:
    """The best unseen works for a user, best first."""

    user_id: str
    user_ratings: int
    filters: Filters
    results: list[PredictedWork]


class Fitter:
    """Answers `fit` and `for_user` from a bundle's collaborative model."""

    def __init__(self, bundle: Bundle, model: SvdModel, catalogue: Catalogue, filters: FilterIndex) -> None:
        self._model = model
        self._catalogue = catalogue
        self._filters = filters
        self.users = Users(bundle, model)
        # The catalogue's row number of each work that the model knows, and back.
        self._catalogue_nums = bundle.works.numbers(model.works.ids)
        self._model_nums = np.full(len(bundle.works), UNKNOWN, dtype=np.int32)
        self._model_nums[self._catalogue_nums] = np.arange(len(model.works), dtype=np.int32)

    def fit(self, user_id: object, title: object) -> Fit:
        """How well a title suits a user. A title that nobody rated gets the user's usual rating, and says so."""
        user_num, work_num = self.users.find(user_id), self._catalogue.find("title", title)
        model_num = int(self._model_nums[work_num])
        parts = FitParts(*self._model.parts(user_num, model_num))
        predicted = self._model.predict(user_num, model_num)
        seen, ratings = self.users.history(user_num)
        own = ratings[seen == work_num]
        title_ratings = self.users.raters(work_num)
        return Fit(
            user_id=self.users.id(user_num),
            work=self._catalogue.work(work_num),
            predicted_rating=predicted,
            parts=parts,
            recommended=predicted >= RECOMMENDED_FROM,
            recommended_from=RECOMMENDED_FROM,
            user_ratings=len(seen),
            title_ratings=title_ratings,
            rated=float(own[0]) if len(own) else None,
            explanation=_explain(predicted, parts, title_ratings),
        )

    def for_user(self, user_id: object, k: object, filters: Filters) -> ForUser:
        """The k works that the user is predicted to rate highest, among those that somebody but not they rated."""
        user_num, count = self.users.find(user_id), checks.k(k)
        seen, _ = self.users.history(user_num)
        scores = np.full(len(self._catalogue), np.nan, dtype=np.float32)
        scores[self._catalogue_nums] = self._model.predict_works(user_num)
        eligible = self._filters.mask(filters)
        eligible[seen] = False
        low, high = self._model.scale
        return ForUser(
            user_id=self.users.id(user_num),
            user_ratings=len(seen),
            filters=filters,
            results=[
                PredictedWork(self._catalogue.work(row), float(np.clip(scores[row], low, high)), self.users.raters(row))
                for row in top_k(scores, count, eligible).tolist()
            ],
        )


def no_ratings(user_id: object) -> NotFoundError:
    """The error of a question about users to a bundle that was built without ratings."""
    return NotFoundError("user_id", "This catalogue was built without ratings, so it knows no user", user_id)


def _explain(predicted: float, parts: FitParts, title_ratings: int) -> str:
    verdict = "Recommended" if predicted >= RECOMMENDED_FROM else "Not recommended"
    reason = (
        f"people rate {parts.global_mean:.2f} on average, this user {parts.user_bias:+.2f}, "
        f"this title {parts.work_bias:+.2f}, their match {parts.interaction:+.2f}"
        if title_ratings
        else "nobody has rated this title yet, so this is what the user usually gives"
    )
    return f"{verdict}: {predicted:.1f} of 5 stars predicted; {reason}."
