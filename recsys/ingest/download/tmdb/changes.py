"""Which titles changed at TMDB between two days, by its lists of changes."""

from datetime import date, timedelta
from typing import NamedTuple

from recsys.ingest.download.tmdb.answers import KeptAnswers, page_of_ids
from recsys.ingest.download.tmdb.api import MOST_PAGES

WINDOW = timedelta(days=14)  # the most that one list covers


class Window(NamedTuple):
    """Days, the last included."""

    first: date
    last: date


def windows(first: date, last: date) -> list[Window]:
    """The days from the first to the last in spans that a list covers.

    >>> [(str(a), str(b)) for a, b in windows(date(2026, 1, 1), date(2026, 1, 16))]
    [('2026-01-01', '2026-01-14'), ('2026-01-15', '2026-01-16')]
    """
    begins = [first + number * WINDOW for number in range((last - first) // WINDOW + 1)]
    return [Window(begin, min(begin + WINDOW - timedelta(days=1), last)) for begin in begins]


def last_changes(type: str, first: date, last: date, answers: KeptAnswers, most_pages: int) -> dict[int, date] | None:
    """The titles of a type that changed, each with the end of the last window in which it did.

    None where the lists have more pages than `most_pages`, or than TMDB shows.
    """

    def page(window: Window, number: int) -> list[int]:
        params = {"start_date": window.first.isoformat(), "end_date": window.last.isoformat()}
        answer = answers.get(f"/{type}/changes", params | {"page": number}, page_of_ids)
        pages[window] = int(answer["pages"])
        return list(answer["ids"])

    pages: dict[Window, int] = {}
    changed: dict[int, date] = {}
    spans = windows(first, last)
    for window in spans:
        changed |= dict.fromkeys(page(window, 1), window.last)
    if max(pages.values()) > MOST_PAGES or sum(pages.values()) > most_pages:
        return None
    left = [(window, number) for window in spans for number in range(2, pages[window] + 1)]
    for window, ids in answers.api.each(lambda asked: (asked[0], page(*asked)), left):
        for title_id in ids:
            changed[title_id] = max(window.last, changed.get(title_id, window.last))
    return changed
