"""What the stages leave for one another: a folder for each, with files that any tool reads.

    etl/            titles.parquet ratings.parquet movies.parquet credits.parquet rejected.parquet
                    film-likes.safetensors account.json
    content/        platforms.safetensors movies.safetensors
    collaborative/  collaborative.safetensors
    evaluate/       metrics.json signal.json (whether titles matter) lists.safetensors
    similar/        affinity.safetensors

A file of arrays without any stands for a model that could not be learned. Reading raises DataError where a file is
missing or holds something else.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from safetensors.numpy import load_file, save_file

from recsys.build.content import Contents
from recsys.build.evaluate import Evaluation
from recsys.build.similar import Affinities
from recsys.build.tidy import TABLES, Account, FilmLikes, Tidy
from recsys.bundle.arrays import (
    affinity_arrays,
    affinity_models,
    collaborative_arrays,
    collaborative_model,
    content_arrays,
    content_model,
    film_works,
    list_arrays,
    list_model,
)
from recsys.domain.schema import conform, frame
from recsys.errors import DataError
from recsys.files import UNREADABLE, pack_strings, read_table, unpack_strings, written_whole
from recsys.models.cooccurrence.likes import Likes
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.vocabulary import Vocabulary

_LIKES = ("user_nums", "work_nums", "group_of")
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class StageFiles:
    """The files below `folder`."""

    folder: Path

    def save_tidy(self, tidy: Tidy) -> None:
        """What `etl` makes."""
        likes, folders = tidy.film_likes
        names, starts = pack_strings(folders)
        arrays = {name: getattr(likes, name) for name in _LIKES} | {"folders": names, "folders_starts": starts}
        with written_whole(self.folder / "etl") as etl:
            for name, schema in TABLES.items():
                pq.write_table(conform(getattr(tidy, name), schema, name), etl / f"{name}.parquet", compression="zstd")
            save_file(arrays, etl / "film-likes.safetensors")
            _write_json(etl / "account.json", asdict(tidy.account))

    def tidy(self) -> Tidy:
        """All that `etl` made."""
        tables = {name: self.table(name) for name in TABLES}
        account = self._read("etl/account.json", lambda path: Account(**json.loads(path.read_bytes())))
        return Tidy(**tables, film_likes=self.film_likes(), account=account)

    def table(self, name: str) -> pd.DataFrame:
        """One of the tidy tables."""
        return self._read(f"etl/{name}.parquet", lambda path: frame(read_table(path, TABLES[name])))

    def film_likes(self) -> FilmLikes:
        """Who likes which films."""
        return self._arrays("etl/film-likes.safetensors", _film_likes)

    def save_content(self, content: Contents, works: Vocabulary, movies: pd.DataFrame) -> None:
        """What `content` makes, with the ids of its rows."""
        films = content_arrays(content.films, Vocabulary(tuple(movies["movie_id"].astype(str))))
        with written_whole(self.folder / "content") as folder:
            save_file(content_arrays(content.works, works), folder / "platforms.safetensors")
            save_file(films | {"work_nums": content.film_works}, folder / "movies.safetensors")

    def content(self) -> Contents:
        """What `content` made."""
        works, model = self._arrays("content/platforms.safetensors", content_model)
        films, film_nums = self._arrays(
            "content/movies.safetensors", lambda arrays: (content_model(arrays)[1], film_works(arrays, len(works)))
        )
        return Contents(model, films, film_nums)

    def save_collaborative(self, model: CollaborativeModel | None) -> None:
        """What `collaborative` makes."""
        with written_whole(self.folder / "collaborative") as folder:
            arrays = collaborative_arrays(model) if model is not None else {}
            save_file(arrays, folder / "collaborative.safetensors")

    def collaborative(self, works: Vocabulary) -> CollaborativeModel | None:
        """What `collaborative` made, over these works."""
        return self._arrays(
            "collaborative/collaborative.safetensors",
            lambda arrays: collaborative_model(arrays, works) if arrays else None,
        )

    def save_evaluation(self, evaluation: Evaluation) -> None:
        """What `evaluate` makes."""
        with written_whole(self.folder / "evaluate") as folder:
            _write_json(folder / "metrics.json", evaluation.metrics)
            _write_json(folder / "signal.json", evaluation.signal)
            save_file(
                list_arrays(evaluation.lists) if evaluation.lists is not None else {}, folder / "lists.safetensors"
            )

    def evaluation(self, works: Vocabulary) -> Evaluation:
        """What `evaluate` made, over these works."""
        metrics = self._read("evaluate/metrics.json", lambda path: dict(json.loads(path.read_bytes())))
        lists = self._arrays("evaluate/lists.safetensors", lambda arrays: list_model(arrays, works) if arrays else None)
        return Evaluation(metrics, lists)

    def signal(self) -> bool:
        """Whether `evaluate` found that titles matter."""
        return self._read("evaluate/signal.json", lambda path: bool(json.loads(path.read_bytes())))

    def save_affinities(self, affinities: Affinities | None) -> None:
        """What `similar` makes."""
        with written_whole(self.folder / "similar") as folder:
            save_file(affinity_arrays(*affinities) if affinities is not None else {}, folder / "affinity.safetensors")

    def affinities(self) -> Affinities | None:
        """What `similar` made."""
        return self._arrays("similar/affinity.safetensors", _affinities)

    def _arrays(self, name: str, make: Callable[[dict[str, np.ndarray]], _Read]) -> _Read:
        return self._read(name, lambda path: make(load_file(path)))

    def _read(self, name: str, read: Callable[[Path], _Read]) -> _Read:
        path, stage = self.folder / name, name.split("/")[0]
        try:
            return read(path)
        except UNREADABLE as error:
            raise DataError(
                f"{path}: expected what the stage {stage} leaves, found none that can be read ({error}). "
                f"Run it: python -m recsys stage {stage}"
            ) from error


def _film_likes(arrays: dict[str, np.ndarray]) -> FilmLikes:
    folders = unpack_strings(arrays["folders"], arrays["folders_starts"])
    return FilmLikes(Likes(**{name: arrays[name] for name in _LIKES}), folders)


def _affinities(arrays: dict[str, np.ndarray]) -> Affinities | None:
    if not arrays:
        return None
    works, films = affinity_models(arrays)
    if films is None:
        raise ValueError("no affinities of films")
    return Affinities(works, films)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
