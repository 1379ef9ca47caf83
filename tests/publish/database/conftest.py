"""Databases of every kind, empty, and what is exported to them."""

import contextlib
import functools
import itertools

import pytest

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.publish.database.content import Content
from recsys.publish.database.run import export
from tests.fixtures.catalogue import catalogue_bundle
from tests.publish.database import servers
from tests.publish.database.odd import odd_bundle

KINDS = ("sqlite", "duckdb", "postgresql", "mariadb")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A function that gives the URL of a new database of a kind; servers are started when the first is asked for."""
    started, numbers = {}, itertools.count()
    with contextlib.ExitStack() as stack:

        def make(kind):
            name = f"butaca{next(numbers)}"
            if kind in ("sqlite", "duckdb"):
                return f"{kind}:///{tmp_path_factory.mktemp('database') / name}"
            if kind not in started:
                try:
                    started[kind] = stack.enter_context(getattr(servers, kind)())
                except servers.NoServerError as error:
                    started[kind] = error
            if isinstance(started[kind], servers.NoServerError):
                pytest.skip(f"no {kind} server can be started here: {started[kind]}")
            return started[kind].database(name)

        yield make


@pytest.fixture(params=KINDS)
def kind(request):
    """Each kind of database."""
    return request.param


@pytest.fixture
def database(kind, empty_database):
    """The URL of an empty database."""
    return empty_database(kind)


@pytest.fixture(scope="session")
def odd(tmp_path_factory):
    """The folder of the hand-made bundle of odd names."""
    folder = tmp_path_factory.mktemp("odd") / "bundle"
    save_bundle(odd_bundle(), folder, {})
    return folder


@pytest.fixture(scope="session")
def other(tmp_path_factory):
    """The folder of another small bundle."""
    folder = tmp_path_factory.mktemp("other") / "bundle"
    save_bundle(catalogue_bundle(), folder, {})
    return folder


@pytest.fixture(scope="session")
def contents(request):
    """A function that gives what is exported of the bundle of a fixture's name."""
    return functools.cache(lambda name: Content.of(load_bundle(request.getfixturevalue(name))))


@pytest.fixture(scope="session")
def exported(empty_database, contents):
    """A function that gives the URL of a database with a bundle in it, written once; not to be written to."""

    def make(kind, name):
        url = empty_database(kind)
        assert export(contents(name), url).written
        return url

    return functools.cache(make)
