import numpy as np
import pandas as pd

from recsys.ingest.ratings import rating_tables
from recsys.ingest.records import Record, SourceData


def frame(*rows):
    users, records, ratings, times = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "user_id": pd.Categorical(users),
            "record_id": pd.Categorical(records),
            "rating": np.array(ratings, dtype=np.float32),
            "timestamp": np.array(times, dtype=np.int64),
        }
    )


IDS = ("brazil-1985-movie", "alien-1979-movie")
NUMBERS = {("catalogues", "as1"): 1, ("catalogues", "ns1"): 1, ("catalogues", "hs9"): 0, ("movielens", "ml:5"): 1}
PLATFORMS = SourceData(
    ratings=[frame(("platforms-2", "as1", 4.0, 5), ("platforms-2", "ns1", 1.0, 9), ("platforms-1", "as1", 3.5, 1))]
)
MOVIELENS = SourceData(
    records=[Record("movielens", "ml:5", "Alien", "movie", 1979), Record("movielens", "ml:6", "?", "movie", 1950)],
    ratings=[frame(("ml-1", "ml:5", 5.0, 1), ("ml-1", "ml:6", 2.0, 1))],
)


def test_one_rating_a_user_and_work_the_latest_and_what_found_no_work_is_counted():
    made = rating_tables({"platform-ratings": PLATFORMS, "movielens": MOVIELENS}, NUMBERS, IDS)
    rows = list(made.ratings.itertuples(index=False, name=None))
    # User 2 rated one work as two titles: the second thought counts.
    assert rows == [
        ("platforms-2", "alien-1979-movie", 1.0, 9),
        ("platforms-1", "alien-1979-movie", 3.5, 1),
        ("ml-1", "alien-1979-movie", 5.0, 1),
    ]
    assert made.superseded == 1
    assert made.linked == {
        "platform-ratings": {"ratings": 3, "linked_ratings": 3},
        "movielens": {"ratings": 2, "linked_ratings": 1},
    }
    assert list(made.ratings["user_id"].cat.categories) == ["ml-1", "platforms-1", "platforms-2"]


def test_a_title_has_the_mean_of_its_own_ratings_and_a_work_that_of_its_records():
    made = rating_tables({"platform-ratings": PLATFORMS, "movielens": MOVIELENS}, NUMBERS, IDS)
    assert list(made.title_scores.loc["as1"]) == [3.75, 2, "platforms"]
    assert list(made.title_scores.loc["ns1"]) == [1.0, 1, "platforms"]
    assert list(made.rated_works.loc[1]) == [5.0, 1, "movielens"]
    titles = pd.DataFrame({"work": [1, 1], "score": [3.75, 1.0], "score_count": [2, 1], "score_source": "platforms"})
    scores = made.work_scores(titles, 2)
    assert scores["score"].to_list()[1] == 3.75
    assert np.isnan(scores["score"].to_list()[0])


def test_files_of_scores_count_where_the_ratings_are_not_at_hand():
    given = pd.DataFrame(
        {"score": [3.2, 3.3], "score_count": [None, None], "score_source": "title_scores"}, index=["as1", "hs9"]
    )
    made = rating_tables({"platform-ratings": PLATFORMS, "title-scores": SourceData(scores=[given])}, NUMBERS, IDS)
    assert made.title_scores["score"].to_dict() == {"as1": 3.75, "ns1": 1.0, "hs9": 3.3}


def test_nobody_rated_anything():
    made = rating_tables({}, NUMBERS, IDS)
    assert len(made.ratings) == 0
    assert made.superseded == 0
