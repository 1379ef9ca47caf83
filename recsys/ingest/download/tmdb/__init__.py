"""What streaming services show, from TMDB's API: answers kept on disk, for builds without the network."""
