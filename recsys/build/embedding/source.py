"""Where the sentence encoder comes from: the folder that the settings name, else the Hub."""

from importlib.util import find_spec
from pathlib import Path

from recsys import __version__
from recsys.build.embedding.encoder import MODEL, TOKENIZER, Encoder, load_encoder
from recsys.errors import EncoderError, SettingsError

NONE = "none"
PACKAGES = ("onnxruntime", "tokenizers")
# 50 languages, 384 dimensions, Apache 2.0, 118 MB in 8 bits. No Hub can be reached from where this was written: that
# this commit has these files was read in other people's code, and was not tried.
REPOSITORY = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
REVISION = "e8f8c211226b894fcb81acc59f3b34ba3efd5f42"
HUB_MODEL = "onnx/model_quint8_avx2.onnx"
SECONDS = 5.0  # that the Hub has for its first answer


def open_encoder(asked: str | None) -> Encoder:
    """The encoder in the folder `asked`, or ours from the Hub where None is asked for.

    Raises EncoderError where none is wanted, or ours cannot be had, SettingsError where what is asked for cannot be
    used.
    """
    if asked == NONE:
        raise EncoderError("No encoder is wanted (RECSYS_ENCODER=none).")
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        known = f"A sentence encoder needs {' and '.join(PACKAGES)}, without {', '.join(missing)}."
        raise (EncoderError if asked is None else SettingsError)(f"{known} Install them: pip install -e '.[semantic]'")
    if asked is None:
        return load_encoder(_fetched(HUB_MODEL), _fetched(TOKENIZER))
    folder = Path(asked)
    try:
        return load_encoder(folder / MODEL, folder / TOKENIZER)
    except EncoderError as error:
        raise SettingsError(f"RECSYS_ENCODER must be none or a folder of an encoder: {error} Unset it.") from error


def _fetched(name: str) -> Path:
    """A file of ours, from the Hub or from what the Hub's client kept of it."""
    import httpx2
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url, try_to_load_from_cache
    from huggingface_hub.utils.tqdm import disable_progress_bars

    kept = try_to_load_from_cache(REPOSITORY, name, revision=REVISION)
    if isinstance(kept, str):
        return Path(kept)
    try:
        # The client tries a network that is not there six times, for half a minute; this tries it once.
        get_hf_file_metadata(hf_hub_url(REPOSITORY, name, revision=REVISION), timeout=SECONDS)
        with disable_progress_bars():
            path = hf_hub_download(
                REPOSITORY,
                name,
                revision=REVISION,
                etag_timeout=SECONDS,
                library_name="butaca",
                library_version=__version__,
            )
    except (httpx2.HTTPError, OSError, RuntimeError, ValueError) as error:
        said = str(error).strip().partition("\n")[0].rstrip(".")
        raise EncoderError(
            f"{name} of {REPOSITORY} cannot be had from the Hub: {said}. "
            f"Name a folder with {MODEL} and {TOKENIZER} by RECSYS_ENCODER."
        ) from error
    return Path(path)
