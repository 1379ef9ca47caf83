"""What the models are told of works, on rows that fit on paper."""

import numpy as np
import pyarrow as pa
import pytest

from recsys.build.columns import Terms, list_terms, text_terms
from recsys.build.item_features import CONTENT_FIELDS, Documents, ItemFeatures
from recsys.build.words import words
from recsys.bundle.tables import codes
from tests.fixtures.tables import credit, film, name, tables, title, work

HEAT = film(
    949, "Heat", "1995-12-15", genres=["crime"], countries=["US"], keywords=["Bank Robbery"], collection="Heats",
    companies=["Regency"], tagline="A crime saga", descriptions=["A thief in the city."],
    runtime=170, votes=9, vote_average=7.9, directors=["Michael Mann"], cast=["Al Pacino", "Robert De Niro"],
)  # fmt: skip
AMELIE = film(
    194, "Amélie", "2001-04-25", original_title="Le Fabuleux Destin", original_language="fr", runtime=0,
    descriptions=["Waitress, waitress!"],
    directors=["AL PACINO"], cast=["Al Pacino"],
)  # fmt: skip
DARK = work("dark-2017-series", "Dark", 2017, "tv show", source="catalogues", countries=["DE", "XX"], runtime=50)
LISTED = (
    title("ns1", "Dark", 2017, "tv show", work_id="dark-2017-series"),
    title("hs2", "Dark", 2017, "tv show", work_id="dark-2017-series"),
    title("as7", "Heat", 1995, work_id="tmdb-949"),
)


@pytest.fixture(scope="module")
def features():
    made = tables(HEAT, AMELIE, DARK, *LISTED, name("tmdb-194", "Le Fabuleux Destin", "fr", kind="original"))
    return ItemFeatures.of(made["works"], made["names"], made["credits"], made["titles"])


def test_documents_of_the_content_model(features):
    heat, amelie, dark = features.documents
    assert set(heat) == set(CONTENT_FIELDS)
    assert heat == {
        "saga": ["heat"],
        "title": ["heat"],
        "genre": ["crime"],
        "director": ["Michael Mann"],
        "cast": ["Al Pacino", "Robert De Niro"],
        "country": ["united states"],
        "description": ["crime", "saga", "thief", "city"],
        "keyword": ["bank robbery"],
        "company": ["Regency"],
    }
    # The English text, repetitions kept; a name in one spelling.
    assert amelie["description"] == ["waitress", "waitress"]
    assert amelie["director"] == amelie["cast"] == ["Al Pacino"]
    assert dark["country"] == ["germany", "xx"]
    assert dark["company"] == dark["cast"] == []
    assert [one["saga"] for one in (heat, amelie, dark)] == [["heat"], ["amelie"], ["dark"]]


def test_facts_of_the_collaborative_model(features):
    heat, _, dark = features.facts
    assert set(heat) == {"genre", "director", "cast", "country", "decade", "type", "service"}
    assert (heat["decade"], heat["type"], heat["service"]) == (["199"], ["movie"], ["amazon"])
    assert (dark["decade"], dark["type"], dark["service"]) == (["201"], ["tv show"], ["hulu", "netflix"])


def test_the_cooccurrence_model_is_told_of_films_of_the_film_catalogue_alone(features):
    heat, amelie, dark = features.film_documents
    # The words of both names once.
    assert amelie["title"] == ["amelie", "le", "fabuleux", "destin"]
    assert heat["collection"] == ["Heats"]
    assert heat["person"] == ["Michael Mann", "Al Pacino", "Robert De Niro"]
    assert amelie["person"] == ["Al Pacino"]  # in two roles, one person
    assert (heat["company"], heat["language"], amelie["language"]) == (["Regency"], ["en"], ["fr"])
    assert dark == {field: [] for field in heat}
    numbers = features.film_numbers
    np.testing.assert_array_equal(numbers["year"], [1995, 2001, np.nan])
    np.testing.assert_array_equal(numbers["votes"], [9, 0, np.nan])
    np.testing.assert_array_equal(numbers["score"], [7.9, np.nan, np.nan])
    np.testing.assert_array_equal(numbers["runtime"], [170, np.nan, np.nan])
    assert features.numbers["runtime"][2] == 50
    assert features.numbers["fame"].tolist() == pytest.approx([1, 1, 0])  # what few known films have; no series is
    assert features.is_film.tolist() == [True, True, False]


def documents_of(*rows):
    made = tables(*rows)
    return ItemFeatures.of(made["works"], made["names"], made["credits"], made["titles"])


def test_titles_of_one_saga_share_its_name():
    titles = ["Toy Story", "Toy Story 2", "The Godfather", "The Godfather: Part II", "2012", "3%", "3", "300"]
    found = documents_of(*(film(n, name, "2000-01-01") for n, name in enumerate(titles))).documents
    assert [one["saga"] for one in found] == [["toy story"]] * 2 + [["godfather"]] * 2 + [["2012"], [], [], ["300"]]


def test_people_of_very_many_works_say_nothing_of_two_of_them():
    """A narrator of 61 works is left out, somebody of 60 is not; other models are told of both."""
    films = [
        film(
            n,
            f"Film {n}",
            "2000-01-01",
            cast=["Narrator", *(["Busy"] if n < 60 else [])],
            directors=["Narrator"] * (n < 5),
        )
        for n in range(61)
    ]
    found = documents_of(*films)
    assert [one["cast"] for one in found.documents] == [["Busy"]] * 60 + [[]]
    # By role: as a director of five works somebody is no narrator.
    assert [one["director"] for one in found.documents] == [["Narrator"]] * 5 + [[]] * 56
    assert found.facts[60]["cast"] == found.film_documents[60]["person"] == ["Narrator"]
    assert found.facts[0]["cast"] == ["Narrator", "Busy"]


