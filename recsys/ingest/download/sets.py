"""What can be fetched, from where, and where it goes below the data folder."""

from dataclasses import dataclass

from recsys.ingest.sources import catalogues as platforms
from recsys.ingest.sources import tmdb_credits as credits
from recsys.ingest.sources import tmdb_movies as movies

GROUPLENS = "https://files.grouplens.org/datasets/movielens"
KAGGLE = "https://www.kaggle.com/datasets"


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


Source = KaggleSet | MovieLens


def _catalogue(handle: str, platform: str) -> KaggleSet:
    name = platforms.FILES[platform]
    return KaggleSet(handle, {name: (f"platforms/{name}", platforms.COLUMNS)})


SETS: dict[str, tuple[Source, ...]] = {
    "platforms": (
        _catalogue("shivamb/netflix-shows", "netflix"),
        _catalogue("shivamb/amazon-prime-movies-and-tv-shows", "amazon"),
        _catalogue("shivamb/disney-movies-and-tv-shows", "disney"),
        _catalogue("shivamb/hulu-movies-and-tv-shows", "hulu"),
    ),
    "movies": (
        KaggleSet(
            "rounakbanik/the-movies-dataset",
            {
                "movies_metadata.csv": ("tmdb/movies_dataset.csv", movies.REQUIRED),
                "credits.csv": ("tmdb/credits.csv", (credits.FILES["credits.csv"], "cast", "crew")),
            },
        ),
    ),
    "tmdb5000": (
        KaggleSet(
            "tmdb/tmdb-movie-metadata",
            {
                "tmdb_5000_movies.csv": ("tmdb/tmdb_5000_movies.csv", movies.REQUIRED),
                "tmdb_5000_credits.csv": (
                    "tmdb/tmdb_5000_credits.csv",
                    (credits.FILES["tmdb_5000_credits.csv"], "cast", "crew"),
                ),
            },
        ),
    ),
    "movielens": (
        MovieLens("ml-latest-small", ("ratings.csv", "movies.csv", "links.csv", "README.txt")),
        MovieLens("ml-1m", ("ratings.dat", "movies.dat", "README"), "c4d9eecfca2ab87c1945afe126590906"),
        MovieLens("ml-100k", ("u.data", "u.item", "README"), "0e33842e24a9c977be4e0107933c0723"),
    ),
}
RATINGS = "ratings"
RATINGS_COLUMNS = ("userId", "rating", "timestamp", "movieId")
