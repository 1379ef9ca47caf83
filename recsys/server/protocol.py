"""HTTP/1.1 as it is read from a connection: by httptools, which takes half the processor time that h11 does."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# What a request may have besides its body, in bytes, when it is given up in the middle; `limits` says how large a whole
# one may be. httptools itself keeps whatever comes. More than the 256 KiB that are read at a time, which may be of two.
_MOST_BESIDES = 2**20


class Protocol(HttpToolsProtocol):
    """uvicorn's, with an end to addresses, headers and trailers."""

    _besides = 0

    def data_received(self, data: bytes) -> None:
        """Read on, and close the connection where too much comes that is no body."""
        super().data_received(data)
        self._besides += len(data)
        if self._besides > _MOST_BESIDES and not self.transport.is_closing():
            self.send_400_response("This request has too much besides its body.")

    def on_message_begin(self) -> None:
        """Count anew."""
        super().on_message_begin()
        self._besides = 0

    def on_body(self, body: bytes) -> None:
        """Bodies have limits of their own."""
        super().on_body(body)
        self._besides -= len(body)
