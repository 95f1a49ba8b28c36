"""The usual way with a workbook, as a process of its own: `python -m bench.peer excel|load FOLDER BOOK`. Prints one line of JSON.

pandas reads it with openpyxl; DuckDB checks in one query that unit and indicator are known, the period has its form, the value is a
number and no key is there twice. `load` stores the good rows in a database file. It counts wrong rows and does not say where they are.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

_NAMES = ["unit", "unit_name", "indicator", "indicator_name", "period", "value", "numerator", "denominator", "note"]
_CHECKED = r"""CREATE TABLE checked AS SELECT r.*, u.code IS NULL AS bad_unit, i.code IS NULL AS bad_indicator,
NOT regexp_full_match(r.period, '\d{4}-Q[1-4]') AS bad_period, try_cast(r.value AS DOUBLE) IS NULL AS bad_value,
count(*) OVER (PARTITION BY r.unit, r.indicator, r.period) > 1 AS twice
FROM raw AS r LEFT JOIN units AS u ON u.code = r.unit LEFT JOIN indicators AS i ON i.code = r.indicator"""
_WRONG = "bad_unit OR bad_indicator OR bad_period OR bad_value OR twice"
_ACCEPTED = f"""CREATE TABLE accepted AS SELECT unit, indicator,
make_date(left(period, 4)::INT, (right(period, 1)::INT - 1) * 3 + 1, 1) AS period, value::DOUBLE AS value
FROM checked WHERE NOT ({_WRONG})"""


def run(name: str, folder: Path, book: Path) -> dict[str, Any]:
    connection = duckdb.connect(str(folder / "peer.duckdb") if name == "load" else ":memory:")
    for table, file, code in (("units", "units", "unit_id"), ("indicators", "measures", "measure_id")):
        connection.execute(f"CREATE TABLE {table} AS SELECT upper({code}) AS code FROM '{folder}/catalogue/{file}.csv'")
    raw = pd.read_excel(book, engine="openpyxl", dtype=object, keep_default_na=False)
    raw.columns = pd.Index(_NAMES)
    connection.register("raw", raw.astype(str))
    connection.execute(_CHECKED)
    connection.execute(_ACCEPTED)
    [(wrong,)] = connection.execute(f"SELECT count(*) FROM checked WHERE {_WRONG}").fetchall()
    connection.close()
    return {"wrong": wrong}


if __name__ == "__main__":
    began = time.perf_counter()
    found = run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    worked = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps(found | {"worked": worked, "computed": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss}))
