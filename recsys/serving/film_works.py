"""Films that are on no service, as the works that search finds."""

from collections import defaultdict

import pyarrow.compute as pc

from recsys.bundle.bundle import FilmCatalogue
from recsys.domain.schema import CREDITS, MOVIES
from recsys.serving.catalogue import FILM_PREFIX, Work
from recsys.serving.posters import picture

_CARD_COLUMNS = ["movie_id", "title", "release_year", "genres", "countries", "runtime", "overview", "poster_path"]


class FilmWorks:
    """The film catalogue as cards of works, by rows of the movies table; pictures of them lie below `posters`."""

    def __init__(self, catalogue: FilmCatalogue | None, posters: str | None = None) -> None:
        self._posters = posters
        self._films = (catalogue.movies if catalogue else MOVIES.empty_table()).select(_CARD_COLUMNS)
        self._credits = catalogue.credits if catalogue else CREDITS.empty_table()

    def work(self, row: int) -> Work:
        """Everything a card shows. Its score stays empty: TMDB's votes are no stars, and have answers of their own."""
        (film,) = self._films.slice(row, 1).to_pylist()
        people = defaultdict(list)
        of_film = self._credits.filter(pc.equal(self._credits.column("movie_id"), film["movie_id"]))
        for credit in of_film.sort_by("order").to_pylist():
            people[credit["role"]].append(credit["person"])
        return Work(
            work_id=f"{FILM_PREFIX}{film['movie_id']}",
            title=film["title"],
            type="movie",
            year=film["release_year"],
            platforms=[],
            title_ids=[],
            genres=[genre.lower() for genre in film["genres"]],
            directors=people["director"],
            cast=people["actor"],
            countries=[country.lower() for country in film["countries"]],
            maturity=None,
            duration=film["runtime"],
            duration_type="min" if film["runtime"] is not None else None,
            description=film["overview"],
            score=None,
            score_count=None,
            score_source=None,
            picture=picture(self._posters, film["poster_path"]),
        )
