"""Kept answers: what a cut breaks."""

import pytest

from recsys.errors import FetchError
from recsys.ingest.download.answers import AnswerLog
from recsys.ingest.download.members import whole_members


def test_a_cut_costs_the_last_answer_and_nothing_else(tmp_path):
    log = AnswerLog(tmp_path / "log")
    for number in range(3):
        log.add([f"/{number}"], [{"number": number, "text": "ñ" * 100}])
    (path,) = (tmp_path / "log").iterdir()
    whole = path.read_bytes()
    ends = [stop for _, stop in whole_members(path)]
    assert ends[-1] == len(whole)
    for cut in range(ends[1], len(whole), 7):
        path.write_bytes(whole[:cut])
        assert [answer.asked for answer in log.answers()] == [["/0"], ["/1"]]
        assert path.read_bytes() == whole[: ends[1]]
    log.add(["/2"], [])
    assert [answer.answer for answer in log.answers()][1:] == [[{"number": 1, "text": "ñ" * 100}], []]


def test_a_file_of_somebody_else_is_left_alone(tmp_path):
    path = tmp_path / "2026-01-01.jsonl.gz"
    path.write_bytes(b"mine")
    with pytest.raises(FetchError, match="expected answers that fetch kept"):
        list(AnswerLog(tmp_path).answers())
    assert path.read_bytes() == b"mine"
