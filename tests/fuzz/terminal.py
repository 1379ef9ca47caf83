"""Commands of the terminal with any arguments: an answer, a usage, or one line of what was wrong."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from hypothesis import strategies as st
from typer.main import get_command
from typer.testing import CliRunner

from recsys import cli
from recsys.errors import RecsysError
from recsys.serving.service import Service
from tests.fixtures.questions import GOOD
from tests.fuzz.door import Door
from tests.fuzz.values import ANYTHING, NUMBERS, WORDS

ASKING = (
    "recommend",
    "recomendacion",
    "fit",
    "for-user",
    "for-group",
    "watchlist",
    "following",
    "search",
    "ask",
    "to-rate",
)
OPTIONS = [
    *("--k", "--platforms", "--country", "--language", "--type", "--genre", "--year-from", "--year-to", "--maturity"),
    *("--minutes-from", "--minutes-to", "--diversity", "--per-franchise", "--not-genre", "--made-in", "--spoken"),
    *("--person", "--seasons-to", "--rating", "--watched", "--more-like", "--less-like", "--hide", "--model", "--user"),
    *("--user-id", "--strategy", "--seen", "--watchlist", "--drop", "--profile", "--nonsense"),
]
WELL_MEANT = [
    "The Matrix",
    "Toy Story=5",
    "simulated-17",
    "netflix",
    "MX",
    "es",
    "drama",
    "3",
    "0.5",
    "Dark=S2",
    "2010",
]
VALUES = st.sampled_from(WELL_MEANT) | WORDS | NUMBERS.map(str) | ANYTHING.map(json.dumps)
OPTION = st.tuples(st.sampled_from(OPTIONS), VALUES)
QUERY = st.tuples(st.sampled_from(sorted(GOOD)) | WORDS, st.lists(st.tuples(WORDS, VALUES), max_size=2))
INPUTS: st.SearchStrategy[Any] = st.tuples(
    st.one_of(
        st.tuples(st.sampled_from(ASKING), st.lists(VALUES, max_size=3), st.lists(OPTION, max_size=3)),
        QUERY.map(lambda asked: ("query", [asked[0]], [(f"{key}=", value) for key, value in asked[1]])),
        st.tuples(st.sampled_from(sorted(GOOD)), VALUES, st.integers(0, 9)).map(lambda asked: ("known", asked, [])),
        st.tuples(st.just("import"), st.lists(VALUES, max_size=2), st.lists(OPTION, max_size=1)),
    ),
    st.booleans(),
)


@contextmanager
def terminal(_: Path, service: Service) -> Iterator[Door]:
    """The commands that ask, over a service that is loaded once."""
    found = SimpleNamespace(bundle=service.bundle)

    def check(given: tuple[tuple[str, Any, Any], bool]) -> None:
        (command, words, options), as_json = given
        done = CliRunner().invoke(cli.app, [*_arguments(command, words, options), *(["--json"] if as_json else [])])
        assert done.exit_code in (0, 1, 2), done.output
        error = done.exception
        if isinstance(error, RecsysError):
            str(error).encode()
        elif error is not None and not isinstance(error, SystemExit):
            raise error
        if done.exit_code == 0 and as_json and "Usage" not in done.output:
            json.loads(done.stdout, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))

    with (
        # CliRunner builds all commands anew for every input, which takes six times as long as running one.
        mock.patch("typer.testing._get_command", return_value=get_command(cli.app)),
        mock.patch("recsys.cli.ask.open_bundle", return_value=found),
        mock.patch("recsys.cli.ask.Service", return_value=service),
    ):
        yield Door("terminal", 0.1, INPUTS, check)


def _arguments(command: str, words: Any, options: Any) -> list[str]:
    if command == "known":
        name, value, place = words
        asked = GOOD[name][-1]
        changed = dict(asked)
        if asked:
            changed[sorted(asked)[place % len(asked)]] = value
        return ["query", name, *(f"{key}={_text(value)}" for key, value in changed.items())]
    if command == "query":
        return ["query", *words, *(f"{key}{value}" for key, value in options)]
    return [command, *words, *(part for option in options for part in option)]


def _text(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
