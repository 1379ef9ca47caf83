"""How long and how large things are: `make bench`."""
