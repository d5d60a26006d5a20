"""Runs the query of the browser's page in native DuckDB on one thread."""
import json
import os
import sys
import time
from pathlib import Path

import duckdb

query = (Path(__file__).parent / "duckdb" / "query.sql").read_text()
os.chdir(sys.argv[1])
connection = duckdb.connect()
connection.execute("SET threads = 1")
connection.execute("SET preserve_insertion_order = false")
wall, cpu = time.perf_counter(), time.process_time()
cursor = connection.execute(query)
row = cursor.fetchone()
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
names = [column[0] for column in cursor.description]
print(json.dumps({"wall": wall, "cpu": cpu, "found": dict(zip(names, row))}))
