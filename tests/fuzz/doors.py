"""All doors, opened one after the other."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from recsys.bundle.bundle import load_bundle
from recsys.serving.service import Service
from tests.fuzz.bundles import bundles
from tests.fuzz.channels import channels
from tests.fuzz.door import Door
from tests.fuzz.imports import imports
from tests.fuzz.readers import readers
from tests.fuzz.terminal import terminal


def doors(bundle: Path) -> Iterator[Door]:
    """Each door, closed when the next one is asked for; `bundle` is what is served."""
    service = Service(load_bundle(bundle))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for opened in (readers(folder), bundles(folder), imports(folder, service), terminal(folder, service)):
            with opened as door:
                yield door
        with channels(bundle, folder) as of_app:
            yield from of_app
