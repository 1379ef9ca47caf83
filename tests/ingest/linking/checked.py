"""How right the links are: 300 records whose links were judged by hand, against what the linker makes of real data.

`checked.csv` has pairs of records and whether they are the same work: 100 films of MovieLens with films of the film
catalogue, 100 titles of JustWatch and 100 films of the film catalogue with the streaming catalogues of 2021; drawn by a
seed from records that have any candidate, two fifths of them hard (several candidates of the name, doubtful links).
The judgements are ours, from titles, years, people, lengths and descriptions.

Run `python -m tests.ingest.linking.checked [DATA]` to print precision and recall; about two minutes.
"""

import csv
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recsys.ingest.linking.linker import Links
from recsys.ingest.records import Record
from tests.ingest.linking.real import linked

CHECKED = Path(__file__).with_name("checked.csv")


@dataclass(frozen=True)
class Score:
    """Counts of judged pairs: linked rightly, linked wrongly, not linked though the same."""

    right: int
    wrong: list[str]
    missed: list[str]

    @property
    def precision(self) -> float:
        """Right links among the links."""
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Right links among the pairs that are the same work."""
        return self.right / (self.right + len(self.missed))


def judged() -> list[dict[str, str]]:
    """The pairs with their verdicts."""
    with CHECKED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score(records: Sequence[Record], links: Links) -> dict[str, Score]:
    """The score of each source of `checked.csv`, and of all of them as `all`.

    Every link between a judged record and the other source counts, also one that nobody has judged: it is wrong unless
    the pair is judged the same.
    """
    place = {(record.source, record.record_id): at for at, record in enumerate(records)}
    pairs = judged()
    same = {
        (place[pair["source"], pair["record"]], place[pair["other_source"], pair["other"]])
        for pair in pairs
        if pair["same"] == "yes"
    }
    members: dict[tuple[int, str], list[int]] = {}
    for at, (record, group) in enumerate(zip(records, links.group_of.tolist(), strict=True)):
        if group >= 0:
            members.setdefault((group, record.source), []).append(at)
    scores: dict[str, Score] = {}
    for source in dict.fromkeys(pair["source"] for pair in pairs):
        lefts = {place[source, pair["record"]]: pair["other_source"] for pair in pairs if pair["source"] == source}
        linked = {
            (left, other)
            for left, other_source in lefts.items()
            for other in members.get((int(links.group_of[left]), other_source), [])
        }
        expected = {pair for pair in same if pair[0] in lefts}
        scores[source] = Score(
            len(linked & expected),
            [_name(records, pair) for pair in sorted(linked - expected)],
            [_name(records, pair) for pair in sorted(expected - linked)],
        )
    scores["all"] = Score(
        sum(one.right for one in scores.values()),
        [name for one in scores.values() for name in one.wrong],
        [name for one in scores.values() for name in one.missed],
    )
    return scores


def _name(records: Sequence[Record], pair: tuple[int, int]) -> str:
    return " = ".join(f"{records[at].record_id} {records[at].title} ({records[at].year})" for at in pair)


def report(scores: dict[str, Score]) -> str:
    """Precision and recall of each source and of all, with what is wrong and what is missed."""
    lines = []
    for source, found in scores.items():
        lines.append(f"{source}: precision {found.precision:.4f}, recall {found.recall:.4f} ({found.right} right)")
        if source != "all":
            lines += [f"  wrong: {name}" for name in found.wrong] + [f"  missed: {name}" for name in found.missed]
    return "\n".join(lines)


if __name__ == "__main__":
    data = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("RECSYS_DATA", "data"))
    sys.stdout.write(report(score(*linked(data))) + "\n")
