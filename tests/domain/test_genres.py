import pytest

from recsys.domain.genres import GENRES, canonical_genres
from recsys.ingest.load import RawData


@pytest.mark.parametrize(
    "labels",
    [["Comedies"], ["TV Comedies"], ["Comedy"], ["Movies", "comedies"], ["Comedy", "TV Comedies"]],
)
def test_the_services_words_for_one_genre_become_one(labels):
    assert canonical_genres(labels) == ["comedy"]


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
def test_no_label_of_the_services_stays_beside_its_canonical_word(real: RawData):
    used = {genre for genres in real.titles["genres"] for genre in genres}
    assert not used & {label for label, words in GENRES.items() if label not in words}
    assert {"drama", "comedy", "science fiction", "documentary"} <= used
