"""Who works on a folder keeps others out, and is named; who was killed does not."""

import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from recsys.errors import BusyError, SettingsError
from recsys.ingest.download.run import fetch
from recsys.locks import LOCK, locked
from tests.fixtures.bundles import names
from tests.ingest.download.tmdb_runs import run
from tests.ingest.download.tmdb_server import serving

HOLD = (
    "import sys, pathlib; from recsys.locks import locked\n"
    "with locked(pathlib.Path(sys.argv[1]), 'another work'):\n    print('held', flush=True); sys.stdin.read()"
)


@contextmanager
def held(folder):
    """A process that holds the folder until the block ends, or it is killed."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_is_told_who_has_it_and_a_killed_one_has_nothing(tmp_path):
    data = tmp_path / "data"  # which is made
    with held(data) as process:
        said = rf"{data}: one at a time .* and another work \(process {process.pid} on .*, since 20.*\) does\. Wait"
        with pytest.raises(BusyError, match=said):
            fetch(["imdb"], data)
        with serving() as tmdb, pytest.raises(BusyError, match=said):
            run(tmdb, data)
        assert tmdb.asked == []
        process.kill()
        process.wait()
        with locked(data, "mine"):
            assert "mine (process" in (data / LOCK).read_text()
    assert names(data) == []


def test_within_its_own_work_a_folder_is_locked_once_more_by_any_name_and_by_no_other_thread(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    refused = []

    def other():
        with pytest.raises(BusyError) as raised, locked(tmp_path, "other"):
            pass
        refused.append(str(raised.value))

    with locked(tmp_path, "outer"):
        with locked(tmp_path / "link", "inner"):
            pass
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(refused) == 1
    assert "and outer (process" in refused[0]


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(SettingsError, match=r"file: whoever works on a folder must be able to write there"),
        locked(tmp_path / "file", "x"),
    ):
        pass
