import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from recsys import cli
from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.cli import make
from recsys.cli import suites as evaluating
from recsys.errors import BundleError
from recsys.research.suites.ratings import METHODS
from recsys.research.suites.run import evaluate
from recsys.serving.service import Service, plain
from tests.fixtures.bundles import names
from tests.fixtures.catalogue import catalogue_bundle
from tests.research.suites.test_suites import write_movielens

PEOPLE = '[{"name": "Ana", "ratings": ["Dark=5"]}, {"name": "Luis", "user_id": "club-1"}]'
ROOT = Path(cli.__file__).parents[2]
COMMANDS = (
    "build",
    "refresh",
    "stage",
    "log",
    "evaluate",
    "lists",
    "push",
    "pull",
    "diff",
    "deploy",
    "export",
    "fetch",
    "recommend",
    "recomendacion",
    "fit",
    "for-user",
    "for-group",
    "query",
    "search",
    "serve",
)


@pytest.fixture(scope="session")
def catalogue_folder(tmp_path_factory):
    """The folder of the hand-made catalogue's bundle."""
    folder = tmp_path_factory.mktemp("catalogue") / "bundle"
    save_bundle(catalogue_bundle(), folder, {})
    return folder


@pytest.fixture
def service(catalogue_folder, monkeypatch):
    """The answers that the terminal's are held against; RECSYS_BUNDLE names the same bundle."""
    monkeypatch.setenv("RECSYS_BUNDLE", str(catalogue_folder))
    return Service(load_bundle(catalogue_folder))


