"""The named endpoints of the running app: the same answers, the same refusals as the service's own."""

import inspect
import shutil
import subprocess
import sys
from typing import get_type_hints

import pytest
from gradio_client.exceptions import AppError  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError, RequestError
from recsys.serving.recommend.members import Person
from recsys.serving.service import plain
from tests.fixtures.channels import HTTP, ask
from tests.fixtures.questions import GOOD
from tests.ui.server import ROOT, environment, free_port

PARAMETERS = {name: {key: None for asked in GOOD[name] for key in asked} for name in GOOD}
# What /info calls the types of the answers' parameters.
TYPE_NAMES = {
    str: "str",
    int: "int",
    float: "float",
    int | None: "None | int",
    str | None: "None | str",
    list[str] | None: "None | list[str]",
    list[str]: "list[str]",
    list[Person]: "list[dict(name: str, user_id: str, ratings: list[str], more_like: list[str], less_like: list[str], "
    "hide: list[str], watched: list[str])]",
}


@pytest.fixture(scope="module")
def endpoints(http):
    return http.get("/gradio_api/info").raise_for_status().json()


def expected(service, name, arguments):
    try:
        return plain(service.ask(name, **arguments))
    except RequestError as error:
        return str(error)


def test_the_endpoints_are_the_answers_and_nothing_else_is_public(endpoints, service):
    assert list(endpoints["named_endpoints"]) == [f"/{name}" for name in service.answers]
    assert endpoints["unnamed_endpoints"] == {}


def test_every_answer_is_asked_here(service):
    assert set(GOOD) == set(service.answers)


@pytest.mark.parametrize("name", GOOD)
def test_parameters_have_the_names_types_and_defaults_of_the_answer(endpoints, service, name):
    function = service.answers[name]
    hints = get_type_hints(function)
    parameters = inspect.signature(function).parameters.values()
    found = [
        (
            given["parameter_name"],
            given["python_type"]["type"],
            given["parameter_has_default"],
            given["parameter_default"],
        )
        for given in endpoints["named_endpoints"][f"/{name}"]["parameters"]
    ]
    # Required ones have the default None, so that whoever leaves them out is told so.
    assert found == [
        (parameter.name, TYPE_NAMES[hints[parameter.name]], True, _default(parameter)) for parameter in parameters
    ]


def _default(parameter):
    return None if parameter.default is parameter.empty else parameter.default


@pytest.mark.parametrize("name", GOOD)
def test_an_endpoint_is_described_in_the_answers_own_words(endpoints, service, name):
    words = " ".join((inspect.getdoc(service.answers[name]) or "").partition("Args:")[0].split())
    assert words.startswith(" ".join(endpoints["named_endpoints"][f"/{name}"]["description"].split()))


