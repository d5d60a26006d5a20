// The same files from a shell: `trueup reconcile` on one thread beside DuckDB from PyPI on one.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { checkCounts } from "./duckdb.mjs";

export const DUCKDB_VERSION = "2.0.0";

// A Python environment with DuckDB, kept in the cache; null where it cannot be had.
export function pythonWithDuckdb() {
  const cache = process.env.TRUEUP_CACHE ?? path.join(os.homedir(), ".cache/trueup");
  const folder = path.join(cache, `python-duckdb-${DUCKDB_VERSION}`);
  const python = path.join(folder, "bin/python");
  try {
    if (!existsSync(path.join(folder, "ready"))) {
      execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
      execFileSync(python, ["-m", "pip", "install", "--quiet", `duckdb==${DUCKDB_VERSION}`], { stdio: "inherit" });
      execFileSync(python, ["-c", `open(${JSON.stringify(path.join(folder, "ready"))}, "w")`]);
    }
    return python;
  } catch (error) {
    console.error(`Native DuckDB is left out: ${error.message}`);
    return null;
  }
}

export function runTrueup(binary, folder, truth) {
  const file = (name) => path.join(folder, name);
  const args = ["reconcile", "--usage", file("usage.csv"), "--billed", file("invoice.csv"),
    "--rates", file("rates.csv"), "--json"];
  const [begun, cpuBegun] = [performance.now(), childSeconds()];
  // One processor is one thread, whatever the binary would like.
  const done = spawnSync("taskset", ["-c", "0", binary, ...args], { maxBuffer: 1 << 28 });
  const totalMs = performance.now() - begun;
  if (done.status !== 0 && done.status !== 1) {
    throw new Error(`trueup ended with ${done.status ?? done.error}: ${done.stderr?.toString().slice(0, 500)}`);
  }
  const found = JSON.parse(done.stdout.toString());
  if (!found.proof.holds) throw new Error("trueup: the proof does not hold");
  const outcomes = {};
  for (const it of found.outcomes) {
    outcomes[it.outcome] ??= { records: 0, lines: 0 };
    outcomes[it.outcome].records += it.records;
    outcomes[it.outcome].lines += it.lines;
  }
  for (const [code, should] of Object.entries(truth.outcomes)) {
    const is = outcomes[code] ?? { records: 0, lines: 0 };
    if (is.records !== should.records || is.lines !== should.lines) {
      throw new Error(`trueup: ${code} is ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`);
    }
  }
  return { totalMs, cpuMs: (childSeconds() - cpuBegun) * 1000 };
}

export function runDuckdbNative(python, folder, truth) {
  const script = path.join(import.meta.dirname, "native.py");
  const done = spawnSync("taskset", ["-c", "0", python, script, folder], { maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`DuckDB: ${done.stderr}`);
  const { wall, cpu, found } = JSON.parse(done.stdout.toString());
  checkCounts(found, truth);
  return { totalMs: wall * 1000, cpuMs: cpu * 1000 };
}

// Processor time of finished children so far, in seconds.
function childSeconds() {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const [utime, stime] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(13, 15).map(Number);
  return (utime + stime) / 100;
}
