"""Where the poster of a work is to be had as a picture.

The film catalogue knows TMDB's path of it. What that is put after is the operator's to say, or not: whoever looks at a
picture is seen by its host.
"""

from recsys.domain.schema import POSTER_PATH


def picture(posters: str | None, path: str | None) -> str | None:
    """The address of a picture below `posters`; None without such an address, or where the path is none of TMDB's."""
    # A bundle may be anybody's: below an address without a path, «@host/x.jpg» would lead to another host.
    if posters is None or path is None or not POSTER_PATH.fullmatch(path):
        return None
    return posters + path
