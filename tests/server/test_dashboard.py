"""The dashboard asks for metrics that there are."""

import json
import re
from pathlib import Path

import httpx

from recsys.bundle.bundle import save_bundle
from tests.fixtures.bundles import tiny_bundle
from tests.ui.server import ROOT, environment, free_port, started_app

DASHBOARD = Path(ROOT) / "docs" / "grafana.json"
NAME = re.compile(r"\b(?:butaca|process)_\w+")


def test_every_metric_of_the_dashboard_is_one_of_the_app(tmp_path):
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    asked = {name for panel in panels for target in panel["targets"] for name in NAME.findall(target["expr"])}
    save_bundle(tiny_bundle(2.25), tmp_path / "bundle", {})
    log = tmp_path / "app.log"
    with started_app(environment(tmp_path / "bundle", free_port()) | {"RECSYS_LOG": "debug"}, log) as app:
        got = httpx.get(f"{app.url}/recommend?title=Alien", timeout=30).raise_for_status()
        told = httpx.get(f"{app.url}/metrics", timeout=30).text
    # A name stands there as its family: of what is counted by a label, only once something was.
    families = set(re.findall(r"^# TYPE (\S+)", told, re.MULTILINE))
    families |= {f"{family}_bucket" for family in families}
    assert asked - families == set()
    assert 'butaca_responses_total{status="200"}' in told
    (line,) = (line for line in log.read_text().splitlines() if " path=/recommend " in line)
    assert f" id={got.headers['x-request-id']} " in line
    assert "Alien" not in line
