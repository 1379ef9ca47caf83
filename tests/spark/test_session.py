"""Executors run this package, on the two workers of a real cluster."""


def test_tasks_import_the_package_that_the_driver_has_and_run_on_both_workers(spark, spark_cluster):
    import recsys

    def where(batches):
        import os

        import pyarrow as pa

        import recsys

        for _ in batches:
            yield pa.RecordBatch.from_pydict({"file": [recsys.__file__], "parent": [os.getppid()]})

    rows = spark.range(8, numPartitions=8).mapInArrow(where, "file string, parent long").collect()
    assert {row.file for row in rows} == {recsys.__file__}
    assert len(spark_cluster.executors()) == 2
