"""Recommendations: similar titles, lists for a person, fit of a title."""
