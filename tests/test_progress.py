from recsys.progress import Countdown


def test_how_far_a_step_is_is_told_now_and_then_and_at_the_end(monkeypatch):
    clock, said = [0.0], list[str]()
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    countdown = Countdown("pages", 1000, said.append)
    for count, seconds in ((1, 1), (100, 60), (110, 62), (1000, 500)):
        clock[0] = seconds
        countdown.done(count)
    assert said == ["pages · 100 of 1,000 · about 9 minutes left", "pages · 1,000 of 1,000 · done"]
