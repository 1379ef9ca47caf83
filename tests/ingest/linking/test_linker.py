import itertools
from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from recsys.domain.licences import Uses
from recsys.ingest.linking.linker import link
from recsys.ingest.linking.people import CONFIRMS, CONTRADICTS, SUPPORTS, UNKNOWN, People, agreement
from recsys.ingest.linking.report import doubtful_rows
from recsys.ingest.records import Name, Person, Record, SourceData
from recsys.ingest.sources.layout import Source


def source(name: str, *, catalogue: bool, trained_on: bool = True) -> Source:
    """As much of a source as the linker asks for."""
    return Source(name, "", "", (), lambda *_: SourceData(), catalogue, uses=Uses(trained_on=trained_on))


SOURCES = [
    source("films", catalogue=True),
    source("service", catalogue=True),
    source("other", catalogue=True),
    source("shown", catalogue=True, trained_on=False),
    source("hints", catalogue=False),
]
_NUMBERS = itertools.count(1)


def record(source, title, year, kind="movie", directors=(), cast=(), names=(), newest=False, ids=(None, None), **facts):
    """A record with a number of its own; `ids` are (imdb, tmdb)."""
    people = [Person(name, "director") for name in directors] + [Person(name, "actor") for name in cast]
    return Record(
        source=source,
        record_id=f"{source}{next(_NUMBERS)}",
        title=title,
        type=kind,
        year=year,
        newest_year=newest,
        names=[Name(name) for name in names],
        people=people,
        imdb_id=ids[0],
        tmdb_id=ids[1],
        facts=facts,
    )


def groups(*records) -> list[int]:
    numbers: list[int] = link(records, SOURCES).group_of.tolist()
    return numbers


def one_work(*records) -> bool:
    """Whether the records are one work, whichever comes first."""
    found = {tuple(groups(*order)) for order in permutations(records)}
    assert len(found) == 1 or len(records) > 2
    return found == {(0,) * len(records)}


def test_the_decorated_twin_is_the_same_work():
    plain = record("service", "The Farewell", 2019, directors=["Lulu Wang"])
    assert one_work(plain, record("service", "The Farewell (4K UHD)", 2019, directors=["Lulu Wang"]))


def test_equal_names_and_years_with_other_directors_are_two_works():
    snyder = record("films", "Sucker Punch", 2011, directors=["Zack Snyder"], runtime=110)
    martin = record("service", "Sucker Punch", 2011, directors=["Malcolm Martin"], runtime=91)
    assert groups(snyder, martin) == [0, 1]
    without_people = record("service", "Sucker Punch", 2011, runtime=110)
    assert groups(snyder, martin, without_people) == [0, 1, 0]
    assert groups(martin, without_people) == [0, 1]  # half an hour says so too


def test_a_documentary_of_the_year_before_is_not_the_film():
    film = record("films", "Apollo 13", 1995, directors=["Ron Howard"])
    documentary = record("service", "Apollo 13", 1994, directors=["Noel Buckner"])
    rated = record("hints", "Apollo 13", 1995)
    assert groups(film, documentary, rated) == [0, 1, 0]


def test_a_name_with_another_article_wants_the_very_year():
    assert groups(record("films", "Guilty", 2020), record("service", "The Guilty", 2021)) == [0, 1]
    assert one_work(record("films", "Guilty", 2020), record("service", "The Guilty", 2020))


@pytest.mark.parametrize(("year", "same"), [(2018, True), (2019, True), (2022, True), (2023, False)])
def test_people_bridge_years(year, same):
    first = record("films", "Monster", 2018, directors=["Anthony Mandler"], cast=["Kelvin Harrison Jr."])
    second = record("service", "Monster", year, directors=["Anthony Mandler"], cast=["Kelvin Harrison Jr."])
    assert one_work(first, second) == same


def test_without_people_a_year_is_bridged_and_two_are_not():
    assert one_work(record("films", "The Ritual", 2017), record("service", "The Ritual", 2018))
    assert not one_work(record("films", "The Ritual", 2016), record("service", "The Ritual", 2018))


def test_a_film_is_no_series():
    assert groups(record("films", "Life", 2017), record("service", "Life", 2017, "tv show")) == [0, 1]
    films = record("films", "The Staircase", 2004, directors=["J. de Lestrade"], cast=["Michael Peterson"])
    series = record("service", "The Staircase", 2004, "tv show", ["J. de Lestrade"], ["Michael Peterson"])
    assert one_work(films, series)  # one season, one maker: nothing else can be meant


