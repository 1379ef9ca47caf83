"""What texts say, as vectors, by the encoder that builds embed descriptions with."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.build.embedding.cache import VectorCache
from recsys.build.embedding.encode import encode_all
from recsys.build.embedding.source import open_encoder
from recsys.errors import EncoderError
from recsys.progress import silent
from recsys.settings import Settings


def sentence_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """The vector of each text, of length 1, (n_texts, d). Raises EncoderError where there is no encoder."""
    settings = Settings.from_environment()
    encoder = open_encoder(settings.encoder)
    found = encode_all(texts, encoder, VectorCache(settings.cache, encoder.identity), "", silent)
    return found.astype(np.float32)


def no_sentences() -> str:
    """Why there are no such vectors, empty where there are."""
    try:
        open_encoder(Settings.from_environment().encoder)
    except EncoderError as error:
        return str(error)
    return ""
