"""Which works each service shows now, and in which country."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.bundle.rows import codes_of, distinct, work_numbers
from recsys.domain.services import SERVICES, Service
from recsys.serving.numbered_works import NumberedWorks

_NOWHERE = -2  # the code of a country without offers


class OfferIndex:
    """The current offers by pair of service and country.

    `services` are those with a current offer, in the registry's order, `countries` the codes of countries with one,
    those with most works first. Shapes: the works of pair p are `works[starts[p]:starts[p + 1]]`, each once; the
    pairs' services and the codes of their countries, -1 where the country is not known, are (n_pairs,).
    """

    def __init__(self, numbered: NumberedWorks) -> None:
        offers = numbered.tables.offers
        current = np.flatnonzero(offers.column("until").is_null().to_numpy())
        service_codes, services = codes_of(offers.column("service"))
        country_codes, countries = codes_of(offers.column("country"))
        n_works, n_countries = max(len(numbered), 1), len(countries) + 1
        pairs = service_codes[current].astype(np.int64) * n_countries + (country_codes[current] + 1)
        work_nums = work_numbers(offers.column("work_id"), numbered.work_ids)[current]
        entries = distinct(pairs * n_works + work_nums)  # several titles of a service may be one work
        pairs, works = np.divmod(entries, n_works)
        there, starts = np.unique(pairs, return_index=True)
        self._n_works = len(numbered)
        self._works: NDArray[np.int32] = works.astype(np.int32)
        self._starts = np.append(starts, len(pairs))
        self._services = np.array([services[code] for code in (there // n_countries).tolist()], dtype=object)
        self._countries: NDArray[np.int64] = there % n_countries - 1
        self._code_of = {country: code for code, country in enumerate(countries)}
        counts = np.zeros(n_countries, dtype=np.int64)
        np.add.at(counts, self._countries + 1, np.diff(self._starts))
        named = set(self._services.tolist())
        self.services: list[Service] = [service for service in SERVICES if service.id in named]
        shown = {country: int(counts[code + 1]) for country, code in self._code_of.items() if counts[code + 1]}
        self.countries: list[str] = sorted(shown, key=lambda country: (-shown[country], country))

    def services_in(self, country: str) -> list[Service]:
        """The services with a current offer in a country, by its code; in the registry's order."""
        there = set(self._services[self._in(country)].tolist())
        return [service for service in self.services if service.id in there]

    def shown(self, services: Sequence[str] = (), country: str | None = None) -> NDArray[np.bool_]:
        """The works that one of the services, or any, shows in the country, or anywhere; (n_works,).

        An offer of unknown country counts only where no country is asked for.
        """
        pairs = np.ones(len(self._services), dtype=bool)
        if services:
            pairs &= np.isin(self._services, list(services))
        if country is not None:
            pairs &= self._in(country)
        found = np.zeros(self._n_works, dtype=bool)
        for pair in np.flatnonzero(pairs).tolist():
            found[self._works[self._starts[pair] : self._starts[pair + 1]]] = True
        return found

    def _in(self, country: str) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self._countries == self._code_of.get(country, _NOWHERE)
        return found
