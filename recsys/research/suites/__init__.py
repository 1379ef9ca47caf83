"""Whole comparisons by name: which data, which splits, which methods; run, with progress, and saved."""
