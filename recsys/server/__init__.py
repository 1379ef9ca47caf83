"""The running app: HTTP routes, probes, where bundles come from, start and swap of bundles."""
