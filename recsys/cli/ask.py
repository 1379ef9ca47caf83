"""The commands that ask the served bundle."""

from typing import Annotated

import typer

from recsys.cli import console
from recsys.cli.output import Json, show
from recsys.errors import InvalidValueError
from recsys.server.start import open_bundle
from recsys.serving.recommend.diversity import PER_FRANCHISE
from recsys.serving.service import Service
from recsys.settings import Settings

K = Annotated[int, typer.Option("--k", "-k", help="How many results, 1 to 100.")]
Platforms = Annotated[
    str, typer.Option("--platforms", "--services", help="Only on these services, by id or name, with commas.")
]
Country = Annotated[str, typer.Option(help="Only what is shown in this country, by code or name: MX.")]
Language = Annotated[str, typer.Option(help="Titles and descriptions in this language: en, es or pt.")]
Type = Annotated[str, typer.Option(help="Only this type: movie or «tv show».")]
Genre = Annotated[str, typer.Option(help="Only this genre, say comedy.")]
YearFrom = Annotated[int | None, typer.Option(help="Released in this year or later.")]
YearTo = Annotated[int | None, typer.Option(help="Released in this year or before.")]
MinutesFrom = Annotated[int | None, typer.Option(help="Only films of so many minutes or more.")]
MinutesTo = Annotated[int | None, typer.Option(help="Only films of so many minutes or less.")]
NotGenre = Annotated[list[str] | None, typer.Option(help="A genre to leave out; as often as one likes.")]
MadeIn = Annotated[
    list[str] | None, typer.Option(help="Produced in this country, or another so named, by code or name.")
]
Spoken = Annotated[str, typer.Option(help="Whose original language this is, by code or name.")]
Person = Annotated[list[str] | None, typer.Option(help="Directed by or with this person; of several, with all.")]
SeasonsTo = Annotated[int | None, typer.Option(help="Only series of so many seasons or less.")]
Diversity = Annotated[float, typer.Option(help="From 0, the best first, to 1, as varied as can be.")]
PerFranchise = Annotated[int, typer.Option(help="At most so many works of one franchise, 1 to 100.")]
Maturity = Annotated[str, typer.Option(help="At most this maturity: all, 7+, 13+, 16+ or 18+.")]
Ratings = Annotated[list[str] | None, typer.Option(help="A rating of one's own, «Title=4.5»; as often as one likes.")]
MoreLike = Annotated[list[str] | None, typer.Option(help="A title to have more like; as often as one likes.")]
LessLike = Annotated[list[str] | None, typer.Option(help="A title to have less like; as often as one likes.")]
Model = Annotated[str, typer.Option(help="Who answers: the engine, posterior or fast, or svd; else the best measured.")]
Hide = Annotated[list[str] | None, typer.Option(help="A title that was seen, to leave out; as often as one likes.")]


def recommend(
    title: str,
    k: K = 5,
    platforms: Platforms = "",
    type: Type = "",
    genre: Genre = "",
    year_from: YearFrom = None,
    year_to: YearTo = None,
    maturity: Maturity = "",
    minutes_from: MinutesFrom = None,
    minutes_to: MinutesTo = None,
    diversity: Diversity = 0.0,
    per_franchise: PerFranchise = PER_FRANCHISE,
    country: Country = "",
    language: Language = "",
    not_genre: NotGenre = None,
    made_in: MadeIn = None,
    spoken: Spoken = "",
    person: Person = None,
    seasons_to: SeasonsTo = None,
    as_json: Json = False,
) -> None:
    """Titles like this one, best first."""
    answer = _service().recommend(
        title,
        k=k,
        platforms=_split(platforms),
        type=type,
        genre=genre,
        year_from=year_from,
        year_to=year_to,
        maturity=maturity,
        minutes_from=minutes_from,
        minutes_to=minutes_to,
        diversity=diversity,
        per_franchise=per_franchise,
        country=country,
        language=language,
        not_genre=not_genre,
        made_in=made_in,
        spoken=spoken,
        person=person,
        seasons_to=seasons_to,
    )
    show(answer, console.show_recommendations, as_json)


