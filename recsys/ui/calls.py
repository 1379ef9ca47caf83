"""What a call over HTTP must name, checked before Gradio sees it.

Gradio answers an endpoint, an event or an argument that it does not know with a bare 500, and one value too few with no
message at all; and it serves the page's own events to whoever guesses their names.
"""

import inspect
import re
from collections.abc import Awaitable, Callable

from fastapi import HTTPException, Request
from gradio.block_function import BlockFunction

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.current import Current
from recsys.serving.service import Service

_NAMED = "/gradio_api/call/v2/"
# Not at the beginning: a proxy may serve the app under a path of its own.
_CALL, _EVENT = re.compile("/gradio_api/call/"), re.compile("/gradio_api/(run/|api/|queue/join)")


def call_check(current: Current) -> Callable[[Request], Awaitable[None]]:
    """A FastAPI dependency that answers 404 to unknown endpoints and 422 to arguments that cannot be matched."""

    async def check(request: Request) -> None:
        path = request.scope["path"]
        if request.method != "POST" or not (_CALL.search(path) or _EVENT.search(path)):
            return
        try:
            body = await request.json()
        except (ValueError, RecursionError):
            return  # no JSON at all: FastAPI's own answer says so
        name = str(request.path_params.get("api_name", ""))
        try:
            number = body.get("fn_index") if isinstance(body, dict) and _EVENT.search(path) else None
            if number is None:
                _check(current.service, name, body, _NAMED in path)
            elif isinstance(number, int):  # of anything else FastAPI says that it is none
                _check_event(request.app.get_blocks().fns, number, body.get("data"))
        except NotFoundError as error:
            raise HTTPException(404, str(error)) from error
        except InvalidValueError as error:
            raise HTTPException(422, str(error)) from error

    return check


def _check_event(events: dict[int, BlockFunction], number: int, values: object) -> None:
    """An event by its number, as the page and Gradio's own clients ask: for the page's events, and for the answers."""
    if number not in events:
        raise NotFoundError("fn_index", "The page has no event of the number", number)
    needed = len(events[number].inputs)
    if isinstance(values, list) and len(values) != needed:
        raise InvalidValueError("data", f"The number of values in data must be {needed} for this event", len(values))


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
