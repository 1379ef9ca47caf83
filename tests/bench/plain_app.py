"""The references of `tests.bench.load`: an empty route of FastAPI, or a Gradio endpoint that returns a constant.

`python -m tests.bench.plain_app rest|gradio PORT`, in a process of its own.
"""

import sys


def serve_rest(port: int) -> None:
    """A plain function and a coroutine that answer with an empty object."""
    import uvicorn
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/function")
    def function() -> dict[str, str]:
        return {}

    @app.get("/coroutine")
    async def coroutine() -> dict[str, str]:
        return {}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def serve_gradio(port: int) -> None:
    """An endpoint that returns the same object again and again."""
    import gradio as gr
    from gradio.events import api

    def constant(text: str) -> dict[str, str]:
        return {}

    with gr.Blocks(analytics_enabled=False) as page:
        api(constant, api_name="constant", queue=False)
    page.launch(server_name="127.0.0.1", server_port=port, ssr_mode=False, quiet=True)


if __name__ == "__main__":
    {"rest": serve_rest, "gradio": serve_gradio}[sys.argv[1]](int(sys.argv[2]))
