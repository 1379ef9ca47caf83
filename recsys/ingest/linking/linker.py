"""The one linker: which records of all sources are the same work, and on what evidence.

First records with the same id are put together, where names, years and people do not speak against it. What that
makes is then linked by name, the best described first, each to the best supported of the works that there are already:
people, year, length, article and place decide; where nothing decides between two, nothing is linked. What people only
remember the names of is linked last, to the best known (`linking.remembered`).
"""

import gc
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recsys.ingest.linking.matching import MUCH_BETTER_KNOWN, YEAR_SLACK
from recsys.ingest.linking.people import CONFIRMS, CONTRADICTS, SUPPORTS
from recsys.ingest.linking.profiles import SERIES, Profile, spellings, titles_of
from recsys.ingest.linking.remembered import Remembered, Series, comparable
from recsys.ingest.linking.rules import Verdict, compare, same_under_other_names
from recsys.ingest.linking.titles import Title
from recsys.ingest.records import Record

if TYPE_CHECKING:
    from recsys.ingest.sources.layout import Source

RECALLED = "name"  # the evidence of a remembered name
_NAMED = "name "
_FAR = 3  # years between an id's record and the others of the id that only another work explains


@dataclass(frozen=True)
class Doubt:
    """A link that somebody should look at: made on weak evidence, or not made though much spoke for it.

    `record` and `other` are places in the records that were linked, `label` and `other_label` tell what stands there.
    """

    record: int
    other: int
    linked: bool
    reason: str
    label: str
    other_label: str


@dataclass(frozen=True)
class Links:
    """Which work each record is of.

    `group_of`, of shape (n_records,), numbers the works from 0 in the order in which catalogues' records first name
    them; -1 is a record of a source that is no catalogue and matched nothing. `evidence` has for each record how it
    joined: `same record`, `tmdb id`, `imdb id`, `name+year+people`, `name+year`, `name+people`, `year+people` or
    `name`; `new` where it opened a work, `none` where it is of no work. `doubtful` stand in the order of the records.
    """

    group_of: NDArray[np.int64]
    evidence: list[str]
    doubtful: list[Doubt]

    @property
    def n_groups(self) -> int:
        """How many works there are."""
        return int(self.group_of.max(initial=-1)) + 1


def link(records: Sequence[Record], sources: Sequence["Source"]) -> Links:
    """Put the records of one work together. Records of sources that are no catalogues only add to works of others.

    Which of several works is the best known, no votes of sources decide that models must not learn from: what is linked
    to a work is learned of it.
    """
    return link_part(records, sources).links


class Part(NamedTuple):
    """The links of some records, the series among them that remembered names can mean, and the keys of those that are
    of no work.
    """

    links: Links
    series: list[Series]
    missing: set[str]


def link_part(records: Sequence[Record], sources: Sequence["Source"]) -> Part:
    """The links of records that share no `meeting_keys` with any others: those that they have among all records.

    What people remember the names of can mean a work of any part: it is none's, and found by `Remembered`.
    """
    # All of the many objects made here stay until the end: looking for garbage among them takes as long as the work.
    collecting = gc.isenabled()
    gc.disable()
    try:
        catalogues = {source.name for source in sources if source.catalogue}
        remembered = {source.name for source in sources if source.remembered}
        uncounted = {source.name for source in sources if not source.uses.trained_on}
        linking = _Linking(records, catalogues, remembered, uncounted)
        return Part(linking.links(), linking.series(), linking.missing())
    finally:
        if collecting:
            gc.enable()


class MeetingKeys(NamedTuple):
    """What a record can be compared for: with all others of one of its `own` keys, and, where `parts` has a key that is
    another's own, with that one too.
    """

    own: list[str]
    parts: list[str]


def meeting_keys(record: Record) -> MeetingKeys:
    """The record's ids, names, and pairs of director and year, and the parts of its names."""
    profile = Profile(record, titles_of(record, {}))
    ids = [f"{kind} {value}" for kind, value in _ids(record)]
    directed = [f"directed {director} {year}" for director, year in profile.directed]
    return MeetingKeys(
        [*ids, *directed, *(_NAMED + key for key in profile.whole)], [_NAMED + key for key in profile.parts]
    )


