"""A catalogue small enough to work every answer out on paper.

Seven works, nine titles; four users; two draws of two factors. The rows of the model's rated works are in another
order than the works, so that taking the one for the other shows.
"""

import numpy as np
import pandas as pd

from recsys.bundle.bundle import Bundle
from recsys.domain.schema import RATINGS, TITLES, conform, empty
from recsys.ingest.works import work_id
from recsys.models.content.model import ContentModel
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import ListModel
from recsys.models.ranking.ranker import ListMix
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.features import Features
from recsys.models.similar import SimilarModel
from recsys.models.vocabulary import Vocabulary
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


def bundle(titles, ratings=(), rows=None, collaborative=None, lists=None, metrics=None):
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
        similar=SimilarModel(content_model(rows or [{} for _ in works.ids])),
        collaborative=collaborative,
        metrics=metrics or {},
        manifest={"built": "2026-01-02T03:04:05+00:00", "sample": False, "inputs": {}},
        films=alien_films(),
        lists=lists,
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
    {"description:ice": 0.8, "cast:Kurt Russell": 0.6},
    {"genre:horror": 0.8, "description:ice": 0.6},
    {"genre:comedy": 1.0},
    {},
    {"genre:horror": 1.0},
    {"genre:horror": 0.6, "title:thing": 0.8},
    {"genre:horror": 0.48, "title:thing": 0.64, "cast:Kurt Russell": 0.6},
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


def draws():
    """Two draws, A and B, of (b, q) of five rated works; what kind of work it is tells of the other two.

    With μ = 3, priors of precision 4 and noise of precision 4 in A and 4/3 in B, one rating of a work with
    x = (1, q) moves a person's coefficients from the prior mean m by x (r - μ - b - x·m) / (d + x·x), d being 1 in A
    and 3 in B, and leaves them the covariance (1 - x xᵀ / (d + x·x)) / 4.
    """
    of_work: dict[int, list[tuple[float, ...]]] = {
        TWO_THOUSAND_TWELVE: [(0.25, 0, 1), (0.75, 0, 1)],
        ALIEN: [(1, 1, 1), (0.5, 1, 1)],
        AMELIE: [(0, -1, 0), (0, -1, 0)],
        THING_1951: [(-0.75, 0, -1), (-0.75, -1, 0)],
        THING_1982: [(0.5, 1, 0), (0.5, 0, 1)],
    }
    row_of = [1, 0, 4, -1, -1, 2, 3]
    coefficients, implicit = np.zeros((5, 2, 3), np.float32), np.zeros((5, 2, 3), np.float32)
    for work, drawn in of_work.items():
        coefficients[row_of[work]] = drawn
    implicit[row_of[ALIEN]] = [(0.5, 0, 0), (0, 0.5, 0)]
    return CollaborativeModel(
        works=Vocabulary.of(row["work_id"] for row in TITLES_OF_THE_HOUSE),
        scale=(0.5, 5.0),
        global_mean=3.0,
        row_of=np.array(row_of, np.int32),
        coefficients=coefficients,
        implicit=implicit,
        implicit_exponent=0.5,
        prior_mean=np.array([(0.5, 0, 0), (-0.5, 0, 0)], np.float32),
        prior_precision=np.stack([4 * np.eye(3, dtype=np.float32)] * 2),
        implicit_variance=np.zeros((2, 3, 3), np.float32),
        noise_precision=np.array([4, 4 / 3], np.float32),
        noise_shape=0.0,
        work_mean=np.array([(-0.25, 0, 0), (-0.25, 0, 0)], np.float32),
        work_variance=np.array([np.diag([0.5, 0, 1]), np.diag([0.5, 1, 0])], np.float32),
        # Of the unrated works «[REC]» alone has the one feature, by half.
        features=Features(np.array([0, 0, 0, 0, 0, 1, 1, 1]), np.array([0], np.int32), np.array([0.5], np.float32), 1),
        feature_coefficients=np.array([[(0.5, 0, 1), (0.5, 1, 0)]], np.float32),
        liking_cut=3.5,
    )


def list_model(**weights):
    """A mix of signals by these weights; who chose «The Thing» of 1951 chose «Amélie», and rather not «Alien»."""
    starts = np.array([0, 0, 0, 0, 0, 0, 2, 2])
    ease = EaseModel(starts, np.array([ALIEN, AMELIE], np.int32), np.array([-0.25, 0.5], np.float16))
    return ListModel(ease, ListMix(weights), np.array([1, 3, 1, 0, 0, 1, 2]))


def house(*, collaborative=True, lists=None, metrics=None):
    """The service of the catalogue above; without `lists`, lists are in the order of predicted ratings."""
    ratings, model = (RATINGS_OF_THE_HOUSE, draws()) if collaborative else ((), None)
    return Service(bundle(TITLES_OF_THE_HOUSE, ratings, ROWS, model, lists, metrics))


# What nobody means; for every argument these give a RequestError, whatever it is called.
NO_TEXT = [None, [], ["a"], {}, {"a": 1}, True, False, float("nan"), float("inf"), -float("inf")]
NO_TITLE = ["", "   ", "\u200b", "x" * 10_000, "\U0001f37f" * 400, 10**400]
