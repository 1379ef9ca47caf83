"""Content-based models: TF-IDF over the fields of a work, cosine similarity."""
