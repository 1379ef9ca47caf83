"""A published bundle as another machine gets it: by a process of its own, with an empty cache."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from huggingface_hub import get_token

from recsys.bundle.bundle import Bundle, load_bundle
from recsys.errors import HubError
from recsys.publish.hub.reference import Reference

# What names the cache, and the place of a login, in their turn.
_PLACES = ("HF_HOME", "HF_HUB_CACHE", "HF_ASSETS_CACHE", "HUGGINGFACE_HUB_CACHE", "HUGGINGFACE_ASSETS_CACHE")


def pull_afresh(reference: Reference, folder: Path) -> Bundle:
    """The bundle that the reference names, pulled to `folder` by the token of this process, and loaded.

    Raises HubError where it cannot be pulled, with what the command says.
    """
    token = get_token()
    with TemporaryDirectory() as home:
        environment = {name: value for name, value in os.environ.items() if name not in _PLACES}
        environment |= {"HF_HOME": home} | ({"HF_TOKEN": token} if token else {})
        command = [sys.executable, "-m", "recsys", "pull", str(reference), "--out", str(folder)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise HubError(done.stderr.strip())
    return load_bundle(folder)
