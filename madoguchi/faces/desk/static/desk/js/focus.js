/* Focus is never lost: when what had it is taken away by an answer, by news or by a closing dialog, it goes to what stands in its place (the
   same id), else to the nearest that is left: the messages of the open conversation, the row that is open, or the page.
   Whoever clicks beside everything has wanted no focus: then what had it is still there, and nothing is done. */

const REPLACED = ["htmx:afterSettle", "htmx:afterRequest", "fragment:fresh", "close", "toggle"];
const LEFT = ["#work .thread-scroll", '[data-rows] .row[aria-current="true"]', "[data-rows] .row", "#main"];

let last = null;
document.addEventListener("focusin", (event) => { last = event.target; });
for (const kind of REPLACED) document.addEventListener(kind, () => queueMicrotask(keep), true);

function keep() {
  const isLost = !document.activeElement || document.activeElement === document.body;
  if (!isLost || !last || (last.isConnected && last.checkVisibility())) return;
  const again = last.id ? document.getElementById(last.id) : null;
  const next = again?.checkVisibility() ? again : LEFT.map((place) => document.querySelector(place)).find((found) => found?.checkVisibility());
  next?.focus({ preventScroll: true });
}
