"""What watching a work says of somebody who did not rate it: a weak sign of liking, by how they watched it.

That it was chosen says most, and a model knows how much (`CollaborativeModel.fold_in` at weight 0). Beside that, a
watch counts as a rating some stars above what is predicted of the person, of less weight than a rating.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.user_posterior import UserPosterior

ONCE, AGAIN, FINISHED, PART, EPISODE = "once", "again", "finished", "part", "episode"


class WatchSign(NamedTuple):
    """What one way of watching counts as: a rating `above` what is predicted, in stars, of this `weight`, 0 to 1, and
    as so much of a work `liked`, 0 to 1, where the order of a list goes by what somebody likes.
    """

    above: float
    weight: float
    liked: float


# Learned are the numbers of ONCE: on MovieLens people of whom the stars of some ratings, or of all, were hidden
# (`python -m recsys evaluate --suite watched`). Nobody's data say here how a work was watched: the others are priors,
# ordered between «nothing», a single episode, which hides a work and says no more, and a rating of one that was liked.
SIGNS: Mapping[str, WatchSign] = {
    PART: WatchSign(0.0, 0.0, 0.1),
    ONCE: WatchSign(0.0, 0.03, 0.25),
    FINISHED: WatchSign(0.25, 0.1, 0.5),
    AGAIN: WatchSign(0.5, 0.3, 0.75),
}


class WatchedPosterior(NamedTuple):
    """A user's posterior given ratings and watches, and the stars (n_watched,) that the watches counted as."""

    posterior: UserPosterior
    stars: NDArray[np.float32]


def fold_in_watches(
    model: CollaborativeModel,
    work_nums: NDArray[np.integer],
    ratings: NDArray[np.floating],
    watched: NDArray[np.integer],
    signs: Sequence[WatchSign],
) -> WatchedPosterior:
    """The posterior of a user who rated some works, (n,), and watched others, (n_watched,), each with its sign.

    What is predicted of the watched ones is predicted from the ratings and from what was chosen. The user's works are
    the rated ones, then the watched ones. Under an engine that learns nothing from what was chosen, a watch that is no
    more than one leaves predictions where they are.
    """
    works = np.concatenate([work_nums, watched])
    above, weights = (np.array([sign[place] for sign in signs], dtype=np.float32) for place in (0, 1))
    weights = np.concatenate([np.ones(len(ratings), np.float32), weights])
    blank = np.concatenate([ratings, np.zeros(len(watched))]).astype(np.float32)
    expected = model.fold_in(works, blank, np.where(np.arange(len(works)) < len(ratings), weights, 0)).predict(watched)
    stars = np.clip(expected.mean + above, *model.scale).astype(np.float32)
    return WatchedPosterior(model.fold_in(works, np.concatenate([ratings, stars]).astype(np.float32), weights), stars)
