"""`python -m tests.export.killed URL BUNDLE WORDS`: an export that is killed when its progress says these words."""

import os
import signal
import sys
from pathlib import Path

from recsys.bundle import load_bundle
from recsys.export.content import Content
from recsys.export.run import export


def progress(step: str) -> None:
    if step.startswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    export(Content.of(load_bundle(Path(sys.argv[2]))), sys.argv[1], progress)
