"""What a run asks for: countries, services, languages, each checked before the first request."""

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from recsys.domain.countries import country_code, country_name, nearest_countries
from recsys.domain.languages import language_code, nearest_languages
from recsys.domain.services import SERVICES, find_services
from recsys.errors import InvalidValueError, NotFoundError


@dataclass(frozen=True)
class Wanted:
    """Countries (ISO 3166-1 alpha-2), services (ids of the registry, none for all), languages (ISO 639-1).

    Answers bring the texts of all languages; `languages` are those that a build takes. `limit` is the most titles that
    are fetched, None for all.
    """

    countries: tuple[str, ...]
    services: tuple[str, ...]
    languages: tuple[str, ...]
    limit: int | None = None

    def to_json(self) -> dict[str, object]:
        """As it stands in files."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def wanted(
    countries: Iterable[str], services: Iterable[str], languages: Iterable[str], limit: int | None = None
) -> Wanted:
    """What texts name, by codes or names. Raises NotFoundError, with the nearest names, where one names nothing."""
    found = Wanted(
        tuple(dict.fromkeys(map(_country, countries))),
        tuple(dict.fromkeys(map(_service, services))),
        tuple(dict.fromkeys(map(_language, languages))),
        limit,
    )
    if not found.countries:
        rule = "fetch tmdb asks what services show in a country: --country must name one or several"
        raise InvalidValueError("countries", rule, "", "For example --country MX,BR.")
    if not found.languages:
        raise InvalidValueError("languages", "--languages must name one or several", "", "For example es,en.")
    if limit is not None and limit < 1:
        raise InvalidValueError("limit", "--limit must be a whole number from 1", limit, "For example 50.")
    return found


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        nearest = [f"{country_name(near)} ({near})" for near in nearest_countries(text)]
        raise NotFoundError("countries", "No country is called", text, suggestions=nearest, examples=["MX", "Brasil"])
    return code


def _service(text: str) -> str:
    found = find_services(text)
    if len(found) == 1:
        return found[0]
    ids = [service.id for service in SERVICES]
    nearest = found or difflib.get_close_matches(text.casefold(), ids)
    rule = "Several services begin like" if found else "No service is called"
    raise NotFoundError("services", rule, text, suggestions=nearest, examples=ids)


def _language(text: str) -> str:
    code = language_code(text)
    if code is None:
        raise NotFoundError(
            "languages", "No language is called", text, suggestions=nearest_languages(text), examples=["es", "en"]
        )
    return code
