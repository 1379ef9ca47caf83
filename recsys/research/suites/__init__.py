"""Whole comparisons by name: which data, which splits, which methods; run, told and saved."""
