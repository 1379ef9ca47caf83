"""Feedback on works that somebody has not rated: more like these, less like those, not these again."""

from dataclasses import dataclass

from recsys.serving import checks
from recsys.serving.catalogue import Catalogue

# A work that more, or less, is wanted of counts as if it had been given so many stars.
MORE, LESS = 4.5, 1.5


@dataclass(frozen=True)
class Feedback:
    """Works by row number: `more` and `less` of these; `hidden` ones are left out of a list. Made by `parse`."""

    more: tuple[int, ...] = ()
    less: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()

    @classmethod
    def parse(
        cls, catalogue: Catalogue, more_like: object = None, less_like: object = None, hide: object = None
    ) -> "Feedback":
        """Feedback from what somebody sent. Raises NotFoundError or InvalidValueError naming the argument."""
        sent = {"more_like": more_like, "less_like": less_like, "hide": hide}
        more, less, hidden = (
            tuple(catalogue.find(name, title) for title in checks.titles(name, value)) for name, value in sent.items()
        )
        return cls(more, less, hidden)

    @property
    def stars(self) -> dict[int, float]:
        """The stars that the feedback counts as, by work; of two for one work the last."""
        return dict.fromkeys(self.more, MORE) | dict.fromkeys(self.less, LESS)

    @property
    def unwanted(self) -> list[int]:
        """The works that must not be in a list. One that more is wanted of may."""
        return [*self.less, *self.hidden]
