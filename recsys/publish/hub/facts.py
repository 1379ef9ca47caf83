"""What a pulled bundle is, in a few words, and a copy of it in a folder of one's own."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from recsys.bundle.bundle import check_target, load_bundle
from recsys.files import written_whole
from recsys.publish.hub.client import requesting
from recsys.publish.hub.pull import Pulled
from recsys.publish.hub.reference import Reference


@dataclass(frozen=True)
class Facts:
    """Where a pulled bundle lies and what it holds. `size` is in bytes, `engine` empty where there are no ratings.

    `checked` and `reason` are those of `Pulled`: since when, and why, it may not be what the Hub has now.
    """

    reference: str
    folder: str
    revision: str
    checked: str
    fresh: bool
    reason: str
    built: str
    sample: bool
    titles: int
    works: int
    ratings: int
    engine: str
    size: int


def facts(reference: Reference, pulled: Pulled, folder: Path) -> Facts:
    """Of the pulled bundle in `folder`, which it was pulled to or copied to. Raises BundleError where it is damaged."""
    bundle = load_bundle(folder)
    return Facts(
        reference=str(reference),
        folder=str(folder),
        revision=pulled.revision,
        checked=pulled.checked.isoformat(timespec="seconds"),
        fresh=pulled.fresh,
        reason=pulled.reason,
        built=str(bundle.manifest["built"]),
        sample=bundle.is_sample,
        titles=bundle.titles.num_rows,
        works=bundle.works.num_rows,
        ratings=bundle.ratings.num_rows,
        engine=str(bundle.metrics.get("engine", "")),
        size=sum(int(file["size"]) for file in bundle.manifest["files"].values()),
    )


def copy(folder: Path, target: Path) -> Path:
    """Copy a bundle, its links as files, to the folder `target`, in one step; a bundle there is replaced.

    Raises BundleError where somebody's other files are there, HubError where it cannot be written.
    """
    check_target(target)
    with requesting(f"The bundle cannot be copied to {target}"), written_whole(target) as draft:
        for path in folder.iterdir():
            shutil.copyfile(path, draft / path.name)
    return target
