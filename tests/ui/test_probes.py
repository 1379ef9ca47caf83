"""What whoever runs the app asks it, of the running app."""

from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from recsys.server.bundles import Folder


def test_it_lives(http):
    answer = http.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_it_says_what_it_serves(http, service, sample_bundle):
    told = http.get("/ready").raise_for_status().json()
    built, since = datetime.fromisoformat(told["built"]), datetime.fromisoformat(told["since"])
    assert told == {
        "status": "ready",
        "bundle": sample_bundle.name,
        "revision": Folder(sample_bundle).latest(),
        "built": service.bundle.manifest["built"],
        "age_seconds": told["age_seconds"],
        "since": told["since"],
        "copied": None,
        "last_refused": None,
    }
    assert built <= since <= datetime.now(UTC)
    assert told["age_seconds"] == pytest.approx((datetime.now(UTC) - built).total_seconds(), abs=60)


def figures(http, accept="*/*"):
    """{(name, labels): value} of what Prometheus would read."""
    text = http.get("/metrics", headers={"accept": accept}).raise_for_status().text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def count(found, answer, channel, outcome):
    labels = frozenset({"answer": answer, "channel": channel, "outcome": outcome}.items())
    return found.get(("butaca_questions_total", labels), 0)


def test_every_channel_is_counted(http, client):
    before = figures(http)
    http.get("/search?text=matrix")
    http.get("/search?text=")
    client.predict(text="matrix", api_name="/search")
    after = figures(http)
    gone_up = {key: after[key] - before.get(key, 0) for key in after if key[0] == "butaca_questions_total"}
    assert count(gone_up, "search", "rest", "answered") == 1
    assert count(gone_up, "search", "rest", "refused") == 1
    assert count(gone_up, "search", "api", "answered") == 1
    labels = frozenset({"answer": "search", "channel": "rest"}.items())
    assert after["butaca_answer_seconds_count", labels] >= 2
    assert 0 < after["butaca_answer_seconds_sum", labels] < 60


def test_the_bundle_has_figures_too(http, sample_bundle):
    found = figures(http)
    told = http.get("/ready").json()
    assert found["butaca_bundle_age_seconds", frozenset()] == pytest.approx(told["age_seconds"], abs=60)
    what = frozenset({"name": told["bundle"], "revision": told["revision"], "built": told["built"]}.items())
    assert found["butaca_bundle_info", what] == 1
    assert found["process_resident_memory_bytes", frozenset()] > 1e8


def test_prometheus_gets_the_format_that_it_asks_for(http):
    plain, openmetrics = "text/plain; version=", "application/openmetrics-text; version="
    assert http.get("/metrics").headers["content-type"].startswith(plain)
    asked = http.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    assert asked.headers["content-type"].startswith(openmetrics)
    assert asked.text.endswith("# EOF\n")
