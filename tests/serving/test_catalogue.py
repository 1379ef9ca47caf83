import dataclasses

import pytest

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.catalogue import Catalogue, Offer, Work
from tests.fixtures.catalogue import (
    ALIEN,
    ALIENS,
    AMELIE,
    DARK,
    NO_TEXT,
    NO_TITLE,
    REC,
    THING_1951,
    THING_1982,
    TWO_THOUSAND_TWELVE,
    bundle,
)
from tests.fixtures.tables import credit, film, name, offer, title, together, work


@pytest.fixture(scope="module")
def catalogue(service):
    return service.catalogue


def test_a_card_puts_together_what_its_sources_say(catalogue):
    card = catalogue.work(ALIEN)
    assert dataclasses.replace(card, sources={}) == Work(
        work_id="alien-1979-movie",
        title="Alien",
        type="movie",
        year=1979,
        platforms=["Amazon Prime Video", "Max", "Netflix"],
        title_ids=["as1", "tm1", "ns1"],
        genres=["horror", "science fiction", "drama"],
        directors=["Ridley Scott"],
        cast=["Sigourney Weaver", "Tom Skerritt"],  # the fullest of three lists
        countries=["united kingdom", "united states"],
        maturity="r",
        duration=117,
        duration_type="min",
        description="In space no one can hear you scream.",
        score=4.25,
        score_count=8,
        score_source="scores",
        offers=[
            Offer("amazon", "Amazon Prime Video", ["US"], None, "2021"),
            Offer("max", "Max", ["BR", "MX"], None, "2025-05"),
            Offer("netflix", "Netflix", ["US"], None, "2021"),
        ],
        votes=4000,
        vote_average=7.9,
    )
    assert (card.sources["votes"], card.sources["descriptions"]) == ("tmdb", "catalogues")


def test_what_is_not_known_is_none(catalogue):
    work = catalogue.work(THING_1951)
    assert (work.duration, work.duration_type, work.score, work.score_count, work.score_source) == (None,) * 5
    assert (work.directors, work.cast, work.description, work.votes, work.original_title) == ([], [], "", None, None)


def test_a_title_on_no_service(catalogue):
    work = catalogue.work(ALIENS)
    assert (work.work_id, work.platforms, work.offers, work.title_ids) == ("tmdb-5", [], [], [])
    assert (work.duration, work.duration_type, work.cast) == (137, "min", ["Sigourney Weaver"])


def test_an_offer_that_ended_and_one_of_unknown_country(catalogue):
    amelie, rec, dark = catalogue.works_at([AMELIE, REC, DARK])
    assert (amelie.platforms, amelie.title_ids) == (["Hulu"], ["hs5", "tm2"])  # Max stopped showing it
    assert amelie.original_title == "Le Fabuleux Destin d'Amélie Poulain"
    assert (rec.platforms, rec.offers[0].countries) == (["Netflix"], [])
    assert (dark.duration, dark.duration_type, dark.offers[0].countries) == (3, "season", ["MX", "US"])


def test_an_offer_tells_the_earliest_date_and_the_newest_snapshot():
    rows = [title("ns1", "Heat", 1995, country=()), title("ns2", "Heat", 1995, country=())]
    rows += [
        offer("heat-1995-movie", "netflix", "MX", "ns1", added="2020-02-01", snapshot="2024-05"),
        offer("heat-1995-movie", "netflix", None, "ns2", snapshot="2025-05"),
        offer("heat-1995-movie", "netflix", "BR", "ns2", added="2019", snapshot="2021", until="2022"),
    ]
    (found,) = Catalogue(bundle(*rows)).work(0).offers
    assert found == Offer("netflix", "Netflix", ["MX"], "2020-02-01", "2025-05")


def test_people_in_their_order_each_once():
    rows = [
        credit("heat-1995-movie", person, order=order) for order, person in ((2, "C"), (0, "A"), (1, "B"), (3, "A"))
    ]
    rows.append(credit("heat-1995-movie", "W", "writer"))
    work = Catalogue(bundle(title("ns1", "Heat", 1995), *rows)).work(0)
    assert (work.cast, work.directors) == (["A", "B", "C"], [])


def test_a_default_maturity_is_not_shown():
    assert Catalogue(bundle(title("ns1", "Heat", 1995))).work(0).maturity is None


def test_rows_and_numbers(catalogue):
    assert len(catalogue) == 8
    assert catalogue.work(ALIEN).title_ids == ["as1", "tm1", "ns1"]
    assert catalogue.work(ALIENS).title_ids == []
    assert catalogue.is_listed.tolist() == [True, False, *[True] * 6]
    assert catalogue.title_works.tolist() == [
        ALIEN, THING_1982, THING_1951, AMELIE, DARK, THING_1982, ALIEN, AMELIE, TWO_THOUSAND_TWELVE, ALIEN, REC,
    ]  # fmt: skip


