"""The command that serves."""


def serve() -> None:
    """Serve the web page and the API (HOST and PORT say where)."""
    from recsys.server.launch import launch  # a second that no other command needs to wait

    launch()
