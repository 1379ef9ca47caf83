import pytest

from recsys.domain.genres import GENRES, canonical_genres
from recsys.ingest.sources import catalogues
from tests.fixtures.raw_files import read_source


@pytest.mark.parametrize(
    "labels",
    [["Comedies"], ["TV Comedies"], ["Comedy"], ["Movies", "comedies"], ["Comedy", "TV Comedies"]],
)
def test_the_services_words_for_one_genre_become_one(labels):
    assert canonical_genres(labels) == ["comedy"]


@pytest.mark.parametrize(
    ("labels", "word"),
    [
        (["Sci-Fi", "scifi", "Science Fiction", "Science-Fiction", "Ciencia ficción"], "science fiction"),
        (["Documentaries", "documentation", "Documentary", "Documentales", "Docuseries"], "documentary"),
        (["Policiacas", "Crimen", "Crime TV Shows", "crime"], "crime"),
        (["Biographical", "Biography", "Biografía"], "biography"),
        (["Kids", "Children", "Children's", "Infantiles"], "kids"),
        (["Sports", "sport", "Deportes"], "sport"),
        (["Reality-TV", "reality", "Realidad", "Unscripted"], "reality"),
        (["Musical"], "musical"),
        (["Foreign"], "foreign"),
    ],
)
def test_one_vocabulary_holds_for_all_sources(labels, word):
    assert [canonical_genres([label]) for label in labels] == [[word]] * len(labels)


@pytest.mark.parametrize("label", ["TV Movie", "european", "Movies", "Premiadas", "(no genres listed)"])
def test_what_is_no_genre_leaves(label):
    assert canonical_genres([label]) == []


def test_a_label_of_two_genres_gives_both_in_order_and_each_once():
    assert canonical_genres(["Sci-Fi & Fantasy", "Fantasy", "Action-Adventure"]) == [
        "science fiction",
        "fantasy",
        "action",
        "adventure",
    ]


def test_a_new_label_is_not_lost():
    assert canonical_genres(["Slow TV"]) == ["slow tv"]


def test_the_vocabulary_is_closed():
    """A canonical word means itself, so that a table of canonical words does not change when read again."""
    for words in GENRES.values():
        assert canonical_genres(words) == list(words)
    assert all(label == label.lower() for label in GENRES)


@pytest.mark.real_data
def test_no_label_of_the_services_stays_beside_its_canonical_word(real_data):
    data, _ = read_source(catalogues, real_data)
    used = {genre for record in data.records for genre in record.facts.get("genres", ())}
    assert not used & {label for label, words in GENRES.items() if label not in words}
    assert {"drama", "comedy", "science fiction", "documentary"} <= used
