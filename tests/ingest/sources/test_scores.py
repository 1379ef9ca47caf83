import pandas as pd
import pytest

from recsys.ingest.load import RawData
from recsys.ingest.sources.scores import add_scores, read_scores, scores_from_ratings

IDS = pd.Index(["as1", "ns1", "ns2"])
RATINGS_HEADER = "userId,rating,timestamp,movieId\n"


def test_mean_and_number_of_ratings():
    ratings = pd.DataFrame({"title_id": ["a", "b", "a", "a"], "rating": [3.0, 5.0, 3.0, 4.0]})
    ratings = ratings.astype({"title_id": "category", "rating": "float32"})
    scores = scores_from_ratings(ratings, "platforms")
    assert scores["score"].to_dict() == {"a": pytest.approx(10 / 3, abs=1e-12), "b": 5.0}
    assert scores["score_count"].to_dict() == {"a": 3, "b": 1}
    assert set(scores["score_source"]) == {"platforms"}


def test_score_files_reject_what_is_no_score(raw):
    lines = ["movieId,rating", "as1,3.25", "as1,4", "zs9,3", "ns1,9", "ns1,high", "ns1,nan", "ns1,", "ns1", "ns2,0.5"]
    scores = read_scores(raw.write("scores/title_scores.csv", "\n".join(lines)), IDS, raw.rejections)
    assert scores["score"].to_dict() == {"as1": 3.25, "ns2": 0.5}
    assert scores["score_count"].isna().all()
    assert set(scores["score_source"]) == {"title_scores"}
    number = "rating must be a number from 0.5 to 5.0"
    assert [(line, reason) for _, line, reason in raw.rejected()] == [
        (3, "movieId has a score already"),
        (4, "movieId is no title_id of the catalogues"),
        *[(line, number) for line in (5, 6, 7, 8)],
        (9, "not the header's number of fields"),
    ]


def test_a_titles_score_comes_from_the_first_source_that_has_it():
    def source(name: str, scores: dict[str, float]) -> pd.DataFrame:
        return pd.DataFrame({"score": pd.Series(scores), "score_count": 1, "score_source": name})

    titles = pd.DataFrame({"title_id": ["a", "b", "c", "d"]}, index=[3, 1, 0, 2])
    scored = add_scores(titles, [source("one", {"b": 1.0}), source("two", {"a": 2.0, "b": 2.0}), source("3", {"c": 3})])
    assert scored["title_id"].tolist() == ["a", "b", "c", "d"]
    assert scored["score"].tolist()[:3] == [2.0, 1.0, 3.0]
    assert scored["score_source"].tolist()[:3] == ["two", "one", "3"]
    assert scored.iloc[3][["score", "score_count", "score_source"]].isna().all()
    assert titles.columns.tolist() == ["title_id"]


def test_own_ratings_then_score_file_then_movielens(raw):
    raw.platform("amazon", {"title": "Heat"}, {"title": "Up"}, {"title": "Dune"}, {"title": "Zodiac"})
    raw.platform("netflix", {"title": "Dune"})
    raw.write("ratings/1.csv", RATINGS_HEADER + "1,4.0,5,as1\n2,3.5,5,as1\n")
    raw.write("ratings/2.csv", RATINGS_HEADER + "3,1.5,5,as1\n")
    raw.write("scores/title_scores.csv", "movieId,rating\nas1,1.0\nas2,2.25\n")
    films = "movieId,title\n1,Heat (1995)\n2,Up (1995)\n3,Dune (1995)\n"
    raw.write("movielens/ml/movies.csv", films)
    ratings = "1,1,5,1\n1,2,5,1\n1,3,5,1\n2,3,4,1\n"
    raw.write("movielens/ml/ratings.csv", "userId,movieId,rating,timestamp\n" + ratings)
    titles = raw.read().titles.set_index("title_id")[["score", "score_count", "score_source"]]
    assert tuple(titles.loc["as1"]) == (3.0, 3, "platforms")
    assert tuple(titles.loc["as2"])[::2] == (2.25, "title_scores")
    assert pd.isna(titles.loc["as2", "score_count"])
    # a work's linked ratings score each of its titles
    assert tuple(titles.loc["as3"]) == tuple(titles.loc["ns1"]) == (4.5, 2, "movielens")
    assert titles.loc["as4"].isna().all()


@pytest.mark.real_data
def test_real_scores(real: RawData):
    assert set(real.titles["score_source"]) == {"title_scores"}
    assert real.titles["score"].mean() == pytest.approx(3.5334, abs=5e-5)
    assert real.titles["score"].std() == pytest.approx(0.0486, abs=5e-5)
    assert real.titles["score"].between(3.336, 3.726).all()
    assert real.titles["score_count"].isna().all()
