"""Raw files to tidy tables."""

from dataclasses import asdict
from pathlib import Path

from recsys.build.tidy import TABLES, Account, FilmLikes, Tidy
from recsys.domain.schema import conform, frame
from recsys.files import sha256
from recsys.ingest import sample
from recsys.ingest.likes import read_likes
from recsys.ingest.load import read_data
from recsys.ingest.sources.movielens import find_folders
from recsys.models.cooccurrence.likes import Likes
from recsys.progress import Progress, silent


def read_tidy(folder: Path, progress: Progress = silent) -> Tidy:
    """Everything below `folder` that a build needs. Raises DataError on a file that cannot be read."""
    raw = read_data(folder, progress)
    tables = {name: frame(conform(getattr(raw, name), schema, name)) for name, schema in TABLES.items()}
    folders = find_folders(folder / "movielens") if len(raw.movies) else []
    likes = read_likes(folders, tables["movies"])
    account = Account(
        sample=folder.resolve() == sample.FOLDER.resolve(),
        inputs={
            path.relative_to(folder).as_posix(): {"sha256": sha256(path), "size": path.stat().st_size}
            for path in raw.inputs
        },
        files=[
            {"file": file.file, "read": file.read, "kept": file.kept, "rejected": file.rejected} for file in raw.files
        ],
        links=[asdict(link) for link in raw.links],
        superseded=raw.superseded,
    )
    film_likes = FilmLikes(Likes.of(likes["user"], likes["folder"], likes["row"]), tuple(path.name for path in folders))
    return Tidy(**tables, film_likes=film_likes, account=account)
