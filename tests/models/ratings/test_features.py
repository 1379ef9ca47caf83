import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.models.ratings.features import FEWEST_RATED, Features
from tests.fixtures.bundles import assert_same_arrays

DOCUMENTS = [
    {"genre": ["drama", "crime"], "cast": ["al pacino"]},
    {"genre": ["drama"], "cast": []},
    {"genre": ["war", "drama", "crime"], "cast": ["drama"]},
    {"genre": ["war"]},
    {},
]


def dense(features):
    """(n_works, n_features), through `rows`."""
    n_works = len(features.starts) - 1
    found = np.zeros((n_works, features.n_features))
    places, columns, values = features.rows(np.arange(n_works))
    np.add.at(found, (places, columns), values)
    return found


def test_worked_by_hand():
    """«war» stands in one rated work alone, «al pacino» and the cast's «drama» too; the fields keep words apart."""
    rated = np.array([True, True, True, False, True])
    features = Features.of(DOCUMENTS, rated)
    assert FEWEST_RATED == 2
    assert features.n_features == 2  # genre:crime, genre:drama
    half, third = np.power([2.0, 3.0], -0.5).tolist()
    np.testing.assert_allclose(dense(features), [[half, half], [0, 1], [third, third], [0, 0], [0, 0]], rtol=1e-6)
    assert features.starts.tolist() == [0, 2, 3, 5, 5, 5]


def test_only_rated_works_make_a_feature_but_any_work_has_it():
    features = Features.of(DOCUMENTS, np.array([False, False, True, True, False]))
    np.testing.assert_allclose(dense(features)[:, 0], [0, 0, 3**-0.5, 1, 0], rtol=1e-6)
    assert features.n_features == 1  # genre:war


def test_a_number_climbs_steps():
    """The third step of 2.25 is climbed by a quarter; the fourth but one rated work reaches."""
    documents: list[dict[str, list[str]]] = [{"genre": ["war"]}, {"genre": ["war"]}, {}, {}]
    rated = np.array([True, True, False, True])
    features = Features.of(documents, rated, {"fame": np.array([2.25, 1.0, 7.0, 3.5])})
    # fame:0, fame:1, fame:2, genre:war
    expected: list[list[float]] = [[1, 1, 0.25, 1], [1, 0, 0, 1], [1, 1, 1, 0], [1, 1, 1, 0]]
    np.testing.assert_allclose(dense(features), expected)
    # Each row's columns ascend, though terms are looked at first.
    assert features.columns.tolist() == [0, 1, 2, 3, 0, 3, 0, 1, 2, 0, 1, 2]
    assert features.starts.tolist() == [0, 4, 6, 9, 12]


def test_more_documents_than_works_are_refused():
    with pytest.raises(ValueError, match="shape"):
        Features.of([{}, {}, {}], np.ones(2, dtype=bool))


@pytest.mark.parametrize("documents", [[], [{}, {}], [{"genre": ["a"]}, {"genre": ["b"]}]])
def test_nothing_known(documents):
    features = Features.of(documents, np.ones(len(documents), dtype=bool))
    assert_same_arrays(features, Features.none(len(documents)))
    assert dense(features).shape == (len(documents), 0)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["genre", "cast"]), st.lists(st.sampled_from("abcde"), unique=True)), min_size=1
    ),
    st.data(),
)
def test_rows_of_some_works_in_any_order_are_the_documents(documents, data):
    features = Features.of(documents, np.ones(len(documents), dtype=bool))
    whole = dense(features)
    wanted = np.array(data.draw(st.lists(st.integers(0, len(documents) - 1))), dtype=np.int64)
    places, columns, values = features.rows(wanted)
    found = np.zeros((len(wanted), features.n_features))
    np.add.at(found, (places, columns), values)
    np.testing.assert_array_equal(found, whole[wanted])
    column = 0
    for field in ("cast", "genre"):
        for term in "abcde":
            fields = [document.get(field, []) for document in documents]
            if sum(term in terms for terms in fields) >= FEWEST_RATED:
                expected = [len(terms) ** -0.5 if term in terms else 0.0 for terms in fields]
                np.testing.assert_allclose(whole[:, column], expected, rtol=1e-6)
                column += 1
    assert column == features.n_features


@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True), max_size=6), st.integers(0, 2**32 - 1))
def test_sums_are_the_product_with_the_matrix_whichever_works_have_none(of_works, seed):
    features = Features.of([{"genre": genres} for genres in of_works], np.ones(len(of_works), dtype=bool))
    weights = np.random.default_rng(seed).standard_normal(features.n_features).astype(np.float32)
    np.testing.assert_allclose(features.sums(weights), dense(features) @ weights, rtol=1e-5, atol=1e-6)