# Somebody's values for an argument: texts of any script, and what is no text at all.
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(["", " \t ", "a" * 10_000, "🎬🍿", "<script>alert(1)</script>", "no such thing, zxqv", "2021.0"]),
    st.just(10**400),
    st.lists(st.one_of(st.text(max_size=5), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@st.composite
def damaged(draw):
    """A question of which one argument's value is anything at all."""
    name = draw(st.sampled_from(sorted(GOOD)))
    parameter = draw(st.sampled_from(list(PARAMETERS[name])))
    return name, draw(st.sampled_from(GOOD[name])) | {parameter: draw(ANYTHING)}


@given(asked=damaged())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_gets_the_services_own_answer_or_message(http, service, asked):
    name, arguments = asked
    assert ask(http, name, arguments) == expected(service, name, arguments)


@pytest.mark.parametrize("name", ["recommend", "movies_get_actor"])
def test_the_client_raises_the_services_own_message(client, service, name):
    parameter = next(iter(PARAMETERS[name]))
    arguments = GOOD[name][-1] | {parameter: "a" * 10_000}
    with pytest.raises(RequestError) as refused:
        service.ask(name, **arguments)
    with pytest.raises(AppError) as raised:
        client.predict(api_name=f"/{name}", **arguments)
    assert str(raised.value) == str(refused.value)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("recommend", {"title": ""}, "title must not be empty, got «». For example «The Matrix»."),
        ("recommend", {"title": "Toy Storey"}, "No title is called: «Toy Storey». Did you mean «Toy Story"),
        ("recommend", {"title": "The Matrix", "k": 0}, "k must be a whole number from 1 to 100, got 0."),
        ("fit", {"ratings": ["Toy Story=5"]}, "title must not be empty, got «». For example «The Matrix»."),
        ("fit", {"title": "The Matrix", "ratings": ["Toy Story"]}, "each of ratings must be title=stars, with 0.5 to"),
        ("for_user", {"ratings": ["Toy Storey=5"]}, "No title is called: «Toy Storey». Did you mean «Toy Story"),
        ("for_user", {"diversity": 1.1}, "diversity must be a number from 0 to 1, got 1.1."),
        ("fit", {"user_id": "nobody", "title": "The Matrix"}, "No user is called: «nobody». There are, for example"),
        ("search", {"text": "🎬" * 10_000}, "text must have 300 characters at most, got «🎬🎬"),
        ("platforms_get_actor", {"platform": "no such", "year": 2020}, "platform must be one of "),
        ("platforms_get_max_duration", {"duration_type": "hours"}, "duration_type must be "),
        ("platforms_get_score_count", {"platform": "a", "scored": 6, "year": 2020}, "scored must be a number from 0"),
        ("movies_cantidad_filmaciones_dia", {"dia": "monday"}, "dia must be one of lunes"),
        ("movies_cantidad_filmaciones_mes", {"mes": "january"}, "mes must be one of enero"),
        ("movies_get_director", {"nombre_director": "zxqv"}, "No director is called: «zxqv»."),
        ("movies_peliculas_pais", {"pais": "Atlantis"}, "No "),
        ("recommend", {"title": "The Matrix", "platforms": ["no such"]}, "platforms must be one of "),
        ("recommend", {"title": "The Matrix", "platforms": 5}, "platforms must be a list"),
        (
            "recommend",
            {"title": "The Matrix", "country": "Atlantis"},
            "No country is called: «Atlantis». There are, for example",
        ),
        ("for_user", {"country": ["MX"]}, "country must be text, got"),
        ("search", {"text": "matrix", "country": "Tuvalu"}, "It is not known what is shown in the country: «Tuvalu»."),
        ("recommend", {"title": "The Matrix", "type": "opera"}, "type must be one of movie, tv show"),
        ("recommend", {"title": "The Matrix", "genre": "zxqv"}, "No genre is called: «zxqv»."),
        ("recommend", {"title": "The Matrix", "maturity": "12"}, "maturity must be one of all, 7+"),
        ("recommend", {"title": "The Matrix", "year_from": "soon"}, "year_from must be a whole number from 1800"),
        ("recommend", {"title": "The Matrix", "year_from": 2001, "year_to": 2000}, "year_from must not be after"),
        ("recommend", {"title": "The Matrix", "minutes_to": 0}, "minutes_to must be a whole number from 1 to"),
        ("recommend", {"title": "The Matrix", "per_franchise": 0}, "per_franchise must be a whole number from 1"),
        ("for_user", {"hide": ["Toy Storey"]}, "No title is called: «Toy Storey»."),
        ("for_user", {"more_like": 5}, "more_like must be a list of titles"),
        ("for_group", {"people": [{"name": "Ana"}]}, "people must be a list of 2 to 8 people, got 1. For example [{"),
        ("for_group", {"people": [{"name": "Ana"}, {"name": "x" * 41}]}, "a name must have 40 characters at most, got"),
        ("for_group", {"people": [{"name": "Ana"}, {"nombre": "Luis"}]}, "each of people has the fields name, user_id"),
        ("for_group", {"people": [{"name": "Ana"}, {"name": "Luis", "user_id": "zxqv"}]}, "Luis: No user is called: «"),
        ("for_group", {"people": [{"name": "Ana"}, {"name": "Luis"}], "seen": "two"}, "seen must be one of none, one"),
        ("fit", {"title": "The Matrix", "less_like": ["Toy Storey"]}, "No title is called: «Toy Storey»."),
    ],
)
def test_a_message_says_the_rule_and_the_value(http, name, arguments, message):
    assert ask(http, name, arguments).startswith(message)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_argument_is_named(http, service, name):
    required = [
        parameter.name
        for parameter in inspect.signature(service.answers[name]).parameters.values()
        if parameter.default is parameter.empty
    ]
    for left_out in required:
        answer = ask(http, name, {key: value for key, value in GOOD[name][0].items() if key != left_out})
        assert left_out in answer
        assert "got None" in answer
    if not required:
        assert ask(http, name, {}) == expected(service, name, {})


@pytest.mark.parametrize("name", ["search", "fit"])
@pytest.mark.parametrize("argument", ["bogus", "name", "self", "data", "🎬", "a" * 10_000])
def test_an_unknown_argument_is_refused_by_name(http, service, name, argument):
    refused = http.post(HTTP + name, json=GOOD[name][0] | {argument: 1})
    known = ", ".join(inspect.signature(service.answers[name]).parameters)
    assert refused.status_code == 422
    wanted = str(InvalidValueError(argument, f"{name} takes the arguments {known}", argument))
    assert refused.json() == {"detail": wanted}


@pytest.mark.parametrize("name", ["nothing", "show", "suggest", "predict", "🎬"])
def test_an_unknown_endpoint_is_refused_with_those_there_are(http, service, name):
    wanted = str(NotFoundError("name", "Nothing that can be asked is called", name, examples=sorted(service.answers)))
    for path in (f"/gradio_api/call/{name}", HTTP + name):
        refused = http.post(path, json={})
        assert refused.status_code in (404, 422)
    assert refused.status_code == 404
    assert refused.json() == {"detail": wanted}


@pytest.mark.parametrize("name", ["search"])
@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"5", b'"text"', b"null", b"\xff", b"[" * 10_000])
def test_a_body_that_is_no_object_is_refused(http, name, body):
    for path in (HTTP + name, f"/gradio_api/call/{name}"):
        refused = http.post(path, content=body, headers={"content-type": "application/json"})
        assert 400 <= refused.status_code < 500, refused.text
        assert "Traceback" not in refused.text


@pytest.mark.parametrize("name", ["search", "for_user", "platforms_get_actor"])
def test_values_without_names_are_counted(http, service, name):
    known = inspect.signature(service.answers[name]).parameters
    refused = http.post(f"/gradio_api/call/{name}", json={"data": ["x"] * (len(known) + 1)})
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith(f"{name} takes the arguments {', '.join(known)}, got «{len(known) + 1} ")
    accepted = http.post(f"/gradio_api/call/{name}", json={"data": ["x"] * len(known)})
    assert accepted.status_code == 200


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("titles.parquet", lambda path: path.write_bytes(b"\0" + path.read_bytes()[1:])),
        ("metrics.json", lambda path: path.unlink()),
    ],
)
def test_a_damaged_bundle_is_refused_in_one_line_that_names_the_file(sample_bundle, tmp_path, name, damage):
    bundle = tmp_path / "bundle"
    shutil.copytree(sample_bundle, bundle)
    damage(bundle / name)
    env = environment(bundle, free_port())
    done = subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"butaca: {bundle / name}: ")
