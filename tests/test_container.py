"""The container's files: nothing runs a container here, so what they say is held against the code."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import yaml  # type: ignore[import-untyped]

from recsys.settings import HELP
from tests.ui.server import ROOT, environment, free_port, started_app

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
INSTRUCTIONS = [line.partition(" ")[::2] for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
SET = dict(
    pair.split("=", 1) for name, rest in INSTRUCTIONS if name == "ENV" for pair in shlex.split(rest) if "=" in pair
)
CACHE = "/cache"


def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_hadolint_finds_nothing():
    done = subprocess.run([Path(sys.executable).with_name("hadolint"), ROOT / "Dockerfile"], capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")


def test_whatever_is_copied_is_there_and_not_ignored():
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [shlex.split(rest)[:-1] for name, rest in INSTRUCTIONS if name == "COPY" and "--from" not in rest]
    sources = {source for sources in copied for source in sources}
    assert sources == {"app.py", "recsys", "locks/app.txt", "locks/serve.txt"}
    assert {source.split("/")[0] for source in sources} == set(kept)
    assert all((ROOT / source).exists() for source in sources)


def test_nothing_that_only_builds_is_installed_or_copied():
    """The last stage serves the bundle that an earlier one built."""
    installed = (ROOT / "locks" / "serve.txt").read_text(encoding="utf-8")
    for name in ("scikit-surprise", "scikit-learn", "numba", "scipy"):
        assert f"\n{name}==" not in installed, name
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert "locks/app.txt" not in last
    assert "COPY --from=sample /app/artifacts artifacts" in last
    assert "rm -r recsys/research recsys/build recsys/ingest/sample" in last


def test_what_is_left_of_the_code_serves_and_answers_in_a_terminal(tmp_path, sample_bundle):
    """The command without the rooms that a container lacks."""
    shutil.copytree(ROOT / "recsys", tmp_path / "recsys", ignore=shutil.ignore_patterns("__pycache__"))
    for room in ("research", "build", "ingest/sample"):
        shutil.rmtree(tmp_path / "recsys" / room)
    # The clone that the tests run from is installed, too: it must not lend its rooms.
    alone = "import runpy, sys; sys.meta_path = [one for one in sys.meta_path if 'editable' not in repr(one).lower()]"
    ask = "sys.argv[1:] = ['search', 'toy stroy', '--json']; runpy.run_module('recsys', run_name='__main__')"
    command = [sys.executable, "-c", f"{alone}; {ask}"]
    env = environment(sample_bundle, free_port())
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Toy Story" in done.stdout


def test_it_runs_as_nobody_in_particular_on_the_port_that_is_shown():
    said = dict(INSTRUCTIONS)
    assert said["USER"] not in ("root", "0")
    assert said["EXPOSE"] == SET["PORT"] == "7860"
    assert said["VOLUME"] == CACHE
    assert '127.0.0.1:{os.environ[\\"PORT\\"]}/health' in said["HEALTHCHECK"]
    assert set(SET) & {name for name in SET if name.startswith("RECSYS_")} <= set(HELP)


def test_compose_writes_to_the_cache_alone():
    service = compose()["services"]["butaca"]
    assert service["read_only"] is True
    assert service["volumes"] == [f"cache:{CACHE}"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own
    assert {name for name in service["environment"] if name.startswith("RECSYS_")} <= set(HELP)
    assert all(port.endswith(f":{SET['PORT']}") for port in service["ports"])


def test_the_python_is_one_that_the_code_supports():
    wanted = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', (ROOT / "pyproject.toml").read_text())
    given = re.search(r"^ARG PYTHON=3\.(\d+)$", DOCKERFILE, re.MULTILINE)
    assert wanted is not None
    assert given is not None
    assert int(wanted[1]) <= int(given[1]) < int(wanted[2])


def test_the_app_starts_and_answers_with_nothing_to_write_to_but_the_cache(tmp_path, sample_bundle):
    cache, temporary = tmp_path / "cache", tmp_path / "tmp"
    temporary.mkdir()
    cache.mkdir()
    artifacts = tmp_path / "artifacts"
    shutil.copytree(sample_bundle, artifacts / "sample")
    kept = environment(sample_bundle, free_port())
    del kept["RECSYS_BUNDLE"]
    ours = {
        name: value.replace(CACHE, str(cache)).replace("/app/artifacts", str(artifacts))
        for name, value in SET.items()
        if name not in ("PATH", "HOST", "PORT")
    }
    env = kept | ours | {"TMPDIR": str(temporary), "WRITABLE": f"{cache}:{temporary}"}
    with started_app(env, tmp_path / "app.log", app="tests/ui/sealed.py") as app:
        assert httpx.get(f"{app.url}/health", timeout=60).status_code == 200
        assert httpx.get(f"{app.url}/recommend?title=The Matrix", timeout=60).status_code == 200
        assert httpx.get(f"{app.url}/", timeout=60).status_code == 200
    assert "Read-only" not in app.log.read_text()


def test_it_stops_when_it_is_told_to(tmp_path, sample_bundle):
    """Process 1 of a container is not stopped by a signal that it does not handle."""
    with started_app(environment(sample_bundle, free_port()), tmp_path / "app.log") as app:
        app.process.terminate()
        assert app.process.wait(30) == 0
    assert "Traceback" not in app.log.read_text()
