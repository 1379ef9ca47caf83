"""Ordering of lists: exact top-k, learned rankers, diversity."""
