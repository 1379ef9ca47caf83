"""Every model is what it was after its arrays were written and read, and refuses arrays that do not fit."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save

from recsys.errors import UnreadableError
from recsys.models.content.cosine import CosineModel
from recsys.models.content.model import ContentModel
from recsys.models.content.term_rows import TermRows
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ranking.ranker import Ranker
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.features import Features
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.ratings.svd import SvdModel
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from recsys.models.storage import check_rows, part, prefixed
from recsys.models.vocabulary import Vocabulary
from tests.fixtures.bundles import assert_same_arrays

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(0, 6)


def sparse(rng, n_rows, n_columns, dtype=np.float32):
    """The starts, columns and values of a random matrix about half full."""
    full = rng.random((n_rows, n_columns)) < 0.5
    starts = np.concatenate([[0], np.cumsum(full.sum(axis=1))]).astype(np.int64)
    return starts, np.nonzero(full)[1].astype(np.int32), rng.random(int(full.sum())).astype(dtype)


def words(rng, n):
    return tuple(f"feld:{''.join(rng.choice(list('añ€𝄞'), rng.integers(0, 4)))}{number}" for number in range(n))


def content(rng, n):
    documents = [{"genre": list(rng.choice(["drama", "crime", "ça"], rng.integers(0, 4)))} for _ in range(n)]
    return ContentModel.fit(documents, {"genre": 2.0}), ContentModel.from_arrays


def cosine(rng, n):
    return CosineModel(Vocabulary(words(rng, n)), content(rng, n)[0]), CosineModel.from_arrays


def term_rows(rng, n):
    return TermRows(words(rng, 5), *sparse(rng, n, 5)), TermRows.from_arrays


def pairs(rng, n):
    return PairScores(*sparse(rng, n, n, np.float16)), PairScores.from_arrays


def facts(rng, n):
    genres = [list(rng.choice(["drama", "crime", "ça"], rng.integers(0, 3), replace=False)) for _ in range(n)]
    numbers = {name: rng.random(n) for name in ("year", "runtime", "fame", "quality")}
    return ItemFacts.of(numbers, rng.random(n) < 0.5, genres), ItemFacts.from_arrays


def semantic(rng, n):
    works = np.flatnonzero(rng.random(n) < 0.7)
    return SemanticModel.of(n, works, rng.normal(size=(len(works), 3))), SemanticModel.from_arrays


def pair_model(rng, n):
    weights = SimilarWeights({"genre": float(rng.random()), "cast": 0.5}, apart={"ça": 0.125}, chance=(-0.1, 2.0))
    embedded = semantic(rng, n)[0] if n % 3 else None
    return PairModel(facts(rng, n)[0], weights, embedded), PairModel.from_arrays


def cooccurrence(rng, n):
    rows, pairs_ = term_rows(rng, n)[0], pairs(rng, n)[0]
    projection = rng.random((5, 2)).astype(np.float16)
    factors, scales = rng.random((n, 2)).astype(np.float32), rng.random(n).astype(np.float32)
    return CooccurrenceModel(rows, projection, factors, scales, pairs_), CooccurrenceModel.from_arrays


def ease(rng, n):
    return EaseModel(*sparse(rng, n, n, np.float16)), EaseModel.from_arrays


def ranker(rng, n):
    del n
    return Ranker({"popularity": 1.0, "liking": float(rng.random())}), Ranker.from_arrays


def ranking(rng, n):
    watched = ease(rng, n)[0] if n % 3 else None
    return RankingModel(ease(rng, n)[0], ranker(rng, n)[0], rng.integers(9, size=n), watched), RankingModel.from_arrays


def features(rng, n):
    starts, columns, values = sparse(rng, n, 3)
    return Features(starts, columns, values, 3), Features.from_arrays


def svd(rng, n):
    users, works = (Vocabulary(words(rng, size)) for size in (n, n + 1))
    shapes = ((n,), (n, 2), (n + 1,), (n + 1, 2))
    arrays = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    return SvdModel(users, works, (0.5, 5.0), 3.25, *arrays), SvdModel.from_arrays


def point_estimate(rng, n):
    return PointEstimate(svd(rng, n)[0], float(rng.random()) + 0.1, 1.5, 3.75, n), PointEstimate.from_arrays


def collaborative(rng, n):
    """Of two draws and two factors; in one of two the numbers fit into 16 bits."""
    rated = rng.random(n) < 0.5
    row_of = np.where(rated, np.cumsum(rated) - 1, -1).astype(np.int32)
    fits = rng.random() < 0.5

    def some(*shape):
        drawn = rng.normal(size=shape).astype(np.float32)
        return drawn.astype(np.float16).astype(np.float32) if fits else drawn

    works = Vocabulary(words(rng, n))
    model = CollaborativeModel(
        works=works,
        scale=(0.5, 5.0),
        global_mean=3.25,
        row_of=row_of,
        coefficients=some(rated.sum(), 2, 3),
        implicit=some(rated.sum(), 2, 3),
        implicit_exponent=0.4,
        prior_mean=some(2, 3),
        prior_precision=some(2, 3, 3),
        implicit_variance=some(2, 3, 3),
        noise_precision=some(2),
        noise_shape=4.0,
        work_mean=some(2, 3),
        work_variance=some(2, 3, 3),
        doubt=some(n),
        features=features(rng, n)[0],
        feature_coefficients=some(3, 2, 3),
        liking_cut=3.75,
    )
    return model, lambda arrays: CollaborativeModel.from_arrays(arrays, works)


MODELS = (
    content,
    cosine,
    term_rows,
    facts,
    semantic,
    pair_model,
    pairs,
    cooccurrence,
    ease,
    ranker,
    ranking,
    features,
    svd,
    point_estimate,
    collaborative,
)


@pytest.mark.parametrize("made", MODELS)
@settings(max_examples=25, deadline=None)
@given(SEEDS, SIZES)
def test_a_model_is_read_as_it_was_written(made, seed, n):
    model, read = made(np.random.default_rng(seed), n)
    assert_same_arrays(read(load(save(model.to_arrays()))), model)


@pytest.mark.parametrize("made", MODELS)
def test_a_model_without_one_of_its_arrays_is_refused(made):
    model, read = made(np.random.default_rng(4), 4)
    arrays = model.to_arrays()
    for name in arrays:
        with pytest.raises(UnreadableError):
            read({key: array for key, array in arrays.items() if key != name})


@pytest.mark.parametrize("made", MODELS)
def test_a_model_with_an_array_that_is_one_short_is_refused(made):
    model, read = made(np.random.default_rng(4), 4)
    arrays = model.to_arrays()
    for name, array in arrays.items():
        assert len(array), name
        with pytest.raises(UnreadableError):
            read({**arrays, name: array[:-1]})


def test_parts_of_different_works_are_refused():
    rng = np.random.default_rng(0)
    arrays = cooccurrence(rng, 4)[0].to_arrays()
    with pytest.raises(UnreadableError, match="pairs of 3 works for 4 works"):
        CooccurrenceModel.from_arrays({**arrays, **prefixed("pairs_", pairs(rng, 3)[0].to_arrays())})
    arrays = pair_model(rng, 4)[0].to_arrays()
    with pytest.raises(UnreadableError, match="embeddings of 3 works for 4 works"):
        PairModel.from_arrays({**arrays, **prefixed("semantic_", semantic(rng, 3)[0].to_arrays())})
    arrays = ranking(rng, 4)[0].to_arrays()
    with pytest.raises(UnreadableError, match="EASE on what people watch of 3 works for 4 works"):
        RankingModel.from_arrays({**arrays, **prefixed("watched_", ease(rng, 3)[0].to_arrays())})
    model = collaborative(rng, 4)[0]
    with pytest.raises(UnreadableError, match="features of 4 works for 5 works"):
        CollaborativeModel.from_arrays(model.to_arrays(), Vocabulary(words(rng, 5)))
    other = dataclasses.replace(model, features=features(rng, 3)[0])
    with pytest.raises(UnreadableError, match="features of 3 works for 4 works"):
        CollaborativeModel.from_arrays(other.to_arrays(), model.works)


def test_a_row_of_the_rated_works_that_there_is_not_is_refused():
    model = collaborative(np.random.default_rng(2), 6)[0]
    row_of = np.where(model.row_of == model.row_of.max(), model.row_of + 1, model.row_of)
    with pytest.raises(UnreadableError, match="row_of must be below"):
        CollaborativeModel.from_arrays(model.to_arrays() | {"row_of": row_of}, model.works)


@pytest.mark.parametrize(
    ("starts", "columns", "values", "words"),
    [
        ([0, 2, 1, 3], [0, 1, 2], [1, 1, 1], "do not cut 3 entries into rows"),
        ([1, 3], [0, 1, 2], [1, 1, 1], "do not cut 3 entries"),
        ([0, 2], [0, 1, 2], [1, 1, 1], "do not cut 3 entries"),
        ([], [], [], "do not cut 0 entries"),
        ([0, 3], [0, 1, 2], [1, 1], r"columns of the shape \(3,\) for values of the shape \(2,\)"),
        ([0, 2], [0, 3], [1, 1], "columns from 0 to 3 for 3 columns"),
        ([0, 2], [-1, 2], [1, 1], "columns from -1 to 2 for 3 columns"),
    ],
)
def test_arrays_that_are_no_rows_of_a_matrix(starts, columns, values, words):
    with pytest.raises(UnreadableError, match=words):
        check_rows("x", np.array(starts), np.array(columns), np.array(values), 3)
    check_rows("x", np.array([0, 2, 2, 3]), np.array([0, 2, 1]), np.ones(3), 3)


def test_a_part_has_the_names_that_it_had():
    arrays = {"starts": np.zeros(1), "starts_more": np.ones(1)}
    both = prefixed("one_", arrays) | prefixed("other_", {"starts": np.ones(2)})
    assert part("one_", both) == arrays
