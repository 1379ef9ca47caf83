import dataclasses
import json

import numpy as np
import pytest

from recsys.build.evaluation.methods import Method
from recsys.errors import DataError, InvalidValueError
from recsys.research.baselines import BASELINES
from recsys.research.benchmark import SUITES, Benchmark
from recsys.research.rankers import rankers
from recsys.research.rated_films import read_rated_films
from recsys.research.scale import FULL, ScaleRow, ScaleTable
from recsys.research.suites import scale
from recsys.research.suites.ratings import METHODS, SuiteReport
from recsys.research.suites.run import check_name, count_steps, evaluate
from recsys.research.suites.scale import SCALE, ScaleReport
from tests.build.evaluation.planted import planted, predict_by_biases
from tests.fixtures.raw_folder import HEADER

QUICK = (*BASELINES[:4], Method("nobody's", lambda *_: pytest.fail("must not run"), True, needs=("no_such_package",)))
RANKERS = rankers(predict_by_biases)


def write_movielens(data, folder="ml-100k"):
    """A tiny folder in the layout of MovieLens 100K, its ratings those of `planted`; its u1 split, every fifth."""
    ratings, features = planted()
    root = data / "movielens" / folder
    root.mkdir(parents=True)
    rows = [
        f"{user + 1}\t{work + 1}\t{stars:g}\t{1000 + place % 50}\n"
        for place, (user, work, stars) in enumerate(
            zip(ratings.user_nums, ratings.work_nums, ratings.ratings, strict=True)
        )
    ]
    (root / "u.data").write_text("".join(rows))
    (root / "u1.base").write_text("".join(row for place, row in enumerate(rows) if place % 5))
    (root / "u1.test").write_text("".join(rows[::5]))
    (root / "u.genre").write_text("unknown|0\nDrama|1\nHorror|2\n")
    films = [
        f"{work + 1}|Film {work} ({year or 1999})||||0|{int('drama' in genres)}|{int('horror' in genres)}\n"
        for work, (genres, year) in enumerate(zip(features.genres, features.years.tolist(), strict=True))
    ]
    (root / "u.item").write_text("".join(films))
    return data


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_movielens(tmp_path_factory.mktemp("raw"))


@pytest.fixture(scope="module")
def run(data, tmp_path_factory):
    """The ml-100k suite with a few methods: its report, its steps, its folder."""
    out = tmp_path_factory.mktemp("out") / "made" / "here"
    steps: list[str] = []
    return evaluate("ml-100k", data, out, QUICK, steps.append, RANKERS), steps, out


def test_the_tables_of_a_suite(run):
    report, _, _ = run
    given = [f"newcomers, {n} ratings given" for n in (3, 10)]  # nobody rated more than thirty
    assert [table.name for table in report.tables] == ["5 folds", "cold works", "time-ordered", *given]
    for table in report.tables[:3]:
        assert [row.method for row in table.rows] == [method.name for method in QUICK]
    for table in report.tables[3:]:
        assert [row.method for row in table.rows] == [method.name for method in QUICK if method.folds_in]
    assert (report.users, report.works, report.scale) == (60, 35, (1.0, 5.0))
    assert report.tables[0].folds == 5
    assert report.tables[0].train + report.tables[0].test == report.ratings


def test_newcomers_are_asked_for_the_rest(run):
    three, ten = run[0].tables[3:]
    ratings, _ = planted()
    counts = np.bincount(ratings.user_nums)
    assert three.train == ten.train == run[0].ratings - three.test - 9 * 3  # 15 % of 60 users, who all rated more
    assert three.test - ten.test == 9 * 7
    assert counts.min() > 10


def test_what_is_not_installed_is_left_out_by_name(run):
    for table in run[0].tables:
        assert table.rows[-1].scores is None
        assert table.rows[-1].note == "no_such_package not installed; pip install -e '.[peers]'"
        assert all(row.scores is not None and row.note == "" for row in table.rows[:-1])


def test_the_figures_have_sense(run):
    for table in run[0].tables:
        errors = {row.method: row.scores.rmse for row in table.rows if row.scores}
        assert errors["biases"] < errors["global mean"], table.name
    cold = {row.method: row.scores.rmse for row in run[0].tables[1].rows if row.scores}
    assert cold["biases, cold works by features"] < cold["biases"]


def test_every_step_is_told_once_and_counted(run):
    _, steps, _ = run
    assert len(steps) == len(set(steps)) == count_steps("ml-100k", QUICK, RANKERS)
    assert steps[:3] == ["reading ml-100k", "5 folds 1/5: global mean", "5 folds 2/5: global mean"]
    assert steps[-1] == "lists: mix"


def test_the_tables_are_saved(run):
    report, _, out = run
    assert sorted(path.name for path in out.iterdir()) == ["ml-100k.json", "ml-100k.md"]
    saved = json.loads((out / "ml-100k.json").read_text())
    assert saved == json.loads(json.dumps(dataclasses.asdict(report)))
    text = (out / "ml-100k.md").read_text()
    assert text.startswith("# ml-100k\n")
    assert text.count("| method | RMSE |") == 5
    assert text.count("| ranker | NDCG@10 |") == 1
    assert "`python -m recsys evaluate --suite ml-100k`" in text
    assert "- nobody's: no_such_package not installed" in text


