"""A refresh from its start to its end: fetch, build, compare, publish or refuse. All or nothing."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from recsys.build.pipeline import BuildSettings, build
from recsys.bundle.bundle import load_bundle
from recsys.errors import BundleError
from recsys.locks import locked
from recsys.progress import Progress, silent
from recsys.publish.compare import Comparison, compare
from recsys.publish.refresh.artifacts import discard_draft, new_draft, remove_older, set_aside
from recsys.publish.refresh.changes import changes
from recsys.publish.refresh.fetching import Asked, Fetched, fetch_all, names_to_fetch
from recsys.publish.refresh.judge import Judgement, Limits, judge, own_faults
from recsys.publish.refresh.targets import Artifacts, Former, Repository
from recsys.serving.service import plain
from recsys.settings import Settings

PUBLISHED: Literal["published"] = "published"
UNCHANGED: Literal["unchanged"] = "unchanged"
REFUSED: Literal["refused"] = "refused"


@dataclass(frozen=True)
class Plan:
    """What a refresh is asked for.

    `push` is the repository, owner/name, to publish to, None for the folder `artifacts`, where `keep` older bundles of
    refreshes stay. `seed`, `engine` and `train_on` are those of a build.
    """

    data: Path
    artifacts: Path
    asked: Asked = field(default_factory=Asked)
    push: str | None = None
    limits: Limits = field(default_factory=Limits)
    keep: int = 3
    seed: int = 0
    engine: str | None = None
    train_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refreshed:
    """What became of a refresh.

    `before` is the bundle that was served, None where there was none; `bundle` is the one that is now, or, where it was
    refused for `reasons`, where that lies. `changes` say why a build was due. Judgement and comparison are None where
    nothing was built, or there was nothing to compare with.
    """

    outcome: Literal["published", "unchanged", "refused"]
    before: str | None
    bundle: str
    fetched: list[Fetched]
    changes: list[str]
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    judgement: Judgement | None = None
    comparison: Comparison | None = None


def refresh(plan: Plan, settings: Settings, progress: Progress = silent) -> Refreshed:
    """Fetch what changed, build from it, and publish the bundle where it is no worse than the one that is served.

    `settings` say how TMDB is asked, of which scale ratings are, and which bundle is served. Whatever fails, the old
    bundle stays as it is, and raw data that came are kept. Raises BusyError where somebody else works on the data or
    the artifacts folder, FetchError where a source cannot be had, and what building and publishing raise.
    """
    names_to_fetch(plan.asked, plan.data)  # what cannot be asked for is told before anything is made
    with locked(plan.data, "refresh"), locked(plan.artifacts, "refresh"):
        try:
            return _refresh(plan, settings, progress)
        finally:
            discard_draft(plan.artifacts)


def _refresh(plan: Plan, settings: Settings, progress: Progress) -> Refreshed:
    target = Artifacts(plan.artifacts) if plan.push is None else Repository(plan.push)
    former = target.former(progress)
    fetched = fetch_all(plan.asked, plan.data, settings, progress)
    draft = new_draft(plan.artifacts)
    building = BuildSettings(plan.data, draft, plan.seed, plan.engine, settings.rating_scale, plan.train_on)
    compared, due = _due(former, building)
    if former is not None and not due:
        return Refreshed(UNCHANGED, former.name, former.name, fetched, due)
    build(plan.data, draft, plan.seed, progress, plan.engine, settings.rating_scale, plan.train_on)
    made = Refreshed(PUBLISHED, former.name if former is not None else None, str(draft), fetched, due)
    made = _judged(made, compared, draft, plan.limits, progress)
    obstacle = target.obstacle(former, draft) if former is not None else ""
    if made.reasons or obstacle:
        made = replace(made, outcome=REFUSED, reasons=[*made.reasons, *filter(None, [obstacle])])
        return replace(made, bundle=str(set_aside(draft, plan.artifacts, plain(made))))
    progress(f"publishing to {plan.push or plan.artifacts}")
    published = target.publish(draft, progress)
    served = Path(settings.bundle) if settings.bundle is not None else None
    left = remove_older(plan.artifacts, plan.keep, served) if plan.push is None else []
    return replace(made, bundle=published, notes=[*made.notes, *left])


def _due(former: Former | None, building: BuildSettings) -> tuple[Path | None, list[str]]:
    """The older bundle to compare with, None where there is none that can be, and why a build is due."""
    if former is None:
        return None, ["there is no bundle yet"]
    if former.folder is None:
        return None, [f"{former.name} cannot be compared with: {former.fault}"]
    try:
        before = load_bundle(former.folder)
    except BundleError as error:
        return None, [f"{former.name} cannot be compared with: {error}"]
    if before.is_sample:
        return None, [f"{former.name} is the embedded sample's, which says nothing of other data"]
    return former.folder, changes(before, building, datetime.now(UTC).date())


def _judged(made: Refreshed, before: Path | None, draft: Path, limits: Limits, progress: Progress) -> Refreshed:
    """What speaks against the draft, by itself and beside the older bundle."""
    progress("judging the new bundle")
    after = load_bundle(draft)
    faults = own_faults(after)
    if faults or before is None:
        return replace(made, reasons=faults)
    old = load_bundle(before)
    judgement = judge(old, after, limits)
    comparison = compare(old, after, progress)
    return replace(made, reasons=judgement.reasons, notes=judgement.notes, judgement=judgement, comparison=comparison)
