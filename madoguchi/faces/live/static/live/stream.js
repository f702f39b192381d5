// One live stream for all tabs of a browser: over HTTP/1.1 it grants six per host, and the seventh tab would hang.
//
// The page gets events on `document`:
//   live:changed   detail.names: what changed, e.g. ["conversation:42"]; ask again for what you show
//   live:hello     the stream is there (start, reconnect, too much at once). With detail.missed something may have changed
//                  unheard: ask again for everything; without, nothing has changed since the page was asked for.
//                  <html data-live="missed"> or "whole" from the first one on, for modules that come later
//   live:lost      the stream is interrupted; a hello follows when it is back (detail.refused: perhaps never)
// The workspace stands in <html data-workspace="7">. This file is the page's module and the shared worker's.

import { Source } from "./source.js";

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
    if (source.isOpen) port.postMessage(source.greeting);
  });
}

function urlOf(name) {
  const workspace = name.split(":")[1];
  return workspace ? `/live?workspace=${encodeURIComponent(workspace)}` : "/live";
}

// The page was drawn after it was asked for: where it has been quiet for longer, it is true. Only once, at its start.
function hasMissed({ quiet }) {
  const [visit] = performance.getEntriesByType("navigation");
  if ("live" in document.documentElement.dataset || visit?.type === "back_forward") return true;
  return !(quiet > Math.max(performance.now(), Date.now() - performance.timeOrigin));
}

function dispatch(message) {
  const page = document.documentElement.dataset;
  if (message.kind === "hello") message.missed = hasMissed(message);
  if (message.kind === "hello" || "live" in page) page.live = message.missed === false ? "whole" : "missed";
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
