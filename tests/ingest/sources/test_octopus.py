"""Catalogues with countries: one record an IMDb id, one listing a file."""

import pytest

from recsys.ingest.sources import octopus
from tests.fixtures.raw_files import read_files

HEADER = "title,type,genres,releaseYear,imdbId,imdbAverageRating,imdbNumVotes,availableCountries\n"
FILM = 'The Lake,movie,"Drama, Sci-Fi",1999,tt0000111,7.5,1200,"MX, BR"\n'


def test_countries_and_votes(tmp_path):
    read = read_files(octopus, tmp_path, {"octopus/hbomax_2025-01.csv": HEADER + FILM})
    (record,) = read.data.records
    assert (record.record_id, record.imdb_id, record.type, record.year) == ("tt0000111", "tt0000111", "movie", 1999)
    assert record.facts == {"genres": ["drama", "science fiction"], "votes": 1200, "vote_average": 7.5}
    (listing,) = record.listings
    assert (listing.service, listing.where, listing.snapshot) == ("max", ("MX", "BR"), "2025-01")
    assert (listing.title_id, listing.release_year, listing.rating_given) == ("tt0000111", 1999, False)


def test_a_title_of_several_files_has_the_newest_votes(tmp_path):
    older, newer = FILM, FILM.replace("7.5,1200", "7.6,1500").replace("MX, BR", "")
    files = {"octopus/netflix_2025-04.csv": HEADER + newer, "octopus/hulu_2025-01.csv": HEADER + older}
    (record,) = read_files(octopus, tmp_path, files).data.records
    assert (record.facts["votes"], record.facts["vote_average"]) == (1500, 7.6)
    # No countries means that they are not known, not that it is shown nowhere.
    assert [(one.service, one.where) for one in record.listings] == [("hulu", ("MX", "BR")), ("netflix", (None,))]


def test_without_an_id_title_and_year_are_one(tmp_path):
    row = "Last Trick,tv,,2024,,,,US\n"
    files = {"octopus/hulu_2025-01.csv": HEADER + row, "octopus/hbomax_2025-01.csv": HEADER + row}
    (record,) = read_files(octopus, tmp_path, files).data.records
    assert (record.record_id, record.imdb_id, record.type) == ("octopus-last-trick-2024-series", None, "tv show")
    assert len(record.listings) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (FILM.replace("The Lake", ""), "no title"),
        (FILM.replace("movie", "song"), "type must be movie or tv"),
        (FILM.replace("1999", ""), "releaseYear must be a year"),
        (FILM.replace("The Lake", "Lake"), "the title stands on an earlier line"),
    ],
)
def test_rows_that_are_no_titles(tmp_path, row, reason):
    read = read_files(octopus, tmp_path, {"octopus/hulu_2025-01.csv": HEADER + FILM + row})
    assert [record.title for record in read.data.records] == ["The Lake"]
    assert read.rejected() == [("octopus/hulu_2025-01.csv", 3, reason)]


def test_what_is_no_country_is_said(tmp_path):
    row = FILM.replace("MX, BR", "MX, Q9")
    read = read_files(octopus, tmp_path, {"octopus/hulu_2025-01.csv": HEADER + row})
    assert read.data.records[0].listings[0].where == ("MX",)
    assert [reason for *_, reason in read.rejected("value")] == ["availableCountries must be codes of countries"]
