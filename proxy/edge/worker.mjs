// The worker: the rules, the configuration and the handler, put together.

import rules from "./build/trueup_proxy_edge_bg.wasm";
import { Edge, initSync } from "./build/trueup_proxy_edge.js";
import config from "../proxy.toml";
import { makeHandler } from "./handler.mjs";

initSync({ module: rules });
const handle = makeHandler(new Edge(config));

export default {
  fetch: (request, env) => handle(request, env),
};
