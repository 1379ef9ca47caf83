import pytest

from recsys.bundle.bundle import save_bundle
from tests.fixtures.bundles import DOCUMENTS, tiny_bundle


@pytest.fixture
def folder(tmp_path):
    """A bundle on disk, free to be damaged."""
    save_bundle(tiny_bundle(), tmp_path / "bundle", DOCUMENTS)
    return tmp_path / "bundle"
