"""The rules by which two profiles of one name are the same work, or not."""

from typing import NamedTuple

from recsys.ingest.linking.matching import YEAR_SLACK
from recsys.ingest.linking.people import CONFIRMS, CONTRADICTS, SUPPORTS, UNKNOWN, agreement
from recsys.ingest.linking.profiles import SERIES, Profile
from recsys.text import fold

_SLACK = {SUPPORTS: 2, CONFIRMS: 4}  # years that a film's dates may differ where people agree
_SAME_LENGTH = 4  # minutes between two copies of one film
_OTHER_LENGTH = 15
_LONG_NAME = 10  # letters of a name that two films of one year hardly share by chance
_LONG_PART = 12  # letters of a part of a name that may link without people
_ALIKE = 5  # letters with which the names of two parts of one film begin
_FEATURE = 40  # minutes
_MANY, _MOST = 5, 0.7  # so many, and so large a share of all, tell that two lists are of one film
_NEVER = 1000  # years, where no year is known
_REMAKE = 3  # years between a series' plausible beginnings that only another series explains


class Verdict(NamedTuple):
    """How well two profiles agree; `linked` says whether they are one work, `reason` what speaks against or is weak.

    Of several linked ones the largest `rank` is the best supported.
    """

    linked: bool
    rank: tuple[int, ...]
    people: int
    apart: int | None
    reason: str = ""

    @property
    def near(self) -> bool:
        """Whether their years are known to be as near as sources that count differently make them."""
        return self.apart is not None and self.apart <= YEAR_SLACK


def compare(one: Profile, other: Profile) -> Verdict:
    """Whether two profiles that share a name, or a part of one, are the same work."""
    common = one.whole.keys() & other.whole.keys()
    article = any(one.whole[key] & other.whole[key] for key in common)
    mixed = bool(one.types and other.types) and not one.types & other.types
    series = not mixed and SERIES in one.types and SERIES in other.types
    people = agreement(one.people, other.people, series)
    if people == CONTRADICTS and series and one.animated and other.animated:
        people = UNKNOWN  # who speaks in one language and who in another
    apart = _series_apart(one, other) if series else _films_apart(one, other)
    length = _lengths(one, other)
    far = -(_NEVER if apart is None else apart)
    rank = (people, far, length, int(article), int(bool(common)), _places(one, other), -(_films_apart(one, other) or 0))
    reason = _against(one, other, people, apart == 0 and article)
    if not reason and people == CONTRADICTS:
        reason = "other people"
    if reason:
        return Verdict(False, rank, people, apart, reason)
    if mixed:
        same = people == CONFIRMS and bool(common) and apart == 0 and max(one.seasons, other.seasons) <= 1
        return Verdict(same, rank, people, apart, "film on one side, series on the other")
    if not common:
        linked, reason = _by_part(one, other, people, apart, length)
    elif apart is None:
        linked, reason = _undated(one, other, people, article), ""
    elif series:
        linked, reason = _of_series(people, apart)
    else:
        linked, reason = _of_film(people, apart, length, article)
    return Verdict(linked, rank, people, apart, reason)


def same_under_other_names(one: Profile, other: Profile) -> bool:
    """Whether two films that share no name are one all the same: by director, year, length, and cast or description.

    Films that were made together, as the parts of one, have names that begin alike or numbers in them.
    """
    alike = any(ours[:_ALIKE] == theirs[:_ALIKE] for ours in one.whole for theirs in other.whole)
    numbered = any(key[-1:].isdigit() for key in (*one.whole, *other.whole))
    short = min([*one.runtimes, *other.runtimes], default=0) < _FEATURE  # cartoons of one year share their makers
    if (
        alike
        or numbered
        or short
        or one.types != other.types
        or not one.years & other.years
        or _lengths(one, other) <= 0
    ):
        return False
    if _against(one, other, UNKNOWN, False) or not one.people.director_keys.keys() & other.people.director_keys.keys():
        return False
    common = len(one.people.cast_keys & other.people.cast_keys)
    shortest = min(len(one.people.cast_keys), len(other.people.cast_keys))
    if common >= _MANY and common >= _MOST * shortest:
        return True
    return common >= max(1, min(2, shortest)) and _same_description(one, other)


def _same_description(one: Profile, other: Profile) -> bool:
    for ours in map(_words, one.descriptions):
        for theirs in map(_words, other.descriptions):
            if min(len(ours), len(theirs)) >= _MANY and len(ours & theirs) >= _MOST * len(ours | theirs):
                return True
    return False


def _words(text: str) -> set[str]:
    return set(fold(text).split())


