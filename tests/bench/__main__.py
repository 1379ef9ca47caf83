"""`python -m tests.bench`: print how long and how large things are, on the real data where it is at hand.

A time by itself says as much of the machine as of the code, so each is compared with a reference measured in the same
run: the ratio is what can be compared.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rich.console import Console

from recsys.bundle.bundle import load_bundle
from recsys.ingest import sample
from recsys.serving.service import Service, plain
from tests.bench.measure import Times, peak_of, times_of
from tests.bench.others import measure_others
from tests.bench.page import measure_page
from tests.bench.server import Server, server
from tests.bench.tmdb import HEADER, TITLES, UNLIMITED, measure_tmdb
from tests.conftest import BESIDE_THE_REPOSITORY
from tests.ui.server import CHROMIUM

# By the row of the table: the answer's name, and behind a comma what is special.
Questions = dict[str, list[dict[str, Any]]]
Calls = dict[str, list[Callable[[], object]]]
CALLS, HTTP_CALLS = 300, 60
READ_RAW = "import sys, pandas; [pandas.read_csv(path, dtype=str, encoding='latin-1') for path in sys.argv[1:]]"
tell = Console(stderr=True, highlight=False).print


def main() -> None:
    """Measure and print."""
    data = Path(os.environ.get("RECSYS_DATA") or BESIDE_THE_REPOSITORY)
    data = data if (data / "platforms").is_dir() else sample.FOLDER
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        name = "the embedded sample" if data == sample.FOLDER else "the real data"
        print_table(
            f"Build from {name}",
            ("", "s", "peak MB", "× reading the catalogues with pandas"),
            measure_build(data, bundle),
        )
        with server(bundle) as app:
            gradio = peak_of([sys.executable, "-c", "import gradio"])
            started = (
                ("until it answers", f"{app.seconds_to_start:.1f}", f"{app.resident_mb():.0f}"),
                ("importing gradio alone", f"{gradio.seconds:.1f}", f"{gradio.peak_mb:.0f}"),
            )
            service = Service(load_bundle(bundle))
            questions = questions_of(service)
            inside = measure_inside(service, questions)
            rest = measure_outside(rest_calls(app, questions))
            gradio_api = measure_outside(gradio_calls(app, questions))
            loaded = ("after all calls below", "", f"{app.resident_mb():.0f}")
            page: list[tuple[str, ...]] = [("no Chromium here", "", "")]
            if CHROMIUM:
                page = measure_page(str(app.client.base_url))
        others = measure_others(bundle)
        fetched = measure_tmdb(UNLIMITED)
        print_table("Start", ("", "s", "MB"), [*started, loaded])
        print_table("The page on a phone", ("", "s", "× Gradio's page with one line"), page)
        print_table("Answers in process", ("answer", "median ms", "99th ms", "× sorting 100,000 numbers"), inside)
        print_table("Films like one", ("way", "median ms", "99th ms", "resident MB", "× our `recommend`"), others)
        print_table(f"Fetching {TITLES:,} titles from a stand-in of TMDB, at no bounded rate", HEADER, fetched)
        print_table("Answers over REST", ("answer", "median ms", "99th ms", "× the cheapest answer"), rest)
        print_table(
            "Answers over the Gradio API", ("answer", "median ms", "99th ms", "× the cheapest answer"), gradio_api
        )


def measure_build(data: Path, target: Path) -> list[tuple[str, ...]]:
    """The build as a process of its own, compared with plainly reading the catalogues it starts from."""
    tell("building …")
    build = peak_of([sys.executable, "-m", "recsys", "build", "--data", str(data), "--out", str(target)])
    reference = peak_of([sys.executable, "-c", READ_RAW, *map(str, sorted((data / "platforms").glob("*.csv")))])
    return [
        ("build", f"{build.seconds:.1f}", f"{build.peak_mb:.0f}", f"{build.seconds / reference.seconds:.1f}"),
        ("reading", f"{reference.seconds:.1f}", f"{reference.peak_mb:.0f}", "1.0"),
    ]


def visitors(titles: list[str], n: int) -> list[dict[str, Any]]:
    """Questions of people with n ratings of their own, of as many titles as there are."""
    rated = [f"{title}={0.5 + place % 10 / 2}" for place, title in enumerate(titles)]
    turned = [rated[start:] + rated[:start] for start in range(0, 50, 5)]
    return [{"title": titles[-1 - place], "ratings": own[:n]} for place, own in enumerate(turned)]


def questions_of(service: Service) -> Questions:
    """For every answer, what to ask it: titles and users that differ from call to call."""
    works = service.popular(100)
    users = service.example_users(100) or ["nobody"]
    titles = [f"{work.title} ({work.year})" for work in works]
    pairs = list(zip(users, titles, strict=False))
    many = [f"{work.title} ({work.year})" for work in service.popular(510)]
    services = [one.id for one in service.services]
    first = services[0]
    return {
        "recommend": [{"title": title, "platforms": services[:2]} for title in titles],
        "recommend, in a country": [
            {"title": title, "country": country} for country in service.countries[:1] for title in titles
        ]
        or [{"title": titles[0]}],
        "fit": [{"user_id": user, "title": title} for user, title in pairs],
        "fit, visitor with 3 ratings": visitors(many, 3),
        "fit, visitor with 500 ratings": visitors(many, 500),
        "for_user": [{"user_id": user} for user in users],
        "for_user, diversity 0.5": [{"user_id": user, "diversity": 0.5} for user in users],
        "search": [{"text": title[1:-6]} for title in titles],
        "platforms_get_max_duration": [{"platform": first}, {"year": 2018}],
        "platforms_get_score_count": [{"platform": first, "scored": 3.5, "year": 2018}],
        "platforms_get_count_platform": [{"platform": first}],
        "platforms_get_actor": [{"platform": first, "year": 2018}],
        "platforms_recomendacion": [{"titulo": title} for title in titles],
        "movies_cantidad_filmaciones_mes": [{"mes": "enero"}],
        "movies_cantidad_filmaciones_dia": [{"dia": "miércoles"}],
        "movies_score_titulo": [{"titulo": "Toy Story"}],
        "movies_votos_titulo": [{"titulo": "The Matrix"}],
        "movies_get_actor": [{"nombre_actor": "Tom Hanks"}],
        "movies_get_director": [{"nombre_director": "Hayao Miyazaki"}],
        "movies_recomendacion": [{"titulo": "Toy Story"}, {"titulo": "The Matrix"}],
        "movies_peliculas_idioma": [{"idioma": "español"}],
        "movies_peliculas_duracion": [{"pelicula": "Cinderella"}],
        "movies_franquicia": [{"franquicia": "toy story"}],
        "movies_peliculas_pais": [{"pais": "Corea del Sur"}],
        "movies_productoras_exitosas": [{"productora": "Pixar Animation Studios"}],
    }


def answer_of(name: str) -> str:
    """The public name of the answer that a row is about."""
    return name.partition(",")[0]


def measure_inside(service: Service, questions: Questions) -> list[tuple[str, ...]]:
    """Each answer as a plain value, called in this process."""
    import numpy as np

    numbers = np.random.default_rng(0).random(100_000)
    reference = times_of([lambda: np.sort(numbers)], CALLS)

    def ask(name: str, arguments: dict[str, Any]) -> Callable[[], object]:
        return lambda: plain(service.ask(answer_of(name), **arguments))

    return [
        row(name, times_of([ask(name, arguments) for arguments in asked], CALLS), reference)
        for name, asked in questions.items()
    ]


def gradio_calls(app: Server, questions: Questions) -> Calls:
    """Each question over the Gradio API: a POST for the question and a GET for the answer, one connection."""
    return {
        name: [partial(app.ask, answer_of(name), arguments) for arguments in asked] for name, asked in questions.items()
    }


def rest_calls(app: Server, questions: Questions) -> Calls:
    """Each question as one GET, its path made from the app's own OpenAPI document."""
    paths = app.client.get("/openapi.json").raise_for_status().json()["paths"]
    path_of = {one["get"]["operationId"]: path for path, one in paths.items() if "get" in one}

    def call(name: str, arguments: dict[str, Any]) -> Callable[[], object]:
        path = path_of[answer_of(name)]
        in_path = {key: value for key, value in arguments.items() if f"{{{key}}}" in path}
        path = path.format(**{key: quote(value, safe="") for key, value in in_path.items()})
        query = {key: value for key, value in arguments.items() if key not in in_path}
        return lambda: app.client.get(path, params=query).raise_for_status()

    return {name: [call(name, arguments) for arguments in asked] for name, asked in questions.items()}


def measure_outside(calls: Calls) -> list[tuple[str, ...]]:
    """Every answer, compared with the cheapest of them."""
    times = {name: times_of(asked, HTTP_CALLS) for name, asked in calls.items()}
    cheapest = min(times.values(), key=lambda measured: measured.median)
    return [row(name, measured, cheapest) for name, measured in times.items()]


def row(name: str, measured: Times, reference: Times) -> tuple[str, ...]:
    """A line of a table of answers."""
    ratio = measured.median / reference.median
    return (name, f"{measured.median * 1e3:.2f}", f"{measured.p99 * 1e3:.2f}", f"{ratio:.2f}")


def print_table(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table in Markdown, so that it can be pasted where figures are kept."""
    lines = [f"\n{title}\n", f"| {' | '.join(header)} |", f"| --- {'| ---: ' * (len(header) - 1)}|"]
    lines += [f"| {' | '.join(cells)} |" for cells in rows]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
