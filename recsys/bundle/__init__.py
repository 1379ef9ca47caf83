"""A bundle on disk: tables, arrays, manifest with hashes, model card."""
