"""Which works rows mean, by which evidence, and where there is doubt."""

import pytest

from recsys.serving.catalogue import Catalogue
from recsys.serving.imports.match import Asked, Finder, Found
from recsys.serving.imports.report import Evidence, WhyNot
from recsys.serving.imports.splitting import episode_of, heads, season_head
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import film, name, title, together, work
from tests.serving.imports.given import imported

FILM, SERIES = "movie", "tv show"


def test_a_year_off_is_the_same_film_two_are_not(service):
    def of(written, year):
        found = imported(f"Name,Year,Letterboxd URI,Rating\n{written},{year},,3\n", service.catalogue)
        return [(one.work.work_id, one.evidence) for one in found.works]

    alien = "alien-1979-movie"
    assert of("Alien", 1978) == of("Alien", 1980) == [(alien, "year_off")]
    assert (of("Alien", 1979), of("Alien", "")) == ([(alien, "name_year")], [(alien, "name")])
    assert of("Alien", 1977) == of("Alien", 1981) == []
    assert of("The Thing", 1983) == [("thing-1982-movie", "year_off")]
    assert of("The Thing", 1950) == [("thing-1951-movie", "year_off")]


@pytest.fixture(scope="module")
def catalogue():
    """Works that share names, in the ways in which services and people write them."""
    rows = together(
        film(1, "Apollo 13", "1995-06-30", votes=5000, imdb_id="tt0112384"),
        title("as1", "Apollo 13: To the Edge and Back", 1994),
        title("ds1", "Marvel Studios' Iron Man", 2008, work_id="iron-man-2008-movie"),
        title("ns1", "The Guilty", 2020),
        title("hs1", "Life", 2007, "tv show", duration_int=2, duration_type="season"),
        title("ns2", "Death Note", 2006, "tv show", duration_int=1, duration_type="season"),
        title("ns3", "The Office", 2013, "tv show", duration_int=9, duration_type="season"),
        title("as2", "Vikings", 2013, "tv show"),
        title("hs2", "Vikings", 2020, "tv show", work_id="vikings-2013-series"),
        title("ns4", "La casa de papel", 2017, "tv show"),
        name("casa-de-papel-2017-series", "Money Heist", "en"),
        title("ns5", "The Naked Gun 2 1/2: The Smell of Fear", 1991),
        title("ns6", "Selfless", 2015),
        title("ns7", "Narcos", 2015, "tv show"),
        title("ns8", "Narcos: México", 2018, "tv show"),
        title("as3", "Avengers: Infinity War", 2018),
        title("as4", "Avengers", 1961, "tv show"),
        work("hunt-1", "The Hunt", 2020, directors=["Craig Zobel"], votes=900),
        work("hunt-2", "The Hunt", 2012, directors=["Thomas Vinterberg"], votes=1000),
        film(30, "Alone", "2020-01-01", votes=500),
        title("ns9", "Alone", 2020, work_id="alone-netflix"),
    )
    return Catalogue(bundle(rows))


@pytest.mark.parametrize(
    ("written", "year", "kind", "work"),
    [
        ("Apollo 13", 1995, "Movie", "tmdb-1"),
        ("Iron Man", 2008, "Movie", "iron-man-2008-movie"),
        ("The Guilty", 2021, "Movie", "guilty-2020-movie"),
        ("Guilty", 2021, "Movie", None),
        ("Life", 2017, "Movie", None),
        ("Life", 2017, "", None),
        ("Death Note", 2006, "Movie", None),
        ("Death Note", 2006, "TV Series", "death-note-2006-series"),
        ("The Office", 2005, "TV Series", "office-2013-series"),
        ("The Office", 2005, "Movie", None),
        ("Vikings", 2016, "TV Series", "vikings-2013-series"),
        ("Vikings", 1958, "Movie", None),
        ("Money Heist", 2017, "TV Series", "casa-de-papel-2017-series"),
        ("The Naked Gun 2½: The Smell of Fear", 1991, "Movie", "naked-gun-2-1-2-the-smell-of-fear-1991-movie"),
        ("Self/less", 2015, "Movie", "selfless-2015-movie"),
    ],
)
def test_titles_as_people_write_them_with_year_and_kind(catalogue, written, year, kind, work):
    found = imported(f"Your Rating,Title,Title Type,Year\n8,{written},{kind},{year}\n", catalogue)
    assert [one.work.work_id for one in found.works] == ([work] if work else [])
    assert [row.title for row in found.unmatched] == ([] if work else [written])


def found(catalogue, *titles, source="Netflix", **told):
    """What rows of one document mean: (work, evidence, doubtful) of each."""
    asked = [
        Asked(
            (written,),
            told.get("year"),
            told.get("type"),
            told.get("imdb_id"),
            told.get("tmdb_id"),
            told.get("people", ()),
            told.get("compound", True),
            told.get("either", False),
        )
        for written in titles
    ]
    answers = Finder(catalogue).found(asked, source)
    return [_named(answers[one], catalogue) for one in asked]


def _named(one: Found, catalogue):
    if one.work is None:
        return one.why
    return str(catalogue.work_ids.ids[one.work]), one.evidence, one.doubtful


NARCOS, MEXICO = "narcos-2015-series", "narcos-mexico-2018-series"
INFINITY_WAR, AVENGERS = "avengers-infinity-war-2018-movie", "avengers-1961-series"


