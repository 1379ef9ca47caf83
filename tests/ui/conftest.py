"""One real app for all tests of the page and the API."""

import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]

from recsys.bundle.bundle import load_bundle
from recsys.serving.service import Service
from tests.ui.server import CHROMIUM, running_app


def pytest_collection_modifyitems(items):
    """What every test that is marked `browser` needs."""
    for item in items:
        if item.get_closest_marker("browser"):
            # A browser on a busy machine can miss a deadline; each second try is printed in the summary.
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"))


@pytest.fixture(scope="session")
def service(sample_bundle) -> Service:
    """The answers of the bundle that the app serves, asked in this process."""
    return Service(load_bundle(sample_bundle))


@pytest.fixture(scope="session")
def app_url(sample_bundle, tmp_path_factory):
    """The address of the app on the sample's bundle. Whatever is asked of it, it never logs a traceback."""
    log = tmp_path_factory.mktemp("app") / "app.log"
    with running_app(sample_bundle, log) as url:
        yield url
    assert "Traceback" not in log.read_text(errors="replace"), log.read_text(errors="replace")


@pytest.fixture(scope="session")
def client(app_url):
    """The real Gradio client of the app."""
    found = Client(app_url, verbose=False, analytics_enabled=False)
    yield found
    found.close()


@pytest.fixture(scope="session")
def http(app_url):
    """Plain HTTP to the app."""
    with httpx.Client(base_url=app_url, timeout=30) as found:
        yield found
