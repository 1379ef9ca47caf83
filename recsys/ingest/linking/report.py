"""The linker's account for the build's report: the links that somebody should look at."""

from typing import Any

from recsys.ingest.linking.linker import Links


def doubtful_rows(links: Links) -> list[dict[str, Any]]:
    """One row a doubtful link: `record`, `other` (source, id, title and year of each), `linked`, `reason`."""
    return [
        {"record": doubt.label, "other": doubt.other_label, "linked": doubt.linked, "reason": doubt.reason}
        for doubt in links.doubtful
    ]
