"""How a work was watched, by what an import says of it, in the words that answers take."""

from recsys.domain.schema import TYPES
from recsys.models.ratings.watches import AGAIN, EPISODE, FINISHED, PART
from recsys.serving.imports.report import ImportedWork

_WHOLE = 0.9  # of its length: credits are not watched


def how_watched(one: ImportedWork) -> str:
    """The word behind `Title=` of what is told to have been watched; empty for a film that was watched once.

    Of a series whose end nobody tells, the last season of which something was watched counts as watched: exports do not
    say how many episodes a season has.
    """
    if one.times > 1 and one.work.type == TYPES[0]:
        return AGAIN
    if one.share is not None:
        return _by_share(one.share, one.work.type)
    if one.work.type == TYPES[0]:
        return ""
    if one.episodes == 1:
        return EPISODE
    if one.seasons:
        return f"S{max(one.seasons)}"
    return PART if one.episodes else ""


def _by_share(share: float, kind: str) -> str:
    if share < _WHOLE:
        return PART
    return "" if kind == TYPES[0] else FINISHED
