"""What simulated people rate and watch of the sample, from a seed: `python -m recsys.ingest.sample.simulate`.

Nobody's real ratings are in the sample. Each simulated person subscribes to one to three services, likes some
genres and dislikes others, prefers older or newer titles, and is more or less easily pleased. They watch what
is well known and what is to their taste, and rate

    r = 3.5 + generosity + quality + taste + noise,      rounded to halves within 0.5 and 5

where `taste` is how they lean to the title's genres and era. These leanings lie on a few common axes (who likes
crime often likes thrillers), as people's do, so a model can find the structure. Every rating is invented:
`simulated` stands in the file's name, in every user id and in the `score_source` of every title. Others, who are as
invented and have tastes of the same kind, only tell which series they watched.
"""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from recsys.domain.schema import RATING_MAX, RATING_MIN, RATING_STEP
from recsys.domain.work_ids import slug
from recsys.ingest.raw import Rejections, read_rows
from recsys.ingest.records import Reading
from recsys.ingest.sample import FOLDER
from recsys.ingest.sources import catalogues
from recsys.text import title_key

PEOPLE = 320
SEED = 20211126
TASTE_AXES, TASTE_SD = 3, 0.8  # how many, and in stars
FILE = FOLDER / "ratings" / "simulated_ratings.csv"
WATCHERS, WATCHED_MEAN = 40, 4  # how many only tell what they watched, and of how many series besides a first
WATCHED_FILE = FOLDER / "series" / "watched.csv"
FIRST_DAY, DAYS = 1_577_836_800, 730  # the years 2020 and 2021, in seconds UTC and days


def simulate(titles: pd.DataFrame, quality: np.ndarray, fame: np.ndarray, seed: int = SEED) -> pd.DataFrame:
    """Ratings in the raw layout (`userId,rating,timestamp,movieId`), by user and time.

    `quality` and `fame` are per row of `titles`: a mean shift in stars, and a weight above 0 for being watched.
    """
    rng = np.random.default_rng(seed)
    has_genre, axes = _genres_and_axes(titles, rng)
    years = titles["release_year"].to_numpy(float)
    services = titles["service"].to_numpy()
    all_services = sorted(set(services))
    works = titles["work_id"].to_numpy()
    people = []
    for user in range(1, PEOPLE + 1):
        subscribed = rng.choice(all_services, size=rng.integers(1, 4), replace=False, p=_SHARES)
        leaning = rng.normal(0, 1, TASTE_AXES) @ axes
        taste = has_genre @ leaning + rng.normal(0, 0.25) * (years - 2000) / 20
        chance = fame * np.exp(0.8 * taste) * np.isin(services, subscribed)
        chance[pd.Series(works).where(chance > 0).duplicated()] = 0  # nobody rates a work on two services
        count = min(int(rng.lognormal(3.6, 0.6)) + 10, int((chance > 0).sum()))
        seen = rng.choice(len(titles), size=count, replace=False, p=chance / chance.sum())
        stars = 3.5 + rng.normal(0, 0.35) + quality[seen] + taste[seen] + rng.normal(0, 0.45, count)
        halves = np.clip(np.round(stars / RATING_STEP) * RATING_STEP, RATING_MIN, RATING_MAX)
        times = FIRST_DAY + np.sort(rng.integers(0, DAYS * 86_400, count))
        ids = titles["title_id"].to_numpy()[seen]
        people.append(pd.DataFrame({"userId": user, "rating": halves, "timestamp": times, "movieId": ids}))
    return pd.concat(people, ignore_index=True)


def simulate_watched(titles: pd.DataFrame, fame: np.ndarray, seed: int = SEED) -> list[list[str]]:
    """The names of the series that each of other people watched: what is well known and what is to their taste."""
    rng = np.random.default_rng(seed + 2)
    is_series = ((titles["type"] == "tv show") & ~titles["work_id"].duplicated()).to_numpy()
    series, known = titles[is_series], fame[is_series]
    has_genre, axes = _genres_and_axes(series, rng)
    people = []
    for _ in range(WATCHERS):
        chance = known * np.exp(0.8 * has_genre @ (rng.normal(0, 1, TASTE_AXES) @ axes))
        count = 1 + int(rng.poisson(WATCHED_MEAN))
        people.append(rng.choice(series["title"].to_numpy(), count, replace=False, p=chance / chance.sum()).tolist())
    return people


def _genres_and_axes(titles: pd.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Each title's genres, its row of length 1, and the drawn axes along which tastes for genres lie."""
    genres = sorted({genre for row in titles["genres"] for genre in row})
    has_genre = np.array([[genre in row for genre in genres] for row in titles["genres"]], dtype=float)
    has_genre /= np.maximum(np.sqrt(has_genre.sum(axis=1, keepdims=True)), 1)
    return has_genre, rng.normal(0, TASTE_SD / np.sqrt(TASTE_AXES), (TASTE_AXES, len(genres)))


_SHARES = (0.27, 0.2, 0.15, 0.38)  # how often people have each service, in the order of their ids


def sample_titles() -> pd.DataFrame:
    """The sample's titles: `title_id`, `work_id`, `service`, `type`, `title`, `release_year`, `genres` of each."""
    files = sorted((FOLDER / "platforms").glob("*.csv"))
    records = catalogues.read(files, Reading.of(FOLDER)).records
    return pd.DataFrame(
        [
            {
                "title_id": listing.title_id,
                "work_id": slug(record.title, listing.release_year, str(record.type)),
                "service": listing.service,
                "type": record.type,
                "title": record.title,
                "release_year": listing.release_year,
                "genres": listing.genres,
            }
            for record in records
            for listing in record.listings
        ]
    )


def quality_and_fame(titles: pd.DataFrame, movies: Path, seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Each title's quality and fame: from the film catalogue's votes where it stands there, else drawn."""
    rng = np.random.default_rng(seed + 1)
    votes = {
        (title_key(row["title"]), int(row["release_date"][:4])): (float(row["vote_average"]), float(row["vote_count"]))
        for _, row in read_rows(movies, ("title", "release_date", "vote_average", "vote_count"), Rejections(FOLDER))
    }
    drawn = {work: (rng.normal(7.4, 0.6), rng.lognormal(8, 1)) for work in sorted(set(titles["work_id"]))}
    found: Sequence[tuple[float, float]] = [
        votes.get((title_key(title), year), drawn[work])
        for title, year, work in zip(titles["title"], titles["release_year"], titles["work_id"], strict=True)
    ]
    average, count = np.array(found).T
    return (average - 7.4) / 2, np.sqrt(np.maximum(count, 50))


def main() -> None:
    """Write the sample's file of ratings and that of what people watched."""
    titles = sample_titles()
    quality, fame = quality_and_fame(titles, FOLDER / "tmdb" / "movies_dataset.csv")
    ratings = simulate(titles, quality, fame)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        ratings.to_csv(file, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    sys.stdout.write(f"{FILE.name}: {len(ratings):,} ratings by {PEOPLE} simulated people\n")
    with WATCHED_FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(simulate_watched(titles, fame))
    sys.stdout.write(f"{WATCHED_FILE.name}: what {WATCHERS} simulated people watched\n")


if __name__ == "__main__":
    main()
