"""Public ids of works: readable slugs, and what else people may write for one."""

import re
from typing import NamedTuple

from recsys.text import title_key

TMDB_PREFIX = "tmdb-"  # of the id of a film that is on no service; TMDB's number follows
_SUFFIXES = {"movie": "movie", "tv show": "series"}
_TYPES = {suffix: kind for kind, suffix in _SUFFIXES.items()}
_SLUG = re.compile(r"^(?P<key>.+)-(?P<year>\d{4})-(?P<suffix>movie|series)(?:-\d+)?$")


class SlugParts(NamedTuple):
    """What a slug says of a work."""

    title: str
    year: int
    type: str


def slug(title: str, year: int, kind: str) -> str:
    """The id of a work with listings: its title's key, its year and its type.

    >>> slug("The Matrix", 1999, "movie")
    'matrix-1999-movie'
    """
    return f"{title_key(title).replace(' ', '-')}-{year}-{_SUFFIXES[kind]}"


def parse_slug(text: str) -> SlugParts | None:
    """Title, year and type of a slug, of this bundle or an older one; None for what is no slug.

    >>> parse_slug("matrix-1999-movie")
    SlugParts(title='matrix', year=1999, type='movie')
    """
    found = _SLUG.match(text.strip().lower())
    return SlugParts(found["key"].replace("-", " "), int(found["year"]), _TYPES[found["suffix"]]) if found else None


def tmdb_number(text: str) -> int | None:
    """TMDB's number of an id such as `tmdb-603`; None for anything else."""
    digits = text.strip().lower().removeprefix(TMDB_PREFIX)
    is_id = text.strip().lower().startswith(TMDB_PREFIX) and digits.isascii() and digits.isdigit() and len(digits) < 19
    return int(digits) if is_id else None
