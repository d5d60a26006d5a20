// Plays a script instead of an engine: says given messages at its start and upon each message it
// hears, and shows what it hears on a broadcast channel.

// Not `location`: the test runner starts workers from a wrapper of its own.
const query = new URL(import.meta.url).searchParams;
const steps = query.get("steps").split(";");
const channel = new BroadcastChannel(query.get("name"));

function bytes(hex) {
  return new Uint8Array(hex.match(/../g)?.map((it) => parseInt(it, 16)) ?? []);
}

function step() {
  const messages = steps.shift() ?? "";
  for (const message of messages.split(",").filter((it) => it !== "")) {
    if (message === "throw") throw new Error("thrown by the script");
    self.postMessage([bytes(message)]);
  }
}

self.onmessage = (event) => {
  const [header, beside] = event.data;
  channel.postMessage([header, beside?.size ?? beside?.byteLength]);
  step();
};

step();
