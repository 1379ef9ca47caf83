"""Every answer is the same over every channel: REST, the Gradio API, MCP and the terminal."""

import ast
import inspect
import json

import pytest
from typer.testing import CliRunner

from recsys import cli
from recsys.serving.service import plain
from tests.fixtures.channels import ask, get, over_mcp
from tests.fixtures.questions import GOOD

QUESTIONS = [pytest.param(name, asked, id=f"{name}-{n}") for name in GOOD for n, asked in enumerate(GOOD[name])]


@pytest.mark.parametrize(("name", "asked"), QUESTIONS)
def test_all_channels_give_the_same_answer(service, sample_bundle, app_url, client, http, monkeypatch, name, asked):
    answer = plain(service.ask(name, **asked))
    assert get(http, service, name, asked).json() == answer
    assert client.predict(**asked, api_name=f"/{name}") == answer
    assert ask(http, name, asked) == answer
    result = over_mcp(app_url, lambda session: session.call_tool(name, asked))
    assert not result.isError
    # Gradio's tools answer in Python's spelling, not in JSON's.
    assert ast.literal_eval(result.content[0].text) == answer
    monkeypatch.setenv("RECSYS_BUNDLE", str(sample_bundle))
    text = {key: in_one_text(key, value) for key, value in asked.items()}
    told = CliRunner().invoke(cli.app, ["query", name, *(f"{key}={value}" for key, value in text.items()), "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout) == answer


def in_one_text(key, value):
    """A terminal's key=value holds no list: services stand on one line, titles and ratings on lines of their own, and
    people are JSON.
    """
    if not isinstance(value, list):
        return value
    if isinstance(value[0], dict):
        return json.dumps(value)
    return ("," if key == "platforms" else "\n").join(value)


# A search that finds nothing is an empty answer, no error.
@pytest.mark.parametrize("name", [name for name in GOOD if name != "search"])
def test_all_channels_refuse_with_the_same_words(service, app_url, client, http, name):
    example = GOOD[name][-1] or {"platform": "netflix"}
    numbers = {key: value for key, value in example.items() if key in ("year", "scored")}
    asked: dict[str, object] = {
        key: "🎬 no such thing, zxqv" for key, value in example.items() if isinstance(value, str)
    }
    if name == "for_group":
        asked = {"people": [{"name": "Ana"}, {"name": "Luis", "ratings": ["🎬 zxqv=5"]}]}
    if name == "share":
        asked["ratings"] = ["🎬 zxqv=5"]
    with pytest.raises(Exception, match="zxqv") as refused:
        service.ask(name, **asked, **numbers)
    message = str(refused.value)
    answer = get(http, service, name, asked | numbers)
    assert (answer.status_code in (404, 422), answer.json()["detail"]) == (True, message)
    with pytest.raises(Exception, match="zxqv") as refused:
        client.predict(**asked, **numbers, api_name=f"/{name}")
    assert message in str(refused.value)
    result = over_mcp(app_url, lambda session: session.call_tool(name, asked | numbers))
    assert result.isError
    assert message in ast.literal_eval(result.content[0].text)


def test_the_tools_are_the_answers(service, app_url):
    found = over_mcp(app_url, lambda session: session.list_tools()).tools
    assert {tool.name for tool in found} == set(service.answers)
    assert all(tool.description for tool in found)


def test_a_tool_names_the_arguments_that_it_needs_and_refuses_a_call_without(service, app_url):
    found = {tool.name: tool.inputSchema for tool in over_mcp(app_url, lambda session: session.list_tools()).tools}
    assert found["search"]["required"] == ["text"]
    assert found["platforms_get_score_count"]["required"] == ["platform", "scored", "year"]
    assert "required" not in found["for_user"]
    for name, function in service.answers.items():
        parameters = inspect.signature(function).parameters.values()
        needed = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
        assert found[name].get("required", []) == needed
    refused = over_mcp(app_url, lambda session: session.call_tool("search", {"k": 3}))
    assert refused.isError
    assert "'text' is a required property" in refused.content[0].text
