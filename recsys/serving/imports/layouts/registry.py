"""All layouts, in the order in which they are asked: the first that fits a document reads it."""

from recsys.serving.imports.layout import Layout
from recsys.serving.imports.layouts import letterboxd

LAYOUTS: tuple[Layout, ...] = (*letterboxd.LAYOUTS,)
