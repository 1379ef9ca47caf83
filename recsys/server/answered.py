"""An answer over plain HTTP as a status and bytes, whichever process makes it. Errors are a `Problem`."""

import time
from collections.abc import Mapping
from typing import NamedTuple

import orjson
from isal import isal_zlib
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Scope

from recsys.errors import InvalidValueError, NotFoundError, RequestError
from recsys.server.logs import LOGGER
from recsys.server.scopes import header
from recsys.serving.monitoring import ANSWERED, FAILED, REFUSED
from recsys.serving.service import Service, plain

FAILURE = "This failed here, or was no event of the page. Try again later."
# Compressed here, once, an answer costs the process that sends it nothing, and of those kept three times as many fit.
# ISA-L's gzip takes a fifth of zlib's time for as few bytes.
_SMALLEST, _LEVEL, _GZIP, _MAGIC = 1000, 1, 31, b"\x1f\x8b"  # bytes; zlib's own numbers
OK, NOT_FOUND, MALFORMED, FAILED_HERE = 200, 404, 422, 500


class Problem(BaseModel):
    """What was wrong, with which argument, and the nearest names where there are some."""

    detail: str
    parameter: str = ""
    suggestions: list[str] = []


class Answered(NamedTuple):
    """An answer: its status, its JSON, compressed by gzip where that is worth it, what became of the question for
    `Monitoring`, and the seconds that it took.
    """

    status: int
    packed: bytes
    outcome: str = ANSWERED
    seconds: float = 0.0

    @property
    def body(self) -> bytes:
        """Its JSON."""
        return isal_zlib.decompress(self.packed, _GZIP) if self._is_compressed else self.packed

    @property
    def _is_compressed(self) -> bool:
        return self.packed.startswith(_MAGIC)  # no JSON begins so

    def response(self, scope: Scope) -> Response:
        """What is sent for it, compressed for whoever takes that."""
        if self._is_compressed and "gzip" in header(scope, b"accept-encoding"):
            headers = {"content-encoding": "gzip", "vary": "Accept-Encoding"}  # the latter of others says the guard
            return Response(self.packed, self.status, headers, "application/json")
        return Response(self.body, self.status, media_type="application/json")


def answered(service: Service, name: str, arguments: Mapping[str, object]) -> Answered:
    """The answer of that public name. What nobody expected is an answer too, and in the log with where."""
    began = time.perf_counter()
    try:
        status, outcome = OK, ANSWERED
        body = to_json(service.ask(name, **arguments))
    except RequestError as error:
        status, problem = problem_of(error)
        outcome, body = REFUSED, to_json(problem.model_dump())
    except Exception:  # noqa: BLE001 - our own mistake: the others are answered on
        LOGGER.exception("answer failed", extra={"fields": {"answer": name}})
        return failed_here(time.perf_counter() - began)
    return Answered(status, _packed(body), outcome, time.perf_counter() - began)


def _packed(body: bytes) -> bytes:
    return isal_zlib.compress(body, _LEVEL, _GZIP) if len(body) >= _SMALLEST else body


def failed_here(seconds: float = 0.0) -> Answered:
    """The answer where something failed that nobody expected."""
    return Answered(FAILED_HERE, to_json({"detail": FAILURE, "error": FAILURE}), FAILED, seconds)


def problem_of(error: RequestError) -> tuple[int, Problem]:
    """The status and the problem of a question that cannot be answered as it was asked."""
    if isinstance(error, NotFoundError):
        return NOT_FOUND, Problem(detail=str(error), parameter=error.parameter, suggestions=error.suggestions)
    if isinstance(error, InvalidValueError):
        return MALFORMED, Problem(detail=str(error), parameter=error.parameter)
    return MALFORMED, Problem(detail=str(error))


def to_json(answer: object) -> bytes:
    """The answer as JSON. orjson writes dataclasses by itself, ten times as fast as `plain` and `json` do."""
    return orjson.dumps(answer, default=plain, option=orjson.OPT_NON_STR_KEYS)