def recomendacion(titulo: str, as_json: Json = False) -> None:
    """The plain list: the titles of the five works most like this one."""
    show(_service().recomendacion(titulo), console.show_answer, as_json)


def fit(
    user_id: Annotated[str, typer.Argument(help="A user of the ratings; «» for a visitor.")],
    title: str,
    rating: Ratings = None,
    more_like: MoreLike = None,
    less_like: LessLike = None,
    model: Model = "",
    country: Annotated[str, typer.Option(help="Titles as in this country, by code or name: MX.")] = "",
    language: Language = "",
    as_json: Json = False,
) -> None:
    """How well a title suits a user, or whoever gives some ratings."""
    answer = _service().fit(
        user_id,
        title,
        rating,
        more_like=more_like,
        less_like=less_like,
        model=model,
        country=country,
        language=language,
    )
    show(answer, console.show_fit, as_json)


def for_user(
    user_id: Annotated[str, typer.Argument(help="A user of the ratings; left out for a visitor.")] = "",
    k: K = 10,
    platforms: Platforms = "",
    type: Type = "",
    genre: Genre = "",
    year_from: YearFrom = None,
    year_to: YearTo = None,
    maturity: Maturity = "",
    rating: Ratings = None,
    diversity: Diversity = 0.0,
    minutes_from: MinutesFrom = None,
    minutes_to: MinutesTo = None,
    per_franchise: PerFranchise = PER_FRANCHISE,
    more_like: MoreLike = None,
    less_like: LessLike = None,
    hide: Hide = None,
    country: Country = "",
    language: Language = "",
    not_genre: NotGenre = None,
    made_in: MadeIn = None,
    spoken: Spoken = "",
    person: Person = None,
    seasons_to: SeasonsTo = None,
    as_json: Json = False,
) -> None:
    """The unseen titles that somebody is likeliest to choose and like, best first."""
    answer = _service().for_user(
        user_id,
        k=k,
        platforms=_split(platforms),
        type=type,
        genre=genre,
        year_from=year_from,
        year_to=year_to,
        maturity=maturity,
        ratings=rating,
        diversity=diversity,
        minutes_from=minutes_from,
        minutes_to=minutes_to,
        per_franchise=per_franchise,
        more_like=more_like,
        less_like=less_like,
        hide=hide,
        country=country,
        language=language,
        not_genre=not_genre,
        made_in=made_in,
        spoken=spoken,
        person=person,
        seasons_to=seasons_to,
    )
    show(answer, console.show_for_user, as_json)


def search(
    text: str,
    k: K = 10,
    platforms: Platforms = "",
    country: Country = "",
    language: Language = "",
    as_json: Json = False,
) -> None:
    """Titles by an inexact spelling, nearest first."""
    answer = _service().search(text, k, platforms=_split(platforms), country=country, language=language)
    show(answer, console.show_works, as_json)


def query(
    name: Annotated[str, typer.Argument(help="Its public name, say platforms_get_count_platform.")],
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Its arguments.")] = None,
    as_json: Json = False,
) -> None:
    """Ask one of the catalogue's query functions."""
    given = dict(_pair(argument) for argument in arguments or ())
    show(_service().ask(name, **given), console.show_answer, as_json)


def _service() -> Service:
    settings = Settings.from_environment()
    return Service(open_bundle(settings).bundle, settings.posters)


def _split(platforms: str) -> list[str]:
    return [part for part in platforms.split(",") if part.strip()]


def _pair(argument: str) -> tuple[str, str]:
    key, equals, value = argument.partition("=")
    if not equals:
        raise InvalidValueError("arguments", "an argument must be written key=value", argument)
    return key, value
