"""Whom a request is counted for, and how often that one may ask."""

import pytest

from recsys.server.rates import Rate
from recsys.server.scopes import client_of


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_bucket_fills_evenly():
    clock = Clock()
    rate = Rate(6, clock)  # one in ten seconds
    assert [rate.wait("a") for _ in range(6)] == [0] * 6
    assert rate.wait("a") == pytest.approx(10)
    assert rate.wait("b") == 0  # every client has its own
    clock.now = 4.0
    assert rate.wait("a") == pytest.approx(6)  # asking in vain costs nothing
    clock.now = 10.0
    assert [rate.wait("a"), rate.wait("a")] == [0, pytest.approx(10)]
    clock.now = 1000.0
    assert [rate.wait("a") == 0 for _ in range(7)] == [True] * 6 + [False]  # no more than full


def test_clients_without_end_take_no_memory_without_end():
    rate = Rate(1, Clock())
    for n in range(12_000):
        rate.wait(str(n))
    assert len(rate._buckets) == 10_000
    assert rate.wait("11999") > 0


def scope(peer, *forwarded):
    return {"client": (peer, 1), "headers": [(b"x-forwarded-for", value.encode()) for value in forwarded]}


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "client"),
    [
        ("8.8.8.8", [], 0, "8.8.8.8"),
        ("8.8.8.8", ["1.1.1.1"], 0, "8.8.8.8"),  # what clients write is not believed
        ("127.0.0.1", [], 0, None),
        ("::1", [], 0, None),
        ("::ffff:8.8.8.8", [], 0, "8.8.8.8"),
        ("2001:4860:4860:1:2:3:4:5", [], 0, "2001486048600001::/64"),
        ("2001:4860:4860:1:ffff::", [], 0, "2001486048600001::/64"),
        ("10.1.2.3", ["9.9.9.9, 8.8.8.8"], 1, "8.8.8.8"),  # the first was written by whoever asks
        ("10.1.2.3", ["9.9.9.9", "8.8.8.8, 10.0.0.7"], 1, "8.8.8.8"),
        ("10.1.2.3", ["9.9.9.9, 8.8.8.8:4711"], 2, "9.9.9.9"),
        ("10.1.2.3", ["8.8.8.8"], 2, "8.8.8.8"),
        ("10.1.2.3", ["[2001:4860:4860:1::9]:80"], 1, "2001486048600001::/64"),
        ("10.1.2.3", ["unknown, _hidden"], 1, "10.1.2.3"),
        ("10.1.2.3", ["127.0.0.1"], 1, "10.1.2.3"),  # nobody makes themselves this machine
        ("10.1.2.3", [], 1, "10.1.2.3"),
    ],
)
def test_whom_a_request_is_counted_for(peer, forwarded, proxies, client):
    assert client_of(scope(peer, *forwarded), proxies) == client
