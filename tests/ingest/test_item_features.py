import math

import numpy as np
import pandas as pd

from recsys.domain.schema import CREDITS
from recsys.ingest.item_features import film_portraits, linked_rows, portraits
from recsys.models.vocabulary import Vocabulary
from tests.films import film

MOVIES = pd.DataFrame(
    [
        film(
            7, "Heat", "1995-12-15", genres=["Crime"], overview="A thief.", tagline="A crime saga", runtime=170,
            vote_count=9, vote_average=7.9, collection="Heats", companies=["Regency"], keywords=["Bank Robbery"],
            countries=["United States of America"], country_codes=["US"],
        ),
        film(5, "Amélie", "2001-04-25", original_language=None, runtime=0, vote_average=0.0),
        film(9, "Heat", "1995-01-01", vote_count=3),
    ]
)  # fmt: skip
CREDITED = pd.DataFrame(
    [
        (7, 1, "Al Pacino", "actor", 0),
        (7, 2, "Michael Mann", "director", 0),
        (5, 3, "Al Pacino", "director", 0),
        (5, 3, "Al Pacino", "actor", 0),
    ],
    columns=CREDITS.names,
)


def test_the_words_and_numbers_of_films():
    known = film_portraits(MOVIES, CREDITED)
    assert known.words[0] == {
        "title": ["heat"],
        "genre": ["crime"],
        "person": ["Michael Mann", "Al Pacino"],
        "director": ["Michael Mann"],
        "cast": ["Al Pacino"],
        "company": ["Regency"],
        "collection": ["Heats"],
        "keyword": ["bank robbery"],
        "tagline": ["crime", "saga"],
        "description": ["crime", "saga", "thief"],
        "country": ["united states"],
        "language": ["en"],
    }
    assert known.words[1]["person"] == ["Al Pacino"]  # in two roles, one person
    assert known.words[1]["language"] == []
    numbers = {name: values.tolist() for name, values in known.numbers.items()}
    assert numbers["year"] == [1995, 2001, 1995]
    assert numbers["votes"] == [9, 0, 3]
    assert numbers["score"][0] == 7.9
    assert numbers["runtime"][0] == 170
    assert all(math.isnan(numbers[name][row]) for name in ("score", "runtime") for row in (1, 2))
    assert known.work_rows.tolist() == []


def test_works_of_both_catalogues_stand_once(raw):
    raw.platform(
        "hulu",
        {"title": "Heat", "description": "A thief and a detective meet in a city."},
        {"title": "Heat", "type": "TV Show", "duration": "2 Seasons"},
        {"title": "Ronin", "release_year": "1998", "duration": "122 min"},
    )
    titles = raw.read().titles
    works = Vocabulary.of(titles["work_id"]).ids
    assert works == ("heat-1995-movie", "heat-1995-series", "ronin-1998-movie")
    assert linked_rows(titles, MOVIES) == {"heat-1995-movie": 0}  # the namesake with the most votes
    known = portraits(titles, works, MOVIES, CREDITED)

    assert known.work_rows.tolist() == [0, 3, 4]
    assert len(known.words) == 5
    both = known.words[0]
    assert both["genre"] == ["crime", "drama", "thriller"]
    assert both["person"] == ["Michael Mann", "Al Pacino", "Robert De Niro"]
    assert both["keyword"] == ["bank robbery"]
    assert both["description"] == ["thief", "detective", "meet", "city"]
    assert both["country"] == ["united states"]
    assert known.words[4]["person"] == ["Michael Mann", "Al Pacino", "Robert De Niro"]
    assert "keyword" not in known.words[4]
    np.testing.assert_array_equal(known.numbers["year"], [1995, 2001, 1995, 1995, 1998])
    np.testing.assert_array_equal(known.numbers["runtime"], [170, np.nan, np.nan, np.nan, 122])
    np.testing.assert_array_equal(known.numbers["votes"], [9, 0, 3, np.nan, np.nan])
    assert film_portraits(MOVIES, CREDITED).words[0]["genre"] == ["crime"]  # its own not changed


def test_a_name_has_one_spelling_and_what_is_no_film_shows_nothing_to_likes(raw):
    raw.platform(
        "hulu",
        {"title": "Heat", "cast": "AL PACINO, Val Kilmer"},
        {"title": "Ronin", "release_year": "1998", "cast": "VAL KILMER, Sean Bean"},
    )
    titles = raw.read().titles
    known = portraits(titles, Vocabulary.of(titles["work_id"]).ids, MOVIES, CREDITED)
    assert known.words[0]["cast"] == ["Al Pacino", "Val Kilmer"]
    assert known.words[3]["cast"] == ["Val Kilmer", "Sean Bean"]
    assert (known.n_films, len(known.words)) == (3, 4)
    assert known.film_words == [*known.words[:3], {}]
    assert np.isnan(known.film_numbers["year"]).tolist() == [False, False, False, True]


def test_without_a_film_catalogue(raw):
    raw.platform("hulu", {"title": "Heat"}, {"title": "Ronin"})
    data = raw.read()
    known = portraits(data.titles, Vocabulary.of(data.titles["work_id"]).ids, data.movies, data.credits)
    assert known.work_rows.tolist() == [0, 1]
    assert known.n_films == 0
    assert known.film_words == [{}, {}]
    assert [words["title"] for words in known.words] == [["heat"], ["ronin"]]
