"""Spark: data frames of claims in, data frames of findings out.

`findings` is for programs that have a data frame already. Spark does again what a lost
executor had done, and takes the output of each partition once.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from hhrules.arrow.evaluate import evaluate_batches
from hhrules.arrow.findings import FINDINGS
from hhrules.arrow.pinned import Pinned, pin
from hhrules.claims.reader import Nulls
from hhrules.distributed.problems import ClusterFailed
from hhrules.distributed.run import PATIENT, PLACE, Run, judge
from hhrules.engine.ruleset import Rules

ORDER = ("statement_from", "claim_id")
"""How the claims of a patient follow each other where nothing else is said."""

_PACKED = pa.schema([("findings", pa.binary())])
_FILE = 1 << 40
"""Places that are kept for each file."""


def findings(
    claims: DataFrame,
    rules: Rules | Pinned | None = None,
    *,
    history: bool = False,
    order: Sequence[str] = ORDER,
    as_of: dt.date | None = None,
    nulls: Nulls = "unknown",
) -> DataFrame:
    """The findings on a data frame of claims, as a data frame of `FINDINGS`.

    With `history`, the claims of the frame are each other's history: a patient's claims are
    brought to one partition and judged in the `order` of these columns.
    """
    pinned = rules if isinstance(rules, Pinned) else pin(rules)
    work = partial(
        evaluate_batches,
        rules=pinned,
        history="patients" if history else None,
        as_of=as_of,
        nulls=nulls,
    )
    if history:
        key = patient_key(claims)
        claims = claims.repartition(key).sortWithinPartitions(key, *order)
    return claims.mapInArrow(work, schema_of(FINDINGS))


def schema_of(schema: pa.Schema) -> StructType:
    """An Arrow schema as Spark has it."""
    return from_arrow_schema(schema)


def patient_key(claims: DataFrame) -> Column:
    """Whose claim a row is: the patient's id, else the Medicare number, else nobody's but its own."""
    keys = [
        sql.when(column != "", sql.concat(sql.lit(f"{name}:"), column))
        for name in ("id", "mbi")
        for column in _of_patient(claims, name)
    ]
    return sql.coalesce(*keys, sql.concat(sql.lit("claim:"), sql.col("claim_id")))


def _of_patient(claims: DataFrame, name: str) -> Iterator[Column]:
    if f"patient.{name}" in claims.columns:
        column = sql.col(f"`patient.{name}`")
    else:
        patient = claims.schema["patient"].dataType if "patient" in claims.columns else None
        if not isinstance(patient, StructType) or name not in patient.names:
            return
        column = sql.col("patient").getField(name)
    yield sql.replace(column, sql.lit("-"), sql.lit("")) if name == "mbi" else column


# -------------------------------------------------------------------------- files in order


@contextmanager
def connect(master: str) -> Iterator[SparkSession]:
    """A session with a Spark master; without one, that of the program or of Spark's own settings."""
    running = SparkSession.getActiveSession()
    session = running or _started(master)
    try:
        yield session
    except PySparkException as error:
        raise ClusterFailed(_reason(str(error))) from error
    finally:
        if running is None:
            session.stop()


def _started(master: str) -> SparkSession:
    builder = SparkSession.builder.appName("hhrules").config("spark.log.level", "ERROR")
    if master:
        builder = builder.master(master)
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        raise ClusterFailed("Spark does not start: it needs Java 17 and its master") from error


def _reason(text: str) -> str:
    """What a worker refused, or no more than that it failed: values stay out of it."""
    for line in text.splitlines():
        _, found, said = line.partition("OtherRules: ")
        if found:
            return said
    return "Spark did not finish; its own log says why"


def judged_on_spark(
    run: Run, paths: Sequence[Path], session: SparkSession
) -> Iterator[pa.Table]:
    """The findings on Parquet files with the places of their claims, a table a partition."""
    claims = _placed(paths, session)
    if run.history:
        key = patient_key(claims)
        claims = claims.withColumn(PATIENT, key).repartition(sql.col(PATIENT))
    packed = claims.mapInArrow(partial(_judge_packed, run), schema_of(_PACKED)).persist()
    try:
        packed.count()  # all partitions at once; one after the other they are fetched then
        for row in packed.toLocalIterator():
            yield pa.ipc.open_stream(row["findings"]).read_all()
    finally:
        packed.unpersist()


def _judge_packed(run: Run, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The findings on a partition as the bytes of one table."""
    table = judge(run, batches)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    yield pa.record_batch([pa.array([sink.getvalue().to_pybytes()], pa.binary())], _PACKED)


def _placed(paths: Sequence[Path], session: SparkSession) -> DataFrame:
    """The claims of the files with their places in the run."""
    names = [str(path.absolute()) for path in paths]
    claims = session.read.option("mergeSchema", "true").parquet(*(f"file://{n}" for n in names))
    numbers = sql.create_map(
        *(sql.lit(part) for n, name in enumerate(names) for part in (name, n))
    )
    # Spark takes a path as it is and gives it back quoted: `file:/data/a%20b.parquet`.
    uri = sql.replace(sql.col("_metadata.file_path"), sql.lit("+"), sql.lit("%2B"))
    name = sql.regexp_replace(sql.url_decode(uri), "^file:/+", "/")
    lost = sql.raise_error("a file of the run has another name on the cluster").cast("long")
    number = sql.coalesce(sql.element_at(numbers, name).cast("long"), lost)
    place = number * _FILE + sql.col("_metadata.row_index")
    return claims.select("*", place.alias(PLACE))
