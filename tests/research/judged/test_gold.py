import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import DataError
from recsys.ingest.linking.matching import TitleMatcher
from recsys.research.judged.gold import CHOOSE, LEARN, OWN_GRADES, REPORT, gold_of, read_gold, third
from recsys.research.judged.linking import WorkFinder
from recsys.research.judged.rows import GRADES, Named, Opinion
from tests.fixtures.tables import film, name, tables, title, together

GRADED = "seed_title_id,seed_title,seed_year,seed_type,title_id,title,year,type,grade"
PUBLISHED = "source,label,seed_title,seed_year,seed_type,rec_title,rec_year,rec_type,rank_or_weight"
HEAT, HEAT_1986, RONIN, COLLATERAL, LUPIN, LUPIN_FILM = range(6)


@pytest.fixture(scope="module")
def finder():
    """Two films called Heat, the better known first; a series and a film called Lupin."""
    rows = together(
        film(1, "Heat", "1995-12-15", votes=7000, popularity=9.0),
        film(2, "Heat", "1986-11-13", votes=70, popularity=1.0),
        film(3, "Ronin", "1998-09-25", votes=2000, popularity=5.0),
        title("ns1", "Lupin", 2021, "tv show", duration_int=3, duration_type="season"),
        title("ns2", "Lupin", 2020),
        title("as1", "Collateral (4K UHD)", 2004, work_id="collateral-2004-movie"),
        name("tmdb-3", "Rōnin, o cazador", "es"),
    )
    return WorkFinder.of(tables(rows))


@pytest.fixture
def folder(tmp_path):
    """Writes files below gold/ and gives the folder around it."""
    (tmp_path / "gold").mkdir()

    def write(**files):
        for stem, lines in files.items():
            (tmp_path / "gold" / f"{stem}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8-sig")
        return tmp_path

    return write


@pytest.fixture
def no_own(tmp_path):
    """A file of own grades without any."""
    path = tmp_path / "no-own.csv"
    path.write_text(f"{GRADED},grader\n")
    return path


def test_a_work_is_found_by_its_listing_then_by_its_title(finder):
    assert finder.find("as1", "Heat", 1995, "movie", None) == COLLATERAL
    assert finder.find("zz9", "heat", 1986, "movie", None) == HEAT_1986
    assert finder.find("", "HEAT", None, None, None) == HEAT
    assert finder.find("", "ronin, o cazador", None, "movie", None) == RONIN
    assert finder.find("", "Heat", 1995, "tv show", None) is None
    assert finder.find("", "Thief", 1981, "movie", None) is None


def test_a_title_without_a_type_is_of_the_usual_one_where_there_is_one(finder):
    assert finder.find("", "Lupin", None, None, "tv show") == LUPIN
    assert finder.find("", "Lupin", None, None, "movie") == LUPIN_FILM
    assert finder.find("", "Ronin", None, None, "tv show") == RONIN


def test_grades_duplicates_and_what_is_not_found(finder, folder, no_own):
    data = folder(
        judged=[
            GRADED,
            ",Heat,1995,movie,,Ronin,1998,movie,3",
            "zz1,Heat,1995.0,film,as1,whatever,1900,movie,expected",
            ",Heat,1995,movie,,Heat,1986,movie,D",
            ",Heat,1995,movie,,Heat,1995,movie,D",  # now one work with the seed
            ",Heat,1995,movie,,Thief,1981,movie,3",
            ",Ronin,1998,movie,,Heat,1995,movie,0",
        ],
        judged_more=[
            f"{GRADED},grader",
            ",Heat,1995,movie,,Ronin,1998,movie,2,somebody",
            ",Heat,1995,movie,,Heat,1986,movie,1,somebody",
        ],
    )
    gold = read_gold(data, finder, no_own)
    assert gold.grades == {HEAT: {RONIN: 3, COLLATERAL: 2}, RONIN: {HEAT: 0}}  # the mean of 3 and 2, halves up
    assert gold.duplicates == {HEAT: {HEAT_1986}}
    assert gold.pairs == 3
    assert gold.rows == {"judged": 6, "somebody": 2}
    assert gold.not_found == {"judged": 1}
    assert gold.lists == {}


