"""What was published, pulled, compared and deployed, as people read it in a terminal."""

from rich.table import Column, Table

from recsys.console import console
from recsys.hub.facts import Facts
from recsys.hub.push import Pushed


def show_pushed(pushed: Pushed) -> None:
    """What became of every file, and how to serve what was pushed."""
    table = Table("repository", "file", "", Column("MB", justify="right"), box=None)
    for change in pushed.changes:
        table.add_row(f"{change.kind} {change.repository}", change.file, change.what, f"{change.size / 1e6:.2f}")
    console.print(table)
    target = pushed.target
    if pushed.model_commit is None:
        console.print("Nothing was pushed: this is what would happen.")
        return
    for made in pushed.made_private:
        console.print(f"{made} was made private: whoever may give its data on can open it in its settings on the Hub.")
    console.print(f"Pushed: hf://{target.model}@{pushed.model_commit}")
    name = f"hf://{target.model}" + (f"@{target.tag}" if target.tag else "")
    console.print(f"Serve it: RECSYS_BUNDLE={name} python app.py")


def show_pulled(found: Facts) -> None:
    """Where a bundle lies and what it is."""
    console.print(f"{found.reference} is commit {found.revision}")
    if not found.fresh:
        console.print(f"as of {found.checked}; it may be another by now: {found.reason}")
    console.print(f"built {found.built} from {'the embedded sample' if found.sample else 'raw data'}")
    engine = f", engine {found.engine}" if found.engine else ""
    console.print(f"{found.titles:,} titles of {found.works:,} works, {found.ratings:,} ratings{engine}")
    console.print(f"{found.size / 1e6:.1f} MB, verified")
    console.print(f"Bundle: {found.folder}")
