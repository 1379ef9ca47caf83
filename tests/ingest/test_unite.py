import json

import pytest

from recsys.ingest.records import Listing, Name, Person, Record
from recsys.ingest.unite import unite


def record(source, title="A Title", type="movie", year=2020, **values):
    facts = values.pop("facts", {})
    return Record(source, values.pop("record_id", source), title, type, year, facts=facts, **values)


def facts_of(*records):
    return unite(records).facts


def test_the_first_source_that_knows_a_fact_is_believed_and_named():
    facts = facts_of(
        record(
            "tmdb", facts={"runtime": None, "tagline": "First.", "budget": 0, "popularity": 0.0, "countries": ["US"]}
        ),
        record("justwatch", facts={"runtime": 101, "tagline": "Second.", "budget": 7, "popularity": 2.0}),
        record("catalogues", facts={"countries": ["GB", "US"]}),
    )
    assert (facts["popularity"], facts["countries"]) == (0.0, ["US"])
    assert (facts["runtime"], facts["tagline"], facts["budget"]) == (101, "First.", 7)
    origin = json.loads(facts["fact_sources"])
    assert (origin["runtime"], origin["tagline"], origin["budget"]) == ("justwatch", "tmdb", "justwatch")
    assert facts["sources"] == ["tmdb", "justwatch", "catalogues"]


def test_the_title_of_a_source_without_listings_stays_as_it_writes_it():
    listed = Listing("amazon", ("US",), "2021", "as1", "Heat (4K UHD)", 1995)
    decorated = record("catalogues", "Heat (4K UHD)", listings=[listed])
    assert facts_of(decorated)["title"] == "Heat"
    united = unite([record("tmdb", "Star Wars: Episode I - The Phantom Menace"), decorated])
    assert united.facts["title"] == "Star Wars: Episode I - The Phantom Menace"


def test_votes_are_the_largest_with_the_mean_of_the_same_votes():
    facts = facts_of(
        record("tmdb", facts={"votes": 10, "vote_average": 9.0}),
        record("imdb", facts={"votes": 2000, "vote_average": 6.5}),
    )
    assert (facts["votes"], facts["vote_average"]) == (2000, 6.5)
    assert json.loads(facts["fact_sources"])["votes"] == "imdb"


def test_lists_are_united_without_repetition():
    facts = facts_of(
        record("tmdb", facts={"genres": ["drama", "crime"]}),
        record("justwatch", facts={"genres": ["crime", "thriller"]}),
    )
    assert facts["genres"] == ["drama", "crime", "thriller"]
    assert json.loads(facts["fact_sources"])["genres"] == "tmdb, justwatch"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        # One calls a film of aliens so, two call it fiction; of one against one it is who calls it both that errs.
        ([["action", "thriller"], ["thriller", "documentary"], ["action"]], False),
        ([["drama"], ["drama", "documentary"]], False),
        ([["drama"], ["documentary", "history"]], True),
        ([["documentary", "sport"], ["documentary"], ["drama", "sport"]], True),
        # What a documentary is about denies nothing, and what nobody denies stays.
        ([["crime"], ["crime", "documentary"]], True),
        ([["comedy", "documentary"], ["special interest"]], True),
        ([["thriller", "documentary"]], True),
    ],
)
def test_a_documentary_is_what_most_sources_call_one(told, kept):
    facts = facts_of(*(record(f"source-{place}", facts={"genres": genres}) for place, genres in enumerate(told)))
    assert ("documentary" in facts["genres"]) is kept
    assert set(facts["genres"]) >= {genre for genres in told for genre in genres if genre != "documentary"}


def test_a_series_is_of_its_first_year_whatever_season_a_service_had_last():
    first = facts_of(
        record("catalogues", type="tv show", year=2019, newest_year=True),
        record("justwatch", type="tv show", year=2010),
    )
    assert first["year"] == 2010
    # Nobody knows the first season: the earliest that somebody has.
    assert (
        facts_of(*(record("catalogues", type="tv show", year=year, newest_year=True) for year in (2019, 2014)))["year"]
        == 2014
    )
    # A film is of the year that the first source says.
    assert facts_of(record("tmdb", year=2020), record("catalogues", year=2019))["year"] == 2020


def test_the_longest_description_of_each_language_english_first():
    facts = facts_of(
        record("tmdb", facts={"descriptions": [("en", "Short."), ("es", "Una historia larga.")]}),
        record("justwatch", facts={"descriptions": [("en", "A longer one.")]}),
    )
    assert facts["descriptions"] == [
        {"language": "en", "text": "A longer one."},
        {"language": "es", "text": "Una historia larga."},
    ]