def test_who_created_a_series_counts_as_its_director():
    made_by = [
        credit(DARK.works[0]["work_id"], person, role, order, source="catalogues")
        for person, role, order in (
            ("Jantje Friese", "creator", 0),
            ("Baran bo Odar", "creator", 1),
            ("Baran bo Odar", "director", 0),
            ("Louis Hofmann", "actor", 0),
            ("Somebody", "writer", 0),
        )
    ]
    (dark,) = documents_of(DARK, LISTED[0], *made_by).documents
    assert sorted(dark["director"]) == ["Baran bo Odar", "Jantje Friese"]
    assert dark["cast"] == ["Louis Hofmann"]


def test_only_the_fullest_list_of_people_counts_in_its_order():
    made = tables(HEAT, credit("tmdb-949", "Somebody Else", order=0, source="catalogues"), LISTED[2])
    credits = made["credits"].to_pandas()
    credits["main"] = credits["source"] == "tmdb"
    credits = pa.Table.from_pandas(credits.iloc[::-1], schema=made["credits"].schema, preserve_index=False)
    found = ItemFeatures.of(made["works"], made["names"], credits, made["titles"])
    assert found.documents[0]["cast"] == ["Al Pacino", "Robert De Niro"]


def test_the_description_is_the_english_one_else_the_first():
    made = tables(HEAT, AMELIE, DARK)
    spanish, english = {"language": "es", "text": "Una camarera"}, {"language": "en", "text": "waitress"}
    of_works = made["works"].schema.field("descriptions")
    told = pa.array([[spanish, english], [spanish], []], type=of_works.type)
    works = made["works"].set_column(made["works"].schema.get_field_index("descriptions"), of_works, told)
    found = ItemFeatures.of(works, made["names"], made["credits"], made["titles"])
    assert [one["description"] for one in found.documents] == [["crime", "saga", "waitress"], ["una", "camarera"], []]


def numbers_of(*films):
    made = tables(*films)
    return ItemFeatures.of(made["works"], made["names"], made["credits"], made["titles"]).numbers["votes"]


def voted(number, votes, popularity, source):
    """A film of the film catalogue whose votes are a source's."""
    rows = film(number, f"Film {number}", "2000-01-01", votes=votes, popularity=popularity)
    rows.works[0]["sources"] = [source, "tmdb"]
    return rows


def test_votes_of_another_source_are_scaled_to_the_film_catalogues():
    """Where TMDB counts 2^p - 1 votes for a popularity of 2^p - 1, another source counts some 64 times as many."""
    powers = [1 + n % 7 for n in range(60)]
    own = [voted(n, 2**power - 1, 2.0**power - 1, "tmdb") for n, power in enumerate(powers)]
    others = [voted(100 + n, 64 * 2**power - 1, 2.0**power - 1, "imdb") for n, power in enumerate(powers)]
    few = [voted(200, 5_000, 3.0, "octopus")]
    found = numbers_of(*own, *others, *few)
    np.testing.assert_allclose(found[:60], [2**power - 1 for power in powers])
    np.testing.assert_allclose(found[60:120], found[:60], rtol=1e-6)
    assert np.isnan(found[120])  # one film tells nothing of how its source counts
    np.testing.assert_array_equal(numbers_of(*own), found[:60])


def test_no_work_at_all():
    made = {name: table.slice(0, 0) for name, table in tables(HEAT, LISTED[2]).items()}
    found = ItemFeatures.of(made["works"], made["names"], made["credits"], made["titles"])
    assert list(found.documents) == list(found.facts) == list(found.film_documents) == []


def test_documents_by_row_are_those_gone_through():
    documents = Documents({"a": Terms(np.array([0, 2, 2, 3]), ["x", "y", "z"]), "b": Terms(np.arange(4), list("pqr"))})
    assert list(documents) == [documents[row] for row in range(3)] == documents[:]
    assert documents[-1] == {"a": ["z"], "b": ["r"]}
    with pytest.raises(IndexError):
        documents[3]
    with pytest.raises(ValueError, match="the same works"):
        Documents({"a": Terms(np.arange(2), ["x"]), "b": Terms(np.arange(3), ["x", "y"])})


def test_words_are_folded_and_of_two_letters_or_more():
    found = words(["The Étoile & a B-side: you’re in, don't ask", "", "x"])
    assert found.values == ["etoile", "side", "ask"]
    assert found.starts.tolist() == [0, 3, 3, 3]


def test_columns_as_numbers():
    mixed = pa.chunked_array([pa.array(["b", None]).dictionary_encode(), pa.array(["a", "b"]).dictionary_encode()])
    values, numbers = codes(mixed)
    assert [values[number] if number >= 0 else None for number in numbers] == ["b", None, "a", "b"]
    assert codes(pa.chunked_array([], type=pa.string()))[1].tolist() == []
    lists = list_terms(pa.chunked_array([pa.array([["x", "y"], []]), pa.array([["x"]])]))
    assert (lists.starts.tolist(), lists.values, lists.rows.tolist()) == ([0, 2, 2, 3], ["x", "y", "x"], [0, 0, 2])
    assert lists.only(np.array([False, True, True])).starts.tolist() == [0, 0, 0, 1]
    assert text_terms(pa.chunked_array([pa.array(["x", None])])).starts.tolist() == [0, 1, 1]
