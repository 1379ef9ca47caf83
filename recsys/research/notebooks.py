"""What the notebooks share: the data they are about, and the stages of the build that they make of them."""

import os
import sys
from pathlib import Path
from typing import Any

from recsys.build.pipeline import BuildSettings
from recsys.build.stages import Stages
from recsys.bundle.bundle import Bundle
from recsys.bundle.tables import BundleTables
from recsys.domain.schema import TABLES
from recsys.ingest.sample import FOLDER
from recsys.ingest.tables import TRAINING
from recsys.models.similar.model import SimilarModel
from recsys.settings import Settings

_BUILD = Path("build/notebooks")


def data_folder(named: str = "") -> Path:
    """The folder of raw data: the one named, else that of RECSYS_DATA, else the embedded sample."""
    return Path(named or os.environ.get("RECSYS_DATA") or FOLDER)


def open_stages(data: str, out: str, seed: int) -> Stages:
    """The stages of a build of the data, below the folder `out`, with the bundle beside them.

    Where none is named it is `build/notebooks`, of the repository where the notebook is one of it, else beside the
    notebook.
    """
    root = Path("..") if Path("../recsys").is_dir() else Path()
    folder = Path(out) if out else root / _BUILD
    scale = Settings.from_environment().rating_scale
    return Stages(folder / "stages", BuildSettings(data_folder(data), folder / "bundle", seed, rating_scale=scale))


def make(stages: Stages, *steps: str) -> None:
    """Make these steps of the build, with what they need, where they are not there of the same data, seed and code.

    What is at work is shown in its place, and gone at the end, so that a notebook shows the same whether anything had
    to be made or not.
    """
    from IPython.display import clear_output  # of the extra `notebooks`

    def show(words: str) -> None:
        clear_output(wait=True)
        sys.stdout.write(f"{words}\n")

    stages.make(*steps, progress=show)
    clear_output()


def tables_of(stages: Stages) -> BundleTables:
    """The tables that reading has made."""
    return BundleTables(**{name: stages.value(name) for name in TABLES})


def training_tables(stages: Stages) -> BundleTables:
    """The tables as models may learn from them (`ingest.training`): what studies of methods are made on."""
    return BundleTables(
        **{name: stages.value(f"training_{name}" if f"training_{name}" in TRAINING else name) for name in TABLES}
    )


def bundle_of(stages: Stages, *models: str) -> Bundle:
    """A bundle in memory, to ask before there is one on disk: tables, the content model, and the `models` named.

    `models` are values of the build: `collaborative`, `svd`, `ranker`, `metrics`. Raises DataError where one of them is
    not made yet.
    """
    named: dict[str, Any] = {name: stages.value(name) for name in models}
    made = {"collaborative": None, "svd": None, "ranker": None, "metrics": {}} | named
    similar = SimilarModel(stages.value("content").content, stages.value("pairs"))
    return Bundle(**vars(tables_of(stages)), similar=similar, manifest={}, **made)


def saved_files(stages: Stages, *values: str) -> dict[str, int]:
    """The files of some values by their paths below the folder that all is made in, and their sizes in bytes."""
    paths = [stages.file(name) for name in values]
    return {path.relative_to(stages.files.parent).as_posix(): path.stat().st_size for path in paths}
