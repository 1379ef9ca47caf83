import sys

import numpy as np
import pytest

from recsys.research.processes import peak_bytes, run_measured


def python(code):
    return (sys.executable, "-c", code)


def test_what_a_command_needed():
    ran = run_measured(python("import sys; x = b'1' * 300_000_000; print('out'); sys.stderr.write('err')"), 60)
    assert (ran.exit_code, ran.output, ran.errors) == (0, "out\n", "err")
    assert 0.3e9 < ran.peak_bytes < 0.4e9
    assert 0 < ran.cpu_seconds < 60
    assert 0 < ran.seconds < 60


def test_the_peak_is_the_commands_own():
    """Whatever the process that measures has held before."""
    held = np.ones(60_000_000)
    assert peak_bytes() > held.nbytes
    del held
    assert run_measured(python("pass"), 60).peak_bytes < 1e8


def test_a_command_that_does_not_exist():
    with pytest.raises(OSError, match=r"no-such-command could not be run: .*No such file"):
        run_measured(("no-such-command",), 60)


def test_a_command_that_fails():
    assert run_measured(python("raise SystemExit(3)"), 60).exit_code == 3


def test_a_command_that_would_run_for_ever_is_cut_off():
    ran = run_measured(python("import sys, time; print('begun'); sys.stdout.flush(); time.sleep(600)"), 1)
    assert ran.exit_code is None
    assert ran.output == "begun\n"
    assert 1 <= ran.seconds < 30
    assert ran.peak_bytes > 0


def test_lines_are_told_while_it_runs(tmp_path):
    """It goes on only once what it said has been heard."""
    heard: list[str] = []
    sign = tmp_path / "heard"

    def progress(line):
        heard.append(line)
        sign.touch()

    waiting = f"import os, time\nwhile not os.path.exists({str(sign)!r}): time.sleep(0.01)"
    ran = run_measured(
        python(f"print('begun', flush=True)\n{waiting}\nprint('more')\nprint('é', end='')"), 60, progress
    )
    assert ran.exit_code == 0
    assert heard == ["begun", "more"]  # what is no whole line is not passed on
    assert ran.output == "begun\nmore\né"


def test_the_most_memory_that_a_process_held():
    code = "from recsys.research.processes import peak_bytes; x = b'1' * 200_000_000; del x; print(peak_bytes())"
    assert 2e8 < int(run_measured(python(code), 60).output) < 4e8
    assert peak_bytes() > 1e7
