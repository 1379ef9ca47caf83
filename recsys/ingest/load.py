"""A folder of raw data to the tidy tables, with an account of every source.

platforms/{amazon_prime,disney_plus,hulu,netflix}_titles.csv   at least one
ratings/*.csv                                                  ratings of platform titles
scores/title_scores.csv                                        their means, where the ratings are not at hand
movielens/<any>/                                               linked to works by title and year
tmdb/{movies_dataset,tmdb_5000_movies}.csv with their credits  the film catalogue
"""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from recsys.domain.schema import CREDITS, empty
from recsys.errors import DataError
from recsys.ingest.linking.films import link_films, movie_index
from recsys.ingest.raw import Rejections
from recsys.ingest.sources.catalogues import FILES, catalogue_files, read_titles
from recsys.ingest.sources.movielens import MovieLens, files_of, find_folders, read_movielens
from recsys.ingest.sources.platform_ratings import concat_ratings, latest_only, read_ratings, source_of
from recsys.ingest.sources.scores import add_scores, read_scores, scores_from_ratings
from recsys.ingest.sources.tmdb_credits import credit_file, read_credits
from recsys.ingest.sources.tmdb_movies import movie_files, read_movies
from recsys.progress import Progress, silent


@dataclass(frozen=True)
class FileAccount:
    """What became of the rows of one raw file; `read` = `kept` + `rejected`."""

    file: str
    kept: int
    rejected: int

    @property
    def read(self) -> int:
        """All rows of the file."""
        return self.kept + self.rejected


@dataclass(frozen=True)
class LinkAccount:
    """How much of one MovieLens folder belongs to works of the catalogue."""

    source: str
    films: int
    linked_films: int
    ratings: int
    linked_ratings: int


@dataclass(frozen=True)
class RawData:
    """The tidy tables (columns in `recsys.domain.schema`) and where they came from.

    `movies` and `credits` are empty where there is no film catalogue. `superseded` counts ratings left out because
    the same user rated the same work again later.
    """

    titles: pd.DataFrame
    ratings: pd.DataFrame
    movies: pd.DataFrame
    credits: pd.DataFrame
    rejected: pd.DataFrame
    files: list[FileAccount]
    links: list[LinkAccount]
    superseded: int
    inputs: list[Path]


def read_data(folder: Path, progress: Progress = silent) -> RawData:
    """Everything below `folder` as tidy tables. Raises DataError on a file that cannot be read."""
    if not folder.is_dir():
        raise DataError(f"{folder}: expected a folder of raw data, found none. Set RECSYS_DATA to where it is.")
    reading = _Reading(folder, progress, Rejections(folder))
    titles = _titles(reading)
    title_ids = pd.Index(titles["title_id"])
    own = _own_ratings(reading, title_ids)
    scores = [scores_from_ratings(frame, source) for source, frame in own.items()]
    scores += _score_file(reading, title_ids)
    links, linked = _movielens(reading, titles)
    if linked:
        scores.append(_scores_of_works(concat_ratings(linked), titles))
    movies, credits = _film_catalogue(reading)

    progress("putting the ratings together")
    ratings = concat_ratings([*own.values(), *linked])
    latest = latest_only(ratings, titles)
    rejected = reading.rejections.table()
    return RawData(
        titles=add_scores(titles, scores),
        ratings=latest,
        movies=movies,
        credits=credits,
        rejected=rejected,
        files=reading.accounts(rejected),
        links=links,
        superseded=len(ratings) - len(latest),
        inputs=list(reading.kept),
    )


def count_sources(folder: Path) -> int:
    """How many sources `read_data` will read, each a step of its progress."""
    ratings = len(list((folder / "ratings").glob("*.csv")))
    catalogues = sum((folder / "platforms" / name).is_file() for name in FILES.values())
    scores = (folder / "scores" / "title_scores.csv").is_file()
    films = movie_files(folder / "tmdb")
    credits = bool(films and credit_file(folder / "tmdb"))
    return catalogues + ratings + scores + len(find_folders(folder / "movielens")) + bool(films) + credits


@dataclass
class _Reading:
    """What every step of reading shares: where from, whom to tell, and the accounts kept so far."""

    folder: Path
    progress: Progress
    rejections: Rejections
    kept: dict[Path, int] = field(default_factory=dict)

    def accounts(self, rejected: pd.DataFrame) -> list[FileAccount]:
        """What became of the rows of every file, in the order in which they were read."""
        counts = rejected.loc[rejected["what"] == "row", "file"].value_counts()
        names = {self.rejections.name(path): kept for path, kept in self.kept.items()}
        return [FileAccount(name, kept, int(counts.get(name, 0))) for name, kept in names.items()]


