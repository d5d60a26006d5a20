// DuckDB-WASM in its page.

import { give, inBrowser, longest } from "./browser.mjs";

export function runDuckdb(origin, files, truth, { limitMs = 300_000 } = {}) {
  return inBrowser(async (page) => {
    await page.goto(`${origin}/duckdb/`, { waitUntil: "commit" });
    await page.waitForSelector("body[data-ready]", { state: "attached", timeout: 60_000 });
    const coldMs = await page.evaluate(() => performance.getEntriesByName("bench:ready", "measure")[0].duration);
    await give(page, page.locator("input"), files);
    await page.waitForFunction(() => globalThis.bench, null, { timeout: limitMs, polling: 50 });
    const seen = await page.evaluate(() => ({ ...globalThis.bench, tasks: globalThis.benchTasks }));
    if (seen.failed) throw new Error(seen.failed);
    checkCounts(seen.found, truth);
    return {
      totalMs: seen.done - seen.begun,
      longestMs: longest(seen.tasks, seen.begun, seen.done),
      coldMs,
    };
  });
}

// All eleven figures.
export function checkCounts(found, truth) {
  const should = { records: truth.records, lines: truth.lines };
  for (const [code, it] of Object.entries(truth.outcomes)) should[code] = it.records || it.lines;
  for (const [name, value] of Object.entries(should)) {
    if (found[name] !== value) throw new Error(`DuckDB: ${name} is ${found[name]} instead of ${value}`);
  }
  for (const name of ["expected", "billed"]) {
    if (found[name].toFixed(2) !== Number(truth[name]).toFixed(2)) {
      throw new Error(`DuckDB: ${name} is ${found[name]} instead of ${truth[name]}`);
    }
  }
}
