"""How well localised viewing histories are matched, and how fast: histories made from the catalogue's names."""

import os
import time
from pathlib import Path

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.serving.catalogue import Catalogue
from recsys.serving.imports.archives import Budget
from recsys.serving.imports.dates import Order
from recsys.serving.imports.documents import Table
from recsys.serving.imports.entries import Entry
from recsys.serving.imports.history import import_history
from recsys.serving.imports.layouts.netflix import LAYOUTS
from recsys.serving.imports.match import Asked, Finder
from recsys.serving.imports.opening import opened
from recsys.serving.imports.reading import File
from tests.serving.imports.histories import ROWS, TONGUES, history

PRECISION, RECALL = 0.98, 0.95
_ORDERS = {"en": Order.MONTH_FIRST, "ja": None}


@pytest.fixture(scope="session")
def real_finder():
    """Of the bundle that RECSYS_BUNDLE names; tests that want it are skipped, by name, where there is none."""
    folder = Path(os.environ.get("RECSYS_BUNDLE", ""))
    if not (folder / "manifest.json").is_file():
        pytest.skip("no bundle of real data: RECSYS_BUNDLE names none")
    return Finder(Catalogue(load_bundle(folder)))


def measured(finder, language, seed):
    """Precision and recall of what is matched without doubt: of those rows, and of all, how many mean that work."""
    made = history(finder.catalogue, language, seed)
    (table,) = opened("history.csv", made.content, Budget())
    assert isinstance(table, Table)
    entries = [entry for entry in LAYOUTS[0].read(table) if isinstance(entry, Entry)]
    answers = finder.found((Asked.of(entry) for entry in entries), "Netflix")
    found = [answers[Asked.of(entry)] for entry in entries]
    sure = [one.work == work for one, work in zip(found, made.works, strict=True) if one.work and not one.doubtful]
    return sum(sure) / len(sure), sum(sure) / ROWS


@pytest.mark.parametrize("language", TONGUES)
def test_histories_in_every_language_of_the_sample(sample_service, language):
    precision, recall = measured(sample_service.finder, language, seed=1)
    assert (precision >= PRECISION, recall >= RECALL) == (True, True), (precision, recall)
    made = history(sample_service.catalogue, language, seed=1)
    (document,) = import_history([File("h.csv", made.content)], sample_service.finder).documents
    assert document.rows == document.entries == ROWS
    assert document.dates == _ORDERS.get(language, Order.DAY_FIRST)


@pytest.mark.real_data
@pytest.mark.parametrize("language", TONGUES)
def test_histories_in_every_language_of_all_works(real_finder, language):
    precision, recall = measured(real_finder, language, seed=1)
    assert (precision >= PRECISION, recall >= RECALL) == (True, True), (precision, recall)


@pytest.mark.real_data
def test_a_hundred_thousand_rows_take_seconds(real_finder):
    made = history(real_finder.catalogue, "en", seed=2, rows=100_000)
    real_finder.found([], "Netflix")  # what is made once, when the first file is read
    told: list[str] = []
    began = time.process_time()
    found = import_history([File("history.csv", made.content)], real_finder, tell=told.append)
    took = time.process_time() - began
    assert found.totals.rows == 100_000
    assert len(told) >= 3
    assert took < 10  # 5 on a machine with nothing else to do
