"""Lists for everybody, made at once in a cluster: the best works for each user, and the works most like each."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark import Broadcast
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - its usual name

from recsys.bundle.bundle import Bundle
from recsys.bundle.lists import ABOUT, DESCRIBED, DESCRIBED_IDS, EVERYWHERE, FORMAT, USERS, WORKS
from recsys.errors import BundleError
from recsys.files import written_whole
from recsys.models.ann import ApproximateNeighbours
from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.similar.model import SimilarModel
from recsys.models.similar.semantic import SemanticModel
from recsys.spark.dataset import frame_of

Mask = NDArray[np.bool_]
Batches = Iterable[pa.RecordBatch]

_USERS = 256  # whose scores are one product with a block of works
_BLOCK = 32_768  # works in a block: their scores for those users take 34 MB
_ROW_GROUP = 256 * 1024  # bytes, which is what an answer reads
_SCHEMA = "key string, market string, works array<string>, scores array<float>"


class _Best(NamedTuple):
    """The best works so far, by row number, and their scores, both (n,), best first."""

    rows: NDArray[np.integer]
    scores: NDArray[np.floating]

    def or_of(self, start: int, scores: NDArray[np.floating], k: int, eligible: Mask) -> "_Best":
        """The best of these and of the works from `start` on, whose scores and masks are (n_block,)."""
        found = top_k(scores, k, eligible)
        rows = np.concatenate([self.rows, found + start])
        values = np.concatenate([self.scores, scores[found]])
        order = np.lexsort((rows, -values))[:k]
        return _Best(rows[order], values[order])


def best_for_users(ratings: DataFrame, model: CollaborativeModel, markets: Mapping[str, Mask], k: int) -> DataFrame:
    """For each user and market the k works that they are expected to rate best, none that they rated.

    `ratings` has `user_id` string, `work` int, a row of the model, and `rating` float, each pair once; `markets` are
    masks of the works that are shown in each, (n_works,). A user is folded in from their ratings as the app does it
    (`CollaborativeModel.fold_in`), and the scores of many users for a block of works are one product.
    """
    given = ratings.sparkSession.sparkContext.broadcast((model, dict(markets)))
    by_user = ratings.select("user_id", "work", "rating").repartition("user_id").sortWithinPartitions("user_id")
    return by_user.mapInArrow(_for_users(given, k), _SCHEMA)


def neighbours_of_works(
    spark: SparkSession, model: SimilarModel, ids: tuple[str, ...], markets: Mapping[str, Mask], k: int
) -> DataFrame:
    """For each work, by their `ids`, and market the k works most like it, as `SimilarModel.nearest` finds them."""
    given = spark.sparkContext.broadcast((model, ids, dict(markets)))
    tasks = 4 * spark.sparkContext.defaultParallelism
    return spark.range(0, len(ids), numPartitions=tasks).mapInArrow(_of_works(given, k), _SCHEMA)


def make_lists(
    spark: SparkSession, bundle: Bundle, folder: Path, out: Path, markets: Iterable[str], k: int, buckets: int
) -> None:
    """Lists of a bundle, loaded from `folder`, for everybody who rated and every work, into the folder `out`.

    Of whatever is on offer anywhere, and of each of the `markets` (`market_masks`). Raises BundleError for a bundle
    without a collaborative model.
    """
    model, ids = bundle.collaborative, bundle.work_ids.ids
    if model is None:
        raise BundleError(
            f"{folder}: expected a collaborative model, found too few ratings for one. No lists are made."
        )
    masks = market_masks(bundle.offers, ids, [EVERYWHERE, *markets])
    users = best_for_users(rated_works(spark, folder, ids), model, masks, k)
    works = neighbours_of_works(spark, bundle.similar, ids, masks, k)
    write_lists(users, works, out, masks, k, buckets, (bundle.similar.pairs.semantic, ids))


def write_lists(
    users: DataFrame,
    works: DataFrame,
    out: Path,
    markets: Iterable[str],
    k: int,
    buckets: int,
    described: tuple[SemanticModel | None, tuple[str, ...]],
) -> None:
    """Write both into the folder `out`, in one step, for `recsys.bundle.lists.Lists` to read.

    All nodes must see the folder at the same place. `described` are the vectors of descriptions, if any, and the ids of
    all works: of these an index is made here, by one machine, where faiss is installed.
    """
    about = {"format": FORMAT, "buckets": buckets, "k": k, "markets": sorted(markets)}
    semantic, ids = described
    with written_whole(out) as folder:
        if semantic is not None and len(semantic.works) and find_spec("faiss"):
            write_described(semantic, ids, folder)
        for name, frame in ((USERS, users), (WORKS, works)):
            bucketed = frame.withColumn("bucket", F.pmod(F.crc32(F.encode("key", "UTF-8")), F.lit(buckets)).cast("int"))
            parts = bucketed.repartition("bucket").sortWithinPartitions("bucket", "key", "market")
            writer = parts.write.partitionBy("bucket").option("parquet.block.size", _ROW_GROUP)
            writer.option("compression", "zstd").parquet((folder / name).as_uri())
        (folder / ABOUT).write_text(json.dumps(about) + "\n", encoding="utf-8")


def write_described(semantic: SemanticModel, ids: tuple[str, ...], folder: Path) -> None:
    """Write an index of the works that have a description, and which works its rows are."""
    ApproximateNeighbours.build(semantic.vectors).save(folder / DESCRIBED)
    table = pa.table({"work_id": [ids[work] for work in semantic.works.tolist()]})
    with pa.ipc.new_file(folder / DESCRIBED_IDS, table.schema) as writer:
        writer.write_table(table)


def market_masks(offers: pa.Table, ids: tuple[str, ...], asked: Iterable[str]) -> dict[str, Mask]:
    """The works that are on offer now in each market: `ES`, or `ES:netflix+filmin` for some services there.

    `offers` are a bundle's; EVERYWHERE is a market too.
    """
    current = offers.filter(pc.is_null(offers.column("until")))
    place = {work_id: row for row, work_id in enumerate(ids)}
    columns = (current.column(name).to_pylist() for name in ("work_id", "country", "service"))
    shown = [(place[work_id], country, service) for work_id, country, service in zip(*columns, strict=True)]
    masks = {}
    for market in asked:
        country, _, services = market.partition(":")
        chosen = set(services.split("+")) if services else None
        mask = np.zeros(len(ids), dtype=bool)
        rows = [
            row
            for row, of_country, service in shown
            if (market == EVERYWHERE or of_country == country) and (chosen is None or service in chosen)
        ]
        mask[rows] = True
        masks[market] = mask
    return masks


def rated_works(spark: SparkSession, bundle: Path, ids: tuple[str, ...]) -> DataFrame:
    """The ratings of a bundle's folder as `best_for_users` takes them."""
    rows = pa.table({"work_id": list(ids), "work": pa.array(np.arange(len(ids)), pa.int32())})
    ratings = spark.read.parquet((bundle / "ratings.parquet").absolute().as_uri())
    return ratings.join(F.broadcast(frame_of(spark, rows)), "work_id").select("user_id", "work", "rating")


