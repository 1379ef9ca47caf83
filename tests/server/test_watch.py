"""Moving to another bundle of a folder, in this process."""

import dataclasses
import gc
import shutil
import weakref

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import load_file, save_file

from recsys.bundle.bundle import Bundle, save_bundle
from recsys.bundle.manifest import COLLABORATIVE, FORMAT_VERSION, MANIFEST, TITLES_FILE, WORKS_FILE
from recsys.errors import SettingsError
from recsys.publish.hub.reference import Reference
from recsys.server.bundles import Folder, Newest, Published, source_of
from recsys.server.watch import free, freeze
from recsys.serving.service import Service
from recsys.settings import Settings
from tests.fixtures.bundles import edit_manifest, sign, tiny_bundle
from tests.watched import Watched


@pytest.fixture
def folder(tmp_path):
    save_bundle(tiny_bundle(3.0), tmp_path / "bundle", {})
    return tmp_path / "bundle"


@pytest.fixture
def watched(folder):
    return Watched(Folder(folder))


def test_what_the_settings_name():
    assert source_of(Settings(bundle="build/real")) == Folder(Settings().artifacts.parent / "build" / "real")
    assert source_of(Settings()) == Newest(Settings().artifacts)
    assert source_of(Settings(bundle="hf://owner/name")) == Published(Reference("owner/name"))
    assert source_of(Settings(bundle="hf://owner/name@v1")) == Published(Reference("owner/name", "v1"))
    with pytest.raises(SettingsError, match="got «owner»"):
        source_of(Settings(bundle="hf://owner"))


def test_nothing_new_is_nothing_done(watched):
    service = watched.current.service
    assert watched.look(told=True) == 3.0
    assert watched.current.service is service
    assert watched.said == []


def test_a_bundle_that_was_replaced_is_served_and_the_old_one_freed(watched, folder):
    old = [weakref.ref(watched.current.service), weakref.ref(watched.current.service.bundle)]
    save_bundle(tiny_bundle(4.0), folder, {})
    assert watched.look() == 4.0
    gc.collect()
    assert [ref() for ref in old] == [None, None]
    now = watched.current.now
    assert now.revision != watched.first
    assert watched.said == [f"revision {now.revision} of bundle is served from now on"]
    assert watched.count("served") == 1


def test_a_service_that_was_frozen_is_freed_all_the_same(watched, folder):
    freeze()
    try:
        old = weakref.ref(watched.current.service)
        save_bundle(tiny_bundle(4.0), folder, {})
        assert watched.look() == 4.0
        gc.collect()
        assert old() is not None  # it refers to itself, and nobody looks there any more
        free(old)
        assert old() is None
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_pictures_stay_where_the_operator_said(watched, folder):
    watched.current.swap(Service(tiny_bundle(3.0), "https://pictures.example"), watched.first)
    save_bundle(tiny_bundle(4.0), folder, {})
    assert watched.look() == 4.0
    assert watched.current.service.posters == "https://pictures.example"


def test_the_newest_of_several_is_served_once_there_is_a_newer_one(tmp_path):
    save_bundle(tiny_bundle(3.0), tmp_path / "zeta", {})
    watched = Watched(Newest(tmp_path))
    later = tiny_bundle(4.0)
    save_bundle(
        dataclasses.replace(later, manifest=later.manifest | {"built": "2030-01-01T00:00:00+00:00"}), tmp_path / "a", {}
    )
    assert watched.look() == 4.0
    assert watched.current.now.name == "a"


# What is no good is refused, and the old one serves on


def no_numbers(folder):
    arrays = load_file(folder / COLLABORATIVE)
    arrays["coefficients"][0, 0, 0] = np.nan
    save_file(arrays, folder / COLLABORATIVE)
    sign(folder, COLLABORATIVE)


def other_titles(folder):
    other = folder.with_name("other")
    save_bundle(_renamed(tiny_bundle(4.0)), other, {})
    (folder / TITLES_FILE).write_bytes((other / TITLES_FILE).read_bytes())
    sign(folder, TITLES_FILE)


def _renamed(bundle: Bundle) -> Bundle:
    titles = bundle.titles
    ids = [f"{id_}0" for id_ in titles["work_id"].to_pylist()]
    column = titles.schema.get_field_index("work_id")
    return dataclasses.replace(bundle, titles=titles.set_column(column, titles.schema.field(column), [ids]))


def sources_of_no_fact(folder):
    """Right in every check of the file, and still nothing can be answered."""
    works = pq.read_table(folder / WORKS_FILE)
    column = works.schema.get_field_index("fact_sources")
    field = works.schema.field(column)
    broken = pa.array(["{"] * works.num_rows).cast(field.type)
    pq.write_table(works.set_column(column, field, broken), folder / WORKS_FILE)
    sign(folder, WORKS_FILE)


BAD = {
    "wrong hash": (lambda folder: (folder / TITLES_FILE).write_bytes(b"x"), "titles.parquet: damaged"),
    "newer format": (
        lambda folder: edit_manifest(folder, lambda manifest: manifest.update(format=FORMAT_VERSION + 1)),
        f"reads bundle format {FORMAT_VERSION}, found {FORMAT_VERSION + 1}",
    ),
    "missing file": (
        lambda folder: (folder / COLLABORATIVE).unlink(),
        f"{COLLABORATIVE}: the manifest lists this file",
    ),
    "no manifest": (lambda folder: (folder / MANIFEST).unlink(), "expected a bundle's manifest, found none"),
    "no numbers": (no_numbers, "coefficients: 1 of 6 numbers are not finite"),
    "titles of other works": (
        other_titles,
        "work_id: 3 are not in the table of works, the first is «alien-1979-movie0»",
    ),
    "answers that fail": (sources_of_no_fact, "its answers fail: JSONDecodeError"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_bundle_is_refused_with_its_reason_and_the_old_one_serves_on(watched, folder, kind):
    spoil, reason = BAD[kind]
    service = watched.current.service
    save_bundle(tiny_bundle(4.0), folder, {})
    spoil(folder)
    assert watched.look() == 3.0
    assert watched.current.service is service
    refused = watched.current.last_refused
    assert reason in refused.reason
    assert refused.when >= watched.current.now.since
    (said,) = watched.said
    assert f"is refused, {watched.first} is served on: " in said
    assert watched.look() == 3.0  # not said again
    assert len(watched.said) == 1
    shutil.rmtree(folder)
    save_bundle(tiny_bundle(4.5), folder, {})
    assert watched.look() == 4.5


def test_going_back_to_an_earlier_bundle_is_one_more_move(watched, folder):
    save_bundle(tiny_bundle(4.0), folder, {})
    watched.look()
    save_bundle(tiny_bundle(3.0), folder, {})
    assert watched.look() == 3.0
    assert watched.current.now.revision == watched.first
