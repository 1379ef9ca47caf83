import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.models.vocabulary import UNKNOWN, Vocabulary


def test_an_id_has_the_number_of_its_place():
    vocabulary = Vocabulary(("b", "a", "ç"))
    assert [vocabulary.number(id_) for id_ in ("b", "a", "ç")] == [0, 1, 2]
    assert len(vocabulary) == 3


def test_an_unknown_id_has_no_number():
    vocabulary = Vocabulary(("b", "a"))
    assert UNKNOWN == -1
    assert vocabulary.number("B") == -1
    assert vocabulary.numbers(["a", "", "b", "a"]).tolist() == [1, -1, 0, 1]


def test_numbers_are_whole_even_of_nothing():
    numbers = Vocabulary(("a",)).numbers([])
    assert numbers.dtype == np.int32
    assert numbers.shape == (0,)


def test_an_id_is_there_once():
    with pytest.raises(ValueError, match="distinct"):
        Vocabulary(("a", "b", "a"))


def test_of_sorts_and_keeps_one_of_each():
    assert Vocabulary.of(["b", "é", "a", "b", "B"]).ids == ("B", "a", "b", "é")


def test_equal_by_order_of_ids():
    assert Vocabulary(("a", "b")) == Vocabulary.of("ba")
    assert Vocabulary(("a", "b")) != Vocabulary(("b", "a"))


@given(st.sets(st.text()), st.lists(st.text()))
def test_there_and_back(ids, wanted):
    vocabulary = Vocabulary.of(ids)
    assert vocabulary.numbers(vocabulary.ids).tolist() == list(range(len(ids)))
    for id_, number in zip(wanted, vocabulary.numbers(wanted).tolist(), strict=True):
        assert (vocabulary.ids[number] == id_) if id_ in ids else (number == UNKNOWN)
