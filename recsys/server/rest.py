"""Every answer over plain HTTP, with its OpenAPI document at `/openapi.json` and a page to try it at `/docs`.

A name of a family gives its path: `movies_get_actor` is `GET /movies/get_actor/{nombre_actor}`. An answer about one
thing named in words takes it in the path, everything else in the query string; what is about several people, names one
or holds a file is a POST with all it takes in a JSON object. Errors are a `Problem`: 404 where
nothing goes by that name, 422 where a value breaks a rule.
"""

import inspect
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, get_type_hints

from fastapi import Body, FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, SkipValidation, TypeAdapter, WithJsonSchema
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from recsys import __version__
from recsys.errors import InvalidValueError, NotFoundError, RequestError
from recsys.serving.current import Current
from recsys.serving.describe import EXAMPLES, FAMILIES, IN_PATH, describe, path_of, takes_body
from recsys.serving.service import plain

NOT_FOUND, MALFORMED = 404, 422
_CHANNEL = "rest"


class Problem(BaseModel):
    """What was wrong, with which argument, and the nearest names where there are some."""

    detail: str
    parameter: str = ""
    suggestions: list[str] = []


def rest_routes(current: Current) -> list[BaseRoute]:
    """The routes of all answers of a service, of their OpenAPI document and of its page, which needs no other host."""
    app: FastAPI = FastAPIOffline(
        title="Butaca",
        version=__version__,
        description="What to watch tonight, on the services you pay for.",
        docs_url="/docs",
        redoc_url=None,
    )
    app.router.route_class = _AnswerRoute
    for name, function in current.service.answers.items():
        family = name.partition("_")[0]
        app.add_api_route(
            path_of(name, function).replace("}", ":path}"),  # so that a title may have a slash in it
            _endpoint(current, name, function),
            methods=["POST" if takes_body(function) else "GET"],
            name=name,
            operation_id=name,
            summary=describe(function).summary,
            response_model=get_type_hints(function)["return"],
            responses={NOT_FOUND: {"model": Problem}, MALFORMED: {"model": Problem}},
            tags=[family if family in FAMILIES else "recommendations"],
        )
    return app.routes


def answer_paths(current: Current) -> list[str]:
    """The paths of all answers, each as far as it is the same for every question."""
    return [path_of(name, function).partition("{")[0] for name, function in current.service.answers.items()]


def _endpoint(current: Current, name: str, function: Callable[..., object]) -> Callable[..., Response]:
    """The answer as FastAPI wants a function."""
    parameters = _body(function) if takes_body(function) else _path_and_query(function)

    def endpoint(**arguments: object) -> Response:
        return JSONResponse(plain(current.ask(_CHANNEL, name, **arguments)))

    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
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
    """A route that makes a `Problem` of every error that an answer, or FastAPI's own check of types, raises."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except HTTPException as error:  # of a body that is no text
                return _problem(MALFORMED, Problem(detail=str(error.detail)))
            except RequestValidationError as error:
                first = error.errors()[0]
                parameter = str(first["loc"][-1])
                return _problem(MALFORMED, Problem(detail=f"{parameter}: {first['msg']}", parameter=parameter))
            except NotFoundError as error:
                problem = Problem(detail=str(error), parameter=error.parameter, suggestions=error.suggestions)
                return _problem(NOT_FOUND, problem)
            except InvalidValueError as error:
                return _problem(MALFORMED, Problem(detail=str(error), parameter=error.parameter))
            except RequestError as error:
                return _problem(MALFORMED, Problem(detail=str(error)))

        return answer


def _problem(status: int, problem: Problem) -> Response:
    return JSONResponse(problem.model_dump(), status)
