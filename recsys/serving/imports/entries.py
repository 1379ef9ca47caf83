"""What the rows of people's files say, whoever exported them."""

from enum import StrEnum
from typing import NamedTuple


class Signal(StrEnum):
    """What a row says that somebody did with a work."""

    RATED = "rated"
    WATCHED = "watched"
    LIKED = "liked"  # a heart, a thumb up, a favourite
    DISLIKED = "disliked"  # a thumb down
    WISH = "wish"  # a watchlist


class Reason(StrEnum):
    """Why a row counts for nothing."""

    NO_TITLE = "no_title"
    NO_RATING = "no_rating"  # neither a number nor thumbs, or beyond the scale
    SHORT = "short"  # less than ten minutes of it were watched
    EPISODE = "episode"  # of a series whose name is not told
    LIST = "list"  # on a list, which says neither that it was seen nor that it is wished for
    NOT_A_WORK = "not_a_work"  # a trailer, a recap, a promo, a game, a podcast
    AUTOPLAY = "autoplay"  # nobody pressed anything
    DELETED = "deleted"  # the person took it back
    NUMBER_ALONE = "number_alone"  # a number that nobody but the exporter knows the title of
    INCOMPLETE = "incomplete"  # fewer cells than columns, or a part of the document that cannot be read


class Entry(NamedTuple):
    """One row's news of one work. What the row does not say is None, or empty.

    `titles` are the main one and the original; where `compound`, the first may have a season and an episode behind the
    name («Name: Season 2: Episode»), which matching splits by the names of the catalogue. `type` is one of
    `schema.TYPES`, `imdb_id` as `tt0012345`, `people` are directors. `rating`, with any signal, is as given, on the
    file's own scale, which the frame finds out; `day` as the file writes it (ISO where the layout knows), since the
    order of days and months shows in all rows together only. `minutes` were watched, `share` (0 to 1) of the work's
    length; `times` is how often. `profile` is the person of an account. `line` is the file's, from 1; 0 for documents
    without lines.
    """

    titles: tuple[str, ...]
    signal: Signal
    line: int = 0
    year: int | None = None
    type: str | None = None
    imdb_id: str | None = None
    tmdb_id: int | None = None
    people: tuple[str, ...] = ()
    rating: float | None = None
    season: int | None = None
    episode: int | None = None
    day: str | None = None
    minutes: float | None = None
    share: float | None = None
    profile: str | None = None
    times: int = 1
    compound: bool = False


class Refused(NamedTuple):
    """A row that counts for nothing: its line, the value that decided, and why."""

    line: int
    value: str
    reason: Reason
