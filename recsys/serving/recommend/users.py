"""Users of the bundle and visitors: their ratings and feedback, and what the model makes of them."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from recsys.bundle.rows import codes_of, distinct
from recsys.errors import InvalidValueError, NotFoundError
from recsys.models.ratings.collaborative import LIKED_FROM, CollaborativeModel
from recsys.models.ratings.user_posterior import UserPosterior
from recsys.models.ratings.watches import fold_in_watches
from recsys.models.vocabulary import UNKNOWN, Vocabulary
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.recommend.watches import Watch

EXAMPLES = 3
NOTHING_WATCHED: Mapping[int, Watch] = MappingProxyType({})
# A user's habit of liking counts as if they had so many more ratings, liked as often as everybody's.
_HABIT_DAMPING = 10.0


@dataclass(frozen=True)
class Profile:
    """What is known of whoever asks.

    `user_id` is None for a visitor; `work_nums` and `ratings`, both (n,), are works by row number and their stars:
    first the `n_rated` that were rated, then feedback, as if it had been ratings, last the `n_watched` that were only
    watched, with the stars that this counts as. `liked` (n,) is how much each counts among what they like, 0 to 1;
    `seen` are all works that they rated or watched, `habit` is the share of what they rate that they like, `posterior`
    what the model makes of all this.
    """

    user_id: str | None
    work_nums: NDArray[np.int32]
    ratings: NDArray[np.float32]
    n_rated: int
    habit: float
    posterior: UserPosterior
    n_watched: int
    liked: NDArray[np.float64]
    seen: NDArray[np.int32]

    @property
    def ratings_given(self) -> dict[int, float]:
        """The stars of the works that were rated, by work."""
        rated = slice(self.n_rated)
        return dict(zip(self.work_nums[rated].tolist(), self.ratings[rated].tolist(), strict=True))


class Users:
    """The users of a bundle, and profiles of them and of visitors."""

    def __init__(self, model: CollaborativeModel, catalogue: Catalogue) -> None:
        self._model = model
        ratings = catalogue.bundle.ratings
        user_codes, spelled = codes_of(ratings.column("user_id"))
        work_codes, work_ids = codes_of(ratings.column("work_id"))
        # Not every word of the dictionary need be used: a user who is not in a row has rated nothing.
        self._ids = Vocabulary.of(spelled[code] for code in distinct(user_codes).tolist())
        user_nums = self._ids.numbers(spelled)[user_codes]
        order = np.argsort(user_nums, kind="stable")
        self._work_nums: NDArray[np.int32] = catalogue.work_ids.numbers(work_ids)[work_codes][order]
        self._ratings: NDArray[np.float32] = ratings.column("rating").to_numpy()[order]
        self._starts = np.searchsorted(user_nums[order], np.arange(len(self._ids) + 1))
        self._raters_of_works = np.bincount(self._work_nums, minlength=len(catalogue))
        self._share_of_likes = float((self._ratings >= LIKED_FROM).mean())

    def __len__(self) -> int:
        return len(self._ids)

    def answered_by(self, model: CollaborativeModel) -> "Users":
        """The same users and ratings, with profiles by another model of the same works."""
        other = copy.copy(self)
        other._model = model
        return other

    def profile(
        self,
        user_num: int | None,
        ratings: Mapping[int, float],
        feedback: Feedback,
        watched: Mapping[int, Watch] = NOTHING_WATCHED,
    ) -> Profile:
        """The profile of a user, None for a visitor, with new ratings, feedback and watches by row number of the work.

        Ratings of works that the user has rated take the place of the old ones, both the place of feedback, and all
        of these the place of having watched the work.
        """
        name, works, stars = None, np.zeros(0, np.int32), np.zeros(0, np.float32)
        if user_num is not None:
            name, (works, stars) = self._ids.ids[user_num], self.history(user_num)
        if ratings:
            kept = ~np.isin(works, list(ratings))
            works, stars = _joined(works[kept], stars[kept], ratings)
        n_rated = len(stars)
        likes = float((stars >= LIKED_FROM).sum())
        habit = (likes + _HABIT_DAMPING * self._share_of_likes) / (n_rated + _HABIT_DAMPING)
        wanted = {work: star for work, star in feedback.stars.items() if work not in works}
        seen = np.union1d(works, np.fromiter(watched, np.int32, len(watched)))
        works, stars = _joined(works, stars, wanted)
        liked = (stars >= LIKED_FROM).astype(np.float64)
        signs = {work: watch.sign for work, watch in watched.items() if work not in works}
        told = {work: sign for work, sign in signs.items() if sign is not None}
        if told:
            watches = np.fromiter(told, np.int32, len(told))
            posterior, counted = fold_in_watches(self._model, works, stars, watches, list(told.values()))
            works, stars = np.concatenate([works, watches]), np.concatenate([stars, counted])
            liked = np.concatenate([liked, [sign.liked for sign in told.values()]])
        elif name is None or ratings or wanted:
            posterior = self._model.fold_in(works, stars)
        else:
            posterior = self._model.stored_user(name, works, stars)
        return Profile(name, works, stars, n_rated, habit, posterior, len(told), liked, seen)

    def examples(self, count: int = EXAMPLES) -> list[str]:
        """Some users, those with most ratings first."""
        most = np.argsort(-np.diff(self._starts), kind="stable")[:count]
        return [self._ids.ids[user_num] for user_num in most.tolist()]

    def find(self, value: object) -> int:
        """The user's row number. The part behind the source (`17` of `simulated-17`) will do where one user has it.

        Raises NotFoundError when nobody has that id, InvalidValueError when it is no id or several users have it.
        """
        given = checks.text("user_id", value, self.examples(1)[0])
        user_num = self._ids.number(given)
        if user_num != UNKNOWN:
            return user_num
        same_number = [id_ for id_ in self._ids.ids if id_.rpartition("-")[2] == given]
        if len(same_number) > 1:
            raise InvalidValueError(
                "user_id", "user_id must say which source it is of", given, f"One of {', '.join(same_number)}."
            )
        if not same_number:
            raise NotFoundError("user_id", "No user is called", given, examples=self.examples())
        return self._ids.number(same_number[0])

    def history(self, user_num: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The works that the user rated (row numbers) and the ratings, both (n,)."""
        start, end = self._starts[user_num], self._starts[user_num + 1]
        return self._work_nums[start:end], self._ratings[start:end]

    def raters(self, work_num: int) -> int:
        """How many users rated the work."""
        return int(self._raters_of_works[work_num])


def _joined(
    works: NDArray[np.int32], stars: NDArray[np.float32], more: Mapping[int, float]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    if not more:
        return works, stars
    return (
        np.concatenate([works, np.fromiter(more, np.int32, len(more))]),
        np.concatenate([stars, np.fromiter(more.values(), np.float32, len(more))]),
    )
