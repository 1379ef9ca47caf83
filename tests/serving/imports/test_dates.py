"""The order of days, told by a whole file or not at all."""

import pytest

from recsys.serving.imports.dates import Order, iso, order

UNITED_STATES = ["9/14/26", "1/2/26", "12/31/25"]
SPAIN = ["12/9/21", "14/9/21"]


@pytest.mark.parametrize(
    ("days", "told", "read"),
    [
        (UNITED_STATES, Order.MONTH_FIRST, ["2026-09-14", "2026-01-02", "2025-12-31"]),
        (SPAIN, Order.DAY_FIRST, ["2021-09-12", "2021-09-14"]),
        (["28.02.23", "01.03.23"], Order.DAY_FIRST, ["2023-02-28", "2023-03-01"]),
        (["05.04.23"], Order.DAY_FIRST, ["2023-04-05"]),
        (["2021-02-05", "2021/2/6", "20210207"], None, ["2021-02-05", "2021-02-06", None]),
        (["1/2/21", "3/4/21", "5/5/21"], Order.AMBIGUOUS, [None, None, "2021-05-05"]),
        (["1/13/21", "13/1/21", "2/3/21"], Order.AMBIGUOUS, [None, None, None]),
        (["2026-05-12 20:32:15", "2026-05-12T20:32:15.000Z"], None, ["2026-05-12", "2026-05-12"]),
        (["Sat Dec 31 00:00:00 2016", "31 Dec 2016", "December 31, 2016"], None, ["2016-12-31"] * 3),
        (["31/02/2021", "", None, "yesterday", "13/13/13"], Order.DAY_FIRST, [None, None, None, None, None]),
    ],
    ids="US ES points one-point ISO ambiguous contradicting times words none".split(),
)
def test_the_order_of_a_file_s_days(days, told, read):
    assert order(days) == told
    assert [iso(day, told) for day in days] == read
