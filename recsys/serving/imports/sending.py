"""Files as they are sent: in base64, since every channel carries text."""

import base64
import binascii

from recsys.errors import InvalidValueError
from recsys.serving.imports.limits import MOST_SENT


def received(content: object) -> bytes:
    """The bytes of a file that was sent. Raises InvalidValueError, its parameter `content` or `file_size`."""
    if not isinstance(content, str) or not content.strip():
        raise InvalidValueError("content", "content must be a file in base64", content, "Encode its bytes in base64.")
    if len(content) > MOST_SENT * 4 // 3 + 4:
        rule = f"a file that is sent must have {MOST_SENT:,} bytes at most"
        raise InvalidValueError(
            "file_size", rule, len(content) * 3 // 4, "Send the files that hold your history alone."
        )
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        rule = "content must be a file in base64"
        raise InvalidValueError("content", rule, content, "Encode its bytes in base64.") from error
