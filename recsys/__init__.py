"""Butaca: what to watch tonight, on the services you pay for."""

__version__ = "0.1.0"
