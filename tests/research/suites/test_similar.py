import dataclasses
import json

import numpy as np
import pytest

from recsys.build.embedding.embeddings import Embeddings
from recsys.errors import DataError
from recsys.research.suites import similar
from recsys.research.suites.run import count_steps, evaluate
from recsys.research.suites.similar import METHODS, SimilarReport, read_measured
from tests.fixtures.film_files import csv_text
from tests.models.planted_likes import N_USERS, N_WORKS, documents, kinds, likes

OLD_USERS = N_USERS // 2  # the first group of users; the second is in the later folder


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The planted films as a film catalogue, and who likes them as two MovieLens folders of both layouts."""
    root = tmp_path_factory.mktemp("raw")
    tmdb, old, new = (root / part for part in ("tmdb", "movielens/ml-1m-part", "movielens/ml-latest-small"))
    for folder in (tmdb, old, new):
        folder.mkdir(parents=True)
    words = [" ".join(phrase.replace(" ", "") for phrase in document["description"]) for document in documents()]
    catalogue = [
        {"id": 500 + row, "title": f"Film {row}", "release_date": "1985-03-01", "overview": text, "tagline": "Wow."}
        for row, text in enumerate(words)
    ]
    (tmdb / "movies_dataset.csv").write_text(csv_text(tuple(catalogue[0]), *catalogue))
    credited = [{"cast": "[]", "crew": "[]", "id": film["id"]} for film in catalogue]
    (tmdb / "credits.csv").write_text(csv_text(("cast", "crew", "id"), *credited))
    liked = list(zip(likes().user_nums.tolist(), likes().work_nums.tolist(), strict=True))
    (old / "movies.dat").write_text("".join(f"{row}::Film {row} (1985)::Drama\n" for row in range(N_WORKS)))
    (old / "ratings.dat").write_text("".join(f"{user}::{row}::5::9\n" for user, row in liked if user < OLD_USERS))
    films = "".join(f"{row},Film {row} (1985),Drama\n" for row in range(N_WORKS))
    (new / "movies.csv").write_text(f"movieId,title,genres\n{films}")
    (new / "links.csv").write_text(
        "movieId,imdbId,tmdbId\n" + "".join(f"{row},{9_000 + row},{500 + row}\n" for row in range(N_WORKS))
    )
    rows = [f"{user},{row},4.0,9\n{user},{(row + 1) % N_WORKS},3.5,8\n" for user, row in liked if user >= OLD_USERS]
    (new / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "".join(rows))
    return root


def test_what_is_measured_is_the_catalogue_and_who_likes_it(data):
    measured = read_measured(data)
    assert len(measured.documents) == N_WORKS
    assert measured.documents[7]["tagline"] == ["wow"]
    assert (len(measured.likes), measured.likes.n_users) == (len(likes()), N_USERS)
    assert measured.likes.counts(N_WORKS).tolist() == likes().counts(N_WORKS).tolist()
    assert len(set(measured.likes.group_of.tolist())) == 2 * 3  # two folders, each by how much people like
    assert measured.similar.cooccurrence is None
    assert measured.similar.pairs.semantic is None


def test_the_suite_is_measured_told_and_saved(data, tmp_path):
    steps: list[str] = []
    report = evaluate("similar", data, tmp_path, progress=steps.append)
    assert isinstance(report, SimilarReport)
    assert len(steps) == len(set(steps)) == count_steps("similar")
    assert [row.method for row in report.table.rows] == [method.name for method in METHODS]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["similar.json", "similar.md"]
    assert json.loads((tmp_path / "similar.json").read_text()) == json.loads(json.dumps(dataclasses.asdict(report)))
    text = (tmp_path / "similar.md").read_text()
    assert text.startswith(
        f"# similar\n\n{len(likes()):,} likes by {N_USERS} users of {N_WORKS} films; seed 0. Made by"
    )
    assert "## titles like this one\n" in text
    assert "## titles like this one, by how many rated them\n" in text
    assert "NaN" not in (tmp_path / "similar.json").read_text()


def test_with_an_encoder_descriptions_are_compared_by_it(data, tmp_path, monkeypatch):
    vectors = np.eye(4, dtype=np.float16)[kinds()]
    monkeypatch.setattr(similar, "embed", lambda *_: (Embeddings(np.arange(N_WORKS, dtype=np.int32), vectors), {}))
    monkeypatch.setattr(similar, "can_embed", lambda: True)
    steps: list[str] = []
    report = evaluate("similar", data, tmp_path, progress=steps.append)
    assert isinstance(report, SimilarReport)
    assert len(steps) + 1 == count_steps("similar")  # but for the step of what was replaced
    assert all(row.test for row in report.table.rows)


def test_missing_folders_are_named(data, tmp_path):
    with pytest.raises(DataError, match="expected at least one catalogue with titles, found none"):
        evaluate("similar", tmp_path, tmp_path / "out")
    (tmp_path / "tmdb").symlink_to(data / "tmdb")
    (tmp_path / "movielens").mkdir()
    (tmp_path / "movielens" / "ml-1m-part").symlink_to(data / "movielens" / "ml-1m-part")
    expected = r"expected a film catalogue in tmdb/ and ml-1m-part and ml-latest-small in movielens/.*RECSYS_DATA"
    with pytest.raises(DataError, match=expected):
        evaluate("similar", tmp_path, tmp_path / "out")
