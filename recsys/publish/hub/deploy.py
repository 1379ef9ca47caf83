"""The app's code published as a Gradio Space, from the folder that it runs in."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from huggingface_hub import SpaceHardware
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

from recsys import __version__
from recsys.errors import HubError, SettingsError, shown
from recsys.progress import Progress, silent
from recsys.publish.hub.client import hub, patiently
from recsys.publish.hub.commit import commit
from recsys.publish.hub.documents import FOLDERS, linked_documents
from recsys.publish.hub.front_matter import with_lists
from recsys.publish.hub.origin import Origin, origin
from recsys.publish.hub.plan import Change, Content, Remote
from recsys.publish.hub.reference import PREFIX, Reference

ROOT = Path(__file__).parents[3]
CODE = "recsys"
NOT_SERVED = f"{CODE}/research/"  # measures and draws: its libraries are none of a Space's
SAMPLE = "artifacts/sample"  # where the app finds the sample's bundle, which a Space cannot build
README = "README.md"
# What a Gradio Space needs besides the code: its settings, what to install, what to run; and whose all of it is.
FILES = (README, "requirements.txt", "app.py", "LICENSE")
BUNDLE = "RECSYS_BUNDLE"
_PAYMENT = 402
# How many steps `deploy` reports.
STEPS = 4


@dataclass(frozen=True)
class Space:
    """What a Space is to be: its name `owner/name`, the bundle that it serves (None: the sample's), how often it looks
    for a newer one, and what it runs on where it has to be made, as the Hub calls it (None: the account's default).
    """

    name: str
    bundle: Reference | None = None
    watch_seconds: int | None = None
    hardware: str | None = None

    @property
    def variables(self) -> dict[str, str]:
        """What its app finds in the environment."""
        given = {BUNDLE: self.bundle, "RECSYS_WATCH_SECONDS": self.watch_seconds}
        return {name: str(value) for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Deployed:
    """What a deployment changed, or would change; `commit` is None where nothing was deployed.

    `private_bundle` says that the Space needs a token of its own to read its bundle.
    """

    address: str
    changes: list[Change]
    variables: dict[str, str]
    private_bundle: bool
    commit: str | None = None


def deploy(
    space: Space, *, sample: Path | None = None, dry: bool = False, root: Path = ROOT, progress: Progress = silent
) -> Deployed:
    """Make the Space run the code below `root`; `sample` is the folder of a bundle that goes along, to be served.

    Its README names the repositories of the bundle, so that the Hub links them, and none where the sample is served.
    With `dry` nothing is changed. Raises SettingsError where `root` is no clone or there is no such hardware, HubError
    where the Hub refuses or has no such bundle, BundleError where this code cannot read it.
    """
    files, machine = code(root, sample), _hardware(space.hardware)
    progress("looking at what is there")
    source = origin(space.bundle) if space.bundle is not None else Origin()
    wanted = {**files, README: _readme(root, source)}
    remote = _look(space)
    changes = remote.changes(wanted, _ours)
    planned = Deployed(f"{hub().endpoint}/spaces/{space.name}", changes, space.variables, source.private)
    if dry:
        return planned
    if remote.commit is None:
        progress("making the Space")
        _make(space.name, machine)
        remote = _look(space)
    progress("setting its variables")
    _set(space.name, space.variables)
    progress("uploading the code")
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "It seems that you are about to commit a data file"
        )  # the sample's, and meant
        made = commit(remote, wanted, _ours, f"Butaca {__version__}", lambda: None)
    return replace(planned, commit=made)


def deployed_bundle(space: str) -> Reference | None:
    """The published bundle that the Space's variables name; None where they name none, or there is no such Space.

    Raises SettingsError where they name what lies on no Hub, HubError where the Hub does not tell them.
    """

    def attempt() -> str:
        try:
            given = hub().get_space_variables(space).get(BUNDLE)
        except RepositoryNotFoundError:
            return ""
        return str(given.value) if given is not None else ""

    named = patiently(f"space {space} cannot be asked for its variables", attempt)
    if named and not named.startswith(PREFIX):
        raise SettingsError(
            f"{BUNDLE} of space {space} must name a bundle of the Hub, {PREFIX}owner/name, got {shown(named)}. Name "
            "one with --bundle, or delete the variable in the Space's settings."
        )
    return Reference.parse(named) if named else None


def _look(space: Space) -> Remote:
    return patiently(f"space {space.name} cannot be looked at", partial(Remote.of, "space", space.name))


def code(root: Path, sample: Path | None = None) -> Mapping[str, Content]:
    """The files of a Space by their names: what serves, what README.md shows and links, and the bundle `sample`.

    No tests and nobody's data.
    """
    missing = [name for name in FILES if not (root / name).is_file()]
    if missing:
        raise SettingsError(
            f"A Space must be deployed from a clone, found no {missing[0]} in {root}. Clone and try again."
        )
    below = (path for path in sorted((root / CODE).rglob("*")) if path.is_file())
    names = [*FILES, *linked_documents(root, README), *(path.relative_to(root).as_posix() for path in below)]
    served = {name: root / name for name in names if not _is_left_by_python(name) and not name.startswith(NOT_SERVED)}
    bundle = sorted(sample.iterdir()) if sample is not None else []
    return served | {f"{SAMPLE}/{path.name}": path for path in bundle}


def _is_left_by_python(name: str) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in name.split("/"))


def _ours(name: str) -> bool:
    """Whether a file of the Space is taken away where the working tree has it no more."""
    return name.startswith((f"{CODE}/", f"{SAMPLE}/", *FOLDERS))


def _readme(root: Path, source: Origin) -> bytes:
    page = (root / README).read_bytes().decode("utf-8")
    return with_lists(page, {"models": source.models, "datasets": source.datasets}).encode()


def _hardware(name: str | None) -> SpaceHardware | None:
    known = {str(one.value): one for one in SpaceHardware}
    if name is not None and name not in known:
        raise SettingsError(f"Hardware must be one of {', '.join(known)}, got {shown(name)}.")
    return known[name] if name else None


def _make(space: str, hardware: SpaceHardware | None) -> None:
    make = partial(
        hub().create_repo, space, repo_type="space", space_sdk="gradio", space_hardware=hardware, exist_ok=True
    )
    try:
        patiently(f"space {space} cannot be made", make)
    except HubError as error:
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError) and cause.response.status_code == _PAYMENT:
            raise HubError(
                f"space {space} cannot be made: the account's plan must include what it runs on, and does not. A free "
                "account's Gradio Spaces run on ZeroGPU alone: --hardware zero-a10g. For a CPU subscribe to a plan."
            ) from error
        raise


def _set(space: str, variables: Mapping[str, str]) -> None:
    """Set the variables that have another value: each of them starts the Space anew."""
    there = patiently(f"space {space} cannot be asked for its variables", partial(hub().get_space_variables, space))
    for name, value in variables.items():
        if name not in there or there[name].value != value:
            patiently(f"space {space} cannot be given {name}", partial(hub().add_space_variable, space, name, value))
