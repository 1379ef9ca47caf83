"""A sentence encoder: texts to vectors that are near where texts mean the same (Reimers & Gurevych 2019)."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recsys.errors import EncoderError
from recsys.files import sha256

MOST_TOKENS = 128  # of a text that count
MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
_ERRORS_ALONE = 3  # of onnxruntime's levels of what it logs


@dataclass(frozen=True)
class Encoder:
    """What makes vectors of texts.

    `identity` is a hash of all that the vectors depend on but the text; `encode` gives n texts' vectors of unit length,
    (n, d). Where a model rounds what it computes, as one of 8 bits may, a vector also depends in its third decimal on
    the texts that it was made with.
    """

    identity: str
    encode: Callable[[Sequence[str]], NDArray[np.float32]]


def load_encoder(model: Path, tokenizer: Path) -> Encoder:
    """The encoder of an ONNX model that gives a vector for each token, and its tokenizer (Hugging Face's JSON).

    A text's vector is the mean of its tokens'. Raises EncoderError where the files are no such things.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1
    options.log_severity_level = _ERRORS_ALONE
    try:
        identity = f"{sha256(model)} {sha256(tokenizer)} {MOST_TOKENS} mean"
        tokens = Tokenizer.from_file(str(tokenizer))
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # both libraries raise what derives from nothing narrower
        said = str(error).strip().partition("\n")[0]
        raise EncoderError(f"expected an ONNX model and its tokenizer: {model}, {tokenizer}, got «{said}».") from error
    shape = session.get_outputs()[0].shape
    if len(shape) != 3:
        raise EncoderError(f"expected an ONNX model that gives each token a vector, {model} gives the shape {shape}.")
    padding = tokens.padding or {}
    kept = {name: padding[name] for name in ("pad_id", "pad_type_id", "pad_token") if name in padding}
    tokens.enable_padding(**kept)  # to the longest of a batch, whatever the file says
    tokens.enable_truncation(MOST_TOKENS)
    return Encoder(hashlib.sha256(identity.encode()).hexdigest(), lambda texts: _means(session, tokens, texts))


def _means(session: Any, tokenizer: Any, texts: Sequence[str]) -> NDArray[np.float32]:  # noqa: ANN401 - untyped libraries
    encodings = tokenizer.encode_batch(list(texts))
    mask = np.array([one.attention_mask for one in encodings], dtype=np.int64)
    given = {
        "input_ids": np.array([one.ids for one in encodings], dtype=np.int64),
        "attention_mask": mask,
        "token_type_ids": np.zeros_like(mask),
    }
    wanted = {one.name for one in session.get_inputs()}
    of_tokens = session.run(None, {name: array for name, array in given.items() if name in wanted})[0]
    sums = np.einsum("btd,bt->bd", of_tokens, mask.astype(np.float32))
    # The mean has the direction of the sum, and only that is kept.
    found: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return found
