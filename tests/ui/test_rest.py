"""The REST routes of the running app, and their OpenAPI document."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from recsys.serving.describe import path_of
from recsys.serving.service import plain

PATHS = {
    "platforms_get_actor": "/platforms/get_actor",
    "platforms_recomendacion": "/platforms/recomendacion/{titulo}",
    "movies_get_actor": "/movies/get_actor/{nombre_actor}",
    "movies_recomendacion": "/movies/recomendacion/{titulo}",
    "movies_cantidad_filmaciones_mes": "/movies/cantidad_filmaciones_mes/{mes}",
    "recommend": "/recommend",
}


@pytest.mark.parametrize("name", PATHS)
def test_the_paths_that_people_know(http, service, name):
    assert path_of(name, service.answers[name]) == PATHS[name]
    assert PATHS[name] in http.get("/openapi.json").json()["paths"]


def test_every_answer_is_documented(http, service):
    paths = http.get("/openapi.json").json()["paths"]
    operations = {one["operationId"]: one for methods in paths.values() for one in methods.values()}
    assert set(operations) == set(service.answers)
    for name, operation in operations.items():
        assert operation["summary"]
        assert {"200", "404", "422"} <= set(operation["responses"])
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (name, parameter)


def test_what_is_sent_in_a_body_is_documented_as_what_it_is(http, service):
    document = http.get("/openapi.json").json()
    (operation,) = document["paths"]["/for_group"].values()
    schemas = document["components"]["schemas"]
    body = schemas[operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
    assert body["required"] == ["people"]
    assert body["properties"]["people"]["items"] == {"$ref": "#/components/schemas/Person"}
    assert set(schemas["Person"]["properties"]) == {
        *("name", "user_id", "ratings", "watched"),
        *("more_like", "less_like", "hide"),
    }
    assert schemas["Person"]["required"] == ["name"]
    assert all(one["description"] for one in body["properties"].values())


@pytest.mark.parametrize(
    ("body", "status", "parameter", "words"),
    [
        ({}, 422, "people", "Field required"),
        ({"people": 5}, 422, "people", "people must be a list of 2 to 8 people, got 5"),
        ({"people": [{"name": "Ana"}, {"name": "ÁNA"}]}, 422, "people", "different names, got «ÁNA»"),
        ({"people": [{"name": "Ana"}, {"name": "Luis", "hide": ["Toy Storey"]}]}, 404, "people", "Luis: No title is"),
        ({"people": [{"name": "Ana"}, {"name": "Luis"}], "k": 0}, 422, "k", "from 1 to 100, got 0"),
    ],
)
def test_errors_of_a_body(http, body, status, parameter, words):
    answer = http.post("/for_group", json=body)
    assert (answer.status_code, answer.json()["parameter"]) == (status, parameter)
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"\xff", b"nonsense", b"[]", b"5", b"null", b"[" * 10_000])
def test_a_body_that_is_no_object_is_refused(http, body):
    answer = http.post("/for_group", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_the_page_of_the_document_needs_no_other_host(http):
    page = http.get("/docs").raise_for_status().text
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.startswith("/"), address
        http.get(address).raise_for_status()


@pytest.mark.parametrize(
    ("address", "status", "parameter", "words"),
    [
        ("/movies/get_actor/Tom Hank", 404, "nombre_actor", "No actor is called: «Tom Hank». Did you mean «Tom Hanks»"),
        ("/movies/cantidad_filmaciones_mes/january", 422, "mes", "mes must be one of enero, febrero"),
        ("/platforms/get_actor?platform=zxqv&year=2020", 422, "platform", "platform must be one of "),
        ("/platforms/get_actor?platform=netflix", 422, "year", "Field required"),
        ("/platforms/get_actor?platform=netflix&year=soon", 422, "year", "from 1800 to 2200, got «soon»"),
        ("/platforms/get_score_count?platform=netflix&year=2020&scored=nan", 422, "scored", "scored must be a number"),
        ("/recommend?title=matrix&k=0", 422, "k", "k must be a whole number from 1 to 100, got «0»"),
        ("/platforms/recomendacion/face%2Foff", 404, "titulo", "«face/off»"),
        (f"/movies/score_titulo/{'x' * 5000}", 422, "titulo", "300 characters at most"),
        ("/movies/score_titulo/%F0%9F%8D%BF", 404, "titulo", "No film is called: «🍿»"),
        ("/fit?user_id=nobody&title=matrix", 404, "user_id", "No user is called: «nobody»"),
        ("/fit?title=matrix&model=knn", 422, "model", "model must be one of posterior, svd, got «knn»."),
        ("/fit?user_id=simulated-17", 422, "title", "title must not be empty"),
        (
            "/fit?title=matrix&ratings=Up=1&ratings=Toy Story",
            422,
            "ratings",
            "must be title=stars, with 0.5 to 5 stars",
        ),
        ("/fit?title=matrix&ratings=Up=1&ratings=Up=7", 422, "ratings", "got «Up=7». For example «The Matrix=4.5»."),
        ("/for_user?ratings=Toy Storey=5", 404, "ratings", "No title is called: «Toy Storey». Did you mean «Toy Story"),
        ("/for_user?country=Atlantis", 404, "country", "No country is called: «Atlantis»"),
        ("/recommend?title=matrix&platforms=zxqv", 422, "platforms", "platforms must be one of "),
        ("/recommend?title=matrix&type=opera", 422, "type", "type must be one of movie, tv show"),
        ("/recommend?title=matrix&genre=zxqv", 404, "genre", "No genre is called: «zxqv»"),
        ("/recommend?title=matrix&maturity=12", 422, "maturity", "maturity must be one of all"),
        ("/recommend?title=matrix&minutes_from=9&minutes_to=8", 422, "minutes_from", "must not be above minutes_to"),
        ("/for_user?hide=Toy Storey", 404, "hide", "No title is called: «Toy Storey»"),
        ("/for_user?diversity=2", 422, "diversity", "diversity must be a number from 0 to 1, got «2»"),
    ],
)
def test_errors(http, address, status, parameter, words):
    answer = http.get(address)
    problem = answer.json()
    assert (answer.status_code, problem["parameter"]) == (status, parameter)
    assert words in problem["detail"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"content": "no base64!"}', "content must be a file in base64, got «no base64!»"),
        (b'{"content": "aGVsbG8="}', "a file must be of a known layout, got «hello»"),
        (b'{"content": 5}', "content must be a file in base64, got 5"),
        (b"{}", "content: Field required"),
        (b"\x15\xd5\xe9", "The JSON of a request must be UTF-8: invalid continuation byte at byte 1."),
        (b'{"content": "' + b"A" * 27_000_000 + b'"}', "a file that is sent must have 20,000,000 bytes at most"),
    ],
    ids="words layout number none bytes large".split(),
)
def test_a_file_that_cannot_be_read_is_refused(http, body, words):
    answer = http.post("/import_history", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_a_visitor_s_ratings_are_repeated(http, service):
    answer = http.get("/fit?title=The Matrix&ratings=Toy Story=5&ratings=Up%3D1.5").json()
    assert answer == plain(service.fit(title="The Matrix", ratings=["Toy Story=5", "Up=1.5"]))
    assert (answer["user_id"], answer["user_ratings"]) == (None, 2)
    assert {reason["title"] for reason in answer["reasons"]} == {"Toy Story", "Up"}


def test_suggestions_stand_in_a_field_of_their_own(http):
    assert http.get("/movies/get_actor/Tom Hank").json()["suggestions"][0] == "Tom Hanks"


def test_no_request_breaks_the_app_and_every_answer_is_documented(app_url, tmp_path):
    """Schemathesis makes requests from the document, right ones and wrong ones."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{app_url}/openapi.json"]
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    options = ["--checks", checks, "--max-examples", "20", "--seed", "1", "--suppress-health-check", "all"]
    done = subprocess.run([*command, *options, "--no-color"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-6000:]
    tested = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert tested is not None
    assert int(tested[1]) == int(tested[2]) > 300
