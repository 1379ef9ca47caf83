"""Which works have a picture, and where it is."""

import dataclasses

import pytest

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.serving.posters import picture
from recsys.serving.service import Service, plain
from tests.films import film, film_catalogue
from tests.serving.fixture_catalogue import ALIEN, AMELIE, DARK, house

HOST = "https://pictures.example/w342"


def with_posters(alien, aliens, amelie):
    """The house, its films with these paths; «Aliens» is on no service."""
    films = [
        film(5, "Aliens", "1986-07-18", poster_path=aliens),
        film(9, "Amélie", "2001-04-25", poster_path=amelie),
        film(7, "Alien", "1979-05-25", poster_path=alien),
    ]
    return dataclasses.replace(house().bundle, films=film_catalogue(films, work_nums=[-1, AMELIE, ALIEN]))


@pytest.fixture
def bundle(tmp_path):
    """One that was written and read again."""
    save_bundle(with_posters("/alien.jpg", "/aliens.png", None), tmp_path / "bundle", {})
    return load_bundle(tmp_path / "bundle")


def test_a_work_has_the_picture_of_the_film_that_it_is(bundle):
    service = Service(bundle, HOST)
    works = service.catalogue.works_at([DARK, ALIEN, AMELIE])
    assert [work.picture for work in works] == [None, f"{HOST}/alien.jpg", None]
    assert plain(service.recommend("alien").work) == vars(works[1])


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


def test_without_a_film_catalogue_nothing_has_a_picture(bundle):
    service = Service(dataclasses.replace(bundle, films=None), HOST)
    assert [work.picture for work in service.search("alien")] == [None]


@pytest.mark.parametrize(
    "path", ["@evil.example/x.jpg", ".evil.example/x.jpg", "//evil.example/x.jpg", '/"><b>.jpg', ""]
)
def test_a_bundle_cannot_name_another_host_or_anything_else(path):
    service = Service(with_posters(path, path, path), "https://pictures.example")
    assert [work.picture for work in service.search("aliens")] == [None, None]
    assert picture("https://pictures.example", path) is None
