"""What real titles are called and where they are, country by country: facts looked up in the files by hand."""

import pytest

from recsys.domain.schema import TABLES
from recsys.ingest.load import read_data
from recsys.ingest.sources.registry import SOURCES
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.locales import Locale
from tests.fixtures.catalogue import bundle_of

pytestmark = pytest.mark.real_data
READ = ("octopus", "flixable", "imdb", "viewing-reports")


@pytest.fixture(scope="module")
def catalogue(real_data) -> Catalogue:
    """The works of four sources, without models that know anything."""
    tables = read_data(real_data, sources=[source for source in SOURCES if source.name in READ])
    return Catalogue(bundle_of({name: getattr(tables, name) for name in TABLES}))


def found(catalogue: Catalogue, asked: str, language: str = "en", country: str | None = None) -> Work:
    return catalogue.work(catalogue.find("title", asked), Locale(language, country))


@pytest.mark.parametrize(
    ("asked", "language", "country", "title"),
    [
        # Of IMDb's akas.
        ("It (2017)", "es", "MX", "Eso"),
        ("It (2017)", "es", "ES", "It"),  # Spain's own, though it is the main title
        ("It (2017)", "es", "AR", "It (Eso)"),
        ("Wonder Woman (2017)", "es", "MX", "Mujer Maravilla"),
        ("Wonder Woman (2017)", "es", "AR", "Mujer Maravilla"),  # one name of two countries
        ("Wonder Woman (2017)", "es", "ES", "Wonder Woman"),
        ("Wonder Woman (2017)", "pt", "PT", "Mulher-Maravilha"),
        ("Wonder Woman (2017)", "pt", "BR", "Mulher-Maravilha"),
        ("Justice League (2017)", "es", "ES", "Liga de la Justicia"),
        ("The Greatest Showman", "pt", "BR", "O Rei do Show"),
        ("The Greatest Showman", "pt", "PT", "O Grande Showman"),
        ("The Greatest Showman", "en", "US", "The Greatest Showman"),
        # Of the Spanish list, and of the viewing reports.
        ("Money Heist", "es", "MX", "La casa de papel"),
        ("Fake Profile", "en", "US", "Fake Profile"),
    ],
)
def test_titles_of_a_country(catalogue, asked, language, country, title):
    assert found(catalogue, asked, language, country).title == title


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Mujer Maravilla", "Wonder Woman (2017)"),
        ("It: A Coisa", "It (2017)"),
        ("O Rei do Show", "The Greatest Showman"),
        ("Perfil falso", "Fake Profile"),  # after // in the viewing reports
        ("더 글로리", "The Glory"),
        ("La casa de papel", "Money Heist"),
    ],
)
def test_any_name_finds_the_work(catalogue, name, other):
    assert found(catalogue, name).work_id == found(catalogue, other).work_id


@pytest.mark.parametrize(
    ("asked", "service", "there", "not_there"),
    [
        ("Wonder Woman (2017)", "max", "MX BR AR ES PT US", "DK JP CA"),
        ("Wonder Woman (2017)", "hulu", "JP", "US MX"),
        ("Justice League (2017)", "max", "MX BR AR", "ES PT DK"),
        ("The Greatest Showman", "max", "DK FI NO", "MX US"),
        ("The Greatest Showman", "hulu", "US", "JP"),
        ("The Fifth Element", "max", "DK FI NO SE", "US MX"),
        ("Jarhead (2005)", "max", "HK ID MY PH SG TH TW", "DK US MX"),
    ],
)
def test_a_service_shows_it_in_these_countries(catalogue, asked, service, there, not_there):
    (offer,) = [offer for offer in found(catalogue, asked).offers if offer.service == service]
    assert set(there.split()) <= set(offer.countries)
    assert not set(not_there.split()) & set(offer.countries)


@pytest.mark.parametrize(("title", "year"), [("Buscando a Nemo", 2003), ("Valiente", 2012)])
def test_titles_of_the_spanish_list_are_on_its_service(catalogue, title, year):
    work = found(catalogue, title, "es", "ES")
    assert (work.title, work.year) == (title, year)
    assert [(offer.service, offer.snapshot) for offer in work.offers] == [("disney", "2020-11")]
