"""A bundle of what tempts a database to answer otherwise than the queries do: names that are nearly the same."""

import dataclasses

import pyarrow as pa

from recsys.bundle.bundle import Bundle
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import credit, film, name, offer, rating, title, together

TITLES = together(
    title("as1", "Alien", 1979, work_id="alien", duration_int=117, duration_type="min",
          cast=["Ömer Şahin", "OMER SAHIN", "Zoë"], directors=["omer sahin", "Åsa"], genres=["horror", "horror"],
          countries=["france"], score=4.25),
    title("as2", "ALIEN", 1979, work_id="alien", duration_int=117, duration_type="min",
          cast=["Omer Sahin", "zoe", "Ábel"], score=4.25),
    title("as3", "Brazil", 1985, duration_int=0, duration_type="min", cast=["★"], score=3.5,
          date_added="2021-03-30", country=None),
    title("ns1", "Alien", 1979, work_id="alien", duration_int=118, duration_type="min", cast=["★", "☆"], score=0.5),
    title("ns2", "Dark", 2017, "tv show", duration_int=3, duration_type="season", score=4.75, country=("US", "MX")),
    title("ns3", "Dark", 1979, "tv show", duration_int=3, duration_type="season", cast=["\\N\t%s'\""]),
    title("hs1", "% 'quoted' \\ _", 2017, duration_int=9, duration_type="min", score=3.3363636363636364),
    # Not counted: a listing that is no longer current, with somebody whom no other names.
    title("hs2", "% 'quoted' \\ _", 2017, duration_int=99, duration_type="min", score=4.0, cast=["Ghost", "ZOE"]),
    # One title_id on two services, of a source that gives people, and one of a source that gives none.
    title("tm1", "Dark", 2017, "tv show", service="max", source="justwatch", snapshot="2025-05", country="BR",
          cast=["Åsa", "zoé"], until="2025-06"),
    title("tm1", "Dark", 2017, "tv show", service="apple", source="justwatch", snapshot="2025-05",
          country=("BR", "MX")),
    title("tt7", "Zwei", 1999, service="viki", work_id="tmdb-7", source="octopus", snapshot="2024", duration_int=80,
          duration_type="min"),
)  # fmt: skip

FILMS = together(
    film(1, "Amélie", "2001-04-25", votes=2000, vote_average=7.8, popularity=1.25, original_language="fr",
         countries=["FR", "DE"], languages=["fr", "ru"]),
    film(9, "Amelie", "1931-02-28", votes=2000, runtime=60, original_language="zz"),
    film(5, "AMÉLIE", "2001-12-31", votes=1999, vote_average=9.5, runtime=70, original_language=None),
    film(3, "100%", "1600-02-29", budget=1000, revenue=333, collection="La Saga", companies=["PolyGram", "Polygram"],
         countries=["SU"]),
    film(2, "100 %", "2000-02-29", budget=30, revenue=0, collection="La saga", companies=["Polygram", "★"],
         popularity=0.0),
    film(4, "Zwei", "1999-12-31", budget=0, revenue=3_000_000_001, collection="la  SAGA", companies=["polygram"]),
    # Its 80 minutes are what a service's source says, not the film catalogue.
    film(7, "Zwei", "1999-12-31", budget=7, revenue=22, collection="La saga: two", companies=["PolyGram"], votes=5),
    film(8, "★", "9999-12-31", budget=3, revenue=1, keywords=["a", "a"], genres=["drama"]),
)  # fmt: skip

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
    (7, 11, "Ann Lee", "writer", 0),
    (8, 20, "Bø", "actor", 0),
    (8, 30, "★", "actor", 1),
    (3, 30, "★", "actor", 1),
]


def odd_bundle() -> Bundle:
    """Eleven titles and eight films."""
    people = [credit(f"tmdb-{film}", name, role, order, number) for film, number, name, role, order in CREDITS]
    rows = together(
        FILMS,
        TITLES,
        *people,
        name("alien", "Ålien", "sv"),
        offer("alien", "amazon", "CA", "as1", added="2023"),
        rating("a-1", "alien", 4.5),
        rating("a-2", "quoted-2017-movie", 0.5),
        rating("A-2", "quoted-2017-movie", 5.0),
    )
    made: Bundle = bundle(rows)
    current = pa.array([row != "hs2" for row in made.titles.column("title_id").to_pylist()])
    place = made.titles.column_names.index("current")
    titles = made.titles.set_column(place, made.titles.schema.field("current"), current)
    return dataclasses.replace(made, titles=titles)
