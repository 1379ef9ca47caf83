"""The ids that catalogues know a work by, IMDb's and TMDB's, as exporters write them beside those of others."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from recsys.serving.imports.cells import imdb_id, whole
from recsys.serving.imports.objects import text

_GUID = re.compile(r"(?:^|\.)(imdb|tmdb|themoviedb)://(\w+)")
_MOST = 2**31


class Ids(NamedTuple):
    """IMDb's id of a work and TMDB's, each None where it is not told."""

    imdb: str | None = None
    tmdb: int | None = None


def tmdb_id(given: object) -> int | None:
    """TMDB's id of a cell or value; None where it is none.

    >>> tmdb_id("603"), tmdb_id("0"), tmdb_id("")
    (603, None, None)
    """
    found = whole(given)
    return found if found is not None and 0 < found < _MOST else None


def ids_of(given: object) -> Ids:
    """The ids of an object as Trakt, Simkl and Jellyfin have it, in any case: {"Imdb": "tt0133093", "tmdb": 603}."""
    found = {key.casefold(): value for key, value in given.items()} if isinstance(given, dict) else {}
    return Ids(imdb_id(found.get("imdb")), tmdb_id(found.get("tmdb")))


def ids_in(guids: Iterable[object]) -> Ids:
    """The ids in Plex' GUIDs, new and old.

    >>> ids_in(["imdb://tt0133093", "com.plexapp.agents.themoviedb://603?lang=en", "tvdb://1"])
    Ids(imdb='tt0133093', tmdb=603)
    """
    ids = Ids()
    for guid in guids:
        for agent, given in _GUID.findall(text(guid)):
            if agent == "imdb":
                ids = ids._replace(imdb=ids.imdb or imdb_id(given))
            else:
                ids = ids._replace(tmdb=ids.tmdb or tmdb_id(given))
    return ids
