"""What the tests of the answers share."""

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.serving.recommend.extras import extras_of
from recsys.serving.recommend.franchises import ALONE, franchise_numbers
from recsys.serving.recommend.shelf import Shelf
from recsys.serving.recommend.twins import pairs_of
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


@pytest.fixture(scope="session")
def sample_sagas(sample_service):
    """What works of one franchise share, by `work_id`, and the ids of those of the sample that a list may leave out.

    Lists put the parts of a saga in order, and leave out extras and twins: what is listed is otherwise the best.
    """
    shelf = Shelf(sample_service.catalogue)
    franchises = franchise_numbers(shelf.titles, shelf.keys, shelf.collections).tolist()
    ids = sample_service.bundle.work_ids.ids
    share = {id_: id_ if number == ALONE else number for id_, number in zip(ids, franchises, strict=True)}
    left_out = {*extras_of(shelf), *pairs_of(shelf, lambda rows: [[]] * len(rows)).ravel().tolist()}
    return share, {ids[row] for row in left_out}
