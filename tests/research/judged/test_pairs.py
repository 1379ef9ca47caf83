import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.build.item_features import CONTENT_FIELDS
from recsys.models.content.model import ContentModel
from recsys.models.content.term_rows import TermRows
from recsys.models.content.tfidf import Document
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from recsys.research.judged.pairs import APART, FIELD, UNIT, PairFeatures, weights_of

DOCUMENTS: tuple[Document, ...] = (
    {"genre": ["crime", "drama"], "saga": ["heat"], "director": ["Mann"], "description": ["thief", "cop"]},
    {"genre": ["crime"], "saga": ["heat"], "director": ["Mann"], "description": ["thief", "case"]},
    {"genre": ["romance", "drama"], "saga": ["amelie"], "description": ["painter", "cop"]},
    {"genre": ["crime"], "saga": ["dark"], "description": ["case"]},
    {},
)
N_WORKS = len(DOCUMENTS)


def similar(weights=UNIT, *, embedded=True, liked=True):
    """Works 0 and 3 are liked together; all but the fourth have a vector. The last two are series."""
    facts = ItemFacts.of(
        {
            "year": np.array([1995.0, 1998, 2001, 2017, 2020]),
            "runtime": np.array([170.0, 120, 122, 50, 20]),
            "fame": np.array([5.0, 4, 4.5, 3, 0]),
            "quality": np.array([8.0, 7, 8, 6.5, 6]),
        },
        np.array([False, False, False, True, True]),
        [document.get("genre", ()) for document in DOCUMENTS],
    )
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1], [0.8, 0.6]], dtype=np.float32)
    semantic = SemanticModel(N_WORKS, np.array([0, 1, 2, 4], np.int32), vectors) if embedded else None
    pairs = PairScores(np.array([0, 1, 1, 1, 2, 2]), np.array([3, 0], np.int32), np.array([0.5, 0.5], dtype=np.float16))
    rows = TermRows((), np.zeros(N_WORKS + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    nothing = np.zeros((N_WORKS, 0), np.float32)
    none = CooccurrenceModel(rows, np.zeros((0, 0), np.float16), nothing, np.zeros(N_WORKS, np.float32), pairs)
    content = ContentModel.fit(DOCUMENTS, weights.fields)
    return SimilarModel(content, PairModel(facts, weights, semantic), none if liked else None)


def by_name(features, seed, other):
    return dict(zip(features.names, features.of(seed, np.array([other]))[0].tolist(), strict=True))


def test_a_pair_by_hand():
    found = {name: value for name, value in by_name(PairFeatures(similar()), 0, 1).items() if value}
    # Of the three genres crime is in three works and drama in two, of the words thief, cop and case each in two.
    crime, drama = 1 + math.log(6 / 4), 1 + math.log(6 / 3)
    assert found == pytest.approx(
        {
            "field: genre": crime / math.hypot(crime, drama),
            "field: saga": 1.0,
            "field: director": 1.0,
            "field: description": 0.5,
            "semantic": 0.6,
            "years": -0.3,
            "fame": -1.0,
            "quality": 2.0,
            "unlike": -1.0,
            "apart: drama": -1.0,
        }
    )


def test_a_film_and_a_series_that_the_same_people_like_by_hand():
    features = PairFeatures(similar())
    found = by_name(features, 0, 3)
    assert found["kind"] == -1
    assert found["years"] == pytest.approx(-2.2)
    assert found["liked"] == 0.5
    assert (found["semantic"], found["episode"], found[APART + "drama"], found[APART + "crime"]) == (0, 0, -1, 0)
    assert by_name(features, 3, 4)["episode"] == pytest.approx(-0.5)  # 50 and 20 minutes
    assert by_name(PairFeatures(similar(embedded=False, liked=False)), 0, 3)["liked"] == 0


def test_no_pairs():
    features = PairFeatures(similar())
    assert features.of(0, np.zeros(0, dtype=np.int64)).shape == (0, len(features.names))


weight = st.floats(0, 3).map(lambda value: round(value, 4))


@given(
    values=st.lists(weight, min_size=len(PairFeatures(similar()).names), max_size=len(PairFeatures(similar()).names)),
    seed=st.integers(0, N_WORKS - 1),
    embedded=st.booleans(),
    liked=st.booleans(),
)
def test_a_sum_of_weighted_features_is_the_models_score(values, seed, embedded, liked):
    features = PairFeatures(similar(embedded=embedded, liked=liked))
    weights = weights_of(features.names, np.array(values), (0.0, 1.0))
    expected = features.of(seed, np.arange(N_WORKS)) @ values
    fitted = similar(weights, embedded=embedded, liked=liked)
    np.testing.assert_allclose(fitted.similarities(seed), expected, atol=1e-5)
    np.testing.assert_allclose(features.weighted(weights).similarities(seed), expected, atol=1e-5)


def test_weights_have_the_names_of_the_model():
    names = PairFeatures(similar()).names
    values = np.arange(len(names)) / 3
    values[names.index(APART + "crime")] = 0.00001
    weights = weights_of(names, values, (-1.0, 2.0))
    assert tuple(weights.fields) == CONTENT_FIELDS
    assert weights.fields["genre"] == round(names.index(FIELD + "genre") / 3, 4)
    assert weights.unlike == round(names.index("unlike") / 3, 4)
    assert set(weights.apart) == {"drama", "romance"}  # what rounds to 0 is left out
    assert SimilarWeights.from_json(weights.to_json()) == weights
