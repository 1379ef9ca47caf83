"""A film catalogue made by hand, small enough to read."""

import numpy as np
import pandas as pd

from recsys.bundle.bundle import FilmCatalogue
from recsys.domain.schema import CREDITS, MOVIES, conform
from recsys.models.content.model import ContentModel
from recsys.models.similar import SimilarModel

_EMPTY: dict[str, object] = {
    "overview": "",
    "tagline": "",
    "status": None,
    "poster_path": None,
    "companies": [],
    "keywords": [],
}


def film(movie_id, title, released, **columns):
    """A row of the movies table; what is not given is empty."""
    budget, revenue = columns.pop("budget", 0), columns.pop("revenue", 0)
    return {
        **_EMPTY,
        "movie_id": movie_id,
        "title": title,
        "release_date": released,
        "release_year": int(released[:4]),
        "original_language": "en",
        "budget": budget,
        "revenue": revenue,
        "return": revenue / budget if budget else 0.0,
        "runtime": None,
        "popularity": None,
        "vote_average": None,
        "vote_count": 0,
        "collection": None,
        "genres": [],
        "countries": [],
        "country_codes": [],
        "languages": [],
        **columns,
    }


def film_catalogue(films, credited=(), documents=None, work_nums=None):
    """Film rows and (movie_id, person_id, person, role, order) credits as a bundle holds them."""
    documents = documents or [{"genre": [genre.lower() for genre in row["genres"]]} for row in films]
    return FilmCatalogue(
        movies=conform(pd.DataFrame(films), MOVIES, "movies"),
        credits=conform(pd.DataFrame(credited, columns=CREDITS.names), CREDITS, "credits"),
        similar=SimilarModel(ContentModel.fit(documents)),
        work_nums=np.array(work_nums or [-1] * len(films), dtype=np.int32),
    )


def alien_films(mark: int = 4, work_nums=None):
    """Three films, one person in two roles; `mark` is the third one's budget."""
    two = {"collection": "Alien Collection", "genres": ["Horror"], "companies": ["Brandywine"]}
    british = {"countries": ["United Kingdom"], "country_codes": ["GB"]}
    return film_catalogue(
        [
            film(7, "Alien", "1979-05-25", budget=11, revenue=104, vote_count=4000, vote_average=7.9, **two, **british),
            film(5, "Aliens", "1986-07-18", budget=10, revenue=183, runtime=137, popularity=2.5, **two),
            film(9, "Amélie", "2001-04-25", budget=mark, original_language="fr", genres=["Horror", "Comedy"]),
        ],
        [
            (7, 1, "Sigourney Weaver", "actor", 0),
            (5, 1, "Sigourney Weaver", "actor", 0),
            (7, 2, "Ridley Scott", "director", 0),
            (9, None, "Jean-Pierre Jeunet", "director", 0),
        ],
        work_nums=work_nums,
    )