def test_popularity_counts_ratings_then_listings_then_votes(catalogue):
    assert catalogue.popularity.tolist() == pytest.approx([3.3, 0, 1.2, 2.2, 1.1, 0.1, 1.1, 0.1], abs=1e-5)
    films = Catalogue(bundle(film(1, "A", "2000-01-01"), film(2, "B", "2000-01-01", votes=9)))
    assert films.popularity[1] > films.popularity[0] == 0


def test_without_ratings_the_work_with_more_listings_is_the_more_popular(unrated):
    assert unrated.catalogue.popularity.tolist() == pytest.approx([0.3, 0, 0.2, 0.2, *[0.1] * 4], abs=1e-5)


@pytest.mark.parametrize(
    ("value", "work"),
    [
        ("Alien", ALIEN),
        ("  aLIEN\n", ALIEN),
        ("Alien (1979)", ALIEN),
        ("Alien(1979)", ALIEN),
        ("alien-1979-movie", ALIEN),
        ("NS1", ALIEN),
        (" Tm1 ", ALIEN),
        ("tmdb-7", ALIEN),
        ("TMDB-5", ALIENS),
        ("tt0078748", ALIEN),
        ("aliens", ALIENS),
        ("aliens-1986-movie", ALIENS),  # as an older bundle may have called it
        ("dark-2015-series", DARK),
        ("Alien, el octavo pasajero", ALIEN),
        ("Marvel Studios' Alien (4K UHD)", ALIEN),
        ("Le fabuleux destin d'Amelie Poulain", AMELIE),
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
    catalogue = Catalogue(bundle(*rows))
    assert [catalogue.year(work) for work in catalogue.namesakes("title", "cinderella")] == [2021, 2015, 1950]


def test_a_title_that_looks_dated_is_itself_first():
    rows = [title("ns1", "Blade Runner (2049)", 2017), title("hs1", "Blade Runner", 2049)]
    catalogue = Catalogue(bundle(*rows))
    assert catalogue.year(catalogue.find("title", "Blade Runner (2049)")) == 2017


def test_an_unknown_title_gets_the_nearest_spellings(catalogue):
    with pytest.raises(NotFoundError) as caught:
        catalogue.find("title", "Ailen")
    assert str(caught.value) == "No title is called: «Ailen». Did you mean «Alien (1979)», «Aliens (1986)»?"
    assert (caught.value.parameter, caught.value.suggestions) == ("title", ["Alien (1979)", "Aliens (1986)"])


def test_a_wrong_year_gets_the_right_ones(catalogue):
    with pytest.raises(NotFoundError, match=r"No title is called: «The Thing \(1999\)»"):
        catalogue.find("title", "The Thing (1999)")
    assert catalogue.suggestions("the thing (1999)")[:2] == ["Thing, The (1982)", "The Thing (1951)"]


@pytest.mark.parametrize("value", ["zzzzqqqq", "🍿", "💥" * 300, "((((", "%s{0}"])
def test_where_nothing_is_near_some_titles_are_named(catalogue, value):
    with pytest.raises(NotFoundError) as caught:
        catalogue.find("title", value)
    assert str(caught.value).startswith(f"No title is called: «{value[:80]}")
    assert str(caught.value).endswith("There are, for example, «Alien (1979)», «Thing, The (1982)», «Amélie (2001)».")


@pytest.mark.parametrize("value", [*NO_TEXT, *NO_TITLE], ids=lambda value: repr(value)[:20])
def test_what_is_no_title(catalogue, value):
    with pytest.raises(InvalidValueError, match=r"titulo must .*, got .* For example «The Matrix»\.") as caught:
        catalogue.find("titulo", value)
    assert caught.value.parameter == "titulo"


@pytest.mark.parametrize("value", ["tmdb-99", "tmdb-", "tt99", "as99", "alien-1979-series", "alien-1999-movie"])
def test_ids_that_mean_nothing(catalogue, value):
    with pytest.raises(NotFoundError, match="No title is called"):
        catalogue.find("title", value)


def test_ids_of_the_other_sources_are_no_places_of_works():
    films = Catalogue(bundle(film(3, "A", "2000-01-01"), film(0, "B", "2000-01-01"), title("ns1", "C", 2001)))
    assert [films.find("title", value) for value in ("tmdb-0", "tmdb-3")] == [1, 0]
    with pytest.raises(NotFoundError):
        films.find("title", "tmdb-1")


def test_the_best_known_work_of_a_title_on_a_service_or_not():
    rows = [film(1, "Titanic", "1997-12-19", votes=7000), title("ns1", "Titanic", 1943)]
    catalogue = Catalogue(bundle(*rows))
    assert [catalogue.year(work) for work in catalogue.namesakes("title", "titanic")] == [1997, 1943]


def test_a_listed_work_of_which_nobody_counted_votes_is_not_unknown():
    """A series of a service's catalogue, which counts none, before a film of its name that few voted for."""
    old = film(49097, "The Office", "1966-01-01", votes=8)
    classic = film(42661, "The Vikings", "1958-06-11", votes=90)
    series = title("ns1", "The Office", 2012, "tv show") + title("as1", "Vikings", 2011, "tv show")
    found = Catalogue(bundle(old, classic, series))
    assert found.kind(found.find("title", "the office")) == "tv show"
    assert found.year(found.find("title", "Vikings")) == 2011
    assert found.year(found.find("title", "The Vikings")) == 1958
    # A film that is much better known is meant without its article too.
    known = Catalogue(
        bundle(film(603, "The Matrix", "1999-03-30", votes=9000), title("ns2", "Matrix", 1993, "tv show"))
    )
    assert known.year(known.find("title", "matrix")) == 1999


def test_a_year_means_a_film_that_services_date_a_year_later_before_a_series():
    found = Catalogue(bundle(title("ns5043", "The Ritual", 2018), title("as1150", "Ritual", 2017, "tv show")))
    assert found.year(found.find("title", "The Ritual (2017)")) == 2018
    assert found.year(found.find("title", "Ritual (2017)")) == 2017


@pytest.mark.parametrize("film_year", [2016, 2017, 2018])
def test_a_series_answers_to_its_own_name_and_year_before_a_film_of_a_year_beside_it(film_year):
    found = Catalogue(bundle(title("ns1", "Dark", 2017, "tv show"), title("as2", "The Dark", film_year)))
    dark = found.find("title", "Dark (2017)")
    assert (found.kind(dark), found.year(dark)) == ("tv show", 2017)
    assert found.kind(found.find("title", f"The Dark ({film_year})")) == "movie"


def test_a_series_is_meant_by_its_label_though_a_film_is_called_so_a_year_later():
    found = Catalogue(bundle(title("ns1", "Dark", 2017, "tv show"), title("as2", "Dark", 2018)))
    assert [found.kind(found.find("title", f"Dark ({year})")) for year in (2017, 2018)] == ["tv show", "movie"]


def test_a_film_answers_to_the_year_that_one_service_dates_it_by_and_keeps_its_own():
    """«Monster» is of 2021 in one catalogue and of 2018 in another; the other «Monster» is of 2019."""
    found = Catalogue(
        bundle(
            title("ns911", "Monster", 2021, work_id="monster-2021-movie"),
            title("ns9911", "Monster", 2018, work_id="monster-2021-movie"),
            title("as1626", "Monster", 2019),
        )
    )
    works = [found.find("title", f"Monster ({year})") for year in (2018, 2021, 2019)]
    assert works[0] == works[1] != works[2]


def test_a_title_before_another_s_alternative_name():
    """Unless that is ten times as well known."""
    heist = name("tmdb-1", "Money Heist", "en")
    for votes, order in ((900, [0, 1]), (1100, [1, 0])):
        films = (
            film(1, "La casa de papel", "2017-05-02", votes=10_000),
            film(2, "Money Heist", "2000-01-01", votes=votes),
        )
        assert Catalogue(bundle(*films, heist)).namesakes("title", "Money Heist") == order
    catalogue = Catalogue(bundle(film(1, "La casa de papel", "2017-05-02"), heist))
    assert catalogue.namesakes("title", "Money Heist") == catalogue.namesakes("title", "la casa de papel") == [0]


def test_a_series_answers_to_every_year_that_it_ran():
    rows = [
        title("ns1", "Vikings", 2013, "tv show"),
        title("as1", "Vikings", 2020, "tv show", work_id="vikings-2013-series"),
    ]
    catalogue = Catalogue(bundle(*rows))
    for asked in ("Vikings (2013)", "Vikings (2016)", "Vikings (2020)", "vikings-2020-series"):
        assert catalogue.find("title", asked) == 0
    with pytest.raises(NotFoundError):
        catalogue.find("title", "Vikings (1958)")


def test_several_works_are_those_one_by_one(service):
    catalogue = service.catalogue
    asked = [ALIEN, DARK, THING_1982, ALIEN]
    assert catalogue.works_at(asked) == [catalogue.work(work_num) for work_num in asked]
    assert [work.work_id for work in catalogue.works_at(asked)] == [
        catalogue.work_ids.ids[work_num] for work_num in asked
    ]
    assert catalogue.works_at([]) == []


def test_who_must_be_named_of_a_work_and_of_its_offers():
    rows = together(
        work("up-2009-movie", "Up", 2009, source="tvmaze"),
        title("tmdb-movie-14160", "Up", 2009, service="max", country="MX", source="tmdb-api"),
        title("ns1", "Up", 2009, country="MX"),
        title("ns2", "Heat", 1995),
    )
    up, heat = Catalogue(bundle(rows)).works_at([0, 1])
    assert [(offer.service, offer.attribution) for offer in up.offers] == [("max", "JustWatch"), ("netflix", None)]
    assert up.attribution == ["TVmaze (CC BY-SA 4.0)", "JustWatch"]
    assert (heat.offers[0].attribution, heat.attribution) == (None, [])


def test_a_picture_is_tmdb_s_wherever_its_address_is_from():
    rows = film(1, "Up", "2009-05-28", poster_path="/up.jpg")
    assert Catalogue(bundle(rows)).work(0).attribution == []
    assert Catalogue(bundle(rows), "https://pictures.example/w342").work(0).attribution == ["TMDB"]
