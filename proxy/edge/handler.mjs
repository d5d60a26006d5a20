// One request at the edge. What may be forwarded is decided by the wasm module alone;
// here is only the fetching, under the caps that it names.

/**
 * @param {object} edge the rules (`Edge` of the wasm module)
 * @param {{fetch?: typeof fetch, log?: (line: string) => void}} [outside]
 * @returns {(request: Request, env?: object) => Promise<Response>}
 */
export function makeHandler(edge, outside = {}) {
  const reach = outside.fetch ?? ((request) => fetch(request));
  const log = outside.log ?? ((line) => console.log(line));

  return async function handle(request, env = {}) {
    const started = Date.now();
    const url = new URL(request.url);
    if (url.pathname === "/healthz") {
      return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
    }
    if (url.pathname !== "/x" && !url.pathname.startsWith("/x/")) {
      return env.ASSETS ? env.ASSETS.fetch(request) : new Response(null, { status: 404 });
    }

    const line = { time: new Date(started).toISOString(), method: request.method };
    const done = (response) => {
      // Neither path nor query as they came: either could hold a secret.
      log(JSON.stringify({ ...line, status: response.status, ms: Date.now() - started }));
      return response;
    };
    const refuse = (refusal) => {
      line.code = refusal.code;
      return done(new Response(refusal.body, { status: refusal.status, headers: refusal.headers }));
    };

    const call = describe(request, url);
    const refuseAs = (code) => refuse(JSON.parse(edge.refuse(call, code)).refusal);
    if (request.method === "OPTIONS") {
      const { headers, refusal } = JSON.parse(edge.preflight(call));
      return refusal ? refuse(refusal) : done(new Response(null, { status: 204, headers }));
    }
    const { plan, refusal } = JSON.parse(edge.decide(call));
    if (refusal) {
      // An unusual method is the caller's own text.
      if (refusal.code === "method_refused") line.method = "other";
      return refuse(refusal);
    }
    line.profile = plan.profile;
    line.path = plan.route;

    if (Number(request.headers.get("content-length") ?? 0) > plan.request_bytes) {
      return refuseAs("request_too_large");
    }
    if (env.LIMITER && !(await isWithinRate(env.LIMITER, request, plan))) {
      return refuseAs("rate_limited");
    }

    // It also ends a reply whose body has already begun.
    const clock = AbortSignal.timeout(plan.total_seconds * 1000);
    const sent = capped(request.body, plan.request_bytes, request.headers.get("content-length"));
    const asked = outgoing(request, plan, sent.stream, clock);
    let reply;
    try {
      reply = await reach(asked);
    } catch {
      if (sent.isOver()) return refuseAs("request_too_large");
      return refuseAs(clock.aborted ? "upstream_timeout" : "upstream_broken");
    }
    const judged = JSON.parse(edge.reply(call, reply.status, JSON.stringify([...reply.headers])));
    if (judged.refusal) {
      await reply.body?.cancel();
      return refuse(judged.refusal);
    }
    const received = capped(reply.body, plan.response_bytes);
    return done(new Response(received.stream, { status: reply.status, headers: judged.headers }));
  };
}

/** The request as the rules read it. */
function describe(request, url) {
  const headers = [...request.headers];
  // The platform keeps `host` to itself; the rules compare the page's origin with it.
  if (!request.headers.has("host")) headers.push(["host", url.host]);
  return JSON.stringify({
    method: request.method,
    path: url.pathname,
    query: url.search ? url.search.slice(1) : null,
    headers,
  });
}

/** The request as the vendor gets it: nothing of the caller's but what the plan names. */
function outgoing(request, plan, body, signal) {
  const headers = new Headers({ "user-agent": "trueup-proxy-edge", "accept-encoding": "identity" });
  for (const name of plan.headers) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Request(plan.url, {
    method: plan.method,
    headers,
    body: plan.method === "POST" ? body : undefined,
    duplex: "half",
    redirect: "manual",
    // What one person's token fetched must not be kept for the next.
    cache: "no-store",
    signal,
  });
}

/** A stream that fails once more bytes than `most` have gone through it. */
function capped(source, most, announced = null) {
  let seen = 0;
  const isOver = () => seen > most;
  if (!source) return { stream: null, isOver };
  let stream = source.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        seen += chunk.byteLength;
        if (isOver()) controller.error(new Error("over the cap"));
        else controller.enqueue(chunk);
      },
    }),
  );
  // Cloudflare's way to keep a length that is known; not every vendor takes chunks.
  if (announced !== null && globalThis.FixedLengthStream) {
    stream = stream.pipeThrough(new FixedLengthStream(Number(announced)));
  }
  return { stream, isOver };
}

async function isWithinRate(limiter, request, plan) {
  const caller = request.headers.get("cf-connecting-ip") ?? "unknown";
  const { success } = await limiter.limit({ key: `${plan.profile} ${caller}` });
  return success;
}
