import numpy as np
import pytest

from recsys.build.embedding.encoder import MOST_TOKENS, load_encoder
from recsys.errors import EncoderError
from tests.fixtures.tiny_encoder import write_tiny_encoder

pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def tiny(folder):
    return load_encoder(folder / "model.onnx", folder / "tokenizer.json")


def test_a_text_is_the_mean_of_its_tokens_of_unit_length(tiny):
    # The second is padded to the length of the first, and what pads it is no word of it.
    vectors = tiny.encode(["love war", "war", "love peace peace"])
    np.testing.assert_allclose(vectors, [(-3 / 153**0.5, 12 / 153**0.5), (0.6, 0.8), (-6 / 72**0.5, 6 / 72**0.5)], 1e-6)
    assert vectors.dtype == np.float32


def test_a_text_of_nothing_known_is_no_vector_and_no_error(tiny):
    assert tiny.encode(["peace of 1812"]).tolist() == [[0, -1]]
    assert tiny.encode(["1812"]).tolist() == [[0, 0]]


def test_a_text_is_cut(tiny):
    first = "war " * (MOST_TOKENS - 1)
    np.testing.assert_array_equal(tiny.encode([first + "war love love"]), tiny.encode([first + "war"]))
    assert (tiny.encode([first + "love"]) != tiny.encode([first + "war"])).any()


def test_the_identity_is_that_of_both_files(folder, tiny, tmp_path):
    again = write_tiny_encoder(tmp_path)
    assert load_encoder(again / "model.onnx", again / "tokenizer.json").identity == tiny.identity
    tokenizer = again / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text().replace('"war"', '"battle"'))
    assert load_encoder(again / "model.onnx", tokenizer).identity != tiny.identity


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_files_of_something_else(folder, tmp_path, name):
    damaged = write_tiny_encoder(tmp_path)
    (damaged / name).write_bytes(b"{}")
    with pytest.raises(EncoderError, match=rf"expected an ONNX model and its tokenizer: .*{name}.*, got «.+»"):
        load_encoder(damaged / "model.onnx", damaged / "tokenizer.json")
    (damaged / name).unlink()
    with pytest.raises(EncoderError, match="No such file"):
        load_encoder(damaged / "model.onnx", damaged / "tokenizer.json")


def test_a_model_that_gives_no_vectors_of_tokens(tmp_path):
    flat = write_tiny_encoder(tmp_path, of_tokens=False)
    with pytest.raises(EncoderError, match=r"gives each token a vector, .*model\.onnx gives the shape"):
        load_encoder(flat / "model.onnx", flat / "tokenizer.json")


def test_a_real_encoder_brings_what_means_the_same_together(encoder_folder):
    encoder = load_encoder(encoder_folder / "model.onnx", encoder_folder / "tokenizer.json")
    vectors = encoder.encode(["A king rules a castle.", "The queen's palace.", "How to change a car's tyres."])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 0.3 > cosines[0, 2]
    alone = encoder.encode(["The queen's palace."])
    np.testing.assert_allclose(alone[0] @ vectors[1], 1, atol=0.02)
