"""The links of real data: cases that are known to be hard, and the hand-checked sample."""

from collections import defaultdict
from pathlib import Path

import pytest

from recsys.ingest.linking.linker import Links
from recsys.ingest.linking.matching import TitleMatcher
from recsys.ingest.records import Record
from recsys.text import title_key
from tests.ingest.linking.checked import judged, report, score
from tests.ingest.linking.real import linked

pytestmark = pytest.mark.real_data


class Linked:
    """Records of real data with the works that they were linked to."""

    def __init__(self, records: list[Record], links: Links) -> None:
        self.records, self.links = records, links
        self.place = {record.record_id: at for at, record in enumerate(records)}
        self.members: dict[int, set[str]] = defaultdict(set)
        for record, group in zip(records, links.group_of.tolist(), strict=True):
            self.members[group].add(record.record_id)
        self.matcher = self._matcher()

    def work(self, record_id: str) -> int:
        return int(self.links.group_of[self.place[record_id]])

    def match(self, title: str, year: int | None, kind: str | None) -> set[str]:
        """The records of the work that a title means; none where it means none."""
        found = self.matcher.match(title, year, kind)
        return set() if found is None else self.members[found]

    def _matcher(self) -> TitleMatcher:
        n = self.links.n_groups
        types = [""] * n
        years: list[set[int]] = [set() for _ in range(n)]
        votes, seasons = [0] * n, [0] * n
        names = []
        for record, group in zip(self.records, self.links.group_of.tolist(), strict=True):
            if group < 0:
                continue
            types[group] = types[group] or record.type or "movie"
            years[group].update([record.year] if record.year else [])
            votes[group] = max(votes[group], record.facts.get("votes") or 0)
            seasons[group] = max(seasons[group], record.facts.get("seasons") or 0)
            names += [(name, group) for name in (record.title, *(other.name for other in record.names))]
        return TitleMatcher.of(names, types, [min(of) for of in years], [max(of) for of in years], votes, seasons)


@pytest.fixture(scope="module")
def everything(real_data: Path) -> Linked:
    return Linked(*linked(real_data))


@pytest.fixture(scope="module")
def catalogues(real_data: Path) -> Linked:
    """The catalogues of 2021 alone."""
    return Linked(*linked(real_data, {"catalogues"}))


@pytest.fixture(scope="module", params=["everything", "catalogues"])
def data(request: pytest.FixtureRequest) -> Linked:
    found: Linked = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize(
    ("title", "year", "kind", "title_id"),
    [
        ("Iron Man", 2008, "movie", "ds1048"),
        ("The Avengers", 2012, "movie", "ds1051"),
        ("The Empire Strikes Back", 1980, "movie", "ds1217"),
        ("Star Wars: Episode V - The Empire Strikes Back", 1980, "movie", "ds1217"),
        ("Star Wars: The Last Jedi", 2017, "movie", "ds676"),
        ("Die Hard 2", 1990, "movie", "as9458"),
        ("The Italian Job", 1969, "movie", "as599"),
        ("Life of Brian", 1979, "movie", "ns4553"),
        ("Luke Cage", 2016, "tv show", "ns4822"),
        ("Legends of Tomorrow", 2016, "tv show", "ns2406"),
        ("The Ritual", 2017, "movie", "ns5043"),
        ("The Office", 2005, "tv show", "ns8443"),
        ("The Office", 2001, "tv show", "hs3035"),
        ("The Naked Gun 2½: The Smell of Fear", 1991, "movie", "ns8434"),
        ("Self/less", 2015, "movie", "ns3583"),
        ("The Boy in the Striped Pyjamas", 2008, "movie", "ns8223"),
    ],
)
def test_a_title_means(data: Linked, title, year, kind, title_id):
    assert title_id in data.match(title, year, kind)


