import numpy as np
import pytest

from recsys.models.content.model import FIELD_WEIGHTS
from recsys.models.content.tfidf import tfidf
from recsys.research.judged import plain
from recsys.research.judged.plain import MOST_WORKS, SUM_WEIGHTS, all_words
from recsys.research.judged.systems import OURS, SYSTEMS, YESTERDAYS_WEIGHTS, Known, popularity
from tests.fixtures.tables import credit, film, tables, together, work

HEAT, RONIN, AMELIE, DARK = range(4)
CROWD = range(4, 5 + MOST_WORKS)


@pytest.fixture(scope="module")
def known():
    """A small catalogue in which Extra Jones is in too many works to say anything of one."""
    rows = together(
        film(1, "Heat", "1995-12-15", genres=["crime"], countries=["US"], votes=7000, keywords=["heist"],
             directors=["Michael Mann"], cast=["Robert De Niro"], descriptions=["A thief meets a cop."]),
        film(2, "Ronin", "1998-09-25", genres=["crime"], countries=["US"], votes=2000, keywords=["heist"],
             directors=["John Frankenheimer"], cast=["Robert De Niro"], descriptions=["A thief wants a case."]),
        film(3, "Amélie", "2001-04-25", genres=["romance"], countries=["FR"], votes=5000,
             cast=["Extra Jones"], descriptions=["She helps a painter."]),
        work("dark-2017-series", "Dark", 2017, "tv show", genres=["crime"], votes=900, countries=["DE"]),
        *(film(number, f"Walk {number}", "1970-01-01", cast=["Extra Jones"]) for number in CROWD),
    )  # fmt: skip
    made = tables(rows, credit("tmdb-1", "Robert De Niro", source="again"))
    vectors = np.full((made["works"].num_rows, 2), np.nan)
    vectors[[HEAT, RONIN, DARK]] = [1.0, 0.0], [0.6, 0.8], [0.0, 1.0]
    return Known(made, vectors)


def system(name):
    return next(system.make for system in SYSTEMS if system.name == name)


def cosine(fields, name, one, other):
    """By hand: of two works' unit TF-IDF vectors over one field."""
    terms = fields[name]
    rows = [{name: terms.values[terms.starts[row] : terms.starts[row + 1]]} for row in range(len(terms))]
    block = next(block for _, block in tfidf(rows, (name,))[1]).scaled(1.0)
    vectors = []
    for row in (one, other):
        at = slice(block.starts[row], block.starts[row + 1])
        vectors.append(dict(zip(block.columns[at].tolist(), block.weights[at].tolist(), strict=True)))
    return sum(weight * vectors[1].get(column, 0.0) for column, weight in vectors[0].items())


def test_the_sum_by_hand(known):
    people = plain._people(known.tables["works"], known.tables["credits"])
    assert "Extra Jones" not in people.values
    fields = {**known.features.fields, "people": people, "text": known.features.fields["description"]}
    scores = system("the sum")(known)(HEAT)
    of_fields = sum(weight * cosine(fields, name, HEAT, RONIN) for name, weight in SUM_WEIGHTS.items())
    assert cosine(fields, "people", HEAT, RONIN) == pytest.approx(1.0)  # nobody else of theirs is in two works
    assert scores[RONIN] == pytest.approx(of_fields + 0.5 * 0.6 + 0.1 - 0.1 * 3 / 20 + 0.1 * np.log10(2001), abs=1e-5)
    of_fields = sum(weight * cosine(fields, name, HEAT, DARK) for name, weight in SUM_WEIGHTS.items())
    assert scores[DARK] == pytest.approx(of_fields + 0.0 + 0.0 - 0.1 + 0.1 * np.log10(901), abs=1e-5)
    assert not np.isnan(scores).any()


def test_popularity_is_the_same_for_all(known):
    scores = popularity(known)
    assert scores(DARK) is scores(HEAT)
    assert np.argsort(-scores(HEAT))[:2].tolist() == [HEAT, AMELIE]


def test_plain_words_are_all_that_is_written(known):
    words = all_words(known.features)
    assert words.values[words.starts[HEAT] : words.starts[RONIN]] == [
        "heat", "crime", "michael", "mann", "robert", "de", "niro", "heist", "united", "states",
        "thief", "meets", "cop",
    ]  # fmt: skip
    scores = system("plain TF-IDF")(known)(HEAT)
    assert scores[HEAT] == pytest.approx(1.0)
    assert 0 < scores[DARK] < scores[RONIN] < 1
    assert np.isnan(scores[AMELIE])


def test_embeddings_list_nothing_without_one(known):
    scores = system("embeddings alone")(known)
    assert scores(HEAT)[[HEAT, RONIN, DARK]] == pytest.approx([1.0, 0.6, 0.0])
    assert np.isnan(scores(HEAT)[AMELIE])
    assert np.isnan(scores(AMELIE)).all()


def test_what_wants_vectors_says_so(known):
    assert [one.name for one in SYSTEMS if one.wants_vectors] == ["the sum", "embeddings alone"]
    with pytest.raises(ValueError, match="needs them"):
        system("the sum")(Known(known.tables))


def test_ours_and_yesterdays_list_only_what_has_something_in_common(known):
    for name in (OURS, "yesterday's"):
        scores = system(name)(known)(HEAT)
        assert scores[RONIN] > scores[DARK] > 0
        assert np.isnan(scores[AMELIE])


def test_yesterdays_weights_are_of_fields_that_there_are(known):
    assert YESTERDAYS_WEIGHTS.keys() <= known.features.fields.keys()
    assert YESTERDAYS_WEIGHTS is not FIELD_WEIGHTS
