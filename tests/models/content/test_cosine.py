import numpy as np
import pytest

from recsys.errors import NotFoundError
from recsys.models.content.cosine import CosineModel
from recsys.models.content.model import ContentModel
from recsys.models.vocabulary import Vocabulary

N_WORKS = 40
WEIGHTS = {"genre": 2.0, "cast": 0.5}


def random_model():
    """Many works share all that is known of them, and the last two share nothing with any."""
    rng = np.random.default_rng(0)
    documents = [
        {name: list(rng.choice(list(words), rng.integers(0, 3), replace=False)) for name, words in known.items()}
        for known in [{"genre": "abcd", "cast": "xyz"}] * (N_WORKS - 2)
    ]
    content = ContentModel.fit([*documents, {}, {"genre": ["one of its own"]}], WEIGHTS)
    return CosineModel(Vocabulary(tuple(f"w{number:02}" for number in range(N_WORKS))), content)


def dense(content):
    rows = np.zeros((content.n_works, len(content.terms)))
    for work in range(content.n_works):
        columns, weights = content.row(work)
        rows[work, columns] = weights
    return rows


def test_the_most_similar_are_those_of_all_cosines_worked_out():
    model = random_model()
    rows = dense(model.content)
    for work_num, work_id in enumerate(model.works.ids):
        lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(rows[work_num])
        cosines = np.divide(rows @ rows[work_num], lengths, out=np.zeros(N_WORKS), where=lengths > 0).round(5)
        others = sorted(set(range(N_WORKS)) - {work_num}, key=lambda other: (-cosines[other], other))
        found = model.most_similar(work_id, k=N_WORKS)
        assert [round(cosine, 5) for _, cosine in found] == pytest.approx(cosines[others], abs=2e-5)
        assert {other for other, _ in found} == {model.works.ids[other] for other in others}
        assert model.most_similar(work_id, k=7) == found[:7]


def test_equal_cosines_are_in_the_order_of_the_works():
    documents = [{"genre": ["war"]}, {"genre": ["love"]}, {"genre": ["war"]}, {"genre": ["love"]}, {"genre": ["war"]}]
    model = CosineModel(Vocabulary(tuple("vwxyz")), ContentModel.fit(documents, {"genre": 3.0}))
    assert model.most_similar("x", k=3) == [("v", 1.0), ("z", 1.0), ("w", 0.0)]


def test_an_id_of_nothing_is_told():
    with pytest.raises(NotFoundError, match=r"No work has the id: «w99»\. There are, for example, «w00», «w01», «w02»"):
        random_model().most_similar("w99")
