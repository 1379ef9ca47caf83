"""Viewing reports: a season's name to its work's."""

import pytest

from recsys.ingest.records import Name
from recsys.ingest.sources import viewing_reports
from recsys.ingest.sources.viewing_reports import parse_title
from tests.fixtures.raw_files import read_files

HEADER = "Period,Sheet,Title,Available Globally?,Release Date,Hours Viewed,Runtime,Views\n"


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Money Heist: Part 5 // La casa de papel: Parte 5", ("Money Heist", "La casa de papel")),
        ("Sing On! Spain: Season 1 // ¡A cantar!: Temporada 1", ("Sing On! Spain", "¡A cantar!")),
        ("The Glory: Season 1 // 더 글로리: 시즌 1", ("The Glory", "더 글로리")),
        ("Meteor: Season 1 // 流星花園: 第 1 季 // 流星花园: 第 1 季", ("Meteor", "流星花園", "流星花园")),
        ("Behind the Curtain: Season 1 // Za oponou: 1. řada", ("Behind the Curtain", "Za oponou")),
        ("Pact: Season 1 // Pacto: Season 1", ("Pact", "Pacto")),
        ("Crime: 26 Jurm: Season 1 // क्राइम: 26 जुर्म: सीज़न 1", ("Crime: 26 Jurm", "क्राइम: 26 जुर्म")),
        ("Couple: Limited Series // 고백부부: 리미티드 시리즈", ("Couple", "고백부부")),
        ("Ninja: Season 2 - Secrets of Spin", ("Ninja",)),
        ("Slam: Season 1 (Part 2)", ("Slam",)),
        ("Sea: Season 3: The Storm", ("Sea",)),
        ("Dogs 4: Volume 1", ("Dogs 4",)),
        ("Tales: Chapter 2", ("Tales",)),
        ("Saint: Book 1", ("Saint",)),
        ("Stories: Collection", ("Stories",)),
        ("Blue: Series 7", ("Blue",)),
        ("Monster: 2nd Season", ("Monster",)),
        ("Mobile: Season 3B", ("Mobile",)),
        ("Elite Short Stories: Phillipe", ("Elite Short Stories: Phillipe",)),
    ],
)
def test_seasons_of_series(title, names):
    assert parse_title(title, "tv show").names == names


def test_a_film_s_part_is_of_its_name():
    assert parse_title("Dune: Part Two", "movie").names == ("Dune: Part Two",)
    assert parse_title("Potter: Part 1 // Potter: Teil 1", "movie").names == ("Potter: Part 1", "Potter: Teil 1")


def test_without_a_sheet_only_a_season_says_that_it_is_a_series():
    assert parse_title("You: Season 4", None).type == "tv show"
    assert parse_title("Kill Bill: Vol. 2", None) == (("Kill Bill: Vol. 2",), None, None)
    assert parse_title("Oni Tales // 化物語: シーズン1", None) == (("Oni Tales", "化物語"), None, "tv show")
    assert parse_title("Heist: Part 3", None, frozenset(["heist"])) == (("Heist",), None, "tv show")


def test_a_year_in_brackets_is_the_work_s():
    assert parse_title("Lost (2004): Season 6", "tv show") == (("Lost",), 2004, "tv show")
    assert parse_title("Tarzan (2013)", "movie") == (("Tarzan",), 2013, "movie")


def test_hours_are_summed_over_periods_and_seasons(tmp_path):
    rows = [
        "2023Jan-Jun,Engagement,Heist: Part 5 // La casa: Parte 5,Yes,,100,,",
        "2023Jul-Dec,TV,Heist: Part 5 // La casa: Parte 5,Yes,,200,,",
        '2024Jan-Jun,TV,Heist: Part 1 // La casa: Parte 1,Yes,2017-05-02 00:00:00,"3,000",1:10,5',
        "2024Jan-Jun,Film,Heist,No,,40000,,",
        "2023Jan-Jun,Engagement,Odd One,No,,500000,,",
    ]
    read = read_files(viewing_reports, tmp_path, {"series/netflix_engagement.csv": HEADER + "\n".join(rows) + "\n"})
    found = {(record.title, record.type): record for record in read.data.records}
    hours = {key: record.facts["hours_viewed"] for key, record in found.items()}
    assert hours == {("Heist", "tv show"): 3300, ("Heist", "movie"): 40000, ("Odd One", None): 500000}
    assert found["Heist", "tv show"].names == [Name("La casa", kind="original")]
    # When a season came to the service is not the work's year.
    assert {record.year for record in found.values()} == {None}


def test_rows_without_title_or_hours(tmp_path):
    rows = "2024Jan-Jun,TV,,Yes,,100,,\n2024Jan-Jun,TV,X,Yes,,many,,\n"
    read = read_files(viewing_reports, tmp_path, {"series/netflix_engagement.csv": HEADER + rows})
    assert read.data.records == []
    assert [line for _, line, _ in read.rejected()] == [2, 3]
