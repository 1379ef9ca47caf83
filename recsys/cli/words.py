"""The command that asks the served bundle in everyday words."""

from typing import Annotated

import typer

from recsys.cli import console
from recsys.cli.ask import Country, Hide, K, Language, LessLike, MoreLike, Platforms, Ratings, Watched, served, split
from recsys.cli.output import Json, show


def ask(
    question: Annotated[str, typer.Argument(help="«un thriller coreano sin terror», «like Dark but shorter».")],
    k: K = 10,
    drop: Annotated[
        list[str] | None, typer.Option(help="What was understood and shall not count: genre:drama.")
    ] = None,
    platforms: Platforms = "",
    country: Country = "",
    language: Language = "",
    user: Annotated[str, typer.Option(help="A user of the ratings; left out for a visitor.")] = "",
    rating: Ratings = None,
    watched: Watched = None,
    more_like: MoreLike = None,
    less_like: LessLike = None,
    hide: Hide = None,
    as_json: Json = False,
) -> None:
    """What to watch, asked in words: English, Spanish or Portuguese."""
    answer = served().ask_in_words(
        question,
        k,
        drop=drop,
        platforms=split(platforms),
        country=country,
        language=language,
        user_id=user,
        ratings=rating,
        watched=watched,
        more_like=more_like,
        less_like=less_like,
        hide=hide,
    )
    show(answer, console.show_found, as_json)
