"""What the catalogues and the ratings look like, counted: the figures behind the page's charts and the notebooks'."""