def test_the_years_of_a_series_are_those_of_its_seasons():
    first = record("films", "Downton Abbey", 2010, "tv show")
    newest = record("service", "Downton Abbey", 2015, "tv show", newest=True, seasons=6)
    older = record("other", "Downton Abbey", 2014, "tv show", newest=True, seasons=5)
    assert one_work(first, newest, older)
    assert one_work(newest, older)


def test_two_series_of_one_name():
    american = record("films", "The Office", 2005, "tv show", cast=["Steve Carell", "Rainn Wilson", "Jenna Fischer"])
    british = record("films", "The Office", 2001, "tv show", cast=["Ricky Gervais", "Martin Freeman", "Lucy Davis"])
    ours = record("service", "The Office (U.S.)", 2013, "tv show", newest=True, seasons=9, cast=american_cast(american))
    theirs = record("service", "The Office (U.K.)", 2003, "tv show", newest=True, seasons=2)
    assert groups(american, british, ours, theirs) == [0, 1, 0, 1]


def american_cast(series):
    return [person.name for person in series.people]


def test_a_season_within_a_long_run_is_of_it():
    first = record("films", "Hoarders", 2009, "tv show", seasons=13)
    assert one_work(first, record("service", "Hoarders", 2020, "tv show", newest=True, seasons=1))
    assert not one_work(first, record("service", "Hoarders", 2030, "tv show", newest=True, seasons=1))


def test_no_season_comes_before_the_first():
    first = record("films", "What If...?", 2021, "tv show", seasons=3)
    assert not one_work(first, record("service", "What If?", 2019, "tv show", newest=True, seasons=1))


def test_a_revival_decades_later_is_another_series():
    first = record("service", "Lost in Space", 1965, "tv show", newest=True, seasons=3)
    second = record("other", "Lost in Space", 2019, "tv show", newest=True, seasons=2)
    assert groups(first, second) == [0, 1]


def test_a_dubbed_cast_does_not_contradict():
    japanese, english = ["Junichi Kanemaru", "Sanae Kobayashi", "Ryo Hirohashi"], ["Jason G.", "Mike P.", "Suzanne G."]
    first = record("service", "Sonic X", 2003, "tv show", cast=japanese, newest=True, seasons=2, genres=["anime"])
    second = record("other", "Sonic X", 2005, "tv show", cast=english, newest=True, seasons=3, genres=["animation"])
    assert one_work(first, second)
    second.facts["genres"] = ["drama"]
    assert not one_work(first, second)


def test_a_spin_off_is_not_its_parent():
    cast = ["Amber Frank", "Bailey Gambertoglio"]
    parent = record("service", "Spirit Riding Free", 2019, "tv show", cast=cast, newest=True, seasons=8)
    spin_off = record("service", "Spirit Riding Free: Pony Tales", 2019, "tv show", cast=cast, newest=True, seasons=2)
    assert groups(parent, spin_off) == [0, 1]


def test_one_id_is_one_work_under_any_name():
    first = record("films", "Spirited Away", 2001, ids=("tt0245429", 129))
    assert one_work(first, record("other", "Sen to Chihiro no kamikakushi", 2001, ids=("tt0245429", None)))
    assert link([first, record("hints", "Chihiro", 2001, ids=(None, 129))], SOURCES).evidence == ["new", "tmdb id"]


def test_an_id_that_names_and_years_contradict_is_not_followed():
    right = record("films", "Romance", 2012, ids=(None, 171982))
    wrong = record("hints", "Another Thing", 1999, ids=(None, 171982))
    found = link([right, wrong], SOURCES)
    assert found.group_of.tolist() == [0, -1]
    assert [(doubt.record, doubt.other, doubt.linked) for doubt in found.doubtful] == [(1, 0, False)]
    assert "tmdb id" in found.doubtful[0].reason


def test_two_tmdb_ids_never_meet():
    same = {"directors": ["Michael Almereyda"], "cast": ["Ethan Hawke"]}
    films = [record("films", "Hamlet", 2000, ids=(None, number), **same) for number in (10688, 125705)]
    assert groups(*films) == [0, 1]
    bridge = record("hints", "Hamlet", 2000, names=["Hamlet"])
    assert groups(*films, bridge)[:2] == [0, 1]


def test_what_nothing_decides_is_not_linked():
    films = [record("films", "Hamlet", 2000, directors=[name], ids=(None, at)) for at, name in enumerate("AB")]
    rated = record("hints", "Hamlet", 2000)
    assert groups(*films, rated) == [0, 1, -1]
    films[1].facts["votes"] = 100
    assert groups(*films, rated) == [0, 1, 1]


