// The glue and the real rules together; the vendor is a function.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Edge, initSync } from "../build/trueup_proxy_edge.js";
import { makeHandler } from "../handler.mjs";

const here = (path) => readFileSync(new URL(path, import.meta.url));
initSync({ module: new WebAssembly.Module(here("../build/trueup_proxy_edge_bg.wasm")) });
const SHIPPED = here("../../proxy.toml").toString();

const ORIGIN = "https://trueup.example.com";
const SESSIONS = "/x/kore/api/public/bot/st-0001/getBillingSessionsDetails";

/** A worker whose vendor is `answer`, with what it was asked and what it logged. */
function desk(answer = () => new Response("fine"), config = SHIPPED) {
  const asked = [];
  const lines = [];
  const handle = makeHandler(new Edge(config), {
    fetch: async (request) => {
      asked.push(request);
      return answer(request);
    },
    log: (line) => lines.push(line),
  });
  const call = (path, init, env) => handle(new Request(ORIGIN + path, init), env);
  return { call, asked, lines };
}

async function codeOf(response) {
  const body = await response.json();
  assert.deepEqual(Object.keys(body), ["code", "message"]);
  assert.equal(response.headers.get("x-trueup-refusal"), body.code);
  return body.code;
}

test("an admitted call goes to the vendor with nothing but what is listed", async () => {
  const { call, asked, lines } = desk(
    () =>
      new Response('{"total":0}', {
        headers: { "content-type": "application/json", "set-cookie": "a=1", server: "x" },
      }),
  );
  const response = await call(SESSIONS, {
    method: "POST",
    headers: { auth: "jwt", cookie: "own=1", "cf-ray": "1", "x-trueup-host": "de-bots.kore.ai" },
    body: "{}",
  });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), '{"total":0}');
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal(response.headers.get("set-cookie"), null);
  assert.equal(response.headers.get("server"), null);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.match(response.headers.get("content-security-policy"), /sandbox/);

  const [request] = asked;
  assert.equal(
    request.url,
    "https://de-bots.kore.ai/api/public/bot/st-0001/getBillingSessionsDetails",
  );
  assert.equal(request.redirect, "manual");
  assert.equal(request.cache, "no-store");
  assert.equal(await request.text(), "{}");
  assert.deepEqual(Object.fromEntries(request.headers), {
    "accept-encoding": "identity",
    auth: "jwt",
    // A browser's own, and listed for this vendor.
    "content-type": "text/plain;charset=UTF-8",
    "user-agent": "trueup-proxy-edge",
  });
  assert.equal(JSON.parse(lines[0]).path, "/api/public/bot/*/getBillingSessionsDetails");
});

test("what is not listed is refused and the vendor hears nothing", async () => {
  const { call, asked } = desk();
  const post = (headers = {}) => ({ method: "POST", headers });
  for (const [path, init, status, code] of [
    ["/x/none/a", {}, 404, "unknown_profile"],
    ["/x/kore/api/public/bot/a/getSessions", post(), 403, "path_refused"],
    ["/x/kore/api/public/bot/a%2fb/getBillingSessionsDetails", post(), 403, "path_refused"],
    [SESSIONS, {}, 405, "method_refused"],
    [SESSIONS, { method: "DELETE" }, 405, "method_refused"],
    [`${SESSIONS}?a=1`, post(), 403, "query_refused"],
    [SESSIONS, post({ authorization: "Basic x" }), 403, "header_refused"],
    [SESSIONS, post({ "x-trueup-host": "evil.example.com" }), 403, "host_refused"],
    [SESSIONS, post({ "x-trueup-host": "127.0.0.1" }), 403, "host_refused"],
    [SESSIONS, post({ "x-trueup-host": "bots.kore.ai:8443" }), 403, "port_refused"],
    ["/x/wolkvox/api/v2/billing.php?api=ivr_calls", {}, 400, "host_required"],
    [SESSIONS, post({ origin: "https://evil.example.com" }), 403, "origin_refused"],
  ]) {
    const response = await call(path, init);
    assert.deepEqual([path, response.status, await codeOf(response)], [path, status, code]);
  }
  assert.equal(asked.length, 0);
});

test("a private profile does not exist at the edge", async () => {
  const { call, asked } = desk();
  const response = await call("/x/dma/api/rest/billing/status");
  assert.equal(await codeOf(response), "unknown_profile");
  assert.equal(asked.length, 0);
});

test("a redirect is not followed", async () => {
  const { call, asked } = desk(
    () => new Response(null, { status: 302, headers: { location: "https://evil.example.com/" } }),
  );
  const response = await call("/x/evo/ai/usage");
  assert.equal(response.status, 502);
  assert.equal(response.headers.get("location"), null);
  assert.equal(await codeOf(response), "redirect_refused");
  assert.equal(asked.length, 1);
});

