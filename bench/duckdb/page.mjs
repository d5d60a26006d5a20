// The same reconciliation as one query of DuckDB-WASM: read_csv straight into a full outer join of
// both sides grouped by id, so that repeats are counted. Column types are stated, nothing is
// sniffed, order need not be kept: the fastest form that was found.

import * as duckdb from "/npm/duckdb/duckdb-browser.mjs";

const worker = new Worker("/npm/duckdb/duckdb-browser-eh.worker.js");
const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
await db.instantiate("/npm/duckdb/duckdb-eh.wasm");
const connection = await db.connect();
await connection.query("SET preserve_insertion_order = false");
performance.measure("bench:ready", { start: 0 });

const sql = await (await fetch("query.sql")).text();

document.querySelector("input").addEventListener("change", async (event) => {
  const begun = performance.now();
  try {
    for (const file of event.target.files) {
      await db.registerFileHandle(file.name, file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
    }
    const row = (await connection.query(sql)).toArray()[0].toJSON();
    const done = performance.now();
    const found = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
    globalThis.bench = { begun, done, found };
  } catch (error) {
    globalThis.bench = { failed: String(error) };
  }
});
document.body.dataset.ready = "true";
