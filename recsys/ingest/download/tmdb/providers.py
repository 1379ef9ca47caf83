"""Which of the providers that TMDB lists for a country are the services of the registry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from recsys.domain.countries import country_name
from recsys.domain.services import SERVICES, service_name, service_named
from recsys.errors import FetchError
from recsys.ingest.download.tmdb.answers import Answer, KeptAnswers
from recsys.ingest.download.tmdb.wanted import Wanted

TYPES = ("movie", "tv")


@dataclass(frozen=True)
class Provider:
    """A provider in a country, the service that it is, and of which types it has titles."""

    country: str
    provider_id: int
    name: str
    service: str
    types: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As it stands in a snapshot."""
        named = {"country": self.country, "provider_id": self.provider_id, "name": self.name}
        return named | {"service": self.service}


def find_providers(wanted: Wanted, answers: KeptAnswers) -> list[Provider]:
    """The providers of the wanted services in every wanted country.

    Raises FetchError where a service that was asked for by name is in none of the countries, or none is in any.
    """
    asked = [(country, type) for country in wanted.countries for type in TYPES]
    listed = dict(zip(asked, (_listed(country, type, answers) for country, type in asked), strict=True))
    found = [
        provider
        for country in wanted.countries
        for provider in _of_country(country, {type: listed[country, type] for type in TYPES})
    ]
    away = set(wanted.services) - {provider.service for provider in found}
    kept = [provider for provider in found if not wanted.services or provider.service in wanted.services]
    if away or not kept:
        names = ", ".join(map(service_name, sorted(away))) or "any service that is known here"
        raise FetchError(
            f"TMDB lists {names} in none of the countries {', '.join(wanted.countries)}; {_shown(wanted, found)}. "
            "Ask for others."
        )
    return kept


def not_there(wanted: Wanted, providers: Iterable[Provider]) -> list[str]:
    """A sentence for each service that was asked for by name and that a country does not have."""
    there = {(provider.country, provider.service) for provider in providers}
    return [
        f"{service_name(service)} is not in {country_name(country)}, as TMDB lists it"
        for country in wanted.countries
        for service in wanted.services
        if (country, service) not in there
    ]


def service_of(provider_id: int, name: str) -> str | None:
    """The service that a provider is, by its id, which stays when it changes its name, else by its name.

    >>> service_of(1796, "Netflix basic with Ads"), service_of(77, "NETFLIX"), service_of(78, "MUBI Amazon Channel")
    ('netflix', 'netflix', None)
    """
    by_id = next((service.id for service in SERVICES if provider_id in service.tmdb), None)
    return by_id or service_named(name)


def _listed(country: str, type: str, answers: KeptAnswers) -> list[tuple[int, str]]:
    answer = answers.get(f"/watch/providers/{type}", {"watch_region": country}, _ids_and_names)
    return [(provider_id, name) for provider_id, name in answer["providers"]]


def _ids_and_names(answer: Answer) -> Answer:
    return {"providers": [[int(each["provider_id"]), str(each["provider_name"])] for each in answer["results"]]}


def _of_country(country: str, listed: dict[str, list[tuple[int, str]]]) -> list[Provider]:
    found = []
    for number, name in sorted({number: name for each in listed.values() for number, name in each}.items()):
        service = service_of(number, name)
        if service is not None:
            types = tuple(type for type in TYPES if number in dict(listed[type]))
            found.append(Provider(country, number, name, service, types))
    return found


def _shown(wanted: Wanted, found: Sequence[Provider]) -> str:
    by_country = {country: {each.service for each in found if each.country == country} for country in wanted.countries}
    return "; ".join(f"{country} has {', '.join(sorted(ids)) or 'none'}" for country, ids in by_country.items())
