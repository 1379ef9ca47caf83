"""What is said while a command works."""

from rich.progress import Progress as ProgressBar

from recsys.cli.output import progress_bar
from recsys.progress import FURTHER


def test_the_bar_moves_by_steps_and_not_by_how_far_one_is(monkeypatch):
    moved: list[tuple[str, int]] = []

    def update(self, task, *, description, advance=0, completed=None):
        self.tasks[0].description = description
        moved.append((description, advance))

    monkeypatch.setattr(ProgressBar, "update", update)
    further = f"one{FURTHER}1 of 2"
    with progress_bar(2) as progress:
        for words in ("one", further, "two"):
            progress(words)
    assert moved == [("one", 0), (further, 0), ("two", 1), ("done", 0)]
