"""Which repositories a published bundle is kept in."""

from dataclasses import dataclass

from recsys.errors import BundleError
from recsys.publish.hub.client import hub, requesting
from recsys.publish.hub.download import published_manifest
from recsys.publish.hub.layout import parts
from recsys.publish.hub.plan import SECONDS_FOR_INFORMATION
from recsys.publish.hub.reference import Reference


@dataclass(frozen=True)
class Origin:
    """The names of the repositories, and whether one of them is private: not everybody may read it.

    There is no dataset where the bundle was uploaded whole to the model repository.
    """

    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    private: bool = False


def origin(bundle: Reference) -> Origin:
    """Ask the Hub, and read the manifest of what the reference names now.

    Raises HubError where the Hub does not have, or does not show, the bundle or its tables; BundleError where this
    version cannot read it.
    """
    with requesting(f"The bundle {bundle} cannot be asked for"):
        model = hub().model_info(bundle.repository, revision=bundle.branch, timeout=SECONDS_FOR_INFORMATION)
    commit = bundle.at(str(model.sha))
    try:
        sources = [part.source for part in parts(commit, published_manifest(commit), ()) if part.kind == "dataset"]
    except BundleError as error:
        raise BundleError(f"{bundle} is refused: {error}") from error
    private = bool(model.private)
    for source in sources:
        with requesting(
            f"The tables of {bundle}, dataset {source.repository} at {source.revision}, cannot be asked for"
        ):
            tables = hub().dataset_info(source.repository, revision=source.revision, timeout=SECONDS_FOR_INFORMATION)
        private = private or bool(tables.private)
    return Origin((bundle.repository,), tuple(source.repository for source in sources), private)
