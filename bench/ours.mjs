// Our page: the files go in by its file input, a script presses Reconcile as soon as it can be
// pressed, and the clock stops when the proof and every outcome are on the page.

import { give, inBrowser, longest } from "./browser.mjs";

// How long after the answer the page is still watched for long tasks, in milliseconds.
const SETTLING = 1000;

export function runOurs(origin, files, truth, { browse = false, limitMs = 180_000 } = {}) {
  return inBrowser(async (page) => {
    await page.goto(`${origin}/`, { waitUntil: "commit" });
    await page.waitForFunction(() => performance.getEntriesByName("trueup:ready", "measure").length);
    const coldMs = await page.evaluate(() => performance.getEntriesByName("trueup:ready", "measure")[0].duration);
    const input = page.getByTestId("file-input");
    await input.waitFor({ state: "attached" });
    await page.evaluate(watch, { nFiles: files.length, gaps: browse });
    await give(page, input, files);
    await page.waitForFunction(() => globalThis.bench.done ?? globalThis.bench.failed, null, { timeout: limitMs, polling: 50 });
    // The rows come into the grid after the answer: what they hold up belongs to it.
    await page.waitForTimeout(SETTLING);
    const seen = await page.evaluate(() => ({ ...globalThis.bench, tasks: globalThis.benchTasks }));
    if (seen.failed) throw new Error(seen.failed);
    check(seen.outcomes, truth);
    const result = {
      totalMs: seen.done - seen.begun,
      importMs: seen.pressed - seen.begun,
      reconcileMs: seen.done - seen.pressed,
      ...(browse && { gapMs: Math.round(seen.gap) }),
      longestMs: longest(seen.tasks, seen.begun, seen.done + SETTLING),
      coldMs,
    };
    return browse ? { ...result, ...(await browseRows(page)) } : result;
  });
}

// Runs in the page. It looks when the page changes and not all the time: a look every few milliseconds
// takes processor time from what is measured, and DuckDB's page has none.
function watch({ nFiles, gaps }) {
  const bench = { gap: 0 };
  globalThis.bench = bench;
  const find = (id) => document.querySelector(`[data-testid="${id}"]`);
  document.addEventListener("change", (event) => {
    if (event.target.dataset.testid === "file-input") bench.begun ??= performance.now();
  }, true);
  const look = () => {
    if (!bench.begun || bench.done) return;
    if (!bench.pressed) {
      const cards = document.querySelectorAll('[data-testid="source-card"]').length;
      const button = find("reconcile");
      if (find("question")) bench.failed = `asked: ${find("question").innerText}`;
      if (cards < nFiles || !button || button.disabled) return;
      bench.pressed = performance.now();
      // Not while the page is still changing.
      queueMicrotask(() => button.click());
      return;
    }
    const proof = find("proof");
    const outcomes = document.querySelectorAll('[data-testid^="outcome-"][data-records]');
    if (!find("summary") || !proof || !outcomes.length) return;
    bench.done = performance.now();
    observer.disconnect();
    bench.outcomes = { holds: proof.dataset.holds };
    for (const it of outcomes) {
      const code = it.dataset.testid.slice("outcome-".length);
      bench.outcomes[code] = { records: Number(it.dataset.records), lines: Number(it.dataset.lines) };
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
  if (!gaps) return;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (bench.begun) bench.gap = Math.max(bench.gap, now - Math.max(last, bench.begun));
    last = now;
    if (bench.done) clearInterval(timer);
  }, 4);
}

function check(found, truth) {
  if (found.holds !== "true") throw new Error("the proof does not hold");
  const { holds, ...outcomes } = found;
  for (const code of new Set([...Object.keys(outcomes), ...Object.keys(truth.outcomes)])) {
    const [is, should] = [outcomes[code], truth.outcomes[code]];
    if ((is?.records ?? 0) !== (should?.records ?? 0) || (is?.lines ?? 0) !== (should?.lines ?? 0)) {
      throw new Error(`${code}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`);
    }
  }
}

// Scrolls through every row and sorts: the longest main-thread task of each.
async function browseRows(page) {
  const grid = page.getByTestId("exceptions-grid");
  await grid.waitFor({ state: "visible" });
  // Without its rows there is nothing yet that could be scrolled.
  await grid.locator('[aria-rowindex="20"]').waitFor({ state: "visible" });
  const timed = async (work) => {
    const from = await page.evaluate(() => performance.now());
    await work();
    await page.waitForTimeout(300);
    return longest(await page.evaluate(() => globalThis.benchTasks), from);
  };
  const scrollMs = await timed(async () => {
    await page.evaluate(async () => {
      const grid = document.querySelector('[data-testid="exceptions-grid"]');
      const inner = [grid, ...grid.querySelectorAll("*"), ...ancestors(grid)];
      const scrolled = inner.find((it) => it.scrollHeight > it.clientHeight + 200 && /auto|scroll/.test(getComputedStyle(it).overflowY)) ?? document.scrollingElement;
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      for (let i = 0; i < 120; i++) { scrolled.scrollTop += 400; await frame(); }
      for (let i = 0; i <= 60; i++) { scrolled.scrollTop = (scrolled.scrollHeight * i) / 60; await frame(); }
      function ancestors(it) { const found = []; while ((it = it.parentElement)) found.push(it); return found; }
    });
  });
  const heads = grid.locator('[role="columnheader"]');
  const sortMs = await timed(async () => {
    for (const index of [0, 1, 2]) {
      if (index < (await heads.count())) {
        await heads.nth(index).click();
        await page.waitForTimeout(700);
      }
    }
  });
  return { scrollMs, sortMs };
}
