import pytest

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.queries.platforms import (
    MaxDuration,
    MostSeenActor,
    PlatformCount,
    PlatformQueries,
    ScoreCount,
    TitleRow,
)
from tests.fixtures.tables import credit, tables, title


def film(title_id, name, year, minutes=None, score=None, cast=()):
    kind = {"duration_int": minutes, "duration_type": "min"} if minutes is not None else {}
    return title(title_id, name, year, score=score, cast=cast, **kind)


def series(title_id, name, year, seasons=None, cast=(), score=None):
    kind = {"duration_int": seasons, "duration_type": "season"} if seasons is not None else {}
    return title(title_id, name, year, "tv show", cast=cast, score=score, **kind)


def queries_of(*rows):
    made = tables(*rows)
    return PlatformQueries(made["titles"], made["credits"])


# Ten titles of three services, of which one has a single title and names no cast.
ROWS = [
    film("ns1", "Heat", 1995, 170, 4.0, ["Al Pacino", "Val Kilmer"]),
    film("ns2", "Casino", 1995, 178, 3.5, ["Sharon Stone", "Al Pacino"]),
    film("as1", "Nixon", 1995, 192, None, ["Zoe Ann", "Ángel Ruiz", "bob Li"]),
    film("ns3", "Unknown", 1995, None, 3.75),
    series("ns4", "Friends", 1995, 10, ["Val Kilmer", "Lisa Kudrow"], 4.5),
    film("ns5", "Gettysburg", 1993, 192, 5.0, ["Lisa Kudrow", "Lisa Kudrow", "Sam Elliott"]),
    series("as2", "Frasier", 1993, 11, ["Zoe Ann"]),
    series("hs1", "Bones", 2005, 1),
    series("ns6", "Cheers", 1982, 11, ["Ted Danson"]),
    film("as3", "Blip", 2001, 1, 0.5, ["bob Li"]),
]


@pytest.fixture(scope="module")
def queries():
    return queries_of(*ROWS)


def names(answer):
    return [row.title for row in answer.titles]


def test_max_duration_lists_all_ties(queries):
    assert queries.get_max_duration() == MaxDuration(
        "Lo más largo: «Nixon», «Gettysburg», con 192 minutos",
        192,
        "min",
        [TitleRow("as1", "Nixon", "amazon", 1995), TitleRow("ns5", "Gettysburg", "netflix", 1993)],
    )
    answer = queries.get_max_duration(duration_type="season")
    assert (answer.duration, answer.duration_type, names(answer)) == (11, "season", ["Frasier", "Cheers"])


@pytest.mark.parametrize(
    ("asked", "mensaje"),
    [
        ({"year": 1995}, "Lo más largo en 1995: «Nixon», con 192 minutos"),
        ({"year": "1995", "platform": "Net"}, "Lo más largo en Netflix en 1995: «Casino», con 178 minutos"),
        ({"platform": "prime video"}, "Lo más largo en Amazon Prime Video: «Nixon», con 192 minutos"),
        ({"year": 2001}, "Lo más largo en 2001: «Blip», con 1 minuto"),
        ({"platform": "hulu", "duration_type": "season"}, "Lo más largo en Hulu: «Bones», con 1 temporada"),
        ({"year": 1995, "duration_type": " Seasons "}, "Lo más largo en 1995: «Friends», con 10 temporadas"),
        ({"year": "", "platform": "", "duration_type": ""}, "Lo más largo: «Nixon», «Gettysburg», con 192 minutos"),
        ({"duration_type": None}, "Lo más largo: «Nixon», «Gettysburg», con 192 minutos"),
        ({"duration_type": "MIN"}, "Lo más largo: «Nixon», «Gettysburg», con 192 minutos"),
    ],
)
def test_max_duration_by_year_platform_and_type(queries, asked, mensaje):
    assert queries.get_max_duration(**asked).mensaje == mensaje


def test_max_duration_of_none(queries):
    with pytest.raises(NotFoundError) as caught:
        queries.get_max_duration(1994)
    assert str(caught.value) == (
        "No title with a known length was found: «min en 1994». There are, for example, «1993», «1995», «2001»."
    )
    with pytest.raises(NotFoundError, match=r"«season en Amazon Prime Video en 1995»\. .* «1993»\."):
        queries.get_max_duration(1995, "amazon", "season")
    with pytest.raises(NotFoundError, match=r"No title with a known length was found: «min en Hulu»\."):
        queries.get_max_duration(platform="hulu")


