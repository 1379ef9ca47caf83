"""Models as named arrays, and back: what stands in the safetensors files of a bundle.

Reading raises LookupError, TypeError or ValueError where the arrays do not fit one another.
"""

import numpy as np

from recsys.files import pack_strings, unpack_strings
from recsys.models.content.model import ContentModel
from recsys.models.content.term_rows import TermRows
from recsys.models.cooccurrence.model import AffinityModel
from recsys.models.cooccurrence.pairs import Lifts
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.model import ListModel
from recsys.models.ranking.ranker import ListMix
from recsys.models.ratings.collaborative import CollaborativeModel, StoredUsers
from recsys.models.ratings.features import Features
from recsys.models.vocabulary import Vocabulary

_CONTENT_FIELDS = ("row_starts", "row_terms", "row_weights", "term_starts", "term_rows", "term_weights")
_COLLABORATIVE_FIELDS = (
    "row_of",
    "coefficients",
    "implicit",
    "prior_mean",
    "prior_precision",
    "implicit_variance",
    "noise_precision",
    "work_mean",
    "work_variance",
    "feature_coefficients",
)
_ROW_FIELDS = ("starts", "columns", "weights")
_LIFT_FIELDS = ("starts", "works", "lifts")
_EASE_FIELDS = ("starts", "neighbours", "weights")
_FEATURE_FIELDS = ("starts", "columns", "values")


def _packed(name: str, texts: tuple[str, ...]) -> dict[str, np.ndarray]:
    raw, starts = pack_strings(texts)
    return {name: raw, f"{name}_starts": starts}


def _unpacked(arrays: dict[str, np.ndarray], name: str) -> tuple[str, ...]:
    return unpack_strings(arrays[name], arrays[f"{name}_starts"])


def content_arrays(model: ContentModel, works: Vocabulary) -> dict[str, np.ndarray]:
    """The content model's arrays, with its terms and the ids of its rows."""
    arrays = {name: getattr(model, name) for name in _CONTENT_FIELDS}
    return arrays | _packed("terms", model.terms) | _packed("works", works.ids)


def content_model(arrays: dict[str, np.ndarray]) -> tuple[Vocabulary, ContentModel]:
    """The ids of the rows, and the content model."""
    model = ContentModel(_unpacked(arrays, "terms"), **{name: arrays[name] for name in _CONTENT_FIELDS})
    works = Vocabulary(_unpacked(arrays, "works"))
    if len(works) != model.n_works:
        raise ValueError(f"{len(works)} works for {model.n_works} rows")
    return works, model


def film_works(arrays: dict[str, np.ndarray], n_works: int) -> np.ndarray:
    """Which of the works each film of a content file is, -1 for none."""
    found = arrays["work_nums"]
    if len(found) != len(arrays["row_starts"]) - 1 or (len(found) and not -1 <= found.min() <= found.max() < n_works):
        raise ValueError(f"works of {len(found)} films for {len(arrays['row_starts']) - 1} films and {n_works} works")
    return found


def affinity_arrays(works: AffinityModel, films: AffinityModel | None) -> dict[str, np.ndarray]:
    """The affinities of the streaming catalogue's works and of the films, whose terms and projection are one."""
    arrays = _packed("terms", works.rows.terms) | {"projection": works.projection}
    for name, model in (("works", works), ("films", films)):
        if model is not None:
            arrays |= {f"{name}_{field}": getattr(model.rows, field) for field in _ROW_FIELDS}
            arrays |= {f"{name}_lift_{field}": getattr(model.lifts, field) for field in _LIFT_FIELDS}
            arrays |= {f"{name}_factors": model.factors, f"{name}_scales": model.scales}
    return arrays


def affinity_models(arrays: dict[str, np.ndarray]) -> tuple[AffinityModel, AffinityModel | None]:
    """The affinities of the streaming catalogue's works and of the films, None where there are none."""
    terms, projection = _unpacked(arrays, "terms"), arrays["projection"]
    if len(projection) != len(terms):
        raise ValueError(f"{len(terms)} terms for a projection of the shape {projection.shape}")

    def of(name: str) -> AffinityModel:
        rows = TermRows(terms, **{field: arrays[f"{name}_{field}"] for field in _ROW_FIELDS})
        lifts = Lifts(**{field: arrays[f"{name}_lift_{field}"] for field in _LIFT_FIELDS})
        factors, scales = arrays[f"{name}_factors"], arrays[f"{name}_scales"]
        if factors.shape != (rows.n_works, projection.shape[1]) or len(lifts.starts) != len(rows.starts):
            raise ValueError(f"factors of the shape {factors.shape} for {rows.n_works} {name}")
        return AffinityModel(rows, projection, factors, scales, lifts)

    return of("works"), of("films") if "films_factors" in arrays else None


