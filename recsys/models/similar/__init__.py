"""Titles like one: how alike two works are, for all works, rated or not."""
