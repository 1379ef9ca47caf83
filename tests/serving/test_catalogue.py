import pytest

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.catalogue import Catalogue, Work
from tests.serving.fixture_catalogue import (
    ALIEN,
    AMELIE,
    DARK,
    NO_TEXT,
    NO_TITLE,
    REC,
    THING_1951,
    THING_1982,
    TWO_THOUSAND_TWELVE,
    bundle,
    title,
)


@pytest.fixture(scope="module")
def catalogue(service):
    return service.catalogue


def test_a_work_puts_its_titles_together(catalogue):
    assert catalogue.work(ALIEN) == Work(
        work_id="alien-1979-movie",
        title="Alien",
        type="movie",
        year=1979,
        platforms=["Amazon Prime Video", "Netflix"],
        title_ids=["as1", "ns1"],
        genres=["horror", "science fiction", "drama"],
        directors=["Ridley Scott"],
        cast=["Sigourney Weaver", "Tom Skerritt", "John Hurt"],
        countries=["united kingdom", "united states"],
        maturity="r",
        duration=117,
        duration_type="min",
        description="In space no one can hear you scream.",  # the longer of the two
        score=4.25,
        score_count=8,
        score_source="scores",
    )


def test_what_is_not_known_is_none(catalogue):
    work = catalogue.work(THING_1951)
    assert (work.duration, work.duration_type, work.score, work.score_count, work.score_source) == (None,) * 5
    assert (work.directors, work.cast, work.description) == ([], [], "")


def test_a_default_maturity_is_not_shown():
    work = Catalogue(bundle([title("ns1", "Heat", 1995)])).work(0)
    assert work.maturity is None


def test_facts_of_a_later_title_fill_in():
    rows = [title("ns1", "Heat", 1995), title("hs1", "Heat", 1995, rating="r", duration_int=170, duration_type="min")]
    work = Catalogue(bundle(rows)).work(0)
    assert (work.maturity, work.duration, work.duration_type) == ("r", 170, "min")


def test_rows_and_numbers(catalogue):
    assert len(catalogue) == 7
    assert catalogue.rows(ALIEN) == [0, 2]
    assert catalogue.work_nums.tolist() == [1, 0, 1, 2, 3, 4, 5, 6, 6]


def test_popularity_counts_ratings_then_platforms(catalogue):
    assert catalogue.popularity.tolist() == pytest.approx([1.1, 3.2, 1.1, 0.1, 0.1, 1.1, 2.2])


def test_without_ratings_the_work_on_more_platforms_is_the_more_popular(unrated):
    assert unrated.catalogue.popularity.tolist() == pytest.approx([0.1, 0.2, 0.1, 0.1, 0.1, 0.1, 0.2])


@pytest.mark.parametrize(
    ("value", "work"),
    [
        ("Alien", ALIEN),
        ("  aLIEN\n", ALIEN),
        ("Alien (1979)", ALIEN),
        ("Alien(1979)", ALIEN),
        ("alien-1979-movie", ALIEN),
        ("NS1", ALIEN),
        ("amelie", AMELIE),
        ("AMÉLIE", AMELIE),
        ("Ame\u0301lie", AMELIE),
        ("Rec", REC),
        ("[rec]", REC),
        ("[REC] (2007)", REC),
        ("2012", TWO_THOUSAND_TWELVE),
        (2012, TWO_THOUSAND_TWELVE),
        (2012.0, TWO_THOUSAND_TWELVE),
        ("2012 (2009)", TWO_THOUSAND_TWELVE),
        ("dark", DARK),
        ("Thing", THING_1982),  # two ratings against one
        ("thing, the", THING_1982),
        ("THE THING", THING_1982),
        ("The Thing (1951)", THING_1951),
        ("Thing, The (1951)", THING_1951),
        ("as9", THING_1982),
        ("ds1", THING_1951),
    ],
)
def test_find(catalogue, value, work):
    assert catalogue.find("title", value) == work


def test_namesakes_are_listed_most_watched_first(catalogue):
    assert catalogue.namesakes("title", "the thing") == [THING_1982, THING_1951]
    assert catalogue.namesakes("title", "the thing (1951)") == [THING_1951]
    assert catalogue.namesakes("title", "hs1") == [THING_1982]


def test_of_equally_watched_namesakes_the_newest_answers():
    rows = [title("ns1", "Cinderella", 1950), title("hs1", "Cinderella", 2021), title("ds1", "Cinderella", 2015)]
    catalogue = Catalogue(bundle(rows))
    assert [catalogue.year(work) for work in catalogue.namesakes("title", "cinderella")] == [2021, 2015, 1950]


def test_a_title_that_looks_dated_is_itself_first():
    rows = [title("ns1", "Blade Runner (2049)", 2017), title("hs1", "Blade Runner", 2049)]
    catalogue = Catalogue(bundle(rows))
    assert catalogue.year(catalogue.find("title", "Blade Runner (2049)")) == 2017


def test_an_unknown_title_gets_the_nearest_spellings(catalogue):
    with pytest.raises(NotFoundError) as caught:
        catalogue.find("title", "Ailen")
    assert str(caught.value) == "No title is called: «Ailen». Did you mean «Alien (1979)»?"
    assert (caught.value.parameter, caught.value.suggestions) == ("title", ["Alien (1979)"])


def test_a_wrong_year_gets_the_right_ones(catalogue):
    with pytest.raises(NotFoundError, match=r"No title is called: «The Thing \(1999\)»"):
        catalogue.find("title", "The Thing (1999)")
    assert catalogue.suggestions("the thing (1999)")[:2] == ["The Thing (1982)", "The Thing (1951)"]


@pytest.mark.parametrize("value", ["zzzzqqqq", "🍿", "\ud800", "💥" * 300, "((((", "%s{0}"])
def test_where_nothing_is_near_some_titles_are_named(catalogue, value):
    with pytest.raises(NotFoundError) as caught:
        catalogue.find("title", value)
    assert str(caught.value).startswith(f"No title is called: «{value[:80]}")
    assert str(caught.value).endswith("There are, for example, «Alien (1979)», «The Thing (1982)», «2012 (2009)».")


@pytest.mark.parametrize("value", [*NO_TEXT, *NO_TITLE], ids=lambda value: repr(value)[:20])
def test_what_is_no_title(catalogue, value):
    with pytest.raises(InvalidValueError, match=r"titulo must .*, got .* For example «The Matrix»\.") as caught:
        catalogue.find("titulo", value)
    assert caught.value.parameter == "titulo"


def test_several_works_are_those_one_by_one(service):
    catalogue = service.catalogue
    asked = [ALIEN, DARK, THING_1982, ALIEN]
    assert catalogue.works_at(asked) == [catalogue.work(work_num) for work_num in asked]
    assert [work.work_id for work in catalogue.works_at(asked)] == [catalogue.works.ids[work_num] for work_num in asked]
    assert catalogue.works_at([]) == []
