"""What pairs are compared by, from the tables."""

import numpy as np
import pytest

from recsys.build.content import fit_content
from recsys.build.embedding.embeddings import Embeddings
from recsys.build.item_features import ItemFeatures
from recsys.models.content.model import ContentModel
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from tests.fixtures.bundles import assert_same_arrays
from tests.fixtures.tables import film, tables, title, work

HEAT = film(
    949, "Heat", "1995-12-15", genres=["crime", "drama"], countries=["US"], runtime=170, votes=99, vote_average=8.0,
    directors=["Michael Mann"], descriptions=["A thief in the city."],
)  # fmt: skip
THIEF = film(
    11524, "Thief", "1981-03-27", genres=["crime"], countries=["US"], runtime=123, votes=9, vote_average=7.0,
    directors=["Michael Mann"], descriptions=["A thief."],
)  # fmt: skip
DARK = work("dark-2017-series", "Dark", 2017, "tv show", source="catalogues", runtime=50)
LISTED = title("ns1", "Dark", 2017, "tv show", work_id="dark-2017-series")


@pytest.fixture(scope="module")
def features():
    made = tables(HEAT, THIEF, DARK, LISTED)
    return ItemFeatures.of(made["works"], made["names"], made["credits"], made["titles"])


def fitted(features, embeddings):
    content, pairs = fit_content(features, embeddings)
    assert isinstance(content, ContentModel)
    assert isinstance(pairs, PairModel)
    return content, pairs


def test_without_embeddings(features):
    content, pairs = fitted(features, None)
    assert pairs.semantic is None
    assert pairs.weights == SimilarWeights.learned(semantic=False)
    fields = pairs.weights.fields
    assert content.terms == ("country:united states", "description:thief", "director:Michael Mann", "genre:crime")
    # All that is known of the second is known of the first too, who has a genre and a word besides: both of one work.
    # With one term of each field, all vectors of it are as long as the median, and a shrunk cosine is a half.
    expected = fields["country"] + fields["director"] + (fields["description"] + fields["genre"]) / 2
    assert content.similarities(0) == pytest.approx([expected, expected, 0], abs=1e-6)
    facts = pairs.facts
    assert facts.years.tolist() == [1995, 1981, 2017]
    assert facts.is_series.tolist() == [False, False, True]
    assert facts.episode.tolist() == [0, 0, 50]
    assert facts.genres == ("crime", "drama")
    assert facts.genre_sets[facts.genre_set].tolist() == [[True, True], [True, False], [False, False]]
    for name in ("fame", "quality"):
        np.testing.assert_allclose(getattr(facts, name), features.numbers[name], rtol=1e-6)
    assert facts.fame[0] == pytest.approx(2)
    assert SimilarModel(content, pairs).nearest(0, 3)[0].tolist() == [1]


def test_with_embeddings(features):
    vectors = np.random.default_rng(0).normal(size=(2, 4)).astype(np.float16)
    embeddings = Embeddings(np.array([0, 2], np.int32), vectors)
    (content, pairs), (_, without) = fitted(features, embeddings), fitted(features, None)
    assert pairs.weights == SimilarWeights.learned(semantic=True) != without.weights
    assert_same_arrays(pairs.semantic, SemanticModel.of(3, embeddings.works, vectors))
    assert_same_arrays(pairs.facts, without.facts)
    # The content model has the weights that were learned beside embeddings.
    fields = pairs.weights.fields
    expected = fields["country"] + fields["director"] + (fields["description"] + fields["genre"]) / 2
    assert content.similarities(0)[1] == pytest.approx(expected, abs=1e-6)
    assert SimilarModel(content, pairs).n_works == 3


def test_no_works():
    made = {name: table.slice(0, 0) for name, table in tables(HEAT, LISTED).items()}
    features = ItemFeatures.of(made["works"], made["names"], made["credits"], made["titles"])
    content, pairs = fitted(features, None)
    assert (content.n_works, pairs.n_works) == (0, 0)
