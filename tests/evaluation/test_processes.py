import sys

from recsys.evaluation.processes import run_measured


def python(code):
    return (sys.executable, "-c", code)


def test_what_a_command_needed():
    ran = run_measured(python("import sys; x = b'1' * 300_000_000; print('out'); sys.stderr.write('err')"), 60)
    assert (ran.exit_code, ran.output, ran.errors) == (0, "out\n", "err")
    assert 0.3e9 < ran.peak_bytes < 3e9
    assert 0 < ran.cpu_seconds < 60
    assert 0 < ran.seconds < 60


def test_a_command_that_fails():
    assert run_measured(python("raise SystemExit(3)"), 60).exit_code == 3


def test_a_command_that_would_run_for_ever_is_cut_off():
    ran = run_measured(python("import sys, time; print('begun'); sys.stdout.flush(); time.sleep(600)"), 1)
    assert ran.exit_code is None
    assert ran.output == "begun\n"
    assert 1 <= ran.seconds < 30
    assert ran.peak_bytes > 0
