r"""IMDb's tables: `\N`, unbalanced quotes, and only what is wanted."""

import gzip

import pytest

from recsys.errors import DataError
from recsys.ingest.records import Name, Person, Record
from recsys.ingest.sources import imdb
from tests.fixtures.raw_files import read_files


def tsv(*rows: str) -> str:
    return "".join("\t".join(row.split("|")) + "\n" for row in rows)


BASICS = tsv(
    "tconst|titleType|primaryTitle|originalTitle|isAdult|startYear|endYear|runtimeMinutes|genres",
    'tt0000001|movie|"Lake" Story|Historia del lago|0|1999|\\N|101|Drama,Sci-Fi',
    'tt0000002|tvSeries|Port "Night|Port "Night|0|2015|2018|45|\\N',
    "tt0000003|tvEpisode|Pilot|Pilot|0|2015|\\N|45|Drama",
    "tt0000004|movie|Elsewhere|Elsewhere|0|2001|\\N|\\N|\\N",
    "tt0000005|videoGame|Game|Game|0|2001|\\N|\\N|\\N",
)
FILES = {
    "imdb/title.basics.tsv": BASICS,
    "imdb/title.ratings.tsv": tsv("tconst|averageRating|numVotes", "tt0000001|6.7|75", "tt0000003|9.0|5"),
    "imdb/title.akas.tsv": tsv(
        "titleId|ordering|title|region|language|types|attributes|isOriginalTitle",
        "tt0000001|1|Historia del lago|\\N|\\N|original|\\N|1",
        "tt0000001|2|El lago|MX|es|imdbDisplay|\\N|0",
        "tt0000001|3|El lago|AR|es|imdbDisplay|\\N|0",
        "tt0000001|4|Untitled|US|\\N|working|\\N|0",
        "tt0000001|5|湖|XWW|cmn|\\N|\\N|0",
        "tt0000003|1|Piloto|MX|es|\\N|\\N|0",
    ),
}
PEOPLE = {
    "imdb/title.principals.tsv": tsv(
        "tconst|ordering|nconst|category|job|characters",
        'tt0000001|2|nm0000002|actress|\\N|["The \\"Boss\\""]',
        'tt0000001|1|nm0000001|actor|\\N|["Self"]',
        "tt0000001|3|nm0000003|editor|\\N|\\N",
    ),
    "imdb/title.crew.tsv": tsv("tconst|directors|writers", "tt0000001|nm0000003,nm0000009|nm0000001"),
    "imdb/name.basics.tsv": tsv(
        "nconst|primaryName|birthYear|deathYear|primaryProfession|knownForTitles",
        "nm0000001|Ana Paz|\\N|\\N|actor|\\N",
        "nm0000002|Ben Sol|\\N|\\N|actor|\\N",
        "nm0000003|Cy Roe|\\N|\\N|director|\\N",
        "nm0000004|Nobody|\\N|\\N|\\N|\\N",
    ),
}


def test_titles_with_votes_and_names(tmp_path):
    read = read_files(imdb, tmp_path, FILES)
    assert list(read.records) == ["tt0000001", "tt0000002", "tt0000004"]
    film, series, bare = read.data.records
    assert (film.title, film.type, film.year, film.imdb_id) == ('"Lake" Story', "movie", 1999, "tt0000001")
    assert film.facts == {"genres": ["drama", "science fiction"], "runtime": 101, "votes": 75, "vote_average": 6.7}
    assert film.names == [
        Name("Historia del lago", kind="original"),
        Name("El lago", "es", "MX"),
        Name("El lago", "es", "AR"),
        Name("湖", "zh"),  # the whole world is no region
    ]
    assert (series.title, series.type, series.facts) == ('Port "Night', "tv show", {"runtime": 45, "end_year": 2018})
    assert (series.names, bare.facts) == ([], {})


