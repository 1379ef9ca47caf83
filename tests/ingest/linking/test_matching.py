import pytest

from recsys.ingest.linking.matching import TitleMatcher, series_years_apart

# name, type, first year, last year, known, seasons
WORKS = [
    ("Marvel Studios' Iron Man", "movie", 2008, 2008, 0, 0),
    ("Star Wars: The Empire Strikes Back (Episode V)", "movie", 1980, 1980, 0, 0),
    ("Monty Python's Life of Brian", "movie", 1979, 1979, 0, 0),
    ("Marvel's Luke Cage", "tv show", 2018, 2018, 0, 2),
    ("Guilty", "movie", 2020, 2020, 0, 0),
    ("Monster", "movie", 2019, 2019, 0, 0),
    ("Monster", "movie", 2021, 2021, 0, 0),
    ("Life", "tv show", 2018, 2018, 0, 1),
    ("Death Note", "tv show", 2006, 2006, 0, 1),
    ("Death Note", "movie", 2017, 2017, 0, 0),
    ("The Office (U.S.)", "tv show", 2013, 2013, 0, 9),
    ("The Office", "tv show", 2001, 2003, 0, 2),
    ("Stalker", "tv show", 2008, 2008, 0, 1),
    ("Wayne's World 2", "movie", 1993, 1993, 0, 0),
    ("Sucker Punch", "movie", 2011, 2011, 20, 0),
    ("Sucker Punch", "movie", 2011, 2011, 9000, 0),
    ("Hamlet", "movie", 2000, 2000, 30, 0),
    ("Hamlet", "movie", 2000, 2000, 20, 0),
    ("The Ritual", "movie", 2018, 2018, 0, 0),
    ("La casa de papel", "tv show", 2017, 2021, 0, 5),
]
NAMES = [(work[0], number) for number, work in enumerate(WORKS)] + [("Money Heist", 19)]


@pytest.fixture(scope="module")
def matcher() -> TitleMatcher:
    _, types, years, last_years, known, seasons = zip(*WORKS, strict=True)
    return TitleMatcher.of(NAMES, types, years, last_years, known, seasons)


@pytest.mark.parametrize(
    ("title", "year", "kind", "work"),
    [
        ("Iron Man", 2008, "movie", 0),
        ("Iron Man (2008)", None, None, 0),
        ("Iron Man", 2009, "movie", 0),
        ("Iron Man", 2010, "movie", None),
        ("The Empire Strikes Back", 1980, "movie", 1),
        ("The Empire Strikes Back", 1981, "movie", None),  # by a part only in the very year
        ("Star Wars: Episode V - The Empire Strikes Back", 1980, "movie", 1),
        ("life of brian", None, None, 2),
        ("Luke Cage", 2016, "tv show", 3),
        ("The Guilty", 2021, "movie", None),
        ("The Guilty", 2020, "movie", 4),
        ("Monster", 2018, "movie", None),  # of 2019, or of 2018 and dated 2021
        ("Monster", 2022, "movie", 6),
        ("Life", 2017, "movie", None),
        ("Life", 2018, None, 7),
        ("Death Note", 2006, "movie", None),
        ("Death Note", 2006, "tv show", 8),
        ("Death Note", None, None, 9),
        ("The Office", 2005, "tv show", 10),
        ("The Office", 2001, "tv show", 11),
        ("Stalker", 2014, "tv show", None),
        ("Wayne's World", 1992, "movie", None),
        ("Wayne's World", None, None, None),
        ("Sucker Punch", 2011, "movie", 15),
        ("Hamlet", 2000, "movie", None),
        ("The Ritual", 2017, "movie", 18),
        ("Money Heist", 2017, "tv show", 19),
        ("La Casa de Papel: Temporada 3", 2019, "tv show", 19),
        ("Nothing of the Kind", 2000, None, None),
    ],
)
def test_match(matcher, title, year, kind, work):
    assert matcher.match(title, year, kind) == work


def test_candidates_have_the_best_first(matcher):
    assert [found.work for found in matcher.candidates("Sucker Punch", 2011)] == [15, 14]
    assert [(found.work, found.apart) for found in matcher.candidates("The Office", 2004, "tv show")] == [
        (10, 1),
        (11, 1),
    ]


@pytest.mark.parametrize(
    ("year", "first", "last", "seasons", "apart"),
    [
        (2005, 2013, 2013, 9, 0),  # nine seasons to 2013 began in 2005
        (2003, 2013, 2013, 9, 2),
        (1994, 2013, 2013, 9, None),
        (2015, 2017, 2021, 5, None),  # the first year is known
        (2016, 2017, 2021, 5, 1),
        (2022, 2017, 2021, 5, 1),
        (2018, 2017, 2021, 5, 0),
    ],
)
def test_years_of_a_series(year, first, last, seasons, apart):
    assert series_years_apart(year, first, last, seasons) == apart


def test_no_works():
    assert TitleMatcher.of([], [], [], [], []).match("Anything", 2000) is None
