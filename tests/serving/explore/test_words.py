from recsys.domain.schema import TITLES
from recsys.serving.explore.words import WordCount, title_words
from tests.fixtures.catalogue import LISTINGS
from tests.fixtures.tables import tables, title


def test_the_words_of_works():
    # Alien is on three services and one word; 2012 is a number.
    assert title_words(tables(LISTINGS)["titles"]) == [
        WordCount("thing", 2),
        WordCount("alien", 1),
        WordCount("amelie", 1),
        WordCount("dark", 1),
        WordCount("rec", 1),
    ]


def test_little_words_and_repetitions():
    names = ["The Man Who Wasn't There", "Man, Man, Man", "El Hombre y la Mujer", "Up", "War: Part II", "Love & War"]
    titles = tables(*[title(f"ns{n}", name, 2000) for n, name in enumerate(names)])["titles"]
    assert [(one.word, one.works) for one in title_words(titles, 3)] == [("man", 2), ("war", 2), ("hombre", 1)]
    words = {one.word for one in title_words(titles)}
    assert words == {"man", "wasnt", "hombre", "mujer", "war", "love"}


def test_no_titles():
    assert title_words(TITLES.empty_table()) == []
