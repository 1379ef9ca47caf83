"""The commands that ask the served bundle."""

from typing import Annotated

import typer

from recsys.cli import console
from recsys.cli.output import Json, show
from recsys.errors import InvalidValueError
from recsys.models.ranking.groups import STRATEGIES
from recsys.server.start import open_bundle
from recsys.serving.describe import EXAMPLES
from recsys.serving.recommend.diversity import PER_FRANCHISE
from recsys.serving.service import Service
from recsys.settings import Settings

K = Annotated[int, typer.Option("--k", "-k", help="How many results, 1 to 100.")]
Platforms = Annotated[
    str, typer.Option("--platforms", "--services", help="Only on these services, by id or name, with commas.")
]
Country = Annotated[str, typer.Option(help="Only what is shown in this country, by code or name: MX.")]
Language = Annotated[str, typer.Option(help="Titles and descriptions in this language: en, es or pt.")]
Own = Annotated[
    str, typer.Option("--platforms", "--services", help="The services that one has, with commas; else all.")
]
OwnCountry = Annotated[str, typer.Option(help="The country that one is in, by code or name: MX.")]
UserId = Annotated[str, typer.Option("--user-id", help="A user of the ratings; left out for a visitor.")]
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
Watched = Annotated[
    list[str] | None,
    typer.Option(
        help="A title watched and not rated, «Dark», or «Dark=» with again, finished, part, episode, or a season, S2."
    ),
]
Hide = Annotated[list[str] | None, typer.Option(help="A title that was seen, to leave out; as often as one likes.")]

People = Annotated[
    str,
    typer.Argument(help=f"2 to 8 people in JSON, {EXAMPLES['people']}; with user_id, more_like, less_like, hide, too."),
]
Strategy = Annotated[str, typer.Option(help=f"How their wishes are put together: {', '.join(STRATEGIES)}.")]
Seen = Annotated[str, typer.Option(help="Who of them may have seen a title: none, one (some, not all) or all.")]


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
    answer = served().recommend(
        title,
        k=k,
        platforms=split(platforms),
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
    show(served().recomendacion(titulo), console.show_answer, as_json)


def fit(
    user_id: Annotated[str, typer.Argument(help="A user of the ratings; «» for a visitor.")],
    title: str,
    rating: Ratings = None,
    more_like: MoreLike = None,
    less_like: LessLike = None,
    model: Model = "",
    country: Annotated[str, typer.Option(help="Titles as in this country, by code or name: MX.")] = "",
    language: Language = "",
    watched: Watched = None,
    as_json: Json = False,
) -> None:
    """How well a title suits a user, or whoever gives some ratings."""
    answer = served().fit(
        user_id,
        title,
        rating,
        more_like=more_like,
        less_like=less_like,
        model=model,
        country=country,
        language=language,
        watched=watched,
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
    watched: Watched = None,
    watchlist: Annotated[list[str] | None, typer.Option(help="A title wished for, to be listed first.")] = None,
    not_genre: NotGenre = None,
    made_in: MadeIn = None,
    spoken: Spoken = "",
    person: Person = None,
    seasons_to: SeasonsTo = None,
    as_json: Json = False,
) -> None:
    """The unseen titles that somebody is likeliest to choose and like, best first."""
    answer = served().for_user(
        user_id,
        k=k,
        platforms=split(platforms),
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
        watched=watched,
        watchlist=watchlist,
        not_genre=not_genre,
        made_in=made_in,
        spoken=spoken,
        person=person,
        seasons_to=seasons_to,
    )
    show(answer, console.show_for_user, as_json)


def for_group(
    people: People,
    k: K = 10,
    strategy: Strategy = "fair",
    seen: Seen = "none",
    platforms: Platforms = "",
    type: Type = "",
    genre: Genre = "",
    year_from: YearFrom = None,
    year_to: YearTo = None,
    maturity: Maturity = "",
    diversity: Diversity = 0.0,
    minutes_from: MinutesFrom = None,
    minutes_to: MinutesTo = None,
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
    """The titles for several people to watch together, best first."""
    answer = served().ask(
        "for_group",
        people=people,
        k=k,
        strategy=strategy,
        seen=seen,
        platforms=split(platforms),
        type=type,
        genre=genre,
        year_from=year_from,
        year_to=year_to,
        maturity=maturity,
        diversity=diversity,
        minutes_from=minutes_from,
        minutes_to=minutes_to,
        per_franchise=per_franchise,
        country=country,
        language=language,
        not_genre=not_genre,
        made_in=made_in,
        spoken=spoken,
        person=person,
        seasons_to=seasons_to,
    )
    show(answer, console.show_answer, as_json)


def watchlist(
    titles: Annotated[list[str], typer.Argument(help="What somebody wishes to watch.")],
    platforms: Own = "",
    country: OwnCountry = "",
    user_id: UserId = "",
    rating: Ratings = None,
    watched: Watched = None,
    language: Language = "",
    as_json: Json = False,
) -> None:
    """What somebody wishes to watch: first what their services show, then what others do, then the rest."""
    answer = served().watchlist(
        titles,
        platforms=split(platforms),
        country=country,
        user_id=user_id,
        ratings=rating,
        watched=watched,
        language=language,
    )
    show(answer, console.show_watchlist, as_json)


def following(
    user_id: Annotated[str, typer.Argument(help="A user of the ratings; left out for a visitor.")] = "",
    k: K = 10,
    platforms: Own = "",
    country: OwnCountry = "",
    rating: Ratings = None,
    watched: Watched = None,
    language: Language = "",
    as_json: Json = False,
) -> None:
    """What goes on with what somebody saw: next parts of sagas, new seasons, and what they left."""
    answer = served().following(
        user_id,
        k=k,
        platforms=split(platforms),
        country=country,
        ratings=rating,
        watched=watched,
        language=language,
    )
    show(answer, console.show_following, as_json)


def to_rate(
    k: K = 6,
    country: OwnCountry = "",
    rating: Ratings = None,
    unseen: Annotated[list[str] | None, typer.Option(help="A title asked about and not seen.")] = None,
    shown: Annotated[list[str] | None, typer.Option(help="A title asked about now, which stays.")] = None,
    language: Language = "",
    as_json: Json = False,
) -> None:
    """What somebody new is best asked to rate next."""
    answer = served().to_rate(rating, unseen, shown, k, country=country, language=language)
    show(answer, console.show_works, as_json)


def search(
    text: str,
    k: K = 10,
    platforms: Platforms = "",
    country: Country = "",
    language: Language = "",
    as_json: Json = False,
) -> None:
    """Titles by an inexact spelling, nearest first."""
    answer = served().search(text, k, platforms=split(platforms), country=country, language=language)
    show(answer, console.show_works, as_json)


def query(
    name: Annotated[str, typer.Argument(help="Its public name, say platforms_get_count_platform.")],
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Its arguments.")] = None,
    as_json: Json = False,
) -> None:
    """Ask one of the catalogue's query functions."""
    given = dict(_pair(argument) for argument in arguments or ())
    show(served().ask(name, **given), console.show_answer, as_json)


def served() -> Service:
    """The answers of the bundle that the settings name."""
    settings = Settings.from_environment()
    return Service(open_bundle(settings).bundle, settings.posters)


def split(platforms: str) -> list[str]:
    """The services of a text with commas."""
    return [part for part in platforms.split(",") if part.strip()]


def _pair(argument: str) -> tuple[str, str]:
    key, equals, value = argument.partition("=")
    if not equals:
        raise InvalidValueError("arguments", "an argument must be written key=value", argument)
    return key, value
