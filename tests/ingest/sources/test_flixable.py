"""The Spanish list."""

import pytest

from recsys.ingest.records import Name, Person
from recsys.ingest.sources import flixable
from tests.fixtures.raw_files import read_files

FILE = "es/flixable_2020-11.csv"
HEADER = "Nombre,Año,Edad,Duración,Genero,Director,Actores,País,IMDb,Plataforma\n"
FILM = (
    'El lago,1999,TODOS LO,95 min,"Comedias, Para toda la familia",Ana Paz,"Ben Sol, Cy Roe",'
    '"Corea del Sur, México",6.4/10,Netflix\n'
)
SERIES = "Puerto,2019,13+,6 temporadas,Policiacas,NA,NA,NA,NA,Disney\n"


def read(tmp_path, *rows):
    return read_files(flixable, tmp_path, {FILE: HEADER + "".join(rows)})


def test_a_film_in_spanish(tmp_path):
    (film,) = read(tmp_path, FILM).data.records
    assert film.names == [Name("El lago", "es")]
    assert (film.type, film.year, film.newest_year) == ("movie", 1999, False)
    assert film.people == [Person("Ana Paz", "director"), Person("Ben Sol", "actor"), Person("Cy Roe", "actor")]
    # Its mean on IMDb is left out, since nobody says of how many votes it is.
    assert film.facts == {
        "genres": ["comedy", "family"],
        "countries": ["KR", "MX"],
        "maturity": "all",
        "runtime": 95,
    }
    (listing,) = film.listings
    assert (listing.service, listing.where, listing.snapshot) == ("netflix", (None,), "2020-11")
    assert listing.countries == ["south korea", "mexico"]


def test_a_series_has_the_year_of_its_newest_season(tmp_path):
    (series,) = read(tmp_path, SERIES).data.records
    assert (series.type, series.year, series.newest_year) == ("tv show", 2019, True)
    assert (series.people, series.facts) == ([], {"genres": ["crime"], "maturity": "13+", "seasons": 6})
    assert (series.listings[0].service, series.listings[0].duration_type) == ("disney", "season")


def test_one_name_of_two_directors_and_of_two_services(tmp_path):
    found = read(tmp_path, FILM, FILM.replace("Ana Paz", "Di Oz"), FILM.replace(",Netflix", ",Disney"), FILM)
    first, other = found.data.records
    assert [listing.service for listing in first.listings] == ["netflix", "disney"]
    assert [listing.service for listing in other.listings] == ["netflix"]
    assert [line for _, line, _ in found.rejected()] == [5]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (FILM.replace("El lago", "NA"), "no title"),
        (FILM.replace("1999", "NA"), "Año must be a year"),
        (FILM.replace("95 min", "NA"), "Duración must be minutes or temporadas"),
        (FILM.replace(",Netflix", ",Filmin y otras"), "Plataforma must be a service of the registry"),
    ],
)
def test_rows_that_are_no_titles(tmp_path, row, reason):
    assert read(tmp_path, row).rejected() == [(FILE, 2, reason)]
