"""Whoever asks: a user of the bundle, a visitor with ratings of their own, or nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.bundle.bundle import Bundle
from recsys.errors import InvalidValueError, NotFoundError
from recsys.models.ratings.collaborative import LIKED_FROM, CollaborativeModel, Person
from recsys.models.vocabulary import UNKNOWN, Vocabulary
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue

EXAMPLES = 3
# A person's habit of liking counts as if they had so many more ratings, liked as often as everybody's.
_HABIT_DAMPING = 10.0


@dataclass(frozen=True)
class Asker:
    """Who asks: `user_id` None for a visitor; their ratings, (n,), of works by the catalogue's row numbers; `habit`,
    the share of what they rate that they like; and what the model makes of it.

    Behind the first `n_rated` stand wishes: titles that they want more or less of, as if they had rated them so.
    """

    user_id: str | None
    work_nums: NDArray[np.int32]
    ratings: NDArray[np.float32]
    n_rated: int
    habit: float
    person: Person


class Users:
    """Looks users up, and makes an asker of whatever a question says of who asks."""

    def __init__(self, bundle: Bundle, model: CollaborativeModel, catalogue: Catalogue) -> None:
        self._model = model
        self._catalogue = catalogue
        ratings = bundle.ratings.combine_chunks()
        users, titles = ratings.column("user_id").combine_chunks(), ratings.column("title_id").combine_chunks()
        # Not every word of the dictionary need be used: a user who is not in a row has rated nothing.
        used = pc.unique(users.indices).to_numpy()
        spelled = users.dictionary.to_pylist()
        self._ids = Vocabulary.of(spelled[index] for index in used.tolist())
        work_of = dict(zip(bundle.titles["title_id"].to_pylist(), bundle.titles["work_id"].to_pylist(), strict=True))
        user_nums = self._ids.numbers(spelled)[users.indices.to_numpy()]
        work_nums = bundle.works.numbers(work_of[title] for title in titles.dictionary.to_pylist())
        order = np.argsort(user_nums, kind="stable")
        self._work_nums: NDArray[np.int32] = work_nums[titles.indices.to_numpy()][order]
        self._ratings: NDArray[np.float32] = ratings.column("rating").to_numpy()[order]
        self._starts = np.searchsorted(user_nums[order], np.arange(len(self._ids) + 1))
        self._counts_of_works = np.bincount(self._work_nums, minlength=len(bundle.works))
        self._share_of_likes = float((self._ratings >= LIKED_FROM).mean())

    def __len__(self) -> int:
        return len(self._ids)

    def asker(self, user_id: object, ratings: object, wishes: Mapping[int, float] | None = None) -> Asker:
        """Who asks. All may be left out; ratings of works that the user has rated take the place of the old ones, and
        both the place of wishes, which are stars by row number of the work.

        Raises NotFoundError for an unknown user or title, InvalidValueError for what is no rating.
        """
        given = self._given(ratings)
        name, works, stars = None, np.zeros(0, np.int32), np.zeros(0, np.float32)
        if checks.is_given(user_id):
            user_num = self.find(user_id)
            name, (works, stars) = self._ids.ids[user_num], self.history(user_num)
        if given:
            kept = ~np.isin(works, list(given))
            works = np.concatenate([works[kept], np.fromiter(given, np.int32, len(given))])
            stars = np.concatenate([stars[kept], np.fromiter(given.values(), np.float32, len(given))])
        n_rated = len(stars)
        likes = float((stars >= LIKED_FROM).sum())
        habit = (likes + _HABIT_DAMPING * self._share_of_likes) / (n_rated + _HABIT_DAMPING)
        wished = {work: star for work, star in (wishes or {}).items() if work not in works}
        if wished:
            works = np.concatenate([works, np.fromiter(wished, np.int32, len(wished))])
            stars = np.concatenate([stars, np.fromiter(wished.values(), np.float32, len(wished))])
        if given or wished:
            person = self._model.fold_in(works, stars)
        elif name is not None:
            person = self._model.stored_user(name, works, stars)
        else:
            person = self._model.fold_in(works, stars)
        return Asker(name, works, stars, n_rated, habit, person)

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
        """The works that the user rated (the catalogue's row numbers) and the ratings, both (n,)."""
        start, end = self._starts[user_num], self._starts[user_num + 1]
        return self._work_nums[start:end], self._ratings[start:end]

    def raters(self, work_num: int) -> int:
        """How many users rated the work."""
        return int(self._counts_of_works[work_num])

    def _given(self, ratings: object) -> Mapping[int, float]:
        """The stars given to each work; of two for one work the last."""
        return {
            self._catalogue.find("ratings", title): stars for title, stars in checks.title_ratings("ratings", ratings)
        }
