from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.domain.schema import RATINGS, conform
from recsys.errors import DataError
from recsys.ingest.load import read_data
from recsys.ingest.sample import FOLDER
from recsys.research.null_ratings import null_ratings
from recsys.research.similar.measure import FEWEST_LIKES
from recsys.research.studied import measured_of, studied_ratings, telling_likes


@pytest.fixture(scope="module")
def bundle(sample_bundle):
    return load_bundle(sample_bundle)


def triples(ratings):
    users, works = ratings.users.ids, ratings.works.ids
    numbers = zip(ratings.user_nums.tolist(), ratings.work_nums.tolist(), ratings.ratings.tolist(), strict=True)
    return [(users[user], works[work], stars) for user, work, stars in numbers]


def test_all_ratings_that_were_read_are_studied(bundle):
    studied, read = studied_ratings(bundle, 10**9, seed=0), read_data(FOLDER).ratings.to_pandas()
    columns = (read[name].tolist() for name in ("user_id", "work_id", "rating"))
    assert triples(studied.ratings) == list(zip(*columns, strict=True))
    assert studied.scale == (0.5, 5.0)
    matrix = studied.ratings.works.number("matrix-1999-movie")
    assert studied.features.years[matrix] == 1999
    assert "science fiction" in studied.features.genres[matrix]


def test_of_very_many_some_users_are_studied_with_all_their_ratings(bundle):
    every = triples(studied_ratings(bundle, 10**9, seed=0).ratings)
    of_user = Counter(user for user, _, _ in every)
    drawn = {}
    for seed in (0, 1):
        ratings = studied_ratings(bundle, 5_000, seed).ratings
        found = triples(ratings)
        assert 4_000 < len(found) <= 5_000
        assert Counter(user for user, _, _ in found) == {user: of_user[user] for user in ratings.users.ids}
        assert set(found) <= set(every)
        drawn[seed] = set(ratings.users.ids)
    assert drawn[0] != drawn[1]


def test_who_likes_what(bundle):
    measured = measured_of(bundle, bundle.similar, 15, seed=0)
    liked = bundle.ratings.to_pandas()["rating"] >= 4
    assert len(measured.likes) == liked.sum()
    counts = measured.likes.counts(len(measured.documents))
    assert np.array_equal(measured.relevance.works, np.flatnonzero(counts >= 15))
    assert len(measured.documents) == measured.similar.n_works == bundle.works.num_rows
    with pytest.raises(DataError, match="expected more than"):
        measured_of(bundle, bundle.similar, FEWEST_LIKES * 100, seed=0)


def test_ratings_that_say_nothing_of_works_are_no_likes(bundle):
    ids = bundle.works.column("work_id").to_pylist()
    drawn = null_ratings(6_000, 100, len(ids))
    frame = pd.DataFrame(
        {
            "user_id": [f"own-{user}" for user in drawn.users.tolist()],
            "work_id": [ids[work] for work in drawn.titles.tolist()],
            "rating": drawn.halves / 2,
            "timestamp": drawn.timestamps,
        }
    )
    ratings = conform(frame, RATINGS, "ratings")
    null = replace(bundle, ratings=ratings)
    assert len(telling_likes(null, seed=0)) == 0
    with pytest.raises(DataError, match="found 0"):
        measured_of(null, bundle.similar, 15, seed=0)
    assert len(telling_likes(replace(bundle, ratings=bundle.ratings.slice(0, 99)), seed=0)) == 0
