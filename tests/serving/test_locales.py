"""What a work is called in a language and a country, of names that one knows."""

import dataclasses

import pyarrow as pa
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.catalogue import Catalogue
from recsys.serving.locales import Locale, description, variant
from recsys.serving.service import Service
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import film, name, together, work

HARRY, HEIST, ROMA, TITANIC, SHOW = (
    "harry-2001-movie",
    "heist-2017-series",
    "roma-2018-movie",
    "titanic-1997-movie",
    "novela-2012-series",
)
TEXTS = [{"language": "en", "text": "A wizard."}, {"language": "pt", "text": "Um bruxo."}]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    rows = together(
        film(1, "Harry and the Stone", "2001-11-16", work_id=HARRY, original_title="Harry and the Old Stone"),
        name(HARRY, "Harry y la piedra dicha (4K)", None, "MX", kind="decorated"),
        name(HARRY, "Harry y la piedra", "es"),
        name(HARRY, "Harry y la piedra de España", None, "ES"),
        name(HARRY, "Harry y la piedra de Argentina", None, "AR"),
        name(HARRY, "Harry y la piedra de México", "es", "MX"),
        name(HARRY, "Harry e a Pedra", "pt", "PT"),
        name(HARRY, "Harry e a Pedra do Brasil", None, "BR"),
        name(HARRY, "Harry and the Philosopher's Stone", None, "GB"),
        name(HARRY, "Harry, USA", None, "US"),
        name(HARRY, "Гарри", "ru", "RU"),
        # Whoever tells of a series tells no language: what the country that made it speaks is its own.
        work(HEIST, "Money Heist", 2017, "tv show", countries=["ES", "US"], original_title="La casa de papel"),
        name(HEIST, "El atraco", None, "AR"),
        name(HEIST, "A Casa", None, "BR"),
        film(2, "Roma", "2018-08-30", work_id=ROMA, original_language="es", original_title="Roma"),
        name(ROMA, "Rome", "en"),
        film(3, "Titanic", "1997-11-18", work_id=TITANIC, original_title="Titanic"),
        name(TITANIC, "Titánic", "es", "ES"),
        name(TITANIC, "Titanic", "es", "MX"),
        work(SHOW, "Brazil Avenue", 2012, "tv show", countries=["BR"]),
    )  # fmt: skip
    made = bundle(rows)
    place = made.works.schema.get_field_index("descriptions")
    ids = made.works.column("work_id").to_pylist()
    texts = pa.array([TEXTS if work_id == HARRY else [] for work_id in ids], made.works.schema.field(place).type)
    works = made.works.set_column(place, made.works.schema.field(place), texts)
    return Catalogue(dataclasses.replace(made, works=works))


def told(catalogue: Catalogue, work_id: str, language: str, country: str | None) -> str:
    return catalogue.name(catalogue.work_ids.number(work_id), Locale(language, country))


@pytest.mark.parametrize(
    ("language", "country", "title"),
    [
        ("es", "MX", "Harry y la piedra de México"),
        ("es", "AR", "Harry y la piedra de Argentina"),
        ("es", "CL", "Harry y la piedra de Argentina"),  # the first of Latin America's
        ("es", "ES", "Harry y la piedra de España"),
        ("es", None, "Harry y la piedra de Argentina"),
        ("es", "JP", "Harry y la piedra de Argentina"),
        ("es", "US", "Harry y la piedra de Argentina"),
        ("pt", "BR", "Harry e a Pedra do Brasil"),
        ("pt", None, "Harry e a Pedra do Brasil"),
        ("pt", "MX", "Harry e a Pedra do Brasil"),
        ("pt", "PT", "Harry e a Pedra"),
        ("pt", "AO", "Harry e a Pedra"),
        ("en", "US", "Harry and the Stone"),  # the main title, whatever else it is called there
        ("en", None, "Harry and the Stone"),
        ("en", "MX", "Harry and the Stone"),
        ("en", "GB", "Harry and the Philosopher's Stone"),
        ("en", "AU", "Harry and the Stone"),
    ],
)
def test_a_country_s_own_name_comes_before_its_neighbours_and_these_before_others(catalogue, language, country, title):
    assert told(catalogue, HARRY, language, country) == title


