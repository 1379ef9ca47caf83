"""`python -m tests.publish.database.killed URL BUNDLE WORDS`: an export, killed when its progress says WORDS."""

import os
import signal
import sys
from pathlib import Path

from recsys.bundle.bundle import load_bundle
from recsys.publish.database.content import Content
from recsys.publish.database.run import export


def progress(step: str) -> None:
    if step.startswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    export(Content.of(load_bundle(Path(sys.argv[2]))), sys.argv[1], progress)
