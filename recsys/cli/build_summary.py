"""What a build read and made, as people read it in a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Column, Table

from recsys.build.report import BuildReport
from recsys.bundle.moves import COUNTED_DAYS
from recsys.domain.services import service_name

# Bare text: a file's name with brackets or :colons: in it is a name, neither markup nor an emoji's name.
console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
_PLACES = 4  # countries of a service that are named
_MOVED = 10  # services and countries of which it is said what came and left
_DOUBTFUL = 5  # links that are shown; the report has more


def show_build(report: BuildReport) -> None:
    """Every file and what became of it, links, services, ratings, errors."""
    _show_files(report)
    _show_links(report)
    _show_services(report)
    console.print(
        f"{report.works:,} works ({report.films:,} films, {report.series:,} series) under {report.names:,} names, "
        f"with {report.credits:,} credits of {report.people:,} people"
    )
    console.print(
        f"{report.ratings:,} ratings by {report.users:,} users; "
        f"{report.superseded_ratings:,} ratings superseded by later ones of the same user"
    )
    _show_embeddings(report)
    _show_errors(report)


def _show_files(report: BuildReport) -> None:
    rows = [
        (one["file"], one["source"], f"{one['read']:,}", f"{one['kept']:,}", f"{one['rejected']:,}")
        for one in report.files
    ]
    _print_table(("file", "source"), ("rows read", "kept", "rejected"), rows)
    for one in report.files:
        for note in one["notes"]:
            console.print(f"{one['file']}: {note}")
    for reason, count in report.rejected.items():
        console.print(f"{count:,} × {reason}")
    if report.unread:
        console.print("Not read:")
    for one in report.unread:
        console.print(f"  {one['file']}: {one['reason']}")


def _show_links(report: BuildReport) -> None:
    rows = [
        (
            one["source"],
            f"{one['records']:,}",
            f"{one['linked']:,}",
            f"{one['ratings']:,}",
            f"{one['linked_ratings']:,}",
        )
        for one in report.link_sources
    ]
    _print_table(("source",), ("records", "of a work", "ratings", "of a work"), rows)
    if report.links:
        evidence = ", ".join(f"{count:,} by {evidence}" for evidence, count in report.links.items())
        console.print(f"Linked to another record's work: {evidence}")
    if report.doubtful_links:
        console.print(f"{report.doubtful_links:,} links are doubtful (report.json lists them), such as:")
    for one in report.doubtful[:_DOUBTFUL]:
        console.print("  " + ", ".join(f"{name} {value}" for name, value in one.items() if value not in (None, "")))


def _show_services(report: BuildReport) -> None:
    rows = [
        (
            service_name(service),
            f"{titles:,}",
            _places(report.offers.get(service, {})),
            report.snapshots.get(service, ""),
        )
        for service, titles in report.titles.items()
    ]
    _print_table(("service", Column("titles", justify="right"), "works shown now", "as of"), (), rows)
    for one in report.moves[:_MOVED]:
        since = f", since {one['before']}: {one['came']:,} came, {one['left']:,} left;" if one["before"] else ":"
        within = ", ".join(
            f"in {days} days {one[f'came_{days}']:,} and {one[f'left_{days}']:,}" for days in COUNTED_DAYS
        )
        console.print(f"{service_name(one['service'])} {_place(one['country'])} as of {one['as_of']}{since} {within}")
    if len(report.moves) > _MOVED:
        console.print(f"{len(report.moves) - _MOVED:,} places more: report.json has them")


def _places(offers: dict[str, int]) -> str:
    named = [f"{_place(country)} {count:,}" for country, count in list(offers.items())[:_PLACES]]
    more = [f"{len(offers) - _PLACES} countries more"] if len(offers) > _PLACES else []
    return ", ".join(named + more)


def _place(country: str) -> str:
    return country or "(country not known)"


def _show_embeddings(report: BuildReport) -> None:
    if report.embeddings["encoder"] is not None:
        console.print(f"Descriptions of {report.embeddings['works']:,} works embedded")
    for note in report.embeddings["notes"]:
        console.print(note)


def _show_errors(report: BuildReport) -> None:
    measured = report.metrics.get("models", {})
    if not measured:
        console.print("Too few ratings for a collaborative model.")
        return
    if report.svd_ratings < report.ratings:
        console.print(f"SVD trained on {report.svd_ratings:,} of {report.ratings:,} ratings")
    console.print(f"Errors in stars ({report.metrics['split']}):")
    rows = [(name, f"{one['rmse']:.4f}", f"{one['mae']:.4f}") for name, one in measured.items()]
    _print_table(("model",), ("RMSE", "MAE"), rows)


def _print_table(words: Sequence[str | Column], numbers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(*words, *(Column(name, justify="right") for name in numbers), box=None)
    for row in rows:
        table.add_row(*row)
    if table.row_count:
        console.print(table)
