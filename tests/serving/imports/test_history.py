"""What an import answers: rows of one work united, profiles, the report, and the way back."""

import base64
import csv
import io
import json

import pytest
from typer.testing import CliRunner

from recsys import cli
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.catalogue import Catalogue
from recsys.serving.imports.exporting import exported
from recsys.serving.imports.report import Profile, WorkName
from recsys.serving.service import plain
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import film
from tests.serving.imports.given import imported, sources, stars, zipped
from tests.serving.imports.test_layouts import ACTIVITY, DIARY, MY_LIST, THUMBS

HISTORY = """Title,Date
Dark: Staffel 1: Lügen,14.09.26
Dark: Staffel 1: Geheimnisse,13.09.26
Dark: Staffel 1: Geheimnisse,02.01.25
Dark: Staffel 2: Anfänge,20.09.26
Alien,01.01.26
Alien,05.01.26
Somewhere Else,06.01.26
"""


def test_episodes_are_united_to_their_series_and_viewings_of_a_film_counted(service):
    found = imported(HISTORY, service.catalogue)
    assert sources(found) == [("Netflix", "history")]
    dark, alien = found.works
    assert dark.work == WorkName("dark-2017-series", "Dark", 2017, "tv show")
    assert (dark.rows, dark.episodes, dark.seasons, dark.times, dark.last_day) == (4, 3, [1, 2], 2, "2026-09-20")
    assert (dark.evidence, dark.doubtful, dark.stars, dark.liked, dark.wish) == ("series", False, None, None, False)
    assert (alien.rows, alien.episodes, alien.seasons, alien.times, alien.last_day) == (2, 0, [], 2, "2026-01-05")
    assert [(one.title, one.rows, one.why) for one in found.unmatched] == [("Somewhere Else", 1, "no_name")]
    totals = found.totals
    assert (totals.rows, totals.matched, totals.doubtful, totals.unmatched, totals.works) == (7, 6, 0, 1, 2)


def test_the_latest_rating_counts_by_day_else_the_last(service):
    def of(*rows):
        lines = "".join(f"{row}\n" for row in rows)
        return stars(imported(f"Date,Name,Year,Letterboxd URI,Rating\n{lines}", service.catalogue))

    assert of("2026-01-02,Alien,1979,x,4", "2026-01-01,ALIEN,1979,x,1") == {"alien-1979-movie": 4.0}
    assert of(",Alien,1979,x,4", ",ALIEN,1979,x,1") == {"alien-1979-movie": 1.0}


def test_of_several_profiles_one_is_asked_for(service):
    luis = "Luis,2026-05-15 20:32:15,02:00:00,,Amélie,,TV,,,ES (Spain)\n"
    files = {"all.zip": zipped({"ViewingActivity.csv": ACTIVITY + luis, "Ratings.csv": THUMBS, "MyList.csv": MY_LIST})}
    asked = imported(files, service.catalogue)
    assert (asked.profile, asked.works, asked.doubtful, asked.unmatched) == (None, [], [], [])
    assert asked.profiles == [Profile("Ana", 8), Profile("Luis", 1)]
    found = imported(files, service.catalogue, "luis")
    assert found.profile == "Luis"
    assert [(one.work.title, one.minutes, one.share) for one in found.works] == [("Amélie", 120.0, None)]
    ana = {one.work.title: one for one in imported(files, service.catalogue, "Ana").works}
    assert (ana["Alien"].liked, ana["Alien"].minutes, ana["Amélie"].liked) == (True, 62.5, False)
    assert (ana["Dark"].liked, ana["Dark"].wish, ana["Dark"].episodes, ana["Dark"].minutes) == (True, False, 1, 15.0)
    with pytest.raises(NotFoundError, match=r"No profile of the files is called: «Eva».*«Ana», «Luis»"):
        imported(files, service.catalogue, "Eva")
    # Of one profile nobody is asked.
    assert imported(THUMBS, service.catalogue).profile == "Ana"


def test_the_share_of_a_film_that_was_watched(service):
    row = "Ana,2026-05-12 20:32:15,1:08:30,,Aliens,,TV,,,ES (Spain)\n"
    header = ACTIVITY.partition("Ana")[0]
    assert [one.share for one in imported(header + row, service.catalogue).works] == [0.5]  # of 137 minutes
    assert [one.share for one in imported(header + row * 3, service.catalogue).works] == [1.0]


def test_what_is_in_doubt_is_no_work_yet(service):
    found = imported("Title,Date\nDark: Ich,14.09.26\nAlien,14.09.26\n", service.catalogue)
    assert [one.work.title for one in found.works] == ["Alien"]
    assert [(one.written, one.work.title, one.doubtful) for one in found.doubtful] == [("Dark: Ich", "Dark", True)]
    assert (found.totals.matched, found.totals.doubtful) == (1, 1)


