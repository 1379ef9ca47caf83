from recsys.ingest.sources.catalogues import COLUMNS
from recsys.research.spellings import count_spellings

NETFLIX = """\
s1,Movie,A,,,,"July 1, 2021",2000,TV-MA,90 min,"Comedies, Dramas",
s2,Movie,B,,"Bo, Al",,1-Jul-21,2000,,1h 30m,Dramas,
s3,Movie,C,,,"Peru, Peru",,2000,90 min,,Movies,
"""
HULU = "s1,TV Show,D,,bo,,,2000,tv-ma,2 Seasons,Comedy,\n"


def test_before_and_after(tmp_path):
    (tmp_path / "platforms").mkdir()
    for name, rows in (("netflix", NETFLIX), ("hulu", HULU)):
        (tmp_path / "platforms" / f"{name}_titles.csv").write_text(f"{','.join(COLUMNS)}\n{rows}")
    counted = count_spellings(tmp_path).set_index("column")
    found = {name: tuple(row)[1:] for name, row in zip(counted.index, counted.to_numpy().tolist(), strict=True)}
    # (distinct raw, distinct tidy, empty raw, empty tidy)
    assert found["type"] == (2, 2, 0, 0)
    assert found["rating"] == (3, 1, 1, 2)  # of «90 min» nothing is left but the length
    assert found["duration"] == (3, 2, 1, 0)
    assert found["date_added"] == (2, 1, 2, 2)
    assert found["listed_in"] == (4, 2, 0, 1)  # «Movies» is no genre
    assert found["country"] == (1, 1, 3, 3)
    assert found["director"] == (0, 0, 4, 4)
    assert found["cast"] == (3, 2, 2, 2)
    assert counted.loc["duration", "became"] == "duration_int, duration_type"


def test_without_such_catalogues_there_is_nothing_to_count(tmp_path):
    assert count_spellings(tmp_path).empty
    assert "distinct_tidy" in count_spellings(tmp_path).columns
