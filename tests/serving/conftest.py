"""What the tests of the answers share."""

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.serving.service import Service
from tests.fixtures.catalogue import catalogue_service


@pytest.fixture(scope="session")
def service() -> Service:
    """The answers over the catalogue of `catalogue_service`."""
    made: Service = catalogue_service()
    return made


@pytest.fixture(scope="session")
def unrated() -> Service:
    """The same catalogue, built without ratings."""
    made: Service = catalogue_service(collaborative=False)
    return made


@pytest.fixture(scope="session")
def sample_service(sample_bundle) -> Service:
    """The answers over the embedded sample."""
    return Service(load_bundle(sample_bundle))
