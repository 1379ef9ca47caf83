"""Comparing models of similar items."""