def _for_users(
    given: "Broadcast[tuple[CollaborativeModel, dict[str, Mask]]]", k: int
) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    def lists(batches: Batches) -> Iterator[pa.RecordBatch]:
        model, markets = given.value
        portion: list[tuple[str, NDArray[np.int32], NDArray[np.float32]]] = []
        for one in _users_of(batches):
            portion.append(one)
            if len(portion) == _USERS:
                yield _listed(model, markets, portion, k)
                portion = []
        if portion:
            yield _listed(model, markets, portion, k)

    return lists


def _users_of(batches: Batches) -> Iterator[tuple[str, NDArray[np.int32], NDArray[np.float32]]]:
    """Each user with the rows of the works that they rated and the ratings, both (n,), of batches ordered by user."""
    left: pa.Table | None = None
    for batch in batches:
        table = pa.Table.from_batches([batch])
        left = table if left is None else pa.concat_tables([left, table]).combine_chunks()
        users = left.column("user_id").to_pylist()
        starts = [0, *(row for row in range(1, len(users)) if users[row] != users[row - 1])]
        for start, end in pairwise(starts):
            yield _one(left.slice(start, end - start))
        left = left.slice(starts[-1])
    if left is not None and left.num_rows:
        yield _one(left)


def _one(table: pa.Table) -> tuple[str, NDArray[np.int32], NDArray[np.float32]]:
    work_nums, stars = (table.column(name).to_numpy() for name in ("work", "rating"))
    order = np.argsort(work_nums)  # however a cluster shuffled them, sums come out the same
    return table.column("user_id")[0].as_py(), work_nums[order], stars[order]


