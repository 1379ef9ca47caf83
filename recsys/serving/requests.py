"""Typed requests: what somebody asked for, checked once, with works and users by row number."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from recsys.errors import InvalidValueError, NotFoundError
from recsys.models.ranking.groups import STRATEGIES
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.locales import Locale
from recsys.serving.recommend.diversity import PER_FRANCHISE, DiversitySettings
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.recommend.members import parse_people
from recsys.serving.recommend.users import Users
from recsys.serving.recommend.watches import Watch

# Who of a group may have seen what is listed: nobody, some of them but not all, or anybody.
SEEN_BY = ("none", "one", "all")


@dataclass(frozen=True)
class SimilarRequest:
    """The `k` works most similar to a seed work; `namesakes` are other works of the seed's title."""

    seed: int
    k: int
    namesakes: tuple[int, ...] = ()
    filters: Filters = field(default_factory=Filters)
    diversity: DiversitySettings = field(default_factory=DiversitySettings)
    locale: Locale | None = None


@dataclass(frozen=True)
class ListRequest:
    """The best `k` unseen works for a user, None for a visitor, with ratings by work besides the user's own.

    `watched` are watches by work, `wishes` the works of their watchlist.
    """

    user: int | None
    k: int
    filters: Filters = field(default_factory=Filters)
    ratings: Mapping[int, float] = field(default_factory=dict)
    feedback: Feedback = field(default_factory=Feedback)
    diversity: DiversitySettings = field(default_factory=DiversitySettings)
    locale: Locale | None = None
    watched: Mapping[int, Watch] = field(default_factory=dict)
    wishes: tuple[int, ...] = ()


@dataclass(frozen=True)
class GroupRequest:
    """The best `k` works for `people` together: by name, what each would ask for alone."""

    people: Mapping[str, ListRequest]
    k: int
    strategy: str
    seen: str
    filters: Filters = field(default_factory=Filters)
    diversity: DiversitySettings = field(default_factory=DiversitySettings)
    locale: Locale | None = None


@dataclass(frozen=True)
class FitRequest:
    """How well a work suits a user, None for a visitor, with ratings and watches by work besides the user's own."""

    user: int | None
    work_num: int
    ratings: Mapping[int, float] = field(default_factory=dict)
    feedback: Feedback = field(default_factory=Feedback)
    locale: Locale | None = None
    watched: Mapping[int, Watch] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaceRequest:
    """Works for a user, None for a visitor, by where they can be watched: `filters` are the person's services, none
    for all, and their country.

    `ratings` and `watched` are by work, besides the user's own ratings; `wishes` the works of their watchlist.
    """

    user: int | None
    filters: Filters
    ratings: Mapping[int, float]
    watched: Mapping[int, Watch]
    locale: Locale | None = None
    wishes: tuple[int, ...] = ()


@dataclass(frozen=True)
class RateRequest:
    """The `k` works to ask a visitor about, who gave `ratings` by work and has not seen those of `unseen`.

    Those of `shown`, which are asked about now, stay in their places until they are answered.
    """

    k: int
    ratings: Mapping[int, float] = field(default_factory=dict)
    unseen: tuple[int, ...] = ()
    shown: tuple[int, ...] = ()
    locale: Locale | None = None


@dataclass(frozen=True)
class WordsRequest:
    """The `k` best works for a question in everyday words, of somebody who tells of themselves what `person` has.

    The services and the country of `limits` count where the question names no others, `unwanted` works are left out,
    and `dropped` are the keys of what is taken back of that which was understood.
    """

    text: str
    k: int
    limits: Filters = field(default_factory=Filters)
    person: ListRequest | None = None
    unwanted: tuple[int, ...] = ()
    dropped: frozenset[str] = frozenset()
    locale: Locale | None = None