@pytest.mark.parametrize(
    ("work_id", "language", "country", "title"),
    [
        (HEIST, "es", "MX", "La casa de papel"),
        (HEIST, "es", "AR", "El atraco"),
        (HEIST, "pt", "BR", "A Casa"),
        (HEIST, "pt", "PT", "A Casa"),  # another country's, in want of one's own
        (HEIST, "en", "US", "Money Heist"),
        (ROMA, "es", "MX", "Roma"),
        (ROMA, "en", "US", "Rome"),  # the main title is the original one, of another language
        (ROMA, "pt", "BR", "Roma"),
        (TITANIC, "es", "MX", "Titanic"),  # Mexico's own, though it is the main title, too
        (TITANIC, "es", "ES", "Titánic"),
        (TITANIC, "pt", "BR", "Titanic"),
        (SHOW, "pt", "BR", "Brazil Avenue"),  # its original title is not known
    ],
)
def test_a_work_in_the_language_keeps_its_own_title_and_one_without_a_name_the_main_title(
    catalogue, work_id, language, country, title
):
    assert told(catalogue, work_id, language, country) == title


def test_a_name_of_several_countries_is_searched_once(catalogue):
    row = catalogue.work_ids.number(TITANIC)
    assert catalogue.titles.exact("titanic") == [row]
    assert catalogue.titles.search("titanik", 5)[0] == row


def test_cards_have_the_titles_and_descriptions_of_the_locale_in_their_order(catalogue):
    rows = catalogue.work_ids.numbers([TITANIC, HARRY, HEIST, HARRY]).tolist()
    works = catalogue.works_at(rows, Locale("pt", "BR"))
    assert [work.title for work in works] == [
        "Titanic", "Harry e a Pedra do Brasil", "A Casa", "Harry e a Pedra do Brasil",
    ]  # fmt: skip
    assert [work.original_title for work in works[:3]] == ["Titanic", "Harry and the Old Stone", "La casa de papel"]
    assert [work.description for work in works[:2]] == ["", "Um bruxo."]
    assert catalogue.works_at(rows)[1].description == "A wizard."
    assert catalogue.dated(rows[1], Locale("es", "MX")) == "Harry y la piedra de México (2001)"
    assert catalogue.works_at([], Locale("es")) == []


def test_a_description_is_in_the_language_or_else_the_main_one():
    assert description(TEXTS, Locale("pt", "BR")) == "Um bruxo."
    assert description(TEXTS, Locale("es", "MX")) == "A wizard."
    assert description(TEXTS, None) == "A wizard."
    assert description([], Locale("es")) == ""


def test_variants_of_a_language():
    assert [variant("es", country) for country in ("MX", "AR", "ES", "US", None)] == [
        "es_419", "es_419", "es", "es_419", "es_419",
    ]  # fmt: skip
    assert [variant("pt", country) for country in ("BR", "PT", "AO", None)] == ["pt", "pt_PT", "pt_PT", "pt"]


@pytest.fixture(scope="module")
def sample(sample_bundle) -> Service:
    return Service(load_bundle(sample_bundle))


@pytest.mark.parametrize(
    ("language", "country", "goodfellas", "city"),
    [
        ("es", "MX", "Buenos muchachos", "Ciudad de Dios"),
        ("pt", "Brasil", "Os Bons Companheiros", "Cidade de Deus"),
        ("EN", "us", "Goodfellas", "City of God"),
        (None, "MX", "Goodfellas", "City of God"),
        ("", None, "Goodfellas", "City of God"),
    ],
)
def test_every_answer_is_told_in_the_language_asked_for(sample, language, country, goodfellas, city):
    asked = {"language": language, "country": country}
    found = sample.fit(title="goodfellas", ratings=["City of God=5"], **asked)
    assert (found.work.title, found.work.original_title) == (goodfellas, "Goodfellas")
    assert [reason.title for reason in found.reasons] == [city]
    alike = sample.recommend("uno de los nuestros", k=100, language=language)
    assert alike.work.work_id == found.work.work_id
    listed = sample.for_user(ratings=["City of God=5"], k=100, language=language).results
    assert {reason.title for one in listed for reason in one.reasons} == {city}
    searched = sample.search("goodfellas", k=1, language=language)
    assert [work.work_id for work in searched] == [found.work.work_id]


@pytest.mark.parametrize("language", ["fr", "es-MX", "xx", "Spanish"])
def test_a_language_that_answers_are_not_told_in_is_refused(sample, language):
    for ask in (sample.search, sample.recommend):
        with pytest.raises(InvalidValueError, match="language must be one of en, es, pt, got "):
            ask("goodfellas", language=language)
    with pytest.raises(NotFoundError, match="country"):
        sample.fit(title="goodfellas", language="es", country="Atlantis")
