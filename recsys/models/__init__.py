"""Models: frozen arrays made by a `fit` classmethod, so that an unfitted model cannot exist.

Symbols, everywhere below: r̂ predicted rating, μ global mean, b_u and b_i biases of user u and work i, p_u and
q_i their factors. `user_num` and `work_num` are row numbers; only a `Vocabulary` converts ids to them.
`to_arrays` and `from_arrays` are how a model is stored (`models.storage`).
"""
