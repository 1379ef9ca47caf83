from recsys.research.report_table import Sheet, sheet_markdown


def test_markdown():
    sheet = Sheet("name", "In words.", ("row", "a", "b"), (("x", "1", "2"), ("y", "–", "3")), ("y: why",))
    assert sheet_markdown(sheet) == (
        "## name\n\nIn words.\n\n| row | a | b |\n| --- | ---: | ---: |\n| x | 1 | 2 |\n| y | – | 3 |\n\n- y: why\n"
    )
    assert sheet_markdown(Sheet("n", "w", ("row", "a"), (("x", "1"),))).endswith("| x | 1 |\n")
