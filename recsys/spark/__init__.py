"""The build on Apache Spark: the same rules as on one machine, each step's work in tasks of a cluster."""
