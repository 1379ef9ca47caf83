import dataclasses
import inspect
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.catalogue import Offer, Work
from recsys.serving.filters import Filters
from recsys.serving.service import Service, plain
from tests.fixtures.catalogue import catalogue_service, ranking_model
from tests.serving.test_checks import JSON

NAMES = [
    "recommend",
    "fit",
    "for_user",
    "for_group",
    "share",
    "joined",
    "watchlist",
    "following",
    "to_rate",
    "search",
    "ask_in_words",
    "arrivals",
    "departures",
    "import_history",
    "platforms_get_max_duration",
    "platforms_get_score_count",
    "platforms_get_count_platform",
    "platforms_get_actor",
    "platforms_recomendacion",
    "movies_cantidad_filmaciones_mes",
    "movies_cantidad_filmaciones_dia",
    "movies_score_titulo",
    "movies_votos_titulo",
    "movies_get_actor",
    "movies_get_director",
    "movies_recomendacion",
    "movies_peliculas_idioma",
    "movies_peliculas_duracion",
    "movies_franquicia",
    "movies_peliculas_pais",
    "movies_productoras_exitosas",
]
FILTERS_OF_WORKS = ["not_genre", "made_in", "spoken", "person", "seasons_to"]
# Values that mean something to some argument, so that the arbitrary ones meet right ones.
SENSIBLE = st.sampled_from(
    [
        "alien",
        "The Thing",
        "Alien=4.5",
        ["[REC]=2", "Dark=5"],
        0.5,
        "2",
        "club-1",
        "netflix",
        "amazon,hulu",
        "movie",
        "horror",
        "18+",
        "season",
        1979,
        3.5,
        "5",
        5,
    ]
)
ODD = st.sampled_from(
    ["", "  ", "x" * 10_000, "🍿" * 200, "\ud800", "\x00", "null", "NaN", -1, 1e308, float("nan"), 10**400]
)


def test_the_public_names(service):
    assert list(service.answers) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_argument_is_documented_and_typed(service, name):
    function = service.answers[name]
    documentation = inspect.getdoc(function) or ""
    for parameter in inspect.signature(function).parameters.values():
        assert f"    {parameter.name}: " in documentation
        assert parameter.annotation is not parameter.empty


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_whatever_is_asked_there_is_an_answer_or_a_request_error(service, data):
    name = data.draw(st.sampled_from(NAMES))
    known = list(inspect.signature(service.answers[name]).parameters)
    given_names = data.draw(st.sets(st.sampled_from(known)))
    arguments = {argument: data.draw(SENSIBLE | ODD | JSON, label=argument) for argument in sorted(given_names)}
    before = json.dumps(arguments, default=repr)
    try:
        answer = service.ask(name, **arguments)
    except (InvalidValueError, NotFoundError) as error:
        parameter, message = error.parameter, str(error)
    else:
        parameter, message = known[0], json.dumps(plain(answer), allow_nan=False)
    assert parameter in known
    assert message
    assert "\n" not in message
    assert json.dumps(arguments, default=repr) == before


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("recommend", {"title": "thing", "k": 3, "platforms": "net", "maturity": "18+"}),
        ("fit", {"user_id": "club-1", "title": "alien"}),
        ("fit", {"title": "alien", "ratings": ["Dark=4", "[REC]=1"]}),
        ("fit", {"title": "aliens", "more_like": ["Dark"], "less_like": "[REC]"}),
        ("for_user", {"user_id": "club-1", "country": "México"}),
        ("search", {"text": "alien", "country": "US", "platforms": "netflix"}),
        ("fit", {"title": "alien"}),
        ("for_user", {"user_id": "club-1", "k": "2"}),
        ("for_user", {"ratings": "Dark=4\n[REC]=1", "diversity": "0.5"}),
        ("for_user", {}),
        ("for_group", {"people": '[{"name": "Ana"}, {"name": "Luis"}]', "seen": "ALL"}),
        ("search", {"text": "alien"}),
        ("ask_in_words", {"question": "terror de 1982", "k": "2", "ratings": "Dark=4"}),
        ("platforms_get_max_duration", {}),
        ("platforms_get_score_count", {"platform": "amazon", "scored": "4", "year": "1979"}),
        ("platforms_get_count_platform", {"platform": "hulu"}),
        ("platforms_get_actor", {"platform": "amazon", "year": 1979}),
        ("platforms_recomendacion", {"titulo": 2012}),
    ],
)
def test_ask_is_the_function_of_that_name(service, name, arguments):
    answer = service.ask(name, **arguments)
    assert answer == service.answers[name](**arguments)
    assert json.loads(json.dumps(plain(answer), allow_nan=False)) == plain(answer)


