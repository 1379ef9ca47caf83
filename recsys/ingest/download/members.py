"""Files to which each piece is added as a gzip member of its own: a cut costs the piece that it hit, and no other."""

import zlib
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 2**20
_GZIP = 31  # what zlib calls a gzip member


def whole_members(path: Path) -> Iterator[tuple[bytes, int]]:
    """Each whole member of the file, unpacked, with the byte where it ends; what is cut off at the end is passed over.

    Raises zlib.error at what is no member.
    """
    with path.open("rb") as file:
        rest = b""
        while True:
            unpacker, unpacked = zlib.decompressobj(_GZIP), bytearray()
            while not unpacker.eof:
                rest = rest or file.read(_CHUNK)
                if not rest:
                    return
                unpacked += unpacker.decompress(rest)
                rest = unpacker.unused_data
            yield bytes(unpacked), file.tell() - len(rest)
