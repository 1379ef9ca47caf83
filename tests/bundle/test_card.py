import ast
import copy
import dataclasses
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.bundle.card import PLOT, model_card
from recsys.bundle.contents import contents
from recsys.bundle.manifest import CONTENT, MANIFEST, SVD
from recsys.models.ratings.engines import ENGINES
from tests.fixtures import tables as rows
from tests.fixtures.bundles import WORKS, tiny_bundle

ROOT = Path(__file__).parents[2]
MANIFEST_OF_ONE = {"built": "2026-01-02T03:04:05+00:00", "sample": False}
METRICS: dict[str, Any] = {
    "engine": "posterior",
    "split": "random, a tenth",
    "ratings": {"train": 900, "test": 100},
    "models": {
        "global mean": {"rmse": 1.1, "mae": 0.9},
        "biases": {"rmse": 0.95, "mae": 0.75},
        "posterior": {"rmse": 0.87404, "mae": 0.68},
        "svd": {"rmse": 0.9, "mae": 0.7},
    },
    "calibration": {
        "interval": 0.8,
        "coverage": 0.8126,
        "width": 2.1,
        "liked_from": 4.0,
        "brier": 0.18,
        "brier_of_share": 0.247,
        "ece": 0.0123,
        "bins": [],
    },
    "svd": {"interval": 0.8, "coverage": 0.7777},
    "titles": {"p": 0.001, "explained": 0.1234, "permutations": 999, "signal": True},
    "cold_works": {
        "split": "all ratings of 10% of the works held out",
        "models": {"user mean": {"rmse": 1.04, "mae": 0.85}, "posterior": {"rmse": 1.01, "mae": 0.82}},
        "calibration": {"interval": 0.8, "coverage": 0.789, "width": 2.35, "ece": 0.0207},
    },
    "lists": {"weights": {"popularity": 0.5, "ease": 1.0}},
}

MOVES: list[dict[str, Any]] = [
    {"service": "netflix", "country": "MX", "works": 1_700, "as_of": "2025-05-09", "before": "2025-05-02",
     "came": 40, "left": 3, "came_7": 40, "left_7": 3, "came_30": 1_190, "left_30": 80},
    {"service": "hulu", "country": "", "works": 299, "as_of": "2021", "before": None,
     "came": 0, "left": 0, "came_7": 0, "left_7": 0, "came_30": 2, "left_30": 0},
]  # fmt: skip
COUNTS: dict[str, Any] = {
    "works": 1100,
    "films": 800,
    "series": 300,
    "titles": {"hulu": 300, "netflix": 900},
    "offers": {
        "hulu": {"US": 299, "": 1},
        "netflix": {"BR": 800, "MX": 700, **dict.fromkeys(("AR", "CL", "CO", "PE", "UY", "VE", "EC", "BO"), 9)},
    },
    "snapshots": {"hulu": "2021", "netflix": "2025-05"},
    "moves": MOVES,
    "ratings": 1000,
    "users": 17,
    "svd_ratings": 1000,
    "example": {"work_id": "brazil-1985-movie", "user_id": "us-17"},
}


def card(metrics, **manifest):
    return model_card(MANIFEST_OF_ONE | manifest, COUNTS | {"metrics": metrics})


def said(metrics):
    """The card with single spaces: where its lines break says nothing."""
    return " ".join(card(metrics).split())


def without_signal(**models):
    metrics = copy.deepcopy(METRICS)
    metrics["titles"] = {"p": 0.718, "explained": -0.003, "permutations": 999, "signal": False}
    metrics["cold_works"] = {}
    del metrics["lists"]
    metrics["models"] |= models
    return metrics


def test_the_figures():
    text = said(METRICS)
    for part in (
        "- works: 1,100 (800 films, 300 series)",
        "- titles of services: 1,200",
        "- ratings: 1,000 by 17 users",
        "engine `posterior`: draws from the posterior",
        "titles explain 12.3% of what people's own means leave unexplained (permutation",
        "on held-out ratings, p = 0.001)",
        "did not see (random, a tenth)",
        "| posterior | 0.8740 | 0.6800 |",
        "81.3% of them lie in the interval that should hold 80%, which is 2.10 stars wide",
        "Brier score of 0.180, where always saying the share of liked ratings has 0.247",
        "expected calibration error is 0.012. Of the SVD's intervals 77.8% hold the rating.",
        f"]({PLOT})",
        "Works without ratings, predicted from their features (all ratings of 10% of the works held out)",
        "| posterior | 1.0100 | 0.8200 |",
        "Of these ratings 78.9% lie in the interval that should hold 80%, 2.35 stars wide on average",
        "liking has an expected calibration error of 0.021.",
        "popularity 0.5, ease 1.",
    ):
        assert part in text, part
    assert "nothing about titles" not in text


