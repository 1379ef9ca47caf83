"""The linker's account for the build's report: links by evidence, and those that somebody should look at."""

from collections import Counter
from typing import Any

from recsys.ingest.linking.linker import EVIDENCE, Links


def evidence_counts(links: Links) -> dict[str, int]:
    """How many records joined a work on each kind of evidence, the strongest first; kinds without any are left out."""
    counts = Counter(links.evidence)
    return {evidence: counts[evidence] for evidence in EVIDENCE if counts[evidence]}


def doubtful_rows(links: Links) -> list[dict[str, Any]]:
    """One row a doubtful link: `record`, `other` (source, id, title and year of each), `linked`, `reason`."""
    return [
        {"record": doubt.label, "other": doubt.other_label, "linked": doubt.linked, "reason": doubt.reason}
        for doubt in links.doubtful
    ]
