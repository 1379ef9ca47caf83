"""The default engine: posterior draws of a factor model. Only fitting imports this package."""
