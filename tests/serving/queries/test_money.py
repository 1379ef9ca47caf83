import pandas as pd
import pytest

from recsys.domain.schema import CREDITS, WORKS
from recsys.errors import InvalidValueError, NotFoundError
from recsys.ingest.sample import FOLDER
from recsys.serving.queries.films import Films
from recsys.serving.queries.money import ActorReturn, CompanyRevenue, DirectorReturn, FilmMoney, Franchise, MoneyQueries
from tests.fixtures.catalogue import NO_TEXT, NO_TITLE
from tests.fixtures.film_files import plain, queries, raw_films, raw_people
from tests.fixtures.tables import credit, tables, title
from tests.fixtures.tables import film as row

HEAT, SAW = "Heat Collection", "Saw Collection"
ROWS = [
    row(11, "Late", "2001-05-01", budget=10, revenue=25, collection=HEAT, companies=["Polygram", "Toho"]),
    row(12, "Early", "1990-05-01", budget=4, revenue=4, collection=HEAT, companies=["PolyGram"]),
    row(13, "No budget", "1995-05-01", revenue=7, collection="The Heat", companies=["PolyGram", "POLYGRAM"]),
    row(14, "No revenue", "1995-04-01", budget=8, collection=SAW, companies=["Tōhō"]),
    row(15, "Nothing", "1980-01-01"),
    row(16, "Theirs", "1981-01-01", budget=1, revenue=100),
]
PEOPLE = [
    *[(movie, 1, "Ann Lee", "actor", 0) for movie in (11, 12, 13, 14)],
    (11, 1, "Ann Lee", "director", 0),
    (16, 1, "Ann Lee", "director", 0),  # directed only: not among her films as an actor
    (15, 2, "ANN LEE", "actor", 1),
    (16, 3, "Ann Leeson", "actor", 0),
    (15, 4, "Chloé Zhao", "director", 0),
    (13, 4, "Chloé Zhao", "director", 0),
    (12, 4, "Chloé Zhao", "director", 0),
    (15, 5, "Bo", "actor", 0),
    (14, None, "Nadie", "actor", 1),
    (13, 6, "Ann Lee", "director", 0),
]
METHODS = ["get_actor", "get_director", "franquicia", "productoras_exitosas"]


def money_of(films, people=(), *more):
    credits = [credit(f"tmdb-{film}", name, role, order, number) for film, number, name, role, order in people]
    made = tables(*films, *credits, *more)
    return MoneyQueries(Films(made["works"]), made["credits"])


@pytest.fixture(scope="module")
def money():
    # What others say of the same people and films is not the film catalogue's.
    of_others = title("as1", "Nothing", 1980, work_id="tmdb-15", cast=["Ann Lee", "Somebody Else"])
    return money_of(ROWS, [*PEOPLE, (11, 7, "Nadie", "writer", 0)], of_others)


def test_an_actor(money):
    # 25/10 + 4/4 over two films of known return; the person of another id and the film only directed stay out
    expected = ActorReturn(
        "El actor Ann Lee ha participado de 4 filmaciones, ha conseguido un retorno de 3.50 "
        "con un promedio de 1.75 por filmación",
        "Ann Lee", 4, 3.5, 1.75, 2, 1,
    )  # fmt: skip
    for asked in ("Ann Lee", "  ann   LEE ", "Ánn Lée", "annlee"):
        assert money.get_actor(asked) == expected


def test_actors_of_whom_no_return_is_known(money):
    assert money.get_actor("bo") == ActorReturn(
        "El actor Bo ha participado de 1 filmaciones, ha conseguido un retorno de 0.00 sin ningún retorno conocido",
        "Bo", 1, 0.0, None, 0, 0,
    )  # fmt: skip
    assert money.get_actor("nadie").films == 1


def test_who_only_directed_has_no_films_as_an_actor(money):
    answer = money.get_actor("Chloe Zhao")
    assert (answer.films, answer.total_return, answer.mean_return) == (0, 0.0, None)


def test_a_director(money):
    assert money.get_director("CHLOE ZHAO") == DirectorReturn(
        "El director Chloé Zhao ha conseguido un retorno total de 1.00 con 3 películas",
        "Chloé Zhao",
        1.0,
        [
            FilmMoney("Nothing", "1980-01-01", 0.0, 0, 0, 0),
            FilmMoney("Early", "1990-05-01", 1.0, 4, 4, 0),
            FilmMoney("No budget", "1995-05-01", 0.0, 0, 7, 7),
        ],
        0,
    )
    ann = money.get_director("ann lee")
    assert ([film.title for film in ann.films], ann.total_return, ann.namesakes) == (["Theirs", "Late"], 102.5, 1)
    assert [film.profit for film in ann.films] == [99, 15]


def test_a_franchise_by_part_of_its_name(money):
    assert money.franquicia("HEAT coll") == Franchise(
        "La franquicia Heat Collection posee 2 películas, una ganancia total de 29 y una ganancia promedio de 14.50",
        HEAT,
        [FilmMoney("Early", "1990-05-01", 1.0, 4, 4, 0), FilmMoney("Late", "2001-05-01", 2.5, 10, 25, 15)],
        29,
        14.5,
        [],
    )
    assert (money.franquicia("heat").collection, money.franquicia("heat").others) == (HEAT, ["The Heat"])
    assert (money.franquicia("the heat").collection, money.franquicia("the heat").others) == ("The Heat", [])
    assert money.franquicia("collection").others == [HEAT]


def test_the_whole_name_of_a_franchise_goes_first():
    names = ["Alien vs. Predator Collection", "Alien Collection", "The Alien", "alien"]
    answer = money_of([row(n, "x", "2000-01-01", collection=name) for n, name in enumerate(names)]).franquicia("Alien")
    assert [answer.collection, *answer.others] == ["alien", names[1], names[0], "The Alien"]