def test_ratings_without_a_signal_are_called_so_before_any_figure():
    text = said(without_signal())
    assert "**These ratings say much about people and nothing about titles:**" in text
    assert "takes the error from 1.100 to 0.950 stars" in text
    assert "p = 0.72" in text
    assert text.index("nothing about titles") < text.index("| model |")
    for left_out in ("can be learned from these", "Works without ratings", "mix of signals"):
        assert left_out not in text


def test_ratings_that_say_nothing_of_people_either():
    text = said(without_signal(biases={"rmse": 1.11, "mae": 0.9}))
    assert "**These ratings say nothing about titles:** titles explain no more than chance" in text
    assert "much about people" not in text


def test_without_a_collaborative_model():
    text = said({})
    assert "There were too few ratings for a collaborative model." in text
    for left_out in ("engine", PLOT, "| model |", "average"):
        assert left_out not in text
    assert "None" not in text


def test_the_svd_beside_the_engine():
    assert "Beside it there is scikit-surprise's SVD, trained on the same ratings." in said(METRICS)
    some = " ".join(model_card(MANIFEST_OF_ONE, COUNTS | {"svd_ratings": 990, "metrics": METRICS}).split())
    assert "SVD, trained on 990 of 1,000 ratings, all those of users drawn at random." in some
    none = model_card(MANIFEST_OF_ONE, COUNTS | {"svd_ratings": 0, "metrics": {}})
    assert "SVD" not in none
    assert 'model.most_similar("brazil-1985-movie", k=5)' in none


def test_a_model_is_loaded_from_its_file_alone_by_three_lines_of_the_card(sample_bundle, tmp_path):
    """Each snippet in a process of its own, in a folder where there is nothing but the file that it names."""
    bundle = load_bundle(sample_bundle)
    assert bundle.svd is not None
    example = contents(bundle)["example"]
    snippets = [text for text in snippets_of(sample_bundle / "README.md") if ".load(" in text]
    assert all(len(text.splitlines()) == 3 for text in snippets)
    printed = []
    for number, (text, name) in enumerate(zip(snippets, (CONTENT, SVD), strict=True)):
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copy(sample_bundle / name, folder)
        command, env = [sys.executable, "-c", text], os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)
        printed.append(ast.literal_eval(done.stdout))
    similar, stars = printed
    work_num = bundle.work_ids.number(example["work_id"])
    others = bundle.work_ids.numbers([work_id for work_id, _ in similar])
    content = bundle.similar.content
    lengths = np.sqrt([content.similarities(work)[work] for work in (work_num, *others.tolist())])
    cosines = content.similarities(work_num)[others] / (lengths[0] * lengths[1:])
    assert [cosine for _, cosine in similar] == pytest.approx(cosines.tolist(), abs=1e-6)
    assert len(similar) == 5
    assert stars == bundle.svd.svd.estimate(example["user_id"], example["work_id"])
    assert stars != bundle.svd.svd.global_mean


def snippets_of(card_file):
    return re.findall(r"```python\n(.*?)\n```", card_file.read_text(encoding="utf-8"), re.DOTALL)


def test_what_services_show_and_where():
    lines = card(METRICS).splitlines()
    assert "| Hulu | 300 | US 299, country not known 1 | 2021 |" in lines
    assert "| Netflix | 900 | BR 800, MX 700, AR 9, CL 9, CO 9, PE 9, UY 9, VE 9, 2 more | 2025-05 |" in lines


def test_a_service_that_shows_nothing_now_and_no_service_at_all():
    gone = model_card(MANIFEST_OF_ONE, COUNTS | {"offers": {}, "snapshots": {}, "metrics": {}})
    assert "| Hulu | 300 |  |  |" in gone
    none = model_card(MANIFEST_OF_ONE, COUNTS | {"titles": {}, "offers": {}, "snapshots": {}, "metrics": {}})
    assert "| service |" not in none


def test_where_it_comes_from():
    assert "ratings simulated, nobody's own" in card(METRICS, sample=True)
    assert "simulated" not in card(METRICS)
    assert "Built 2026-01-02T03:04:05+00:00 from the raw files listed in `manifest.json`." in card(METRICS)


def test_whose_the_data_are_and_on_which_terms():
    text = " ".join(card({}, sources={"tmdb": {"what": "films of TMDB", "terms": "CC0"}}).split())
    assert "## Data and licences - films of TMDB: CC0 ##" in text


def test_what_may_be_done_with_the_data_and_what_tmdb_wants_to_be_said():
    uses = {"shown": True, "trained_on": False, "passed_on": False}
    said = {"what": "answers", "terms": "its own", "uses": uses, "as_of": ["2026-10-01", "2026-11-28"]}
    text = card({}, sources={"tmdb-api": said, "tmdb": {"what": "films", "terms": "CC0"}})
    table = "| source | shown | trained on | passed on |\n| --- | --- | --- | --- |\n| `tmdb-api` | yes | no | no |\n\n"
    assert table in text
    one_line = " ".join(text.split())
    assert (
        "uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB. Which service "
        "shows what is by JustWatch." in one_line
    )
    assert "Fetched from 2026-10-01 to 2026-11-28." in one_line
    assert "learned from" not in text.split("## Data and licences")[1]
    asked = card({}, sources={"tmdb-api": said}, settings={"train_on": "tmdb-api"})
    assert "The models learned from tmdb-api, as whoever built it asked." in asked


