"""The named endpoints of the Gradio API: one for every answer, with its name, arguments and description."""

import inspect
import json
from collections.abc import Callable
from typing import Any, get_args, get_origin, get_type_hints

import gradio as gr
from gradio.events import api

from recsys.errors import RequestError
from recsys.serving.current import Current, Told
from recsys.serving.service import plain

_CHANNEL, _OK = "api", 200


def add_endpoints(current: Current) -> None:
    """Add an endpoint for every answer of the service. Call it inside a `gr.Blocks`."""
    for name, function in current.service.answers.items():
        # Not queued: an answer takes milliseconds, the queue's own round trip more.
        api(_endpoint(current, name, function), api_name=name, queue=False)


def _endpoint(current: Current, name: str, function: Callable[..., object]) -> Callable[..., Any]:
    """The answer as Gradio wants a function: plain values, every argument with a default, gr.Error.

    Gradio answers a call that leaves out an argument without default with a bare 500; with None in its place the
    answer's own check says what is missing.
    """
    signature = inspect.signature(function)
    hints = get_type_hints(function)
    parameters = [
        parameter.replace(default=None) if parameter.default is parameter.empty else parameter
        for parameter in signature.parameters.values()
    ]
    answer_type = _json_type(hints["return"])

    async def endpoint(*values: object) -> Any:  # noqa: ANN401 - what an answer holds differs by name
        arguments = dict(zip(signature.parameters, values, strict=True))
        if current.asks is not None:
            return _read(await current.asks.ask(name, arguments, _CHANNEL))
        try:
            return plain(current.ask(_CHANNEL, name, **arguments))
        except RequestError as error:
            raise gr.Error(str(error), print_exception=False) from error

    # Not functools.update_wrapper: it keeps the function, and with it the whole bundle.
    endpoint.__name__, endpoint.__doc__ = name, inspect.getdoc(function)
    endpoint.__annotations__ = {**hints, "return": answer_type}
    endpoint.__signature__ = signature.replace(parameters=parameters, return_annotation=answer_type)  # type: ignore[attr-defined]
    return endpoint


def _read(told: Told) -> Any:  # noqa: ANN401
    answer = json.loads(told.body)
    if told.status != _OK:
        raise gr.Error(answer["detail"], print_exception=False)
    return answer


def _json_type(answer_type: object) -> object:
    """What the answer's type is as JSON: a dataclass is an object, a list of them a list of objects."""
    if get_origin(answer_type) is list:
        (item,) = get_args(answer_type)
        return list[item if item is str else dict[str, Any]]  # type: ignore[misc]
    return dict[str, Any]