def test_only_what_is_wanted_is_kept(tmp_path):
    def prepare(reading):
        reading.want(
            [Record("x", "1", "Historia del lago", "movie", 1999), Record("x", "2", "Elsewhere", "movie", 2002)]
        )
        reading.want([Record("x", "3", "Other", "tv show", 2001, imdb_id="tt0000002")])

    read = read_files(imdb, tmp_path, FILES, prepare)
    # By its original title and year, and by its id; Elsewhere is wanted of another year.
    assert list(read.records) == ["tt0000001", "tt0000002"]
    assert read.counts(tmp_path, "imdb/title.basics.tsv") == (2, 2)
    assert read.reading.notes[tmp_path / "imdb/title.basics.tsv"] == [
        "1 films and series that no catalogue here has were passed over"
    ]


def test_people_in_the_order_of_billing(tmp_path):
    read = read_files(imdb, tmp_path, FILES | PEOPLE)
    assert read.records["tt0000001"].people == [
        Person("Ana Paz", "actor", None, "Self"),
        Person("Ben Sol", "actor", None, 'The "Boss"'),
        Person("Cy Roe", "director"),  # who also cut it; nm0000009 has no name
        Person("Ana Paz", "writer"),
    ]


def test_people_without_names_are_said(tmp_path):
    files = FILES | {name: text for name, text in PEOPLE.items() if "name." not in name}
    read = read_files(imdb, tmp_path, files)
    assert read.records["tt0000001"].people == []
    assert {path.name for path in read.reading.notes} == {"title.principals.tsv", "title.crew.tsv"}


def test_packed_files_and_pieces(tmp_path, monkeypatch):
    many = BASICS + "".join(
        f"tt{number:07d}\tmovie\tFilm {number}\tFilm {number}\t0\t2000\t\\N\t\\N\t\\N\n" for number in range(1000, 3000)
    )
    monkeypatch.setattr(imdb, "_BLOCK", 4096)
    read = read_files(imdb, tmp_path, {"imdb/title.basics.tsv.gz": gzip.compress(many.encode())})
    assert len(read.data.records) == 2003
    assert read.counts(tmp_path, "imdb/title.basics.tsv.gz") == (2003, 2003)


def test_rows_that_cannot_be_used(tmp_path):
    rows = BASICS + tsv("tt0000001|movie|Again|Again|0|1999|\\N|1|\\N", "tt0000009|movie|Short")
    read = read_files(imdb, tmp_path, {"imdb/title.basics.tsv": rows})
    assert sorted(reason for *_, reason in read.rejected()) == [
        "not the header's number of fields",
        "the title stands on an earlier line",
    ]
    assert read.counts(tmp_path, "imdb/title.basics.tsv") == (5, 3)


def test_rows_that_are_no_utf_8_are_rejected_and_the_others_read(tmp_path, monkeypatch):
    monkeypatch.setattr(imdb, "_BLOCK", 151)  # odd: characters of two bytes lie across the ends of pieces
    good = BASICS.splitlines(keepends=True)[0] + "".join(
        f"tt{number:07d}\tmovie\t{'ñ' * 20}\t{'ñ' * 20}\t0\t2000\t\\N\t\\N\t\\N\n" for number in range(100)
    )
    broken = (b"tt0000900\tmovie\tCaf\xe9\tCaf\xe9\t0\t2000\t\\N\t\\N\t\\N\n", b"tt0000901\tmovie\tCaf\xe9\n")
    read = read_files(imdb, tmp_path, {"imdb/title.basics.tsv": b"".join((good.encode(), *broken))})
    assert {record.title for record in read.data.records} == {"ñ" * 20}
    assert sorted(reason for *_, reason in read.rejected()) == [
        "a cell is no text in UTF-8",
        "not the header's number of fields",
    ]
    assert read.counts(tmp_path, "imdb/title.basics.tsv") == (102, 100)


def test_a_file_that_is_no_table(tmp_path):
    with pytest.raises(DataError, match=r"missing primarytitle.*found «tconst, titletype»"):
        read_files(imdb, tmp_path, {"imdb/title.basics.tsv": "tconst\ttitleType\nx\ty\n"})
