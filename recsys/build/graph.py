"""The build, declared once: its steps in their order, what each needs and what it makes.

`recsys.build.pipeline` runs it in memory or one step from files to files, `recsys.build.dvc` writes `dvc.yaml` from it.

    etl ──> tables, those of works also as models may know them, account
     ├──> embed ──> embeddings of descriptions, an account of them
     ├──> content (with embeddings) ──> content model, what else pairs are compared by
     ├──> collaborative ──> collaborative model
     ├──> svd ──> Surprise's SVD
     ├──> evaluate (with both) ──> metrics, telling sources, ranker
     ├──> cooccurrence (with telling sources) ──> co-occurrence model
     ├──> nearest (with content and co-occurrence) ──> the works nearest to the best known
     ├──> search ──> the index of all names
     └──> bundle (with all of them) ──> the folder of a bundle
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from recsys.build import evaluate as evaluation
from recsys.build.assemble import assemble
from recsys.build.codecs import ACCOUNT, JSON, Codec, model, table
from recsys.build.collaborative import COLLABORATIVE, fit_collaborative
from recsys.build.content import fit_cosine
from recsys.build.cooccurrence import fit_cooccurrence
from recsys.build.dataset import dataset_of
from recsys.build.embedding import step as embedding
from recsys.build.embedding.embeddings import Embeddings
from recsys.build.etl import read_tables
from recsys.build.item_features import training_features
from recsys.build.nearest import find_nearest
from recsys.build.svd import fit_svd
from recsys.bundle.search import search_index
from recsys.domain.schema import TABLES
from recsys.errors import SettingsError
from recsys.ingest.tables import SCHEMAS, TRAINING
from recsys.models.content.cosine import CosineModel
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.search.index import TitleIndex
from recsys.models.similar.model import PairModel
from recsys.models.similar.nearest import NearestWorks

PARAMETERS = ("data", "rating_scale", "train_on", "target", "seed", "engine")


@dataclass(frozen=True)
class Value:
    """Something that a step makes and others need, and how it is kept in a file; `metric` for what DVC compares."""

    name: str
    codec: Codec
    metric: bool = False

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.name + self.codec.suffix


@dataclass(frozen=True)
class Derived:
    """Something that follows from values and is made where it is needed, never kept in a file.

    `make` takes the `inputs` by their names.
    """

    name: str
    inputs: tuple[str, ...]
    make: Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """A step of the build.

    `function` takes by their names the `inputs`, which are values or derived ones, the `parameters` of PARAMETERS, and,
    where `reports` is set, `progress`, to which it says the sentences of `progress` itself; else the first of them is
    said for it. It returns the only output, or a mapping or tuple of all `outputs`. A step without outputs makes the
    bundle.
    """

    name: str
    function: Callable[..., Any]
    inputs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    outputs: tuple[Value, ...] = ()
    progress: tuple[str, ...] = ()
    reports: bool = False


DERIVED = (
    Derived("item_features", tuple(TRAINING), training_features),
    Derived("dataset", ("works", "ratings", "item_features"), dataset_of),
)

STEPS = (
    Step(
        "etl",
        read_tables,
        parameters=("data", "rating_scale", "train_on"),
        outputs=(*(Value(name, table(SCHEMAS[name])) for name in SCHEMAS), Value("account", ACCOUNT)),
        reports=True,  # of every source, see `ingest.load.count_sources`
    ),
    Step(
        "embed",
        embedding.embed,
        inputs=("training_works",),
        outputs=(Value("embeddings", model(Embeddings)), Value("embedded", JSON)),
        progress=embedding.PROGRESS,
        reports=True,
    ),
    Step(
        "content",
        fit_cosine,
        inputs=("works", "item_features", "embeddings"),
        outputs=(Value("content", model(CosineModel)), Value("pairs", model(PairModel))),
        progress=("fitting the content model",),
    ),
    Step(
        "collaborative",
        fit_collaborative,
        inputs=("dataset",),
        parameters=("seed", "engine"),
        outputs=(Value("collaborative", COLLABORATIVE),),
        progress=("fitting the collaborative model",),
    ),
    Step(
        "svd",
        fit_svd,
        inputs=("dataset",),
        parameters=("seed",),
        outputs=(Value("svd", model(PointEstimate)),),
        progress=("fitting Surprise's SVD",),
    ),
    Step(
        "evaluate",
        evaluation.evaluate,
        inputs=("dataset", "ratings", "watched", "content", "pairs"),
        parameters=("seed", "engine"),
        outputs=(
            Value("metrics", JSON, metric=True),
            Value("telling", JSON),
            Value("ranker", model(RankingModel)),
        ),
        progress=evaluation.PROGRESS,
        reports=True,
    ),
    Step(
        "cooccurrence",
        fit_cooccurrence,
        inputs=("works", "watched", "item_features", "dataset", "telling"),
        outputs=(Value("cooccurrence", model(CooccurrenceModel)),),
        progress=("learning which works the same people like and watch",),
    ),
    Step(
        "nearest",
        find_nearest,
        inputs=("works", "titles", "ratings", "content", "pairs", "cooccurrence"),
        outputs=(Value("nearest", model(NearestWorks)),),
        progress=("finding the nearest works of the best known",),
    ),
    Step(
        "search",
        search_index,
        inputs=("works", "names", "titles", "ratings"),
        outputs=(Value("search", model(TitleIndex)),),
        progress=("indexing all names",),
    ),
    Step(
        "bundle",
        assemble,
        inputs=(
            *TABLES,
            "rejected",
            "account",
            "embedded",
            "content",
            "pairs",
            "cooccurrence",
            "nearest",
            "collaborative",
            "svd",
            "metrics",
            "ranker",
            "search",
        ),
        parameters=("target", "seed", "engine", "train_on"),
        progress=("writing the bundle",),
    ),
)


@dataclass(frozen=True)
class Graph:
    """The steps of a build in their order, and what follows from their values."""

    steps: tuple[Step, ...]
    derived: tuple[Derived, ...]

    def needed(self, names: Iterable[str]) -> set[str]:
        """Some values and all that they follow from, derived or not."""
        derived = {one.name: one for one in self.derived}
        found: set[str] = set()
        left = list(names)
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += derived[name].inputs if name in derived else ()
        return found

    def stored_inputs(self, names: Iterable[str]) -> tuple[str, ...]:
        """The values that some inputs are or follow from, each once, in the order of the steps that make them."""
        wanted = self.needed(names)
        return tuple(value.name for step in self.steps for value in step.outputs if value.name in wanted)

    def maker_of(self) -> dict[str, Step]:
        """The step that makes each value, by the value's name."""
        return {value.name: step for step in self.steps for value in step.outputs}

    def step(self, name: str) -> Step:
        """The step of that name. Raises SettingsError where there is none."""
        steps = {step.name: step for step in self.steps}
        if name not in steps:
            raise SettingsError(f"stage must be one of {', '.join(steps)}, got «{name}».")
        return steps[name]


GRAPH = Graph(STEPS, DERIVED)
