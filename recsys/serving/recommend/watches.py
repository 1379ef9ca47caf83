"""What somebody watched without rating it, and how."""

from dataclasses import dataclass

from recsys.models.ratings.watches import FINISHED, ONCE, SIGNS, WatchSign


@dataclass(frozen=True)
class Watch:
    """How a work was watched: once, again, finished, in part or one episode; `season` is the last season that was
    watched to its end, None where nobody said.
    """

    kind: str = ONCE
    season: int | None = None

    @classmethod
    def of_series(cls, kind: str, season: int | None, seasons: int | None) -> "Watch":
        """A watch of a series of so many `seasons`, None where that is not known.

        Whoever watched the last season finished the series, and whoever finished it watched the last.
        """
        if kind == FINISHED:
            return cls(kind, seasons)
        if season is not None and seasons is not None and season >= seasons:
            return cls(FINISHED, season)
        return cls(kind, season)

    @classmethod
    def of_film(cls, kind: str) -> "Watch":
        """A watch of a film: to have finished it says no more, since all do who do not say that they left it."""
        return cls(ONCE if kind == FINISHED else kind)

    @property
    def sign(self) -> WatchSign | None:
        """What it counts as; None for what hides the work and says nothing."""
        return SIGNS.get(self.kind)
