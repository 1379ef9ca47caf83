"""How well a title suits a user: the predicted rating, how sure it is, what it is made of, and why."""

from dataclasses import dataclass

import numpy as np

from recsys.models.ratings.user_posterior import COVERAGE
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.recommend.reasons import Reason, reasons
from recsys.serving.recommend.users import Profile, Users
from recsys.serving.requests import FitRequest

# A title is recommended when it is likelier to be liked than what the person usually rates; whoever likes hardly
# anything, or nearly everything, is held to these all the same.
LOWEST_BAR, HIGHEST_BAR = 0.3, 0.7
REASONS = 6


@dataclass(frozen=True)
class FitParts:
    """What a predicted rating is made of, in stars; their sum is the prediction before it is cut to the scale."""

    global_mean: float  # μ, the mean of all ratings
    user_bias: float  # b_u, how generous the person is
    work_bias: float  # b_i, how well the title is liked
    interaction: float  # p_u·q_i, how what the person likes meets the title


@dataclass(frozen=True)
class Fit:
    """How well a work suits a person.

    `low` to `high` holds their rating with probability `interval`; `liking` is the probability that they rate it 4 or
    more. It is `recommended` where `liking` is at least `recommended_from`, which is `habit`, the share of what they
    rate that they like, kept between 0.3 and 0.7. `user_id` is None for a visitor; `rated` is their own rating, None
    where they have none; `reasons`, largest first, are exact: what each rating or watch adds to the prediction (of a
    user whom the SVD was trained on, to what their ratings alone would predict). `user_watched` is how many works they
    watched and did not rate. `model` is the name of the model that answered, `rmse` and `mae` are its errors in stars
    on ratings that it had not seen, None where these were not measured.
    """

    user_id: str | None
    work: Work
    predicted_rating: float
    low: float
    high: float
    interval: float
    liking: float
    habit: float
    recommended: bool
    recommended_from: float
    parts: FitParts
    reasons: list[Reason]
    user_ratings: int
    title_ratings: int
    rated: float | None
    explanation: str
    model: str
    rmse: float | None
    mae: float | None
    user_watched: int = 0


class Fitter:
    """Answers `fit` from one model: `name` is its public name, `users` make profiles by it."""

    def __init__(self, name: str, catalogue: Catalogue, users: Users) -> None:
        self._name = name
        self._catalogue = catalogue
        self._users = users
        self._errors = catalogue.bundle.metrics.get("models", {}).get(name, {})

    def fit(self, request: FitRequest) -> Fit:
        """How well a title suits whoever asks; without user and ratings, people in general."""
        profile = self._users.profile(request.user, request.ratings, request.feedback, request.watched)
        work_num = request.work_num
        predicted = profile.posterior.predict(np.array([work_num]))
        liking = float(predicted.liking[0])
        bar = min(max(profile.habit, LOWEST_BAR), HIGHEST_BAR)
        own = profile.ratings[: profile.n_rated][profile.work_nums[: profile.n_rated] == work_num]
        parts = FitParts(*profile.posterior.parts(work_num))
        title_ratings = self._users.raters(work_num)
        stars = float(predicted.ratings[0])
        return Fit(
            user_id=profile.user_id,
            work=self._catalogue.work(work_num, request.locale),
            predicted_rating=stars,
            low=float(predicted.low[0]),
            high=float(predicted.high[0]),
            interval=COVERAGE,
            liking=liking,
            habit=profile.habit,
            recommended=liking >= bar,
            recommended_from=bar,
            parts=parts,
            reasons=reasons(self._catalogue, profile, np.array([work_num]), REASONS, request.locale)[0],
            user_ratings=profile.n_rated,
            title_ratings=title_ratings,
            rated=float(own[0]) if len(own) else None,
            explanation=_explain(profile, stars, liking, bar, parts, title_ratings),
            model=self._name,
            rmse=self._errors.get("rmse"),
            mae=self._errors.get("mae"),
            user_watched=len(profile.seen) - profile.n_rated,
        )


def _explain(profile: Profile, stars: float, liking: float, bar: float, parts: FitParts, title_ratings: int) -> str:
    verdict = "Recommended" if liking >= bar else "Not recommended"
    chance = f"{liking:.0%} likely to be liked, where {bar:.0%} recommends"
    if not len(profile.ratings):
        reason = "this is what people in general would say; a few ratings make it yours"
    elif title_ratings:
        reason = (
            f"people rate {parts.global_mean:.2f} on average, this person {parts.user_bias:+.2f}, "
            f"this title {parts.work_bias:+.2f}, their match {parts.interaction:+.2f}"
        )
    else:
        reason = "nobody has rated this title yet, so this follows from its genres, people, country and years"
    return f"{verdict}: {stars:.1f} of 5 stars predicted, {chance}; {reason}."
