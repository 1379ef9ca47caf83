import pytest

from recsys.domain.schema import TITLES, conform
from recsys.errors import DataError
from recsys.ingest.load import RawData, read_data
from recsys.ingest.sources.catalogues import COLUMNS
from tests.fixtures.raw_files import HEADER, account, catalogue, line


def test_a_clean_row(tidy):
    row = tidy(show_id="S12")
    assert {name: row[name] for name in TITLES.names if not name.startswith("score")} == {
        "title_id": "ns12",
        "work_id": "heat-1995-movie",
        "platform": "netflix",
        "type": "movie",
        "title": "heat",
        "display_title": "Heat",
        "directors": ["michael mann"],
        "cast": ["al pacino", "robert de niro"],
        "display_directors": ["Michael Mann"],
        "display_cast": ["Al Pacino", "Robert De Niro"],
        "countries": ["united states"],
        "genres": ["drama", "thriller"],
        "date_added": "2020-07-01",
        "release_year": 1995,
        "rating": "r",
        "rating_given": True,
        "duration_int": 170,
        "duration_type": "min",
        "description": "a thief and a detective meet.",
        "display_description": "A thief and a detective meet.",
    }


@pytest.mark.parametrize(
    ("rating", "duration", "expected"),
    [
        ("94 min", "", ("g", False, 94, "min")),
        ("2 Seasons", "", ("g", False, 2, "season")),
        ("1 Season", "", ("g", False, 1, "season")),
        ("94 min", "90 min", ("g", False, 90, "min")),
        ("94 min", "0 min", ("g", False, 94, "min")),
        ("0 min", "", ("g", False, None, "min")),
        ("", "90 min", ("g", False, 90, "min")),
        ("G", "90 min", ("g", True, 90, "min")),
        ("AGES_16_", "3 Seasons", ("16+", True, 3, "season")),
        ("16", "0 min", ("16+", True, None, "min")),
        ("PG", "", ("pg", True, None, None)),
        ("", "", ("g", False, None, None)),
    ],
)
def test_durations_leave_rating_first_then_empty_ratings_become_g(raw, rating, duration, expected):
    raw.platform("hulu", {"rating": rating, "duration": duration})
    columns = ["rating", "rating_given", "duration_int", "duration_type"]
    table = conform(raw.read().titles, TITLES, "titles").select(columns)
    assert tuple(table.to_pylist()[0].values()) == expected


def test_people_read_the_original_spelling_programs_lower_case(tidy):
    row = tidy(title="\u200bAMÉLIE  del\nBarrio\u00a0", description="Él  \ufeffama.", director="Agnès VARDA, 1, Jr.")
    assert (row["title"], row["display_title"]) == ("amélie del barrio", "AMÉLIE del Barrio")
    assert (row["description"], row["display_description"]) == ("él ama.", "Él ama.")
    assert (row["directors"], row["display_directors"]) == (["agnès varda"], ["Agnès VARDA"])


def test_people_genres_and_countries_are_lists_without_what_is_none(tidy):
    row = tidy(cast="1", director="", country=", France, Spain, France", listed_in="Movies, TV Dramas, Dramas")
    assert (row["cast"], row["directors"]) == ([], [])
    assert row["countries"] == ["france", "spain"]
    assert row["genres"] == ["drama"]


@pytest.mark.parametrize("date", [" July 1, 2020", "01-Jul-20", "2020-07-01"])
def test_dates(tidy, date):
    assert tidy(date_added=date)["date_added"] == "2020-07-01"


@pytest.mark.parametrize("title", ["2012", "46", "NA", "None", "nan", "$", "1.0"])
def test_titles_that_look_like_something_else_stay_titles(tidy, title):
    assert tidy(title=title)["display_title"] == title


def test_an_id_on_each_platform(raw):
    for platform in ("amazon", "disney", "hulu", "netflix"):
        raw.platform(platform, {"show_id": "s7"})
    titles = raw.read().titles
    assert dict(zip(titles["title_id"], titles["platform"], strict=True)) == {
        "as7": "amazon",
        "ds7": "disney",
        "hs7": "hulu",
        "ns7": "netflix",
    }


def test_every_broken_row_is_rejected_with_line_and_reason_and_the_rest_is_kept(raw):
    lines = [
        HEADER,
        line(show_id="s1", title="Two\nlines"),  # 2 and 3
        line(show_id=""),  # 4
        line(show_id="S1"),  # 5
        line(show_id="s2", title="\u200b "),  # 6
        line(show_id="s3", type="Podcast"),  # 7
        line(show_id="s4", release_year="soon"),  # 8
        line(show_id="s5", release_year="0"),  # 9
        "s6,Movie,Heat",  # 10
        line(show_id="s7") + ',"too much"',  # 11
        line(show_id="s2", type="tv show"),  # 12: its id is free, the first s2 was no title
        line(show_id="s8") + ",,",  # 13
    ]
    raw.write("platforms/netflix_titles.csv", "\n".join(lines) + "\n")
    data = raw.read()
    assert data.titles["title_id"].tolist() == ["ns1", "ns2", "ns8"]
    file = "platforms/netflix_titles.csv"
    assert account(data.rejected) == [
        (file, 4, "show_id is empty"),
        (file, 5, "show_id stands on an earlier line already"),
        (file, 6, "title is empty"),
        (file, 7, "type must be Movie or TV Show"),
        (file, 8, "release_year must be a year"),
        (file, 9, "release_year must be a year"),
        (file, 10, "not the header's number of fields"),
        (file, 11, "not the header's number of fields"),
    ]
    assert set(data.rejected["what"]) == {"row"}
    assert data.rejected["value"].tolist()[1] == "s1 on line 2"
    [netflix] = data.files
    assert (netflix.kept, netflix.rejected, netflix.read) == (3, 8, 11)


