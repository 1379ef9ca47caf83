"""The embedded sample: raw files in the layout of `data/`, written for this project (see its README.md)."""

from pathlib import Path

FOLDER = Path(__file__).parent