test("the page's own origin and listed ones may call", async () => {
  const listed = `origins = ["https://desk.example.com"]\n${SHIPPED.replace(/^origins.*$/m, "")}`;
  const { call } = desk(undefined, listed);
  const own = await call("/x/evo/ai/usage", { headers: { origin: ORIGIN } });
  assert.equal(own.status, 200);
  assert.equal(own.headers.get("access-control-allow-origin"), null);
  const origin = "https://desk.example.com";
  const other = await call("/x/evo/ai/usage", { headers: { origin } });
  assert.equal(other.headers.get("access-control-allow-origin"), origin);
  const preflight = await call("/x/evo/ai/usage", { method: "OPTIONS", headers: { origin } });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-methods"), "GET, POST");
  const stranger = await call("/x/evo/ai/usage", {
    method: "OPTIONS",
    headers: { origin: "https://evil.example.com" },
  });
  assert.equal(await codeOf(stranger), "origin_refused");
});

test("bodies over their caps are cut off", async () => {
  const small = `
    [profiles.p]
    host = "api.example.com"
    routes = ["GET,POST /a"]
    max_request_bytes = 10
    max_response_bytes = 10`;
  const announced = desk(() => new Response("0123456789a", { headers: { "content-length": "11" } }), small);
  assert.equal(await codeOf(await announced.call("/x/p/a")), "response_too_large");

  const streamed = desk(() => new Response("0123456789a"), small);
  await assert.rejects((await streamed.call("/x/p/a")).text(), /over the cap/);

  const sent = desk(async (request) => new Response(await request.text()), small);
  const post = (body) => sent.call("/x/p/a", { method: "POST", body, duplex: "half" });
  assert.equal(await (await post("0123456789")).text(), "0123456789");
  const stream = new Blob(["0123456789a"]).stream();
  assert.equal(await codeOf(await post(stream)), "request_too_large");
});

test("a vendor that fails is told from one that is late", async () => {
  const broken = desk(() => Promise.reject(new TypeError("fetch failed")));
  assert.equal(await codeOf(await broken.call("/x/evo/ai/usage")), "upstream_broken");
  const quick = SHIPPED.replace("[profiles.evo]", "[profiles.evo]\ntotal_seconds = 1");
  const late = desk(
    (request) =>
      new Promise((_, reject) => {
        // Holds the test open, as a connection would.
        const connection = setInterval(() => {}, 1000);
        request.signal.addEventListener("abort", () => {
          clearInterval(connection);
          reject(request.signal.reason);
        });
      }),
    quick,
  );
  const response = await late.call("/x/evo/ai/usage");
  assert.deepEqual([response.status, await codeOf(response)], [504, "upstream_timeout"]);
});

test("the platform's rate limiter is asked, for each caller and vendor", async () => {
  const { call, asked } = desk();
  const keys = [];
  const LIMITER = {
    limit: async ({ key }) => {
      keys.push(key);
      return { success: false };
    },
  };
  const init = { headers: { "cf-connecting-ip": "192.0.2.7" } };
  const response = await call("/x/evo/ai/usage", init, { LIMITER });
  assert.deepEqual([response.status, await codeOf(response)], [429, "rate_limited"]);
  assert.equal(response.headers.get("retry-after"), "60");
  assert.deepEqual([keys, asked.length], [["evo 192.0.2.7"], 0]);
});

test("the log holds no secret", async () => {
  const { call, lines } = desk();
  const secret = "hunter2hunter2";
  await call(SESSIONS.replace("st-0001", secret), { method: "POST", headers: { auth: secret } });
  await call(`/x/evo/ai/usage?accountId=${secret}`);
  await call(`/x/kore/${secret}`);
  await call(`/x/${secret}/a`);
  await call(SESSIONS, { method: secret.toUpperCase() });
  assert.equal(lines.length, 5);
  for (const line of lines) assert.doesNotMatch(line, /hunter2/i);
});

test("everything else is the app's files", async () => {
  const { call, lines } = desk();
  const ASSETS = { fetch: async () => new Response("page") };
  assert.equal(await (await call("/", {}, { ASSETS })).text(), "page");
  assert.equal((await call("/")).status, 404);
  assert.deepEqual(await (await call("/healthz")).json(), { status: "ok" });
  assert.equal(lines.length, 0);
});

test("a wrong configuration is told at the start", () => {
  assert.throws(() => new Edge('[profiles.p]\nhost = "*"\nroutes = ["GET /a"]'), /profiles\.p\.hosts/);
});
