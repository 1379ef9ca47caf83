"""Every answer that Butaca gives, made once; the page, the API and the terminal are thin skins over this.

An answer is a frozen dataclass of plain values; `plain` makes the JSON of it. `answers` of a service lists every
public name with its function: whoever offers the answers over another door reads names, arguments and
descriptions from there, so that the doors cannot disagree.
"""

import contextlib
import inspect
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from recsys.bundle.bundle import Bundle
from recsys.errors import InvalidValueError, NotFoundError, RequestError
from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.describe import EXAMPLES
from recsys.serving.explore.tables import Explorer
from recsys.serving.film_works import FilmWorks
from recsys.serving.filters import FilterIndex
from recsys.serving.queries.film_answers import film_answers
from recsys.serving.queries.platforms import PlatformQueries
from recsys.serving.recommend.diversity import PER_FRANCHISE, Variety
from recsys.serving.recommend.feedback import Wishes
from recsys.serving.recommend.fit import Fit, Fitter, no_ratings
from recsys.serving.recommend.for_user import ForUser, Lister
from recsys.serving.recommend.onboarding import Onboarding
from recsys.serving.recommend.seed import Asking
from recsys.serving.recommend.similar import Recommendations, Recommender
from recsys.serving.recommend.users import Users

_VALUES = (str, int, float, bool)
Plain = dict[str, "Plain"] | list["Plain"] | str | int | float | bool | None