def test_the_published_split(data, tmp_path):
    report = evaluate("u1", data, tmp_path, QUICK[:2])
    assert isinstance(report, SuiteReport)
    assert report.lists is None
    (table,) = report.tables
    n_ratings = len(planted()[0])
    assert (table.name, table.folds, table.test) == ("u1", 1, -(-n_ratings // 5))


def test_the_same_run_gives_the_same_errors(run, data, tmp_path):
    def errors(report):
        return [(row.method, row.scores and (row.scores.rmse, row.scores.mae)) for t in report.tables for row in t.rows]

    assert errors(evaluate("ml-100k", data, tmp_path, QUICK, rankers=RANKERS[:1])) == errors(run[0])


def test_a_benchmark_is_the_folder_by_row_number(data):
    benchmark = Benchmark.of(read_rated_films(data / "movielens" / "ml-100k"))
    ratings, features = planted()
    np.testing.assert_array_equal(benchmark.ratings.ratings, ratings.ratings)
    users, works = benchmark.ratings.users.ids, benchmark.ratings.works.ids
    assert [users[num] for num in benchmark.ratings.user_nums] == [str(num + 1) for num in ratings.user_nums]
    assert [works[num] for num in benchmark.ratings.work_nums] == [str(num + 1) for num in ratings.work_nums]
    assert benchmark.timestamps[:3].tolist() == [1000, 1001, 1002]
    for num, work in enumerate(works):
        assert benchmark.features.genres[num] == features.genres[int(work) - 1]
        assert benchmark.features.years[num] == (features.years[int(work) - 1] or 1999)


def test_the_lists_of_a_suite(run):
    lists = run[0].lists
    assert [row.ranker for row in lists.rows] == [ranker.name for ranker in RANKERS]
    assert lists.users == 60
    assert lists.train + lists.test == run[0].ratings
    assert all(row.scores or row.note for row in lists.rows)


def test_content_of_genres_and_decades(data):
    dataset = Benchmark.of(read_rated_films(data / "movielens" / "ml-100k")).timed()
    assert dataset.content is not None
    assert dataset.content.terms == (
        "decade:198",
        "decade:199",
        "decade:200",
        "decade:201",
        "genre:drama",
        "genre:horror",
    )
    assert dataset.content.n_works == len(dataset.plain.ratings.works)


def test_all_methods_have_names_of_their_own():
    assert len({method.name for method in METHODS}) == len(METHODS)


@pytest.mark.parametrize("name", ["ml-20m", "", "ML-100K"])
def test_no_such_suite(name):
    with pytest.raises(
        InvalidValueError,
        match="suite must be one of ml-100k, u1, ml-1m-part, ml-latest-small, groups, similar, judged, "
        "judged-weights, scale, scaling",
    ) as error:
        check_name(name)
    assert error.value.parameter == "suite"


@pytest.mark.parametrize("name", SUITES)
def test_no_such_data(name, tmp_path):
    with pytest.raises(DataError, match=f"{SUITES[name].folder}: expected .*RECSYS_DATA"):
        evaluate(name, tmp_path, tmp_path / "out")


def test_an_out_that_cannot_be_is_told_before_any_work(data, tmp_path):
    (tmp_path / "file").touch()
    steps: list[str] = []
    with pytest.raises(InvalidValueError, match="out must be a folder that can be made"):
        evaluate("u1", data, tmp_path / "file", QUICK, steps.append)
    assert steps == []


def test_the_scale_suite(tmp_path, monkeypatch):
    """The whole but for its size and its two processes, which tests/evaluation/test_scale.py runs."""
    platforms = tmp_path / "raw" / "platforms"
    platforms.mkdir(parents=True)
    (platforms / "hulu_titles.csv").write_text(HEADER + "s1,Movie,Film,,,,,1985,,90 min,Drama,Words.\n")
    seen = []

    def measure(folder, title_ids, seed, size, progress):
        seen.append(([path.name for path in (folder / "platforms").iterdir()], title_ids, seed, size))
        progress("drawing")
        return ScaleTable(1, 2.0, (ScaleRow("ours", 1, 2, 3, True, {}),), {})

    monkeypatch.setattr(scale, "measure_scale", measure)
    out = tmp_path / "out"
    report = evaluate(SCALE, tmp_path / "raw", out)
    assert isinstance(report, ScaleReport)
    assert seen == [(["hulu_titles.csv"], ["hs1"], 0, FULL)]
    assert (report.ratings, report.users, report.titles) == (FULL.ratings, FULL.users, 1)
    assert sorted(path.name for path in out.iterdir()) == ["scale.json", "scale.md"]
    assert json.loads((out / "scale.json").read_text()) == json.loads(json.dumps(dataclasses.asdict(report)))
    text = (out / "scale.md").read_text()
    assert "11,024,289 random ratings by 115,077 users of 1 titles" in text
    assert "| ours | 1.0 | 2.0 | 3.00 |" in text
    assert count_steps(SCALE) == 3


def test_the_scale_suite_without_a_catalogue(tmp_path):
    with pytest.raises(DataError, match="expected at least one catalogue with titles, found none"):
        evaluate(SCALE, tmp_path, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
