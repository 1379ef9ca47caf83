"""Gradio's sessions begin as its own do, but for what only deep links need."""

from gradio.state_holder import SessionState

from recsys.server.sessions import without_descriptions
from recsys.serving.current import Current
from tests.fixtures.catalogue import catalogue_service
from tests.ui.made import made


def test_a_session_is_gradio_s_without_the_page_s_description(monkeypatch):
    page = made(Current(catalogue_service(), "first"))
    own = vars(SessionState(page))
    assert len(own["config_values"]) > 100  # what each call of the API paid for
    monkeypatch.setattr(SessionState, "__init__", SessionState.__init__)  # and put back after the test
    without_descriptions()
    light = vars(SessionState(page))
    assert light.keys() == own.keys()
    assert light["config_values"] == {}
    assert light["blocks_config"].fns == own["blocks_config"].fns
    same = own.keys() - {"config_values", "blocks_config"}
    assert {name: light[name] for name in same} == {name: own[name] for name in same}