def test_counts_of_what_a_bundle_holds():
    """Brazil on Netflix in two countries, Alien on two services; Caché is on none any more."""
    assert contents(tiny_bundle()) == {
        "works": 3,
        "films": 3,
        "series": 0,
        "titles": {"amazon": 1, "hulu": 1, "netflix": 2},
        "offers": {"amazon": {"US": 1}, "netflix": {"US": 2, "MX": 1}},
        "snapshots": {"amazon": "2021", "netflix": "2021"},
        # Of places with one snapshot nothing is known.
        "moves": [
            {"service": "hulu", "country": "", "works": 0, "as_of": "2069", "before": "2021",
             "came": 0, "left": 1, "came_7": 0, "left_7": 0, "came_30": 0, "left_30": 0},
        ],
        "ratings": 3,
        "users": 2,
        "svd_ratings": 3,
        "example": {"work_id": WORKS[0], "user_id": "zoe"},
    }  # fmt: skip


def test_several_titles_of_a_work_count_once():
    twice = rows.title("ns1", "Alien", 1979, country=None) + rows.title("ns2", "Alien", 1979, country=None)
    twice += rows.title("ns3", "Dark", 2017, "tv show", country=None, snapshot="2025-05")
    bundle = dataclasses.replace(tiny_bundle(), **rows.tables(twice))
    found = contents(bundle)
    assert (found["films"], found["series"]) == (1, 1)
    assert found["titles"] == {"netflix": 3}
    assert found["offers"] == {"netflix": {"": 2}}
    assert found["snapshots"] == {"netflix": "2025-05"}


def test_what_came_and_left_is_counted_by_service_and_country():
    """Netflix had Alien in Mexico, then Brazil and Dark; a snapshot of years ago of the United States says nothing."""
    made = rows.tables(
        rows.title("ns1", "Alien", 1979, country="MX", snapshot="2026-11-21", until="2026-11-28"),
        rows.title("ns2", "Brazil", 1985, country=()),
        rows.offer("brazil-1985-movie", "netflix", "MX", "ns2", added="2026-11-28", snapshot="2026-11-28"),
        rows.title("ns3", "Dark", 2017, "tv show", country="US", snapshot="2021"),
        rows.offer("dark-2017-series", "netflix", "MX", "ns3", added="2026-11-02", snapshot="2026-11-28"),
    )
    assert contents(dataclasses.replace(tiny_bundle(), **made))["moves"] == [
        {"service": "netflix", "country": "MX", "works": 2, "as_of": "2026-11-28", "before": "2026-11-21",
         "came": 1, "left": 1, "came_7": 1, "left_7": 1, "came_30": 2, "left_30": 1},
    ]  # fmt: skip


def test_the_card_says_what_came_and_left_of_the_biggest_places():
    text = card({})
    assert "| Netflix MX | 2025-05-09 | 40 | 3 | 1,190 | 80 | 40 came, 3 left since 2025-05-02 |" in text
    assert "| Hulu (country not known) | 2021 | 0 | 0 | 2 | 0 |  |" in text
    many = [MOVES[0] | {"country": code} for code in ("AR", "BR", "CL", "CO", "EC", "MX", "PE", "UY", "VE")]
    text = model_card(MANIFEST_OF_ONE, COUNTS | {"moves": many, "metrics": {}})
    assert "Netflix UY" in text
    assert "Netflix VE" not in text
    assert "came in" not in model_card(MANIFEST_OF_ONE, COUNTS | {"moves": [], "metrics": {}})


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_is_described(engine):
    assert f"engine `{engine}`: " in said(METRICS | {"engine": engine})


def test_no_line_is_too_long_but_for_pictures():
    for metrics in (METRICS, without_signal(), {}):
        lines = card(metrics).splitlines()
        assert all(len(line) <= 120 for line in lines)
        assert "no file in it is a pickle." in card(metrics)
        assert "\n\n\n" not in card(metrics)


def test_a_bundle_holds_its_plot(sample_bundle):
    bundle = load_bundle(sample_bundle)
    assert PLOT in bundle.manifest["files"]
    plot = ET.fromstring((sample_bundle / PLOT).read_text(encoding="utf-8"))  # noqa: S314 - our own
    dots = list(plot.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(dots) == len(bundle.metrics["calibration"]["bins"]) > 3
    assert f"]({PLOT})" in (sample_bundle / "README.md").read_text(encoding="utf-8")
    assert (sample_bundle / MANIFEST).is_file()
