"""The command that makes lists for everybody, in a cluster."""

from pathlib import Path
from typing import Annotated

import typer

from recsys.bundle.bundle import load_bundle
from recsys.errors import SettingsError


def batch(
    bundle: Annotated[Path, typer.Option(help="The bundle's folder.")],
    out: Annotated[Path, typer.Option(help="The folder that the lists go to, which all nodes see.")],
    master: Annotated[str, typer.Option(help="The cluster: spark://host:port, or local[2] for this machine.")],
    market: Annotated[
        list[str] | None,
        typer.Option(
            help="A country whose offers are listed, or some services there by their ids, as ES:ID+ID. Repeatable."
        ),
    ] = None,
    k: Annotated[int, typer.Option(min=1, help="How long lists are.")] = 50,
    buckets: Annotated[int, typer.Option(min=1, help="How many parts keys are hashed among.")] = 64,
) -> None:
    """Make lists for all users and neighbours of all works, for a store to read by key."""
    try:
        from recsys.spark.batch import make_lists
        from recsys.spark.session import spark_session
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"batch needs Spark, found no {error.name}. Install it: pip install 'butaca[spark]'"
        ) from error
    opened = load_bundle(bundle)
    with spark_session(master) as spark:
        make_lists(spark, opened, bundle, out, market or [], k, buckets)
    typer.echo(f"Lists: {out}")
