"""Rating files that visitors bring: reading and matching them."""
