"""What can be fetched, from where, and where it goes below the data folder."""

from dataclasses import dataclass

from recsys.domain.services import SERVICES
from recsys.ingest.sources import imdb
from recsys.ingest.sources.catalogues import COLUMNS
from recsys.ingest.sources.tmdb_credits import ID_COLUMNS
from recsys.ingest.sources.tmdb_movies import REQUIRED

GROUPLENS = "https://files.grouplens.org/datasets/movielens"
KAGGLE = "https://www.kaggle.com/datasets"
IMDB = "https://datasets.imdbws.com"


@dataclass(frozen=True)
class KaggleSet:
    """Files of a Kaggle data set: by their names there, where each goes and the columns that it must have."""

    handle: str
    files: dict[str, tuple[str, tuple[str, ...]]]

    @property
    def url(self) -> str:
        """Where people read about it."""
        return f"{KAGGLE}/{self.handle}"

    @property
    def targets(self) -> list[str]:
        """Where its files go."""
        return [target for target, _ in self.files.values()]


@dataclass(frozen=True)
class MovieLens:
    """A zip of GroupLens: those of its files that are wanted, and the MD5 that is published, where it never changes."""

    name: str
    files: tuple[str, ...]
    md5: str | None = None

    @property
    def url(self) -> str:
        """Where the zip is."""
        return f"{GROUPLENS}/{self.name}.zip"

    @property
    def targets(self) -> list[str]:
        """Where its files go."""
        return [f"movielens/{self.name}/{file}" for file in self.files]


@dataclass(frozen=True)
class ImdbTable:
    """One of IMDb's tables, parted by tabs and packed with gzip, and the columns that it must have."""

    example: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.example.rpartition('/')[2]}.gz"

    @property
    def url(self) -> str:
        """Where the file is."""
        return f"{IMDB}/{self.name}"

    @property
    def targets(self) -> list[str]:
        """Where the file goes."""
        return [f"{self.example}.gz"]


Source = KaggleSet | MovieLens | ImdbTable


def _catalogue(handle: str, name: str) -> KaggleSet:
    return KaggleSet(handle, {name: (f"platforms/{name}", COLUMNS)})


def _credits(name: str) -> tuple[str, tuple[str, ...]]:
    return f"tmdb/{name}", (ID_COLUMNS[name], "cast", "crew")


SETS: dict[str, tuple[Source, ...]] = {
    "platforms": tuple(_catalogue(*service.kaggle.rsplit("/", 1)) for service in SERVICES if service.kaggle),
    "movies": (
        KaggleSet(
            "rounakbanik/the-movies-dataset",
            {
                "movies_metadata.csv": ("tmdb/movies_dataset.csv", REQUIRED),
                "credits.csv": _credits("credits.csv"),
            },
        ),
    ),
    "tmdb5000": (
        KaggleSet(
            "tmdb/tmdb-movie-metadata",
            {
                "tmdb_5000_movies.csv": ("tmdb/tmdb_5000_movies.csv", REQUIRED),
                "tmdb_5000_credits.csv": _credits("tmdb_5000_credits.csv"),
            },
        ),
    ),
    "movielens": (
        MovieLens("ml-latest-small", ("ratings.csv", "movies.csv", "links.csv", "README.txt")),
        MovieLens("ml-1m", ("ratings.dat", "movies.dat", "README"), "c4d9eecfca2ab87c1945afe126590906"),
        MovieLens("ml-100k", ("u.data", "u.item", "README"), "0e33842e24a9c977be4e0107933c0723"),
    ),
    # All tables that the reader of IMDb's files knows: people have names only with `name.basics`.
    "imdb": tuple(ImdbTable(layout.example, layout.columns) for layout in imdb.LAYOUTS),
}
# What is fetched where nothing is named: not IMDb's tables, which are gigabytes.
USUAL = tuple(name for name in SETS if name != "imdb")
RATINGS = "ratings"
RATINGS_COLUMNS = ("userId", "rating", "timestamp", "movieId")
