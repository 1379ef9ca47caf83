"""Every answer over plain HTTP, with its OpenAPI document at `/openapi.json` and a page to try it at `/docs`.

A name of a family gives its path: `movies_get_actor` is `GET /movies/get_actor/{nombre_actor}`. An answer about one
thing named in words takes it in the path, everything else in the query string; what is about several people, names one
or holds a file is a POST with all it takes in a JSON object. Errors are a `Problem`: 404 where
nothing goes by that name, 422 where a value breaks a rule.
"""

import inspect
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, NamedTuple, get_type_hints
from urllib.parse import parse_qsl

from fastapi import Body, FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from pydantic import SkipValidation, TypeAdapter, WithJsonSchema
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from recsys import __version__
from recsys.server.answered import MALFORMED, NOT_FOUND, Problem, to_json
from recsys.server.answers import Answers
from recsys.server.failures import failed
from recsys.server.scopes import path_of as path_asked
from recsys.serving.describe import EXAMPLES, FAMILIES, IN_PATH, describe, path_of, takes_body

Functions = dict[str, Callable[..., object]]


class Questions:
    """An ASGI app that answers what is asked by GET; everything else goes on to `other`.

    Nothing stands between: a framework's routes, with its checks of nineteen arguments, cost more than most answers.
    """

    def __init__(self, functions: Functions, answers: Answers, other: ASGIApp) -> None:
        self._answers = answers
        self._other = other
        asked = [_Asked.of(name, function) for name, function in functions.items() if not takes_body(function)]
        self._whole = {one.path: one for one in asked if one.within is None}
        self._begun = [one for one in asked if one.within is not None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._other(scope, receive, send)
            return
        path = path_asked(scope)
        asked = self._whole.get(path) or next((one for one in self._begun if path.startswith(one.path)), None)
        if asked is None:
            await self._other(scope, receive, send)
            return
        arguments = asked.arguments(path, scope["query_string"])
        if missing := next((name for name in asked.needed if name not in arguments), None):
            answer = _problem(Problem(detail=f"{missing}: Field required", parameter=missing))
        else:
            found = await self._answers.ask(asked.name, arguments)
            answer = found.response(scope)
        await answer(scope, receive, send)


class _Asked(NamedTuple):
    """How an answer is asked by GET: its path, as far as it is the same for every question, with the argument that
    stands `within` it behind that; which arguments it takes, which of them as lists, and which it needs.
    """

    name: str
    path: str
    within: str | None
    takes: frozenset[str]
    lists: frozenset[str]
    needed: tuple[str, ...]

    @classmethod
    def of(cls, name: str, function: Callable[..., object]) -> "_Asked":
        parameters, hints = inspect.signature(function).parameters, get_type_hints(function)
        within = next((one for one in parameters if one in IN_PATH), None)
        return cls(
            name,
            path_of(name, function).partition("{")[0],
            within,
            frozenset(parameters) - {within},
            frozenset(one for one in parameters if hints[one] == list[str] | None),
            tuple(one.name for one in parameters.values() if one.default is one.empty),
        )

    def arguments(self, path: str, query: bytes) -> dict[str, object]:
        """The arguments of a question: of one that is there twice and is no list, the last."""
        found: dict[str, object] = {} if self.within is None else {self.within: path.removeprefix(self.path)}
        for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
            if name in self.lists:
                found[name] = [*found.get(name, ()), value]  # type: ignore[misc]
            elif name in self.takes:
                found[name] = value
        return found


def rest_app(functions: Functions, answers: Answers, other: ASGIApp | None = None) -> ASGIApp:
    """The answers of those functions, their OpenAPI document and its page, which needs no other host; whatever else is
    asked goes on to `other`.
    """
    app: FastAPI = FastAPIOffline(
        title="Butaca",
        version=__version__,
        description="What to watch tonight, on the services you pay for.",
        docs_url="/docs",
        redoc_url=None,
        exception_handlers={Exception: failed},
    )
    app.router.route_class = _AnswerRoute
    for name, function in functions.items():
        family = name.partition("_")[0]
        app.add_api_route(
            path_of(name, function).replace("}", ":path}"),  # so that a title may have a slash in it
            _posted(answers, name, function) if takes_body(function) else _documented(function),
            methods=["POST" if takes_body(function) else "GET"],
            name=name,
            operation_id=name,
            summary=describe(function).summary,
            response_model=get_type_hints(function)["return"],
            responses={NOT_FOUND: {"model": Problem}, MALFORMED: {"model": Problem}},
            tags=[family if family in FAMILIES else "recommendations"],
        )
    if other is not None:
        app.router.default = other
    return Questions(functions, answers, app)


def answer_paths(functions: Functions) -> list[str]:
    """The paths of all answers, each as far as it is the same for every question."""
    return [path_of(name, function).partition("{")[0] for name, function in functions.items()]


def _posted(answers: Answers, name: str, function: Callable[..., object]) -> Callable[..., Any]:
    """The answer as FastAPI wants a function."""

    async def endpoint(request: Request, **arguments: object) -> Response:
        return (await answers.ask(name, arguments)).response(request.scope)

    told = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    endpoint.__signature__ = inspect.Signature([told, *_body(function)])  # type: ignore[attr-defined]
    return endpoint


def _documented(function: Callable[..., object]) -> Callable[..., Any]:
    """What says how an answer is asked by GET; `Questions` answers before."""

    def endpoint(**_: object) -> Response:
        raise NotImplementedError

    endpoint.__signature__ = inspect.Signature(_path_and_query(function))  # type: ignore[attr-defined]
    return endpoint


def _path_and_query(function: Callable[..., object]) -> list[inspect.Parameter]:
    hints, words = get_type_hints(function), describe(function).arguments
    parameters = []
    for parameter in inspect.signature(function).parameters.values():
        where = Path if parameter.name in IN_PATH else Query
        examples = [EXAMPLES[parameter.name]] if parameter.name in EXAMPLES else None
        told = where(description=words[parameter.name], examples=examples)
        # Documented as what it is, taken as it came: the answer's own check refuses it in the words of all channels.
        documented = WithJsonSchema(TypeAdapter(hints[parameter.name]).json_schema())
        taken = list[str] | None if hints[parameter.name] == list[str] | None else Any
        parameters.append(
            parameter.replace(annotation=Annotated[taken, told, documented], kind=inspect.Parameter.KEYWORD_ONLY)
        )
    return parameters


def _body(function: Callable[..., object]) -> list[inspect.Parameter]:
    hints, words = get_type_hints(function), describe(function).arguments
    as_it_came: Any = SkipValidation  # an annotation, of whatever stands before it
    return [
        parameter.replace(
            # Taken as it came here, too; of a body, JSON of any type can be.
            annotation=Annotated[
                hints[parameter.name], as_it_came, Body(embed=True, description=words[parameter.name])
            ],
            kind=inspect.Parameter.KEYWORD_ONLY,
        )
        for parameter in inspect.signature(function).parameters.values()
    ]


class _AnswerRoute(APIRoute):
    """A route that makes a `Problem` of every error that FastAPI's own check of a body raises."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except HTTPException as error:  # of a body that is no text
                return _problem(Problem(detail=str(error.detail)))
            except RequestValidationError as error:
                first = error.errors()[0]
                parameter = str(first["loc"][-1])
                return _problem(Problem(detail=f"{parameter}: {first['msg']}", parameter=parameter))

        return answer


def _problem(problem: Problem) -> Response:
    return Response(to_json(problem.model_dump()), MALFORMED, media_type="application/json")
