"""Query functions over the catalogue, by their public Spanish names."""
