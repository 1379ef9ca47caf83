"""Where the poster of a work is to be had as a picture.

The film catalogue knows TMDB's path of it. What that is put after is the operator's to say, or not: whoever looks at a
picture tells its host so.
"""

from recsys.bundle.bundle import FilmCatalogue
from recsys.domain.schema import POSTER_PATH


def picture(posters: str | None, path: str | None) -> str | None:
    """The address of a picture below `posters`; None without such an address, or where the path is none of TMDB's."""
    # A bundle may be anybody's: below an address without a path, «@host/x.jpg» would lead to another host.
    if posters is None or path is None or not POSTER_PATH.fullmatch(path):
        return None
    return posters + path


def pictures(posters: str | None, films: FilmCatalogue | None) -> dict[int, str]:
    """The pictures of the works that are films of the film catalogue, by the works' row numbers."""
    if posters is None or films is None:
        return {}
    linked = zip(films.work_nums.tolist(), films.movies.column("poster_path").to_pylist(), strict=True)
    return {work_num: address for work_num, path in linked if (address := picture(posters, path)) and work_num >= 0}
