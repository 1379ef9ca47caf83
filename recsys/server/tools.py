"""What the answers are called as tools over MCP, and which arguments each needs.

Of its endpoints every argument has a default, so that whoever leaves one out is told so (`recsys.ui.api`); a tool says
in its schema which it needs, where a model that asks it reads that beforehand.
"""

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from gradio.routes import App
from starlette.applications import Starlette

from recsys.serving.current import Current

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def with_tools(current: Current) -> Lifespan:
    """The lifespan of an app whose tools name the arguments that they need."""

    @asynccontextmanager
    async def named(app: Starlette) -> AsyncIterator[None]:
        server = app.get_blocks().mcp_server_obj if isinstance(app, App) else None
        if server is not None:
            for endpoint, told in server.api_info["named_endpoints"].items():
                parameters = inspect.signature(current.service.answers[endpoint.removeprefix("/")]).parameters
                for parameter in told["parameters"]:
                    needed = parameters[parameter["parameter_name"]].default is inspect.Parameter.empty
                    parameter["parameter_has_default"] = not needed
        yield

    return named
