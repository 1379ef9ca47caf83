"""What a call over HTTP must name, checked before Gradio sees it.

Gradio answers an endpoint or an argument that it does not know with a bare 500, and one value too few with no
message at all; and it serves the page's own events to whoever guesses their names.
"""

import inspect
from collections.abc import Awaitable, Callable

from fastapi import HTTPException, Request

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.current import Current
from recsys.serving.service import Service

_NAMED, _POSITIONAL = "/gradio_api/call/v2/", "/gradio_api/call/"


def call_check(current: Current) -> Callable[[Request], Awaitable[None]]:
    """A FastAPI dependency that answers 404 to unknown endpoints and 422 to arguments that cannot be matched."""

    async def check(request: Request) -> None:
        # In, not at the beginning: a proxy may serve the app under a path of its own.
        path = request.scope["path"]
        if request.method != "POST" or _POSITIONAL not in path:
            return
        try:
            body = await request.json()
        except ValueError:
            return  # no JSON at all: FastAPI's own answer says so
        try:
            _check(current.service, str(request.path_params["api_name"]), body, _NAMED in path)
        except NotFoundError as error:
            raise HTTPException(404, str(error)) from error
        except InvalidValueError as error:
            raise HTTPException(422, str(error)) from error

    return check


def _check(service: Service, name: str, body: object, named: bool) -> None:
    if name not in service.answers:
        service.ask(name)  # refuses it with the names that there are
    if not isinstance(body, dict):
        return  # nor any names or values in it: FastAPI's to answer again
    known = list(inspect.signature(service.answers[name]).parameters)
    takes = f"{name} takes the arguments {', '.join(known)}"
    if named:
        for argument in body:
            if argument not in known:
                raise InvalidValueError(argument, takes, argument)
    else:
        values = body.get("data")
        if isinstance(values, list) and len(values) != len(known):
            count = f"{len(values)} value{'s' if len(values) != 1 else ''}"
            raise InvalidValueError("data", takes, count, f"Send all of them in data, or by name to {_NAMED}{name}.")
