"""All layouts, in the order in which they are asked: the first that fits a document reads it."""

from recsys.serving.imports.layout import Layout
from recsys.serving.imports.layouts import butaca, imdb, letterboxd, netflix, tables

LAYOUTS: tuple[Layout, ...] = (
    *butaca.LAYOUTS,
    *letterboxd.LAYOUTS,
    *imdb.LAYOUTS,
    *netflix.LAYOUTS,
    *tables.LAYOUTS,  # any table with titles and ratings: asked last
)
