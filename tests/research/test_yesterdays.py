import math

import numpy as np
import pytest

from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.research.yesterdays import YESTERDAYS_WEIGHTS, one_cosine, yesterdays_scores
from tests.models.planted_likes import documents, likes, numbers

DOCUMENTS = (
    {"genre": ["war"], "title": ["heat"], "saga": ["heat"]},
    {"genre": ["war"], "title": ["heat"], "saga": ["heat"]},
    {"genre": ["war"]},
    {"description": ["thief"]},
)


def test_the_cosine_by_hand():
    """The length of the first is that of both its terms, of the third that of its genre alone."""
    genre = YESTERDAYS_WEIGHTS["genre"] * (1 + math.log(5 / 4))
    title = YESTERDAYS_WEIGHTS["title"] * (1 + math.log(5 / 3))
    found = one_cosine(DOCUMENTS)(0)
    assert found.tolist() == pytest.approx([1, 1, genre / math.hypot(genre, title), 0])


def test_cooccurrence_is_added_and_what_is_nothing_is_not_listed():
    works = documents()
    cosine = one_cosine(works)
    alone = yesterdays_scores(cosine, None)(5)
    np.testing.assert_allclose(np.nan_to_num(alone), cosine(5), atol=1e-6)
    assert np.isnan(alone[cosine(5) == 0]).all()
    model = CooccurrenceModel.fit(works, numbers(), likes(), Likes.none())
    assert model is not None
    expected = cosine(5) + model.factors @ model.factors[5]
    pairs, scores = model.pairs.row(5)
    expected[pairs] += scores
    found = yesterdays_scores(cosine, model)(5)
    np.testing.assert_allclose(found, np.where(expected > 0, expected, np.nan), atol=1e-4)
