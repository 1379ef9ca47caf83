"""The collaborative engines by name: each fits ratings, all give the same kind of model."""

from recsys.errors import SettingsError
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.features import Features
from recsys.models.ratings.svd import SvdModel, SvdParameters

POSTERIOR, FAST, SURPRISE = "posterior", "fast", "surprise"
ENGINES = (POSTERIOR, FAST, SURPRISE)
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
    tens of millions of ratings. `surprise`: scikit-surprise's SVD, the reference; its stored users are answered as
    `SVD.predict` does. Raises SettingsError for another name.
    """
    # What only fitting needs is imported by what is fitted.
    if check_engine(name) == POSTERIOR:
        from recsys.models.ratings.posterior.fit import PosteriorParameters, fit_posterior

        return fit_posterior(data, features, scale, PosteriorParameters(seed=seed))
    from recsys.models.ratings.point_estimate import one_draw

    if name == FAST:
        from recsys.models.ratings.sgd import fit_sgd, parameters_for

        fast = parameters_for(len(data), seed)
        return one_draw(fit_sgd(data, scale, fast), data, fast.reg, seed, keep_users=False)
    parameters = SvdParameters(seed=seed)
    triples = (data.user_nums, data.work_nums, data.ratings)
    svd = SvdModel.fit(data.users, data.works, *triples, scale, parameters)
    return one_draw(svd, data, parameters.reg, seed, keep_users=True)
