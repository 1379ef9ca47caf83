import numpy as np
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.errors import DataError
from recsys.ingest.sample import FOLDER
from recsys.research.notebooks import bundle_of, data_folder, make, open_stages, saved_files, tables_of
from recsys.serving.service import Service
from tests.fixtures.raw_folder import raw_folder

CLEARED = "\033[2K\r" * 2  # which is a line's end, where there is no notebook to clear a cell of
RATINGS = [(user, float(1 + (user + show) % 4), show) for user in range(60) for show in (1, 2)]


def test_which_data(monkeypatch, tmp_path):
    monkeypatch.delenv("RECSYS_DATA", raising=False)
    assert data_folder() == FOLDER
    monkeypatch.setenv("RECSYS_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    assert data_folder("elsewhere").name == "elsewhere"


def test_where_to(monkeypatch, tmp_path):
    (tmp_path / "repository" / "recsys").mkdir(parents=True)
    (tmp_path / "repository" / "notebooks").mkdir()
    monkeypatch.setenv("RECSYS_RATING_SCALE", "1-10")
    for cwd, out, root in (
        ("repository/notebooks", "", "repository/build/notebooks"),
        ("repository", "", "repository/build/notebooks"),
        ("repository/notebooks", "mine", "repository/notebooks/mine"),
    ):
        monkeypatch.chdir(tmp_path / cwd)
        stages = open_stages("raw", out, 7)
        assert stages.files.resolve() == tmp_path / root / "stages"
        assert stages.settings.target.resolve() == tmp_path / root / "bundle"
        assert (stages.settings.seed, stages.settings.rating_scale) == (7, (1.0, 10.0))


def test_what_is_at_work_is_gone_from_the_cell_when_it_is_done(tmp_path, capsys):
    stages = open_stages(str(raw_folder(tmp_path / "raw")), str(tmp_path / "out"), 0)
    make(stages, "etl")
    shown = capsys.readouterr().out
    assert "reading catalogues" in shown
    assert shown.endswith(CLEARED)
    make(stages, "etl")
    assert capsys.readouterr().out == CLEARED
    assert tables_of(stages).work_ids.ids == ("alien-1985-movie", "brazil-1985-movie")


def test_what_is_made_so_far_answers_before_there_is_a_bundle(tmp_path):
    stages = open_stages(str(raw_folder(tmp_path / "raw", ratings=RATINGS)), str(tmp_path / "out"), 0)
    make(stages, "content")
    with pytest.raises(DataError, match="what the stage svd leaves"):
        bundle_of(stages, "svd")
    assert Service(bundle_of(stages)).recommend("Alien", k=1).results[0].work.title == "Brazil"
    make(stages, "bundle")
    part, whole = bundle_of(stages, "svd", "collaborative", "ranker", "metrics"), load_bundle(stages.settings.target)
    assert part.metrics == whole.metrics
    assert part.works.equals(whole.works)
    for model in (None, "svd"):
        answers = [Service(one).fit("platforms-1", "Alien", model=model).predicted_rating for one in (part, whole)]
        assert answers[0] == answers[1]
    files = saved_files(stages, "content", "svd")
    assert list(files) == ["stages/content/content.safetensors", "stages/svd/svd.safetensors"]
    for name, size in files.items():
        of_bundle = (tmp_path / "out" / "bundle" / name.rsplit("/", 1)[1]).read_bytes()
        assert (tmp_path / "out" / name).read_bytes() == of_bundle
        assert size == len(of_bundle)
    assert np.isfinite(part.similar.content.similarities(0)).all()
