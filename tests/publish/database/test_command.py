"""`python -m recsys export`, as people and programs run it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import recsys
from recsys import cli
from tests.publish.database.reading import rows

ROOT = Path(recsys.__file__).parents[1]


@pytest.fixture
def butaca(monkeypatch, capsys):
    """Run the terminal in this process: exit status, standard output, standard error."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["butaca", *arguments])
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        out, err = capsys.readouterr()
        return exit_.value.code, out, err

    return run


def test_export_to_a_file(butaca, other, tmp_path):
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    command = ["export", "--to", url, "--bundle", str(other)]
    done = subprocess.run(
        [sys.executable, "-m", "recsys", *command], capture_output=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    assert done.stderr.startswith("done")
    for words in ("titles ", "platforms_get_actor", f"Database: {url}"):
        assert words in done.stdout
    assert rows(url, "SELECT title_id FROM titles WHERE title_key = 'amelie' ORDER BY title_num") == [
        {"title_id": "hs5"},
        {"title_id": "tm2"},
    ]
    code, out, _ = butaca(*command, "--json")
    assert code == 0
    report = json.loads(out)
    assert (report["written"], report["database"]) == (False, url)
    assert {"name": "titles", "rows": 11} in report["tables"]
    assert "nothing was written" in butaca(*command)[1]


def test_what_cannot_be_is_said_in_one_line(butaca, other, tmp_path):
    code, out, err = butaca("export", "--to", str(tmp_path), "--bundle", str(other))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("butaca: to must be a database's URL, got ")
    (tmp_path / "thesis.txt").write_text("not a database " * 100)
    code, out, err = butaca("export", "--to", f"sqlite:///{tmp_path / 'thesis.txt'}", "--bundle", str(other))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "file is not a database" in err


def test_the_terminal_needs_no_database_s_library_but_here(other):
    code = "import sys; sys.modules['sqlalchemy'] = None; from recsys.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "export", "--to", "sqlite:///x.db", "--bundle", str(other)],
        capture_output=True, check=False, cwd=ROOT, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "pip install -e '.[databases]'" in done.stderr
