"""Raw data from where it is published, into the layout that a build reads."""
