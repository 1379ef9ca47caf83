import pytest

from recsys.domain.schema import RATINGS, REJECTED, TITLES, conform
from recsys.ingest.load import FileAccount, LinkAccount, RawData
from tests.fixtures.raw_files import RawFolder


@pytest.fixture
def mixed(raw: RawFolder) -> RawFolder:
    """Two platforms, ratings of both, and two MovieLens folders whose users have the same numbers."""
    raw.platform("amazon", {"title": "Heat"}, {"title": "Up"})
    raw.platform("netflix", {"title": "Heat"}, {"title": "Fargo", "type": "TV Show"}, {"title": ""})
    raw.write("ratings/1.csv", "userId,rating,timestamp,movieId\n1,4.0,10,ns1\n1,2.0,20,as1\n1,3.0,5,zs9\n")
    for name in ("ml-a", "ml-b"):
        raw.write(f"movielens/{name}/movies.dat", "5::Heat (1995)::x\n6::Fargo (1995)::x\n7::unknown::x\n")
        raw.write(f"movielens/{name}/ratings.dat", "1::5::3::7\n1::6::4::7\n2::5::9::7\n")
    return raw


def test_users_of_different_sources_stay_apart(mixed):
    ratings = mixed.read().ratings.astype({"user_id": "str", "title_id": "str"})
    assert [tuple(row) for row in ratings.to_numpy().tolist()] == [
        ("platforms-1", "as1", 2.0, 20),  # supersedes the earlier one of the same work on netflix
        ("ml-a-1", "as1", 3.0, 7),
        ("ml-b-1", "as1", 3.0, 7),
    ]


def test_the_accounts(mixed):
    data = mixed.read()
    assert data.superseded == 1
    assert data.links == [LinkAccount(name, films=2, linked_films=1, ratings=2, linked_ratings=1) for name in MOVIELENS]
    assert data.files == [
        FileAccount("platforms/amazon_prime_titles.csv", 2, 0),
        FileAccount("platforms/netflix_titles.csv", 2, 1),
        FileAccount("ratings/1.csv", 2, 1),
        *[FileAccount(f"movielens/{name}/{file}.dat", 2, 1) for name in MOVIELENS for file in ("movies", "ratings")],
    ]
    assert [file.read for file in data.files] == [2, 3, 3, 3, 3, 3, 3]
    assert [path.relative_to(mixed.root).as_posix() for path in data.inputs] == [file.file for file in data.files]
    assert sum(file.rejected for file in data.files) == len(data.rejected)


MOVIELENS = ("ml-a", "ml-b")


def test_the_tables_conform(mixed):
    data = mixed.read()
    for frame, schema in ((data.titles, TITLES), (data.ratings, RATINGS), (data.rejected, REJECTED)):
        assert conform(frame, schema, "table").num_rows == len(frame)


def test_a_catalogue_alone_is_enough(raw):
    raw.platform("hulu", {"duration": "", "date_added": ""})
    data = raw.read()
    assert conform(data.titles, TITLES, "titles").num_rows == 1
    assert conform(data.ratings, RATINGS, "ratings").num_rows == 0
    assert conform(data.rejected, REJECTED, "rejected").num_rows == 0
    assert data.links == []


def test_ratings_none_of_which_is_kept_and_films_none_of_which_links(raw):
    raw.platform("hulu", {})
    raw.write("ratings/1.csv", "userId,rating,timestamp,movieId\n1,4.0,10,zs1\n")
    raw.write("movielens/ml/movies.dat", "5::Up (2009)::x\n")
    raw.write("movielens/ml/ratings.dat", "1::5::3::7\n")
    raw.write("ratings/2.csv", "userId,rating,timestamp,movieId\n")
    data = raw.read()
    assert len(data.ratings) == 0
    assert data.titles["score"].isna().all()
    assert data.links == [LinkAccount("ml", films=1, linked_films=0, ratings=1, linked_ratings=0)]
    raw.write("ratings/3.csv", "userId,rating,timestamp,movieId\n1,4.0,10,hs1\n")
    assert raw.read().ratings["user_id"].tolist() == ["platforms-1"]


@pytest.mark.real_data
def test_no_real_row_vanishes(real: RawData):
    per_file = real.rejected[real.rejected["what"] == "row"].groupby("file").size()
    assert all(file.rejected == per_file.get(file.file, 0) for file in real.files)
    read = {file.file: file.read for file in real.files}
    assert read["scores/title_scores.csv"] == 22_998
    assert sum(count for file, count in read.items() if file.startswith("platforms/")) == 22_998
    assert len(real.ratings) + real.superseded == sum(link.linked_ratings for link in real.links)
    users = real.ratings["user_id"].cat.categories.str.replace(r"-\d+$", "", regex=True)
    assert set(users) == {"ml-latest-small", "ml-100k", "ml-1m-part"}
    assert conform(real.ratings, RATINGS, "ratings").num_rows == len(real.ratings)
