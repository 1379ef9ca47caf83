"""A bundle's tables, and the catalogue's queries as views, in a database."""
