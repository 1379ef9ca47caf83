import numpy as np
import pyarrow as pa
import pytest

from recsys.build.content import fit_content
from recsys.build.embedding.embeddings import Embeddings
from recsys.bundle.bundle import Bundle
from recsys.domain.schema import TABLES, WATCHED
from recsys.models.content.tfidf import tfidf
from recsys.models.similar.model import SimilarModel
from recsys.research.judged import plain
from recsys.research.judged.measure import K
from recsys.research.judged.plain import MOST_WORKS, SUM_WEIGHTS, all_words
from recsys.research.judged.served import model_scores
from recsys.research.judged.systems import OURS, SYSTEMS, Known, popularity
from recsys.research.yesterdays import YESTERDAYS_WEIGHTS
from recsys.serving.service import Service
from tests.fixtures.tables import credit, film, rating, tables, together, work

HEAT, RONIN, AMELIE, DARK = range(4)
CROWD = range(4, 5 + MOST_WORKS)
NOBODY = WATCHED.empty_table()
MANIFEST = {"built": "2026-01-02T03:04:05+00:00", "sample": False, "inputs": {}}


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
    vectors = np.array([[1.0, 0.0], [0.625, 0.75], [0.0, 1.0]], dtype=np.float16)
    return Known(made | {"watched": NOBODY}, Embeddings(np.array([HEAT, RONIN, DARK], dtype=np.int32), vectors))


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
    assert scores[RONIN] == pytest.approx(of_fields + 0.5 * 0.625 + 0.1 - 0.1 * 3 / 20 + 0.1 * np.log10(2001), abs=1e-5)
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
    assert scores(HEAT)[[HEAT, RONIN, DARK]] == pytest.approx([1.0, 0.625, 0.0])
    assert np.isnan(scores(HEAT)[AMELIE])
    assert np.isnan(scores(AMELIE)).all()


def test_what_wants_vectors_says_so(known):
    assert [one.name for one in SYSTEMS if one.wants_vectors] == ["the sum", "embeddings alone"]
    with pytest.raises(ValueError, match="needs them"):
        system("the sum")(Known(known.tables))


def test_yesterdays_lists_only_what_has_something_in_common(known):
    scores = system("yesterday's")(known)(HEAT)
    assert scores[RONIN] > scores[DARK] > 0
    assert np.isnan(scores[AMELIE])
    assert YESTERDAYS_WEIGHTS.keys() <= known.features.fields.keys()


def test_the_model_lists_only_what_has_something_to_do_with_the_seed(known):
    model = SimilarModel(*fit_content(known.features, known.embeddings))
    scores, related = model_scores(model)(HEAT), model.scored(HEAT)[1]
    np.testing.assert_array_equal(np.isnan(scores), ~related)
    np.testing.assert_array_equal(scores[related], model.similarities(HEAT)[related])
    assert not related[AMELIE]


@pytest.mark.parametrize("embedded", [True, False])
def test_ours_begins_with_the_list_that_is_served(known, embedded):
    """That of a service of the same model, of one franchise two; behind it the others stand by the model's scores."""
    given = known if embedded else Known(known.tables)
    assert given.cooccurrence is None  # nobody likes anything here
    model = SimilarModel(*fit_content(given.features, given.embeddings))
    seed = CROWD[0]
    found = system(OURS)(given)(seed)
    listed = [work for work in np.argsort(-found, kind="stable").tolist() if not np.isnan(found[work])]
    ids = known.tables["works"].column("work_id").to_pylist()
    bundle = Bundle(**{name: known.tables[name] for name in TABLES}, similar=model, collaborative=None, svd=None,
                    ranker=None, metrics={}, manifest=MANIFEST)  # fmt: skip
    served = [result.work.work_id for result in Service(bundle).recommend(ids[seed], k=K).results]
    assert [ids[work] for work in listed[: len(served)]] == served
    assert len(served) == 2
    assert seed not in listed
    behind = listed[len(served) :]
    assert behind == sorted(behind, key=lambda work: -model.similarities(seed)[work])
    assert len(behind) > K


def test_yesterdays_counts_likes_and_not_what_people_watch(known):
    """Of films of one year some people like the first and the second, others the third and the fourth; again others
    watch the first with the fifth, or the third with the sixth.
    """
    first, second, third, fourth, fifth, sixth = CROWD[:6]
    ids = known.tables["works"].column("work_id").to_pylist()
    liked = [
        rating(f"ml-100k-{user}", ids[work], 5.0)
        for user in range(400)
        for work in ((first, second) if user < 40 else (third, fourth))
    ]
    seen = [(f"w-{user}", ids[work]) for user in range(90) for work in ((first, fifth), (third, sixth))[user % 2]]
    people, works = zip(*seen, strict=True)
    watched = pa.table({"user_id": pa.array(people), "work_id": pa.array(works)})
    watched = pa.table({name: watched.column(name).dictionary_encode() for name in WATCHED.names})
    given = Known(known.tables | {"ratings": tables(together(*liked))["ratings"], "watched": watched})
    before, now = system("yesterday's")(known)(first), system("yesterday's")(given)(first)
    assert now[second] > before[second] + 0.1
    assert now[fifth] == pytest.approx(before[fifth])
    assert given.cooccurrence is not None
    assert set(given.cooccurrence.pairs.row(first)[0].tolist()) == {second, fifth}
