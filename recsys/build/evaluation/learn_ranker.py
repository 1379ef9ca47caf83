"""What an engine of ours predicts for a user, as `rankers` learns from it what orders a list."""

from collections.abc import Callable

from recsys.build.evaluation.methods import Nums, PlainDataset
from recsys.build.evaluation.rankers import FitPredictor, Stars, UserPrediction
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import fit_engine
from recsys.models.ratings.features import Features


def predictor_by(engine: str, features_of: Callable[[PlainDataset], Features]) -> FitPredictor:
    """Predictions for a user by an engine, through the path that serving uses: a user is their ratings."""

    def fit(plain: PlainDataset, seed: int) -> Callable[[Nums, Stars], UserPrediction]:
        return predictor_of(fit_engine(engine, plain.ratings, features_of(plain), plain.scale, seed))

    return fit


def predictor_of(model: CollaborativeModel) -> Callable[[Nums, Stars], UserPrediction]:
    """Predictions for a user by a fitted model."""
    return lambda works, stars: UserPrediction(*model.fold_in(works, stars).overview())
