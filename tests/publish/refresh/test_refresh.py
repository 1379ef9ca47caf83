"""Refreshes of a folder of bundles: published, unchanged, refused, cut."""

import json
import shutil
import signal
from datetime import date, datetime

import pytest

from recsys import __version__
from recsys.build.pipeline import BuildSettings
from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.bundle.manifest import FORMAT_VERSION
from recsys.bundle.newest import newest_bundle
from recsys.locks import locked
from recsys.publish.refresh.artifacts import remove_older
from recsys.publish.refresh.changes import changes
from tests.fixtures.bundles import edit_manifest, names, tiny_bundle
from tests.publish.refresh.folders import FILMS, leave, rated_folder, refresh, rename, started
from tests.test_locks import held


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A data folder, a folder of bundles with the first that a refresh made of it, and what the command said."""
    root = tmp_path_factory.mktemp("first")
    data = rated_folder(root / "data")
    return data, root / "artifacts", refresh(data, root / "artifacts", "--json")


@pytest.fixture
def there(first, tmp_path):
    """Copies of both folders; the bundle a day old, so that another one is newer within the second."""
    data, artifacts, _ = first
    shutil.copytree(data, tmp_path / "data")
    shutil.copytree(artifacts, tmp_path / "artifacts")
    (bundle,) = (tmp_path / "artifacts").iterdir()
    edit_manifest(bundle, lambda manifest: manifest.update(built="2026-01-02T03:04:05+00:00"))
    bundle.rename(bundle.with_name("refreshed-20260102T030405Z"))
    return tmp_path / "data", tmp_path / "artifacts"


def works(folder):
    return set(load_bundle(folder).works.column("title").to_pylist())


def test_a_first_refresh_publishes_what_nothing_speaks_against(first):
    _, artifacts, done = first
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    (bundle,) = artifacts.iterdir()
    assert (said["outcome"], said["before"], said["bundle"]) == ("published", None, str(bundle))
    assert (said["changes"], said["judgement"], said["comparison"]) == (["there is no bundle yet"], None, None)
    built = datetime.fromisoformat(load_bundle(bundle).manifest["built"])
    assert bundle.name == f"refreshed-{built:%Y%m%dT%H%M%SZ}"
    assert "fitting the collaborative model\n" in done.stderr


def test_nothing_changed_and_nothing_is_built(there):
    data, artifacts = there
    before = names(artifacts)
    done = refresh(data, artifacts)
    assert (done.exit_code, names(artifacts)) == (0, before)
    assert done.stdout == f"Nothing changed: {artifacts / before[0]} is what a build would make.\n"
    assert "fitting" not in done.stderr


def test_a_changed_title_is_published_and_compared(there):
    data, artifacts = there
    (old,) = artifacts.iterdir()
    rename(data, "Film 3", "The Third Film")
    done = refresh(data, artifacts)
    assert done.exit_code == 0, done.output
    new = newest_bundle(artifacts)
    assert new not in (old, None)
    assert sorted(artifacts.iterdir()) == [old, new]
    assert works(new) - works(old) == {"The Third Film"}
    said = done.stdout
    assert "1 raw file changed" in said
    assert "1 works gone\n  Film 3 (1985)" in said
    assert f"Hulu, United States {FILMS:>10} {FILMS:>5}  holds".split() in [line.split() for line in said.splitlines()]
    assert said.endswith(f"Published: {new}\n")


def test_half_of_the_titles_gone_is_refused_and_the_last_such_is_kept_aside(there):
    data, artifacts = there
    (old,) = artifacts.iterdir()
    for films in (FILMS // 2 + 1, FILMS // 2):
        leave(data, films)
        done = refresh(data, artifacts)
        assert done.exit_code == 4, done.output
    refused, served = sorted(artifacts.iterdir())
    assert (served, newest_bundle(artifacts)) == (old, old)
    assert refused.name.startswith(".refused-20")
    assert len(works(refused)) == FILMS // 2
    said = json.loads((refused / "refused.json").read_text())
    assert (said["outcome"], said["before"]) == ("refused", str(old))
    assert said["reasons"][-2:] == [
        "works: were 12 and are 6, fewer than 10, 90% of them",
        "Hulu, United States: were 12 and are 6, fewer than 10, 90% of them",
    ]
    assert f"Refused; {old} is served as before:\n" in done.stdout
    assert done.stdout.endswith(f"{said['reasons'][-1]}\nThe refused bundle: {refused}\n")
    # Whoever finds that right moves it to where it is served.
    refused.rename(artifacts / "main")
    assert newest_bundle(artifacts) == artifacts / "main"
    assert load_bundle(artifacts / "main").works.num_rows == FILMS // 2
    assert refresh(data, artifacts).stdout.startswith("Nothing changed: ")


def test_worse_figures_are_refused(there):
    """Stars dealt anew to the same titles: as many as before, and they say nothing any more."""
    data, artifacts = there
    path = data / "ratings" / "1.csv"
    head, *lines = path.read_text().splitlines()
    rows = [line.split(",") for line in lines]
    stars = sorted(row[1] for row in rows)
    dealt = [",".join([row[0], stars[n * 7 % len(stars)], *row[2:]]) for n, row in enumerate(rows)]
    path.write_text("\n".join([head, *dealt]) + "\n")
    done = refresh(data, artifacts)
    assert done.exit_code == 4, done.output
    assert "RMSE of predicted ratings: was 0.5713 and is " in done.stdout
    assert "worse by more than 2.0%, lower being better" in done.stdout
    assert "The ratings changed, 240 before and 240 now" in done.stdout


def test_killed_within_a_build_nothing_is_lost_and_the_next_one_cleans_up(there):
    data, artifacts = there
    (old,) = artifacts.iterdir()
    rename(data, "Film 3", "The Third Film")
    with started(data, artifacts) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("evaluating on held-out"):
                process.send_signal(signal.SIGKILL)
                break
        process.wait()
    assert process.returncode == -signal.SIGKILL
    (artifacts / ".refresh" / "bundle").mkdir(parents=True)  # had it been killed while it wrote
    (artifacts / ".refresh" / "bundle" / "works.parquet").write_bytes(b"half of it")
    assert newest_bundle(artifacts) == old
    assert refresh(data, artifacts).exit_code == 0
    _, new = sorted(artifacts.iterdir())
    assert (new, "The Third Film" in works(new)) == (newest_bundle(artifacts), True)
    assert not {".lock", ".refresh"} & {*names(data), *names(artifacts)}


def test_two_at_once(there):
    data, artifacts = there
    with held(data) as process:
        done = refresh(data, artifacts)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"another work (process {process.pid} on " in str(done.exception)
    with locked(artifacts, "mine"):  # in this very thread: one refresh goes through
        assert refresh(data, artifacts).exit_code == 0


def test_what_cannot_be_compared_with(there, tmp_path):
    data, artifacts = there
    (old,) = artifacts.iterdir()
    edit_manifest(old, lambda manifest: manifest.update(format=5))
    done = refresh(data, artifacts, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert f"reads bundle format {FORMAT_VERSION}, found 5" in said["changes"][0]
    assert said["judgement"] is None
    save_bundle(tiny_bundle(), tmp_path / "samples" / "sample", {})
    said = json.loads(refresh(data, tmp_path / "samples", "--json").stdout)
    assert said["changes"] == [
        f"{tmp_path / 'samples' / 'sample'} is the embedded sample's, which says nothing of other data"
    ]


def test_a_bundle_of_the_future_would_be_served_on(there):
    data, artifacts = there
    (old,) = artifacts.iterdir()
    edit_manifest(old, lambda manifest: manifest.update(built="2099-01-01T00:00:00+00:00"))
    rename(data, "Film 3", "The Third Film")
    done = refresh(data, artifacts)
    assert done.exit_code == 4
    assert "says that it was built at 2099-01-01T00:00:00+00:00, no earlier than this one" in done.stdout


def test_older_bundles_of_refreshes_go_and_nothing_else_does(tmp_path):
    for name in (*(f"refreshed-2026010{day}T000000Z" for day in range(1, 7)), "main", "refreshed-by-hand"):
        save_bundle(tiny_bundle(), tmp_path / name, {})
    (tmp_path / "refreshed-20250101T000000Z").mkdir()  # no bundle
    served = tmp_path / "refreshed-20260102T000000Z"
    assert remove_older(tmp_path, 2, served) == []
    assert [name for name in names(tmp_path) if not name.startswith(".")] == [
        "main", "refreshed-20250101T000000Z", "refreshed-20260102T000000Z", "refreshed-20260104T000000Z",
        "refreshed-20260105T000000Z", "refreshed-20260106T000000Z", "refreshed-by-hand",
    ]  # fmt: skip


def test_why_a_build_is_due(first):
    data, artifacts, _ = first
    (folder,) = artifacts.iterdir()
    before = load_bundle(folder)
    today = date(2026, 11, 29)

    def due(manifest=before.manifest, **asked):
        settings = BuildSettings(data, artifacts, **{"engine": "fast", **asked})
        return changes(type(before)(**vars(before) | {"manifest": manifest}), settings, today)

    assert due() == []
    assert due(seed=1, engine=None, train_on=("tmdb-api",)) == [
        "seed: 0 before, 1 now", "engine: fast before, posterior now", "train_on: None before, tmdb-api now",
    ]  # fmt: skip
    files = {name: file for name, file in before.manifest["inputs"].items() if name.startswith("platforms")}
    other = {"platforms/netflix_titles.csv": {"sha256": "0", "size": 1}}
    assert due(before.manifest | {"inputs": files | other}) == ["1 raw file new", "1 raw file gone"]
    assert due(before.manifest | {"recsys": "0.0"}) == [f"this is version {__version__}, it was 0.0"]
    # To be kept since 29 May.
    for oldest, why in (("2026-05-28", ["data of TMDB's API in it are older than may be kept"]), ("2026-05-29", [])):
        tmdb = {"what": "x", "terms": "y", "as_of": [oldest, "2026-11-01"]}
        assert due(before.manifest | {"sources": {"tmdb-api": tmdb}}) == why


def test_options_that_are_wrong_make_nothing(tmp_path):
    data, artifacts = tmp_path / "data", tmp_path / "artifacts"
    for options, words in (
        (["--fetch", "movies"], "--fetch must be of tmdb, imdb, tvmaze, wikidata, got «movies»"),
        (["--country", "MX"], "--country, --services and --languages are of --fetch tmdb, got «nothing»"),
        (["--push", "owner"], "A repository of the Hub must be written owner/name"),
    ):
        done = refresh(data, artifacts, *options)
        assert done.exit_code == 1
        assert words in str(done.exception)
    assert refresh(data, artifacts, "--share", "1.5").exit_code == 2
    assert names(tmp_path) == []


def test_a_folder_without_data(tmp_path):
    done = refresh(tmp_path / "data", tmp_path / "artifacts")
    assert "expected at least one catalogue" in str(done.exception)
    assert names(tmp_path / "artifacts") == []
