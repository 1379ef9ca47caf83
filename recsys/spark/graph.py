"""The graph of the build on a cluster: steps of reading in place of the first, Spark's where ratings are learned from.

Those that only works go through are the ones of one machine.
"""

from recsys.build.codecs import ACCOUNT, table
from recsys.build.graph import GRAPH, Derived, Graph, Step, Value
from recsys.ingest.tables import SCHEMAS
from recsys.spark import etl, linking, ratings, reading, uniting
from recsys.spark.frames import frame
from recsys.spark.steps import in_cluster
from recsys.spark.tables import ratings_table

_FRAMES = ("rating_rows", "users", "watched_rows")  # by number, on the cluster

_READING = (
    Step(
        "read_catalogues",
        reading.read_catalogues,
        parameters=("data", "rating_scale"),
        outputs=(Value("catalogue_rows", frame("kind")),),
        progress=("reading catalogues",),
    ),
    Step(
        "read_others",
        reading.read_others,
        inputs=("catalogue_rows",),
        parameters=("data", "rating_scale"),
        outputs=(Value("other_rows", frame("kind")),),
        progress=("reading the other sources",),
    ),
    Step(
        "link",
        linking.link_records,
        inputs=("catalogue_rows", "other_rows"),
        outputs=(Value("linked", frame("kind")),),
        progress=("linking records",),
    ),
    Step(
        "recall",
        linking.recall,
        inputs=("catalogue_rows", "other_rows", "linked"),
        outputs=(Value("recalled", frame("kind")),),
        progress=("linking remembered names",),
    ),
    Step(
        "tell",
        uniting.tell_works,
        inputs=("catalogue_rows", "other_rows", "linked", "recalled"),
        parameters=("train_on",),
        outputs=(Value("told", frame()),),
        progress=("uniting the records of works",),
    ),
    Step(
        "rate",
        ratings.rate,
        inputs=("catalogue_rows", "other_rows", "told"),
        outputs=(Value("kept", frame()), Value("seen", frame())),
        progress=("finding the works of ratings",),
    ),
    Step(
        "etl",
        etl.put_together,
        inputs=("catalogue_rows", "other_rows", "linked", "recalled", "told", "kept", "seen"),
        parameters=("data", "train_on"),
        outputs=(
            *(Value(name, table(SCHEMAS[name])) for name in SCHEMAS if name not in ("ratings", "watched")),
            *(Value(name, frame()) for name in _FRAMES),
            Value("account", ACCOUNT),
        ),
        progress=etl.PROGRESS,
        reports=True,
    ),
)


SPARK_GRAPH = Graph(
    (*_READING, *map(in_cluster, GRAPH.steps[1:])),
    (
        *(one for one in GRAPH.derived if one.name != "dataset"),
        Derived("ratings", ("rating_rows", "users", "works"), ratings_table),
    ),
)
