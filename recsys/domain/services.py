"""Streaming services: the one registry that names them.

A service more is one entry of `SERVICES`; files, arguments, filters, badges and exports follow from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from urllib.parse import quote

from recsys.text import fold


@dataclass(frozen=True)
class Service:
    """A streaming service.

    `id` stands in tables, links and answers; `aliases` are further names in speech and in the names of files; `colour`
    is the badge's, on which white text has a contrast of 4.5 or more; `url` is the address of its page, of its search
    for `{title}` where that has one; `letter` begins the title ids of the catalogues of 2021; `tmdb` and `justwatch`
    are the service's ids there. `countries` (ISO 3166-1 alpha-2) are those where it can be had, empty where it can
    nearly everywhere; `kaggle` is its catalogue of 2021 there, as data set and file.
    """

    id: str
    name: str
    colour: str
    url: str
    aliases: tuple[str, ...] = ()
    letter: str = ""
    tmdb: tuple[int, ...] = ()
    justwatch: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kaggle: str = ""

    def address(self, title: str) -> str:
        """Where to look for a title on the service: its search for it, else its page.

        >>> service_by_id()["netflix"].address("Toy Story"), service_by_id()["vix"].address("Toy Story")
        ('https://www.netflix.com/search?q=Toy%20Story', 'https://vix.com/')
        """
        return self.url.replace("{title}", quote(title, safe=""))


SERVICES = (
    Service(
        "amazon",
        "Amazon Prime Video",
        "#0f5e8c",
        "https://www.primevideo.com/search?phrase={title}",
        aliases=("amazon prime", "prime", "prime video"),
        letter="a",
        tmdb=(9, 119, 2100),
        justwatch=("prv", "amp"),
        kaggle="shivamb/amazon-prime-movies-and-tv-shows/amazon_prime_titles.csv",
    ),
    Service(
        "apple",
        "Apple TV+",
        "#3a3a3c",
        "https://tv.apple.com/search?term={title}",
        aliases=("apple tv", "apple tv plus"),
        tmdb=(350,),
        justwatch=("atp",),
    ),
    Service(
        "claro",
        "Claro video",
        "#b3261e",
        "https://www.clarovideo.com/",
        aliases=("clarovideo",),
        tmdb=(167,),
        justwatch=("clv",),
    ),
    Service(
        "crunchyroll",
        "Crunchyroll",
        "#a8480a",
        "https://www.crunchyroll.com/search?q={title}",
        tmdb=(283,),
        justwatch=("cru",),
    ),
    Service(
        "disney",
        "Disney+",
        "#1b2a78",
        "https://www.disneyplus.com/",
        aliases=("disney plus",),
        letter="d",
        tmdb=(337,),
        justwatch=("dnp",),
        kaggle="shivamb/disney-movies-and-tv-shows/disney_plus_titles.csv",
    ),
    Service(
        "globoplay",
        "Globoplay",
        "#b5371f",
        "https://globoplay.globo.com/busca/?q={title}",
        tmdb=(307,),
        justwatch=("gop",),
        countries=("BR", "US", "PT"),
    ),
    Service(
        "hulu",
        "Hulu",
        "#0b6b43",
        "https://www.hulu.com/search?q={title}",
        letter="h",
        tmdb=(15,),
        justwatch=("hlu",),
        countries=("US", "JP"),
        kaggle="shivamb/hulu-movies-and-tv-shows/hulu_titles.csv",
    ),
    Service(
        "max",
        "Max",
        "#0a2bb3",
        "https://www.max.com/",
        aliases=("hbo", "hbo max", "hbomax"),
        tmdb=(1899, 384),
        justwatch=("hbm", "mxx"),
    ),
    Service(
        "movistar",
        "Movistar Plus+",
        "#0b5a80",
        "https://www.movistarplus.es/",
        aliases=("movistar plus", "movistar plus plus"),
        tmdb=(149,),
        justwatch=("mvs",),
        countries=("ES",),
    ),
    Service("mubi", "MUBI", "#1f3a5f", "https://mubi.com/", tmdb=(11,), justwatch=("mbi",)),
    Service(
        "netflix",
        "Netflix",
        "#b20710",
        "https://www.netflix.com/search?q={title}",
        letter="n",
        tmdb=(8, 1796),
        justwatch=("nfx",),
        kaggle="shivamb/netflix-shows/netflix_titles.csv",
    ),
    Service(
        "paramount",
        "Paramount+",
        "#0057d9",
        "https://www.paramountplus.com/",
        aliases=("paramount plus",),
        tmdb=(531, 2303, 2616),
        justwatch=("pmp",),
    ),
    Service(
        "peacock",
        "Peacock",
        "#4a3f00",
        "https://www.peacocktv.com/",
        tmdb=(386,),
        justwatch=("pct",),
        countries=("US",),
    ),
    Service(
        "star", "Star+", "#8a2467", "https://www.starplus.com/", aliases=("star plus",), tmdb=(619,), justwatch=("srp",)
    ),
    Service(
        "viki",
        "Rakuten Viki",
        "#0b6e8a",
        "https://www.viki.com/search?q={title}",
        aliases=("viki",),
        tmdb=(344,),
        justwatch=("vik",),
    ),
    Service("vix", "ViX", "#a33b00", "https://vix.com/", tmdb=(457,), justwatch=("vix",)),
)

COMMON_WORDS = frozenset({"star", "claro", "apple", "max", "prime", "peacock", "vix"})  # names that are words too
EXAMPLE = "netflix"  # the id of one that most catalogues have, for whoever wants to try


@cache
def service_by_id() -> Mapping[str, Service]:
    """Every service by its id, in the registry's order."""
    return MappingProxyType({service.id: service for service in SERVICES})


def service_name(service_id: str) -> str:
    """The name of a service as people write it; the id itself for one that the registry does not know.

    >>> service_name("disney")
    'Disney+'
    """
    service = service_by_id().get(service_id)
    return service.name if service is not None else service_id


def service_named(name: str) -> str | None:
    """The id of the service whose id, name or alias this is, in any case and spacing; None for any other name.

    >>> service_named("DISNEY PLUS"), service_named("Disney+ Amazon Channel"), service_named("net")
    ('disney', None, None)
    """
    return _spellings().get(_key(name))


def find_services(text: str, among: Iterable[str] | None = None) -> list[str]:
    """The ids of the services that a text names: by id, name or alias in any case and spacing, else by a beginning.

    `among` limits them to some ids. More than one id means that the text is the beginning of several names.

    >>> find_services("Disney +"), find_services("HBO Max"), find_services("prime_video"), find_services("net")
    (['disney'], ['max'], ['amazon'], ['netflix'])
    """
    key = _key(text)
    allowed = None if among is None else set(among)
    spellings = {
        spelling: service_id
        for spelling, service_id in _spellings().items()
        if allowed is None or service_id in allowed
    }
    if key in spellings:
        return [spellings[key]]
    return sorted({service_id for spelling, service_id in spellings.items() if key and spelling.startswith(key)})


@cache
def _spellings() -> Mapping[str, str]:
    return {_key(name): service.id for service in SERVICES for name in (service.id, service.name, *service.aliases)}


def _key(text: str) -> str:
    return fold(text.replace("+", " plus ").replace("_", " ")).replace(" ", "")
