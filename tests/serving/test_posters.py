"""Which works have a picture, and where it is."""

import dataclasses

import pyarrow as pa
import pytest

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.serving.posters import picture
from recsys.serving.service import Service, plain
from tests.fixtures.catalogue import ALIEN, ALIENS, AMELIE, DARK, catalogue_bundle

HOST = "https://pictures.example/w342"


def with_posters(alien, aliens, amelie):
    """The fixture catalogue, its films with these paths; «Aliens» is on no service."""
    bundle = catalogue_bundle()
    paths = dict.fromkeys(range(bundle.works.num_rows)) | {ALIEN: alien, ALIENS: aliens, AMELIE: amelie}
    place = bundle.works.schema.get_field_index("poster_path")
    column = pa.array([paths[row] for row in range(bundle.works.num_rows)], pa.string())
    return dataclasses.replace(bundle, works=bundle.works.set_column(place, "poster_path", column))


@pytest.fixture
def bundle(tmp_path):
    """One that was written and read again."""
    save_bundle(with_posters("/alien.jpg", "/aliens.png", None), tmp_path / "bundle", {})
    return load_bundle(tmp_path / "bundle")


def test_a_work_on_a_service_has_its_picture(bundle):
    service = Service(bundle, HOST)
    works = service.catalogue.works_at([DARK, ALIEN, AMELIE])
    assert [work.picture for work in works] == [None, f"{HOST}/alien.jpg", None]
    assert plain(service.recommend("alien").work) == plain(works[1])


def test_a_film_on_no_service_has_its_own(bundle):
    found = Service(bundle, HOST).search("aliens")
    assert {work.title: work.picture for work in found} == {
        "Aliens": f"{HOST}/aliens.png",
        "Alien": f"{HOST}/alien.jpg",
    }


def test_without_an_address_nothing_has_a_picture(bundle):
    service = Service(bundle)
    assert service.posters is None
    assert [work.picture for work in service.search("aliens")] == [None, None]
    assert service.recommend("alien").work.picture is None


@pytest.mark.parametrize(
    "path", ["@evil.example/x.jpg", ".evil.example/x.jpg", "//evil.example/x.jpg", '/"><b>.jpg', ""]
)
def test_a_bundle_cannot_name_another_host_or_anything_else(path):
    service = Service(with_posters(path, path, path), "https://pictures.example")
    assert [work.picture for work in service.search("aliens")] == [None, None]
    assert picture("https://pictures.example", path) is None
