"""What was published, pulled, compared, deployed and exported, printed in a terminal."""

from typing import TYPE_CHECKING

from rich.filesize import decimal
from rich.table import Column, Table

from recsys.cli.console import console
from recsys.domain.countries import country_name
from recsys.domain.services import service_name
from recsys.ingest.download.run import FetchReport
from recsys.ingest.download.tmdb.run import TmdbReport
from recsys.publish.compare import Comparison, K
from recsys.publish.database.report import ExportReport
from recsys.publish.tracking import Logged

if TYPE_CHECKING:
    from recsys.publish.hub.deploy import Deployed
    from recsys.publish.hub.facts import Facts
    from recsys.publish.hub.plan import Change
    from recsys.publish.hub.push import Pushed

MOST_NAMES = 10


def show_pushed(pushed: "Pushed") -> None:
    """What became of every file, and how to serve what was pushed."""
    _show_changes(pushed.changes)
    target = pushed.target
    if pushed.model_commit is None:
        console.print("Nothing was pushed: this is what would happen.")
        return
    for made in pushed.made_private:
        console.print(f"{made} was made private: whoever may give its data on can open it in its settings on the Hub.")
    console.print(f"Pushed: hf://{target.model}@{pushed.model_commit}")
    name = f"hf://{target.model}" + (f"@{target.tag}" if target.tag else "")
    console.print(f"Serve it: RECSYS_BUNDLE={name} python app.py")


def show_pulled(found: "Facts") -> None:
    """Where a bundle lies and what it is."""
    console.print(f"{found.reference} is commit {found.revision}")
    if not found.fresh:
        console.print(f"as of {found.checked}; it may be another by now: {found.reason}")
    console.print(f"built {found.built} from {'the embedded sample' if found.sample else 'raw data'}")
    engine = f", engine {found.engine}" if found.engine else ""
    console.print(f"{found.works:,} works, {found.titles:,} titles of services, {found.ratings:,} ratings{engine}")
    console.print(f"{decimal(found.size)}, verified")
    console.print(f"Bundle: {found.folder}")


def show_logged(logged: Logged) -> None:
    """Where a bundle is on record."""
    console.print(f"Logged to MLflow: run {logged.run} of the experiment {logged.experiment}")
    console.print(f"Registered: version {logged.version} of the model {logged.model}")


def show_deployed(deployed: "Deployed") -> None:
    """What became of every file that is not the same, and where the Space is."""
    _show_changes([change for change in deployed.changes if change.what != "same"])
    for name, value in deployed.variables.items():
        console.print(f"{name}={value}")
    if "RECSYS_BUNDLE" not in deployed.variables:
        console.print(
            "It serves the sample. To serve a bundle of yours, push it and deploy with --bundle hf://owner/name."
        )
    if deployed.private_bundle:
        console.print("The bundle is private: give the Space a secret HF_TOKEN that may read it, in its settings.")
    if deployed.commit is None:
        console.print("Nothing was deployed: this is what would happen.")
    console.print(f"Space: {deployed.address}")


def _show_changes(changes: "list[Change]") -> None:
    table = Table("repository", "file", "", Column("size", justify="right"), box=None)
    for change in changes:
        table.add_row(f"{change.kind} {change.repository}", change.file, change.what, decimal(change.size))
    console.print(table if changes else "Every file is there as it is here.")