@pytest.mark.parametrize("name", ["", "get_actor", "movies_actor", "ask", "__class__", "🍿", None, 3, ["fit"], {}])
def test_an_unknown_name(service, name):
    with pytest.raises(NotFoundError, match="Nothing that can be asked is called: ") as caught:
        service.ask(name)
    assert "«movies_get_actor»" in str(caught.value)


@pytest.mark.parametrize("argument", ["colour", "name", "self", "arguments", ""])
def test_an_unknown_argument_names_the_known(service, argument):
    with pytest.raises(InvalidValueError) as caught:
        service.ask("platforms_get_actor", **{"platform": "net", "year": 1979, argument: 1})
    assert str(caught.value) == f"platforms_get_actor takes the arguments platform, year, got «{argument}»."


def test_a_missing_argument_is_named(service):
    with pytest.raises(InvalidValueError, match="platforms_get_actor needs the argument year, got None") as caught:
        service.ask("platforms_get_actor", platform="netflix")
    assert caught.value.parameter == "year"


def test_services_and_countries_of_the_bundle(service):
    assert [one.name for one in service.services] == ["Amazon Prime Video", "Disney+", "Hulu", "Max", "Netflix"]
    assert service.countries == ["US", "MX", "BR"]


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("recommend", FILTERS_OF_WORKS),
        ("fit", ["watched"]),
        ("for_user", ["watched", "watchlist", *FILTERS_OF_WORKS]),
        ("search", []),
    ],
)
def test_what_came_later_stands_last_so_that_positions_stay(service, name, later):
    last = ["country", "language", *later]
    assert list(inspect.signature(service.answers[name]).parameters)[-len(last) :] == last


def test_a_title_on_no_service_in_every_answer(service):
    """«Aliens», which only the film catalogue knows."""
    assert "Aliens" in [one.work.title for one in service.recommend("[REC]").results]
    assert service.recommend("Aliens").results
    assert service.fit(title="Aliens").work.work_id == "tmdb-5"
    assert "Aliens" in [one.work.title for one in service.for_user().results]
    assert "Aliens" not in [one.work.title for one in service.for_user(ratings=["Aliens=5"]).results]
    assert service.fit(title="Aliens", ratings=["tmdb-5=5"]).rated == 5.0
    liked, disliked = (service.fit(title="[REC]", ratings=[f"Aliens={stars}"]) for stars in (5, 1))
    assert liked.predicted_rating > disliked.predicted_rating
    assert "Aliens" not in [one.work.title for one in service.for_user(hide=["Aliens"]).results]
    assert [work.title for work in service.to_rate([], [], ["Aliens"], 1)] == ["Aliens"]
    assert service.search("aliens", 1) == [service.work("tmdb-5")]


def test_everything_is_answered_once(service, unrated, monkeypatch):
    for made in (service, unrated):
        asked: list[str] = []
        monkeypatch.setattr(made, "ask", lambda name, /, asked=asked, **_: asked.append(name))
        made.warm_up()
        assert asked == NAMES


def test_popular(service):
    assert [work.title for work in service.popular(3)] == ["Alien", "Thing, The", "Amélie"]
    assert len(service.popular(100)) == 8


@pytest.mark.parametrize("collaborative", [True, False])
def test_a_saved_bundle_answers_the_same(tmp_path, collaborative):
    """What is read from disk comes in other chunks than what was made in memory."""
    made = catalogue_service(
        collaborative=collaborative, ranker=ranking_model(ease=1.0, liking=0.5) if collaborative else None
    )
    save_bundle(made.bundle, tmp_path / "bundle", {})
    loaded = Service(load_bundle(tmp_path / "bundle"))
    assert loaded.recommend("alien") == made.recommend("alien")
    assert loaded.catalogue.popularity.tolist() == made.catalogue.popularity.tolist()
    if collaborative:
        for asked in ({"user_id": "31"}, {"ratings": ["Alien=4", "ds1=1"]}, {}):
            assert loaded.for_user(**asked, diversity=0.5) == made.for_user(**asked, diversity=0.5)
            assert loaded.fit(**asked, title="[REC]") == made.fit(**asked, title="[REC]")


def test_plain():
    work = Work("w", "T", "movie", 1, ["a"], [], [], [], [], [], None, 2, "min", "", 0.5, 1, None)
    work = dataclasses.replace(work, offers=[Offer("max", "Max", ["MX"], None, "2025-05")], sources={"title": "tmdb"})
    assert plain([work, (1, None)]) == [dataclasses.asdict(work), [1, None]]
    assert plain(Filters(platforms=("hulu",))) == vars(Filters()) | {
        "platforms": ["hulu"],
        "not_genre": [],
        "made_in": [],
        "person": [],
    }
    assert plain({"a": {"b": True}}) == {"a": {"b": True}}


@pytest.mark.parametrize("value", [{1}, b"x", np.int32(1), object(), Work])
def test_what_is_no_plain_value_is_refused(value):
    with pytest.raises(TypeError, match="which is no plain value"):
        plain([value])