class RequestReader:
    """Makes requests of what people and programs send.

    Every method raises InvalidValueError or NotFoundError naming the argument that cannot be. `users` is None for a
    bundle without ratings, to which requests about users cannot be made.
    """

    def __init__(self, catalogue: Catalogue, filters: FilterIndex, users: Users | None) -> None:
        self._catalogue = catalogue
        self._filters = filters
        self._users = users

    def similar(
        self,
        title: object,
        k: object,
        diversity: object,
        per_franchise: object,
        language: object = None,
        **filters: object,
    ) -> SimilarRequest:
        """A request for works like a title; `filters` are the arguments of `FilterIndex.parse`."""
        limits = self._filters.parse(**filters)
        locale = checks.locale(language, limits.country)
        settings, count = DiversitySettings.parse(diversity, per_franchise), checks.k(k)
        seed, *namesakes = self._catalogue.namesakes("title", title)
        return SimilarRequest(seed, count, tuple(namesakes), limits, settings, locale)

    def unseen(
        self,
        user_id: object,
        k: object,
        ratings: object,
        diversity: object,
        per_franchise: object,
        more_like: object,
        less_like: object,
        hide: object,
        language: object = None,
        watched: object = None,
        watchlist: object = None,
        **filters: object,
    ) -> ListRequest:
        """A request for a list of unseen works; `filters` are the arguments of `FilterIndex.parse`."""
        limits = self._filters.parse(**filters)
        locale = checks.locale(language, limits.country)
        settings = DiversitySettings.parse(diversity, per_franchise)
        user = self._user(user_id)
        feedback = Feedback.parse(self._catalogue, more_like, less_like, hide)
        given = self.ratings(ratings)
        seen, wishes = self.watched(watched), self._wishes("watchlist", watchlist)
        return ListRequest(user, checks.k(k), limits, given, feedback, settings, locale, seen, wishes)

    def in_words(
        self,
        question: object,
        k: object,
        drop: object,
        platforms: object,
        country: object,
        language: object,
        hide: object,
        **person: object,
    ) -> WordsRequest:
        """A request by a question; `person` is what `unseen` takes of somebody, where any of it was given."""
        given = checks.text("question", question, "a Korean thriller without horror")
        limits = self._filters.parse(platforms=platforms, country=country)
        told = any(map(checks.is_given, person.values()))
        return WordsRequest(
            given,
            checks.k(k),
            limits,
            self.unseen(k=k, diversity=0, per_franchise=PER_FRANCHISE, hide=hide, **person) if told else None,
            tuple(Feedback.parse(self._catalogue, None, person.get("less_like"), hide).unwanted),
            frozenset(checks.names("drop", drop, "genre:comedy")),
            checks.locale(language, limits.country),
        )

    def group(
        self,
        people: object,
        k: object,
        strategy: object,
        seen: object,
        diversity: object,
        per_franchise: object,
        language: object = None,
        **filters: object,
    ) -> GroupRequest:
        """A request for a list for several people; `filters` are the arguments of `FilterIndex.parse`."""
        how, by = checks.one_of("strategy", strategy, tuple(STRATEGIES)), checks.one_of("seen", seen, SEEN_BY)
        limits = self._filters.parse(**filters)
        settings, count = DiversitySettings.parse(diversity, per_franchise), checks.k(k)
        locale = checks.locale(language, limits.country)
        members: dict[str, ListRequest] = {}
        for name, told in parse_people(people).items():
            try:
                members[name] = self.unseen(
                    k=k, diversity=diversity, per_franchise=per_franchise, language=language, **told, **filters
                )
            except (InvalidValueError, NotFoundError) as error:
                error.args, error.parameter = (f"{name}: {error}",), "people"  # the same error, which says whose it is
                raise
        return GroupRequest(members, count, how, by, limits, settings, locale)

    def fit(
        self,
        user_id: object,
        title: object,
        ratings: object,
        more_like: object,
        less_like: object,
        language: object = None,
        country: object = None,
        watched: object = None,
    ) -> FitRequest:
        """A request for how well a title suits somebody, told in a language as it is used in a country."""
        locale = checks.locale(language, checks.country("country", country, self._filters.countries))
        user = self._user(user_id)
        feedback = Feedback.parse(self._catalogue, more_like, less_like)
        work_num, given = self._catalogue.find("title", title), self.ratings(ratings)
        return FitRequest(user, work_num, given, feedback, locale, self.watched(watched))

    def placed(
        self,
        user_id: object,
        ratings: object,
        watched: object,
        platforms: object,
        country: object,
        language: object,
        titles: object = None,
    ) -> PlaceRequest:
        """A request for works by where they can be watched."""
        limits = self._filters.parse(platforms=platforms, country=country)
        locale = checks.locale(language, limits.country)
        user, wishes = self._user(user_id), self._wishes("titles", titles)
        return PlaceRequest(user, limits, self.ratings(ratings), self.watched(watched), locale, wishes)

    def to_rate(
        self,
        ratings: object,
        unseen: object,
        shown: object,
        k: object,
        country: object = None,
        language: object = None,
    ) -> RateRequest:
        """A request for titles to rate, told in a language as it is used in a country."""
        self._user(None)
        locale = checks.locale(language, checks.country("country", country, self._filters.countries))
        unknown, asked = (
            tuple(self._catalogue.find(name, title) for title in checks.titles(name, value))
            for name, value in (("unseen", unseen), ("shown", shown))
        )
        return RateRequest(checks.k(k), self.ratings(ratings), unknown, asked, locale)

    def ratings(self, ratings: object) -> dict[int, float]:
        """The stars given to each work; of two for one work the last."""
        return {
            self._catalogue.find("ratings", title): stars for title, stars in checks.title_ratings("ratings", ratings)
        }

    def watched(self, watched: object) -> dict[int, Watch]:
        """How each work was watched; of two watches of one work the last."""
        found = {}
        for title, kind, season in checks.title_watches("watched", watched):
            work_num = self._catalogue.find("watched", title)
            if not self._catalogue.is_movie[work_num]:
                found[work_num] = Watch.of_series(kind, season, self._catalogue.seasons(work_num))
            elif season is None:
                found[work_num] = Watch.of_film(kind)
            else:
                remedy = "Leave the season out."
                raise InvalidValueError("watched", "only a series has seasons", f"{title}=S{season}", remedy)
        return found

    def _wishes(self, parameter: str, value: object) -> tuple[int, ...]:
        given = checks.titles(parameter, value)
        return tuple(dict.fromkeys(self._catalogue.find(parameter, title) for title in given))

    def _user(self, user_id: object) -> int | None:
        if self._users is None:
            raise no_ratings(user_id)
        return self._users.find(user_id) if checks.is_given(user_id) else None


def no_ratings(user_id: object) -> NotFoundError:
    """The error of a request about users to a bundle that was built without ratings."""
    return NotFoundError("user_id", "This catalogue was built without ratings, so it knows no taste", user_id)
