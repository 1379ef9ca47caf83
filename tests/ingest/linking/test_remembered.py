"""Names of series as people remember them."""

import pytest

from recsys.ingest.linking.linker import link
from recsys.ingest.linking.remembered import Recalled, Remembered
from recsys.ingest.linking.titles import read_title
from recsys.ingest.records import Record, SourceData
from recsys.ingest.sources.layout import Source

# Title, and how well it is known.
SERIES = [
    ("House", 900),
    ("Sex Education", 375),
    ("Bad Education", 14),
    ("Demon Slayer: Kimetsu no Yaiba", 180),
    ("Tom Clancy's Jack Ryan", 110),
    ("Start-Up", 16),
    ("StartUp", 10),
    ("The Sopranos", 500),
    ("Mad Men", 270),
    ("Heroes", 250),
    ("The Lamp", 30),
    ("The Lamp", 40),
    ("Lantern: North", 30),
    ("Lantern: South", 40),
    ("Season of Rain 2", 50),
]


def recalled(name: str, missing: str = "") -> Recalled | None:
    memory = Remembered(
        [(number, read_title(title)) for number, (title, _) in enumerate(SERIES)],
        lambda numbers: [SERIES[number][1] for number in numbers],
        {read_title(missing).key} if missing else (),
    )
    return memory.find(read_title(name))


@pytest.mark.parametrize(
    ("name", "title", "reason"),
    [
        ("house", "House", ""),
        ("Startup", "StartUp", ""),
        ("Sopranos", "The Sopranos", ""),
        ("Madmen", "Mad Men", ""),
        ("Jack Ryan", "Tom Clancy's Jack Ryan", "by a part of the title"),
        ("Demon Slayer", "Demon Slayer: Kimetsu no Yaiba", "by a part of the title"),
        ("Dr. House", "House", "by the name without the form of address"),
        ("Education", "Sex Education", "by the last words of the title"),
        ("Heros", "Heroes", "by a name that is nearly spelled alike"),
    ],
)
def test_the_series_that_a_name_means(name, title, reason):
    found = recalled(name)
    assert found is not None
    assert (SERIES[found.number][0], found.reason) == (title, reason)


def test_of_one_name_the_best_known_is_meant():
    assert recalled("The Lamp") == Recalled(11, "several fit; the best known was taken")


def test_a_guess_wants_a_series_that_is_better_known_by_far():
    assert recalled("Lantern") is None


def test_a_number_is_no_slip_of_the_pen():
    assert recalled("Season of Rain 3") is None
    assert recalled("Season of Rains 2") == Recalled(14, "by a name that is nearly spelled alike")


def test_a_series_of_no_catalogue_is_not_taken_for_another():
    assert recalled("Education", missing="Education") is None
    assert recalled("House", missing="House") is not None


def source(name: str, *, catalogue: bool = False, remembered: bool = False) -> Source:
    return Source(name, "", "", (), lambda *_: SourceData(), catalogue, remembered=remembered)


SOURCES = [source("service", catalogue=True), source("hints"), source("people", remembered=True)]


def record(of: str, title: str, year: int | None, kind: str = "tv show", votes: int = 0) -> Record:
    return Record(of, f"{title} {year} {kind}", title, kind, year, facts={"votes": votes})


def test_the_linker_asks_after_all_else_is_linked():
    links = link(
        [
            record("people", "Education", None),
            record("people", "Deception", None),
            record("service", "Education", 2009, "movie", votes=900),
            record("service", "Sex Education", 2019, votes=100),
            record("service", "Dark Deception", 2018, votes=100),
            record("hints", "Education", 2019, "movie"),
            record("hints", "Deception", None),
        ],
        SOURCES,
    )
    assert links.group_of.tolist() == [1, -1, 0, 1, 2, -1, -1]
    assert (links.evidence[0], links.evidence[1]) == ("name", "none")
    assert [(doubt.label, doubt.reason) for doubt in links.doubtful if doubt.linked] == [
        ("people Education None tv show: Education (no year)", "by the last words of the title")
    ]
