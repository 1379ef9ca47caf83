"""`python -m tests.bench.similar`: print how good «titles like this one» is, beside what others do."""

import argparse
import os
from pathlib import Path

from rich.console import Console

from recsys.data.credits import credit_file, read_credits
from recsys.data.likes import read_likes
from recsys.data.movies import movie_files, read_movies
from recsys.data.portraits import film_portraits
from recsys.data.raw import Rejections
from recsys.evaluation.sheets import sheet_markdown
from recsys.evaluation.similar import CONTROL, OURS, Measured, Relevance, similar_sheet, similar_table
from recsys.evaluation.similar_baselines import REFERENCE, SIMILAR_BASELINES
from recsys.evaluation.similar_hybrid import hybrid_sheet, hybrid_table
from recsys.models.likes import Likes
from tests.conftest import BESIDE_THE_REPOSITORY

SEED = 0
FOLDERS = ("ml-1m-part", "ml-latest-small")


def film_data(folder: Path) -> Measured:
    """The film catalogue below `folder`, and who liked its films."""
    rejections = Rejections(folder)
    movies = read_movies(movie_files(folder / "tmdb"), rejections)
    path = credit_file(folder / "tmdb")
    if path is None:
        raise SystemExit(f"{folder / 'tmdb'}: expected a film catalogue with its credits, found none.")
    known = film_portraits(movies, read_credits(path, set(movies["movie_id"]), rejections))
    liked = read_likes([folder / "movielens" / name for name in FOLDERS], movies)
    likes = Likes.of(liked["user"], liked["folder"], liked["row"])
    return Measured(known.words, known.numbers, likes, Relevance.of(likes, len(movies), SEED))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("RECSYS_DATA") or BESIDE_THE_REPOSITORY))
    console = Console(stderr=True)
    folder = parser.parse_args().data
    console.print(f"reading {folder} …")
    measured = film_data(folder)
    table = similar_table(measured, [CONTROL, *SIMILAR_BASELINES, *OURS], REFERENCE, SEED, console.print)
    hybrid = hybrid_table(measured, SEED)
    print(sheet_markdown(similar_sheet(table)), sheet_markdown(hybrid_sheet(hybrid)), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
