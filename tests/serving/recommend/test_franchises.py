import pytest

from recsys.serving.recommend.franchises import ALONE, franchise_numbers
from recsys.text import franchise_name, title_key


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["Toy Story", "Toy Story 2", "Toy Story: That Time Forgot", "toy story 4"], "toy story"),
        (["Rocky", "Rocky II", "Rocky IV", "Rocky III", "Rocky - The Musical"], "rocky"),
        (["The Godfather", "The Godfather Part II", "The Godfather, Part III"], "godfather"),
        (["Kill Bill: Vol. 1", "Kill Bill Vol. 2", "Kill Bill, Volume 2"], "kill bill"),
        (["2012"], "2012"),
        (["Se7en"], "se7en"),
        (["Spider-Man 3", "Spider-Man: Into the Spider-Verse"], "spider man"),
    ],
)
def test_titles_of_one_franchise_begin_alike(titles, name):
    assert {franchise_name(title) for title in titles} == {name}


@pytest.mark.parametrize("title", ["Apollo 13", "Ocean's Eleven", "Malcolm X", "Matrix"])
def test_a_name_is_left(title):
    assert franchise_name(title)


def test_collections_before_titles():
    titles = ["Alien", "Alien 3", "Prometheus", "Heat", "Heat", "Up", "Alien: Covenant", "Ali"]
    collections = ["Aliens", "Aliens", "Aliens", "A", "B", None, None, None]
    found = franchise_numbers(titles, [title_key(title) for title in titles], collections)
    assert found[0] == found[1] == found[2] == found[6] != ALONE
    assert found[[3, 4, 5, 7]].tolist() == [ALONE] * 4  # two collections are two franchises, whatever the titles
    assert franchise_numbers([], [], []).tolist() == []
