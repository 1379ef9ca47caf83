"""The users of a bundle: who they are, and what they rated."""

import numpy as np
from numpy.typing import NDArray

from recsys.bundle import Bundle
from recsys.errors import InvalidValueError, NotFoundError
from recsys.models.svd import SvdModel
from recsys.models.vocabulary import UNKNOWN
from recsys.serving import checks

EXAMPLES = 3


class Users:
    """Looks users up, and tells what each rated."""

    def __init__(self, bundle: Bundle, model: SvdModel) -> None:
        self._ids = model.users
        ratings = bundle.ratings.combine_chunks()
        users, titles = ratings.column("user_id").combine_chunks(), ratings.column("title_id").combine_chunks()
        work_of = dict(zip(bundle.titles["title_id"].to_pylist(), bundle.titles["work_id"].to_pylist(), strict=True))
        user_nums = model.users.numbers(users.dictionary.to_pylist())[users.indices.to_numpy()]
        work_nums = bundle.works.numbers(work_of[title] for title in titles.dictionary.to_pylist())
        order = np.argsort(user_nums, kind="stable")
        self._work_nums: NDArray[np.int32] = work_nums[titles.indices.to_numpy()][order]
        self._ratings: NDArray[np.float32] = ratings.column("rating").to_numpy()[order]
        self._starts = np.searchsorted(user_nums[order], np.arange(len(model.users) + 1))
        self._counts_of_works = np.bincount(self._work_nums, minlength=len(bundle.works))

    def __len__(self) -> int:
        return len(self._ids)

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

    def id(self, user_num: int) -> str:
        """The user's id."""
        return self._ids.ids[user_num]

    def history(self, user_num: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The works that the user rated (the catalogue's row numbers) and the ratings, both (n,)."""
        start, end = self._starts[user_num], self._starts[user_num + 1]
        return self._work_nums[start:end], self._ratings[start:end]

    def raters(self, work_num: int) -> int:
        """How many users rated the work."""
        return int(self._counts_of_works[work_num])
