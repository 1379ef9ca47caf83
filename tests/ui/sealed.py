"""Runs `app.py` as if nothing could be written but below the folders that WRITABLE names, as in its container.

A seal within the interpreter: it needs no rights that whoever runs the tests may not have.
"""

import errno
import os
import runpy
import sys
from pathlib import Path

WRITABLE = tuple(os.environ.get("WRITABLE", "").split(os.pathsep))
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PATHS = {"os.mkdir": (0,), "os.rename": (0, 1), "os.remove": (0,), "os.rmdir": (0,), "os.symlink": (1,)}


def seal(event: str, arguments: tuple[object, ...]) -> None:
    """Raise OSError where a path is to be changed that may not be."""
    if event == "open":
        paths = arguments[:1] if isinstance(arguments[2], int) and arguments[2] & _WRITES else ()
    else:
        paths = tuple(arguments[place] for place in _PATHS.get(event, ()))
    for path in paths:
        if isinstance(path, str | bytes | os.PathLike):
            text = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - resolving would open files
            if not text.startswith((*WRITABLE, "/dev/")):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), text)


if __name__ == "__main__":
    sys.addaudithook(seal)
    try:
        Path("written").touch()
    except OSError:
        sys.path.insert(0, str(Path.cwd()))
        runpy.run_path("app.py", run_name="__main__")
    else:
        sys.exit("the seal does not hold")
