"""Record linkage: which records of different sources are the same work."""
