"""Tables and arrays that are mapped are the same, and are let go with their bundle."""

import gc

import numpy as np

from recsys.bundle import mapped as module
from recsys.bundle.mapped import forget_read, mapped
from recsys.domain.schema import TABLES
from tests.fixtures.bundles import tiny_bundle


def test_mapped_tables_are_the_same_and_can_be_forgotten_and_read_again():
    bundle = tiny_bundle(4.0)
    gc.collect()  # what other tests let go
    found = mapped(bundle)
    for _ in range(2):
        assert all(getattr(found, name).equals(getattr(bundle, name)) for name in TABLES)
        forget_read()
    assert found.work_ids == bundle.work_ids
    assert len(module._MAPS) >= len(TABLES)
    before = len(module._MAPS)
    del found
    gc.collect()
    assert len(module._MAPS) == before - len(TABLES)


def test_mapped_arrays_are_the_same_and_can_only_be_read(monkeypatch):
    monkeypatch.setattr(module, "_LARGE", 1)
    bundle = tiny_bundle(4.0)
    found = mapped(bundle)
    forget_read()
    for name in module._MODELS:
        pairs = zip(module._arrays_of(getattr(bundle, name)), module._arrays_of(getattr(found, name)), strict=True)
        for own, array in pairs:
            np.testing.assert_array_equal(own, array)
            assert array.dtype == own.dtype
            assert not array.flags.writeable
    assert found.similar.nearest(0, 3)[0].tolist() == bundle.similar.nearest(0, 3)[0].tolist()


def test_without_a_disk_the_tables_stay_where_they_are(monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    bundle = tiny_bundle(4.0)
    assert mapped(bundle) is bundle