def test_a_length_of_nought_is_unknown():
    queries = queries_of(film("ns1", "Void", 2000, 0))
    with pytest.raises(NotFoundError, match="known length"):
        queries.get_max_duration()


@pytest.mark.parametrize("value", ["hours", "minutes", 3, "🍿", "x" * 10_000, ["min"], True])
def test_what_is_no_duration_type(queries, value):
    with pytest.raises(InvalidValueError, match="duration_type must ") as caught:
        queries.get_max_duration(duration_type=value)
    assert caught.value.parameter == "duration_type"
    if value == "hours":
        assert str(caught.value) == "duration_type must be one of min, season, got «hours»."


def test_score_count_is_strictly_above_and_films_only(queries):
    assert queries.get_score_count("netflix", 3.5, 1995) == ScoreCount(
        "2 películas en Netflix en 1995 con puntaje mayor a 3.5", 2, "netflix", 3.5, 1995
    )


@pytest.mark.parametrize(
    ("platform", "scored", "year", "mensaje"),
    [
        ("NETFLIX", "3.49", "1995", "3 películas en Netflix en 1995 con puntaje mayor a 3.49"),
        ("net", 3.75, 1995, "1 película en Netflix en 1995 con puntaje mayor a 3.75"),
        ("net", 4, 1995, "0 películas en Netflix en 1995 con puntaje mayor a 4"),
        ("net", 5, 1993, "0 películas en Netflix en 1993 con puntaje mayor a 5"),
        ("net", 0, 1993, "1 película en Netflix en 1993 con puntaje mayor a 0"),
        ("amazon", 0, 1995, "0 películas en Amazon Prime Video en 1995 con puntaje mayor a 0"),  # not scored
        ("net", 0, 1850, "0 películas en Netflix en 1850 con puntaje mayor a 0"),
    ],
)
def test_score_counts(queries, platform, scored, year, mensaje):
    answer = queries.get_score_count(platform, scored, year)
    assert answer.mensaje == mensaje
    assert answer.count == int(mensaje.split()[0])


@pytest.mark.parametrize(
    ("arguments", "parameter", "message"),
    [
        (("hbo", 3, 1995), "platform", "platform must be one of amazon (Amazon Prime Video), hulu (Hulu), n"),
        ((None, 3, 1995), "platform", "platform must be text, got None. For example «netflix»."),
        (("net", 5.1, 1995), "scored", "scored must be a number from 0 to 5, got 5.1."),
        (("net", float("nan"), 1995), "scored", "scored must be a number from 0 to 5, got nan."),
        (("net", "", 1995), "scored", "scored must be a number from 0 to 5, got «»."),
        (("net", 3, None), "year", "year must be a whole number from 1800 to 2200, got None."),
        (("net", 3, 10**400), "year", "year must be a whole number from 1800 to 2200, got 1000"),
    ],
)
def test_score_count_errors(queries, arguments, parameter, message):
    with pytest.raises(InvalidValueError) as caught:
        queries.get_score_count(*arguments)
    assert caught.value.parameter == parameter
    assert str(caught.value).startswith(message)


def test_count_platform(queries):
    assert [queries.get_count_platform(name) for name in ("net", "prime", "hulu")] == [
        PlatformCount("4 películas en Netflix", "netflix", 4, 2, 6),
        PlatformCount("2 películas en Amazon Prime Video", "amazon", 2, 1, 3),
        PlatformCount("0 películas en Hulu", "hulu", 0, 1, 1),
    ]
    alone = queries_of(film("hs1", "Heat", 1995))
    assert alone.get_count_platform("hulu").mensaje == "1 película en Hulu"


def test_actor_counts_films_and_series_and_lists_ties(queries):
    assert queries.get_actor("netflix", 1995) == MostSeenActor(
        "Al Pacino es quien más aparece en Netflix en 1995: 2 títulos",
        "Al Pacino",
        2,
        "netflix",
        1995,
        ["Al Pacino", "Val Kilmer"],
    )


