"""How others answer «films like this one», by their own code, and how we do: times and memory.

`python -m tests.bench.others WAY FOLDER` asks one of WAYS in a process of its own, over `films.parquet` in the folder,
or over the bundle next to it, and prints what it took as JSON.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from subprocess import run

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from recsys.build.item_features import Documents, ItemFeatures
from recsys.bundle.bundle import load_bundle
from recsys.models.content.tfidf import Document
from recsys.research.similar.baselines import BEST_IN_GENRE, BEST_IN_GENRE_FIELDS, first_texts, text_words
from recsys.serving.service import Service, plain
from tests.bench.measure import times_of

FILMS, BUNDLE = "films.parquet", "bundle"
QUESTIONS, CALLS, K = 60, 180, 5
Ask = Callable[[int], list[str]]  # from a film's row the titles of the films like it


def film_frame(documents: Sequence[Document], titles: Sequence[str], scores: NDArray[np.float64]) -> pd.DataFrame:
    """What others keep of each film: its title, its mean vote, its genres, and texts of words with spaces between."""
    return pd.DataFrame(
        {
            "title": titles,
            "score": scores,
            "genres": [list(document.get("genre", ())) for document in documents],
            "firsts": [" ".join(first_texts(document)) for document in documents],
            "words": [" ".join(text_words(document, BEST_IN_GENRE_FIELDS)) for document in documents],
        }
    )


def kept(films: pd.DataFrame) -> Ask:
    """TF-IDF of genres, tagline, first actor and director, made once: one film against all others, all sorted."""
    matrix = TfidfVectorizer(ngram_range=(1, 2)).fit_transform(films["firsts"])

    def ask(row: int) -> list[str]:
        alike = cosine_similarity(matrix[[row]], matrix).ravel()
        alike[row] = -1
        return list(films["title"].iloc[np.argsort(-alike, kind="stable")[:K]])

    return ask


def rebuilt(films: pd.DataFrame) -> Ask:
    """TF-IDF of all its words, made for each question from the best films by vote of the asked one's rarest genre."""
    counts = Counter(genre for genres in films["genres"] for genre in genres)

    def ask(row: int) -> list[str]:
        rarest = min(films["genres"].iloc[row], key=lambda genre: (counts[genre], genre))
        best = films[films["genres"].map(lambda genres: rarest in genres)].nlargest(BEST_IN_GENRE, "score")
        best = best.drop(index=films.index[row], errors="ignore")
        vectorizer = TfidfVectorizer()
        matrix = vectorizer.fit_transform(best["words"])
        alike = cosine_similarity(vectorizer.transform([films["words"].iloc[row]]), matrix).ravel()
        return list(best["title"].iloc[np.argsort(-alike, kind="stable")[:K]])

    return ask


WAYS = {
    "kept": "genres + tagline + first actor + director, TF-IDF with bigrams, kept",
    "rebuilt": f"all words, TF-IDF made anew at each request, {BEST_IN_GENRE:,} rows of the rarest genre",
    "plain": "Butaca, all films, the same plain list",
    "full": "Butaca, `recommend` with a filter, cards and explanation",
}


@dataclass(frozen=True)
class Took:
    """Seconds of an answer, and the memory that the process held at the end, megabytes."""

    median: float
    p99: float
    resident: float


def measure_others(bundle: Path) -> list[tuple[str, ...]]:
    """A row for each way, over the film catalogue's works; none where the bundle has none."""
    loaded = load_bundle(bundle)
    known = ItemFeatures.of(loaded.works, loaded.names, loaded.credits, loaded.titles)
    films = np.flatnonzero(known.is_film)
    if not len(films):
        return []
    works = loaded.works.select(["title", "year", "votes"]).take(pa.array(films)).to_pandas()
    documents = Documents(known.fields)
    frame = film_frame(
        [documents[row] for row in films.tolist()],
        works["title"] + " (" + works["year"].astype(str) + ")",
        known.numbers["score"][films],
    )
    frame["votes"] = works["votes"]
    frame.to_parquet(bundle.with_name(FILMS))
    took = {}
    for way in WAYS:
        command = (sys.executable, "-m", "tests.bench.others", way, str(bundle.parent), bundle.name)
        took[way] = Took(**json.loads(run(command, check=True, capture_output=True).stdout))
    ours = took["full"].median
    return [
        (
            WAYS[way],
            f"{one.median * 1e3:.2f}",
            f"{one.p99 * 1e3:.2f}",
            f"{one.resident:.0f}",
            f"{one.median / ours:.1f}",
        )
        for way, one in took.items()
    ]


def took(way: str, folder: Path, bundle: str) -> Took:
    """Ask about the films with the most votes, one after the other."""
    if way in ("kept", "rebuilt"):
        films = pd.read_parquet(folder / FILMS)
        ask: Callable[[int], object] = kept(films) if way == "kept" else rebuilt(films)
    else:
        films = pd.read_parquet(folder / FILMS, columns=["title", "genres", "votes"])
        ask = _ours(way, films["title"], folder / bundle)
    rows = films.index[films["genres"].map(len) > 0].to_numpy()
    asked = rows[np.argsort(-films["votes"].to_numpy()[rows], kind="stable")[:QUESTIONS]].tolist()
    times = times_of([partial(ask, row) for row in asked], CALLS)
    return Took(*times, psutil.Process().memory_info().rss / 2**20)


def _ours(way: str, titles: pd.Series, bundle: Path) -> Callable[[int], object]:
    service = Service(load_bundle(bundle))
    if way == "plain":
        return lambda row: service.ask("movies_recomendacion", titulo=titles[row])
    services = [one.id for one in service.services[:2]]
    return lambda row: plain(service.ask("recommend", title=titles[row], k=K, platforms=services))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(took(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))))
