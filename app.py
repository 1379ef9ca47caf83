"""Butaca's web page and API: what a Hugging Face Space runs, and `make app`."""

from recsys.server.launch import launch

if __name__ == "__main__":
    launch()