def test_actor_each_title_counts_once(queries):
    answer = queries.get_actor("netflix", 1993)
    assert (answer.actor, answer.count, answer.tied) == ("Lisa Kudrow", 1, ["Lisa Kudrow", "Sam Elliott"])
    assert answer.mensaje == "Lisa Kudrow es quien más aparece en Netflix en 1993: 1 título"


def test_actor_in_a_dictionary_s_order(queries):
    assert queries.get_actor("prime video", "1995").tied == ["Ángel Ruiz", "bob Li", "Zoe Ann"]


def test_a_service_is_one_of_the_bundle_by_any_of_its_names(queries):
    with pytest.raises(InvalidValueError) as caught:
        queries.get_count_platform("HBO Max")
    assert str(caught.value) == (
        "platform must be one of amazon (Amazon Prime Video), hulu (Hulu), netflix (Netflix), got «HBO Max»."
    )
    more = queries_of(*ROWS, title("tm1", "Heat", 1995, service="max"), title("tm1", "Heat", 1995, service="apple"))
    for asked in ("HBO Max", "max", "hbo", "hbomax", " MAX "):
        assert more.get_count_platform(asked) == PlatformCount("1 película en Max", "max", 1, 0, 1)
    with pytest.raises(InvalidValueError, match=r"apple \(Apple TV\+\), hulu \(Hulu\), max \(Max\), netflix"):
        more.get_count_platform("mubi")


def test_listings_that_are_no_longer_current_do_not_count():
    old, new = (title(name, "Heat", 1995, cast=["Al"], duration_int=n, duration_type="min") for name, n in OLD_AND_NEW)
    old.titles[0]["current"] = False
    queries = queries_of(old, new)
    assert queries.get_count_platform("netflix").total == 1
    assert (queries.get_max_duration().duration, queries.get_actor("netflix", 1995).count) == (170, 1)


OLD_AND_NEW = (("ns1", 180), ("ns2", 170))


def test_people_are_those_that_the_title_s_own_source_names():
    justwatch = {"source": "justwatch", "service": "max"}
    queries = queries_of(
        title("ns1", "Heat", 1995, cast=["Al Pacino"]),
        # The same title_id on another service has the people too: they are the source's of the work.
        title("tm1", "Heat", 1995, cast=["Val Kilmer"], **justwatch),
        title("tm2", "Ronin", 1995, **justwatch),
        credit("ronin-1995-movie", "Jean Reno"),
        # A source that names nobody: the fullest list of the work counts.
        title("tt1", "Heat", 1995, source="octopus", service="viki"),
        title("tt2", "Ronin", 1995, source="octopus", service="viki"),
    )
    assert queries.get_actor("netflix", 1995).tied == ["Al Pacino"]
    assert queries.get_actor("max", 1995).tied == ["Val Kilmer"]
    assert queries.get_actor("viki", 1995).tied == ["Al Pacino", "Jean Reno"]


def test_actor_of_a_platform_without_cast_says_so(queries):
    with pytest.raises(NotFoundError) as caught:
        queries.get_actor("hulu", 2005)
    assert str(caught.value) == (
        "The file of Hulu names no cast, so nobody can be counted: «hulu». There are, for example, «amazon», «netflix»."
    )
    assert caught.value.parameter == "platform"


@pytest.mark.parametrize("year", [1990, 1994, 2005])
def test_actor_of_a_year_without_cast_gets_the_nearest_years(queries, year):
    with pytest.raises(NotFoundError) as caught:
        queries.get_actor("netflix", year)
    nearest = ", ".join(f"«{near}»" for near in sorted((1982, 1993, 1995), key=lambda near: abs(near - year)))
    assert str(caught.value) == (
        f"Netflix has no title with a cast of that year: {year}. There are, for example, {nearest}."
    )
    assert caught.value.parameter == "year"


@pytest.mark.parametrize(("platform", "year"), [("hbo", 1995), ("", 1995), ("net", None), ("net", "x"), ("net", [1])])
def test_actor_errors(queries, platform, year):
    with pytest.raises(InvalidValueError, match=r"(platform|year) must "):
        queries.get_actor(platform, year)
