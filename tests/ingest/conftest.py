"""Writers of tiny raw folders."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from recsys.ingest.load import RawData, read_data
from recsys.ingest.raw import Rejections
from recsys.ingest.sources.catalogues import COLUMNS, FILES

HEADER = ",".join(COLUMNS)
ROW = {
    "show_id": "s1",
    "type": "Movie",
    "title": "Heat",
    "director": "Michael Mann",
    "cast": "Al Pacino, Robert De Niro",
    "country": "United States",
    "date_added": "July 1, 2020",
    "release_year": "1995",
    "rating": "R",
    "duration": "170 min",
    "listed_in": "Dramas, Thrillers",
    "description": "A thief and a detective meet.",
}


def line(columns: tuple[str, ...] = COLUMNS, /, **values: str) -> str:
    """A row of a platform file, every field in quotes: ROW with some values changed."""
    row = {**ROW, **values}
    return ",".join('"' + row[column].replace('"', '""') + '"' for column in columns)


def catalogue(*rows: Mapping[str, str]) -> str:
    """A platform file of these rows, numbered s1, s2, … where they do not number themselves."""
    lines = [line(COLUMNS, **{"show_id": f"s{number}", **row}) for number, row in enumerate(rows, start=1)]
    return "\n".join([HEADER, *lines]) + "\n"


class RawFolder:
    """A folder of raw data under `tmp_path`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rejections = Rejections(root)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def platform(self, platform: str, *rows: Mapping[str, str]) -> Path:
        return self.write(f"platforms/{FILES[platform]}", catalogue(*rows))

    def read(self) -> RawData:
        return read_data(self.root)

    def rejected(self) -> list[tuple[str, int, str]]:
        return account(self.rejections.table())


def account(rejected: Any) -> list[tuple[str, int, str]]:
    """The rejected as (file, line, reason)."""
    return list(zip(rejected["file"], rejected["line"].astype(int), rejected["reason"], strict=True))


@pytest.fixture
def raw(tmp_path: Path) -> RawFolder:
    return RawFolder(tmp_path)


@pytest.fixture
def tidy(raw: RawFolder) -> Callable[..., dict[str, Any]]:
    """The tidy row that a netflix row becomes: ROW with the given values changed."""

    def read_one(**values: str) -> dict[str, Any]:
        raw.platform("netflix", values)
        return dict(raw.read().titles.iloc[0])

    return read_one


@pytest.fixture(scope="session")
def real(real_data: Path) -> RawData:
    return read_data(real_data)
