import pandas as pd

from recsys.ingest.likes import LIKED_FROM, read_likes
from recsys.models.ratings import collaborative
from tests.films import film

MOVIES = pd.DataFrame(
    [
        film(7, "Heat", "1995-01-01", vote_count=3),
        film(949, "Heat", "1995-12-15", vote_count=9),
        film(5, "Amélie", "2001-04-25"),
    ]
)
MOVIES_CSV = 'movieId,title,genres\n1,"Heat (1995)",Crime\n2,"Amelie (2001)",Comedy\n3,Lost (1999),Drama\n'
RATINGS_CSV = "userId,movieId,rating,timestamp\n1,1,4.0,9\n1,2,3.5,9\n2,2,5.0,9\n2,3,5.0,9\n"
LINKS_CSV = "movieId,imdbId,tmdbId\n1,1,7\n2,2,5\n3,3,\n"
MOVIES_DAT = "1::Heat (1995)::Crime\n8::Fabuleux destin d'Amélie, Le (Amélie) (2001)::Comedy\n9::Heat (1995)::Drama\n"
RATINGS_DAT = "1::1::5::9\n1::8::4::9\n2::8::3::9\n1::9::4::9\n"


def test_folders_with_and_without_links(raw):
    for name, content in {"movies.csv": MOVIES_CSV, "ratings.csv": RATINGS_CSV, "links.csv": LINKS_CSV}.items():
        raw.write(f"movielens/new/{name}", content)
    for name, content in {"movies.dat": MOVIES_DAT, "ratings.dat": RATINGS_DAT}.items():
        raw.write(f"movielens/old/{name}", content)
    folder = raw.root / "movielens"
    likes = read_likes([folder / "new", folder / "old"], MOVIES)
    assert [tuple(row) for row in likes.to_numpy().tolist()] == [
        ("new-1", "new", 0),  # by its number
        ("new-2", "new", 2),
        ("old-1", "old", 1),  # by title and year, the one with the most votes; listed twice, liked once
        ("old-1", "old", 2),
    ]
    assert likes.dtypes["row"] == "int64"


def test_nobody_likes_anything(raw):
    assert read_likes([], MOVIES).to_dict("list") == {"user": [], "folder": [], "row": []}


def test_a_like_is_what_the_models_call_one():
    assert LIKED_FROM == collaborative.LIKED_FROM
