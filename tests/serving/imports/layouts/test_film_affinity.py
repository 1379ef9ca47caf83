"""What is read of FilmAffinity's files."""

from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from tests.serving.imports.layouts.reading import FILM, SERIES, Made, table, told

FILM_AFFINITY_BACKUP = Made(
    "watched.csv",
    table(
        "genre,title,year,country,user score,FA score,FA movie ID,directors",
        ("Drama", "La casa, de enfrente", 1999, "España", 9, "6,1", 123456, "Ana Pérez, Luis Gómez"),
        ("Serie", "El puerto (Serie de TV)", 2015, "España", 4, "7,2", 123457, "Ana Pérez (Creator)"),
        ("Drama", "Otra cosa (TV)", 2001, "España", "--", "7,2", 123458, ""),
        ("Drama", "海の灯", 2003, "Japón", "10", "7,2", 123459, ""),
        separator=";",
    ),
)
FILM_AFFINITY_SPANISH = Made(
    "mis notas.csv",
    "Título;Título original;Año;Director;Nota media;Nota;Fecha\r\n"
    "La casa de enfrente;The House;1999;Ana Pérez;6,1;9;14/09/2026\r\n"
    "El puerto (Miniserie de TV);;;;7,2;7,5;\r\n"
    "Sin nota;;1980;;7,2;;\r\n".encode("cp1252"),
)


def test_film_affinity_backup():
    found = told(FILM_AFFINITY_BACKUP)
    assert found.entries == [
        Entry(
            ("La casa, de enfrente",),
            Signal.RATED,
            line=2,
            year=1999,
            type=FILM,
            people=("Ana Pérez", "Luis Gómez"),
            rating=9.0,
        ),
        Entry(("El puerto",), Signal.RATED, line=3, year=2015, type=SERIES, people=("Ana Pérez",), rating=4.0),
        Entry(("海の灯",), Signal.RATED, line=5, year=2003, type=FILM, rating=10.0),
    ]
    assert found.refused == [Refused(4, "--", Reason.NO_RATING)]


def test_film_affinity_spanish():
    found = told(FILM_AFFINITY_SPANISH)
    assert found.entries == [
        Entry(
            ("La casa de enfrente", "The House"),
            Signal.RATED,
            line=2,
            year=1999,
            type=FILM,
            people=("Ana Pérez",),
            rating=9.0,
            day="14/09/2026",
        ),
        Entry(("El puerto",), Signal.RATED, line=3, type=SERIES, rating=7.5),
    ]
    assert found.refused == [Refused(4, "", Reason.NO_RATING)]
