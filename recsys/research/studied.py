"""What studies of a build's data are made on: some of its ratings, and who likes what."""

from dataclasses import replace

import numpy as np

from recsys.build.dataset import FEWEST_RATINGS, SCALE, rating_arrays
from recsys.build.evaluation.methods import PlainDataset, WorkFeatures
from recsys.build.evaluation.report import telling_sources, title_signals
from recsys.build.item_features import ItemFeatures
from recsys.build.likes import known_likes
from recsys.build.svd import whole_users
from recsys.bundle.tables import BundleTables
from recsys.models.cooccurrence.likes import Likes
from recsys.models.similar.model import SimilarModel
from recsys.models.vocabulary import Vocabulary
from recsys.research.similar.measure import Measured
from recsys.research.similar.works import measured_works


def studied_ratings(tables: BundleTables, most: int, seed: int) -> PlainDataset:
    """The ratings, or where there are more than `most` those of users drawn by the seed, all of each; and the genres
    and years of all works.
    """
    drawn = whole_users(rating_arrays(tables.works, tables.ratings), most, seed)
    users, user_nums = np.unique(drawn.user_nums, return_inverse=True)
    ids = Vocabulary(tuple(drawn.users.ids[user] for user in users.tolist()))
    genres = tables.works.column("genres").to_pylist()
    return PlainDataset(
        ratings=replace(drawn, users=ids, user_nums=user_nums.astype(np.int32)),
        scale=SCALE,
        features=WorkFeatures(
            tuple(tuple(of_work) for of_work in genres), tables.works.column("year").to_numpy().astype(np.int32)
        ),
    )


def telling_likes(tables: BundleTables, seed: int) -> Likes:
    """Who likes what, of the sources in whose ratings works mean something by the test that a build makes."""
    if tables.ratings.num_rows < FEWEST_RATINGS:
        return Likes.none()
    ratings = rating_arrays(tables.works, tables.ratings)
    telling = telling_sources({"titles": title_signals(ratings, seed)})
    return known_likes(ratings, telling, tables.works.column("year").to_numpy())


def measured_of(tables: BundleTables, similar: SimilarModel, fewest_likes: int, seed: int) -> Measured:
    """The works and who likes them, as methods for titles like this one are measured.

    Raises DataError where too few works have `fewest_likes` likes.
    """
    features = ItemFeatures.of(tables.works, tables.names, tables.credits, tables.titles)
    return measured_works(features, telling_likes(tables, seed), similar, seed, fewest_likes)
