"""Item-to-item co-occurrence: which works the same people like."""
