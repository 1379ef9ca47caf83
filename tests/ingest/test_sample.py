import ast
import re

import pandas as pd
import pytest

from recsys.domain.schema import RATINGS, TITLES
from recsys.ingest import sample
from recsys.ingest.load import read_data
from recsys.ingest.raw import Rejections, read_rows
from recsys.ingest.sample import simulate
from recsys.ingest.sources import catalogues
from recsys.ingest.tables import Tables
from recsys.text import fold
from tests.fixtures.raw_files import read_source


@pytest.fixture(scope="module")
def data() -> Tables:
    return read_data(sample.FOLDER)


@pytest.fixture(scope="module")
def titles(data: Tables) -> pd.DataFrame:
    """The listings of the catalogues of 2021, with their people as lists."""
    listings: pd.DataFrame = data.titles.to_pandas()
    people = data.credits.to_pandas().groupby(["title_id", "role"], observed=True)["person"].apply(list)
    for role in ("actor", "director"):
        of_title = people.xs(role, level="role")
        listings[role] = [of_title.get(title_id, []) for title_id in listings["title_id"]]
    works = data.works.to_pandas().set_index("work_id")
    listings = listings.join(works[["sources"]], on="work_id")
    return listings[listings["source"] == "catalogues"].astype({"service": "str"}).reset_index(drop=True)


@pytest.fixture(scope="module")
def films() -> list[dict[str, str]]:
    path = sample.FOLDER / "tmdb" / "movies_dataset.csv"
    return [row for _, row in read_rows(path, ("id", "title"), Rejections(sample.FOLDER))]


def test_size(data, titles):
    assert len(titles) == 576
    assert titles["work_id"].nunique() == 493
    assert titles["service"].value_counts().min() >= 80
    assert titles.groupby("service", observed=True)["type"].value_counts().min() >= 20
    assert data.rejected.num_rows == 0


def test_every_title_is_described_in_full(data, titles):
    assert data.titles.schema.equals(TITLES)
    assert titles["duration_int"].notna().all()
    assert titles["rating_given"].all()
    assert (titles["genres"].str.len() > 0).all()
    assert (titles["actor"].str.len() > 0).mean() > 0.9
    assert (titles.loc[titles["type"] == "movie", "director"].str.len() > 0).mean() > 0.99
    assert (titles["description"].str.len() >= 50).all()
    assert (titles["duration_type"] == titles["type"].map({"movie": "min", "tv show": "season"})).all()
    assert titles["release_year"].between(1900, 2022).all()
    assert not titles[["service", "work_id"]].duplicated().any()


def test_the_film_catalogue(titles, films):
    assert len(films) >= 150
    assert len({film["id"] for film in films}) == len(films)
    assert all(pd.Timestamp(film["release_date"]).year >= 1900 for film in films)
    assert all(0 < float(film["vote_average"]) <= 10 for film in films)
    assert all(float(film["popularity"]) == pytest.approx(float(film["vote_count"]) / 200, abs=0.051) for film in films)
    assert sum(float(film["revenue"]) > 0 for film in films) > 150
    assert sum(film["belongs_to_collection"] != "" for film in films) > 30
    nested = ("genres", "production_companies", "production_countries", "spoken_languages")
    assert all(isinstance(ast.literal_eval(film[column]), list) for film in films for column in nested)
    # every one of them is a film of the services
    linked = titles[titles["sources"].map(lambda sources: "tmdb" in sources)]
    assert linked["work_id"].nunique() == len(films) == 230


def test_the_credits_belong_to_the_films(films):
    path = sample.FOLDER / "tmdb" / "credits.csv"
    rows = [row for _, row in read_rows(path, ("cast", "crew", "id"), Rejections(sample.FOLDER))]
    assert sorted(row["id"] for row in rows) == sorted(film["id"] for film in films)
    assert all(ast.literal_eval(row["crew"]) for row in rows)


def test_the_ratings_are_simulated_and_say_so(data, titles):
    assert data.ratings.schema.equals(RATINGS)
    ratings = data.ratings.to_pandas()
    assert len(ratings) == 16_794
    users = ratings["user_id"].cat.categories
    assert len(users) >= 300
    assert users.str.startswith("simulated-").all()
    assert set(titles["score_source"].dropna()) == {"simulated"}
    assert titles["score"].notna().mean() > 0.95
    assert data.account.superseded == 0
    assert pd.to_datetime(ratings["timestamp"], unit="s").dt.year.isin([2020, 2021]).all()


def test_the_simulated_people_have_tastes(data):
    """People who differ on one half of a genre's works differ the same way on the other half."""
    genres = data.works.to_pandas().set_index("work_id")["genres"]
    ratings = data.ratings.to_pandas().astype({"work_id": "str"})
    ratings["rating"] -= ratings.groupby("work_id")["rating"].transform("mean")
    ratings["rating"] -= ratings.groupby("user_id", observed=True)["rating"].transform("mean")
    horror = ratings[ratings["work_id"].map(genres).map(lambda genres: "horror" in genres)]
    half = horror.groupby("user_id", observed=True).cumcount() % 2
    means = horror.groupby(["user_id", half], observed=True)["rating"].mean().unstack().dropna()
    assert means[0].corr(means[1]) > 0.3


def test_what_people_watched_is_of_the_catalogues(data):
    watched = data.watched.to_pandas()
    assert watched["user_id"].nunique() == simulate.WATCHERS
    (counted,) = [one for one in data.account.link_sources if one["source"] == "watched"]
    assert counted["records"] == counted["linked"] == watched["work_id"].nunique() > 50
    assert watched["work_id"].str.endswith("-series").all()


def test_the_committed_files_are_what_the_generator_writes(tmp_path, monkeypatch, capsys):
    for name, file in (("FILE", "ratings/simulated_ratings.csv"), ("WATCHED_FILE", "series/watched.csv")):
        monkeypatch.setattr(simulate, name, tmp_path / file)
        (tmp_path / file).parent.mkdir()
    simulate.main()
    for file in ("ratings/simulated_ratings.csv", "series/watched.csv"):
        assert (tmp_path / file).read_bytes() == (sample.FOLDER / file).read_bytes()
    assert "simulated people" in capsys.readouterr().out


def test_another_seed_gives_other_people():
    titles = simulate.sample_titles()
    quality, fame = simulate.quality_and_fame(titles, sample.FOLDER / "tmdb" / "movies_dataset.csv")
    one = simulate.simulate(titles, quality, fame, seed=1)
    assert not one.equals(simulate.simulate(titles, quality, fame, seed=2))
    assert one["userId"].nunique() == simulate.PEOPLE


def test_the_readme_counts_what_is_there(data, titles, films):
    text = (sample.FOLDER / "README.md").read_text(encoding="utf-8")
    ratings = data.ratings.num_rows
    for count in (len(titles), titles["work_id"].nunique(), len(films), ratings, simulate.PEOPLE):
        assert f"{count:,}" in text
    for count in titles["service"].value_counts():
        assert re.search(rf"\b{count}\b", text)
    rows = {file["file"]: file["read"] for file in data.account.files}
    for name, count in rows.items():
        folder = name.rpartition("/")[0]
        if name.endswith("/titles.csv"):
            assert re.search(rf"`{folder}/` .* {count} \|", text)


@pytest.mark.real_data
def test_the_descriptions_are_our_own(titles, real_data):
    theirs, _ = read_source(catalogues, real_data)
    assert not {fold(record.listings[0].description) for record in theirs.records} & set(
        titles["description"].map(fold)
    )
