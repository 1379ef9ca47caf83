"""Exporting a bundle to a database, from its URL to the report."""

from recsys.progress import Progress, silent
from recsys.publish.database.content import Content, views
from recsys.publish.database.database import name_of, opened
from recsys.publish.database.layout import define
from recsys.publish.database.report import ExportedTable, ExportReport
from recsys.publish.database.write import write


def export(content: Content, to: str, progress: Progress = silent) -> ExportReport:
    """Write the content to the database of the URL `to`, in one step for whoever reads it.

    Raises DatabaseError where the database cannot be reached, refuses something, or holds another's tables.
    """
    with opened(to) as connection:
        written = write(connection, content, progress)
    tables = [ExportedTable(name, rows.num_rows) for name, rows in content.tables.items()]
    return ExportReport(name_of(to), content.fingerprint, written, tables, list(views(define())))