def test_the_longest_name_of_the_catalogue_is_the_series(catalogue):
    assert found(
        catalogue,
        "Narcos: Season 1: Descenso",
        "Narcos: México: Temporada 1: Camelot",
        "Narcos : México: Saison 2",
        "Avengers: Infinity War",
        "Unheard Of: Season 1: Pilot",
        "Narcos: Elsewhere: Season 1: Pilot",
    ) == [
        (NARCOS, Evidence.SERIES, False),
        (MEXICO, Evidence.SERIES, False),
        (MEXICO, Evidence.SERIES, False),
        (INFINITY_WAR, Evidence.NAME, False),
        WhyNot.NO_SERIES,
        (NARCOS, Evidence.PART, True),
    ]


def test_a_bare_tail_is_an_episode_where_other_rows_bear_it_out(catalogue):
    assert found(catalogue, "La casa de papel: Uno") == [("casa-de-papel-2017-series", Evidence.SERIES, True)]
    borne_out = ("casa-de-papel-2017-series", Evidence.SERIES, False)
    assert found(catalogue, "Money Heist: One", "Money Heist: Two") == [borne_out] * 2
    assert found(catalogue, "Money Heist: Part 2: One") == [borne_out]
    assert found(catalogue, "Money Heist: Season 1: One", "Money Heist: Two") == [borne_out] * 2
    # A film of the document begins so: «Avengers: Endgame» may be another.
    assert (
        found(catalogue, "Avengers: Infinity War", "Avengers: Endgame", "Avengers: Ultron")[1:]
        == [(AVENGERS, Evidence.SERIES, True)] * 2
    )


def test_ids_decide_before_names_and_another_id_leaves_doubt(catalogue):
    apollo = "tmdb-1"
    assert found(catalogue, "Whatever", imdb_id="tt0112384", compound=False) == [(apollo, Evidence.ID, False)]
    assert found(catalogue, "Whatever", tmdb_id=1, type=FILM, compound=False) == [(apollo, Evidence.ID, False)]
    assert found(catalogue, "Whatever", tmdb_id=1, type=SERIES, compound=False) == [None]
    other = {"imdb_id": "tt9999999", "year": 1995, "compound": False}
    assert found(catalogue, "Apollo 13", **other) == [(apollo, Evidence.NAME_YEAR, True)]


def test_of_namesakes_the_director_s_or_the_one_that_the_service_lists(catalogue):
    assert found(catalogue, "The Hunt", compound=False, source="table") == [("hunt-2", Evidence.NAME, True)]
    people = {"people": ("Somebody", "craig zobel"), "compound": False, "source": "table"}
    assert found(catalogue, "The Hunt", **people) == [("hunt-1", Evidence.NAME, False)]
    assert found(catalogue, "Alone") == [("alone-netflix", Evidence.NAME, False)]
    assert found(catalogue, "Alone", source="table") == [("tmdb-30", Evidence.NAME, False)]


def test_what_is_not_matched_says_why_and_what_is_near(catalogue):
    rows = "Title,Year,Title Type,Your Rating\nSelfles,2015,Movie,8\nSelfless,1990,Movie,8\nNarcos,2015,Movie,8\n"
    answer = imported(rows, catalogue)
    assert [(one.title, one.why, one.stars) for one in answer.unmatched] == [
        ("Selfles", "no_name", 4.0),
        ("Selfless", "other_year", 4.0),
        ("Narcos", "other_type", 4.0),
    ]
    assert [one.nearest[0].title for one in answer.unmatched] == ["Selfless", "Selfless", "Narcos"]


@pytest.mark.parametrize(
    ("written", "name", "season", "episode"),
    [
        ("Dark: Season 2: Episode 3", "Dark", 2, 3),
        ("Dark: Season Two: Endings and Beginnings", "Dark", 2, None),
        ("Dark: Temporada 2: Capítulo 3", "Dark", 2, 3),
        ("Dark: 2ª temporada: Episódio 3", "Dark", 2, 3),
        ("Dark : Les secrets: Saison 2: Épisode 3", "Dark : Les secrets", 2, 3),
        ("Dark: Staffel 2 – Teil B: Folge 3", "Dark", 2, 3),
        ("Dark: Stagione 2: Episodio 3", "Dark", 2, 3),
        ("Dark: Seizoen 2: Aflevering 3", "Dark", 2, 3),
        ("Dark: Sezon 2: Bölüm 3", "Dark", 2, 3),
        ("Dark: Sezon 2: Odcinek 3", "Dark", 2, 3),
        ("Dark: 2. évad: Titkok", "Dark", 2, None),
        ("Тьма: Сезон 2: Серия 3", "Тьма", 2, 3),
        ("ダーク: シーズン2: 第3話", "ダーク", 2, 3),
        ("다크: 시즌 2: 3화", "다크", 2, None),
        ("暗黑: 第 2 季: 第 3 集", "暗黑", 2, 3),
        ("Dark: Limited Series: Episode 3", "Dark", 1, 3),
        ("Dark: Mini-série: Épisode 3", "Dark", 1, 3),
        ("Stranger Things: Stranger Things 2: Chapter One: MADMAX", "Stranger Things", 2, None),
        ("The Boys - Season 2", "The Boys", 2, None),
        ("Fleabag Season 2", "Fleabag", 2, None),
        ("Dark: Season 2: Secrets (Episode 3)", "Dark", 2, 3),
    ],
)
def test_a_season_in_the_languages_of_exports(written, name, season, episode):
    head = season_head(written)
    assert head is not None
    assert (head.name, head.season, episode_of(head.tail)) == (name, season, episode)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Avengers: Infinity War", ["Avengers"]),
        ("Dune: Part Two", ["Dune"]),
        ("Star Wars: Visions: The Duel", ["Star Wars: Visions", "Star Wars"]),
        ("Lupin : Dans l'ombre", []),
        ("Alien", []),
    ],
)
def test_what_may_be_a_film_has_no_season(written, names):
    assert season_head(written) is None
    assert [head.name for head in heads(written)] == names
