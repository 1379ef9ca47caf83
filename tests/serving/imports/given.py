"""Files as people give them, made up, and what an import makes of them."""

import gzip
import io
import zipfile
from collections.abc import Mapping

from recsys.serving.imports.history import import_history
from recsys.serving.imports.match import Finder
from recsys.serving.imports.reading import File


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content)


def imported(given, catalogue, profile=None):
    """What becomes of a file's bytes or text, or of several by name."""
    files = given if isinstance(given, dict) else {"history.csv": given}
    contents = [
        File(name, content if isinstance(content, bytes) else content.encode()) for name, content in files.items()
    ]
    return import_history(contents, Finder(catalogue), profile)


def stars(found):
    return {one.work.work_id: one.stars for one in found.works if one.stars is not None}


def sources(found):
    return [(one.source, one.kind) for one in found.documents]
