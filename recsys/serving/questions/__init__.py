"""Questions in everyday words: what they ask for, as filters and meanings, and the works that answer them."""
