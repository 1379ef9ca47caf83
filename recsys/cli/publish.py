"""The commands that bring bundles and the app to the Hub, and bundles back.

They alone import its client, each in its turn: every other command would wait a fifth of a second for it.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from recsys.bundle.bundle import Bundle, check_target, load_bundle
from recsys.bundle.newest import newest_bundle
from recsys.cli import tell
from recsys.cli.output import Json, progress_bar, show
from recsys.errors import HubError, SettingsError, shown
from recsys.progress import Progress
from recsys.publish import compare as comparing
from recsys.publish.hub.reference import PREFIX, Reference, repository_name
from recsys.server.start import build_sample
from recsys.settings import Settings

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]


def push(
    repository: Annotated[str, typer.Argument(help="The model repository, owner/name; made where there is none.")],
    bundle: Annotated[Path | None, typer.Option(help="The bundle; RECSYS_BUNDLE's or the newest unless given.")] = None,
    dataset: Annotated[str, typer.Option(help="The dataset repository of the tables; of the same name.")] = "",
    tag: Annotated[str, typer.Option(help="A name for this revision, say v3.")] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Publish a bundle on the Hugging Face Hub: models and tables, in one commit each."""
    from recsys.publish.hub import push as pushing

    model = repository_name(repository)
    if tag:
        Reference.parse(f"hf://{model}@{tag}")
    target = pushing.Target(model, repository_name(dataset or model), tag or None)
    folder = bundle or _bundle_to_push()
    with progress_bar(pushing.STEPS) as progress:
        pushed = pushing.push(folder, target, dry=dry_run, progress=progress)
    show(pushed, tell.show_pushed, as_json)


def pull(
    reference: Annotated[str, typer.Argument(help="hf://owner/name or hf://owner/name@revision.")],
    out: Annotated[Path | None, typer.Option(help="A folder to copy it to; else it stays in the cache.")] = None,
    as_json: Json = False,
) -> None:
    """Download a published bundle, verified, and say where it lies and what it is."""
    from recsys.publish.hub import pull as pulling
    from recsys.publish.hub.facts import copy, facts

    wanted = Reference.parse(reference)
    if out is not None:
        check_target(out)  # before the download, not after
    with progress_bar(pulling.STEPS) as progress:
        pulled = pulling.pull(wanted, progress)
    folder = pulled.folder if out is None else copy(pulled.folder, out)
    show(facts(wanted, pulled, folder), tell.show_pulled, as_json)


def diff(
    before: Annotated[str, typer.Argument(help="A bundle's folder, or hf://owner/name@revision.")],
    after: Annotated[str, typer.Argument(help="Another one.")],
    as_json: Json = False,
) -> None:
    """Compare two bundles: works and offers added and gone, metrics, how far the lists of ten moved."""
    from recsys.publish.hub import pull as pulling

    with progress_bar(2 * pulling.STEPS + comparing.STEPS) as progress:
        found = comparing.compare(_opened(before, progress), _opened(after, progress), progress)
    show(found, tell.show_comparison, as_json)


def deploy(
    space: Annotated[str, typer.Argument(help="The Space, owner/name; made where there is none.")],
    bundle: Annotated[
        str,
        typer.Option(
            help="What it serves, hf://owner/name or hf://owner/name@revision; unless given what it was given before, "
            "else the sample."
        ),
    ] = "",
    watch: Annotated[int | None, typer.Option(min=1, help="Look for a newer bundle every so many seconds.")] = None,
    hardware: Annotated[str, typer.Option(help="What a new Space runs on: zero-a10g (free accounts), cpu-basic.")] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Make a Hugging Face Space run this code, and say its address."""
    from recsys.publish.hub import deploy as deploying

    name = repository_name(space)
    reference = _published(bundle) if bundle else deploying.deployed_bundle(name)
    wanted = deploying.Space(name, reference, watch, hardware or None)
    with progress_bar(deploying.STEPS + 1) as progress, TemporaryDirectory() as folder:
        sample = None
        if reference is None and not dry_run:  # a Space cannot build it
            sample = Path(folder) / "sample"
            build_sample(sample, progress)
        deployed = deploying.deploy(wanted, sample=sample, dry=dry_run, progress=progress)
    show(deployed, tell.show_deployed, as_json)


def _published(bundle: str) -> Reference:
    if not bundle.startswith(PREFIX):
        raise SettingsError(
            f"A Space's bundle must be a published one, {PREFIX}owner/name or {PREFIX}owner/name@revision, got "
            f"{shown(bundle)}. Publish a folder with python -m recsys push owner/name --bundle FOLDER."
        )
    return Reference.parse(bundle)


def _opened(text: str, progress: Progress) -> Bundle:
    """The bundle of that folder or reference. Raises HubError where the Hub does not say what the reference is now."""
    from recsys.publish.hub.pull import pull

    if not text.startswith(PREFIX):
        return load_bundle(Path(text))
    pulled = pull(Reference.parse(text), progress)
    if not pulled.fresh:  # comparing with yesterday's would deceive
        raise HubError(pulled.reason)
    return load_bundle(pulled.folder)


def _bundle_to_push() -> Path:
    settings = Settings.from_environment()
    folder = Path(settings.bundle) if settings.bundle else newest_bundle(settings.artifacts)
    if folder is None or str(settings.bundle).startswith(PREFIX):
        raise SettingsError("A bundle must be pushed from a folder, and none was named. Name one with --bundle.")
    return folder
