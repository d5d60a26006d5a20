// Starts the app. An inline start script is refused by the content policy, so Trunk's is replaced
// by this file; it also holds the only texts that must work when the wasm does not.

const TEXTS = {
  en: {
    loading: "Loading…",
    offline: "Trueup could not be loaded. Check the connection, then reload the page.",
    old: "This browser is too old for Trueup. Please use a current Chrome, Edge, Firefox or Safari.",
    failed: "Trueup could not start. Please reload the page.",
    stopped: "Trueup has stopped because of a fault of its own.",
    safe: "Your files were only read and are unchanged. Reload the page to start again.",
    reload: "Reload",
    details: "Details for a bug report",
  },
  es: {
    loading: "Cargando…",
    offline: "No se pudo cargar Trueup. Compruebe la conexión y vuelva a cargar la página.",
    old: "Este navegador es demasiado antiguo para Trueup. Use una versión actual de Chrome, Edge, Firefox o Safari.",
    failed: "Trueup no pudo iniciarse. Vuelva a cargar la página.",
    stopped: "Trueup se ha detenido por un fallo propio.",
    safe: "Sus archivos solo se leyeron y no han cambiado. Vuelva a cargar la página para empezar de nuevo.",
    reload: "Volver a cargar",
    details: "Detalles para informar del fallo",
  },
};

const text = /^es\b/i.test(navigator.language) ? TEXTS.es : TEXTS.en;

// A module that does nothing but use one SIMD instruction: false where the engine lacks it.
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
]);

function element(name, className, content) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (content) node.textContent = content;
  return node;
}

function reloadButton() {
  const button = element("button", "boot__button", text.reload);
  button.type = "button";
  button.addEventListener("click", () => location.reload());
  return button;
}

function showFailure(message, error) {
  const boot = document.getElementById("boot");
  if (!boot) return;
  boot.setAttribute("role", "alert");
  boot.dataset.state = "failed";
  document.getElementById("boot-text").textContent = message;
  boot.append(reloadButton());
  if (error) boot.append(details(String(error)));
}

function details(content) {
  const box = element("details", "boot__details");
  box.append(element("summary", "", text.details), element("pre", "", content));
  return box;
}

// The wasm instance is dead after a panic, so this panel uses nothing of it.
function showFatal(message) {
  if (document.getElementById("fatal")) return;
  const panel = element("dialog", "fatal");
  panel.id = "fatal";
  panel.dataset.testid = "fatal";
  const title = element("h1", "fatal__title", text.stopped);
  title.id = "fatal-title";
  panel.setAttribute("aria-labelledby", title.id);
  panel.append(title, element("p", "", text.safe), reloadButton());
  if (message) panel.append(details(message));
  panel.addEventListener("cancel", (event) => event.preventDefault());
  document.body.append(panel);
  panel.showModal();
}

window.addEventListener("trueup-fatal", (event) => {
  const detail = event.detail;
  showFatal(typeof detail === "string" ? detail : detail?.message);
});

async function start() {
  performance.mark("trueup:boot-start");
  if (text !== TEXTS.en) {
    document.documentElement.lang = "es";
    document.getElementById("boot-text").textContent = text.loading;
  }
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(SIMD)) {
    showFailure(text.old);
    return;
  }
  const { js, wasm } = document.querySelector("script[data-js]").dataset;
  try {
    const app = await import(new URL(js, document.baseURI).href);
    performance.mark("trueup:boot-script");
    await app.default({ module_or_path: new URL(wasm, document.baseURI) });
  } catch (error) {
    // fetch() and import() fail with a TypeError when the network or the host does.
    const message =
      error instanceof WebAssembly.CompileError ? text.old
      : error instanceof TypeError ? text.offline
      : text.failed;
    showFailure(message, error);
    throw error;
  }
  performance.mark("trueup:boot-end");
  document.getElementById("boot")?.remove();
  requestAnimationFrame(() => {
    if (performance.getEntriesByName("trueup:ready", "measure").length === 0) {
      performance.measure("trueup:ready", { start: 0 });
    }
  });
}

await start();
