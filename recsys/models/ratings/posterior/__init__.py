"""The default engine, posterior draws of a factor model, and what it shares with others. Only fitting imports this."""
