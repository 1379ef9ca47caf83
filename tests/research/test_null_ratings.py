from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from recsys.ingest.records import Reading
from recsys.ingest.sources import platform_ratings
from recsys.models.ratings.bias import BiasModel
from recsys.research.null_ratings import (
    N_RATINGS,
    N_USERS,
    ROWS_PER_FILE,
    NullRatings,
    null_ratings,
    write_null_ratings,
)

SIZES = {
    "small": (20_000, 300, 400),
    "moderate": (1_000_000, 10_440, 2_086),
}  # moderate: a full-size file's proportions


@pytest.fixture(scope="module", params=list(SIZES))
def drawn(request) -> NullRatings:
    return null_ratings(*SIZES[request.param])


@pytest.fixture(scope="module")
def moderate() -> NullRatings:
    return null_ratings(*SIZES["moderate"])


def test_every_user_rates_and_nobody_twice(drawn):
    sizes = next(sizes for sizes in SIZES.values() if sizes[0] == len(drawn))
    assert np.unique(drawn.users).tolist() == list(range(sizes[1]))
    assert np.all(np.diff(drawn.users) >= 0)
    assert (drawn.titles.min(), drawn.titles.max()) == (0, sizes[2] - 1)
    pairs = drawn.users.astype(np.int64) * sizes[2] + drawn.titles
    assert len(np.unique(pairs)) == len(drawn)
    same_user = np.diff(drawn.users) == 0
    assert np.all(np.diff(drawn.timestamps)[same_user] > 0)


def test_scores_are_half_stars_as_people_give_them(moderate):
    stars = moderate.halves / 2
    assert set(np.unique(moderate.halves)) == set(range(1, 11))
    assert stars.mean() == pytest.approx(3.5334, abs=0.02)
    assert stars.std() == pytest.approx(1.06, abs=0.015)
    assert np.bincount(moderate.halves).argmax() == 8


def test_titles_differ_by_chance_alone(moderate):
    counts = np.bincount(moderate.titles)
    means = np.bincount(moderate.titles, moderate.halves / 2) / counts
    assert 380 <= counts.min() <= 425
    assert 535 <= counts.max() <= 590
    assert means.std() == pytest.approx(0.0486, abs=0.003)
    assert np.all((means > 3.3) & (means < 3.76))


def test_users_differ_in_generosity_and_in_how_much_they_rate(moderate):
    stars = (moderate.halves / 2).astype(np.float32)
    test = np.random.default_rng(0).random(len(stars)) < 0.1
    fit = BiasModel.fit(moderate.users[~test], moderate.titles[~test], stars[~test], *SIZES["moderate"][1:])
    errors = fit.predict(moderate.users[test], moderate.titles[test]) - stars[test]
    assert 0.97 < np.sqrt(np.mean(errors**2)) < 1.0
    counts = np.bincount(moderate.users)
    assert np.median(counts) < counts.mean() / 2
    assert counts.max() > 800


def test_a_seed_gives_the_same_ratings_and_another_does_not():
    one, again, other = (null_ratings(*SIZES["small"], seed=seed) for seed in (1, 1, 2))
    for name in ("users", "titles", "halves", "timestamps"):
        np.testing.assert_array_equal(getattr(one, name), getattr(again, name))
    assert not np.array_equal(one.titles, other.titles)


def test_the_full_size_fills_eight_files():
    assert divmod(N_RATINGS, ROWS_PER_FILE) == (7, 524_289)
    assert N_USERS == 115_077


def test_what_is_written_is_what_is_read(tmp_path: Path):
    ratings = null_ratings(2_000, 40, 300)
    title_ids = [f"as{n}" for n in range(300)]
    paths = write_null_ratings(ratings, title_ids, tmp_path / "ratings", rows=600)
    assert [path.name for path in paths] == [f"ratings_{n}.csv" for n in (1, 2, 3, 4)]
    first = paths[0].read_text().splitlines()
    assert first[0] == "userId,rating,timestamp,movieId"
    assert first[1] == f"1,{ratings.halves[0] / 2:.1f},{ratings.timestamps[0]},as{ratings.titles[0]}"
    reading = Reading.of(tmp_path)
    frames = platform_ratings.read(paths, reading).ratings
    read = pd.concat([frame.astype({"user_id": str, "record_id": str}) for frame in frames])
    assert len(reading.rejections.table()) == 0
    assert read["user_id"].tolist() == [f"platforms-{user + 1}" for user in ratings.users]
    assert read["record_id"].tolist() == [title_ids[title] for title in ratings.titles]
    assert read["rating"].tolist() == (ratings.halves / 2).tolist()
    assert read["timestamp"].tolist() == ratings.timestamps.tolist()


@pytest.mark.parametrize("n_ratings", [39, 40 * 150 + 1])
def test_more_or_fewer_than_fit_are_refused(n_ratings):
    with pytest.raises(ValueError, match=r"n_ratings must be 40 to 6,000 .* found"):
        null_ratings(n_ratings, 40, 300)


def test_as_many_as_fit_are_drawn():
    ratings = null_ratings(40 * 150, 40, 300)
    assert np.bincount(ratings.users).tolist() == [150] * 40