def show_comparison(found: Comparison) -> None:
    """Works and offers that came and went, figures that changed, how far the lists moved."""
    console.print(f"From the bundle built {found.before} to the one built {found.after}")
    _show_works(found)
    for word, offers in (("added", found.offers_added), ("gone", found.offers_gone)):
        names = [f"{offer.title} ({offer.year}), {_place(offer.service, offer.country)}" for offer in offers]
        _show_names(f"{len(offers):,} offers {word}", names)
    table = Table("where", Column("added", justify="right"), Column("gone", justify="right"), "as of", box=None)
    for place in found.places:
        dates = f"{place.before or 'no snapshot'} → {place.after or 'no snapshot'}"
        table.add_row(_place(place.service, place.country), f"{place.added:,}", f"{place.gone:,}", dates)
    console.print(table if table.row_count else "Every service shows what it showed.")
    table = Table("figure", Column("before", justify="right"), Column("after", justify="right"), box=None)
    for figure in found.figures:
        if figure.before != figure.after:
            table.add_row(figure.name, _figure(figure.before), _figure(figure.after))
    console.print(table if table.row_count else "No figure changed.")
    if not found.same_test:
        console.print("They were not measured on the same ratings: a small difference says nothing.")
    for moved in found.lists:
        if moved.overlap is None or moved.same is None:
            console.print(f"{moved.answer}: no list that both bundles give")
        else:
            console.print(
                f"{moved.answer}: of the first {K}, {moved.overlap:.1%} stayed in the list; {moved.same:.1%} of "
                f"{moved.sample:,} lists are the same"
            )


def _show_works(found: Comparison) -> None:
    """Works that came and went, those under another id, and those that are forgotten though people rated them."""
    for word, works in (("added", found.works_added), ("gone", found.works_gone)):
        _show_names(f"{len(works):,} works {word}", [f"{work.title} ({work.year}), {work.work_id}" for work in works])
    if found.works_renamed:
        names = [f"{work.title} ({work.year}), {work.before} → {work.after}" for work in found.works_renamed]
        _show_names(f"{len(names):,} works under another id", names)
    if found.rated_gone:
        names = [f"{work.title} ({work.year}), {work.work_id}" for work in found.rated_gone]
        _show_names(f"{len(names):,} rated works are forgotten", names)


def _show_names(head: str, names: list[str]) -> None:
    console.print(head)
    for name in names[:MOST_NAMES]:
        console.print(f"  {name}")
    if len(names) > MOST_NAMES:
        console.print(f"  and {len(names) - MOST_NAMES:,} more: --json names them all")


def _place(service: str, country: str | None) -> str:
    return f"{service_name(service)}, {country_name(country) if country is not None else 'country not known'}"


def show_export(report: ExportReport) -> None:
    """The tables with their rows, and the views."""
    table = Table("table", Column("rows", justify="right"), box=None)
    for exported in report.tables:
        table.add_row(exported.name, f"{exported.rows:,}")
    console.print(table)
    console.print(f"Views: {', '.join(report.views)}")
    if not report.written:
        console.print("All of it was there already: nothing was written.")
    console.print(f"Database: {report.database}")


def show_fetched(report: FetchReport) -> None:
    """What became of every file, and the terms of its source."""
    table = Table("file", "", Column("MB", justify="right"), box=None)
    for source in report.sources:
        for file in source.files:
            table.add_row(file.path, file.what, f"{file.size / 1e6:.2f}")
    console.print(table)
    for source in report.sources:
        console.print(f"{source.url}: {source.terms}")
    console.print(f"Data: {report.data}, with the terms in LICENCES.md")


def show_fetched_tmdb(report: TmdbReport) -> None:
    """How many titles services show where, and what was asked for their details."""
    table = Table("service", Column("titles", justify="right"), box=None)
    for shown in report.listed:
        table.add_row(_place(shown.service, shown.country), f"{shown.titles:,}")
    console.print(table)
    console.print(
        f"{report.titles:,} titles: {report.new:,} new, {report.changed:,} changed, {report.old:,} fetched anew, "
        f"{report.unchanged:,} as they were; {report.gone:,} are no more"
    )
    if report.came_before:
        console.print(f"{report.came_before:,} of them came before the run was cut")
    console.print(f"{report.requests:,} requests in {report.seconds:,.0f} s; {len(report.failures):,} titles failed")
    for note in report.notes:
        console.print(note)
    console.print(f"Snapshot: {report.snapshot}, with the terms in LICENCES.md")


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) else f"{value:.4f}"
