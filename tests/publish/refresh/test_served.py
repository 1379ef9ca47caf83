"""A real app that follows the folder of bundles, while refreshes ask TMDB's stand-in."""

import itertools
import threading
import time
from datetime import UTC, datetime, timedelta

import httpx

from recsys.ingest.download.tmdb.wanted import Wanted
from tests.ingest.download.tmdb_runs import run
from tests.ingest.download.tmdb_server import KEY, fill, serving
from tests.publish.refresh.folders import rated_folder, refresh
from tests.ui.server import environment, free_port, started_app

TITLES = 20


class Visitor(threading.Thread):
    """Asks the app one question after the other; `statuses` has what it was answered."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url, self._left = url, threading.Event()
        self.statuses: list[int] = []

    def run(self) -> None:
        questions = itertools.cycle(["/search?text=made", "/recommend?title=Film%201&k=3", "/ready"])
        with httpx.Client(base_url=self._url, timeout=60) as client:
            while not self._left.is_set():
                try:
                    self.statuses.append(client.get(next(questions)).status_code)
                except httpx.TransportError:
                    self.statuses.append(0)
                time.sleep(0.05)  # or the refresh beside it never ends

    def leave(self) -> None:
        self._left.set()
        self.join()


def test_the_app_moves_to_what_is_published_without_a_failed_request_and_stays_where_it_is_refused(
    tmp_path, monkeypatch
):
    data, artifacts = rated_folder(tmp_path / "data"), tmp_path / "artifacts"
    with serving() as tmdb:
        fill(tmdb, TITLES)
        run(tmdb, data, Wanted(("MX", "BR"), ("netflix",), ("es",)), at=datetime.now(UTC) - timedelta(days=7))
        monkeypatch.setenv("RECSYS_TMDB_URL", tmdb.url)
        monkeypatch.setenv("TMDB_API_KEY", KEY)
        done = refresh(data, artifacts)
        assert done.exit_code == 0, done.output
        assert "tmdb: 20 titles, 0 new, 0 changed" in done.stdout
        env = {name: value for name, value in environment("", free_port()).items() if name != "RECSYS_BUNDLE"}
        env |= {"RECSYS_ARTIFACTS": str(artifacts), "RECSYS_WATCH_SECONDS": "1"}
        with started_app(env, tmp_path / "app.log") as app:

            def ready():
                return httpx.get(f"{app.url}/ready", timeout=60).json()

            def found(text):
                return httpx.get(f"{app.url}/search", params={"text": text}, timeout=60).text

            first = ready()["bundle"]
            assert "A Lighthouse of Salt" not in found("A Lighthouse of Salt")
            visitor = Visitor(app.url)
            visitor.start()

            tmdb.titles["movie", 3].name = "A Lighthouse of Salt"
            tmdb.titles["movie", 3].changed = {f"{datetime.now(UTC):%Y-%m-%d}"}
            done = refresh(data, artifacts)
            assert done.exit_code == 0, done.output
            assert "tmdb: 20 titles, 0 new, 1 changed" in done.stdout
            for _ in range(300):
                if ready()["bundle"] != first:
                    break
                time.sleep(0.1)
            second = ready()["bundle"]
            assert (second > first, f"Published: {artifacts / second}\n" in done.stdout) == (True, True)
            assert "A Lighthouse of Salt" in found("A Lighthouse of Salt")

            for number in range(1, TITLES // 2 + 1):
                del tmdb.titles["movie", number]
            done = refresh(data, artifacts)
            assert done.exit_code == 4, done.output
            assert "Netflix, Mexico: were 20 and are 10, fewer than 18, 90% of them\n" in done.stdout
            assert "Netflix, Brazil: were 10 and are 5, fewer than 9, 90% of them\n" in done.stdout
            time.sleep(2)  # twice the app looks
            assert ready()["bundle"] == second

            monkeypatch.setenv("TMDB_API_KEY", "another-key-0123456789")
            done = refresh(data, artifacts)
            assert done.exit_code == 1
            assert "TMDB does not know the key" in str(done.exception)
            assert ready()["bundle"] == second
            visitor.leave()
        assert len(visitor.statuses) > 50
        assert set(visitor.statuses) == {200}
    assert "Traceback" not in (tmp_path / "app.log").read_text()