def _listed(
    model: CollaborativeModel,
    markets: dict[str, Mask],
    users: list[tuple[str, NDArray[np.int32], NDArray[np.float32]]],
    k: int,
) -> pa.RecordBatch:
    """The lists of some users, one product for each block of works."""
    seen = np.stack([model.fold_in(work_nums, stars).w for _, work_nums, stars in users])  # (n_users, S, k)
    own = model.global_mean + seen[:, :, 0].mean(axis=1)
    seen[:, :, 0] = 1.0
    flat = seen.reshape(len(users), -1) / np.float32(model.n_draws)
    nothing = _Best(np.zeros(0, np.int64), np.zeros(0, np.float32))
    best = [dict.fromkeys(markets, nothing) for _ in users]
    for start in range(0, len(model.works), _BLOCK):
        block = np.arange(start, min(start + _BLOCK, len(model.works)))
        scores = flat @ model.coefficients_of(block).reshape(len(block), -1).T + own[:, None]
        for number, (_, work_nums, _) in enumerate(users):
            unseen = np.ones(len(block), dtype=bool)
            unseen[work_nums[(work_nums >= start) & (work_nums <= block[-1])] - start] = False
            for market, mask in markets.items():
                found = best[number][market]
                best[number][market] = found.or_of(start, scores[number], k, unseen & mask[block])
    return _batch(
        (user_id, market, [model.works.ids[row] for row in found.rows.tolist()], found.scores.tolist())
        for (user_id, _, _), of_user in zip(users, best, strict=True)
        for market, found in of_user.items()
    )


def _of_works(
    given: "Broadcast[tuple[SimilarModel, tuple[str, ...], dict[str, Mask]]]", k: int
) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    def lists(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            model, ids, markets = given.value
            works = batch.column(0).to_pylist()
            yield _batch(row for work in works for row in _neighbours(model, ids, markets, work, k))

    return lists


_Row = tuple[str, str, list[str], list[float]]


def _neighbours(
    model: SimilarModel, ids: tuple[str, ...], markets: dict[str, Mask], work: int, k: int
) -> Iterator[_Row]:
    """The lists of one work, one for each market, with the chances of being a good suggestion."""
    scores, related = model.scored(work)
    related[work] = False
    for market, mask in markets.items():
        rows = top_k(scores, k, related & mask)
        yield ids[work], market, [ids[row] for row in rows.tolist()], model.chances(scores[rows]).tolist()


def _batch(rows: Iterable[_Row]) -> pa.RecordBatch:
    keys, markets, works, scores = (list(column) for column in zip(*rows, strict=True))
    return pa.record_batch(
        {
            "key": pa.array(keys, pa.string()),
            "market": pa.array(markets, pa.string()),
            "works": pa.array(works, pa.list_(pa.string())),
            "scores": pa.array(scores, pa.list_(pa.float32())),
        }
    )
