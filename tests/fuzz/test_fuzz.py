"""Some hundreds of inputs at every door, the same at each run; `make fuzz` throws a hundred thousand new ones."""

from pathlib import Path

from tests.fuzz.door import attack
from tests.fuzz.doors import doors

INPUTS = 2000  # of all doors together, by their shares


def test_nothing_that_is_thrown_at_any_door_breaks_it(sample_bundle):
    taken = {}
    for door in doors(Path(sample_bundle)):
        outcome = attack(door, round(door.share * INPUTS), 1)
        assert outcome.failures == [], door.name
        taken[door.name] = outcome.inputs
    assert sum(taken.values()) >= 0.9 * INPUTS, taken
