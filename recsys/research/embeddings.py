"""Whether descriptions can be embedded, which decides what can be measured."""

from recsys.build.embedding.source import open_encoder
from recsys.errors import EncoderError
from recsys.settings import Settings


def can_embed() -> bool:
    """Whether there is an encoder, which builds and suites embed descriptions by (`build.embedding.step`)."""
    try:
        open_encoder(Settings.from_environment().encoder)
    except EncoderError:
        return False
    return True
