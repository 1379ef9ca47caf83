"""`python -m tests.bench.lighthouse`: what Lighthouse says of the page on a phone, beside an empty page of Gradio.

On the bundle that RECSYS_BUNDLE names, else on the sample's own. Lighthouse computes a slow phone's times from what it
sees here, so that a busy machine changes them: the two pages take turns in one run, and the ratio of their medians is
what can be compared. Lighthouse comes from npm (`make lighthouse`), its Node.js, newer than Debian's, from Playwright.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import playwright

from tests.bench.__main__ import print_table, tell
from tests.bench.load import bundle_of
from tests.bench.page import ONE_LINE
from tests.ui.server import CHROMIUM, QUIET, ROOT, running_app

RUNS = 3
LIGHTHOUSE = ROOT / "build" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
_NODE = Path(playwright.__file__).parent / "driver" / "node"
_CATEGORIES = {"performance": "performance", "accessibility": "accessibility", "best-practices": "best practices"}
_PERFECT = ("accessibility", "best-practices")
# By their ids in a report: name, unit, what one unit is of the report's own, digits.
_MEASURES = {
    "first-contentful-paint": ("first contentful paint", "s", 1000, 1),
    "largest-contentful-paint": ("largest contentful paint", "s", 1000, 1),
    "speed-index": ("speed index", "s", 1000, 1),
    "total-blocking-time": ("total blocking time", "ms", 1, 0),
    "cumulative-layout-shift": ("layout shift", "", 1, 3),
    "total-byte-weight": ("transferred", "KB", 1000, 0),
}


class Report(NamedTuple):
    """What one run found: scores (0 to 100) and measures by name, and the audits that keep a score from 100."""

    figures: Mapping[str, float]
    failed: frozenset[str]


def main() -> None:
    """Measure and print."""
    if CHROMIUM is None:
        sys.exit("Lighthouse looks through Chromium, and there is none: apt-get install chromium")
    if not LIGHTHOUSE.is_file():
        sys.exit("no Lighthouse: make lighthouse, which needs npm and its registry")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "app.py").write_text(ONE_LINE)
        bundle = bundle_of(folder)
        tell(f"looking at the bundle {bundle.name} …")
        with (
            running_app(bundle, folder / "app.log") as app,
            running_app("", folder / "empty.log", folder) as empty,
        ):
            reports = [(report_of(app), report_of(empty)) for _ in range(RUNS)]
    ours, theirs = zip(*reports, strict=True)
    header = ("", "the page", "an empty page of Gradio", "ratio")
    print_table(f"Lighthouse on a phone, median of {RUNS}", header, rows_of(ours, theirs))
    failed = sorted(frozenset[str]().union(*(report.failed for report in ours)))
    sys.stdout.write(f"\nIn the way of 100: {', '.join(failed) or 'nothing'}\n")


def report_of(url: str) -> Report:
    """Let Lighthouse look at that address once, by its own settings of a phone."""
    command = [str(_NODE), str(LIGHTHOUSE), url, "--quiet", "--output=json"]
    options = [f"--only-categories={','.join(_CATEGORIES)}", f"--chrome-flags={' '.join(('--headless', *QUIET))}"]
    env = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
    return read_report(
        json.loads(subprocess.run([*command, *options], check=True, capture_output=True, env=env).stdout)
    )


def read_report(report: Mapping[str, Any]) -> Report:
    """The figures of a report of Lighthouse, as it writes it in JSON."""
    categories, audits = report["categories"], report["audits"]
    figures = {name: 100 * categories[id_]["score"] for id_, name in _CATEGORIES.items()}
    for id_, (name, _, unit, _) in _MEASURES.items():
        figures[name] = audits[id_]["numericValue"] / unit
    failed = {
        audit["id"]
        for id_ in _PERFECT
        for audit in categories[id_]["auditRefs"]
        if audit["weight"] and (audits[audit["id"]]["score"] or 0) < 1 and _counts(audits[audit["id"]])
    }
    return Report(figures, frozenset(failed))


def _counts(audit: Mapping[str, Any]) -> bool:
    return audit["scoreDisplayMode"] not in ("notApplicable", "informative", "manual")


def rows_of(ours: Sequence[Report], theirs: Sequence[Report]) -> list[tuple[str, ...]]:
    """A line for each figure: the two medians and their ratio."""
    shown = {name: (name, 0) for name in _CATEGORIES.values()}
    shown |= {name: (f"{name}, {unit}" if unit else name, digits) for name, unit, _, digits in _MEASURES.values()}
    rows: list[tuple[str, ...]] = []
    for name, (label, digits) in shown.items():
        our, their = (statistics.median(report.figures[name] for report in reports) for reports in (ours, theirs))
        rows.append((label, f"{our:.{digits}f}", f"{their:.{digits}f}", f"{our / their:.2f}" if their else "–"))
    return rows


if __name__ == "__main__":
    main()
