"""What the tests of the answers share."""

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.serving.service import Service
from tests.serving.fixture_catalogue import house


@pytest.fixture(scope="session")
def service() -> Service:
    """The answers over the catalogue of `house`."""
    made: Service = house()
    return made


@pytest.fixture(scope="session")
def unrated() -> Service:
    """The same catalogue, built without ratings."""
    made: Service = house(collaborative=False)
    return made


@pytest.fixture(scope="session")
def sample_service(sample_bundle) -> Service:
    """The answers over the embedded sample."""
    return Service(load_bundle(sample_bundle))
