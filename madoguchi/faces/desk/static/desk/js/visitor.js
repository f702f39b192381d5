/* The visitor of a chat, as the desk sees them: that they are writing (in the open conversation and on its row), and to them that what they
   wrote is seen.

   The stream says "typing:42" every three seconds while somebody writes in 42, and "quiet:42" when they have stopped. #visitor-types is the
   line of the open conversation, #types-mark that for a row. #thread[data-unseen] is the newest message that nobody has seen who may
   answer: it is told when the page is looked at, not by whoever watches unseen. */

const STILL_TYPES_MS = 8000;
const SEEN_AFTER_MS = 400;

const typing = new Map();  // conversation: the timer that ends it
let told = "";
let watched = "";
let soon = 0;

function heard({ detail: { names } }) {
  for (const name of names) {
    const found = /^(typing|quiet):(\d+)$/.exec(name);
    if (!found) continue;
    const [, kind, id] = found;
    clearTimeout(typing.get(id));
    typing.delete(id);
    if (kind === "typing") typing.set(id, setTimeout(() => { typing.delete(id); show(); }, STILL_TYPES_MS));
  }
  show();
}

function show() {
  const line = document.getElementById("visitor-types");
  if (line) line.hidden = !typing.has(line.dataset.conversation);
  const mark = document.getElementById("types-mark");
  if (!mark) return;
  for (const row of document.querySelectorAll("[data-rows] .row")) {
    const is = typing.has(row.id.slice(4));
    const shown = row.querySelector(".types-mark");
    if (is && !shown) row.querySelector(".marks")?.prepend(mark.content.cloneNode(true));
    else if (!is) shown?.remove();
  }
}

const watchesUnseen = () => Boolean(document.querySelector("madoguchi-presence button")) && localStorage.getItem("madoguchi-unseen") === "1";

function look() {
  clearTimeout(soon);
  const thread = document.getElementById("thread");
  const key = `${thread?.dataset.seenAt} ${thread?.dataset.unseen}`;
  if (document.hidden || !thread) return;
  if (watchesUnseen()) { watch(thread.dataset.watched); return; }
  if (!thread.dataset.unseen || key === told) return;
  soon = setTimeout(() => see(thread, key), SEEN_AFTER_MS);
}

async function see(thread, key) {
  if (document.hidden || !thread.isConnected) return;
  told = key;
  if (!(await post(thread.dataset.seenAt, new URLSearchParams({ message: thread.dataset.unseen })))) told = "";
}

/* Whoever reads a chat without being shown is written down. */
function watch(address) {
  if (!address || address === watched) return;
  watched = address;
  post(address);
}

async function post(address, body = null) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
  const answer = await fetch(address, { method: "POST", headers, body, keepalive: true }).catch(() => null);
  return Boolean(answer?.ok);
}

document.addEventListener("live:changed", heard);
for (const kind of ["fragment:fresh", "htmx:afterSettle", "visibilitychange"]) {
  document.addEventListener(kind, () => { show(); look(); });
}
look();
