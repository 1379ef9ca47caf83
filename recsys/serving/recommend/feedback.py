"""What somebody wants more or less of, or not to be shown, of titles that they have not rated."""

from dataclasses import dataclass

from recsys.serving import checks
from recsys.serving.catalogue import Catalogue

# A title that more, or less, is wanted of counts as if it had been given so many stars.
MORE, LESS = 4.5, 1.5


@dataclass(frozen=True)
class Wishes:
    """Works by row number: `more` and `less` of these; `hidden` ones are left out of a list. Made by `parse`."""

    more: tuple[int, ...] = ()
    less: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()

    @classmethod
    def parse(cls, catalogue: Catalogue, more_like: object, less_like: object, hide: object) -> "Wishes":
        """Wishes from what somebody sent. Raises NotFoundError or InvalidValueError naming the argument."""
        sent = {"more_like": more_like, "less_like": less_like, "hide": hide}
        more, less, hidden = (
            tuple(catalogue.find(name, title) for title in checks.titles(name, value)) for name, value in sent.items()
        )
        return cls(more, less, hidden)

    @property
    def stars(self) -> dict[int, float]:
        """The stars that the wishes count as, by work; of two for one work the last."""
        return dict.fromkeys(self.more, MORE) | dict.fromkeys(self.less, LESS)

    @property
    def unwanted(self) -> list[int]:
        """The works that must not be in a list. One that more is wanted of may."""
        return [*self.less, *self.hidden]
