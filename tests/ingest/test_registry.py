"""The registry of sources."""

import pytest

from recsys.domain.licences import SAMPLE, sources_of
from recsys.ingest.sources.registry import SOURCES, source_of_path

NAMES = [source.name for source in SOURCES]


def test_the_order_in_which_facts_are_believed():
    assert NAMES[:6] == ["tmdb", "justwatch", "catalogues", "imdb", "flixable", "octopus"]
    assert set(NAMES[6:]) == {
        "imdb-keywords",
        "tvmaze",
        "viewing-reports",
        "watched",
        "movielens",
        "platform-ratings",
        "title-scores",
        "wikidata",
    }
    assert len(NAMES) == len(set(NAMES))


def test_catalogues_are_those_whose_records_are_works_of_their_own():
    assert {source.name for source in SOURCES if source.catalogue} == {
        "tmdb",
        "justwatch",
        "catalogues",
        "flixable",
        "octopus",
    }


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_an_entry_says_what_its_files_are(source):
    assert source.what
    assert source.terms
    for layout in source.layouts:
        # Placeholders stand for a service, a country and a day.
        example = layout.example.replace("<service>", "netflix").replace("<country>", "us").replace("<date>", "2022-05")
        assert layout.match(example) is not None, example
        assert all(column == column.lower() for column in layout.columns)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("platforms/netflix_titles.csv", "catalogues"),
        ("movielens/ml-1m/ratings.dat", "movielens"),
        ("ratings/1.csv", "platform-ratings"),
        ("elsewhere/1.csv", None),
    ],
)
def test_the_source_of_a_path(path, name):
    found = source_of_path(path)
    assert (found.name if found else None) == name


def test_terms_come_from_what_a_manifest_says():
    manifest = {"tmdb": {"what": "films", "terms": "CC0"}, "fables": {"what": "fables", "terms": "none"}}
    assert [(one.name, one.what, one.terms) for one in sources_of(manifest, sample=False)] == [
        ("tmdb", "films", "CC0"),
        ("fables", "fables", "none"),
    ]
    assert sources_of(manifest, sample=True) == [SAMPLE]