def test_votes_that_must_not_be_learned_from_decide_nothing():
    films = [record("films", "Hamlet", 2000, directors=[name], ids=(None, at)) for at, name in enumerate("AB")]
    known = record("shown", "Hamlet", 2000, ids=(None, 1), votes=100)
    assert groups(*films, known, record("hints", "Hamlet", 2000)) == [0, 1, 1, -1]


def test_two_names_of_one_record_bring_two_works_together():
    people = {"cast": ["Úrsula Corberó", "Álvaro Morte", "Itziar Ituño"]}
    spanish = record("service", "La casa de papel", 2021, "tv show", newest=True, seasons=5, **people)
    english = record("films", "Money Heist", 2017, "tv show", **people)
    watched = record("hints", "Money Heist: Season 3", None, "tv show", names=["La casa de papel: Temporada 3"])
    assert groups(spanish, english) == [0, 1]
    assert groups(spanish, english, watched) == [0, 0, 0]


def test_a_film_under_another_name_by_people_year_and_length():
    cast = ["Leonardo DiCaprio", "Joseph Gordon-Levitt", "Elliot Page", "Tom Hardy", "Ken Watanabe"]
    english = record("films", "Inception", 2010, directors=["Christopher Nolan"], cast=cast, runtime=148)
    spanish = record("service", "Origen", 2010, directors=["Christopher Nolan"], cast=cast, runtime=148)
    assert one_work(english, spanish)
    spanish.facts["runtime"] = 120
    assert not one_work(english, spanish)


def test_parts_of_one_film_stay_apart():
    made = {"directors": ["Steven Soderbergh"], "cast": list("ABCDEF"), "runtime": 134}
    parts = [record("films", f"Che: Part {part}", 2008, **made) for part in ("One", "Two")]
    assert groups(*parts) == [0, 1]


def test_works_are_numbered_as_catalogues_name_them():
    hint, first, second = record("hints", "B", 2000), record("films", "A", 2000), record("films", "B", 2000)
    found = link([hint, first, second], SOURCES)
    assert found.group_of.tolist() == [1, 0, 1]
    assert found.n_groups == 2
    assert found.evidence == ["name+year", "new", "new"]


def test_nothing_to_link():
    found = link([], SOURCES)
    assert (found.group_of.tolist(), found.evidence, found.n_groups) == ([], [], 0)
    assert found.group_of.dtype == np.int64


def test_the_report():
    films = [record("films", "Hamlet", 2000, ids=(None, 1)), record("films", "Hamlet", 2000, ids=(None, 2))]
    found = link([*films, record("hints", "Hamlet", 2000)], SOURCES)
    assert Counter(found.evidence) == {"new": 2, "none": 1}
    rows = doubtful_rows(found)
    assert [row["reason"] for row in rows] == ["other tmdb id", "several fit equally well"]
    assert rows[1]["record"].endswith("Hamlet (2000)")
    assert not rows[1]["linked"]


@pytest.mark.parametrize(
    ("ours", "theirs", "series", "expected"),
    [
        ((["Bong Joon-ho"], []), (["Joon Ho Bong"], []), False, CONFIRMS),
        ((["A Bcdef"], ["X", "Y"]), (["G Hijkl"], ["X", "Y"]), False, CONFIRMS),
        ((["Lana Wachowski"], []), (["The Wachowskis", "Lilly Wachowski"], []), False, UNKNOWN),
        ((["Ron Howard"], []), (["Noel Buckner"], []), False, CONTRADICTS),
        ((["Ron Howard"], []), (["Noel Buckner"], []), True, UNKNOWN),
        ((["Ron Howard"], []), ([], ["Tom Hanks"]), False, UNKNOWN),
        (([], ["Tom Hanks"]), ([], ["Tom Hanks", "Ed Harris"]), False, SUPPORTS),
        (([], ["Aa", "Bb", "Cc"]), ([], ["Dd", "Ee", "Ff"]), True, CONTRADICTS),
        (([], ["Aa", "Bb", "Cc"]), ([], ["Dd"]), True, UNKNOWN),
        (([], []), (["A"], ["B"]), False, UNKNOWN),
    ],
)
def test_people(ours, theirs, series, expected):
    assert agreement(People(*ours), People(*theirs), series) == expected
    assert agreement(People(*theirs), People(*ours), series) == expected
