// One live stream for all tabs of a browser: over HTTP/1.1 it grants six per host, and the seventh tab would hang.
//
// The page gets events on `document`:
//   live:changed   detail.names: what changed, e.g. ["conversation:42"]; ask again for what you show
//   live:hello     something may have been missed (start, reconnect, too much at once): ask again for everything;
//                  <html data-live> from the first one on, for modules that come later
//   live:lost      the stream is interrupted; a hello follows when it is back (detail.refused: perhaps never)
// The workspace stands in <html data-workspace="7">. This file is the page's module and the shared worker's.

const LONGEST_WAIT = 30_000;
const LOOK_EACH = 15_000;
const ASLEEP_AFTER = 90_000;

class Source {
  constructor(url, tell) {
    this.url = url;
    this.tell = tell;
    this.tries = 0;
    this.looked = Date.now();
    setInterval(() => this.look(), LOOK_EACH);
    this.open();
  }

  get isOpen() {
    return this.source.readyState === EventSource.OPEN;
  }

  open() {
    clearTimeout(this.timer);
    this.source?.close();
    const source = new EventSource(this.url);
    this.source = source;
    const greet = () => {
      this.tries = 0;
      this.tell({ kind: "hello" });
    };
    source.addEventListener("hello", greet);
    source.addEventListener("reload", greet);
    source.addEventListener("changed", (event) => {
      this.tell({ kind: "changed", names: JSON.parse(event.data) });
    });
    source.addEventListener("error", () => source === this.source && this.retry());
  }

  // Ourselves and not EventSource: it comes back after the same time everywhere, and never after a 503.
  retry() {
    const refused = this.source.readyState === EventSource.CLOSED; // by an answer; without one it would try again
    this.source.close();
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries) * (0.5 + Math.random());
    this.tries += 1;
    this.timer = setTimeout(() => this.open(), wait);
    this.tell({ kind: "lost", refused });
  }

  // Somebody looks at the page, or the network is back: no reason to wait any longer.
  check({ anew = false } = {}) {
    if (anew || this.source.readyState === EventSource.CLOSED) this.open();
  }

  // A clock that stood still means that the machine slept; what its connection says is no longer true.
  look() {
    const now = Date.now();
    if (now - this.looked > ASLEEP_AFTER) this.open();
    this.looked = now;
  }
}

// In the shared worker: every tab is a port.
function serve(scope) {
  const ports = new Set();
  const source = new Source(urlOf(scope.name), (message) => {
    for (const port of ports) port.postMessage(message);
  });
  scope.addEventListener("connect", ({ ports: [port] }) => {
    ports.add(port);
    port.addEventListener("message", ({ data }) => {
      if (data.kind === "leave") {
        ports.delete(port);
      } else {
        ports.add(port); // a page that comes back from the browser's memory had left
        source.check(data);
      }
    });
    port.start();
    if (source.isOpen) port.postMessage({ kind: "hello" });
  });
}

function urlOf(name) {
  const workspace = name.split(":")[1];
  return workspace ? `/live?workspace=${encodeURIComponent(workspace)}` : "/live";
}

function dispatch(message) {
  if (message.kind === "hello") document.documentElement.dataset.live = "";
  document.dispatchEvent(new CustomEvent(`live:${message.kind}`, { detail: message }));
}

// Each way of joining returns what asks the stream to look after itself.
function joinWorker(name, otherwise) {
  const worker = new SharedWorker(import.meta.url, { type: "module", name });
  let send = (message) => worker.port.postMessage(message);
  worker.addEventListener("error", () => { send = otherwise(); }, { once: true });
  worker.port.addEventListener("message", ({ data }) => dispatch(data));
  worker.port.start();
  addEventListener("pagehide", () => send({ kind: "leave" }));
  return (message) => send(message);
}

function joinElected(name) {
  let source = null;
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data }) => {
    if (data.kind !== "check") dispatch(data);
    else source?.check(data);
  });
  const lead = () => {
    source = new Source(urlOf(name), (message) => {
      if (navigator.locks) channel.postMessage(message);
      dispatch(message);
    });
    return new Promise(() => {}); // held until this tab is closed; then the next one leads
  };
  if (navigator.locks) navigator.locks.request(name, lead);
  else lead(); // no secure context: a stream for each tab is all there is
  dispatch({ kind: "hello" });
  return (message) => {
    if (message.kind !== "check") return;
    if (source) source.check(message);
    else channel.postMessage(message);
  };
}

function join() {
  const name = `madoguchi-live:${document.documentElement.dataset.workspace ?? ""}`;
  const elect = () => joinElected(name);
  const ask = "SharedWorker" in globalThis ? joinWorker(name, elect) : elect();
  addEventListener("online", () => ask({ kind: "check", anew: true }));
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    ask({ kind: "check" });
    dispatch({ kind: "hello" });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask({ kind: "check" });
  });
}

if (typeof document === "undefined") serve(globalThis);
else join();