def test_published_lists_and_their_weights(finder, folder, no_own):
    data = folder(
        similar=[
            PUBLISHED,
            "imdb_also_liked,pos,Heat,,film,Ronin,,film,1",
            "imdb_also_liked,pos,Heat,,film,Collateral,,film,3",
            "imdb_also_liked,pos,Heat,,film,Heat,,film,4",
            "imdb_also_liked,pos,Heat,,film,Thief,,film,2",
            "samsung_crowd,OK,heat,1995,film,ronin,1998,film,",
            "samsung_crowd,KO,heat,1995,film,lupin,2020,film,",
            "lift,pos,Lupin,,show,Heat,,,7.5",
        ]
    )
    gold = read_gold(data, finder, no_own)
    assert gold.lists == {
        "imdb_also_liked": {HEAT: {RONIN: 1.0, COLLATERAL: 0.5}},
        "samsung_crowd": {HEAT: {RONIN: 1.0}},
        "lift": {LUPIN: {HEAT: 1.0}},
    }
    assert gold.not_found == {"imdb_also_liked": 1}
    assert gold.rows == {"imdb_also_liked": 4, "samsung_crowd": 1, "lift": 1}


def test_own_grades_need_no_ids(finder, folder, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(f"{GRADED},grader\n,Lupin,2021,tv show,,Heat,1995,movie,1,blind\n")
    gold = read_gold(folder(), finder, own)
    assert gold.grades == {LUPIN: {HEAT: 1}}
    assert gold.rows == {"blind": 1}


def test_the_package_s_own_grades_have_their_columns():
    assert OWN_GRADES.read_text().splitlines()[0] == f"{GRADED},grader"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",Heat,1995,movie,,Ronin,1998,movie,4", "line 2: a grade must be one of 0, 1, 2, 3, expected, D, found «4»"),
        (",Heat,soon,movie,,Ronin,1998,movie,3", "line 2: expected a number, found «soon»"),
        (",Heat,1995,opera,,Ronin,1998,movie,3", "line 2: a type must be one of movie, film, .*, found «opera»"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(finder, folder, line, words):
    with pytest.raises(DataError, match=rf"judged.csv, {words}"):
        read_gold(folder(judged=[GRADED, line]), finder)


def test_missing_columns_and_no_opinions_at_all(finder, folder, no_own):
    with pytest.raises(DataError, match=r"expected grades in judged\*.csv or lists in similar\*.csv"):
        read_gold(folder(), finder, no_own)
    with pytest.raises(DataError, match=r"similar.csv: expected the columns source, .*; missing seed_year, "):
        read_gold(folder(similar=["source,label,seed_title"]), finder, no_own)


def test_thirds_are_stable_and_about_equal():
    assert (third("Heat", 1995), third("Dark", 2017), third("Okupas", 2000)) == (CHOOSE, REPORT, CHOOSE)
    assert third("  AMÉLIE ", 2001) == third("amelie", 2001)
    counts = np.bincount([third(f"Film {number}", 1950 + number % 70) for number in range(3000)])
    assert len(counts) == len({LEARN, CHOOSE, REPORT})
    assert all(900 < count < 1100 for count in counts)


@given(st.lists(st.sampled_from(sorted(GRADES)), min_size=1, max_size=6))
def test_the_mean_of_grades_rounds_halves_up(grades):
    finder = WorkFinder({"a": 0, "b": 1}, TitleMatcher.of([], [], [], [], []))
    pair = Named("a", "", None, None), Named("b", "", None, None)
    gold = gold_of([Opinion("x", *pair, grade) for grade in grades], [], finder)
    mean = sum(GRADES[grade] for grade in grades) / len(grades)
    assert gold.grades == {0: {1: int(mean + 0.5)}}
    assert math.isclose(gold.grades[0][1], mean, abs_tol=0.5)