def test_the_strictest_maturity_the_largest_seasons_and_the_sum_of_hours():
    facts = facts_of(
        record("justwatch", facts={"maturity": "pg-13", "seasons": 3, "hours_viewed": 5}),
        record("catalogues", facts={"maturity": "r", "seasons": 2}),
        record("viewing-reports", facts={"hours_viewed": 7}),
    )
    assert (facts["maturity"], facts["seasons"], facts["hours_viewed"]) == ("r", 3, 12)


def test_a_country_s_certification_is_the_strictest_that_is_told_of_it():
    facts = facts_of(
        record("tmdb-api", facts={"certifications": {"US": "PG-13", "MX": "B"}}),
        record("catalogues", facts={"certifications": {"US": "R"}}),
        record("catalogues", facts={"certifications": {"US": "TV-MA"}}),  # as strict, and later
        record("justwatch", facts={"maturity": "nc-17"}),
    )
    assert facts["certifications"] == [
        {"country": "MX", "certification": "B"},
        {"country": "US", "certification": "R"},
    ]
    assert json.loads(facts["fact_sources"])["certifications"] == "tmdb-api, catalogues"


def test_the_fullest_list_of_people_is_the_main_one_in_each_role():
    cast = [Person("Ann Lee", "actor"), Person("Bo Day", "actor"), Person("Cy Low", "director")]
    united = unite(
        [
            record("tmdb", people=[Person("Ann Lee", "actor", 7, "Herself"), Person("Cy Low", "director", 8)]),
            record(
                "catalogues",
                record_id="as1",
                people=cast,
                listings=[Listing("amazon", ("US",), "2021", "as1", "A Title", 2020)],
            ),
        ]
    )
    rows = [(c.person.name, c.person.role, c.order, c.source, c.title_id, c.main) for c in united.people]
    assert rows == [
        ("Ann Lee", "actor", 0, "tmdb", None, False),
        ("Ann Lee", "actor", 0, "catalogues", "as1", True),
        ("Bo Day", "actor", 1, "catalogues", "as1", True),
        ("Cy Low", "director", 0, "tmdb", None, True),
        ("Cy Low", "director", 0, "catalogues", "as1", False),
    ]
    assert json.loads(united.facts["fact_sources"])["actor"] == "catalogues"


def test_every_title_once_the_decorated_one_by_its_kind():
    united = unite(
        [
            record("justwatch", "La casa de papel", "tv show", names=[Name("Money Heist", "en", "US")]),
            record("catalogues", "Money Heist", "tv show"),
            record("octopus", "La casa de papel", "tv show", names=[Name("La casa de papel", "es", "ES", "original")]),
        ]
    )
    assert united.facts["title"] == "La casa de papel"
    assert united.facts["original_title"] == "La casa de papel"
    assert united.names == [
        Name("La casa de papel", None, None, "main"),
        Name("Money Heist", "en", "US", "alternative"),
        Name("La casa de papel", "es", "ES", "alternative"),
    ]
    listed = Listing("disney", ("US",), "2021", "ds1", "Marvel Studios' The Avengers", 2012)
    marvel = unite([record("catalogues", "Marvel Studios' The Avengers", listings=[listed])])
    assert marvel.facts["title"] == "The Avengers"
    assert marvel.names == [
        Name("The Avengers", None, None, "main"),
        Name("Marvel Studios' The Avengers", None, None, "decorated"),
    ]


def test_a_title_is_kept_for_every_country_that_it_is_told_of():
    united = unite(
        [
            record("tmdb", "Up", names=[Name("Up", "pt", "BR"), Name("Up: una aventura", "es", "MX"), Name("Up")]),
            record("catalogues", "Up"),
            record(
                "imdb",
                "Up",
                names=[
                    Name("Up (Arriba)", kind="original"),
                    Name("Up", None, "ES"),
                    Name("Up: una aventura", None, "AR"),
                    Name("Up: una aventura", "es", "MX"),
                    Name("Up (Arriba)", "es", "CU"),
                    Name("Up: una aventura"),
                ],
            ),
        ]
    )
    assert united.names == [
        Name("Up", kind="main"),
        Name("Up (Arriba)", kind="original"),
        Name("Up", "pt", "BR"),
        Name("Up: una aventura", "es", "MX"),
        Name("Up", None, "ES"),
        Name("Up: una aventura", None, "AR"),
        Name("Up (Arriba)", "es", "CU"),
    ]


def test_a_work_that_nobody_dates_is_refused():
    with pytest.raises(ValueError, match="says its type and year"):
        unite([record("tvmaze", year=None)])
