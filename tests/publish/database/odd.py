"""A bundle of what tempts a database to answer otherwise than the queries do: names that are nearly the same."""

import dataclasses

from recsys.bundle.bundle import Bundle
from tests.films import film, film_catalogue
from tests.serving.fixture_catalogue import bundle, title

TITLES = [
    title("as1", "Alien", 1979, duration_int=117, duration_type="min", display_cast=["Ömer Şahin", "OMER SAHIN", "Zoë"],
          display_directors=["omer sahin", "Åsa"], genres=["horror", "horror"], countries=["france"], score=4.25),
    title("as2", "ALIEN", 1979, duration_int=117, duration_type="min",
          display_cast=["Omer Sahin", "zoe", "Ábel"], score=4.25),
    title("as3", "Brazil", 1985, duration_int=0, duration_type="min", display_cast=["★"], score=3.5,
          date_added="2021-03-30"),
    title("ns1", "Alien", 1979, duration_int=118, duration_type="min", display_cast=["★", "☆"], score=0.5),
    title("ns2", "Dark", 2017, "tv show", duration_int=3, duration_type="season", score=4.75),
    title("ns3", "Dark", 1979, "tv show", duration_int=3, duration_type="season", display_cast=["\\N\t%s'\""]),
    title("hs1", "% 'quoted' \\ _", 2017, duration_int=9, duration_type="min", score=3.3363636363636364),
]  # fmt: skip

FILMS = [
    film(1, "Amélie", "2001-04-25", vote_count=2000, vote_average=7.8, popularity=1.25, original_language="fr",
         countries=["France", "Germany"], country_codes=["FR", "DE"], languages=["fr", "ru"]),
    film(9, "Amelie", "1931-02-28", vote_count=2000, runtime=60, original_language="zz"),
    film(5, "AMÉLIE", "2001-12-31", vote_count=1999, vote_average=9.5, runtime=70, original_language=None),
    film(3, "100%", "1600-02-29", budget=1000, revenue=333, collection="La Saga", companies=["PolyGram", "Polygram"],
         countries=["Soviet Union"], country_codes=["SU"]),
    film(2, "100 %", "2000-02-29", budget=30, revenue=0, collection="La saga", companies=["Polygram", "★"],
         popularity=0.0),
    film(4, "Zwei", "1999-12-31", budget=0, revenue=3_000_000_001, collection="la  SAGA", companies=["polygram"]),
    film(7, "Zwei", "1999-12-31", budget=7, revenue=22, collection="La saga: two", companies=["PolyGram"],
         vote_count=5),
    film(8, "★", "9999-12-31", budget=3, revenue=1, keywords=["a", "a"], genres=["Drama"]),
]  # fmt: skip

CREDITS = [
    (1, 11, "Ann Lee", "actor", 0),
    (1, 12, "ANN LEE", "actor", 1),
    (9, 12, "ANN LEE", "actor", 0),
    (3, None, "Ann Lee", "actor", 0),
    (3, 11, "Ann Lee", "director", 0),
    (2, 11, "Ann Lee", "director", 0),
    (4, 11, "Ann Lee", "director", 0),
    (7, 11, "Ann Lee", "director", 0),
    (7, 11, "Ann Lee", "actor", 0),
    (7, 20, "Bo", "director", 1),
    (8, 20, "Bø", "actor", 0),
    (8, 30, "★", "actor", 1),
    (3, 30, "★", "actor", 1),
]


def odd_bundle() -> Bundle:
    """Seven titles and eight films."""
    ratings = [("lab-1", "as1", 4.5), ("lab-2", "hs1", 0.5), ("Lab-2", "hs1", 5.0)]
    made: Bundle = bundle(TITLES, ratings)
    return dataclasses.replace(made, films=film_catalogue(FILMS, CREDITS))
