"""The registry of sources."""

from dataclasses import asdict

import pytest

from recsys.domain.licences import SAMPLE, Terms, Uses, sources_of, uses_table
from recsys.errors import SettingsError
from recsys.ingest.sources.registry import SOURCES, parse_train_on, shown_only, source_of_path
from tests.ui.server import ROOT

NAMES = [source.name for source in SOURCES]


def test_the_order_in_which_facts_are_believed():
    assert NAMES[:7] == ["tmdb", "justwatch", "catalogues", "imdb", "flixable", "octopus", "tmdb-api"]
    assert set(NAMES[7:]) == {
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
        "tmdb-api",
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
    said = {
        "what": "films",
        "terms": "CC0",
        "uses": asdict(Uses(trained_on=False)),
        "as_of": ["2026-10-01", "2026-11-02"],
    }
    assert sources_of({"x": said}, sample=False) == [
        Terms("x", "films", "CC0", Uses(True, False, False), ("2026-10-01", "2026-11-02"))
    ]


def test_models_learn_from_all_but_what_forbids_it():
    assert list(shown_only()) == ["tmdb-api"]
    assert "including for training" in shown_only()["tmdb-api"].clause
    assert all(bool(source.clause) == (source.name in shown_only()) for source in SOURCES)


@pytest.mark.parametrize("text", ["none", "", " none, "])
def test_what_is_not_asked_for_is_not_learned(text):
    assert parse_train_on(text) == ()


def test_what_is_asked_for_must_be_of_those_that_are_kept_from_models():
    assert parse_train_on("tmdb-api, none,tmdb-api") == ("tmdb-api",)
    for name in ("tmdb", "netflix"):
        with pytest.raises(SettingsError, match=f"train-on must be none or of tmdb-api, got «{name}»"):
            parse_train_on(f"tmdb-api,{name}")


def test_the_table_of_terms_in_the_documentation_is_that_of_the_registry():
    sources = [Terms(source.name, source.what, source.terms, source.uses) for source in SOURCES]
    table = "\n".join(uses_table(sources))
    assert "| `tmdb-api` | yes | no | no |" in table
    assert table in (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")
