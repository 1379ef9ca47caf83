"""Viewing histories as a streaming service exports them, made from a catalogue's names in several languages."""

import csv
import io
import random
from typing import NamedTuple

from recsys.serving.catalogue import Catalogue

ROWS = 1_000


class Tongue(NamedTuple):
    """How a language writes a season, an episode, a miniseries, and a day."""

    season: str
    episode: str
    limited: str
    day: str


TONGUES = {
    "en": Tongue("Season {}", "Episode {}", "Limited Series", "{m}/{d}/{y:02}"),
    "es": Tongue("Temporada {}", "Episodio {}", "Miniserie", "{d}/{m}/{y:02}"),
    "pt": Tongue("Temporada {}", "Episódio {}", "Minissérie", "{d:02}/{m:02}/20{y:02}"),
    "fr": Tongue("Saison {}", "Épisode {}", "Mini-série", "{d:02}/{m:02}/20{y:02}"),
    "de": Tongue("Staffel {}", "Folge {}", "Miniserie", "{d:02}.{m:02}.{y:02}"),
    "ru": Tongue("Сезон {}", "Серия {}", "Мини-сериал", "{d:02}.{m:02}.{y:02}"),
    "ja": Tongue("シーズン{}", "第{}話", "リミテッドシリーズ", "20{y:02}/{m:02}/{d:02}"),
}
_EPISODES = ("Pilot", "El comienzo", "A noite", "La fin", "Das Ende", "Возвращение", "約束", "Alone", "Homecoming")


class History(NamedTuple):
    """A file, and the number of the work that each row means."""

    content: bytes
    works: list[int]


def history(catalogue: Catalogue, language: str, seed: int, rows: int = ROWS) -> History:
    """A history of that many rows: half of them episodes of series watched in runs, half films.

    Works are those with a service's listing; each goes by its name in the language where it has one. A name that
    several films, or several series, share means none of them for sure, and is left out.
    """
    chance, tongue = random.Random(seed), TONGUES[language]  # noqa: S311 - the same rows for the same seed
    names = _names(catalogue, language)
    films = [work for work in names if catalogue.is_movie[work]]
    series = [work for work in names if not catalogue.is_movie[work]]
    told: list[tuple[str, int]] = []
    while len(told) < rows:
        if chance.random() < 0.1:
            told += _run(names, chance.choice(series), tongue, chance)
        else:
            work = chance.choice(films)
            told.append((names[work], work))
    told = told[:rows]
    text = io.StringIO(newline="")
    file = csv.writer(text)
    file.writerow(("Title", "Date"))
    for written, _ in told:
        day = tongue.day.format(d=chance.randint(1, 28), m=chance.randint(1, 12), y=chance.randint(15, 26))
        file.writerow((written, day))
    return History(text.getvalue().encode("utf-8-sig"), [work for _, work in told])


def _run(names: dict[int, str], work: int, tongue: Tongue, chance: random.Random) -> list[tuple[str, int]]:
    """Some episodes of a series, one after the other, in one of the forms of such titles."""
    form = chance.choice(("season", "season", "season", "limited", "named", "bare"))
    season, first, rows = chance.randint(1, 5), chance.randint(1, 5), []
    for episode in range(first, first + chance.randint(3, 12)):
        piece = tongue.episode.format(episode)
        if form == "limited":
            piece = f"{tongue.limited}: {piece}"
        elif form == "season":
            piece = f"{tongue.season.format(season)}: {piece}"
        elif form == "named":
            piece = f"{tongue.season.format(season)}: {chance.choice(_EPISODES)} ({piece})"
        rows.append((f"{names[work]}: {piece}", work))
    return rows


def _names(catalogue: Catalogue, language: str) -> dict[int, str]:
    """What the works are called in the language; shared names left out."""
    table = catalogue.bundle.names.select(["work_id", "name", "language"]).to_pylist()
    listed = catalogue.is_listed
    main = catalogue.names()
    names = {work: main[work] for work in range(len(catalogue)) if listed[work]}
    for row in table:
        work = catalogue.work_ids.number(row["work_id"])
        if row["language"] == language and work in names:
            names[work] = row["name"]
    taken: dict[tuple[str, bool], set[int]] = {}
    for row in table:
        work = catalogue.work_ids.number(row["work_id"])
        taken.setdefault((row["name"].casefold(), bool(catalogue.is_movie[work])), set()).add(work)
    return {
        work: written
        for work, written in names.items()
        if len(taken.get((written.casefold(), bool(catalogue.is_movie[work])), {work}) | {work}) == 1
    }
