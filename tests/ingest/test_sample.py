import ast

import pandas as pd
import pytest

from recsys.domain.schema import RATINGS, TITLES, conform
from recsys.ingest import sample
from recsys.ingest.linking.films import link_films, movie_index
from recsys.ingest.load import RawData, read_data
from recsys.ingest.raw import Rejections, read_rows
from recsys.ingest.sample import simulate
from recsys.ingest.sources.movielens import Film
from recsys.text import fold


@pytest.fixture(scope="module")
def data() -> RawData:
    return read_data(sample.FOLDER)


@pytest.fixture(scope="module")
def films() -> list[dict[str, str]]:
    path = sample.FOLDER / "tmdb" / "movies_dataset.csv"
    return [row for _, row in read_rows(path, ("id", "title"), Rejections(sample.FOLDER))]


def test_size(data):
    assert data.titles["work_id"].nunique() >= 400
    assert data.titles["platform"].value_counts().min() >= 80
    assert data.titles.groupby("platform")["type"].value_counts().min() >= 20
    assert len(data.rejected) == 0


def test_every_title_is_told_in_full(data):
    titles = data.titles
    assert conform(titles, TITLES, "titles")["duration_int"].null_count == 0
    assert titles["rating_given"].all()
    assert (titles["genres"].str.len() > 0).all()
    assert (titles["cast"].str.len() > 0).mean() > 0.9
    assert (titles.loc[titles["type"] == "movie", "directors"].str.len() > 0).mean() > 0.99
    assert (titles["description"].str.len() >= 50).all()
    assert (titles["duration_type"] == titles["type"].map({"movie": "min", "tv show": "season"})).all()
    assert titles["release_year"].between(1900, 2022).all()
    assert not titles[["platform", "work_id"]].duplicated().any()


def test_the_film_catalogue(data, films):
    assert len(films) >= 150
    assert len({film["id"] for film in films}) == len(films)
    assert all(pd.Timestamp(film["release_date"]).year >= 1900 for film in films)
    assert all(0 < float(film["vote_average"]) <= 10 for film in films)
    assert all(float(film["popularity"]) == pytest.approx(float(film["vote_count"]) / 200, abs=0.051) for film in films)
    assert sum(float(film["revenue"]) > 0 for film in films) > 150
    assert sum(film["belongs_to_collection"] != "" for film in films) > 30
    nested = ("genres", "production_companies", "production_countries", "spoken_languages")
    assert all(isinstance(ast.literal_eval(film[column]), list) for film in films for column in nested)
    # every one of them is a film of the platforms
    found = [Film(film["id"], film["title"], (), int(film["release_date"][:4])) for film in films]
    assert len(link_films(found, movie_index(data.titles))) == len(films)


def test_the_credits_belong_to_the_films(films):
    path = sample.FOLDER / "tmdb" / "credits.csv"
    rows = [row for _, row in read_rows(path, ("cast", "crew", "id"), Rejections(sample.FOLDER))]
    assert sorted(row["id"] for row in rows) == sorted(film["id"] for film in films)
    assert all(ast.literal_eval(row["crew"]) for row in rows)


def test_the_ratings_are_simulated_and_say_so(data):
    ratings = data.ratings
    assert conform(ratings, RATINGS, "ratings").num_rows == len(ratings) >= 10_000
    users = ratings["user_id"].cat.categories
    assert len(users) >= 300
    assert users.str.startswith("simulated-").all()
    assert set(data.titles["score_source"].dropna()) == {"simulated"}
    assert data.titles["score"].notna().mean() > 0.95
    assert data.superseded == 0
    assert pd.to_datetime(ratings["timestamp"], unit="s").dt.year.isin([2020, 2021]).all()


def test_the_simulated_people_have_tastes(data):
    """People who differ on one half of a genre's titles differ the same way on the other half."""
    titles = data.titles.set_index("title_id")
    ratings = data.ratings.assign(title_id=data.ratings["title_id"].astype("str"))
    ratings["rating"] -= ratings.groupby("title_id")["rating"].transform("mean")
    ratings["rating"] -= ratings.groupby("user_id", observed=True)["rating"].transform("mean")
    horror = ratings[ratings["title_id"].map(titles["genres"]).map(lambda genres: "horror" in genres)]
    half = horror.groupby("user_id", observed=True).cumcount() % 2
    means = horror.groupby(["user_id", half], observed=True)["rating"].mean().unstack().dropna()
    assert means[0].corr(means[1]) > 0.3


def test_the_committed_ratings_are_what_the_generator_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(simulate, "FILE", tmp_path / "ratings.csv")
    committed = (sample.FOLDER / "ratings" / "simulated_ratings.csv").read_bytes()
    simulate.main()
    assert (tmp_path / "ratings.csv").read_bytes() == committed
    assert "simulated people" in capsys.readouterr().out


def test_another_seed_gives_other_people():
    titles = simulate.sample_titles()
    quality, fame = simulate.quality_and_fame(titles, sample.FOLDER / "tmdb" / "movies_dataset.csv")
    one = simulate.simulate(titles, quality, fame, seed=1)
    assert not one.equals(simulate.simulate(titles, quality, fame, seed=2))
    assert one["userId"].nunique() == simulate.PEOPLE


def test_the_readme_counts_what_is_there(data, films):
    text = (sample.FOLDER / "README.md").read_text(encoding="utf-8")
    for count in (len(data.titles), data.titles["work_id"].nunique(), len(films), len(data.ratings), simulate.PEOPLE):
        assert f"{count:,}" in text
    for count in data.titles["platform"].value_counts():
        assert str(count) in text


@pytest.mark.real_data
def test_the_descriptions_are_our_own(data, real: RawData):
    theirs = set(real.titles["display_description"].map(fold))
    assert not theirs & set(data.titles["display_description"].map(fold))
