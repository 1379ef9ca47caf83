"""The suite `onboarding`: what newcomers are asked first, and what the answers are good for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recsys.bundle.bundle import Bundle, load_bundle
from recsys.bundle.newest import newest_bundle
from recsys.domain.schema import TYPES
from recsys.errors import BundleError
from recsys.progress import Progress, silent
from recsys.research.benchmark import SEED
from recsys.research.onboarding.interview import AFTER, Measured, interview, ways
from recsys.research.onboarding.learn import Fame, learn_fame, step_losses
from recsys.research.onboarding.people import WATCHERS, Split, split
from recsys.research.report_table import ReportTable
from recsys.serving.recommend.askable import Askable
from recsys.serving.recommend.diversity import Diversity
from recsys.serving.service import Service
from recsys.settings import Settings

ONBOARDING = "onboarding"
SOURCES = ("ml-1m-part", "ml-latest-small", WATCHERS)
COUNTRIES = ("US", "MX", "BR", "ES")
MOST_PEOPLE = 150  # of a source
FIRST = 10
_FAME_BY = "ml-latest-small"  # the newest people there are
_VOTED = 1_000


@dataclass(frozen=True)
class OnboardingRow:
    """One way of asking the people of a source: what is measured after each of AFTER questions."""

    source: str
    people: int
    way: str
    measured: tuple[Measured, ...]
    ndcg_error: float


@dataclass(frozen=True)
class OnboardingReport:
    """What the suite measured; `learned` are the constants by the people who teach, `losses` of each step."""

    suite: str
    learned: Fame
    losses: Mapping[float, float]
    rows: tuple[OnboardingRow, ...]
    first: Mapping[str, Sequence[str]]

    @property
    def summary(self) -> str:
        """What was learned, in a sentence."""
        losses = ", ".join(f"{step:g}: {loss:.4f}" for step, loss in self.losses.items())
        return (
            f"Fame learned {self.learned.at_100_000:+.2f} and {self.learned.per_tenfold:+.2f} a tenfold; log-loss by "
            f"step {losses}; seed {SEED}."
        )

    def report_tables(self) -> list[ReportTable]:
        """A table for each source, and the first titles in each country."""
        parts = dict.fromkeys((row.source, row.people) for row in self.rows)
        measured = [
            ReportTable(
                name=source,
                words=f"{people} people whom no model knows. They answer what they rated, and have not seen the rest.",
                columns=(
                    "asked",
                    *(f"{name} after {n}" for n in AFTER for name in ("not seen", "NDCG@10")),
                    "standard error",
                ),
                rows=tuple(
                    (
                        row.way,
                        *(text for one in row.measured for text in (f"{one.unseen:.0%}", f"{one.ndcg:.4f}")),
                        f"{row.ndcg_error:.4f}",
                    )
                    for row in self.rows
                    if row.source == source
                ),
            )
            for source, people in parts
        ]
        titles = ReportTable(
            name="the first titles",
            words="What somebody of whom nothing is known is asked about, if they have seen all of it.",
            columns=("country", "titles"),
            rows=tuple((country, ", ".join(names)) for country, names in self.first.items()),
        )
        return [*measured, titles]


def count_onboarding_steps() -> int:
    """How many steps the suite reports: fitting, learning, each source, and the first titles."""
    return 3 + len(SOURCES)


def run_onboarding(data_folder: Path, progress: Progress = silent) -> OnboardingReport:
    """Measure on the bundle that the settings name, or the newest; raises BundleError or DataError."""
    return onboarding_report(_bundle(), data_folder, progress)


def onboarding_report(bundle: Bundle, data_folder: Path, progress: Progress = silent) -> OnboardingReport:
    """Measure on a bundle, and on the people of a data folder who watch series."""
    progress("fitting models without the people away")
    parts = split(bundle, data_folder, SEED)
    progress("learning who knows what")
    learned = _learned(parts)
    losses = [
        step_losses(people, _askable(parts, source), SEED)
        for source, people in parts.teaching.items()
        if source in SOURCES
    ]
    mean = {step: float(np.mean([one[step] for one in losses])) for step in losses[0]}
    rows: list[OnboardingRow] = []
    for source in SOURCES:
        progress(f"asking the people of {source}")
        rows += _rows(parts, source)
    progress("asking for the first titles")
    whole = Service(bundle)
    return OnboardingReport(
        ONBOARDING,
        learned,
        mean,
        tuple(rows),
        {
            country: [f"{work.title} ({work.year})" for work in whole.to_rate(k=FIRST, country=country)]
            for country in COUNTRIES
            if country in whole.countries
        },
    )


def _learned(parts: Split) -> Fame:
    catalogue, year = parts.service.catalogue, parts.years[_FAME_BY]
    films = np.flatnonzero(catalogue.is_movie & (catalogue.years <= year - 2) & (catalogue.votes >= _VOTED))
    return learn_fame(parts.teaching[_FAME_BY], films, catalogue.votes[films].astype(np.float64))


def _askable(parts: Split, source: str) -> Askable:
    """What the people of a source may be asked about: works that there were, of those that they can have told of."""
    catalogue, year = parts.service.catalogue, parts.years[source]
    kind = parts.watched if source == WATCHERS else catalogue.is_movie
    model = parts.service.bundle.collaborative
    if model is None:
        raise ValueError("the service knows no people")
    nowhere = np.zeros(len(catalogue), dtype=bool)
    franchises = Diversity(catalogue).franchises
    return Askable.of(model, catalogue, kind & (catalogue.years <= year), nowhere, franchises, year)


def _rows(parts: Split, source: str) -> list[OnboardingRow]:
    askable, kind = _askable(parts, source), TYPES[1] if source == WATCHERS else None
    people = [person for person in parts.reported[source] if len(person.wanted)][:MOST_PEOPLE]
    rows = []
    for name, way in ways(parts.service, SEED).items():
        asked: list[list[Measured]] = [
            interview(parts.service, person, way(askable, set(person.wanted.tolist())), kind) for person in people
        ]
        figures = np.array(asked)  # (n_people, n_after, 2)
        means = tuple(Measured(*pair) for pair in figures.mean(axis=0).tolist())
        error = float(figures[:, -1, 1].std(ddof=1) / np.sqrt(len(people)))
        rows.append(OnboardingRow(source, len(people), name, means, error))
    return rows


def _bundle() -> Bundle:
    settings = Settings.from_environment()
    folder = Path(settings.bundle) if settings.bundle is not None else newest_bundle(settings.artifacts)
    if folder is None:
        raise BundleError(f"{settings.artifacts}: expected a bundle's folder in it, found none. Build one.")
    return load_bundle(folder)
