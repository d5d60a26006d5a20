// A fresh Chromium with a fresh profile for each run, and what it costs while it works.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_PATH}/`);
const { chromium } = require("playwright-core");

let runs = 0;

export async function inBrowser(work) {
  const mark = `--trueup-bench=${process.pid}-${++runs}`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [mark, "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-precise-memory-info"],
  });
  const memory = watchMemory(mark);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("crash", () => errors.push("the page crashed"));
    await page.addInitScript(observeLongTasks);
    const result = await work(page);
    if (errors.length) throw new Error(errors.join("; "));
    return { ...result, ...memory.peaks() };
  } finally {
    memory.stop();
    await browser.close();
  }
}

// What a person takes to choose files, in milliseconds. Both peers have it, and both are ready by then.
const CHOOSING = 3000;

export async function give(page, input, files) {
  await page.waitForTimeout(CHOOSING);
  await input.setInputFiles(files);
}

function observeLongTasks() {
  globalThis.benchTasks = [];
  new PerformanceObserver((list) => {
    for (const it of list.getEntries()) {
      globalThis.benchTasks.push({ start: it.startTime, ms: it.duration });
    }
  }).observe({ type: "longtask", buffered: true });
}

export function longest(tasks, from, until = Infinity) {
  const inside = tasks.filter((it) => it.start + it.ms > from && it.start < until);
  return Math.round(inside.reduce((most, it) => Math.max(most, it.ms), 0));
}

// Peak of RssAnon + RssShmem, every 60 ms: of the page's process, and of the whole browser. Which
// processes those are is looked up once a second: going through all there are takes a processor that
// is measured some milliseconds.
function watchMemory(mark) {
  const peak = { renderer: 0, tree: 0 };
  let [ours, looks] = [[], 0];
  const look = () => {
    if (looks++ % 16 === 0) ours = processesOf(mark);
    let tree = 0;
    for (const it of ours) {
      const held = heldBytes(it.pid);
      tree += held;
      if (it.command.includes("--type=renderer")) peak.renderer = Math.max(peak.renderer, held);
    }
    peak.tree = Math.max(peak.tree, tree);
  };
  const timer = setInterval(look, 60);
  return {
    peaks: () => ({ rendererMb: Math.round(peak.renderer / 1e6), treeMb: Math.round(peak.tree / 1e6) }),
    stop: () => clearInterval(timer),
  };
}

function processesOf(mark) {
  const all = processes();
  const browser = all.find((it) => it.command.includes(mark) && !it.command.includes("--type="))?.pid;
  const ours = new Set([browser]);
  for (let grown = !!browser; grown;) {
    grown = false;
    for (const it of all) if (ours.has(it.parent) && !ours.has(it.pid)) grown = !!ours.add(it.pid);
  }
  return all.filter((it) => ours.has(it.pid));
}

function processes() {
  const found = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
      if (command.includes("chrom")) found.push({ pid: Number(name), parent, command });
    } catch { /* It ended meanwhile. */ }
  }
  return found;
}

function heldBytes(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kb = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    return (kb("RssAnon") + kb("RssShmem")) * 1024;
  } catch {
    return 0;
  }
}
