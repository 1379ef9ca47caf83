import importlib.util
import time

import pytest
from huggingface_hub import close_session

from recsys.build.embedding import source
from recsys.build.embedding.encoder import MODEL, TOKENIZER
from recsys.build.embedding.source import HUB_MODEL, PACKAGES, REPOSITORY, open_encoder
from recsys.errors import EncoderError, SettingsError
from tests.fixtures.tiny_encoder import write_tiny_encoder
from tests.publish.hub.conftest import ask
from tests.publish.hub.repositories import Repository
from tests.publish.hub.server import running_hub

here = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in PACKAGES), reason=f"{PACKAGES} not installed"
)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A Hub with our encoder's repository, in which stands the tiny one."""
    folder = write_tiny_encoder(tmp_path / "tiny")
    with running_hub() as running:
        ask(monkeypatch, running.url, tmp_path / "home")
        repository = running.repositories.setdefault(("model", REPOSITORY), Repository())
        files = {HUB_MODEL: (folder / MODEL).read_bytes(), TOKENIZER: (folder / TOKENIZER).read_bytes()}
        monkeypatch.setattr(source, "REVISION", repository.add(**files))
        repository.add(**{TOKENIZER: b"a later one, which is not ours"})
        yield running
        close_session()


def test_none_is_wanted():
    with pytest.raises(EncoderError, match="RECSYS_ENCODER=none"):
        open_encoder("none")


def test_without_the_packages_nothing_is_asked_for(monkeypatch):
    monkeypatch.setattr(source, "find_spec", lambda name: None if name == "tokenizers" else object())
    monkeypatch.setattr(source, "_fetched", lambda _: pytest.fail("must not be asked for"))
    with pytest.raises(EncoderError, match=r"without tokenizers\. Install them: pip install -e '\.\[semantic\]'"):
        open_encoder(None)
    with pytest.raises(SettingsError, match="without tokenizers"):
        open_encoder("a/folder")


@here
def test_a_folder(tmp_path):
    folder = write_tiny_encoder(tmp_path / "tiny")
    assert open_encoder(str(folder)).encode(["war"]).shape == (1, 2)
    (folder / TOKENIZER).unlink()
    with pytest.raises(SettingsError, match=r"RECSYS_ENCODER must be none or a folder of an encoder: .*tiny"):
        open_encoder(str(folder))


@here
def test_ours_comes_from_the_hub_at_its_commit_and_once(hub):
    assert open_encoder(None).encode(["war"]).shape == (1, 2)
    assert hub.asked("GET", HUB_MODEL) == hub.asked("GET", TOKENIZER) == 1
    asked = len(hub.requests)
    open_encoder(None)
    assert len(hub.requests) == asked


def test_where_the_hub_has_not_got_it(hub, monkeypatch):
    monkeypatch.setattr(source, "find_spec", lambda _: object())
    monkeypatch.setattr(source, "REVISION", "0" * 40)
    with pytest.raises(
        EncoderError, match=rf"{HUB_MODEL} of {REPOSITORY} cannot be had from the Hub: .*RECSYS_ENCODER"
    ):
        open_encoder(None)


def test_where_there_is_no_hub_it_is_asked_once(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "find_spec", lambda _: object())
    ask(monkeypatch, "http://127.0.0.1:9", tmp_path / "home")
    began = time.monotonic()
    with pytest.raises(EncoderError, match=r"cannot be had from the Hub: .*Connection refused"):
        open_encoder(None)
    assert time.monotonic() - began < 5  # six attempts would take half a minute
    close_session()


def test_the_hub_is_not_asked_where_that_is_forbidden(hub, monkeypatch):
    monkeypatch.setattr(source, "find_spec", lambda _: object())
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EncoderError, match="offline mode is enabled"):
        open_encoder(None)
    assert hub.requests == []
