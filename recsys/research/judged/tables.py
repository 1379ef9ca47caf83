"""What was compared, as tables that people read."""

from collections.abc import Iterable, Sequence

from recsys.domain.schema import TYPES
from recsys.research.judged.compare import Comparison, GradedRow, GroupRow, ListedRow
from recsys.research.judged.gold import REPORT
from recsys.research.judged.measure import GRADED, LISTED, K, Mean
from recsys.research.judged.seeds import MOST_OF_A_SOURCE
from recsys.research.report_table import NOTHING, ReportTable

_MOVIE, _SERIES = TYPES
_THIRDS = ("learn", "choose", "report")
_SHORT = ("NDCG", "condensed", "good", "bad")  # of GRADED, where there is little room


def comparison_tables(found: Comparison) -> list[ReportTable]:
    """Series, films, sources, and ours by groups of seeds."""
    return [
        _graded_table("judged series", _SERIES, found),
        _graded_table("judged films", _MOVIE, found),
        _listed_table(found.listed),
        _group_table(found.groups),
    ]


def _graded_table(name: str, type_: str, found: Comparison) -> ReportTable:
    rows = [row for row in found.graded if row.type == type_]
    return ReportTable(
        name=name,
        words=(
            f"Means over graded seeds of the third for reports, ± standard error. NDCG@{K} with gains 2^grade - 1, "
            f"what is not graded gaining nothing; condensed: over the graded works of the list alone (Sakai 2007); "
            f"then the shares of the first {K} that are graded 2 or 3 (good), 1 (loose), 0 (bad) or not at all."
        ),
        columns=("system", "seeds", *GRADED),
        rows=tuple((_called(row), str(row.seeds), *map(mean_cell, row.figures)) for row in rows),
        notes=tuple(f"{system}: left out, there are no sentence embeddings." for system in found.left_out),
    )


def _listed_table(rows: Sequence[ListedRow]) -> ReportTable:
    systems = list(dict.fromkeys(_called(row) for row in rows))
    by_place = {(row.source, _called(row)): row for row in rows}
    seeds = {row.source: row.seeds for row in rows if row.third == REPORT}
    return ReportTable(
        name="lists of others",
        words=(
            f"{LISTED[0]}@{K} ± standard error, and {LISTED[1]}@{K} in brackets: a work is in the published list or it "
            f"is not. At most {MOST_OF_A_SOURCE} seeds a source, of the third for reports."
        ),
        columns=("source", "seeds", *systems),
        rows=tuple(
            (source, str(count), *(_both(by_place[source, system]) for system in systems))
            for source, count in seeds.items()
        ),
    )


def _group_table(rows: Iterable[GroupRow]) -> ReportTable:
    shown = [GRADED.index(name) for name in _SHORT]
    return ReportTable(
        name="ours by groups of seeds",
        words=(
            "Seeds of the third for reports. Left the graded ones, as above; right the lists of all sources together. "
            "A work counts to the country that is named first, fame is in thirds of all measured seeds."
        ),
        columns=("group", "graded", *_SHORT, "lists", *(f"lists' {name}" for name in LISTED)),
        rows=tuple(
            (
                f"{row.division}: {row.group}",
                str(row.seeds),
                *(mean_cell(row.graded[place]) for place in shown),
                str(row.lists),
                *map(mean_cell, row.listed),
            )
            for row in rows
        ),
    )


def _called(row: GradedRow | ListedRow) -> str:
    return row.system if row.third == REPORT else f"{row.system}, third «{_THIRDS[row.third]}»"


def _both(row: ListedRow) -> str:
    reached, hit = row.figures
    return mean_cell(reached) if hit.mean is None else f"{mean_cell(reached)} ({hit.mean:.2f})"


def mean_cell(found: Mean) -> str:
    """The mean and its standard error, as far as there are any."""
    if found.mean is None:
        return NOTHING
    return f"{found.mean:.3f}" if found.error is None else f"{found.mean:.3f} ± {found.error:.3f}"
