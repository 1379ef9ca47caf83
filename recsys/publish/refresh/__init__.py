"""A refresh: what changed is fetched, a bundle is built, compared with the one that is served, and published or not."""
