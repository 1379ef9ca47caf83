"""Bundles made by hand, small enough to read, and the comparison of two."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd

from recsys.bundle.bundle import Bundle
from recsys.bundle.manifest import MANIFEST
from recsys.domain.schema import RATINGS, TITLES, conform, empty
from recsys.models.content.model import ContentModel
from recsys.models.content.term_rows import TermRows
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ranking.ranker import Ranker
from recsys.models.ratings.collaborative import CollaborativeModel, StoredUsers
from recsys.models.ratings.features import Features
from recsys.models.ratings.svd import SvdModel
from recsys.models.similar import SimilarModel
from recsys.models.vocabulary import Vocabulary
from tests.films import alien_films

WORKS = ("alien-1979-movie", "brazil-1985-movie", "caché-2005-movie")


def tiny_bundle(mark: float = 3.0, *, collaborative: bool = True) -> Bundle:
    """Four titles of three works, two users. `mark` stands in every file, so that a mix of two bundles shows."""
    titles = conform(_titles(mark), TITLES, "titles")
    ratings = pd.DataFrame(
        {
            "user_id": pd.Categorical(["zoe", "ana", "zoe"], categories=["zoe", "unused", "ana"]),
            "title_id": ["as1", "ns2", "ns1"],
            "rating": np.array([4.5, 0.5, mark], dtype=np.float32),
            "timestamp": [1, 2, 2**33],
        }
    )
    content = ContentModel.fit(
        [{"genre": ["sci-fi", "horror"]}, {"genre": ["sci-fi"], "title": ["brazil"]}, {"description": ["ça"]}],
        {"genre": mark, "title": 1.0, "description": 1.0},
    )
    return Bundle(
        titles=titles,
        ratings=conform(ratings, RATINGS, "ratings"),
        works=Vocabulary(WORKS),
        similar=SimilarModel(
            dataclasses.replace(content, row_weights=content.row_weights * np.float32(mark)),
            tiny_cooccurrence(mark) if collaborative else None,
        ),
        collaborative=tiny_collaborative(mark) if collaborative else None,
        metrics={"mark": mark},
        manifest={"built": "2026-01-02T03:04:05+00:00", "sample": True, "inputs": {}, "mark": mark},
        films=alien_films(int(mark)),
        lists=tiny_ranker(mark) if collaborative else None,
    )


def tiny_collaborative(mark: float = 3.0) -> CollaborativeModel:
    """One draw of two factors over three works, of which nobody rated the third: predictions that fit on paper.

    All noise has precision 1, and so have the priors. The feature that only «caché» has adds (0.5, 0, 2).
    """
    return CollaborativeModel(
        works=Vocabulary(WORKS),
        scale=(0.5, 5.0),
        global_mean=mark,
        row_of=np.array([1, 0, -1], dtype=np.int32),
        coefficients=np.array([[[-0.5, 0, 2]], [[0.5, 1, 0]]], dtype=np.float32),
        implicit=np.array([[[0, 0, 0]], [[0.5, 0, -1]]], dtype=np.float32),
        implicit_exponent=0.5,
        prior_mean=np.array([[0.25, 0, 0]], dtype=np.float32),
        prior_precision=np.eye(3, dtype=np.float32)[None],
        implicit_variance=np.zeros((1, 3, 3), dtype=np.float32),
        noise_precision=np.ones(1, dtype=np.float32),
        noise_shape=0.0,
        work_mean=np.array([[-0.25, 0, 0]], dtype=np.float32),
        work_variance=np.diag([0.5, 0, 1]).astype(np.float32)[None],
        features=Features(
            np.array([0, 0, 0, 1], np.int64), np.array([0], np.int32), np.array([1], np.float32), n_features=1
        ),
        feature_coefficients=np.array([[[0.5, 0, 2]]], dtype=np.float32),
        liking_cut=3.5,
        stored=StoredUsers(Vocabulary(("ana", "zoe")), np.array([[1, 0, 0], [0, 2, 1]], dtype=np.float32)),
    )


def tiny_cooccurrence(mark: float = 3.0) -> CooccurrenceModel:
    """Two factors: the first two works are foretold to be liked together, and the last two were."""
    return CooccurrenceModel(
        rows=TermRows(
            ("genre:drama", "year:1980"), np.array([0, 1, 3, 3]), np.array([0, 0, 1], np.int32), np.ones(3, np.float32)
        ),
        projection=np.array([[1, 0], [0, 1]], dtype=np.float16),
        factors=np.array([[1, 0], [0.5, 0.5], [0, 0]], dtype=np.float32),
        scales=np.array([1, 0.5, 0], dtype=np.float32),
        pairs=PairScores(np.array([0, 0, 1, 2]), np.array([2, 1], np.int32), np.array([mark, mark], np.float16)),
    )


def tiny_ranker(mark: float = 3.0) -> RankingModel:
    """Who chose the first work chose the second too; the third was rated by nobody."""
    ease = EaseModel(np.array([0, 1, 2, 2]), np.array([1, 0], np.int32), np.array([0.5, 0.25], np.float16))
    return RankingModel(ease, Ranker({"popularity": 1.0, "ease": mark, "liking": 0.5}), np.array([2, 1, 0]))


def tiny_svd(mark: float = 3.0) -> SvdModel:
    """Two users, three works, four factors: predictions that fit on paper."""
    return SvdModel(
        users=Vocabulary(("ana", "zoe")),
        works=Vocabulary(WORKS),
        scale=(0.5, 5.0),
        global_mean=mark,
        user_bias=np.array([0.25, -1.0], dtype=np.float32),
        user_factors=np.array([[1, 0, 0, 2], [0, 1, 0, 0]], dtype=np.float32),
        work_bias=np.array([0.5, 0.0, -0.125], dtype=np.float32),
        work_factors=np.array([[0.5, 0, 0, 0.25], [0, -4, 0, 0], [0, 0, 9, 0]], dtype=np.float32),
    )


def _titles(mark: float) -> pd.DataFrame:
    rows = [("as1", 0, "Alien"), ("ns1", 0, "Alien"), ("ns2", 1, "Brazil"), ("hs9", 2, "Caché")]
    lists = ("directors", "cast", "display_directors", "display_cast", "countries", "genres")
    frame = pd.DataFrame(
        [
            {
                "title_id": title_id,
                "work_id": WORKS[work],
                "platform": {"a": "amazon", "n": "netflix", "h": "hulu"}[title_id[0]],
                "type": "movie",
                "title": title.lower(),
                "display_title": title,
                "release_year": 1979 + work,
                "rating": "g",
                "rating_given": False,
                "description": "",
                "display_description": "",
                "score": mark if work else None,
                **{name: [f"{name} {n}" for n in range(work)] for name in lists},
            }
            for title_id, work, title in rows
        ]
    )
    return frame.reindex(columns=empty(TITLES).columns)


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def assert_same_files(one: Path, other: Path) -> None:
    """Two folders hold the same bundle, byte by byte but for the time when it was built."""
    assert names(one) == names(other)
    for name in set(names(one)) - {MANIFEST, "README.md"}:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    manifests = [json.loads((folder / MANIFEST).read_text()) for folder in (one, other)]
    # The card quotes the time, so that its hash in the manifest differs with it.
    cards = [
        (folder / "README.md").read_text().replace(manifest["built"], "")
        for folder, manifest in zip((one, other), manifests, strict=True)
    ]
    assert cards[0] == cards[1]
    for manifest in manifests:
        del manifest["built"], manifest["files"]["README.md"]
    assert manifests[0] == manifests[1]


def assert_same_arrays(one: object, other: object) -> None:
    """Two model dataclasses are equal in every field, array by array, types included."""
    assert type(one) is type(other)
    assert dataclasses.is_dataclass(one)
    for field in dataclasses.fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            assert mine.dtype == theirs.dtype, field.name
            np.testing.assert_array_equal(mine, theirs, err_msg=field.name)
        elif dataclasses.is_dataclass(mine):
            assert_same_arrays(mine, theirs)
        else:
            assert mine == theirs, field.name


def assert_same_similar(one: SimilarModel, other: SimilarModel) -> None:
    """Two similar models are equal, array by array."""
    assert_same_arrays(one.content, other.content)
    assert (one.cooccurrence is None) == (other.cooccurrence is None)
    if one.cooccurrence is not None:
        assert_same_arrays(one.cooccurrence, other.cooccurrence)


def assert_same_bundle(one: Bundle, other: Bundle) -> None:
    """Two bundles are equal in every table and array; of the manifest only what the maker wrote is compared."""
    for table in ("titles", "ratings"):
        assert getattr(one, table).schema.equals(getattr(other, table).schema)
        assert getattr(one, table).to_pylist() == getattr(other, table).to_pylist()
    assert one.works == other.works
    assert_same_similar(one.similar, other.similar)
    for model in ("collaborative", "lists"):
        mine, theirs = getattr(one, model), getattr(other, model)
        assert (mine is None) == (theirs is None), model
        if mine is not None:
            assert_same_arrays(mine, theirs)
    assert (one.films is None) == (other.films is None)
    if one.films is not None and other.films is not None:
        assert one.films.movies.equals(other.films.movies)
        assert one.films.credits.equals(other.films.credits)
        assert_same_similar(one.films.similar, other.films.similar)
        np.testing.assert_array_equal(one.films.work_nums, other.films.work_nums)
    assert one.metrics == other.metrics
    assert other.manifest | one.manifest == other.manifest
