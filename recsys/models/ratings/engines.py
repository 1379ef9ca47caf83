"""The collaborative engines by name: each fits ratings, all give the same kind of model."""

import numpy as np

from recsys.errors import SettingsError
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.features import Features

POSTERIOR, FAST = "posterior", "fast"
ENGINES = (POSTERIOR, FAST)  # of one machine
ALS = "als"  # that of a cluster (`recsys.spark.als`), whose model is served like the others'
SVD = "svd"  # Surprise's, which is no engine: every bundle has it beside its engine's model
# A sweep of the default engine takes about a second for so many; 300 sweeps are then a coffee.
MOST_FOR_POSTERIOR = 5_000_000


def default_engine(n_ratings: int) -> str:
    """The most accurate engine that many ratings can afford."""
    return POSTERIOR if n_ratings <= MOST_FOR_POSTERIOR else FAST


def check_engine(name: str) -> str:
    """The name, if it is an engine's. Raises SettingsError."""
    if name not in ENGINES:
        raise SettingsError(f"engine must be one of {', '.join(ENGINES)}, got «{name}».")
    return name


def fit_engine(
    name: str, data: RatingArrays, features: Features, scale: tuple[float, float], seed: int
) -> CollaborativeModel:
    """Fit that engine on ratings; `features` has a row for each work of `data.works`, rated or not.

    `posterior`: draws of a factor model with implicit and work features, the most accurate. `fast`: SGD, compiled, for
    tens of millions of ratings; both know works that nobody rated by their features. Raises SettingsError
    for another name.
    """
    # What only fitting needs is imported by what is fitted.
    if check_engine(name) == POSTERIOR:
        from recsys.models.ratings.posterior.fit import PosteriorParameters, fit_posterior

        return fit_posterior(data, features, scale, PosteriorParameters(seed=seed))
    from recsys.models.ratings.point_estimate import PointEstimate
    from recsys.models.ratings.posterior.unrated import expecting
    from recsys.models.ratings.sgd import fit_sgd, parameters_for

    fast = parameters_for(len(data), seed)
    estimate = PointEstimate.measured(fit_sgd(data, scale, fast), data, fast.reg, seed)
    model = estimate.collaborative(data.works, keep_users=False)
    return expecting(model, features, np.bincount(data.work_nums, minlength=len(data.works)), data, seed)
