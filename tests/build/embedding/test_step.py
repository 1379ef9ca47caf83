import json

import numpy as np
import pyarrow as pa
import pytest

from recsys.build.codecs import model
from recsys.build.descriptions import descriptions
from recsys.build.embedding import step
from recsys.build.embedding.embeddings import Embeddings
from recsys.build.embedding.encoder import Encoder
from recsys.build.embedding.step import PROGRESS, embed
from recsys.build.pipeline import BuildSettings, run_stage
from recsys.errors import SettingsError, UnreadableError
from recsys.ingest import sample
from recsys.progress import silent
from tests.fixtures.tiny_encoder import write_tiny_encoder

WORKS = pa.table(
    {
        "tagline": ["", "In space.", "Nobody knows.", ""],
        "descriptions": [
            [],
            [{"language": "es", "text": "Una nave."}, {"language": "en", "text": "A ship."}],
            [],
            [{"language": "fr", "text": "Un vaisseau."}, {"language": "es", "text": "Una nave."}],
        ],
    }
)


@pytest.fixture
def lengths(monkeypatch, tmp_path):
    """An encoder by which a text's vector is its length, and a cache."""
    encoder = Encoder("lengths", lambda texts: np.array([[len(text)] for text in texts], dtype=np.float32))
    monkeypatch.setattr(step, "open_encoder", lambda _: encoder)
    monkeypatch.setenv("RECSYS_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_a_work_s_text_is_its_tagline_and_its_description_the_english_one_first():
    assert descriptions(WORKS) == ["", "In space. A ship.", "Nobody knows.", "Un vaisseau."]


def test_works_with_a_text_have_a_vector(lengths):
    said: list[str] = []
    embeddings, account = embed(WORKS, said.append)
    assert embeddings is not None
    assert embeddings.works.tolist() == [1, 2, 3]
    assert embeddings.vectors.tolist() == [[17], [13], [12]]
    assert [one.dtype for one in embeddings.to_arrays().values()] == [np.int32, np.float16]
    assert account == {"encoder": "lengths", "works": 3, "notes": []}
    assert said == [*PROGRESS, f"{PROGRESS[0]} · 3 of 3 · done"]
    assert len(list(lengths.iterdir())) == 1


def test_works_without_texts_have_none(lengths):
    assert embed(WORKS.slice(0, 1), silent) == (None, {"encoder": "lengths", "works": 0, "notes": []})


def test_what_is_wrong_with_the_cache_is_in_the_account(lengths):
    lengths.write_text("no folder")
    _, account = embed(WORKS, silent)
    assert len(account["notes"]) == 1


def test_without_an_encoder_the_build_goes_on_and_says_so():
    said: list[str] = []
    embeddings, account = embed(WORKS, said.append)
    assert embeddings is None
    assert (account["encoder"], account["works"]) == (None, 0)
    (note,) = account["notes"]
    assert note.startswith("Descriptions are not embedded: No encoder is wanted (RECSYS_ENCODER=none). ")
    assert said == list(PROGRESS)


def test_a_folder_that_is_none_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("RECSYS_ENCODER", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match=r"nowhere|without"):
        embed(WORKS, silent)


def test_embeddings_are_kept_in_a_file(tmp_path):
    made = Embeddings(np.array([1, 4], dtype=np.int32), np.array([[1, 2, 3], [4, 5, 6]], dtype=np.float16))
    codec = model(Embeddings)
    codec.save(made, tmp_path / "file")
    read = codec.load(tmp_path / "file")
    assert (read.works.tolist(), read.vectors.tolist()) == (made.works.tolist(), made.vectors.tolist())
    assert (read.works.dtype, read.vectors.dtype) == (np.int32, np.float16)
    with pytest.raises(UnreadableError, match="vectors must have the shape"):
        Embeddings.from_arrays({"works": made.works[:1], "vectors": made.vectors})
    with pytest.raises(UnreadableError):
        Embeddings.from_arrays({"works": made.works})


def test_the_stage_embeds_the_sample(tmp_path, monkeypatch):
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    monkeypatch.setenv("RECSYS_ENCODER", str(write_tiny_encoder(tmp_path / "tiny")))
    monkeypatch.setenv("RECSYS_CACHE", str(tmp_path / "cache"))
    files = tmp_path / "stages"
    for name in ("etl", "embed"):
        run_stage(name, files, BuildSettings(sample.FOLDER, tmp_path / "bundle"))
    account = json.loads((files / "embed" / "embedded.json").read_text())
    embeddings = model(Embeddings).load(files / "embed" / "embeddings.safetensors")
    assert account["works"] == len(embeddings.works) > 100
    assert len(np.unique(embeddings.vectors, axis=0)) > 2  # hardly any of its words is known