@pytest.mark.parametrize(
    ("given", "parameter", "words"),
    [
        ("", "file_kind", "must be a table, JSON or XML, or a zip of them, got «nothing»"),
        ("hello", "file_columns", "must be of a known layout, got «hello»"),
        ("Date,Name,Year,Letterboxd URI\n2024,Alien,1979,x\n", "file_columns", "nearest known file is Letterboxd "),
        ("Title,Date,Country\nAlien,2024,US\n", "file_columns", "nearest known file is Netflix history."),
        ("Name,Year,Rating\n", "file_empty", "must hold ratings or a history, got «0 rows»"),
        ("Name,Year,Rating\nAlien,1979,x\n", "file_empty", "got «1 rows»"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_kind", "got «history.csv (not_text)»"),
        (zipped({}), "file_kind", "got «nothing»"),
        ('{"a": 1}', "file_columns", "got «a»"),
    ],
)
def test_what_nobody_can_read_says_what_it_is_and_what_to_do(service, given, parameter, words):
    with pytest.raises(InvalidValueError, match="Give the export of your ratings or history") as refused:
        imported(given, service.catalogue)
    assert refused.value.parameter == parameter
    assert words in str(refused.value)


def test_ours_is_read_again(service):
    given = {"alien-1979-movie": 4.5, "tmdb-5": 0.5, "dark-2017-series": 3.0}
    text = exported(given, service.catalogue, ["amelie-2001-movie", "alien-1979-movie"], ["2012-2009-movie", "gone"])
    found = imported(text, service.catalogue)
    assert (sources(found), stars(found)) == ([("Butaca", "all")], given)
    assert {one.work.work_id for one in found.works if one.watched} == {*given, "amelie-2001-movie"}
    assert [one.work.work_id for one in found.works if one.wish] == ["2012-2009-movie"]
    assert (found.doubtful, found.unmatched, found.totals.refused) == ([], [], 0)


def test_a_title_that_a_spreadsheet_would_run_is_text_and_read_again():
    catalogue = Catalogue(bundle(film(1, "=1+cmd|' /C calc'!A0", "2020-01-01"), film(2, "+1", "2021-01-01")))
    given = {"tmdb-1": 4.5, "tmdb-2": 2.0}
    told = exported(given, catalogue)
    cells = [row[0] for row in csv.reader(io.StringIO(told))]
    assert cells == ["Name", "'=1+cmd|' /C calc'!A0", "'+1"]
    assert stars(imported(told, catalogue)) == given


def test_cells_that_a_spreadsheet_would_run_stay_text(service):
    found = imported('Name,Year,Rating\n"=HYPERLINK(""http://x"")",1979,5\n', service.catalogue)
    assert [one.title for one in found.unmatched] == ['=HYPERLINK("http://x")']


def test_the_terminal_s_json_is_the_answer(service, sample_service, sample_bundle, monkeypatch, tmp_path):
    monkeypatch.setenv("RECSYS_BUNDLE", str(sample_bundle))
    diary, mine = tmp_path / "diary.csv", tmp_path / "mine.csv"
    diary.write_text(DIARY.replace("Alien,1979", "Toy Story,1995"))
    with mine.open("w", newline="") as file:
        csv.writer(file).writerows([("Title", "Date"), ("The Matrix", "9/14/26"), ("No Such Thing At All", "9/15/26")])
    told = CliRunner().invoke(cli.app, ["import", str(diary), str(mine), "--json"])
    assert told.exit_code == 0, told.output
    files = {"diary.csv": diary.read_bytes(), "mine.csv": mine.read_bytes()}
    assert json.loads(told.stdout) == plain(imported(files, sample_service.catalogue))
    told = CliRunner().invoke(cli.app, ["import", str(diary), str(mine)])
    for words in ("diary.csv: Letterboxd diary, 3 rows, ratings of 5", "days month first", "Not known: No Such Thing"):
        assert words in told.stdout
    refused = CliRunner().invoke(cli.app, ["import", str(tmp_path / "none.csv")])
    assert isinstance(refused.exception, NotFoundError)
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(10**9)
    refused = CliRunner().invoke(cli.app, ["import", str(tmp_path / "large.csv")])
    assert isinstance(refused.exception, InvalidValueError)
    assert "50,000,000 bytes at most, got «large.csv: 1,000,000,000»" in str(refused.exception)


def test_a_name_that_no_file_can_have_is_refused(monkeypatch, sample_bundle):
    monkeypatch.setenv("RECSYS_BUNDLE", str(sample_bundle))
    refused = CliRunner().invoke(cli.app, ["import", "1" * 300])
    assert isinstance(refused.exception, NotFoundError)
    assert str(refused.exception).startswith("A file cannot be read (File name too long)")


def test_half_a_character_in_the_name_of_a_file_is_replaced(sample_service):
    content = base64.b64encode(b"Title,Year,Rating\nThe Matrix,1999,9\n").decode()
    told = sample_service.import_history(content, "mine\ud800.csv")
    assert [document.file for document in told.documents] == ["mine?.csv"]
    assert json.dumps(plain(told), ensure_ascii=False).encode()
