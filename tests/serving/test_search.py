import numpy as np
import pytest

from recsys.serving.search import TitleIndex

KEYS = {
    "alien": [4],
    "alien covenant": [1],
    "my alien friend": [0],
    "aliens": [2],
    "godfather": [5, 3],
    "2012": [6],
}
POPULARITY = np.array([9.0, 2.0, 3.0, 8.0, 1.0, 0.5, 0.0])


@pytest.fixture(scope="module")
def index():
    return TitleIndex(KEYS, POPULARITY)


def test_exact_first_then_beginnings_by_popularity_then_all_words(index):
    assert index.search("Alien", 10) == [4, 2, 1, 0]


def test_namesakes_by_popularity(index):
    assert index.search("The Godfather", 10) == [3, 5]


def test_equally_near_and_equally_watched_by_row_number():
    assert TitleIndex({"heat": [2, 0, 1]}, np.zeros(3)).search("heat", 3) == [0, 1, 2]


@pytest.mark.parametrize("typed", ["godfathr", "Godfahter", "the god father", "gofather"])
def test_typos(index, typed):
    assert index.search(typed, 1) == [3]


def test_a_beginning(index):
    assert index.search("godf", 10) == [3, 5]
    assert index.search("20", 10) == [6]


def test_words_in_any_order(index):
    assert index.search("friend alien", 1) == [0]
    assert index.search("covenant", 10) == [1]


def test_k_cuts(index):
    assert index.search("alien", 2) == [4, 2]


@pytest.mark.parametrize("text", ["zzzzqqqq", "🍿", "\ud800", "x" * 300])
def test_nothing_near(index, text):
    assert index.search(text, 5) == []


def test_a_work_that_two_spellings_find_comes_once():
    assert TitleIndex({"heat": [0], "heat wave": [0, 1]}, np.zeros(2)).search("heat", 5) == [0, 1]


def test_the_answer_carries_works(service):
    works = service.search("thing")
    assert [(work.title, work.year) for work in works] == [("The Thing", 1982), ("The Thing", 1951)]
    assert works[0].platforms == ["Hulu", "Amazon Prime Video"]
    assert [work.year for work in service.search("thing", k=1)] == [1982]
    assert service.search("zzzzqqqq") == []
