"""The command that serves."""

from recsys.server.stubs import without_stubs


def serve() -> None:
    """Serve the web page and the API (HOST and PORT say where)."""
    with without_stubs():
        from recsys.server.launch import launch  # two seconds that no other command needs to wait

    launch()
