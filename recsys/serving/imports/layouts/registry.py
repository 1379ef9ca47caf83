"""All layouts, in the order in which they are asked: the first that fits a document reads it."""

from recsys.serving.imports.layout import Layout
from recsys.serving.imports.layouts import (
    ani_list,
    butaca,
    film_affinity,
    imdb,
    jellyfin,
    letterboxd,
    movielens,
    my_anime_list,
    netflix,
    plex,
    prime_video,
    simkl,
    tables,
    tautulli,
    tmdb,
    trakt,
    tv_time,
)

LAYOUTS: tuple[Layout, ...] = (
    *butaca.LAYOUTS,
    *letterboxd.LAYOUTS,
    *imdb.LAYOUTS,
    *netflix.LAYOUTS,
    *trakt.LAYOUTS,
    *simkl.LAYOUTS,
    *tv_time.LAYOUTS,
    *my_anime_list.LAYOUTS,
    *ani_list.LAYOUTS,
    *plex.LAYOUTS,
    *tautulli.LAYOUTS,
    *jellyfin.LAYOUTS,
    *prime_video.LAYOUTS,
    *film_affinity.LAYOUTS,
    *tmdb.LAYOUTS,
    *movielens.LAYOUTS,
    *tables.LAYOUTS,  # any table with titles and ratings: asked last
)