class Service:
    """The answers of one loaded bundle. They raise `RequestError` for what cannot be answered.

    `posters` is the address below which pictures of films lie, None for none.
    """

    def __init__(self, bundle: Bundle, posters: str | None = None) -> None:
        self.bundle = bundle
        self.posters = posters
        self.catalogue = Catalogue(bundle, posters)
        self.filters = FilterIndex(self.catalogue)
        self._film_works = FilmWorks(bundle.films, posters)
        self._variety = Variety(bundle, self.catalogue)
        self._asking = Asking(bundle, self.catalogue, self._film_works)
        self._recommender = Recommender(self._asking, self.catalogue, self.filters, self._variety)
        model = bundle.collaborative
        self.people = self._people_of(bundle, model) if model is not None else None
        platforms = PlatformQueries(self.catalogue)
        self.answers: dict[str, Callable[..., object]] = {
            "recommend": self.recommend,
            "fit": self.fit,
            "for_user": self.for_user,
            "search": self.search,
            "platforms_get_max_duration": platforms.get_max_duration,
            "platforms_get_score_count": platforms.get_score_count,
            "platforms_get_count_platform": platforms.get_count_platform,
            "platforms_get_actor": platforms.get_actor,
            "platforms_recomendacion": self.recomendacion,
            **film_answers(bundle.films),
        }

    @cached_property
    def explorer(self) -> Explorer:
        """The tables to explore; made when they are first looked at."""
        return Explorer(self.bundle, self.catalogue, self.filters)

    def recommend(
        self,
        title: str,
        k: int = 5,
        platforms: list[str] | None = None,
        type: str | None = None,
        genre: str | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        maturity: str | None = None,
        minutes_from: int | None = None,
        minutes_to: int | None = None,
        diversity: float = 0.0,
        per_franchise: int = PER_FRANCHISE,
    ) -> Recommendations:
        """The k works most similar to a title, best first, with what they share and where to watch them.

        A film that is on no service can be asked about too: the list then holds films alone.

        Args:
            title: a title, «Title (year)», title_id or work_id, in any case, with or without accents
            k: how many works, 1 to 100
            platforms: only works on one of these services: amazon, disney, hulu, netflix
            type: only «movie» or only «tv show»
            genre: only works of this genre, say comedy
            year_from: only works released in this year or later
            year_to: only works released in this year or before
            maturity: only works meant for this age or younger: all, 7+, 13+, 16+, 18+
            minutes_from: only films of so many minutes or more
            minutes_to: only films of so many minutes or less
            diversity: from 0, the best first, to 1, as varied as can be
            per_franchise: at most so many works of one franchise, 1 to 100
        """
        limits = self.filters.parse(platforms, type, genre, year_from, year_to, maturity, minutes_from, minutes_to)
        return self._recommender.recommend(title, k, limits, self._variety.parse(diversity, per_franchise))

    def recomendacion(self, titulo: str) -> list[str]:
        """The plain list: the titles of the five works most similar to a title, best first.

        Args:
            titulo: a title, «Title (year)», title_id or work_id
        """
        return self._recommender.names(titulo)

    def fit(self, user_id: str | None = None, title: str = "", ratings: list[str] | None = None) -> Fit:
        """How well a title suits a person: predicted rating with its interval, chance of liking, parts and reasons.

        Args:
            user_id: a user of the ratings, with its source: simulated-17; left out for a visitor
            title: a title, «Title (year)», title_id or work_id
            ratings: the person's own, each as «Title=stars», in place of a user's or over theirs
        """
        return self._known_people(user_id).fitter.fit(user_id, title, ratings)

    def for_user(
        self,
        user_id: str | None = None,
        k: int = 10,
        platforms: list[str] | None = None,
        type: str | None = None,
        genre: str | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        maturity: str | None = None,
        ratings: list[str] | None = None,
        diversity: float = 0.0,
        minutes_from: int | None = None,
        minutes_to: int | None = None,
        per_franchise: int = PER_FRANCHISE,
        more_like: list[str] | None = None,
        less_like: list[str] | None = None,
        hide: list[str] | None = None,
    ) -> ForUser:
        """The k works that a person has not rated and is likeliest to choose and like, best first.

        Args:
            user_id: a user of the ratings, with its source: simulated-17; left out for a visitor
            k: how many works, 1 to 100
            platforms: only works on one of these services: amazon, disney, hulu, netflix
            type: only «movie» or only «tv show»
            genre: only works of this genre, say comedy
            year_from: only works released in this year or later
            year_to: only works released in this year or before
            maturity: only works meant for this age or younger: all, 7+, 13+, 16+, 18+
            ratings: the person's own, each as «Title=stars», in place of a user's or over theirs
            diversity: from 0, the best first, to 1, as varied as can be
            minutes_from: only films of so many minutes or more
            minutes_to: only films of so many minutes or less
            per_franchise: at most so many works of one franchise, 1 to 100
            more_like: titles to have more like these, without having rated them
            less_like: titles to have less like these, and not themselves
            hide: titles to leave out, because they have been seen
        """
        limits = self.filters.parse(platforms, type, genre, year_from, year_to, maturity, minutes_from, minutes_to)
        settings = self._variety.parse(diversity, per_franchise)
        people = self._known_people(user_id)
        wishes = Wishes.parse(self.catalogue, more_like, less_like, hide)
        return people.lister.for_user(user_id, ratings, k, limits, settings, wishes)

    def search(self, text: str, k: int = 10) -> list[Work]:
        """The k works of both catalogues whose titles are nearest to a text, best first; films on no service too.

        Args:
            text: a title as far as you remember it, in any script, with its year or without
            k: how many works, 1 to 100
        """
        given, count = checks.text("text", text, "matrix"), checks.k(k)
        return [
            self.catalogue.work(found.row) if found.on_service else self._film_works.work(found.row)
            for found in self.catalogue.titles.search(given, count)
        ]

    def suggest(self, text: str, k: int = 10) -> list[Work]:
        """The same, of the works on a service alone: those that can be recommended, and rated."""
        given, count = checks.text("text", text, "matrix"), checks.k(k)
        return self.catalogue.works_at(self.catalogue.titles.works_like(given, count))

    def work(self, title: str) -> Work:
        """The work that `recommend` takes a title for: one on a service, or else a film on none."""
        return self._asking.work("title", title)

    def popular(self, k: int) -> list[Work]:
        """The k works with most ratings, most first."""
        return self.catalogue.works_at(top_k(self.catalogue.popularity, k).tolist())

    def to_rate(self, ratings: list[str], unknown: list[str], shown: list[str], k: int) -> list[Work]:
        """The k works whose rating would tell most of a visitor; those of `shown` without an answer keep their places.

        `ratings` are their own, each as «Title=stars», `unknown` titles that they have not seen.
        """
        people = self._known_people(None)
        asker = people.users.asker(None, ratings)
        done = {*asker.work_nums.tolist(), *(self.catalogue.find("unknown", title) for title in unknown)}
        asked = [self.catalogue.find("shown", title) for title in shown]
        return self.catalogue.works_at(people.onboarding.next(asker.person, done, asked, k))

    def example_users(self, k: int = 10) -> list[str]:
        """The ids of the k users with most ratings; none where the bundle has no ratings."""
        return self.people.users.examples(k) if self.people is not None else []

    # By position alone, so that an argument called `name` is refused like any other that is not known.
    def ask(self, name: str, /, **arguments: object) -> object:
        """The answer of that public name. Raises NotFoundError for an unknown name, InvalidValueError for an
        argument that it does not take or that is missing.
        """
        function = self.answers.get(name) if isinstance(name, str) else None
        if function is None:
            raise NotFoundError("name", "Nothing that can be asked is called", name, examples=sorted(self.answers))
        known = inspect.signature(function).parameters
        for argument in arguments:
            if argument not in known:
                raise InvalidValueError(argument, f"{name} takes the arguments {', '.join(known)}", argument)
        for parameter in known.values():
            if parameter.default is parameter.empty and parameter.name not in arguments:
                raise InvalidValueError(parameter.name, f"{name} needs the argument {parameter.name}", None)
        return function(**arguments)

    def warm_up(self) -> None:
        """Ask everything once: make what the first question would wait for, and raise whatever this bundle breaks."""
        for name, function in self.answers.items():
            required = (
                key for key, value in inspect.signature(function).parameters.items() if value.default is value.empty
            )
            with contextlib.suppress(RequestError):  # there may be nothing of that name
                plain(self.ask(name, **{key: EXAMPLES[key] for key in required}))
        for work in self.popular(1):
            plain(self.recommend(work.work_id))
            for user_id in self.example_users(1):
                plain([self.fit(user_id, work.work_id), self.for_user(user_id)])

    def _people_of(self, bundle: Bundle, model: CollaborativeModel) -> "People":
        users = Users(bundle, model, self.catalogue)
        lister = Lister(bundle, self.catalogue, self.filters, self._variety, users)
        return People(users, Onboarding(model, self.catalogue), Fitter(self.catalogue, users), lister)

    def _known_people(self, user_id: object) -> "People":
        if self.people is None:
            raise no_ratings(user_id)
        return self.people


class People(NamedTuple):
    """What answers about people; a bundle without ratings has none of it."""

    users: Users
    onboarding: Onboarding
    fitter: Fitter
    lister: Lister


def plain(answer: object) -> Plain:
    """The answer as lists, dictionaries, text and numbers, ready for JSON."""
    if answer is None or isinstance(answer, _VALUES):
        return answer
    if isinstance(answer, list | tuple):
        return [plain(item) for item in answer]
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    # What `dataclasses.fields` reads, without its work: answers hold hundreds of them.
    if names := getattr(type(answer), "__dataclass_fields__", None):
        return {name: plain(getattr(answer, name)) for name in names}
    raise TypeError(f"an answer holds a {type(answer).__name__}, which is no plain value")
