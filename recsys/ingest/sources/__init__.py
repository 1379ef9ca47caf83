"""Data sources, one module each: which files are its own, and how they are read."""
