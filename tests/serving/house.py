"""A catalogue small enough to work every answer out on paper.

Seven works, nine titles; four users; three factors. Row numbers of the model are not those of the catalogue,
since two works are unrated, so that taking the one for the other shows.
"""

import numpy as np
import pandas as pd

from recsys.bundle import Bundle
from recsys.data.works import work_id
from recsys.models.content import ContentModel
from recsys.models.svd import SvdModel
from recsys.models.vocabulary import Vocabulary
from recsys.schema import RATINGS, TITLES, conform, empty
from recsys.serving.service import Service
from tests.films import alien_films

PLATFORM = {"a": "amazon", "d": "disney", "h": "hulu", "n": "netflix"}
LISTS = ("display_directors", "display_cast", "countries", "genres")

TWO_THOUSAND_TWELVE, ALIEN, AMELIE, DARK, REC, THING_1951, THING_1982 = range(7)


def title(title_id, name, year, type="movie", rating="", **columns):
    """A row of the titles table; what is not given is empty."""
    lists = {column: columns.pop(column, []) for column in LISTS}
    return {
        "title_id": title_id,
        "work_id": work_id(name, year, type),
        "platform": PLATFORM[title_id[0]],
        "type": type,
        "title": name.lower(),
        "display_title": name,
        "release_year": year,
        "rating": rating or "g",
        "rating_given": bool(rating),
        "description": columns.get("display_description", "").lower(),
        "display_description": "",
        **lists,
        "directors": [person.lower() for person in lists["display_directors"]],
        "cast": [person.lower() for person in lists["display_cast"]],
        **columns,
    }


def content_model(rows):
    """The model of these rows of weights by «field:term», taken as they are."""
    terms = tuple(sorted({term for row in rows for term in row}))
    matrix = np.array([[row.get(term, 0) for term in terms] for row in rows], dtype=np.float32).reshape(len(rows), -1)
    in_rows, by_term = np.nonzero(matrix), np.nonzero(matrix.T)
    return ContentModel(
        terms=terms,
        row_starts=np.concatenate([[0], np.cumsum((matrix != 0).sum(axis=1))]).astype(np.int64),
        row_terms=in_rows[1].astype(np.int32),
        row_weights=matrix[in_rows],
        term_starts=np.concatenate([[0], np.cumsum((matrix != 0).sum(axis=0))]).astype(np.int64),
        term_rows=by_term[1].astype(np.int32),
        term_weights=matrix.T[by_term],
    )


def bundle(titles, ratings=(), rows=None, svd=None):
    """A bundle of title rows, (user, title_id, rating) triples, and the models."""
    works = Vocabulary.of(row["work_id"] for row in titles)
    users, rated, scores = zip(*ratings, strict=True) if ratings else ((), (), ())
    frame = pd.DataFrame(
        {
            "user_id": pd.Categorical(users, categories=sorted(set(users), reverse=True)),
            "title_id": pd.Categorical(rated, categories=sorted(set(rated), reverse=True)),
            "rating": np.array(scores, dtype=np.float32),
            "timestamp": np.arange(len(scores)),
        }
    )
    if not ratings:
        frame = empty(RATINGS)
    return Bundle(
        titles=conform(pd.DataFrame(titles).reindex(columns=empty(TITLES).columns), TITLES, "titles"),
        ratings=conform(frame, RATINGS, "ratings"),
        works=works,
        content=content_model(rows or [{} for _ in works.ids]),
        collaborative=svd,
        metrics={},
        manifest={"built": "2026-01-02T03:04:05+00:00", "sample": False},
        films=alien_films(),
    )


TITLES_OF_THE_HOUSE = [
    title(
        "as1", "Alien", 1979, rating="r", duration_int=117, duration_type="min",
        display_directors=["Ridley Scott"], display_cast=["Sigourney Weaver", "Tom Skerritt"],
        countries=["united kingdom"], genres=["horror", "science fiction"],
        display_description="In space.", score=4.25, score_count=8, score_source="scores",
    ),
    title("ns3", "2012", 2009, rating="pg-13", display_cast=["Kurt Russell"], genres=["action"]),
    # The same film again, spelled and described otherwise.
    title(
        "ns1", "ALIEN", 1979, display_directors=["Ridley Scott"], display_cast=["Sigourney Weaver", "John Hurt"],
        countries=["united states"], genres=["science fiction", "drama"],
        display_description="In space no one can hear you scream.",
    ),
    title("hs5", "Amélie", 2001, rating="r", genres=["comedy"]),
    title("hs2", "Dark", 2017, "tv show", "tv-ma", duration_int=3, duration_type="season", genres=["drama"]),
    title("ns8", "[REC]", 2007, rating="nr", genres=["horror"]),
    title("ds1", "The Thing", 1951, rating="pg", genres=["horror"]),
    title("hs1", "The Thing", 1982, rating="16+", display_cast=["Kurt Russell"], genres=["horror"]),
    title("as9", "Thing, The", 1982, rating="r", genres=["horror", "drama"]),
]  # fmt: skip

# Rows of length 1 each: cosines are sums of products that fit on paper.
ROWS = [
    {"description:ice": 0.8, "cast:kurt russell": 0.6},
    {"genre:horror": 0.8, "description:ice": 0.6},
    {"genre:comedy": 1.0},
    {},
    {"genre:horror": 1.0},
    {"genre:horror": 0.6, "title:thing": 0.8},
    {"genre:horror": 0.48, "title:thing": 0.64, "cast:kurt russell": 0.6},
]

RATINGS_OF_THE_HOUSE = [
    ("lab-2", "ns3", 3.0),
    ("lab-1", "as1", 4.5),
    ("lab-2", "hs1", 5.0),
    ("field-2", "ns1", 2.0),
    ("lab-2", "hs5", 1.0),
    ("field-31", "ds1", 0.5),
    ("lab-1", "as9", 4.0),
    ("lab-2", "as1", 3.5),
]


def svd():
    """μ = 3; the five rated works by four users."""
    return SvdModel(
        users=Vocabulary(("field-2", "field-31", "lab-1", "lab-2")),
        works=Vocabulary(
            ("2012-2009-movie", "alien-1979-movie", "amelie-2001-movie", "thing-1951-movie", "thing-1982-movie")
        ),
        scale=(0.5, 5.0),
        global_mean=3.0,
        user_bias=np.array([-0.5, 0.0, 0.25, 1.0], dtype=np.float32),
        user_factors=np.array([[1, 0, 0], [0, 2, 0], [0, 1, 1], [0, 0, -1]], dtype=np.float32),
        work_bias=np.array([0.25, 1.0, 0.0, -0.75, 0.5], dtype=np.float32),
        work_factors=np.array([[0.5, 0, 0], [0.5, 0.25, 0], [-3, 0, 0.25], [0, 1, 0.5], [0, 0.5, 2]], dtype=np.float32),
    )


def house(*, collaborative=True):
    """The service of the catalogue above."""
    ratings = RATINGS_OF_THE_HOUSE if collaborative else ()
    return Service(bundle(TITLES_OF_THE_HOUSE, ratings, ROWS, svd() if collaborative else None))


# What nobody means; for every argument these give a RequestError, whatever it is called.
NO_TEXT = [None, [], ["a"], {}, {"a": 1}, True, False, float("nan"), float("inf"), -float("inf")]
NO_TITLE = ["", "   ", "\u200b", "x" * 10_000, "\U0001f37f" * 400, 10**400]