@pytest.fixture
def butaca(monkeypatch, capsys):
    """Run the terminal in this process: exit status, standard output, standard error."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["butaca", *arguments])
        # Else the usage's name of the program is of whoever runs the tests.
        monkeypatch.setattr(sys.modules["__main__"], "__package__", None)
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        out, err = capsys.readouterr()
        return exit_.value.code, out, err

    return run


def in_a_process(bundle, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "recsys", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "RECSYS_BUNDLE": str(bundle), **environment},
        encoding="utf-8",
    )


def assert_one_line(err, *words):
    assert err.startswith("butaca: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert all(word in err for word in words), err


# In a process of its own


def test_json_alone_on_standard_output(catalogue_folder, service):
    done = in_a_process(catalogue_folder, "recommend", "Amélie", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == plain(service.recommend("Amélie"))
    assert "Amélie" in done.stdout


def test_an_error_is_one_line_and_exit_status_1(catalogue_folder):
    done = in_a_process(catalogue_folder, "fit", "2", "alien", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert_one_line(done.stderr, "user_id must say which source", "«2»", "club-2, field-2")


def test_text_for_people(catalogue_folder):
    done = in_a_process(catalogue_folder, "recomendacion", "alien")
    assert (done.returncode, done.stdout, done.stderr) == (0, "[REC]\nThe Thing\n2012\nThing, The\n", "")


def test_bytes_that_are_no_text_are_no_title(catalogue_folder):
    done = in_a_process(catalogue_folder, "recommend", b"\xff\xfe")
    assert done.returncode == 1
    assert_one_line(done.stderr, "title must not be empty, got")


def test_a_build_of_the_sample(tmp_path):
    out = tmp_path / "made"
    done = in_a_process("", "build", "--sample", "--engine", "fast", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "done" in done.stderr
    for words in ("platforms/netflix_titles.csv", "rows read", "fast", "ratings by", f"Bundle: {out}"):
        assert words in done.stdout
    assert load_bundle(out).is_sample
    assert load_bundle(out).manifest["settings"]["engine"] == "fast"
    assert names(tmp_path) == ["made"]


# In this process


@pytest.mark.parametrize("command", COMMANDS)
def test_help(command):
    done = CliRunner().invoke(cli.app, [command, "--help"])
    assert done.exit_code == 0
    assert "Usage: " in done.stdout
    if command not in ("serve", "stage"):  # which answer nothing
        assert "--json" in done.stdout


def test_the_help_of_all():
    done = CliRunner().invoke(cli.app, ["--help"])
    assert done.exit_code == 0
    assert all(f"  {command} " in done.stdout for command in COMMANDS)
    assert "RECSYS_BUNDLE" in done.stdout


def test_a_command_that_is_none_is_told_the_nearest():
    done = CliRunner().invoke(cli.app, ["serach", "matrix"])
    assert done.exit_code == 2
    assert "No such command 'serach'. Did you mean 'search'?" in done.output


@pytest.mark.parametrize(
    ("arguments", "name", "asked"),
    [
        (["recommend", "alien"], "recommend", {"title": "alien"}),
        (
            ["recommend", "the thing", "-k", "3", "--platforms", "net,prime", "--type", "movie", "--genre", "horror"],
            "recommend",
            {"title": "the thing", "k": 3, "platforms": ["net", "prime"], "type": "movie", "genre": "horror"},
        ),
        (
            ["recommend", "2012", "--year-from", "1979", "--year-to", "1981", "--maturity", "18+"],
            "recommend",
            {"title": "2012", "year_from": 1979, "year_to": 1981, "maturity": "18+"},
        ),
        (["recomendacion", "alien"], "platforms_recomendacion", {"titulo": "alien"}),
        (["fit", "club-1", "The Thing (1951)"], "fit", {"user_id": "club-1", "title": "The Thing (1951)"}),
        (
            ["fit", "", "2012", "--rating", "Alien=4.5", "--rating", "[REC]=2"],
            "fit",
            {"title": "2012", "ratings": ["Alien=4.5", "[REC]=2"]},
        ),
        (
            ["fit", "club-1", "2012", "--rating", "Alien=1"],
            "fit",
            {"user_id": "club-1", "title": "2012", "ratings": ["Alien=1"]},
        ),
        (["fit", "", "2012"], "fit", {"title": "2012"}),
        (
            ["fit", "club-1", "2012", "--model", "posterior"],
            "fit",
            {"user_id": "club-1", "title": "2012", "model": "posterior"},
        ),
        (["for-user", "31", "--k", "2"], "for_user", {"user_id": "31", "k": 2}),
        (["for-user"], "for_user", {}),
        (
            ["for-user", "--rating", "Dark=5", "--rating", "Alien=1", "--diversity", "0.7", "-k", "3"],
            "for_user",
            {"ratings": ["Dark=5", "Alien=1"], "diversity": 0.7, "k": 3},
        ),
        (
            ["for-user", "club-1", "--rating", "Dark=2"],
            "for_user",
            {"user_id": "club-1", "ratings": ["Dark=2"]},
        ),
        (
            ["for-user", "31", "--platforms", "netflix", "--type", "film", "--year-to", "2010", "--year-from", "1990"],
            "for_user",
            {"user_id": "31", "platforms": ["netflix"], "type": "film", "year_to": 2010, "year_from": 1990},
        ),
        (
            ["for-user", "--watched", "Alien", "--watched", "Dark=S2", "--watchlist", "2012"],
            "for_user",
            {"watched": ["Alien", "Dark=S2"], "watchlist": ["2012"]},
        ),
        (
            ["fit", "", "2012", "--watched", "Alien=again"],
            "fit",
            {"title": "2012", "watched": ["Alien=again"]},
        ),
        (
            ["watchlist", "Alien", "2012", "--services", "netflix", "--country", "US", "--watched", "2012"],
            "watchlist",
            {"titles": ["Alien", "2012"], "platforms": ["netflix"], "country": "US", "watched": ["2012"]},
        ),
        (
            ["following", "field-2", "-k", "1", "--watched", "Dark=S1", "--rating", "[REC]=2"],
            "following",
            {"user_id": "field-2", "k": 1, "watched": ["Dark=S1"], "ratings": ["[REC]=2"]},
        ),
        (
            ["to-rate", "-k", "2", "--rating", "[REC]=2", "--unseen", "Dark", "--shown", "Alien", "--country", "US"],
            "to_rate",
            {"k": 2, "ratings": ["[REC]=2"], "unseen": ["Dark"], "shown": ["Alien"], "country": "US"},
        ),
        (["search", "thing", "-k", "1"], "search", {"text": "thing", "k": 1}),
        (
            [
                "ask",
                "like Alien but newer",
                "--drop",
                "change:newer",
                "--user",
                "club-1",
                "--rating",
                "Dark=2",
                "-k",
                "2",
            ],
            "ask_in_words",
            {
                "question": "like Alien but newer",
                "drop": ["change:newer"],
                "user_id": "club-1",
                "ratings": ["Dark=2"],
                "k": 2,
            },
        ),
        (
            ["for-user", "--not-genre", "horror", "--not-genre", "drama", "--person", "Kurt Russell"],
            "for_user",
            {"not_genre": ["horror", "drama"], "person": ["Kurt Russell"]},
        ),
        (["search", "alien", "--country", "mx"], "search", {"text": "alien", "country": "MX"}),
        (
            ["recommend", "aliens", "--services", "HBO Max", "--country", "Brasil"],
            "recommend",
            {"title": "aliens", "platforms": ["max"], "country": "BR"},
        ),
        (
            ["for-user", "--country", "US", "--more-like", "Alien", "--less-like", "Dark", "--hide", "2012"],
            "for_user",
            {"country": "US", "more_like": ["Alien"], "less_like": ["Dark"], "hide": ["2012"]},
        ),
        (
            ["for-group", PEOPLE, "--strategy", "average", "--seen", "one", "-k", "3", "--type", "movie"],
            "for_group",
            {"people": json.loads(PEOPLE), "strategy": "average", "seen": "one", "k": 3, "type": "movie"},
        ),
        (
            ["fit", "", "2012", "--more-like", "Alien", "--less-like", "Amélie", "--less-like", "[REC]"],
            "fit",
            {"title": "2012", "more_like": ["Alien"], "less_like": ["Amélie", "[REC]"]},
        ),
    ],
)
def test_a_command_s_json_is_the_service_s_answer(butaca, service, arguments, name, asked):
    code, out, err = butaca(*arguments, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == plain(service.ask(name, **asked))


QUERIES = {
    "recommend": ["title=thing", "k=2", "platforms=netflix,max", "year_from=1950", "country=MX"],
    "fit": ["title=alien", "ratings=Dark=4\n[REC]=1.5"],
    "for_user": ["user_id=31", "maturity=18+", "ratings=Dark=2", "diversity=0.5"],
    "for_group": [f"people={PEOPLE}", "k=2"],
    "share": ["name=Ana", "ratings=Dark=5", "address=https://example.org/"],
    "joined": ["code=AEBUC3TBAINHNQEP6G7DGVFB55VQ"],
    "watchlist": ["titles=alien\n2012", "platforms=netflix,max", "country=MX"],
    "following": ["ratings=Alien=4", "watched=Dark=S1"],
    "to_rate": ["unseen=Dark", "k=2"],
    "search": ["text=alien"],
    "ask_in_words": ["question=horror films of 1982", "k=3"],
    "arrivals": ["days=7"],
    "departures": ["days=1000", "country=MX"],
    "import_history": ["content=TmFtZSxZZWFyLFJhdGluZwpBbGllbiwxOTc5LDUK", "file_name=mine.csv"],
    "platforms_get_max_duration": ["year=2017", "platform=hulu", "duration_type=season"],
    "platforms_get_score_count": ["platform=prime video", "scored=4.2", "year=1979"],
    "platforms_get_count_platform": ["platform=net"],
    "platforms_get_actor": ["platform=amazon", "year=1979"],
    "platforms_recomendacion": ["titulo=alien"],
    "movies_cantidad_filmaciones_mes": ["mes=mayo"],
    "movies_cantidad_filmaciones_dia": ["dia=viernes"],
    "movies_score_titulo": ["titulo=aliens"],
    "movies_votos_titulo": ["titulo=alien"],
    "movies_get_actor": ["nombre_actor=sigourney weaver"],
    "movies_get_director": ["nombre_director=jean pierre jeunet"],
    "movies_recomendacion": ["titulo=alien"],
    "movies_peliculas_idioma": ["idioma=francés"],
    "movies_peliculas_duracion": ["pelicula=amelie"],
    "movies_franquicia": ["franquicia=alien"],
    "movies_peliculas_pais": ["pais=reino unido"],
    "movies_productoras_exitosas": ["productora=brandywine"],
}


def test_every_public_name_is_queried(service):
    assert set(QUERIES) == set(service.answers)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_s_json_is_the_service_s_answer(butaca, service, name):
    answer = plain(service.ask(name, **dict(pair.split("=", 1) for pair in QUERIES[name])))
    code, out, err = butaca("query", name, *QUERIES[name], "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == answer
    code, out, err = butaca("query", name, *QUERIES[name])
    assert (code, err) == (0, "")
    assert out.strip()
    if isinstance(answer, dict) and "mensaje" in answer:
        assert out.splitlines()[0] == answer["mensaje"]


def test_a_value_may_hold_an_equals_sign(butaca, service):
    code, _, err = butaca("query", "platforms_recomendacion", "titulo=a=b")
    assert code == 1
    assert_one_line(err, "No title is called: «a=b»")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["recommend", "Ailen"], ["No title is called: «Ailen»", "«Alien (1979)»"]),
        (["recommend", ""], ["title must not be empty, got «»", "For example"]),
        (["recommend", "x" * 10_000], ["300 characters at most", "10,000 characters"]),
        (["recommend", "🍿"], ["No title is called: «🍿»"]),
        (["recommend", "two\nlines"], ["No title is called: «two lines»"]),
        (["recommend", "alien", "-k", "0"], ["k must be a whole number from 1 to 100, got 0"]),
        (["recommend", "alien", "--platforms", "zxqv"], ["amazon", "disney", "hulu", "max", "netflix", "«zxqv»"]),
        (["recommend", "alien", "--country", "Atlantis"], ["No country is called: «Atlantis»", "«Mexico»"]),
        (["search", "alien", "--country", "JP"], ["not known what is shown in the country: «JP»"]),
        (["recommend", "alien", "--genre", "polka"], ["No genre is called: «polka»", "«horror»"]),
        (["recommend", "alien", "--year-from", "99"], ["year_from must be", "got 99"]),
        (["recomendacion", "Ailen"], ["«Ailen»"]),
        (["fit", "club-1", "alien", "--model", "svd"], ["model must be one of posterior", "got «svd»"]),
        (["fit", "nobody", "alien"], ["No user is called: «nobody»", "«club-2»"]),
        (["for-user", "2"], ["One of club-2, field-2."]),
        (["fit", "", "alien", "--rating", "Aliem=4"], ["No title is called: «Aliem»", "«Alien (1979)»"]),
        (["fit", "", "alien", "--rating", "Dark"], ["ratings must be title=stars", "«Dark»", "«The Matrix=4.5»"]),
        (["for-user", "--rating", "Dark=9"], ["with 0.5 to 5 stars, got «Dark=9»"]),
        (["for-user", "--diversity", "2"], ["diversity must be a number from 0 to 1, got 2.0"]),
        (["for-group", "Ana, Luis"], ["people must be a list, or one in JSON, got «Ana, Luis»", '[{"name": "Ana"']),
        (["search", " "], ["text must not be empty"]),
        (["query", "platforms_get_actor", "platform"], ["an argument must be written key=value, got «platform»"]),
        (["query", "platforms_get_actor", "name=x"], ["takes the arguments platform, year, got «name»"]),
        (["query", "platforms_get_actor", "=x"], ["takes the arguments platform, year, got «»"]),
        (["query", "platforms_get_actor"], ["needs the argument platform"]),
        (["query", "get_actor", "platform=net"], ["«get_actor»", "«platforms_get_actor»"]),
        (["query", "platforms_get_count_platform", "platform=zxqv"], ["amazon", "disney", "hulu", "max", "netflix"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_json", [False, True])
def test_errors(butaca, service, arguments, words, as_json):
    code, out, err = butaca(*arguments, *(["--json"] if as_json else []))
    assert (code, out) == (1, "")
    assert_one_line(err, *words)


@pytest.mark.parametrize(
    "arguments",
    [
        ["recommend"],
        ["recommend", "alien", "-k", "many"],
        ["fit", "club-1"],
        ["watch"],
        ["recommend", "alien", "--colour"],
        ["evaluate"],
        ["build", "--sample", "--seed", "-1"],
        ["build", "--sample", "--seed", str(2**32)],
    ],
)
def test_a_command_that_is_not_written_right_gets_its_usage(butaca, service, arguments):
    code, out, err = butaca(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: butaca")
    assert "Traceback" not in err


def test_a_bundle_or_a_setting_that_cannot_be_used(butaca, monkeypatch, tmp_path):
    monkeypatch.setenv("RECSYS_BUNDLE", str(tmp_path / "missing"))
    code, out, err = butaca("search", "alien", "--json")
    assert (code, out) == (1, "")
    assert_one_line(err, "missing", "expected a bundle's folder, found none", "python -m recsys build")
    monkeypatch.setenv("RECSYS_BUNDEL", "x")
    code, out, err = butaca("search", "alien")
    assert (code, out) == (1, "")
    assert_one_line(err, "RECSYS_BUNDEL; did you mean RECSYS_BUNDLE?")


def test_a_build_that_fails_says_so_alone(butaca, tmp_path, monkeypatch):
    code, out, err = butaca("build", "--data", str(tmp_path / "missing"), "--out", str(tmp_path / "out"))
    assert (code, out) == (1, "")
    assert_one_line(err, "missing", "expected a folder of raw data")
    code, out, err = butaca("build", "--sample", "--out", str(tmp_path / "out"), "--engine", "svd")
    assert (code, out) == (1, "")
    assert_one_line(err, "engine must be one of posterior, fast, got «svd»")
    assert names(tmp_path) == []
    (tmp_path / "somebody's").mkdir()
    (tmp_path / "somebody's" / "thesis.txt").touch()
    code, out, err = butaca("build", "--sample", "--out", str(tmp_path / "somebody's"))
    assert (code, out) == (1, "")
    assert_one_line(err, "expected a bundle or nothing there, found other files")
    assert names(tmp_path / "somebody's") == ["thesis.txt"]


def test_a_build_s_json_is_its_report(butaca, sample_build, monkeypatch, tmp_path):
    asked = []

    def build(folder, out, seed, progress, engine, rating_scale, train_on):
        asked.append((folder, out, seed, engine, rating_scale, train_on))
        progress("fitting")
        return sample_build[1]

    monkeypatch.setattr(make, "build_bundle", build)
    monkeypatch.setenv("RECSYS_DATA", str(tmp_path / "from the environment"))
    code, out, _ = butaca("build", "--json", "--seed", "7")
    assert code == 0
    assert json.loads(out) == plain(sample_build[1])
    assert asked == [(tmp_path / "from the environment", Path("artifacts/main"), 7, None, None, ())]
    monkeypatch.setenv("RECSYS_RATING_SCALE", "1-10")
    butaca("build", "--data", str(tmp_path / "given"), "--out", "elsewhere", "--engine", "fast")
    assert asked[1:] == [(tmp_path / "given", Path("elsewhere"), 0, "fast", (1, 10), ())]
    _, _, err = butaca("build", "--train-on", "tmdb-api")
    assert asked[2][-1] == ("tmdb-api",)
    assert err.count("including for training") == 1
    code, _, err = butaca("build", "--train-on", "imdb")
    assert (code, len(asked)) == (1, 3)
    assert_one_line(err, "train-on must be none or of tmdb-api, got «imdb»")


@pytest.fixture
def quick_suites(monkeypatch, tmp_path):
    """Data of a suite's layout under RECSYS_DATA, and only the methods that take no time."""
    quick = functools.partial(evaluate, methods=METHODS[:2])
    monkeypatch.setattr(evaluating, "evaluate_suite", quick)
    monkeypatch.setenv("RECSYS_DATA", str(write_movielens(tmp_path / "raw")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_evaluation_is_shown_and_saved(butaca, quick_suites):
    code, out, err = butaca("evaluate", "--suite", "u1")
    assert code == 0
    assert "done" in err
    for words in ("u1: ", "60 users of 35 works", "RMSE", "global mean", "biases"):
        assert words in out
    assert out.endswith("Tables: build/evaluation/u1.md and build/evaluation/u1.json\n")
    assert names(quick_suites / "build" / "evaluation") == ["u1.json", "u1.md"]


def test_an_evaluation_s_json_is_what_is_saved(butaca, quick_suites):
    code, out, _ = butaca("evaluate", "--suite", "u1", "--json", "--out", "kept", "--data", "raw")
    assert code == 0
    assert json.loads(out) == json.loads((quick_suites / "kept" / "u1.json").read_text())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--suite", "ml-20m"], ["suite must be one of ml-100k, u1, ml-1m-part, ml-latest-small", "«ml-20m»"]),
        (["--suite", "u1", "--data", "nowhere"], ["nowhere/movielens/ml-100k", "found none", "RECSYS_DATA"]),
        (["--suite", "u1", "--out", "raw/movielens/ml-100k/u.item"], ["out must be a folder", "u.item"]),
    ],
)
def test_an_evaluation_that_cannot_be(butaca, quick_suites, arguments, words):
    code, out, err = butaca("evaluate", *arguments)
    assert (code, out) == (1, "")
    assert_one_line(err, *words)


