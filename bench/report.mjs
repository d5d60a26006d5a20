// From single runs to medians, paired ratios and a table with the targets beside.

export function median(values) {
  const sorted = values.filter((it) => it !== undefined && Number.isFinite(it)).sort((a, b) => a - b);
  if (!sorted.length) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// The median over rounds of one peer's time by another's in the same round.
export function paired(rounds, peer, other, field = "totalMs") {
  const both = rounds.filter((it) => it[peer]?.[field] && it[other]?.[field]);
  return median(both.map((it) => it[peer][field] / it[other][field]));
}

export function of(rounds, peer, field) {
  return median(rounds.map((it) => it[peer]?.[field]));
}

export function most(rounds, peer, field) {
  const values = rounds.map((it) => it[peer]?.[field]).filter((it) => it !== undefined);
  return values.length ? Math.max(...values) : undefined;
}

const PEERS = { ours: "Trueup", zip: "Trueup, usage from a zip", duckdb: "DuckDB-WASM eh, direct query" };

export function browserTable(size, rounds) {
  const lines = [
    `## In Chromium, ${size}, median of ${rounds.length}`, "",
    "| peer | total ms | import | reconcile | x DuckDB-WASM (paired) | cold ms | longest task | renderer MB | tree MB |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
  ];
  for (const [peer, name] of Object.entries(PEERS)) {
    if (!rounds.some((it) => it[peer])) continue;
    const value = (field) => number(of(rounds, peer, field));
    lines.push(`| ${name} | ${value("totalMs")} | ${value("importMs")} | ${value("reconcileMs")} | ` +
      `${ratio(paired(rounds, peer, "duckdb"))} | ${value("coldMs")} | ${number(most(rounds, peer, "longestMs"))} | ` +
      `${value("rendererMb")} | ${value("treeMb")} |`);
  }
  return lines.join("\n");
}

export function nativeTable(size, rounds) {
  return [
    `## Native, one thread, ${size}, median of ${rounds.length}`, "",
    "| what | ms | processor ms | x DuckDB (paired) | x DuckDB by processor time |", "|---|--:|--:|--:|--:|",
    ...["trueup", "duckdb"].filter((it) => rounds.some((round) => round[it])).map((it) =>
      `| ${it} | ${number(of(rounds, it, "totalMs"))} | ${number(of(rounds, it, "cpuMs"))} | ` +
      `${ratio(paired(rounds, it, "duckdb"))} | ${ratio(paired(rounds, it, "duckdb", "cpuMs"))} |`),
  ].join("\n");
}

// What was aimed at, what came out, and whether it holds. `null` where it was not measured.
export function targets({ browser, native, shipped, browse }) {
  const at = (size) => browser[size] ?? [];
  const [m1, m5] = [at("1m"), at("5m")];
  const growth = (field) => m1.length && m5.length ? of(m5, "ours", field) / of(m1, "ours", field) : undefined;
  const all = Object.values(browser).flat();
  const rows = [
    ["1m, file to outcomes, x DuckDB-WASM", "<= 0.30, aim 0.20", paired(m1, "ours", "duckdb"), 0.30, ratio],
    ["1m, from a zip, x DuckDB-WASM", "<= 0.50", paired(m1, "zip", "duckdb"), 0.5, ratio],
    ["5m, x 1m", "<= 5.5", growth("totalMs"), 5.5, ratio],
    ["1m, renderer at its peak, MB", "< 250", most(m1, "ours", "rendererMb"), 250, number],
    ["5m, renderer at its peak, MB", "< 800", most(m5, "ours", "rendererMb"), 800, number],
    ["1m to 5m, bytes for a record and its line", "< 150",
      m5.length && m1.length ? (most(m5, "ours", "rendererMb") - most(m1, "ours", "rendererMb")) / 4 : undefined, 150, number],
    ["longest task while loading and reconciling, ms", "< 50", most(all, "ours", "longestMs"), 50, number],
    ["longest task while scrolling 1m, ms", "< 50", browse?.scrollMs, 50, number],
    ["longest task while sorting 1m, ms", "< 50", browse?.sortMs, 50, number],
    ["ready on a cold load, ms", "< 300", median(all.map((it) => it.ours?.coldMs)), 300, number],
    ["page, kB brotli", "< 150", shipped.page / 1000, 150, number],
    ["worker, kB brotli", "< 450", shipped.worker / 1000, 450, number],
    ["native, one thread, 1m, x DuckDB", "<= 0.50", paired(native["1m"] ?? [], "trueup", "duckdb"), 0.5, ratio],
  ];
  return rows.map(([what, target, value, limit, show]) => ({
    what, target, value: value ?? null, shown: value === undefined ? "not measured" : show(value),
    holds: value === undefined ? null : value <= limit,
  }));
}

export function targetTable(rows) {
  const mark = (holds) => (holds === null ? "" : holds ? "yes" : "**no**");
  return ["## Against the targets", "", "| what | target | found | holds |", "|---|---|--:|---|",
    ...rows.map((it) => `| ${it.what} | ${it.target} | ${it.shown} | ${mark(it.holds)} |`)].join("\n");
}

export function number(value) {
  return value === undefined || Number.isNaN(value) ? "-" : String(Math.round(value));
}

export function ratio(value) {
  return value === undefined || Number.isNaN(value) ? "-" : value.toFixed(2);
}
