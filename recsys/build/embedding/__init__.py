"""Sentence embeddings of descriptions, computed once and kept."""