@pytest.mark.parametrize(
    ("title", "year", "kind"),
    [
        ("Life", 2017, "movie"),
        ("Survivor", 2015, "movie"),
        ("Lights Out", 2013, "movie"),
        ("Death Note", 2006, "movie"),
        ("Stalker", 2014, "tv show"),
        ("The Guilty", 2021, "movie"),
        ("Wayne's World", 1992, "movie"),
        ("Apollo 13", 1996, "movie"),
    ],
)
def test_a_title_means_nothing_in_the_catalogues_of_2021(catalogues: Linked, title, year, kind):
    assert catalogues.match(title, year, kind) == set()


def test_what_other_sources_know_decides(everything: Linked):
    assert "ns911" in everything.match("Monster", 2018, "movie")
    assert "hs674" not in everything.match("Wayne's World", 1992, "movie")
    assert "as3231" not in everything.match("Apollo 13", 1995, "movie")
    assert "as5912" not in everything.match("Sucker Punch", 2011, "movie")
    assert "ns110" in everything.match("Money Heist", 2017, "tv show")
    assert "ts56768" in everything.match("La casa de papel", 2017, "tv show")


@pytest.mark.parametrize(
    ("film", "not_work"), [("150", "as3231"), ("2322", "ns2075"), ("85510", "as5912"), ("135887", "ns2885")]
)
def test_films_of_other_directors(everything: Linked, film, not_work):
    record = f"ml-latest-small:{film}"
    if record in everything.place:
        assert everything.work(record) != everything.work(not_work)


@pytest.mark.parametrize(
    "works",
    [
        ("as667", "as5137"),  # The Farewell
        ("hs2915", "ns5752"),  # DEATH NOTE
        ("as504", "hs3035"),  # The Office of Britain
    ],
)
def test_one_work(data: Linked, works):
    assert len({data.work(title_id) for title_id in works}) == 1


@pytest.mark.parametrize(
    "works",
    [
        ("as5912", "hs299"),  # Sucker Punch of two directors
        ("ns8443", "as504"),  # The Office
        ("as868", "ns8118"),  # Suits, of America and of Korea
        ("ds413", "ns1571"),  # Once Upon a Time
        ("hs3044", "ns3107"),  # Lost in Space
        ("hs2915", "ns5319"),  # Death Note, series and film
        ("ns3944", "ns3407"),  # Spirit Riding Free and its spin-off
    ],
)
def test_two_works(data: Linked, works):
    assert len({data.work(title_id) for title_id in works}) == len(works)


# Of one name, but not one series: looked at one by one.
NAMESAKES = {
    "truth seekers", "wolf", "tunnel", "tick", "legends", "heist", "supermarket sweep", "suits", "press your luck",
    "hyperdrive", "homemade", "homecoming", "cold case files", "catherine the great", "beat", "overlord", "deep",
    "kitchen", "what if", "becoming", "once upon a time", "chase", "voice", "unsolved mysteries", "revenge",
    "bordertown", "he man and the masters of the universe", "lost in space",
}  # fmt: skip


def test_years_do_not_part_a_series(data: Linked):
    named: dict[str, list[Record]] = defaultdict(list)
    for record in data.records:
        if record.source == "catalogues" and record.type == "tv show":
            named[title_key(record.title)].append(record)
    several = {
        key: records
        for key, records in named.items()
        if len({record.listings[0].service for record in records}) > 1 and len({record.year for record in records}) > 1
    }
    parted = [key for key, records in several.items() if len({data.work(record.record_id) for record in records}) > 1]
    assert len(several) > 190
    assert {"downton abbey", "vikings"} <= set(several) - set(parted)
    assert len(set(parted) - NAMESAKES) <= 3, sorted(set(parted) - NAMESAKES)


def test_two_films_of_the_film_catalogue_never_meet(everything: Linked):
    works = [everything.work(record.record_id) for record in everything.records if record.source == "tmdb"]
    assert len(set(works)) == len(works)


def test_the_hand_checked_sample(everything: Linked):
    assert len({(pair["source"], pair["record"]) for pair in judged()}) == 300
    found = score(everything.records, everything.links)
    assert found["all"].precision >= 0.99, report(found)
    assert found["all"].recall >= 0.97, report(found)
