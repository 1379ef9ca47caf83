"""The models of a cluster against those of one machine on the sample's ratings and on MovieLens'."""

import numpy as np
import pytest

pytest.importorskip("pyspark", reason="no Spark: the extra spark")

from recsys.build.dataset import groups_of, rating_arrays
from recsys.build.evaluation.engines import answers_of
from recsys.build.evaluation.metrics import rmse
from recsys.build.evaluation.splits import hold_out
from recsys.build.likes import known_likes
from recsys.bundle.bundle import load_bundle
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.engines import FAST, fit_engine
from recsys.models.ratings.features import Features
from recsys.models.vocabulary import Vocabulary
from recsys.research.rated_films import read_rated_films
from recsys.spark import cooccurrence
from recsys.spark.als import fit_als, tuned
from tests.fixtures.bundles import assert_same_arrays
from tests.models.planted import SCALE
from tests.spark.frames import spark_ratings


def movielens(folder) -> tuple[RatingArrays, np.ndarray]:
    """A folder's ratings, and the films' years, 0 where the title has none."""
    films = read_rated_films(folder)
    users, works = (Vocabulary.of(films.ratings[name].astype(str)) for name in ("user", "film"))
    years = np.array([films.facts[number].year or 0 for number in works.ids])
    user_nums, work_nums = (
        one.numbers(films.ratings[name].astype(str)) for one, name in ((users, "user"), (works, "film"))
    )
    ids = Vocabulary(tuple(f"ml-{user}" for user in users.ids))
    return RatingArrays(ids, works, user_nums, work_nums, films.ratings["rating"].to_numpy(np.float32)), years


def assert_same_pairs(spark, data: RatingArrays, years) -> None:
    sources = groups_of(data.users)[0]
    here = known_likes(data, sources, years)
    there = cooccurrence.known_likes(spark_ratings(spark, data, Features.none(len(data.works)), SCALE), sources, years)
    assert_same_arrays(PairScores.fit(there, len(data.works)), PairScores.fit(here, len(data.works)))
    assert here.counts(len(data.works)).max() > 20
    liked = np.flatnonzero(here.counts(len(data.works)) >= 5)
    for one, other in zip(there.cooccurrences(liked), here.cooccurrences(liked), strict=True):
        np.testing.assert_array_equal(one, other)


def test_pairs_of_the_sample(spark, sample_bundle):
    bundle = load_bundle(sample_bundle)
    years = bundle.works.column("year").to_numpy(zero_copy_only=False).astype(float)
    assert_same_pairs(spark, rating_arrays(bundle.works, bundle.ratings), years)


@pytest.mark.real_data
def test_pairs_of_movielens(spark, real_data):
    assert_same_pairs(spark, *movielens(real_data / "movielens" / "ml-latest-small"))


@pytest.mark.real_data
def test_als_is_within_two_hundredths_of_the_fast_engine(spark, real_data):
    data, _ = movielens(real_data / "movielens" / "ml-100k")
    held = hold_out(len(data), 0)
    train, test = data.where(~held), data.where(held)
    features = Features.none(len(data.works))
    ratings = spark_ratings(spark, train, features, SCALE)
    model, fast = fit_als(ratings, train, tuned(ratings, 0), 0), fit_engine(FAST, train, features, SCALE, 0)
    by_als, by_fast = (
        rmse(answers_of(one, train)(test.user_nums, test.work_nums).ratings, test.ratings) for one in (model, fast)
    )
    assert by_als < 1.02 * by_fast