def test_serve_starts_the_page(butaca, monkeypatch):
    def launch():
        raise BundleError("started")

    # Not the real page, which takes seconds to import.
    monkeypatch.setitem(sys.modules, "recsys.server.launch", SimpleNamespace(launch=launch))
    code, out, err = butaca("serve")
    assert (code, out, err) == (1, "", "butaca: started\n")


def test_lists_to_look_at_are_written(butaca, sample_bundle, tmp_path):
    out = tmp_path / "new" / "lists.md"
    code, told, err = butaca("lists", "--bundle", str(sample_bundle), "--out", str(out))
    assert code == 0
    assert "done" in err
    assert re.match(r"\d+ lists\.\nNot in the bundle: .*\(\d{4}\)", told)
    assert told.endswith(f"Page: {out}\n")
    assert out.read_text(encoding="utf-8").startswith("# Lists to look at\n")
    code, told, _ = butaca("lists", "--bundle", str(sample_bundle), "--out", str(out), "--json")
    assert code == 0
    assert json.loads(told)["text"] == out.read_text(encoding="utf-8")


def test_lists_that_cannot_be_written(butaca, service, tmp_path):
    code, told, err = butaca("lists", "--out", str(tmp_path))
    assert (code, told) == (1, "")
    assert_one_line(err, "out must be a file that can be written", str(tmp_path))
