"""Finding titles by an inexact spelling: readings of what was typed, candidates, and how far each is from it."""
