from recsys.research.report_table import ReportTable, table_markdown


def test_markdown():
    table = ReportTable("name", "In words.", ("row", "a", "b"), (("x", "1", "2"), ("y", "–", "3")), ("y: why",))
    assert table_markdown(table) == (
        "## name\n\nIn words.\n\n| row | a | b |\n| --- | ---: | ---: |\n| x | 1 | 2 |\n| y | – | 3 |\n\n- y: why\n"
    )
    assert table_markdown(ReportTable("n", "w", ("row", "a"), (("x", "1"),))).endswith("| x | 1 |\n")
