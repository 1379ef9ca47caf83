from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.ingest.fields import (
    FIRST_YEAR,
    LAST_YEAR,
    clean_id,
    date_order,
    is_fill_word,
    parse_date,
    parse_duration,
    parse_id,
    parse_imdb_id,
    parse_number,
    parse_year,
    split_list,
    split_names,
)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("113 min", (113, "min")),
        ("601 min", (601, "min")),
        ("1 min", (1, "min")),
        ("90min", (90, "min")),
        ("90 minutes", (90, "min")),
        ("1h 53m", (113, "min")),
        ("2 h", (120, "min")),
        ("0 min", (None, "min")),
        ("1 Season", (1, "season")),
        ("12 Seasons", (12, "season")),
        ("2 SEASONS", (2, "season")),
        ("0 Seasons", (None, "season")),
    ],
)
def test_durations(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["", "113", "min", "TV-MA", "16", "16+", "R", "-5 min", "99999999999 min", "2 parts"])
def test_no_durations(text):
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "March 30, 2021",
        "2021-03-30",
        "2021/03/30",
        "2021-3-30",
        "2021-03-30 00:00:00",
        "2021-03-30T23:59:59.999Z",
        "2021-03-30 00:00:00+00:00",
        "30-Mar-21",
        "30-mar-2021",
        "Mar 30, 2021",
        "Mar. 30, 2021",
        "March 30th, 2021",
        "30 March 2021",
        "30 de marzo de 2021",
        "30 mar. 2021",
        "30 de março de 2021",
        "03/30/2021",
        "3/30/21",
        "03-30-2021 12:00",
        "3/30/2021 12:00:00 AM",
    ],
)
def test_dates(text):
    assert parse_date(text) == "2021-03-30"


@pytest.mark.parametrize("text", ["25-09-2021", "25/09/2021", "25.9.2021", "25/09/21", "25/09/2021 00:00"])
def test_dates_with_the_day_first(text):
    assert parse_date(text, day_first=True) == "2021-09-25"
    assert parse_date(text) is None


def test_a_date_of_numbers_alone_is_read_in_the_order_that_is_given():
    assert parse_date("05/11/1931") == "1931-05-11"
    assert parse_date("05/11/1931", day_first=True) == "1931-11-05"
    assert parse_date("1931-05-11 00:00:00", day_first=True) == "1931-05-11"


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2021", "February 30, 2021", "30/03/2021", "2021-13-01", "1/2-2021", "30 Mars 2021 or so", "44285"],
)
def test_no_dates(text):
    assert parse_date(text) is None


@given(st.dates(date(1000, 1, 1)))
def test_a_date_in_the_common_form_is_kept(day):
    assert parse_date(day.isoformat()) == day.isoformat()
    assert parse_date(f"{day.isoformat()} 00:00:00") == day.isoformat()


DAYS = st.dates(date(1874, 1, 1), date(2068, 12, 31))


@pytest.mark.parametrize("pattern", ["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y"])
@given(days=st.lists(DAYS, min_size=1, max_size=20))
def test_a_file_with_one_sure_date_gives_every_date_back(pattern, days):
    """Whichever order a file is written in, one date that fits no other order decides for all."""
    days = [*days, date(1999, 5, 31)]
    texts = [datetime.combine(day, datetime.min.time()).strftime(pattern) for day in days]
    order = date_order(texts)
    assert order.day_first == pattern.startswith("%d")
    assert [parse_date(text, order.day_first) for text in texts] == [day.isoformat() for day in days]
    assert "can only be so" in order.said


@pytest.mark.parametrize(
    ("texts", "day_first", "said"),
    [
        ([], False, ""),
        (["2021-09-25", "July 1, 2020", ""], False, ""),
        (
            ["05/11/1931", "25/12/1931"],
            True,
            "dates such as 05/11/1931 are read day first: 1 can only be so",
        ),
        (
            ["05/11/1931", "12/25/1931", "12/26/1931"],
            False,
            "dates such as 05/11/1931 are read month first: 2 can only be so",
        ),
        (
            ["05/11/1931"],
            False,
            "dates such as 05/11/1931 are read month first, as in the United States: every one of them could be either",
        ),
        (["05.11.1931"], True, "dates such as 05.11.1931 are read day first: every one of them could be either"),
        (
            ["25/12/1931", "26/12/1931", "12/26/1931"],
            True,
            "dates such as 25/12/1931 are read day first: 2 can only be so, 1 only the other way and are left out",
        ),
    ],
)
def test_the_order_of_day_and_month_is_the_files(texts, day_first, said):
    assert date_order(texts) == (day_first, said)


@pytest.mark.parametrize(
    ("text", "year"), [("1999", 1999), ("1999.0", 1999), ("2021,0", 2021), ("1999.00", 1999), ("1874", 1874)]
)
def test_years(text, year):
    assert parse_year(text) == year


