"""The models that can say how well a title suits a person, by name."""

import math
from collections.abc import Callable
from functools import partial

from recsys.errors import InvalidValueError
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import POSTERIOR, SVD
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.fit import Fitter
from recsys.serving.recommend.users import Users


class Fitters:
    """The bundle's engine, by which `users` are, and Surprise's SVD where the bundle has it.

    `names` has the best measured first: of the lowest RMSE on ratings held out, the engine where nothing was measured.
    """

    def __init__(self, catalogue: Catalogue, users: Users) -> None:
        bundle = catalogue.bundle
        engine = str(bundle.metrics.get("engine", POSTERIOR))
        self._catalogue = catalogue
        self._users = users
        self._fitters = {engine: Fitter(engine, catalogue, users)}
        self._makers: dict[str, Callable[[], CollaborativeModel]] = {}
        if bundle.svd is not None:
            self._makers[SVD] = partial(bundle.svd.collaborative, catalogue.work_ids, keep_users=True)
        measured = bundle.metrics.get("models", {})
        self.names = sorted([engine, *self._makers], key=lambda name: measured.get(name, {}).get("rmse", math.inf))

    def named(self, value: object) -> Fitter:
        """The model of that name, the best measured where none is given. Raises InvalidValueError for another."""
        name = checks.text("model", value, self.names[0]) if checks.is_given(value) else self.names[0]
        if name not in self.names:
            raise InvalidValueError("model", f"model must be one of {', '.join(self.names)}", name)
        if name not in self._fitters:  # made when it is first asked for: it is a copy of all factors
            users = self._users.answered_by(self._makers[name]())
            self._fitters[name] = Fitter(name, self._catalogue, users)
        return self._fitters[name]