def test_a_company_under_all_its_spellings_and_each_film_once(money):
    assert money.productoras_exitosas("polygram") == CompanyRevenue(
        "La productora PolyGram ha tenido un revenue de 36 con 3 películas", "PolyGram", 36, 3
    )
    assert (money.productoras_exitosas("TOHO").revenue, money.productoras_exitosas("tōhō").films) == (25, 2)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("value", [NO_TEXT[0], NO_TEXT[1], NO_TITLE[0], NO_TITLE[3]])
def test_what_is_no_text(money, method, value):
    with pytest.raises(InvalidValueError):
        getattr(money, method)(value)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("value", ["\U0001f37f", "!!!", "zzzz", 7])
def test_unknown_names(money, method, value):
    with pytest.raises(NotFoundError):
        getattr(money, method)(value)


@pytest.mark.parametrize("value", ["Ann", "Lee", "Ann L", "nn Lee", "Polygra", "Chloé"])
def test_a_part_of_a_name_is_nobody(money, value):
    for method in ("get_actor", "get_director", "productoras_exitosas"):
        with pytest.raises(NotFoundError):
            getattr(money, method)(value)


def test_the_nearest_spellings(money):
    for method, asked, nearest in [
        ("get_actor", "Ann Leesson", "Ann Leeson"),
        ("get_director", "Cloe Zao", "Chloé Zhao"),
        ("franquicia", "Saaw Colection", SAW),
        ("productoras_exitosas", "Poligram", "PolyGram"),
    ]:
        with pytest.raises(NotFoundError) as caught:
            getattr(money, method)(asked)
        assert caught.value.suggestions[0] == nearest
        assert f"«{asked}»" in str(caught.value)


def test_no_films_at_all():
    none = MoneyQueries(Films(WORKS.empty_table()), CREDITS.empty_table())
    for method in METHODS:
        with pytest.raises(NotFoundError):
            getattr(none, method)("Alien")


def test_films_without_credits():
    with pytest.raises(NotFoundError):
        money_of(ROWS).get_actor("Ann Lee")


def test_people_of_other_sources_are_nobody(money):
    with pytest.raises(NotFoundError):
        money.get_actor("Somebody Else")


def naive_returns(films):
    """(sum, how many) of the known returns."""
    known = films[(films["budget"] > 0) & (films["revenue"] > 0)]
    return (known["revenue"] / known["budget"]).sum(), len(known)


class TestSampleAsPandasCountsIt:
    def test_actors_and_directors(self):
        money, films, people = queries(FOLDER)[1], raw_films(FOLDER), raw_people(FOLDER)
        for role in ("actor", "director"):
            of_role = people[people["role"] == role]
            for _, same in of_role.groupby(of_role["name"].map(plain)):
                counts = same.groupby("person")["film"].nunique()
                person = counts[counts == counts.max()].index
                mine = films.loc[same[same["person"] == person[0]]["film"].unique()]
                total, known = naive_returns(mine)
                name = same["name"].iloc[0].swapcase()
                if role == "actor":
                    answer = money.get_actor(name)
                    assert (answer.films, answer.films_with_return) == (len(mine), known)
                    assert answer.namesakes == len(counts) - 1
                    assert answer.mean_return == (pytest.approx(total / known) if known else None)
                    assert answer.total_return == pytest.approx(total)
                else:
                    directed = money.get_director(name)
                    assert directed.total_return == pytest.approx(total)
                    dates = sorted(mine["release_date"])
                    assert [film.release_date for film in directed.films] == dates
                    assert sum(film.profit for film in directed.films) == (mine["revenue"] - mine["budget"]).sum()

    def test_franchises(self):
        money, films = queries(FOLDER)[1], raw_films(FOLDER)
        names = films["belongs_to_collection"].map(lambda thing: thing["name"] if thing else None)
        assert names.nunique() > 3
        for name, mine in films.groupby(names):
            answer = money.franquicia(str(name).upper())
            assert (answer.collection, len(answer.films)) == (name, len(mine))
            assert answer.total_revenue == mine["revenue"].sum()
            assert answer.mean_revenue == pytest.approx(mine["revenue"].mean())

    def test_companies(self):
        money, films = queries(FOLDER)[1], raw_films(FOLDER)
        each = films[["id", "revenue", "production_companies"]].explode("production_companies").dropna()
        each["company"] = each["production_companies"].map(lambda thing: plain(thing["name"]))
        each = each.drop_duplicates(["id", "company"])
        assert each["company"].nunique() > 50
        for name, mine in each.groupby("company"):
            answer = money.productoras_exitosas(str(name))
            assert (answer.films, answer.revenue) == (len(mine), mine["revenue"].sum())


@pytest.mark.real_data
def test_robin_williams(real_data):
    people = raw_people(real_data, "'Robin Williams'")
    acted = people[(people["name"] == "Robin Williams") & (people["role"] == "actor")]
    films = pd.read_csv(real_data / "tmdb" / "movies_dataset.csv", dtype=str).drop_duplicates("id")
    films = films[films["id"].isin(acted["film"])]
    films[["budget", "revenue"]] = films[["budget", "revenue"]].astype(float)
    total, known = naive_returns(films)
    answer = queries(real_data)[1].get_actor("robin williams")
    assert acted["person"].nunique() == 1
    assert (answer.films, answer.films_with_return) == (len(films), known)
    assert answer.films > 20
    assert answer.total_return == pytest.approx(total)
    assert answer.mean_return == pytest.approx(total / known)
