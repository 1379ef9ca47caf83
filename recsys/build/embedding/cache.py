"""The vectors of texts that were encoded before, kept in a file for the builds to come."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from recsys.errors import UnreadableError
from recsys.files import read_arrays, written_whole
from recsys.models.storage import BYTES, FLOATS, array

FILE = "vectors.safetensors"
_KEY_BYTES = hashlib.sha256().digest_size


class VectorCache:
    """Vectors in half precision by `key`, one file for each encoder.

    A file that cannot be read is thrown away, and one that cannot be written is not kept; `notes` say so.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        """What is kept under `folder` of the encoder `identity`."""
        self.path = folder / f"embeddings-{identity[:16]}" / FILE
        self.notes: list[str] = []
        self._identity = identity
        self._vectors: dict[bytes, NDArray[np.float16]] = {}
        if self.path.exists():
            try:
                self._vectors = _read(self.path)
            except UnreadableError as error:
                self.notes.append(f"{self.path}: damaged and thrown away ({error}).")

    def __len__(self) -> int:
        return len(self._vectors)

    def __contains__(self, key: bytes) -> bool:
        return key in self._vectors

    def key(self, text: str) -> bytes:
        """What a text's vector goes by."""
        return hashlib.sha256(f"{self._identity} {text}".encode()).digest()

    def add(self, keys: Sequence[bytes], vectors: NDArray[np.floating]) -> None:
        """Take vectors, (n_keys, d), in; `save` keeps them."""
        self._vectors.update(zip(keys, vectors.astype(np.float16), strict=True))

    def take(self, keys: Sequence[bytes]) -> NDArray[np.float16]:
        """The vectors of some keys, (n_keys, d). Raises KeyError where one is not there."""
        if not keys:
            return np.zeros((0, 0), dtype=np.float16)
        return np.stack([self._vectors[key] for key in keys])

    def save(self) -> None:
        """Write all of them, in one step: whoever cuts it leaves the file as it was."""
        keys = np.frombuffer(b"".join(self._vectors), dtype=np.uint8).reshape(-1, _KEY_BYTES)
        try:
            with written_whole(self.path.parent) as draft:
                save_file({"keys": keys, "vectors": self.take(list(self._vectors))}, draft / FILE)
        except OSError as error:
            note = f"{self.path}: embeddings cannot be kept for the next build ({error})."
            self.notes += [note] if note not in self.notes else []


def _read(path: Path) -> dict[bytes, NDArray[np.float16]]:
    arrays = read_arrays(path)
    vectors = array(arrays, "vectors", FLOATS, None, None)
    keys = array(arrays, "keys", BYTES, len(vectors), _KEY_BYTES)
    if vectors.dtype != np.float16:
        raise UnreadableError(f"vectors must be of half precision, found {vectors.dtype}")
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