@pytest.mark.parametrize("text", ["", "0", "1873", "2101", "99", "1999.5", "MCMXCIX", "²", "-1999", "1e3", "١٩٩٩"])
def test_no_years(text):
    assert parse_year(text) is None


@given(st.integers(FIRST_YEAR, LAST_YEAR))
def test_a_year_saved_as_a_number_with_a_point_is_that_year(year):
    assert parse_year(str(float(year))) == parse_year(str(year)) == year


@pytest.mark.parametrize(
    ("text", "spelled"),
    [(" AS680 ", "as680"), ("862.0", "862"), ("862,0", "862"), ("862.5", "862.5"), ("s1", "s1"), ("\u200b", "")],
)
def test_ids_have_one_spelling(text, spelled):
    assert clean_id(text) == spelled
    assert clean_id(spelled) == spelled


@pytest.mark.parametrize(("text", "number"), [("862", 862), ("862.0", 862), (" 003 ", 3), ("9" * 18, 10**18 - 1)])
def test_ids_that_are_numbers(text, number):
    assert parse_id(text) == number


@pytest.mark.parametrize("text", ["", "1997-08-20", "862.5", "9" * 19, "-1", "1e3", "²"])
def test_no_ids_that_are_numbers(text):
    assert parse_id(text) is None


@pytest.mark.parametrize("text", ["tt0078748", "TT0078748", "0078748", "78748", "78748.0", " tt78748 "])
def test_ids_of_imdb(text):
    assert parse_imdb_id(text) == "tt0078748"


@pytest.mark.parametrize("text", ["", "0", "s86205", "nm0000138", "tt", "tt1.5", "unknown"])
def test_no_ids_of_imdb(text):
    assert parse_imdb_id(text) is None


@pytest.mark.parametrize(
    ("text", "decimal_comma", "number"),
    [
        ("7", False, 7),
        ("7.5", False, 7.5),
        ("7.5", True, 7.5),
        (".5", False, 0.5),
        ("1e3", False, 1000),
        ("7,5", False, 7.5),
        ("7,5", True, 7.5),
        ("23,37742", False, 23.37742),
        ("1,256", False, 1256),
        ("1,256", True, 1.256),
        ("1,256,000.5", False, 1_256_000.5),
        ("1.256.000,5", True, 1_256_000.5),
        ("11.000.000", True, 11_000_000),
        ("-1", False, -1),
    ],
)
def test_numbers(text, decimal_comma, number):
    assert parse_number(text, decimal_comma) == number


@pytest.mark.parametrize("text", ["", "much", "1,2,3", "1.2.3", "nan", "inf", "1e400", "7,5,", "٣", "0x10", "1_000"])
def test_no_numbers(text):
    assert parse_number(text) is None


@given(st.floats(0, 1e12, allow_nan=False).map(lambda number: round(number, 3)))
def test_a_number_with_a_decimal_comma_is_that_number(number):
    text = f"{number:.4f}"
    assert parse_number(text.replace(".", ","), decimal_comma=True) == parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "", "Unknown", "UNKNOWN", "N/A", "n/a", "NA", "Not Given", "Not Available", "None", "null", "nan", "-", "--",
        "?", ".", "Desconocido", "Sin especificar", "No disponible", "Desconhecido", "Não informado", "Not specified",
    ],
)  # fmt: skip
def test_fill_words(text):
    assert is_fill_word(text)
    assert split_list(f"Ann, {text}, Bo") == split_names(f"Ann, {text}, Bo") == ["Ann", "Bo"]


@pytest.mark.parametrize(
    "text", ["Nobody", "Anna", "Nana", "The Unknown", "Not", "9", "$", "\U0001f37f", "真弓", "Nan Goldin", "x" * 500]
)
def test_no_fill_words(text):
    assert not is_fill_word(text)


def test_a_list_keeps_order_and_drops_what_is_empty_or_said_twice():
    assert split_list(", France,Spain,, France , Italy,") == ["France", "Spain", "Italy"]
    assert split_list("") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Cuba Gooding, Jr., Renée Zellweger", ["Cuba Gooding", "Renée Zellweger"]),
        ("1", []),
        ("Bruce Lipton, Ph.D., , 1, Sr., M.D.", ["Bruce Lipton"]),
        ("José Garcia, JOSE GARCIA, Jose García", ["José Garcia"]),
        ("50 Cent, T.I., 9m88, 真弓", ["50 Cent", "T.I.", "9m88", "真弓"]),
        ("-, ., ''", []),
        ("", []),
    ],
)
def test_tokens_that_are_no_names_are_dropped(text, names):
    assert split_names(text) == names


@given(st.lists(st.sampled_from(["Ann Lee", "Bo", "ann lee", "Jr.", "12", "", " Éva", "Eva "])))
def test_names_are_a_part_of_the_list_in_its_order_each_once(parts):
    text = ",".join(parts)
    names, listed = split_names(text), split_list(text)
    assert names == [part for part in listed if part in names]
    assert len({name.casefold() for name in names}) == len(names)
    assert split_names(",".join(names)) == names
