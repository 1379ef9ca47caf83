"""What becomes of rejected rows for whoever opens them in a spreadsheet."""

import csv
import io

import pyarrow as pa

from recsys.build.assemble import rejected_csv
from recsys.domain.schema import REJECTED


def test_what_a_spreadsheet_would_run_is_text():
    rows = [("a.csv", n, "value", "no year", value) for n, value in enumerate(["=1+1", "-5", "@x", 'Alien, "1979"'])]
    table = pa.Table.from_pylist([dict(zip(REJECTED.names, row, strict=True)) for row in rows], REJECTED)
    header, *read = csv.reader(io.StringIO(rejected_csv(table)))
    assert header == REJECTED.names
    assert [row[-1] for row in read] == ["'=1+1", "'-5", "'@x", 'Alien, "1979"']
    assert [row[1] for row in read] == ["0", "1", "2", "3"]