def test_values_that_are_not_understood_are_reported_and_their_row_is_kept(raw):
    raw.platform("disney", {}, {"duration": "a while", "date_added": "soon"}, {"duration": "99999999999 min"})
    data = raw.read()
    assert len(data.titles) == 3
    assert conform(data.titles, TITLES, "titles")["duration_int"].to_pylist() == [170, None, None]
    assert data.titles["date_added"].isna().tolist() == [False, True, False]
    assert data.rejected[["line", "what", "reason", "value"]].to_numpy().tolist() == [
        [3, "value", "duration was not understood", "a while"],
        [3, "value", "date_added was not understood", "soon"],
        [4, "value", "duration was not understood", "99999999999 min"],
    ]
    assert [(file.kept, file.rejected) for file in data.files] == [(3, 0)]


def test_the_dirt_of_real_files_all_at_once(raw):
    """Byte-order mark, CRLF, other order, extra columns, quoted newlines."""
    columns = ("rating", *reversed(COLUMNS[:8]), *COLUMNS[9:])
    rows = [line(columns, show_id="s1", title="Él"), line(columns, show_id="s2", cast="Ann Lee,\nBo Ek")]
    text = "\r\n".join([",".join(columns) + ",note", *(row + ',"x\ny"' for row in rows)])
    for content in ("\ufeff" + text).encode(), text.encode("latin-1"):
        raw.write("platforms/netflix_titles.csv", content)
        titles = raw.read().titles
        assert titles["display_title"].tolist() == ["Él", "Heat"]
        assert titles["rating"].tolist() == ["r", "r"]
        assert titles["display_cast"].tolist()[1] == ["Ann Lee", "Bo Ek"]


def test_a_platform_without_rows_beside_one_with(raw):
    raw.platform("hulu")
    raw.platform("netflix", {})
    data = raw.read()
    assert data.titles["title_id"].tolist() == ["ns1"]
    assert [(file.file, file.kept) for file in data.files] == [
        ("platforms/hulu_titles.csv", 0),
        ("platforms/netflix_titles.csv", 1),
    ]


def test_a_missing_column_stops_with_one_line(raw):
    columns = tuple(column for column in COLUMNS if column != "duration")
    path = raw.write("platforms/hulu_titles.csv", ",".join(columns) + "\n" + line(columns))
    with pytest.raises(DataError) as caught:
        raw.read()
    message = str(caught.value)
    assert message.startswith(f"{path}: expected the columns show_id, type, title, ")
    assert "found «show_id, type" in message
    assert "\n" not in message


def test_no_catalogue_and_no_titles(raw):
    with pytest.raises(DataError, match=r"raw data, found none. Set RECSYS_DATA"):
        read_data(raw.root / "nowhere")
    (raw.root / "platforms").mkdir()
    with pytest.raises(DataError, match=r"at least one of amazon_prime_titles\.csv"):
        raw.read()
    raw.write("platforms/hulu_titles.csv", catalogue())
    with pytest.raises(DataError, match="expected titles, found none that could be kept"):
        raw.read()


@pytest.mark.real_data
class TestRealCatalogues:
    def test_every_row_is_kept(self, real: RawData):
        assert len(real.titles) == 22_998
        counts = {"amazon": 9_668, "netflix": 8_807, "hulu": 3_073, "disney": 1_450}
        assert real.titles["platform"].value_counts().to_dict() == counts
        assert real.titles["title_id"].is_unique
        assert not real.rejected["file"].str.startswith("platforms/").any()

    def test_durations_are_repaired(self, real: RawData):
        titles = real.titles
        missing = titles[titles["duration_int"].isna()]
        # hulu: 479 empty, of which 292 stood in rating; amazon: ten of 0 minutes; netflix: all 3 repaired
        assert missing["platform"].value_counts().to_dict() == {"hulu": 479 - 292, "amazon": 10}
        assert (missing["duration_type"] == "min").sum() == 10
        assert titles["duration_type"].value_counts().to_dict() == {
            "min": 22_998 - 187 - 4_183 - 2_334 - 62,
            "season": 4_183 + 2_334 + 62,
        }
        assert titles["duration_int"].max() == 601

    def test_ratings_have_one_spelling(self, real: RawData):
        ratings = real.titles["rating"]
        assert not ratings.str.contains(r"min|season|_|^\d+$|rated", regex=True).any()
        counts = ratings.value_counts()
        assert counts[["all", "16+", "18+", "nr"]].tolist() == [1_269, 1_550, 1_246, 344]
        assert (~real.titles["rating_given"]).sum() == 864 + 292 + 3

    def test_dates_and_names(self, real: RawData):
        dates = real.titles["date_added"]
        assert dates.isna().sum() == 9_513 + 3 + 28 + 10
        assert dates.dropna().str.fullmatch(r"\d{4}-\d\d-\d\d").all()
        names = {name for column in ("cast", "directors") for row in real.titles[column] for name in row}
        assert not names & {"", "1", "ph.d.", "jr.", "jr"}
        assert "al pacino" in names

    def test_works_are_on_several_platforms(self, real: RawData):
        platforms = real.titles.groupby("work_id")["platform"].nunique()
        assert 300 < (platforms > 1).sum() < 900

    def test_the_table_conforms(self, real: RawData):
        assert conform(real.titles, TITLES, "titles").num_rows == 22_998
