// The benchmark; README.md says how to run and to read it. `cargo xtask bench` builds what it needs
// and sets TRUEUP_DIST, TRUEUP_BIN, TRUEUP_GENERATE, NODE_PATH and CHROMIUM.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { parseArgs } from "node:util";
import { runDuckdb } from "./duckdb.mjs";
import { pythonWithDuckdb, runDuckdbNative, runTrueup } from "./native.mjs";
import { runOurs } from "./ours.mjs";
import * as report from "./report.mjs";
import { serve } from "./server.mjs";

const SIZES = { "1k": 1_000, "100k": 100_000, "1m": 1_000_000, "5m": 5_000_000 };
// Files of another version are made anew; the generator says which it writes.
const VERSION = 1;

const { values: options } = parseArgs({
  options: {
    sizes: { type: "string", default: "100k,1m" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "ours,zip,duckdb,native" },
    data: { type: "string", default: path.resolve(import.meta.dirname, "../target/bench-data") },
    out: { type: "string", default: path.resolve(import.meta.dirname, "../target/bench-results") },
  },
});
const sizes = options.sizes.split(",").map((it) => it.trim().toLowerCase());
const unknown = sizes.find((it) => !(it in SIZES));
if (unknown) {
  console.error(`${unknown} is no size: give some of ${Object.keys(SIZES).join(", ")}.`);
  process.exit(2);
}
const only = new Set(options.only.split(","));
const nRounds = Number(options.rounds);

const folders = Object.fromEntries(sizes.map((size) => [size, data(size)]));
const server = await serve(process.env.TRUEUP_DIST, process.env.NODE_PATH);
const failures = [];
const results = { browser: {}, native: {}, browse: undefined, shipped: shipped(process.env.TRUEUP_DIST) };

for (const size of sizes) {
  const folder = folders[size];
  const truth = JSON.parse(readFileSync(path.join(folder, "truth.json"), "utf8"));
  const files = (...names) => names.map((it) => path.join(folder, it));
  // Once through the page cache, so that no peer pays for the disk.
  for (const file of files("usage.csv", "usage.zip", "invoice.csv")) readFileSync(file);
  const plain = files("usage.csv", "invoice.csv", "rates.csv");
  const peers = {
    ours: () => runOurs(server.origin, plain, truth),
    zip: () => runOurs(server.origin, files("usage.zip", "invoice.csv", "rates.csv"), truth),
    duckdb: () => runDuckdb(server.origin, plain, truth),
  };
  // Five million rows take DuckDB-WASM minutes; three rounds show as much.
  const rounds = SIZES[size] >= 5_000_000 ? Math.min(3, nRounds) : nRounds;
  results.browser[size] = await interleaved(size, rounds, peers);
  if (size === "1m" && only.has("ours")) {
    results.browse = await attempt("1m browse", () => runOurs(server.origin, plain, truth, { browse: true }));
  }
  if (only.has("native")) {
    const python = pythonWithDuckdb();
    results.native[size] = await interleaved(size, rounds, {
      trueup: () => runTrueup(process.env.TRUEUP_BIN, folder, truth),
      ...(python && { duckdb: () => runDuckdbNative(python, folder, truth) }),
    }, true);
  }
}
server.close();
save();
process.exit(failures.length ? 1 : 0);

// Every peer once a round, each round beginning with another one.
async function interleaved(size, rounds, peers, all = false) {
  const names = Object.keys(peers).filter((it) => all || only.has(it));
  const done = [];
  for (let round = 0; round < rounds; round++) {
    const found = { load: os.loadavg()[0] };
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      found[name] = await attempt(`${size} round ${round + 1} ${name}`, peers[name]);
    }
    done.push(found);
  }
  return done;
}

async function attempt(what, work) {
  try {
    const result = await work();
    const shown = Object.entries(result).map(([name, value]) => `${name} ${Math.round(value)}`).join(", ");
    console.log(`${what}: ${shown}`);
    return result;
  } catch (error) {
    failures.push(`${what}: ${error.message}`);
    console.log(`${what}: FAILED: ${error.message}`);
    return undefined;
  }
}

function data(size) {
  const folder = path.join(options.data, size);
  const truth = path.join(folder, "truth.json");
  if (!existsSync(truth) || JSON.parse(readFileSync(truth, "utf8")).version !== VERSION) {
    console.log(`Making ${size}.`);
    execFileSync(process.env.TRUEUP_GENERATE, [String(SIZES[size]), folder], { stdio: "inherit" });
  }
  return folder;
}

// Brotli bytes of what a first visit loads, of the worker, and of the workbook writer.
function shipped(dist) {
  const parts = { page: 0, worker: 0, sheet: 0 };
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  for (const name of readdirSync(dist, { recursive: true }).map(String)) {
    const file = path.join(dist, name);
    if (!statSync(file).isFile() || /\.(br|gz|map)$|_headers$|404\.html$/.test(name)) continue;
    const part = name.startsWith("worker") ? "worker" : name.startsWith("sheet") ? "sheet" : "page";
    if (part === "page" && !/^(index\.html|boot\.js|icon\.svg|app-.*|split-.*|.*\.css|snippets\/.*)$/.test(name)) continue;
    const compressed = `${file}.br`;
    parts[part] += existsSync(compressed) ? statSync(compressed).size : brotliCompressSync(readFileSync(file), quality).length;
  }
  return parts;
}

function save() {
  const rows = report.targets(results);
  const machine = `${os.cpus().length} x ${os.cpus()[0].model}, ${Math.round(os.totalmem() / 1e9)} GB, load ${os.loadavg()[0].toFixed(1)}`;
  const text = [
    "# Benchmark", "", `${new Date().toISOString()}, ${machine}`, "",
    report.targetTable(rows), "",
    ...Object.entries(results.browser).filter(([, it]) => it.some((round) => Object.keys(round).length > 1))
      .flatMap(([size, rounds]) => [report.browserTable(size, rounds), ""]),
    ...Object.entries(results.native).flatMap(([size, rounds]) => [report.nativeTable(size, rounds), ""]),
    ...(failures.length ? ["## Failed", "", ...failures.map((it) => `- ${it}`), ""] : []),
  ].join("\n");
  mkdirSync(options.out, { recursive: true });
  writeFileSync(path.join(options.out, "results.md"), text);
  writeFileSync(path.join(options.out, "results.json"), JSON.stringify({ machine, rows, failures, ...results }, null, 2));
  console.log(`\n${text}\nWritten to ${options.out}.`);
}
