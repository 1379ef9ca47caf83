from recsys.research.embeddings import can_embed


def test_whether_there_is_an_encoder(encoder_folder, monkeypatch):
    assert not can_embed()  # tests ask for none
    monkeypatch.setenv("RECSYS_ENCODER", str(encoder_folder))
    assert can_embed()
