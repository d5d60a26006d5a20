// Serves the built app as production does (its headers, its compressed copies), and beside it the
// page that drives DuckDB-WASM. Loopback only.

import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm", ".svg": "image/svg+xml",
};

export function serve(dist, nodeModules) {
  const own = path.join(import.meta.dirname, "duckdb");
  const packages = {
    "/npm/duckdb/": path.join(nodeModules, "@duckdb/duckdb-wasm/dist"),
    "/npm/arrow/": path.join(nodeModules, "apache-arrow"),
    "/duckdb/": own,
  };
  const rules = headerRules(path.join(dist, "_headers"));
  const server = createServer((request, response) => {
    const pathname = decodeURIComponent(new URL(request.url, "http://x").pathname);
    if (pathname === "/npm/arrow.mjs") return send(response, arrowModule(nodeModules));
    const prefix = Object.keys(packages).find((it) => pathname.startsWith(it));
    const root = prefix ? packages[prefix] : dist;
    let file = path.join(root, prefix ? pathname.slice(prefix.length) : pathname);
    if (pathname.endsWith("/")) file = path.join(file, "index.html");
    if (!file.startsWith(root) || !isFile(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("Content-Type", TYPES[path.extname(file)] ?? "application/octet-stream");
    if (!prefix) {
      for (const rule of rules) if (fits(rule.path, pathname)) {
        for (const [name, value] of rule.headers) response.setHeader(name, value);
      }
      if (isFile(`${file}.br`) && /\bbr\b/.test(request.headers["accept-encoding"] ?? "")) {
        response.setHeader("Content-Encoding", "br");
        file = `${file}.br`;
      }
    }
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}

function isFile(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function headerRules(file) {
  const rules = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line.startsWith("/")) rules.push({ path: line.trim(), headers: [] });
    else if (line.startsWith(" ") && rules.length) {
      const at = line.indexOf(":");
      rules.at(-1).headers.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
    }
  }
  return rules;
}

function fits(rule, pathname) {
  return rule.endsWith("*") ? pathname.startsWith(rule.slice(0, -1)) : rule === pathname;
}

// DuckDB-WASM imports apache-arrow by name. Its one-file build is a script that sets a global; as a
// module of re-exports it costs one request, which is what a bundler would give.
let arrow;
function arrowModule(nodeModules) {
  if (!arrow) {
    const names = Object.keys(createRequire(import.meta.url)(path.join(nodeModules, "apache-arrow")));
    const exported = names.filter((it) => /^[A-Za-z_$][\w$]*$/.test(it) && it !== "default");
    arrow = `export const { ${exported.join(", ")} } = globalThis.Arrow;\n`;
  }
  return arrow;
}

function send(response, text) {
  response.writeHead(200, { "Content-Type": TYPES[".mjs"] }).end(text);
}
