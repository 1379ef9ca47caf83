"""Raw files of every source, damaged or with anything in their cells: read with what is wrong counted, or refused."""

import csv
import gzip
import io
import json
import random
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from recsys.errors import DataError
from recsys.ingest import sample
from recsys.ingest.discovery import claim
from recsys.ingest.load import read_data
from recsys.ingest.records import Reading
from recsys.ingest.sources.registry import SOURCES
from tests.fixtures.tmdb_snapshots import film, listed, snapshot
from tests.fuzz.door import Door
from tests.fuzz.values import ANYTHING, CHANCE, NUMBERS, WORDS, damage, damaged, some_of
from tests.ingest.sources.test_tvmaze import HARBOUR
from tests.ingest.sources.test_wikidata import LAKE, SERIES

_ROWS = 6  # of a file
_WHOLE = 0.02  # of all inputs: linking and tables take a hundred times as long as reading
_DAY = "2026-11-28"
_PLACES = {"SERVICE": "netflix", "<service>": "netflix", "<country>": "mx", "<date>": _DAY}
# What is read of the sample, and of files made up here, by where it lies.
_CELLS = (
    WORDS | NUMBERS.map(str) | st.sampled_from(["1", "tt0000001", "Alien", "1979", "4.5", "ns1", "[]", "{'id': 1}"])
)
_LINES = {
    "titles.jsonl.gz": [
        {"type": "movie", "id": 1, "fetched": f"{_DAY}T10:00:00Z", "details": film(1, "Alien", "1979")}
    ],
    "listed.jsonl.gz": [listed("movie", 1, "MX", 8)],
    "providers.jsonl.gz": [{"country": "MX", "provider_id": 8, "name": "netflix", "service": "netflix"}],
    "tvmaze": [{"asked": ["/shows?page=0"], "at": f"{_DAY}T00:00:00+00:00", "answer": [HARBOUR]}],
    "people": [{"asked": ["/shows/7/cast"], "at": f"{_DAY}T00:00:00+00:00", "answer": [{"person": {"name": "Ana"}}]}],
    "wikidata": [{"asked": ["imdb:tt1"], "at": f"{_DAY}T00:00:00+00:00", "answer": [LAKE, SERIES]}],
}
_LAYOUTS = [(layout.example, layout.columns) for source in SOURCES for layout in source.layouts]
INPUTS = st.tuples(
    st.sampled_from(_LAYOUTS),
    st.sampled_from(["cells", "cells", "known", "lines"]),
    CHANCE,
    st.lists(_CELLS, min_size=4, max_size=8),
    ANYTHING,
    damage() | st.none(),
)


def _path(example: str) -> str:
    for word, place in _PLACES.items():
        example = example.replace(word, place)
    return example


@contextmanager
def readers(folder: Path) -> Iterator[Door]:
    """The reading of raw data: a catalogue of a few titles, and one file of any source beside it."""
    root = folder / "data"

    def check(given: tuple[Any, ...]) -> None:
        (example, columns), how, chance, cells, value, steps = given
        shutil.rmtree(root, ignore_errors=True)
        _write(root / "platforms" / "hulu_titles.csv", _start(sample.FOLDER / "platforms" / "hulu_titles.csv"))
        name = _path(example)
        if name.startswith("tmdb_api"):
            snapshot(root, _DAY, titles=_LINES["titles.jsonl.gz"], shows=_LINES["listed.jsonl.gz"])
        for other, other_columns in _LAYOUTS:
            if Path(_path(other)).parent == Path(name).parent and other != example and not name.startswith("tmdb_api"):
                _write(root / _path(other), _table(other_columns, chance, cells[:2]))
        content = _content(name, columns, how, chance, cells, value)
        _write(root / name, damaged(content, steps) if steps is not None else content)
        try:
            rejected = _read(root, whole=chance.random() < _WHOLE)
        except DataError as error:
            str(error).encode()
            return
        json.dumps(rejected, ensure_ascii=False).encode()

    yield Door("readers", 0.05, INPUTS, check)


def _read(root: Path, *, whole: bool) -> list[Any]:
    """What is rejected as the sources read their files, or as the whole of them becomes tables."""
    if whole:
        return list(read_data(root).rejected.to_pylist())
    claims, reading = claim(root), Reading.of(root)
    for source in SOURCES:
        if source.name in claims.files:
            source.read(claims.files[source.name], reading)
    return list(reading.rejections.table().to_dict("records"))


def _content(
    name: str, columns: tuple[str, ...], how: str, chance: random.Random, cells: list[str], value: Any
) -> bytes:
    if name.endswith(".gz") or how == "lines":
        key = next((key for key in _LINES if key in name and key != "tvmaze"), "tvmaze")
        lines = [some_of(line, chance, value) for line in _LINES[key]]
        text = "\n".join(json.dumps(line) for line in lines)
        return gzip.compress(text.encode(), 1) if name.endswith(".gz") else text.encode()
    known = sample.FOLDER / re.sub(r"^(platforms)/.*", r"\1/netflix_titles.csv", name)
    if how == "known" and known.is_file():
        return _start(known)
    return _table(columns or ("a", "b", "c"), chance, cells)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return b"".join(line for line, _ in zip(file, range(_ROWS), strict=False))


def _table(columns: tuple[str, ...], chance: random.Random, cells: list[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=chance.choice(",,,;\t"))
    writer.writerow(columns)
    writer.writerows([chance.choice(cells) for _ in columns] for _ in range(_ROWS))
    return text.getvalue().encode("utf-8", "surrogatepass")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
