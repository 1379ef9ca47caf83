"""Honest figures: splits, metrics, baselines, and the report that travels in the bundle."""
