"""Wikidata's items."""

import gzip
import json

import pytest

from recsys.ingest.records import Name
from recsys.ingest.sources import wikidata
from tests.fixtures.raw_files import read_files

FILE, LATER = "wikidata/2026-11-01.jsonl.gz", "wikidata/2026-11-29.jsonl.gz"


def answers(*items):
    line = {"asked": ["imdb:tt0000001"], "at": "2026-11-29T00:00:00+00:00", "answer": list(items)}
    return gzip.compress(json.dumps(line).encode() + b"\n")


LAKE = {
    "item": "Q10",
    "imdb": ["tt0000111"],
    "film": ["603"],
    "label": [["en", "The Lake"], ["es", "El lago"], ["pt", "O lago"], ["pt-br", "A Lagoa"]],
    "alias": [["en", "Lake Story"], ["es", "El lago"], ["mul", "Lac"]],
    "released": ["1999-09-01T00:00:00Z", "1999-05-20T00:00:00Z", "2009-01-01T00:00:00Z"],
    "genre": ["science fiction film", "heist film", "crime drama film"],
    "saga": ["List of films of a studio", "The Lake film series"],
    "franchise": ["Waters"],
    "basis": ["Q5", "Q8261"],
    "country": ["MX", "Q30"],
    "language": ["es"],
}
SERIES = {
    "item": "Q11",
    "imdb": ["tt0000222"],
    "series": ["603"],
    "label": [["es", "Puerto"]],
    "released": ["1980-01-01T00:00:00Z"],
    "started": ["2015-01-01T00:00:00Z"],
    "franchise": ["Harbour"],
    "language": ["es", "en"],
}


def test_a_film_and_a_series(tmp_path):
    film, series = read_files(wikidata, tmp_path, {FILE: answers(LAKE, SERIES)}).data.records
    assert (film.record_id, film.title, film.type, film.year) == ("Q10", "The Lake", "movie", 1999)
    assert (film.imdb_id, film.tmdb_id) == ("tt0000111", 603)
    assert film.names == [
        Name("The Lake", "en"),
        Name("El lago", "es"),
        Name("O lago", "pt"),
        Name("A Lagoa", "pt", "BR"),
        Name("Lake Story", "en"),
        Name("Lac"),
    ]
    assert film.facts == {
        "genres": ["science fiction", "crime", "drama"],  # of heists the vocabulary has no word
        "keywords": ["based on novel"],
        "collection": "The Lake Collection",
        "countries": ["MX"],
        "original_language": "es",
    }
    assert (series.title, series.type, series.year, series.imdb_id) == ("Puerto", "tv show", 2015, "tt0000222")
    assert series.tmdb_id is None  # 603 is a series' number, which a film has too
    assert series.facts == {"collection": "Harbour Collection"}


def test_the_latest_answer_counts_and_the_nameless_are_rejected(tmp_path):
    nameless = {"item": "Q12", "imdb": ["tt0000333"], "label": [["fr", "Le Lac"]]}
    later = {"item": "Q10", "label": [["mul", "Lac"]], "imdb": ["nm1"], "film": ["1"], "series": ["2"]}
    read = read_files(wikidata, tmp_path, {FILE: answers(LAKE, nameless), LATER: answers(later)})
    (film,) = read.data.records
    assert (film.title, film.type, film.year, film.imdb_id, film.tmdb_id) == ("Lac", None, None, None, None)
    assert (film.names, film.facts) == ([], {})
    assert read.rejected() == [(FILE, 1, "an item must have an id and a name")]
    assert read.counts(tmp_path, FILE) == (2, 1)


@pytest.mark.parametrize(
    ("label", "genres"),
    [
        ("Western film", ["western"]),
        ("comedy-drama", ["comedy", "drama"]),
        ("science fiction action film", ["science fiction", "action"]),
        ("crime fiction", ["crime"]),
        ("animated television series", ["animation"]),
        ("children's film", ["kids"]),
        ("LGBT-related film", ["lgbtq"]),
        ("film based on literature", []),
        ("film", []),
    ],
)
def test_genres_in_the_vocabulary(tmp_path, label, genres):
    item = {"item": "Q1", "label": [["en", "X"]], "genre": [label]}
    (record,) = read_files(wikidata, tmp_path, {FILE: answers(item)}).data.records
    assert record.facts.get("genres", []) == genres


@pytest.mark.parametrize("said", [-1, 2.5, True, "en", {"en": "The Lake"}, None])
def test_what_is_no_list_where_one_must_stand_says_nothing(tmp_path, said):
    odd = LAKE | dict.fromkeys(("imdb", "film", "alias", "released", "genre", "saga", "franchise", "country"), said)
    (record,) = read_files(wikidata, tmp_path, {FILE: answers(odd, LAKE | {"item": "Q12", "label": said})}).data.records
    assert (record.record_id, record.title, record.imdb_id, record.year) == ("Q10", "The Lake", None, None)
