import dataclasses
from collections import Counter
from itertools import islice

import numpy as np
import pytest

from recsys.models.content.model import ContentModel
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.similar.model import SimilarModel
from recsys.research.synthetic import CHUNK, FAVOURITE, FIELDS, KINDS, SERIES, SyntheticCatalogue, zipf
from tests.fixtures.bundles import assert_same_arrays

N_WORKS = 6_000


@pytest.fixture(scope="module")
def catalogue():
    return SyntheticCatalogue(N_WORKS)


def test_the_same_seed_gives_the_same_works(catalogue):
    assert list(catalogue) == list(SyntheticCatalogue(N_WORKS, 0))
    assert list(islice(catalogue, 5)) != list(islice(SyntheticCatalogue(N_WORKS, 1), 5))
    assert_same_arrays(catalogue.likes(), SyntheticCatalogue(N_WORKS, 0).likes())
    for one, other in zip(catalogue.numbers().values(), SyntheticCatalogue(N_WORKS, 0).numbers().values(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_more_works_than_are_drawn_at_once_differ():
    documents = list(SyntheticCatalogue(CHUNK + 100))
    assert len(documents) == CHUNK + 100
    assert documents[:100] != documents[CHUNK:]


def test_terms_are_spread_as_the_fields_say(catalogue):
    documents = list(catalogue)
    for name, field in FIELDS.items():
        if name != "genre":  # every work has its main one
            having = np.mean([bool(document[name]) for document in documents])
            assert having == pytest.approx(field.known, abs=0.03)
    people = Counter(person for document in documents for person in document["person"])
    assert len(people) > N_WORKS  # most of them once or twice
    assert people.most_common(1)[0][1] > 10
    assert all(
        document["genre"][0] == f"kind {kind}" for document, kind in zip(documents, catalogue.kinds(), strict=True)
    )
    assert {"year", "votes", "score", "runtime"} == set(catalogue.numbers())


def test_people_like_one_kind_and_few_works_much(catalogue):
    likes = catalogue.likes()
    kinds = catalogue.kinds()
    assert kinds.max() < KINDS
    own = np.zeros((likes.n_users, KINDS))
    np.add.at(own, (likes.user_nums, kinds[likes.work_nums]), 1)
    busy = own[own.sum(axis=1) >= 10]
    assert (busy.max(axis=1) / busy.sum(axis=1)).mean() == pytest.approx(FAVOURITE, abs=0.1)
    counts = np.sort(likes.counts(N_WORKS))[::-1]
    assert counts[: N_WORKS // 10].sum() > 0.4 * counts.sum()


def test_ranks_follow_the_law():
    ranks = zipf((np.arange(200_000) + 0.5) / 200_000, 1_000, 1.1, 1.0)
    counts = np.bincount(ranks, minlength=1_000)
    assert ranks.max() == 999
    # The integral from r to r + 1 is nearly the value between them.
    for rank in (10, 100, 500):
        assert counts[rank] / counts[10] == pytest.approx(((rank + 1.5) / 11.5) ** -1.1, rel=0.05)


def test_what_pairs_are_compared_by(catalogue):
    pairs = catalogue.pairs(catalogue)
    assert_same_arrays(pairs, catalogue.pairs(catalogue))
    assert pairs.facts.is_series.mean() == pytest.approx(SERIES, abs=0.03)
    assert not np.isnan(pairs.facts.fame).any()
    assert not np.isnan(pairs.facts.quality).any()
    genres = pairs.facts.genre_sets[pairs.facts.genre_set[0]]
    assert {pairs.facts.genres[genre] for genre in np.flatnonzero(genres)} == set(next(iter(catalogue))["genre"])
    assert pairs.semantic is not None
    assert len(pairs.semantic.works) / N_WORKS == pytest.approx(FIELDS["description"].known, abs=0.03)
    np.testing.assert_allclose(np.linalg.norm(pairs.semantic.vectors, axis=1), 1, rtol=1e-5)


def test_a_model_can_be_fitted(catalogue):
    """Its lists are of the work's own kind, as soon as embeddings, which say nothing here, do not count."""
    cooccurrence = CooccurrenceModel.fit(catalogue, catalogue.numbers(), catalogue.likes(), Likes.none())
    assert cooccurrence is not None
    pairs = catalogue.pairs(catalogue)
    model = SimilarModel(
        ContentModel.fit(catalogue, pairs.weights.fields), dataclasses.replace(pairs, semantic=None), cooccurrence
    )
    kinds = catalogue.kinds()
    same = [(kinds[model.nearest(work, 10)[0]] == kinds[work]).mean() for work in range(0, N_WORKS, 200)]
    by_chance = ((np.bincount(kinds) / N_WORKS) ** 2).sum()
    assert np.mean(same) > 5 * by_chance
