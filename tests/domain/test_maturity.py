import pytest

from recsys.domain.maturity import AGES, MATURITY_LEVELS, maturity_of_text


@pytest.mark.parametrize(
    ("spellings", "rating"),
    [
        (["ALL", "ALL_AGES", "all", "TODOS LO", "TP", "AL"], "all"),
        (["16+", "16", "AGES_16_"], "16+"),
        (["18+", "18", "AGES_18_"], "18+"),
        (["NR", "NOT RATED", "NOT_RATE", "UNRATED", "UR"], "nr"),
        (["G", "g", " G "], "g"),
        (["TV-MA"], "tv-ma"),
        (["TV-NR"], "tv-nr"),
        (["7+", "7"], "7+"),
        (["13+", "13"], "13+"),
        (["12", "12+"], "12+"),
        (["", " "], None),
    ],
)
def test_ratings_that_mean_the_same_become_one(spellings, rating):
    assert {maturity_of_text(spelling) for spelling in spellings} == {rating}


def test_every_rating_on_the_scale_is_its_own_spelling_and_of_a_level():
    assert all(maturity_of_text(rating) == rating for rating in AGES)
    assert set(AGES.values()) == set(MATURITY_LEVELS.values())
    assert all(AGES[level] == age for level, age in MATURITY_LEVELS.items())