def _titles(reading: _Reading) -> pd.DataFrame:
    catalogues = []
    for platform, path in catalogue_files(reading.folder / "platforms").items():
        reading.progress(f"reading {path.name}")
        catalogues.append(read_titles(path, platform, reading.rejections))
        reading.kept[path] = len(catalogues[-1])
    titles = pd.concat(catalogues, ignore_index=True)
    if titles.empty:
        raise DataError(f"{reading.folder / 'platforms'}: expected titles, found none that could be kept.")
    return titles


def _own_ratings(reading: _Reading, title_ids: pd.Index) -> dict[str, pd.DataFrame]:
    """The ratings of platform titles, by source."""
    by_source: dict[str, list[pd.DataFrame]] = {}
    for path in sorted((reading.folder / "ratings").glob("*.csv")):
        reading.progress(f"reading {path.name}")
        frame = read_ratings(path, title_ids, reading.rejections)
        by_source.setdefault(source_of(path), []).append(frame)
        reading.kept[path] = len(frame)
    return {source: concat_ratings(frames) for source, frames in by_source.items()}


def _score_file(reading: _Reading, title_ids: pd.Index) -> list[pd.DataFrame]:
    path = reading.folder / "scores" / "title_scores.csv"
    if not path.is_file():
        return []
    reading.progress(f"reading {path.name}")
    scores = read_scores(path, title_ids, reading.rejections)
    reading.kept[path] = len(scores)
    return [scores]


def _movielens(reading: _Reading, titles: pd.DataFrame) -> tuple[list[LinkAccount], list[pd.DataFrame]]:
    """What each MovieLens folder has of the catalogue's works: its account, and its ratings of them."""
    accounts, frames = [], []
    index = movie_index(titles)
    for folder in find_folders(reading.folder / "movielens"):
        reading.progress(f"linking {folder.name}")
        source = read_movielens(folder, reading.rejections)
        account, frame = _link(source, index, titles)
        accounts.append(account)
        frames.append(frame)
        films_file, ratings_file = files_of(folder)
        reading.kept |= {films_file: len(source.films), ratings_file: len(source.ratings)}
    return accounts, frames


def _film_catalogue(reading: _Reading) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The film catalogue's movies and credits, empty where there is none."""
    files = movie_files(reading.folder / "tmdb")
    if files:
        reading.progress(f"reading {files[0].name}")
    movies = read_movies(files, reading.rejections)
    credits, path = empty(CREDITS), credit_file(reading.folder / "tmdb") if files else None
    if path is not None:
        reading.progress(f"reading {path.name}")
        credits = read_credits(path, set(movies["movie_id"]), reading.rejections)
        files = [*files, path]
    reading.kept |= {path: reading.rejections.kept(path) for path in files}
    return movies, credits


def _link(
    source: MovieLens, index: dict[str, dict[int, str]], titles: pd.DataFrame
) -> tuple[LinkAccount, pd.DataFrame]:
    """The ratings of the source's linked films, under the first title of each film's work."""
    works = link_films(source.films, index)
    first_title = titles.drop_duplicates("work_id").set_index("work_id")["title_id"]
    title_of = {film: first_title[work] for film, work in works.items()}
    ratings = source.ratings[source.ratings["film"].isin(list(title_of))]
    frame = pd.DataFrame(
        {
            "user_id": (source.name + "-" + ratings["user"]).astype("category"),
            "title_id": ratings["film"].map(title_of).astype("category"),
            "rating": ratings["rating"].astype("float32"),
            "timestamp": ratings["timestamp"],
        }
    )
    return LinkAccount(source.name, len(source.films), len(works), len(source.ratings), len(frame)), frame


def _scores_of_works(linked: pd.DataFrame, titles: pd.DataFrame) -> pd.DataFrame:
    """The mean of a work's linked ratings, for every title of the work."""
    scores = scores_from_ratings(linked, "movielens")
    work_of = titles.set_index("title_id")["work_id"]
    by_work = scores.set_axis(work_of[scores.index], axis="index")
    rated = work_of[work_of.isin(by_work.index)]
    return by_work.loc[rated].set_axis(rated.index, axis="index")
