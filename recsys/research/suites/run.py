"""Suites by their names: run and saved."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from recsys.build.evaluation.methods import Method
from recsys.errors import InvalidValueError
from recsys.progress import Progress, silent
from recsys.research.benchmark import SUITES
from recsys.research.rankers import RankingMethod
from recsys.research.report_table import table_markdown
from recsys.research.scale import STEPS as SCALE_STEPS
from recsys.research.suites.groups import GROUPS, GroupsReport, count_groups_steps, run_groups
from recsys.research.suites.judged import JUDGED, JudgedReport, count_judged_steps, run_judged
from recsys.research.suites.judged_weights import JUDGED_WEIGHTS, WeightsReport, count_weights_steps, run_weights
from recsys.research.suites.onboarding import (
    ONBOARDING,
    OnboardingReport,
    count_onboarding_steps,
    run_onboarding,
)
from recsys.research.suites.ratings import METHODS, RANKERS, SuiteReport, count_ratings_steps, run_ratings
from recsys.research.suites.scale import SCALE, ScaleReport, run_scale
from recsys.research.suites.scaling import SCALING, ScalingReport, run_scaling
from recsys.research.suites.scaling import STEPS as SCALING_STEPS
from recsys.research.suites.similar import SIMILAR, SimilarReport, count_similar_steps, run_similar
from recsys.research.suites.watched import WATCHED, WatchedReport, count_watched_steps, run_watched

NAMES = (*SUITES, GROUPS, SIMILAR, JUDGED, JUDGED_WEIGHTS, SCALE, SCALING, WATCHED, ONBOARDING)
Report = (
    SuiteReport
    | GroupsReport
    | ScaleReport
    | SimilarReport
    | WeightsReport
    | JudgedReport
    | WatchedReport
    | OnboardingReport
    | ScalingReport
)


def evaluate(
    name: str,
    data_folder: Path,
    out: Path,
    methods: Sequence[Method] = METHODS,
    progress: Progress = silent,
    rankers: Sequence[RankingMethod] = RANKERS,
) -> Report:
    """Run a suite on `data_folder` and save its tables as `out`/NAME.json and `out`/NAME.md.

    Raises InvalidValueError for a name that no suite has or an `out` that cannot be written, DataError when the
    data cannot be read.
    """
    check_name(name)
    try:
        out.mkdir(parents=True, exist_ok=True)  # before the minutes of work, not after
    except OSError as error:
        raise InvalidValueError("out", "out must be a folder that can be made", str(out)) from error
    if name == SCALE:
        report: Report = run_scale(data_folder, out, progress)
    elif name == GROUPS:
        report = run_groups(data_folder, progress)
    elif name == SIMILAR:
        report = run_similar(data_folder, progress)
    elif name == JUDGED:
        report = run_judged(data_folder, out, progress)
    elif name == JUDGED_WEIGHTS:
        report = run_weights(data_folder, out, progress)
    elif name == WATCHED:
        report = run_watched(data_folder, progress)
    elif name == ONBOARDING:
        report = run_onboarding(data_folder, progress)
    elif name == SCALING:
        report = run_scaling(out, progress)
    else:
        report = run_ratings(name, data_folder, methods, rankers, progress)
    (out / f"{name}.json").write_text(json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / f"{name}.md").write_text(report_markdown(report), encoding="utf-8")
    return report


def check_name(name: str) -> None:
    """Raise InvalidValueError, which names all suites, for a name that no suite has."""
    if name not in NAMES:
        raise InvalidValueError("suite", f"suite must be one of {', '.join(NAMES)}", name)


def count_steps(name: str, methods: Sequence[Method] = METHODS, rankers: Sequence[RankingMethod] = RANKERS) -> int:
    """How many steps `evaluate` reports to its progress. Raises InvalidValueError."""
    check_name(name)
    if name == SCALE:
        return SCALE_STEPS
    if name == SCALING:
        return SCALING_STEPS
    if name == GROUPS:
        return count_groups_steps()
    if name == JUDGED:
        return count_judged_steps()
    if name == JUDGED_WEIGHTS:
        return count_weights_steps()
    if name == SIMILAR:
        return count_similar_steps()
    if name == ONBOARDING:
        return count_onboarding_steps()
    if name == WATCHED:
        return count_watched_steps()
    return count_ratings_steps(name, methods, rankers)


def report_markdown(report: Report) -> str:
    """All tables in one document."""
    head = f"# {report.suite}\n\n{report.summary} Made by `python -m recsys evaluate --suite {report.suite}`.\n"
    return "\n".join([head, *map(table_markdown, report.report_tables())])
