import shutil

import pytest

from tests.notebooks.running import run
from tests.notebooks.test_written import PATHS


@pytest.fixture(scope="session")
def ran(tmp_path_factory):
    """A folder with all notebooks, run in order on the sample; below it what they made, and pages of them in `out`."""
    folder = tmp_path_factory.mktemp("ran") / "notebooks"
    folder.mkdir()
    for path in PATHS:
        shutil.copy(path, folder)
    done = run(folder, folder / "out")
    assert done.returncode == 0, done.stderr[-3000:]
    return folder
