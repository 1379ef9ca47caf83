"""The layouts of each exporter, one module each."""
