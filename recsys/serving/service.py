"""Every answer that Butaca gives, made once; the page, the API and the terminal are thin skins over this.

An answer is a frozen dataclass of plain values; `plain` makes the JSON of it. `answers` of a service lists every
public name with its function: whoever offers the answers over another channel reads names, arguments and
descriptions from there, so that the channels cannot disagree.
"""

import contextlib
import inspect
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from recsys.bundle.bundle import Bundle
from recsys.domain.services import Service as StreamingService
from recsys.errors import InvalidValueError, NotFoundError, RequestError
from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.describe import EXAMPLES
from recsys.serving.explore.tables import Explorer
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.locales import Locale
from recsys.serving.queries.film_answers import film_answers
from recsys.serving.queries.platforms import PlatformQueries
from recsys.serving.recommend.diversity import PER_FRANCHISE, Diversity
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.recommend.fit import Fit
from recsys.serving.recommend.fitters import Fitters
from recsys.serving.recommend.for_user import ForUser, Lister
from recsys.serving.recommend.onboarding import Onboarding
from recsys.serving.recommend.similar import Recommendations, Recommender
from recsys.serving.recommend.users import Users
from recsys.serving.requests import RequestReader, no_ratings

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
        self._diversity = Diversity(self.catalogue)
        self._recommender = Recommender(self.catalogue, self.filters, self._diversity)
        model = bundle.collaborative
        self.people = self._people_of(model) if model is not None else None
        self._requests = RequestReader(self.catalogue, self.filters, self.people.users if self.people else None)
        platforms = PlatformQueries(bundle.titles, bundle.credits)
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
            **film_answers(bundle),
        }

    @property
    def services(self) -> list[StreamingService]:
        """The services that show something now, in the registry's order."""
        return self.filters.services

    @property
    def countries(self) -> list[str]:
        """The codes of the countries in which something is shown now, those with most offers first."""
        return self.filters.countries

    @property
    def models(self) -> list[str]:
        """The names of the models that can answer `fit`, the best measured first; none in a bundle without ratings."""
        return self.people.fitters.names if self.people is not None else []

    @cached_property
    def explorer(self) -> Explorer:
        """The tables to explore; made when they are first looked at."""
        return Explorer(self.bundle, self.filters)

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
        country: str | None = None,
        language: str | None = None,
        not_genre: list[str] | None = None,
        made_in: list[str] | None = None,
        spoken: str | None = None,
        person: list[str] | None = None,
        seasons_to: int | None = None,
    ) -> Recommendations:
        """The k works most similar to a title, best first, with what they share and where to watch them.

        Args:
            title: a title, «Title (year)», or an id of the work, in any case, with or without accents
            k: how many works, 1 to 100
            platforms: only works that one of these services shows now, by name or alias
            type: only «movie» or only «tv show»
            genre: only works of this genre, say comedy
            year_from: only works released in this year or later
            year_to: only works released in this year or before
            maturity: only works meant for this age or younger: all, 7+, 13+, 16+, 18+
            minutes_from: only films of so many minutes or more
            minutes_to: only films of so many minutes or less
            diversity: from 0, the best first, to 1, as varied as can be
            per_franchise: at most so many works of one franchise, 1 to 100
            country: only works that can be watched in this country now, by its code or name
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
            not_genre: no works of any of these genres, say horror
            made_in: only works produced in one of these countries, by code or name
            spoken: only works whose original language this is, by code or name
            person: only works that these people directed or play in, by their whole names
            seasons_to: only series of so many seasons or less
        """
        request = self._requests.similar(
            title,
            k,
            diversity,
            per_franchise,
            language,
            platforms=platforms,
            type=type,
            genre=genre,
            year_from=year_from,
            year_to=year_to,
            maturity=maturity,
            minutes_from=minutes_from,
            minutes_to=minutes_to,
            country=country,
            not_genre=not_genre,
            made_in=made_in,
            spoken=spoken,
            person=person,
            seasons_to=seasons_to,
        )
        return self._recommender.recommend(request)

    def recomendacion(self, titulo: str) -> list[str]:
        """The plain list: the titles of the five works on a service most similar to a title, best first.

        Args:
            titulo: a title, «Title (year)», or an id of the work
        """
        return self._recommender.names(titulo)

    def fit(
        self,
        user_id: str | None = None,
        title: str = "",
        ratings: list[str] | None = None,
        more_like: list[str] | None = None,
        less_like: list[str] | None = None,
        model: str | None = None,
        country: str | None = None,
        language: str | None = None,
    ) -> Fit:
        """How well a title suits a person: predicted rating with its interval, chance of liking, parts and reasons.

        Args:
            user_id: a user of the ratings, with its source: simulated-17; left out for a visitor
            title: a title, «Title (year)», or an id of the work
            ratings: the person's own, each as «Title=stars», in place of a user's or over theirs
            more_like: titles to have more like these, without having rated them
            less_like: titles to have less like these
            model: who answers: the bundle's engine, posterior or fast, or svd; left out, the best measured of them
            country: the country whose titles it is told by, by its code or name
            language: titles and descriptions as in en, es or pt, as that country has them; else the main ones
        """
        request = self._requests.fit(user_id, title, ratings, more_like, less_like, language, country)
        return self._known_people(user_id).fitters.named(model).fit(request)

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
        country: str | None = None,
        language: str | None = None,
        not_genre: list[str] | None = None,
        made_in: list[str] | None = None,
        spoken: str | None = None,
        person: list[str] | None = None,
        seasons_to: int | None = None,
    ) -> ForUser:
        """The k works that a person has not rated and is likeliest to choose and like, best first.

        Args:
            user_id: a user of the ratings, with its source: simulated-17; left out for a visitor
            k: how many works, 1 to 100
            platforms: only works that one of these services shows now, by name or alias
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
            country: only works that can be watched in this country now, by its code or name
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
            not_genre: no works of any of these genres, say horror
            made_in: only works produced in one of these countries, by code or name
            spoken: only works whose original language this is, by code or name
            person: only works that these people directed or play in, by their whole names
            seasons_to: only series of so many seasons or less
        """
        request = self._requests.unseen(
            user_id,
            k,
            ratings,
            diversity,
            per_franchise,
            more_like,
            less_like,
            hide,
            language,
            platforms=platforms,
            type=type,
            genre=genre,
            year_from=year_from,
            year_to=year_to,
            maturity=maturity,
            minutes_from=minutes_from,
            minutes_to=minutes_to,
            country=country,
            not_genre=not_genre,
            made_in=made_in,
            spoken=spoken,
            person=person,
            seasons_to=seasons_to,
        )
        return self._known_people(user_id).lister.for_user(request)

    def search(
        self,
        text: str,
        k: int = 10,
        platforms: list[str] | None = None,
        country: str | None = None,
        language: str | None = None,
    ) -> list[Work]:
        """The k works with a name nearest to a text, best first; those on no service too.

        Args:
            text: a title as far as you remember it, in any language and script, with its year or without
            k: how many works, 1 to 100
            platforms: only works that one of these services shows now, by name or alias
            country: only works that can be watched in this country now, by its code or name
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
        """
        given, count = checks.text("text", text, "matrix"), checks.k(k)
        limits = self.filters.parse(platforms=platforms, country=country)
        locale = checks.locale(language, limits.country)
        among = self.filters.mask(limits) if limits != Filters() else None
        return self.catalogue.works_at(self.catalogue.titles.search(given, count, among), locale)

    def suggest(self, text: str, k: int, locale: Locale | None = None) -> list[Work]:
        """The k works with a name nearest to a text, whoever shows them, as they are told in a locale."""
        return self.catalogue.works_at(self.catalogue.titles.search(checks.text("text", text, "matrix"), k), locale)

    def work(self, title: str, locale: Locale | None = None) -> Work:
        """The work that a title, or an id, means, as it is told in a locale."""
        return self.catalogue.work(self.catalogue.find("title", title), locale)

    def popular(self, k: int, locale: Locale | None = None) -> list[Work]:
        """The k works with most ratings, most first."""
        return self.catalogue.works_at(top_k(self.catalogue.popularity, k).tolist(), locale)

    def to_rate(
        self, ratings: list[str], unseen: list[str], shown: list[str], k: int, locale: Locale | None = None
    ) -> list[Work]:
        """The k works whose rating would say most of a visitor; those of `shown` without an answer keep their places.

        `ratings` are their own, each as «Title=stars», `unseen` titles that they have not seen.
        """
        request, people = self._requests.to_rate(ratings, unseen, shown, k), self._known_people(None)
        profile = people.users.profile(None, request.ratings, Feedback())
        done = {*profile.work_nums.tolist(), *request.unseen}
        asked = people.onboarding.next(profile.posterior, done, request.shown, request.k)
        return self.catalogue.works_at(asked, locale)

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

    def _people_of(self, model: CollaborativeModel) -> "People":
        users = Users(model, self.catalogue)
        lister = Lister(self.catalogue, self.filters, self._diversity, users)
        return People(users, Onboarding(model, self.catalogue), Fitters(self.catalogue, users), lister)

    def _known_people(self, user_id: object) -> "People":
        if self.people is None:
            raise no_ratings(user_id)
        return self.people


class People(NamedTuple):
    """What answers about people; a bundle without ratings has none of it."""

    users: Users
    onboarding: Onboarding
    fitters: Fitters
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
