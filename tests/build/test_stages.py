"""A build in stages that are kept: what is there of the same data, parameters and code is not made again."""

import shutil

import pytest

from recsys.build import stages as staged
from recsys.build.graph import STEPS
from recsys.build.pipeline import BuildSettings, build
from recsys.build.stages import Stages
from recsys.errors import DataError, SettingsError
from recsys.ingest import sample
from recsys.models.ratings.engines import FAST
from tests.fixtures.bundles import assert_same_files
from tests.fixtures.raw_folder import raw_folder

ALL = tuple(step.name for step in STEPS)


def stages_of(folder, data="raw", **settings):
    return Stages(folder / "stages", BuildSettings(folder / data, folder / "bundle", **settings))


def test_a_step_is_made_with_what_it_needs_once(tmp_path):
    raw_folder(tmp_path / "raw", ["Alien", "Brazil"])
    stages = stages_of(tmp_path)
    assert stages.make("content") == ("etl", "embed", "content")
    assert stages.make("content") == ()
    assert stages.value("works").column("title").to_pylist() == ["Alien", "Brazil"]
    assert stages.value("content").works.ids == ("alien-1985-movie", "brazil-1985-movie")
    assert stages.file("content") == tmp_path / "stages" / "content" / "content.safetensors"
    assert stages.make("bundle") == ALL[ALL.index("content") + 1 :]
    assert stages.make(*ALL) == ()
    build(tmp_path / "raw", tmp_path / "built")
    assert_same_files(tmp_path / "bundle", tmp_path / "built")


def test_what_was_made_of_something_else_is_made_anew(tmp_path):
    raw = raw_folder(tmp_path / "raw", ["Alien", "Brazil"])
    stages_of(tmp_path).make("bundle")
    seeded = [step.name for step in STEPS if "seed" in step.parameters]
    assert "content" not in seeded
    assert stages_of(tmp_path, seed=1).make("content", *seeded[:-1]) == tuple(seeded[:-1])
    assert stages_of(tmp_path, seed=1, engine=FAST).make("collaborative") == ("collaborative",)
    assert stages_of(tmp_path, rating_scale=(1.0, 10.0)).make("etl") == ("etl",)

    stages = stages_of(tmp_path)
    stages.make("bundle")
    (raw / "notes.csv").write_text("a,b\n")  # a file that nobody reads is told of in the report
    assert stages.make("content") == ("etl",)
    stages.file("content").write_bytes(b"cut")
    assert stages.make("content") == ("content",)
    stages.make("bundle")
    (tmp_path / "bundle" / "README.md").unlink()
    assert stages.make("bundle") == ("bundle",)
    (tmp_path / "stages" / "content.json").write_text("{")  # killed before it was said what it was made from
    assert stages.make("bundle") == ("content",)  # to the same bytes, so that nothing else is


def test_a_step_is_made_anew_where_its_code_has_changed(tmp_path, monkeypatch):
    raw_folder(tmp_path / "raw")
    stages_of(tmp_path).make("content")
    shutil.copytree(sample.FOLDER.parents[1], tmp_path / "recsys", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(staged, "ROOT", tmp_path)
    assert stages_of(tmp_path).make("content") == ()
    for module in ("models/content/tfidf.py", "ui/page.py"):
        with (tmp_path / "recsys" / module).open("a") as file:
            file.write("\n# Another rule.\n")
    assert stages_of(tmp_path).make("content") == ("content",)


def test_what_cannot_be_made_is_said(tmp_path):
    with pytest.raises(SettingsError, match=r"stage must be one of etl, .*, got «all»"):
        stages_of(tmp_path).make("all")
    with pytest.raises(DataError, match="expected a folder of raw data"):
        stages_of(tmp_path).make("content")
    with pytest.raises(DataError, match="what the stage content leaves"):
        stages_of(tmp_path).value("content")
