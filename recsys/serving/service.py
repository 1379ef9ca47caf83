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
from recsys.serving.arrivals import MoveIndex, MoveList, MovesRequest
from recsys.serving.catalogue import NEW_DAYS, Catalogue, Work
from recsys.serving.describe import EXAMPLES
from recsys.serving.explore.tables import Explorer
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.imports.history import import_history
from recsys.serving.imports.match import Finder
from recsys.serving.imports.reading import File
from recsys.serving.imports.report import Imported
from recsys.serving.imports.sending import received
from recsys.serving.locales import Locale
from recsys.serving.queries.film_answers import film_answers
from recsys.serving.queries.platforms import PlatformQueries
from recsys.serving.questions.answers import Found, WordsFinder
from recsys.serving.recommend.diversity import PER_FRANCHISE, Diversity
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.recommend.fit import Fit
from recsys.serving.recommend.fitters import Fitters
from recsys.serving.recommend.following import Following, following_of
from recsys.serving.recommend.for_user import ForUser, Lister
from recsys.serving.recommend.groups import ForGroup, GroupLister
from recsys.serving.recommend.members import Person
from recsys.serving.recommend.onboarding import Onboarding
from recsys.serving.recommend.similar import Recommendations, Recommender
from recsys.serving.recommend.users import Users
from recsys.serving.recommend.watchlist import Watchlist, watchlist_of
from recsys.serving.requests import RequestReader, no_ratings
from recsys.serving.sharing import HashedIds, Joined, Shared, decode, share

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
        self.finder = Finder(self.catalogue)
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
            "for_group": self.for_group,
            "share": self.share,
            "joined": self.joined,
            "watchlist": self.watchlist,
            "following": self.following,
            "to_rate": self.to_rate,
            "search": self.search,
            "ask_in_words": self.ask_in_words,
            "arrivals": self.arrivals,
            "departures": self.departures,
            "import_history": self.import_history,
            "platforms_get_max_duration": platforms.get_max_duration,
            "platforms_get_score_count": platforms.get_score_count,
            "platforms_get_count_platform": platforms.get_count_platform,
            "platforms_get_actor": platforms.get_actor,
            "platforms_recomendacion": self.recomendacion,
            **film_answers(bundle),
        }
        # Once: to read a signature takes longer than some answers.
        self._parameters = {name: inspect.signature(function).parameters for name, function in self.answers.items()}

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
    def _hashed_ids(self) -> HashedIds:
        """Made for the first code that is read."""
        return HashedIds(self.bundle.work_ids.ids)

    @cached_property
    def explorer(self) -> Explorer:
        """The tables to explore; made when they are first looked at."""
        return Explorer(self.bundle, self.filters)

    @cached_property
    def _words(self) -> WordsFinder:
        return WordsFinder(self.catalogue, self.filters, self._diversity)

    @cached_property
    def _move_index(self) -> MoveIndex:
        return MoveIndex(self.catalogue, self.filters)

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
        watched: list[str] | None = None,
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
            watched: titles watched and not rated: «Title», or with =again, =finished, =part, =episode or a season, =S2
        """
        request = self._requests.fit(user_id, title, ratings, more_like, less_like, language, country, watched)
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
        watched: list[str] | None = None,
        watchlist: list[str] | None = None,
        not_genre: list[str] | None = None,
        made_in: list[str] | None = None,
        spoken: str | None = None,
        person: list[str] | None = None,
        seasons_to: int | None = None,
    ) -> ForUser:
        """The k works that a person has not seen and is likeliest to choose and like, wishes first, then best first.

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
            watched: titles watched and not rated: «Title», or with =again, =finished, =part, =episode or a season, =S2
            watchlist: titles that the person wishes to watch: those that pass the filters come first
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
            watched,
            watchlist,
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

    def for_group(
        self,
        people: list[Person],
        k: int = 10,
        strategy: str = "fair",
        seen: str = "none",
        platforms: list[str] | None = None,
        type: str | None = None,
        genre: str | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        maturity: str | None = None,
        diversity: float = 0.0,
        minutes_from: int | None = None,
        minutes_to: int | None = None,
        per_franchise: int = PER_FRANCHISE,
        country: str | None = None,
        language: str | None = None,
        not_genre: list[str] | None = None,
        made_in: list[str] | None = None,
        spoken: str | None = None,
        person: list[str] | None = None,
        seasons_to: int | None = None,
    ) -> ForGroup:
        """The k works for several people to watch together, best first, with everybody's chance of liking each.

        Args:
            people: 2 to 8, each with a name and, as in for_user, user_id, ratings, watched, more_like, less_like, hide
            k: how many works, 1 to 100
            strategy: fair, what all would choose; average, which may please one alone; least_misery, nobody's last
            seen: who of them may have seen a title: none of them, one (some, but not all), or all
            platforms: only works that one of these services shows now, by name or alias
            type: only «movie» or only «tv show»
            genre: only works of this genre, say comedy
            year_from: only works released in this year or later
            year_to: only works released in this year or before
            maturity: only works meant for this age or younger: all, 7+, 13+, 16+, 18+
            diversity: from 0, the best first, to 1, as varied as can be
            minutes_from: only films of so many minutes or more
            minutes_to: only films of so many minutes or less
            per_franchise: at most so many works of one franchise, 1 to 100
            country: only works that can be watched in this country now, by its code or name
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
            not_genre: no works of any of these genres, say horror
            made_in: only works produced in one of these countries, by code or name
            spoken: only works whose original language this is, by code or name
            person: only works that these people directed or play in, by their whole names
            seasons_to: only series of so many seasons or less
        """
        request = self._requests.group(
            people,
            k,
            strategy,
            seen,
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
        return self._known_people(None).groups.for_group(request)

    def share(self, name: str, ratings: list[str], address: str = "") -> Shared:
        """A person's name and ratings as a short code, a link and a QR code, for others to choose together with them.

        Args:
            name: what the others call them, 40 characters at most
            ratings: their own, each as «Title=stars»; of more than 60 the most telling are taken
            address: where the app is opened, for the link; left out, the link is its end alone
        """
        if not checks.is_given(ratings):
            raise InvalidValueError("ratings", "ratings must be a list of title=stars", ratings)
        found = {self.bundle.work_ids.ids[work]: stars for work, stars in self._requests.ratings(ratings).items()}
        return share(name, found, checks.text("address", address, "https://…") if checks.is_given(address) else "")

    def joined(self, code: str) -> Joined:
        """The person of a code that `share` made: name, ratings to pass on to for_group, and how many are not known.

        Args:
            code: what stands behind #join= in a link
        """
        return decode(code, self._hashed_ids)

    def watchlist(
        self,
        titles: list[str] | None = None,
        platforms: list[str] | None = None,
        country: str | None = None,
        user_id: str | None = None,
        ratings: list[str] | None = None,
        watched: list[str] | None = None,
        language: str | None = None,
    ) -> Watchlist:
        """A person's unseen wishes: what is on their services tonight, then what is elsewhere, then what is nowhere.

        Args:
            titles: what the person wishes to watch
            platforms: the services that the person has, by name or alias; left out, all
            country: the country that the person is in, by its code or name; left out, any
            user_id: a user of the ratings, with its source: simulated-17; left out for a visitor
            ratings: the person's own, each as «Title=stars», in place of a user's or over theirs
            watched: titles watched and not rated: «Title», or with =again, =finished, =part, =episode or a season, =S2
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
        """
        request = self._requests.placed(user_id, ratings, watched, platforms, country, language, titles)
        return watchlist_of(self.catalogue, self._known_people(user_id).users, request)

    def following(
        self,
        user_id: str | None = None,
        k: int = 10,
        platforms: list[str] | None = None,
        country: str | None = None,
        ratings: list[str] | None = None,
        watched: list[str] | None = None,
        language: str | None = None,
    ) -> Following:
        """What next in what a person follows: next parts of sagas, new seasons of series, and what they left to finish.

        Args:
            user_id: a user of the ratings, with its source: simulated-17; left out for a visitor
            k: how many works, 1 to 100
            platforms: the services that the person has, by name or alias; left out, all
            country: the country that the person is in, by its code or name; left out, any
            ratings: the person's own, each as «Title=stars», in place of a user's or over theirs
            watched: titles watched and not rated: «Title», or with =again, =finished, =part, =episode or a season, =S2
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
        """
        count = checks.k(k)
        request = self._requests.placed(user_id, ratings, watched, platforms, country, language)
        return following_of(self.catalogue, self._diversity, self._known_people(user_id).users, request, count)

    def to_rate(
        self,
        ratings: list[str] | None = None,
        unseen: list[str] | None = None,
        shown: list[str] | None = None,
        k: int = 6,
        country: str | None = None,
        language: str | None = None,
    ) -> list[Work]:
        """The k works whose rating would say most of somebody new, of those that they probably know.

        Args:
            ratings: what they rated so far, each as «Title=stars»
            unseen: titles that they were asked about and have not seen
            shown: titles that they are asked about now; those without an answer keep their places
            k: how many works, 1 to 100
            country: of what can be watched in this country, by its code or name, and what was made there
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
        """
        request, people = self._requests.to_rate(ratings, unseen, shown, k, country, language), self._known_people(None)
        profile = people.users.profile(None, request.ratings, Feedback())
        rated, there = profile.work_nums.tolist(), request.locale.country if request.locale is not None else None
        asked = people.onboarding.next(profile.posterior, rated, request.unseen, request.shown, request.k, there)
        return self.catalogue.works_at(asked, request.locale)

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

    def ask_in_words(
        self,
        question: str,
        k: int = 10,
        drop: list[str] | None = None,
        platforms: list[str] | None = None,
        country: str | None = None,
        language: str | None = None,
        user_id: str | None = None,
        ratings: list[str] | None = None,
        watched: list[str] | None = None,
        more_like: list[str] | None = None,
        less_like: list[str] | None = None,
        hide: list[str] | None = None,
    ) -> Found:
        """The k works for a question in everyday words, best first, and what of it was understood.

        Args:
            question: what to watch, in English, Spanish or Portuguese: «un thriller coreano sin terror»
            k: how many works, 1 to 100
            drop: keys of what was understood and shall not count, as the answer has them: genre:thriller
            platforms: only works that one of these services shows now, where the question names none
            country: only works that can be watched in this country now, where the question names none
            language: of a question that could be of several, en, es or pt, and of titles and descriptions
            user_id: a user of the ratings, with its source: simulated-17; left out for a visitor
            ratings: the person's own, each as «Title=stars», in place of a user's or over theirs
            watched: titles watched and not rated: «Title», or with =again, =finished, =part, =episode or a season, =S2
            more_like: titles to have more like these, without having rated them
            less_like: titles to have less like these, and not themselves
            hide: titles to leave out, because they have been seen
        """
        request = self._requests.in_words(
            question,
            k,
            drop,
            platforms,
            country,
            language,
            hide,
            user_id=user_id,
            ratings=ratings,
            watched=watched,
            more_like=more_like,
            less_like=less_like,
        )
        profile = None
        if request.person is not None:
            profile = self._known_people(user_id).lister.profile(request.person)
        return self._words.find(request, profile)

    def arrivals(
        self,
        days: int = NEW_DAYS,
        k: int = 10,
        platforms: list[str] | None = None,
        country: str | None = None,
        type: str | None = None,
        genre: str | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        maturity: str | None = None,
        minutes_from: int | None = None,
        minutes_to: int | None = None,
        language: str | None = None,
        not_genre: list[str] | None = None,
        made_in: list[str] | None = None,
        spoken: str | None = None,
        person: list[str] | None = None,
        seasons_to: int | None = None,
    ) -> MoveList:
        """The works that came to services in the last days, newest first, and as of which day that is known.

        Args:
            days: counted back from the newest snapshot of each service and country, 1 to 1000
            k: how many works, 1 to 100
            platforms: only works that came to one of these services, by name or alias
            country: only what came in this country, by its code or name
            type: only «movie» or only «tv show»
            genre: only works of this genre, say comedy
            year_from: only works released in this year or later
            year_to: only works released in this year or before
            maturity: only works meant for this age or younger: all, 7+, 13+, 16+, 18+
            minutes_from: only films of so many minutes or more
            minutes_to: only films of so many minutes or less
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
            not_genre: no works of any of these genres, say horror
            made_in: only works produced in one of these countries, by code or name
            spoken: only works whose original language this is, by code or name
            person: only works that these people directed or play in, by their whole names
            seasons_to: only series of so many seasons or less
        """
        request = MovesRequest.parse(
            self.filters,
            days,
            k,
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
        return self._move_index.arrivals(request)

    def departures(
        self,
        days: int = NEW_DAYS,
        k: int = 10,
        platforms: list[str] | None = None,
        country: str | None = None,
        type: str | None = None,
        genre: str | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        maturity: str | None = None,
        minutes_from: int | None = None,
        minutes_to: int | None = None,
        language: str | None = None,
        not_genre: list[str] | None = None,
        made_in: list[str] | None = None,
        spoken: str | None = None,
        person: list[str] | None = None,
        seasons_to: int | None = None,
    ) -> MoveList:
        """The works that services stopped showing in the last days, newest first, and as of which day that is known.

        Args:
            days: counted back from the newest snapshot of each service and country, 1 to 1000
            k: how many works, 1 to 100
            platforms: only works that left one of these services, by name or alias
            country: only what left in this country, by its code or name
            type: only «movie» or only «tv show»
            genre: only works of this genre, say comedy
            year_from: only works released in this year or later
            year_to: only works released in this year or before
            maturity: only works meant for this age or younger: all, 7+, 13+, 16+, 18+
            minutes_from: only films of so many minutes or more
            minutes_to: only films of so many minutes or less
            language: titles and descriptions as in en, es or pt, as the country asked for has them; else the main ones
            not_genre: no works of any of these genres, say horror
            made_in: only works produced in one of these countries, by code or name
            spoken: only works whose original language this is, by code or name
            person: only works that these people directed or play in, by their whole names
            seasons_to: only series of so many seasons or less
        """
        request = MovesRequest.parse(
            self.filters,
            days,
            k,
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
        return self._move_index.departures(request)

    def import_history(self, content: str, file_name: str = "", profile: str | None = None) -> Imported:
        """What an exported file says that a person rated, watched and wishes for, by the works that are meant.

        Args:
            content: the file in base64: of Netflix, Letterboxd, IMDb or any other that is known, or a zip of such
            file_name: what the file is called, for what only its name tells
            profile: the person of an account with several, as the file calls them
        """
        try:
            file = File(file_name if isinstance(file_name, str) else "", received(content))
            return import_history([file], self.finder, profile)
        except InvalidValueError as error:
            # What is wrong with a file is wrong with that argument.
            error.parameter = error.parameter if error.parameter == "profile" else "content"
            raise

    def suggest(self, text: str, k: int, locale: Locale | None = None) -> list[Work]:
        """The k works with a name nearest to a text, whoever shows them, as they are told in a locale."""
        return self.catalogue.works_at(self.catalogue.titles.search(checks.text("text", text, "matrix"), k), locale)

    def work(self, title: str, locale: Locale | None = None) -> Work:
        """The work that a title, or an id, means, as it is told in a locale."""
        return self.catalogue.work(self.catalogue.find("title", title), locale)

    def popular(self, k: int, locale: Locale | None = None) -> list[Work]:
        """The k works with most ratings, most first."""
        return self.catalogue.works_at(top_k(self.catalogue.popularity, k).tolist(), locale)

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
        known = self._parameters[name]
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
        groups = GroupLister(self.catalogue, self.filters, self._diversity, users, lister)
        return People(
            users,
            Onboarding(model, self.catalogue, self.filters, self._diversity),
            Fitters(self.catalogue, users),
            lister,
            groups,
        )

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
    groups: GroupLister


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
