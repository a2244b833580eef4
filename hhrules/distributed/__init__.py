"""Many claims on many processes or machines: Spark, Dask, and the processes of one machine.

Every way leads to `hhrules.arrow.evaluate_batches`; what stands here cuts the work into pieces,
sends them out and puts the findings back into the order of the claims.
"""
