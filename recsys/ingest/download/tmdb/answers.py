"""Answers to lists, kept as they come, so that a run that goes on asks for none of them twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from recsys.errors import FetchError
from recsys.ingest.download.tmdb.api import Api, Params
from recsys.ingest.download.tmdb.journal import Journal, whole_lines

Answer = dict[str, Any]


class KeptAnswers:
    """Asks the API for what is not in the file yet, and keeps what is needed of each answer there."""

    def __init__(self, api: Api, path: Path) -> None:
        self.api = api
        self._known: dict[str, Answer] = {}
        for line, _ in whole_lines(path):
            self._known |= json.loads(line)
        self._journal = Journal(path)

    def get(self, path: str, params: Params, part: Callable[[Answer], Answer]) -> Answer:
        """The part that is needed of the answer. Raises FetchError where the API has none or it is another one."""
        asked = f"{path}?{urlencode(params)}"
        if asked not in self._known:
            answer = self.api.get(path, params)
            if answer is None:
                raise FetchError(f"TMDB has nothing at {path}. Is RECSYS_TMDB_URL the address of its API, version 3?")
            try:
                kept = part(answer)
            except (KeyError, TypeError, ValueError) as error:
                raise FetchError(f"TMDB answered {path} with something else than a list ({error!r}).") from error
            self._journal.append({asked: kept})
            self._known[asked] = kept
        return self._known[asked]

    def close(self) -> None:
        """Close the file."""
        self._journal.close()


def page_of_ids(answer: Answer) -> Answer:
    """Of a page of titles their ids, how many pages there are, and how many titles.

    >>> page_of_ids({"page": 1, "results": [{"id": 7, "title": "x"}], "total_pages": 3, "total_results": 41})
    {'pages': 3, 'total': 41, 'ids': [7]}
    """
    ids = [int(result["id"]) for result in answer["results"]]
    return {"pages": int(answer["total_pages"]), "total": int(answer["total_results"]), "ids": ids}
