"""Ratings with their users, works and features numbered, as models take them."""