def _against(one: Profile, other: Profile, people: int, alike: bool) -> str:
    """What of the ids speaks against it; `alike` says that name, article and year are the same."""
    if one.tmdb and other.tmdb and not one.tmdb & other.tmdb:
        return "other tmdb id"
    if not (one.imdb and other.imdb) or one.imdb.keys() & other.imdb.keys() or people >= CONFIRMS:
        return ""
    if any(one.imdb.values()) and any(other.imdb.values()):
        return "other imdb id"
    # The ids that a source gives besides its own are wrong in places.
    telling = SERIES in one.types or any(len(key) >= _LONG_NAME for key in one.whole.keys() & other.whole.keys())
    return "" if alike and telling else "other imdb id"


def _undated(one: Profile, other: Profile, people: int, article: bool) -> bool:
    """Whether works of one name are one where a year is missing; names alone do not link where both name people."""
    if people >= SUPPORTS:
        return True
    named = all(profile.people.cast or profile.people.directors for profile in (one, other))
    return article and not named


def _of_film(people: int, apart: int, length: int, article: bool) -> tuple[bool, str]:
    """Whether films of one name are one, and what is weak about that or speaks against it."""
    if people >= SUPPORTS:
        return apart <= _SLACK[people], "" if apart <= YEAR_SLACK else f"{apart} years apart"
    if length < 0:
        return False, "other length"
    if apart == 0:
        return True, ""
    if apart <= YEAR_SLACK and article:
        return True, "a year apart, people not known"
    return False, f"{apart} years apart"


def _of_series(people: int, apart: int) -> tuple[bool, str]:
    """Whether series of one name are one, and what is weak about that or speaks against it."""
    if people >= SUPPORTS or apart == 0:
        return True, ""
    return apart <= _REMAKE, f"{apart} years apart, people not known"


def _by_part(one: Profile, other: Profile, people: int, apart: int | None, length: int) -> tuple[bool, str]:
    """Whether two are one work of which one source writes the title in part."""
    if apart != 0 or length < 0:
        return False, ""
    keys = (one.whole.keys() & other.parts) | (other.whole.keys() & one.parts)
    if SERIES in one.types and keys <= (one.heads | other.heads) and not _one_season(one, other):
        return False, "a series' name begins with the other's"
    if people == CONFIRMS:
        return True, ""
    long = max(map(len, keys), default=0) >= _LONG_PART
    return people == SUPPORTS or long, "by a part of the title"


def _one_season(one: Profile, other: Profile) -> bool:
    """Whether both are of one year and one season: too short to have a spin-off."""
    return bool(one.dates & other.dates) and max(one.seasons, other.seasons) <= 1


def _films_apart(one: Profile, other: Profile) -> int | None:
    return min((abs(year - second) for year in one.dates for second in other.dates), default=None)


def _series_apart(one: Profile, other: Profile) -> int | None:
    """Years between the two spans in which each series ran, as far as they are known; 0 where they overlap."""
    if not (one.dated and other.dated):
        return None
    if one.years and other.years:
        firsts = min(abs(year - second) for year in one.years for second in other.years)
        return 0 if firsts <= YEAR_SLACK else firsts + _REMAKE
    if not (one.years or other.years):
        return min(_between(span, second) for span in _reckoned(one) for second in _reckoned(other))
    known, newest = (one, other) if one.years else (other, one)
    first = min(known.years)
    year, seasons = max(newest.newest)
    # No season comes before the first; but of several seasons one is hardly another series that began just before.
    if first - year > (YEAR_SLACK if seasons <= 1 else _REMAKE):
        return first - year + _REMAKE
    last = max([first + known.seasons, *(year for year, _ in known.newest)])
    return min(_between((first - YEAR_SLACK, last + YEAR_SLACK), span) for span in _reckoned(newest))


def _between(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Years from the end of one span to the beginning of the other, 0 where they overlap."""
    return max(one[0] - other[1], other[0] - one[1], 0)


def _reckoned(profile: Profile) -> list[tuple[int, int]]:
    """The years in which a series ran that is only dated by one of its seasons, from how many it has.

    By the newest, but some services date by the first: so both ways, twice as far back for those that paused.
    """
    return [(year - 2 * max(seasons, 1), year + max(seasons, 1)) for year, seasons in profile.newest]


def _lengths(one: Profile, other: Profile) -> int:
    """1 where both films last as long, -1 where one lasts much longer, 0 where that is not known."""
    if not (one.runtimes and other.runtimes):
        return 0
    apart = min(abs(ours - theirs) for ours in one.runtimes for theirs in other.runtimes)
    other_length = min(_OTHER_LENGTH, max(_SAME_LENGTH, min(min(one.runtimes), min(other.runtimes)) // 3))
    return 1 if apart <= _SAME_LENGTH else -1 if apart >= other_length else 0


def _places(one: Profile, other: Profile) -> int:
    """1 where a decoration names a country that the other was made in, -1 where it was made elsewhere."""
    for ours, theirs in ((one, other), (other, one)):
        made_in = theirs.regions or theirs.countries
        if ours.regions and made_in:
            return 1 if ours.regions & made_in else -1
    return 1 if one.countries & other.countries else 0
