import json
import shutil
from importlib.util import find_spec

import pytest

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.bundle.manifest import MANIFEST, TITLES_FILE
from recsys.bundle.newest import newest_bundle
from recsys.errors import BundleError
from recsys.models.ratings.engines import FAST
from recsys.server import start
from recsys.server.start import open_bundle
from recsys.settings import Settings
from tests.fixtures.bundles import names, tiny_bundle


def put(folder, built="2026-01-02T03:04:05+00:00", mark=3.0):
    """A tiny bundle in that folder, told apart by its mark."""
    bundle = tiny_bundle(mark)
    bundle.manifest["built"] = built
    save_bundle(bundle, folder, {})
    return folder


@pytest.fixture
def settings(tmp_path):
    return Settings(artifacts=tmp_path / "artifacts")


@pytest.fixture
def built(monkeypatch, sample_bundle):
    """The targets that a sample was built to; the build is the session's, copied."""
    targets = []

    def build(folder, target, progress):
        assert folder == start_sample_folder()
        targets.append(target)
        progress("fitting")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(sample_bundle, target)

    monkeypatch.setattr("recsys.build.pipeline.build", build)
    return targets


def start_sample_folder():
    from recsys.ingest import sample

    return sample.FOLDER


def test_the_bundle_that_is_named_wins(settings, tmp_path):
    put(settings.artifacts / "newer", "2030-01-01T00:00:00+00:00")
    named = put(tmp_path / "named", mark=2.0)
    bundle = start.open_bundle(Settings(bundle=str(named), artifacts=settings.artifacts)).bundle
    assert bundle.metrics == {"mark": 2.0}


@pytest.mark.parametrize("name", ["missing", "empty", "file"])
def test_a_named_folder_without_a_bundle_is_refused(settings, tmp_path, built, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    put(settings.artifacts / "another")
    with pytest.raises(BundleError, match=rf"{name}.*: expected a bundle's .*, found none\. Build it anew: "):
        start.open_bundle(Settings(bundle=str(tmp_path / name), artifacts=settings.artifacts))
    assert built == []


def test_the_newest_wins_whatever_its_name(settings):
    put(settings.artifacts / "zeta", "2026-01-02T03:04:05+00:00", 1.0)
    put(settings.artifacts / "main", "2026-03-01T00:00:00+00:00", 2.0)
    put(settings.artifacts / "sample", "2025-12-31T23:59:59+00:00", 4.0)
    assert newest_bundle(settings.artifacts) == settings.artifacts / "main"
    assert start.open_bundle(settings).bundle.metrics == {"mark": 2.0}


def test_of_two_built_in_one_second_the_last_by_name(settings):
    for name in ("b", "c", "a"):
        put(settings.artifacts / name)
    assert newest_bundle(settings.artifacts) == settings.artifacts / "c"


def test_drafts_and_other_folders_are_never_chosen(settings):
    put(settings.artifacts / ".draft", "2030-01-01T00:00:00+00:00")
    assert newest_bundle(settings.artifacts) is None
    put(settings.artifacts / "main", mark=2.0)
    (settings.artifacts / "notes").mkdir()
    (settings.artifacts / "readme.txt").touch()
    assert start.open_bundle(settings).bundle.metrics == {"mark": 2.0}


def test_no_artifacts_folder_at_all(settings):
    assert newest_bundle(settings.artifacts) is None


def test_a_damaged_newest_is_refused_by_name(settings, built):
    put(settings.artifacts / "old", "2025-01-01T00:00:00+00:00")
    newest = put(settings.artifacts / "main")
    (newest / TITLES_FILE).write_bytes(b"nonsense")
    with pytest.raises(BundleError, match=rf"main/{TITLES_FILE}: damaged, expected .* bytes, found 8\. Build it anew"):
        start.open_bundle(settings)
    assert built == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "{}", '{"built": 1}', "\ud800", "[" * 100_000], ids=lambda text: text[:12]
)
def test_a_manifest_that_cannot_be_read_comes_last_and_is_refused_alone(settings, built, text):
    damaged = put(settings.artifacts / "zeta")
    (damaged / MANIFEST).write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BundleError, match=f"zeta/{MANIFEST}: "):
        start.open_bundle(settings)
    put(settings.artifacts / "main", mark=2.0)
    assert start.open_bundle(settings).bundle.metrics == {"mark": 2.0}
    assert built == []


def test_where_there_is_none_the_sample_is_built(settings, built):
    steps: list[str] = []
    bundle = start.open_bundle(settings, steps.append).bundle
    assert bundle.is_sample
    assert built == [settings.artifacts / "sample"]
    assert steps == ["building a bundle from the embedded sample", "fitting"]
    assert start.open_bundle(settings).bundle.is_sample
    assert len(built) == 1


def test_an_outdated_sample_is_built_anew(settings, built):
    sample = put(settings.artifacts / "sample")
    manifest = json.loads((sample / MANIFEST).read_bytes())
    (sample / MANIFEST).write_text(json.dumps(manifest | {"format": 0}))
    assert len(start.open_bundle(settings).bundle.titles) > 400
    assert built == [sample]


def test_a_damaged_sample_is_built_anew(settings, built):
    sample = put(settings.artifacts / "sample")
    (sample / TITLES_FILE).unlink()
    assert start.open_bundle(settings).bundle.is_sample
    assert built == [sample]


def test_an_outdated_sample_does_not_stand_in_for_a_damaged_newest(settings, built):
    put(settings.artifacts / "sample", "2025-01-01T00:00:00+00:00")
    newest = put(settings.artifacts / "main")
    (newest / TITLES_FILE).unlink()
    with pytest.raises(BundleError, match=f"main/{TITLES_FILE}"):
        start.open_bundle(settings)
    assert built == []


def test_the_real_build_of_the_sample(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "recsys.build.collaborative.default_engine", lambda _: FAST
    )  # else it takes a quarter of a minute
    target = tmp_path / "sample"
    steps: list[str] = []
    bundle = start.build_sample(target, steps.append).bundle
    assert bundle.is_sample
    assert bundle.collaborative is not None
    assert steps[0] == "building a bundle from the embedded sample"
    assert load_bundle(target).titles.equals(bundle.titles)
    assert names(tmp_path) == ["sample"]


def test_where_nothing_can_be_built_a_bundle_must_be_named(tmp_path, monkeypatch):
    """An installation that only serves: a container, or a Space."""
    monkeypatch.setattr("recsys.server.start.find_spec", lambda name: None if name == "numba" else find_spec(name))
    with pytest.raises(BundleError, match=r"found none, and none can be built here, numba is not installed\. Name one"):
        open_bundle(Settings(artifacts=tmp_path / "artifacts"))
    assert not (tmp_path / "artifacts").exists()
