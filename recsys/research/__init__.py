"""Measuring and figures: suites, peers, ablations and plots that neither a build nor an app needs."""
