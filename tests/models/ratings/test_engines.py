import pytest

from recsys.errors import SettingsError
from recsys.models.ratings.engines import (
    ENGINES,
    FAST,
    MOST_FOR_POSTERIOR,
    POSTERIOR,
    check_engine,
    default_engine,
    fit_engine,
)
from tests.fixtures.bundles import assert_same_arrays
from tests.models.planted import SCALE, planted


def test_the_names():
    assert ENGINES == (POSTERIOR, FAST) == ("posterior", "fast")
    assert [check_engine(name) for name in ENGINES] == [*ENGINES]


@pytest.mark.parametrize("name", ["", "svd", "surprise", "Fast", "posterior "])
def test_another_name_is_told(name):
    data, features = planted()
    with pytest.raises(SettingsError, match=f"engine must be one of posterior, fast, got «{name}»"):
        check_engine(name)
    with pytest.raises(SettingsError, match="engine must be one of"):
        fit_engine(name, data, features, SCALE, 0)


def test_the_default_is_the_most_accurate_that_is_affordable():
    assert default_engine(100) == default_engine(MOST_FOR_POSTERIOR) == POSTERIOR
    assert default_engine(MOST_FOR_POSTERIOR + 1) == FAST


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(engine):
    data, features = planted(30, 15)
    model = fit_engine(engine, data, features, SCALE, 3)
    assert_same_arrays(model, fit_engine(engine, data, features, SCALE, 3))
    assert (model.coefficients != fit_engine(engine, data, features, SCALE, 4).coefficients).any()
    assert model.scale == SCALE
