"""Files as they are sent: in base64, since every channel carries text."""

import base64
import binascii

from recsys.errors import InvalidValueError
from recsys.serving.imports.limits import MOST_SENT


def received(content: object) -> bytes:
    """The bytes of a file that was sent. Raises InvalidValueError, its parameter `content` or `file_size`."""
    if not isinstance(content, str) or not content.strip():
        raise InvalidValueError("content", "content must be a file in base64", content, "Encode its bytes in base64.")
    # Longer than the largest file is in base64: not decoded, and not held twice.
    if len(content) > MOST_SENT * 4 // 3 + 4:
        raise _too_large(len(content) * 3 // 4)
    try:
        file = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        rule = "content must be a file in base64"
        raise InvalidValueError("content", rule, content, "Encode its bytes in base64.") from error
    if len(file) > MOST_SENT:
        raise _too_large(len(file))
    return file


def _too_large(size: int) -> InvalidValueError:
    rule = f"a file that is sent must have {MOST_SENT:,} bytes at most"
    return InvalidValueError("file_size", rule, size, "Send the files that hold your history alone.")