class _Cluster:
    """Records that are of one work for certain: what is known of them together, and how each joined."""

    __slots__ = ("evidence", "group", "members", "order", "profile")

    def __init__(self, member: int, profile: Profile) -> None:
        self.members, self.profile = [member], profile
        self.evidence = ["new"]
        self.group = -1
        self.order = (0, member)


class _Linking:
    """One run over the records."""

    def __init__(
        self, records: Sequence[Record], catalogues: set[str], remembered: set[str], uncounted: set[str]
    ) -> None:
        self._records, self._catalogues, self._remembered = records, catalogues, remembered
        self._uncounted = uncounted
        self._read: dict[str, Title] = {}
        self._clusters: list[_Cluster] = []
        self._groups: list[_Cluster] = []
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._parts: dict[str, list[int]] = defaultdict(list)
        self._directed: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._waiting: list[_Cluster] = []  # of no catalogue
        self._by_heart: list[_Cluster] = []
        self._doubts: list[Doubt] = []

    def links(self) -> Links:
        self._by_ids()
        for cluster in sorted(self._clusters, key=self._standing):
            if not self._is_catalogue(cluster):
                by_heart = self._records[cluster.members[0]].source in self._remembered
                (self._by_heart if by_heart else self._waiting).append(cluster)
                continue
            cluster.order = self._standing(cluster)
            if not self._join(cluster):
                self._open(cluster)
        for number in range(len(self._groups)):
            self._join_unnamed(number)
        for cluster in self._waiting:
            self._bridge(cluster)
        for cluster in self._waiting:
            self._join(cluster)
        if self._by_heart:
            self._recall()
        return self._result()

    # By ids

    def _by_ids(self) -> None:
        by_id: dict[tuple[str, str | int], list[_Cluster]] = defaultdict(list)
        for at, record in enumerate(self._records):
            profile = Profile(record, titles_of(record, self._read))
            if record.source in self._uncounted:
                profile.votes.clear()
            ids = _ids(record)
            home = self._same_id(at, profile, ids, by_id)
            for key in ids:
                if home not in by_id[key]:
                    by_id[key].append(home)

    def _same_id(
        self,
        at: int,
        profile: Profile,
        ids: list[tuple[str, str | int]],
        by_id: dict[tuple[str, str | int], list[_Cluster]],
    ) -> _Cluster:
        """The cluster that the record joins for one of its ids, or a new one."""
        for kind, value in ids:
            for cluster in by_id[kind, value]:
                reason = _id_contradicted(cluster.profile, profile, kind)
                if reason:
                    self._doubt(at, cluster, False, f"the same {kind}, but {reason}")
                    continue
                cluster.members.append(at)
                cluster.evidence.append(kind)
                cluster.profile.add(profile)
                return cluster
        cluster = _Cluster(at, profile)
        self._clusters.append(cluster)
        return cluster

    # By names

    def _standing(self, cluster: _Cluster) -> tuple[int, int]:
        """Which goes first: what is known best, so that what is known less finds it."""
        profile = cluster.profile
        has_people = bool(profile.people.directors or profile.people.cast)
        if profile.tmdb:
            standing = 0
        elif has_people and profile.years:
            standing = 1
        elif has_people:
            standing = 2
        else:
            standing = 3 if profile.imdb else 4
        return standing, cluster.members[0]

    def _is_catalogue(self, cluster: _Cluster) -> bool:
        return any(self._records[member].source in self._catalogues for member in cluster.members)

    def _candidates(self, profile: Profile) -> tuple[list[int], list[int]]:
        """Groups that share a whole name, and those of which one has a part of a name that is the other's whole."""
        root = self._root
        whole = dict.fromkeys(root(group) for key in profile.whole for group in self._whole.get(key, ()))
        parts = dict.fromkeys(root(group) for key in profile.whole for group in self._parts.get(key, ()))
        parts |= dict.fromkeys(root(group) for key in profile.parts for group in self._whole.get(key, ()))
        return list(whole), [group for group in parts if group not in whole]

    def _join(self, cluster: _Cluster) -> bool:
        """Link the cluster to the best supported group; False where there is none, or no one best."""
        whole, parts = self._candidates(cluster.profile)
        for groups in (whole, parts):
            verdicts = [(group, compare(cluster.profile, self._groups[group].profile)) for group in groups]
            linked = [(group, verdict) for group, verdict in verdicts if verdict.linked]
            best = self._best(cluster, linked)
            if best is not None:
                self._add(cluster, *best)
                return True
            if groups is whole:
                self._tell_near(cluster, verdicts)
            if linked:
                return False
        return False

    def _best(self, cluster: _Cluster, linked: list[tuple[int, Verdict]]) -> tuple[int, Verdict] | None:
        if not linked:
            return None
        top = max(verdict.rank for _, verdict in linked)
        best = [(group, verdict) for group, verdict in linked if verdict.rank == top]
        if len(best) == 1:
            return best[0]
        votes = comparable([self._groups[group].profile.votes for group, _ in best])
        order = sorted(range(len(best)), key=lambda place: -votes[place])
        best = [best[place] for place in order]
        first, second = (votes[place] for place in order[:2])
        other = self._groups[best[0][0]]
        if first >= MUCH_BETTER_KNOWN * max(second, 1):
            self._doubt(cluster.members[0], other, True, "several fit; the best known was taken")
            return best[0]
        self._doubt(cluster.members[0], other, False, "several fit equally well")
        return None

    def _add(self, cluster: _Cluster, number: int, verdict: Verdict) -> None:
        group = self._groups[number]
        if verdict.linked and verdict.reason:
            self._doubt(cluster.members[0], group, True, verdict.reason)
        cluster.evidence[0] = _evidence(verdict)
        cluster.group = number
        self._index(cluster.profile, number)
        group.profile.add(cluster.profile)

    def _open(self, cluster: _Cluster) -> None:
        cluster.group = len(self._groups)
        self._groups.append(cluster)
        self._index(cluster.profile, cluster.group)

    def _index(self, profile: Profile, number: int) -> None:
        for keys, index in ((profile.whole, self._whole), (profile.parts, self._parts)):
            for key in keys:
                there = index[key]
                if number not in there:
                    there.append(number)
        for pair in profile.directed:
            self._directed[pair].append(number)

    def _tell_near(self, cluster: _Cluster, verdicts: Iterable[tuple[int, Verdict]]) -> None:
        for group, verdict in verdicts:
            if not verdict.linked and verdict.reason and verdict.near:
                self._doubt(cluster.members[0], self._groups[group], False, verdict.reason)

    # Two names of one work

    def _join_unnamed(self, number: int) -> None:
        """Put a film together with the one of another name that has its director, year, length, cast or description."""
        profile = self._groups[number].profile
        near = dict.fromkeys(
            self._root(group) for key in profile.directed for group in self._directed[key] if group < number
        )
        same = [group for group in near if same_under_other_names(profile, self._groups[group].profile)]
        if len(same) == 1:
            self._put_together(same[0], number, "year+people")

    def _bridge(self, cluster: _Cluster) -> None:
        """Put groups together that go by two names of one record and share their people."""
        by_name = [list(self._whole.get(key, ())) for key in cluster.profile.whole]
        if sum(map(bool, by_name)) < 2:
            return
        groups = list(dict.fromkeys(self._root(group) for named in by_name for group in named))
        fitting = [
            group
            for group in groups
            if not cluster.profile.types or cluster.profile.types & self._groups[group].profile.types
        ]
        for at, one in enumerate(fitting):
            for other in fitting[at + 1 :]:
                self._unite(self._root(one), self._root(other))

    def _unite(self, one: int, other: int) -> None:
        if one == other:
            return
        ours, theirs = self._groups[one].profile, self._groups[other].profile
        verdict = compare(ours, theirs)
        near = verdict.near
        same_type = bool(ours.types & theirs.types)
        ids = (ours.tmdb and theirs.tmdb) or (ours.imdb and theirs.imdb and not ours.imdb.keys() & theirs.imdb.keys())
        if verdict.people == CONFIRMS and near and same_type and not ids:
            self._put_together(min(one, other), max(one, other), "name+people")

    def _put_together(self, into: int, gone: int, evidence: str) -> None:
        group = self._groups[gone]
        group.group, group.evidence[0] = into, evidence
        self._groups[into].profile.add(group.profile)
        self._index(group.profile, into)

    # By names that people remember

    def series(self) -> list[Series]:
        """The series that remembered names can mean, the best described first."""
        groups = {
            number: group
            for number, group in enumerate(self._groups)
            if group.group == number and SERIES in group.profile.types
        }
        titles: dict[int, dict[str, None]] = {number: {} for number in groups}
        for cluster in self._clusters:
            if cluster.group >= 0 and (number := self._root(cluster.group)) in groups:
                for member in cluster.members:
                    titles[number].update(dict.fromkeys(spellings(self._records[member])))
        return [
            Series(group.members[0], group.order, group.profile.votes, tuple(titles[number]))
            for number, group in groups.items()
        ]

    def missing(self) -> set[str]:
        """The keys of series that are of no work."""
        return {
            key
            for cluster in self._waiting
            if cluster.group < 0 and SERIES in cluster.profile.types
            for key in cluster.profile.whole
        }

    def _recall(self) -> None:
        """Link names that people remember to the series that they mean."""
        series = self.series()
        group_of = {group.members[0]: group.group for group in self._groups}
        memory = Remembered.of(series, self.missing(), self._read)
        for cluster in self._by_heart:
            member = cluster.members[0]
            found = memory.find(titles_of(self._records[member], self._read)[0])
            if found is None:
                continue
            cluster.group = group_of[series[found.number].member]
            cluster.evidence[0] = RECALLED
            if found.reason:
                self._doubt(member, self._groups[cluster.group], True, found.reason)

    def _root(self, group: int) -> int:
        while self._groups[group].group != group:
            group = self._groups[group].group
        return group

    # The answer

    def _doubt(self, record: int, other: _Cluster, linked: bool, reason: str) -> None:
        labels = (label_of(self._records[at]) for at in (record, other.members[0]))
        self._doubts.append(Doubt(record, other.members[0], linked, reason, *labels))

    def _result(self) -> Links:
        group_of = np.full(len(self._records), -1, dtype=np.int64)
        evidence = ["none"] * len(self._records)
        for cluster in self._clusters:
            if cluster.group < 0:
                continue
            group = self._root(cluster.group)
            for member, how in zip(cluster.members, cluster.evidence, strict=True):
                group_of[member], evidence[member] = group, how
        catalogue = np.array([record.source in self._catalogues for record in self._records], dtype=bool)
        order = dict.fromkeys(group_of[catalogue & (group_of >= 0)].tolist())
        place = np.full(len(self._groups) + 1, -1, dtype=np.int64)
        place[list(order)] = np.arange(len(order))
        return Links(place[group_of], evidence, sorted(self._doubts, key=attrgetter("record", "other")))


