"""Butaca's web page and API: what a Hugging Face Space runs, and `make app`."""

from recsys.server.stubs import without_stubs

if __name__ == "__main__":
    with without_stubs():  # before anything imports Gradio
        from recsys.server.launch import launch

    launch()
