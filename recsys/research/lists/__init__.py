"""A page of lists for people to look at, of the same titles and people whatever the bundle."""
