"""Asking over loopback an API that fails in every way that servers do."""

import time
from dataclasses import replace

import pytest

from recsys.errors import FetchError
from recsys.ingest.download import json_api
from recsys.ingest.download.json_api import JsonApi
from recsys.ingest.download.retries import UnansweredError
from tests.ingest.download.apis import CUT, Fault, served


@pytest.fixture
def api(monkeypatch):
    monkeypatch.setattr(json_api, "RETRIES", replace(json_api.RETRIES, pause=0.001))
    with served(lambda path, _: None if path == "/nothing" else {"path": path}) as api:
        yield api


def test_faults_are_outlived(api):
    api.faults = [Fault(429), Fault(500), Fault(CUT), Fault(503, "0"), Fault(502), None]
    with JsonApi(api.url, 1000) as asking:
        assert asking.ask("/one") == {"path": "/one"}
        assert asking.requests == len(api.asked) == json_api.RETRIES.tries
    (agent,) = api.agents
    assert agent.startswith("Butaca/")
    assert "https://" in agent


def test_a_server_is_not_asked_before_it_allows(api):
    api.faults = [Fault(429, "1")]
    start = time.monotonic()
    with JsonApi(api.url, 1000) as asking:
        asking.ask("/one")
    assert 1 <= time.monotonic() - start < 5


def test_a_wait_that_nobody_sits_through_ends_the_run(api):
    api.faults = [Fault(429, "3600")]
    with (
        JsonApi(api.url, 1000) as asking,
        pytest.raises(FetchError, match=r"asked again in 3,600 seconds.*What came is kept"),
    ):
        asking.ask("/one")
    assert len(api.asked) == 1


def test_what_is_given_up_refused_and_not_there(api):
    with JsonApi(api.url, 1000) as asking:
        api.faults = [Fault(500)] * json_api.RETRIES.tries
        with pytest.raises(UnansweredError, match=r"/one: not answered in 6 tries, the last time with 500"):
            asking.ask("/one")
        api.faults = [Fault(403)]
        with pytest.raises(FetchError, match=r"refused, with 403 Forbidden: «\{\"fault"):
            asking.ask("/one")
        assert asking.ask("/nothing") is None


def test_requests_keep_their_distance(api):
    start = time.monotonic()
    with JsonApi(api.url, 4) as asking:
        for _ in range(4):
            asking.ask("/one")
    assert time.monotonic() - start >= 3 / 4
