"""The tab about the models says what was measured, what it cannot do, and whose the data are."""

from html import unescape

import pytest

from recsys.ingest.sources.registry import SOURCES
from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.ui.languages import LANGUAGES, words
from tests.fixtures.catalogue import catalogue_service
from tests.fixtures.markup import NASTY
from tests.fixtures.tmdb_snapshots import days_ago
from tests.ui.made import loaded, made

METRICS = {
    "models": {
        "global mean": {"rmse": 1.1, "mae": 0.9},
        "posterior": {"rmse": 0.85, "mae": 0.66},
        "svd": {"rmse": 0.9, "mae": 0.7},
    },
    "split": "random",
    "ratings": {"train": 11_101, "test": 1_244},
    "calibration": {
        "bins": [{"predicted": 0.25, "observed": 0.5, "size": 1234}, {"predicted": 0.75, "observed": 0.8, "size": 10}],
        "coverage": 0.79,
        "interval": 0.8,
        "ece": 0.012,
        "brier": 0.171,
        "brier_of_share": 0.247,
    },
    "lists": {"weights": {"content": 1.0, "ease": 0.5, "liking": 2.5, NASTY: 0.0}},
    "titles": {"signal": True, "explained": 0.23, "p": 0.001},
}


def shown(service, language="en"):
    updates = loaded(made(Current(service, "first")), language)
    return next(
        str(update["value"]) for _, update in updates if words(language)("about.data") in str(update.get("value"))
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_cannot_do_stands_there_in_every_language(language):
    text = unescape(shown(catalogue_service(), language))
    for key in ("about.limits", "about.limits.time", "about.limits.people", "about.limits.mood"):
        assert words(language)(key) in text


def test_the_reliability_plot_is_of_the_figures():
    markup = shown(catalogue_service(metrics=METRICS))
    assert '<polyline points="25.0,50.0 75.0,20.0">' in markup
    assert markup.count("<circle") == 2
    assert "1,234" in markup
    assert words("en")("about.reliability.spoken") in unescape(markup)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_errors_of_both_models_are_told_worst_first(language):
    spoken, text = words(language), unescape(shown(catalogue_service(metrics=METRICS), language))
    rows = [f"<td>{spoken(f'about.model.{name}')}</td>" for name in ("global_mean", "svd", "posterior")]
    places = [text.index(row) for row in rows]
    assert places == sorted(places)
    assert spoken.number(0.9, 4) in text


def test_the_weights_of_a_list_the_heaviest_first_and_their_names_as_text():
    markup = shown(catalogue_service(metrics=METRICS))
    places = [markup.index(f"<td>{words('en')(f'about.list.{name}')}") for name in ("liking", "content", "ease")]
    assert places == sorted(places)
    assert "<img" not in markup
    assert NASTY in unescape(markup)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_the_data_are(language):
    service = catalogue_service()
    said = {name: {"what": f"{name} in English", "terms": "as it may be"} for name in ("movielens", "tmdb", "made-up")}
    service.bundle.manifest["sources"] = said
    text = unescape(shown(service, language))
    for name in ("movielens", "tmdb"):
        assert words(language)(f"about.source.{name}") in text
        assert words(language)(f"about.terms.{name}") in text
    assert "made-up in English" in text
    assert words(language)("about.source.catalogues") not in text
    service.bundle.manifest["sample"] = True
    assert words(language)("about.source.sample") in unescape(shown(service, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_the_pictures_are_where_there_may_be_any(language):
    spoken = words(language)
    notice = spoken("about.tmdb.notice")
    assert "TMDB" in notice
    text = unescape(shown(Service(catalogue_service().bundle, "https://image.tmdb.org/t/p/w342"), language))
    assert notice in text
    assert spoken("about.posters.from", host="image.tmdb.org") in text
    assert notice not in unescape(shown(catalogue_service(), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_and_how_old_the_data_of_tmdb_s_api_are(language):
    spoken, service = words(language), catalogue_service()
    dates = [days_ago(150), days_ago(3)]
    said = {"what": "answers", "terms": "its own", "as_of": dates}
    service.bundle.manifest.update(sources={"tmdb-api": said}, settings={"train_on": None})
    text = unescape(shown(service, language))
    assert "TMDB" in spoken("about.tmdb.notice")
    assert "JustWatch" in spoken("about.tmdb.justwatch")
    age = spoken("about.tmdb.age", oldest=spoken.date(dates[0]), newest=spoken.date(dates[1]))
    for told in (spoken("about.tmdb.notice"), spoken("about.tmdb.justwatch"), age, spoken("about.tmdb.shown_only")):
        assert text.count(told) == 1
    assert spoken("about.tmdb.too_old") not in text
    service.bundle.manifest["settings"] = {"train_on": "tmdb-api"}
    dates[0] = days_ago(190)
    text = unescape(shown(service, language))
    assert spoken("about.tmdb.too_old") in text
    assert spoken("about.tmdb.learned") in text
    assert spoken("about.tmdb.shown_only") not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_that_can_be_read_is_told_of_in_every_language(language):
    kinds = [f"about.{kind}.{source.name}" for source in SOURCES for kind in ("source", "terms")]
    assert [name for name in kinds if not words(language).has(name)] == []
