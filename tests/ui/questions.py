"""Questions that every door must answer alike, for each public name; they suit the embedded sample."""

from typing import Any

GOOD: dict[str, list[dict[str, Any]]] = {
    "recommend": [
        {"title": "The Matrix"},
        {"title": "toy story (1995)", "k": 12},
        {
            "title": "The Matrix",
            "k": 3,
            "platforms": ["netflix", "hulu"],
            "type": "movie",
            "genre": "action",
            "year_from": 1990,
            "year_to": 2015,
            "maturity": "18+",
        },
    ],
    "fit": [
        {"user_id": "simulated-17", "title": "The Matrix"},
        {"user_id": "17", "title": "toy story"},
        {"title": "toy story"},
        {"title": "The Matrix", "ratings": ["Toy Story=5", "Up=1.5", "toy story (1995)=4.5"]},
        {"user_id": "simulated-17", "title": "The Matrix", "ratings": ["Toy Story=0.5"]},
    ],
    "for_user": [
        {"user_id": "simulated-17"},
        {"user_id": "simulated-17", "k": 2, "platforms": ["disney"], "type": "tv show", "year_from": 2000},
        {},
        {"k": 5, "ratings": ["Toy Story=5", "The Matrix=1"], "diversity": 0.6},
        {"k": 3, "more_like": ["The Matrix"], "less_like": ["Toy Story", "Titanic"], "hide": ["Coco"]},
        {"user_id": "17", "k": 3, "ratings": ["Toy Story=0.5"], "diversity": 1, "platforms": ["netflix", "hulu"]},
    ],
    "search": [{"text": "matrix"}, {"text": "MATRYX", "k": 3}],
    "platforms_get_max_duration": [{}, {"year": 2018, "platform": "Hulu"}, {"duration_type": "season"}],
    "platforms_get_score_count": [{"platform": "netflix", "scored": 3.5, "year": 2019}],
    "platforms_get_count_platform": [{"platform": "disney+"}],
    "platforms_get_actor": [{"platform": "netflix", "year": 2018}],
    "platforms_recomendacion": [{"titulo": "The Matrix"}],
    "movies_cantidad_filmaciones_mes": [{"mes": "Enero"}, {"mes": "setiembre"}],
    "movies_cantidad_filmaciones_dia": [{"dia": "miercoles"}],
    "movies_score_titulo": [{"titulo": "toy story"}, {"titulo": "Cinderella (1950)"}],
    "movies_votos_titulo": [{"titulo": "The Matrix"}],
    "movies_get_actor": [{"nombre_actor": "tom hanks"}],
    "movies_get_director": [{"nombre_director": "hayao miyazaki"}],
    "movies_recomendacion": [{"titulo": "Toy Story"}],
    "movies_peliculas_idioma": [{"idioma": "español"}, {"idioma": "ja"}],
    "movies_peliculas_duracion": [{"pelicula": "alien"}],
    "movies_franquicia": [{"franquicia": "toy story"}],
    "movies_peliculas_pais": [{"pais": "Corea del Sur"}],
    "movies_productoras_exitosas": [{"productora": "Pixar Animation Studios"}],
}
