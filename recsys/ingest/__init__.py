"""Raw files to tidy tables: one reader per source, cleaning, linking, and an account of every rejected row."""
