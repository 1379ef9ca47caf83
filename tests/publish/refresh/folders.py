"""A data folder that is built in a second, and the command, in this process and in others."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from recsys import cli
from tests.fixtures.raw_folder import raw_folder

FILMS = 12
ROOT = Path(cli.__file__).parents[2]
ENGINE = ("--engine", "fast")


def rated_folder(folder: Path) -> Path:
    """Twelve films of one service, some better than others, as 30 people rate them."""
    rng = np.random.default_rng(0)
    ratings = [
        (user, min(max(round(2 * (2 + show / 6 + rng.normal(0, 0.5))) / 2, 0.5), 5.0), show)
        for user in range(30)
        for show in (1 + rng.permutation(FILMS)[:8]).tolist()
    ]
    return raw_folder(folder, [f"Film {n}" for n in range(FILMS)], ratings)


def catalogue(data: Path) -> Path:
    """The file of its films."""
    return data / "platforms" / "hulu_titles.csv"


def rename(data: Path, old: str, new: str) -> None:
    """Give a film another title."""
    path = catalogue(data)
    path.write_text(path.read_text().replace(f",{old},", f",{new},"))


def leave(data: Path, films: int) -> None:
    """Only the first films stay."""
    path = catalogue(data)
    path.write_text("".join(path.read_text().splitlines(keepends=True)[: 1 + films]))


def refresh(data: Path, artifacts: Path, *options: str):
    """Run the command in this process."""
    arguments = ["refresh", "--data", str(data), "--artifacts", str(artifacts), *ENGINE, *options]
    return CliRunner().invoke(cli.app, arguments)


def started(data: Path, artifacts: Path, *options: str, **environment: str) -> "subprocess.Popen[str]":
    """Start the command in a process of its own."""
    command = [sys.executable, "-m", "recsys", "refresh", "--data", str(data), "--artifacts", str(artifacts), *ENGINE]
    return subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
