import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.ingest.works import work_documents, work_facts, work_id


@pytest.mark.parametrize(
    "title",
    ["THE MATRIX", "Matrix, The", " the  matrix\u00a0", "The Ma\u200btrix", "Thé Mátrix", "The “Matrix”!", "Matrix"],
)
def test_spellings_of_one_work(title):
    assert work_id(title, 1999, "movie") == "matrix-1999-movie"


def test_other_years_types_and_titles_are_other_works():
    ids = [
        work_id("Fargo", 1996, "movie"),
        work_id("Fargo", 1996, "tv show"),
        work_id("Fargo", 1997, "movie"),
        work_id("Fargo 1996", 1996, "movie"),
    ]
    assert ids[:2] == ["fargo-1996-movie", "fargo-1996-series"]
    assert len(set(ids)) == 4


@given(st.text(min_size=1), st.integers(1874, 2100))
def test_an_id_ends_in_year_and_type_and_has_a_title(title, year):
    found = work_id(title, year, "movie")
    assert found.endswith(f"-{year}-movie")
    assert len(found) > len(f"-{year}-movie")


def test_the_same_work_on_three_platforms(raw):
    raw.platform("amazon", {"title": "Amélie"}, {"title": "Amelie", "release_year": "1996"})
    raw.platform("hulu", {"title": "AMELIE."}, {"title": "Amelie", "type": "TV Show"})
    raw.platform("netflix", {"title": "Amelie, The"}, {"title": "Amelie"})
    titles = raw.read().titles
    works = titles.groupby("work_id")["title_id"].apply(list).to_dict()
    assert works == {
        "amelie-1995-movie": ["as1", "hs1", "ns1", "ns2"],
        "amelie-1996-movie": ["as2"],
        "amelie-1995-series": ["hs2"],
    }


def test_the_terms_of_a_work_unite_its_titles(raw):
    raw.platform("amazon", {"listed_in": "Drama", "director": "", "description": "Short tale."})
    raw.platform(
        "netflix",
        {"listed_in": "Thrillers, Dramas", "country": "Spain", "description": "A thief's heist, and the chase."},
        {"title": "Up"},
    )
    titles = raw.read().titles
    up, heat = work_documents(titles, ["up-1995-movie", "heat-1995-movie"])
    assert heat == {
        "genre": ["drama", "thriller"],
        "director": ["michael mann"],
        "cast": ["al pacino", "robert de niro"],
        "country": ["united states", "spain"],
        "title": ["heat"],
        "description": ["thiefs", "heist", "chase"],
    }
    assert up["genre"] == ["drama", "thriller"]


def test_the_facts_of_a_work_are_what_is_known_but_its_words(raw):
    raw.platform("netflix", {"listed_in": "Dramas", "director": "", "country": "Spain", "release_year": "1989"})
    raw.platform(
        "amazon",
        {"listed_in": "Thriller", "country": "Spain, France", "release_year": "1989"},
        {"title": "Up", "type": "TV Show", "cast": "", "director": "", "country": "", "release_year": "2000"},
    )
    titles = raw.read().titles
    up, heat = work_facts(titles, ["up-2000-series", "heat-1989-movie"])
    assert heat == {
        "genre": ["thriller", "drama"],
        "director": ["michael mann"],
        "cast": ["al pacino", "robert de niro"],
        "country": ["spain", "france"],
        "decade": ["198"],
        "type": ["movie"],
        "platform": ["amazon", "netflix"],
    }
    assert (up["director"], up["cast"], up["country"]) == ([], [], [])
    assert (up["decade"], up["type"], up["platform"]) == (["200"], ["tv show"], ["amazon"])