def collaborative_arrays(model: CollaborativeModel) -> dict[str, np.ndarray]:
    """The arrays as they are; the few numbers together; the works' ids are the content model's."""
    arrays = {name: getattr(model, name) for name in _COLLABORATIVE_FIELDS}
    arrays |= {f"feature_{name}": getattr(model.features, name) for name in _FEATURE_FIELDS}
    numbers = (model.global_mean, model.implicit_exponent, model.noise_shape, model.liking_cut)
    arrays["numbers"] = np.array([*model.scale, *numbers])
    if model.stored is not None:
        arrays |= {"user_coefficients": model.stored.coefficients} | _packed("users", model.stored.users.ids)
    return {name: np.ascontiguousarray(_halved(array)) for name, array in arrays.items()}


def _halved(array: np.ndarray) -> np.ndarray:
    """32-bit numbers in 16 bits where nothing is lost by it."""
    if array.dtype != np.float32:
        return array
    with np.errstate(over="ignore"):  # too large for 16 bits: then it is not equal
        half = array.astype(np.float16)
    return half if np.array_equal(half, array) else array


def collaborative_model(arrays: dict[str, np.ndarray], works: Vocabulary) -> CollaborativeModel:
    """The collaborative model over these works, its arrays in 32 bits."""
    arrays = {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in arrays.items()}
    low, high, global_mean, implicit_exponent, noise_shape, liking_cut = arrays["numbers"].tolist()
    features = Features(
        **{name: arrays[f"feature_{name}"] for name in _FEATURE_FIELDS}, n_features=len(arrays["feature_coefficients"])
    )
    stored = None
    if "user_coefficients" in arrays:
        stored = StoredUsers(Vocabulary(_unpacked(arrays, "users")), arrays["user_coefficients"])
    model = CollaborativeModel(
        works=works,
        scale=(low, high),
        features=features,
        stored=stored,
        global_mean=global_mean,
        implicit_exponent=implicit_exponent,
        noise_shape=noise_shape,
        liking_cut=liking_cut,
        **{name: arrays[name] for name in _COLLABORATIVE_FIELDS},
    )
    if len(model.row_of) != len(works) or len(features.starts) != len(works) + 1:
        raise ValueError(f"{len(works)} works for {len(model.row_of)} rows")
    rated, shape = int((model.row_of >= 0).sum()), model.prior_mean.shape
    for name in ("coefficients", "implicit"):
        if getattr(model, name).shape != (rated, *shape):
            raise ValueError(f"{name} of the shape {getattr(model, name).shape} for {rated} rated works")
    if stored is not None and stored.coefficients.shape != (len(stored.users), shape[1]):
        raise ValueError(f"{len(stored.users)} users for coefficients of the shape {stored.coefficients.shape}")
    return model


def list_arrays(model: ListModel) -> dict[str, np.ndarray]:
    """EASE's arrays, popularity, and the weights with their signals' names."""
    ease = {f"ease_{name}": getattr(model.ease, name) for name in _EASE_FIELDS}
    weights = np.array(list(model.mix.weights.values()))
    return ease | {"popularity": model.popularity, "weights": weights} | _packed("signals", tuple(model.mix.weights))


def list_model(arrays: dict[str, np.ndarray], works: Vocabulary) -> ListModel:
    """The list model over these works."""
    ease = EaseModel(**{name: arrays[f"ease_{name}"] for name in _EASE_FIELDS})
    mix = ListMix(dict(zip(_unpacked(arrays, "signals"), arrays["weights"].tolist(), strict=True)))
    if len(arrays["popularity"]) != len(works) or len(ease.starts) != len(works) + 1:
        raise ValueError(f"{len(works)} works for {len(arrays['popularity'])} counts")
    return ListModel(ease, mix, arrays["popularity"])