def _ids(record: Record) -> list[tuple[str, str | int]]:
    """(kind of evidence, value) of each id of the record; its place in its source is one."""
    ids: list[tuple[str, str | int]] = [("same record", f"{record.source} {record.record_id}")]
    if record.tmdb_id is not None:
        ids.append(("tmdb id", record.tmdb_id))
    if record.imdb_id:
        ids.append(("imdb id", record.imdb_id))
    return ids


def _id_contradicted(group: Profile, record: Profile, kind: str) -> str:
    """Why records with the same id cannot be the same work; empty where they can."""
    if kind != "tmdb id" and group.tmdb and record.tmdb and not group.tmdb & record.tmdb:
        return "other tmdb ids"
    if kind == "same record":
        return ""
    named = bool(group.whole.keys() & record.whole.keys()) or bool(
        (group.whole.keys() & record.parts) | (record.whole.keys() & group.parts)
    )
    verdict = compare(group, record)
    near = verdict.apart is None or verdict.apart <= YEAR_SLACK
    if (named and near) or verdict.people >= SUPPORTS:
        return ""
    if verdict.people == CONTRADICTS:
        return "other people and " + ("other years" if named else "other names")
    if not named and not near:
        return "other names and years"
    if named and verdict.apart is not None and verdict.apart > _FAR:
        return "other years"
    return ""


def label_of(record: Record) -> str:
    """The record's source, id, title and year, for people to find it by."""
    return f"{record.source} {record.record_id}: {record.title} ({record.year or 'no year'})"


def _evidence(verdict: Verdict) -> str:
    near = verdict.near
    if verdict.people >= SUPPORTS:
        return "name+year+people" if near else "name+people"
    return "name+year" if near else "name"
